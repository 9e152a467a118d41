use crate::models::{Application, ApplicationUpdate, NewApplication};
use crate::operation::Recovery;
use crate::resource::resource;

const GET: &str = "applications.get";

resource! {
    /// Applications: the names under which the versions of a game server are kept.
    Applications = "applications" {
        /// Creates an application. Its name must be free: a taken one is a `conflict`.
        create(; NewApplication: Create) -> one Application = POST "/v1/app", errors [400, 409], Recovery::Create { get: GET, taken: 409 };
        /// Reads an application.
        get(app) -> one Application = GET "/v1/app/{app}", errors [400, 404];
        /// Changes an application: only the members that are set. A new `name` renames it.
        update(app; ApplicationUpdate: Update) -> one Application = PATCH "/v1/app/{app}", errors [400, 404, 409], Recovery::Update { get: GET };
        /// Deletes an application with all its versions.
        delete(app) -> nothing = DELETE "/v1/app/{app}", errors [400, 404], Recovery::Delete;
        /// Lists the applications of the account, page by page. Deleting while listing skips items: collect first.
        list() -> list Application under "applications" = GET "/v1/apps", errors [400, 403];
    }
}
