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
    } then {
        /// Makes a version have the given fields: creates it, updates the fields that differ, or
        /// does nothing. Fields that are left out stay as they are. Ports are compared by number
        /// and protocol, variables by key, in any order. Secrets cannot be compared: hidden
        /// variables are sent with every change of `envs`, and the registry login only if the
        /// version has none; use `update` to change a secret. A field that an update cannot change
        /// is a `conflict` error if it differs. The metadata of the reply says what was done.
        ensure(app; NewVersion: Create) -> Version
            = Ensure { get, create, update },
            errors [400, 404, 409, 424];

        /// Reads a version repeatedly until the given fields have the given values.
        /// After an update of `docker_tag`, the service may need some time to report it, or may
        /// refuse it without an error. Secrets are not compared. The delay between two requests
        /// starts at 0.5 s and doubles up to 8 s, as between retries. If the timeout of the call
        /// ends first, it is a `timeout` error with the fields that still differ.
        wait(app, version; VersionUpdate: Update) -> Version
            = Wait { get },
            errors [400, 404];
    }
}
