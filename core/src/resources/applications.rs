use crate::models::{Application, ApplicationUpdate, NewApplication};
use crate::schema::operation::Recovery;
use crate::schema::resource::resource;

resource! {
    /// Applications: game servers with their versions.
    Applications = "applications" {
        /// Creates an application. A name that is taken is a `conflict` error.
        create(; NewApplication: Create) -> one Application
            = POST "/v1/app",
            errors [400, 409],
            recovery Recovery::Create { get: &operations::get, taken: 409 };

        /// Gets an application.
        get(app) -> one Application
            = GET "/v1/app/{app}",
            errors [400, 404];

        /// Updates the fields of an application that are set. A new `name` renames it.
        update(app; ApplicationUpdate: Update) -> one Application
            = PATCH "/v1/app/{app}",
            errors [400, 404, 409],
            recovery Recovery::Update { get: &operations::get };

        /// Deletes an application with all its versions.
        delete(app) -> nothing
            = DELETE "/v1/app/{app}",
            errors [400, 404],
            recovery Recovery::Delete;

        /// Lists the applications of the account, page by page.
        /// The service promises no order: sort the items if it matters. Deleting while listing
        /// skips items: collect the list first.
        list() -> list Application under "applications"
            = GET "/v1/apps",
            errors [400, 403];
    } then {
        /// Makes an application have the given fields: creates it, updates the fields that differ,
        /// or does nothing. Fields that are left out stay as they are. The metadata of the reply
        /// says what was done.
        ensure(; NewApplication: Create) -> Application
            = Ensure { get, create, update },
            errors [400, 404, 409];
    }
}
