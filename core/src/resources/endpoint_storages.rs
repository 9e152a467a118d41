use crate::models::{EndpointStorage, EndpointStorageUpdate, NewEndpointStorage};
use crate::schema::macros::resource::resource;
use crate::schema::operation::Recovery;

resource! {
    /// Endpoint storages: S3 buckets that take logs, and that pull profiles copy from.
    EndpointStorages = "endpoint_storages" {
        /// Creates an endpoint storage. A taken name is a `bad_request`.
        create(; NewEndpointStorage: Create) -> one EndpointStorage
            = POST "/v1/storage/endpoint",
            errors [400],
            recovery Recovery::Create { get: &operations::get, taken: 400 };

        /// Reads an endpoint storage. Its secret access key is never returned.
        get(storage) -> one EndpointStorage
            = GET "/v1/storage/endpoint/{storage}",
            errors [400, 404];

        /// Changes an endpoint storage: only the members that are set.
        update(storage; EndpointStorageUpdate: Update) -> one EndpointStorage
            = PATCH "/v1/storage/endpoint/{storage}",
            errors [400, 404],
            recovery Recovery::Update { get: &operations::get };

        /// Deletes an endpoint storage with its pull profiles. Versions that name it can no longer store logs.
        delete(storage) -> nothing
            = DELETE "/v1/storage/endpoint/{storage}",
            errors [404],
            recovery Recovery::Delete;

        /// Lists the endpoint storages of the account, page by page. Deleting while listing skips items: collect first.
        list() -> list EndpointStorage under "endpoints"
            = GET "/v1/storage/endpoints",
            errors [400];
    }
}
