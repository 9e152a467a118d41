use crate::models::{NewVersion, Version, VersionUpdate};
use crate::schema::macros::resource::resource;
use crate::schema::operation::Recovery;

resource! {
    /// Versions: the builds of an application.
    Versions = "versions" {
        /// Creates a version of an application. A taken name is a `conflict`, an image that cannot be pulled an `image` error (with
        /// `verify_image`).
        create(app; NewVersion: Create) -> one Version under "version"
            = POST "/v1/app/{app}/version",
            errors [400, 404, 409, 424],
            recovery Recovery::Create { get: &operations::get, taken: 409 };

        /// Reads a version. The registry login and hidden variables come back masked.
        get(app, version) -> one Version under "version"
            = GET "/v1/app/{app}/version/{version}",
            errors [400, 404];

        /// Changes a version: only the members that are set. `ports` and `envs` replace the whole list.
        update(app, version; VersionUpdate: Update) -> one Version under "version"
            = PATCH "/v1/app/{app}/version/{version}",
            errors [400, 404, 424],
            recovery Recovery::Update { get: &operations::get };

        /// Deletes a version.
        delete(app, version) -> nothing
            = DELETE "/v1/app/{app}/version/{version}",
            errors [404],
            recovery Recovery::Delete;

        /// Lists the versions of an application, page by page. Deleting while listing skips items: collect first.
        list(app) -> list Version under "versions"
            = GET "/v1/app/{app}/versions",
            errors [400, 404];
    }
}
