use crate::models::{EndpointStorage, EndpointStorageUpdate, NewEndpointStorage};
use crate::schema::operation::Recovery;
use crate::schema::resource::resource;

resource! {
    /// Endpoint storages: S3 buckets for logs and pull profiles.
    EndpointStorages = "endpoint_storages" {
        /// Creates an endpoint storage. A name that is taken is a `bad_request` error.
        create(; NewEndpointStorage: Create) -> one EndpointStorage
            = POST "/v1/storage/endpoint",
            errors [400],
            recovery Recovery::Create { get: &operations::get, taken: 400 };

        /// Gets an endpoint storage, without its secret access key.
        get(storage) -> one EndpointStorage
            = GET "/v1/storage/endpoint/{storage}",
            errors [400, 404];

        /// Updates the fields of an endpoint storage that are set.
        update(storage; EndpointStorageUpdate: Update) -> one EndpointStorage
            = PATCH "/v1/storage/endpoint/{storage}",
            errors [400, 404],
            recovery Recovery::Update { get: &operations::get };

        /// Deletes an endpoint storage and its pull profiles. Versions that use it no longer store
        /// logs.
        delete(storage) -> nothing
            = DELETE "/v1/storage/endpoint/{storage}",
            errors [404],
            recovery Recovery::Delete;

        /// Lists the endpoint storages of the account, page by page.
        /// The service promises no order: sort the items if it matters. Deleting while listing
        /// skips items: collect the list first.
        list() -> list EndpointStorage under "endpoints"
            = GET "/v1/storage/endpoints",
            errors [400];
    } then {
        /// Makes an endpoint storage have the given fields: creates it, updates the fields that
        /// differ, or does nothing. Fields that are left out stay as they are. The secret access
        /// key cannot be compared: it is sent if the access key ID differs; to change it alone, use
        /// `update`. The metadata of the reply says what was done.
        ensure(; NewEndpointStorage: Create) -> EndpointStorage
            = Ensure { get, create, update },
            errors [400, 404];
    }
}
