use crate::models::{NewVersion, Version, VersionUpdate};
use crate::schema::operation::Recovery;
use crate::schema::resource::resource;

resource! {
    /// Versions: the builds of an application.
    Versions = "versions" {
        /// Creates a version of an application. A name that is taken is a `conflict` error. With
        /// `verify_image`, an image that cannot be pulled is an `image` error.
        create(app; NewVersion: Create) -> one Version under "version"
            = POST "/v1/app/{app}/version",
            errors [400, 404, 409, 424],
            recovery Recovery::Create { get: &operations::get, taken: 409 };

        /// Gets a version. The registry login and hidden variables are masked.
        get(app, version) -> one Version under "version"
            = GET "/v1/app/{app}/version/{version}",
            errors [400, 404];

        /// Updates the fields of a version that are set. `ports` and `envs` replace the whole list.
        /// A new `name` renames it; one that is taken is a `bad_request` error.
        update(app, version; VersionUpdate: Update) -> one Version under "version"
            = PATCH "/v1/app/{app}/version/{version}",
            errors [400, 404, 424],
            recovery Recovery::Update { get: &operations::get };

        /// Deletes a version.
        delete(app, version) -> nothing
            = DELETE "/v1/app/{app}/version/{version}",
            errors [404],
            recovery Recovery::Delete;

        /// Lists the versions of an application, page by page.
        /// The service promises no order: sort the items if it matters. Deleting while listing
        /// skips items: collect the list first.
        list(app) -> list Version under "versions"
            = GET "/v1/app/{app}/versions",
            errors [400, 404];
    }
}
