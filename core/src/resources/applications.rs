use crate::models::{Application, ApplicationUpdate, NewApplication};
use crate::schema::macros::resource::resource;
use crate::schema::operation::Recovery;

resource! {
    /// Applications: the names under which the versions of a game server are kept.
    Applications = "applications" {
        /// Creates an application. Its name must be free: a taken one is a `conflict`.
        create(; NewApplication: Create) -> one Application
            = POST "/v1/app",
            errors [400, 409],
            recovery Recovery::Create { get: &operations::get, taken: 409 };

        /// Reads an application.
        get(app) -> one Application
            = GET "/v1/app/{app}",
            errors [400, 404];

        /// Changes an application: only the members that are set. A new `name` renames it.
        update(app; ApplicationUpdate: Update) -> one Application
            = PATCH "/v1/app/{app}",
            errors [400, 404, 409],
            recovery Recovery::Update { get: &operations::get };

        /// Deletes an application with all its versions.
        delete(app) -> nothing
            = DELETE "/v1/app/{app}",
            errors [400, 404],
            recovery Recovery::Delete;

        /// Lists the applications of the account, page by page. Deleting while listing skips items: collect first.
        list() -> list Application under "applications"
            = GET "/v1/apps",
            errors [400, 403];
    }
}
