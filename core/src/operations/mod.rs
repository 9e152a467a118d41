//! Every operation of the API, one file per resource.

mod applications;
mod container_registry;
mod endpoint_storages;
mod pull_profiles;
mod versions;

use std::sync::LazyLock;

pub use applications::Applications;
pub use container_registry::ContainerRegistry;
pub use endpoint_storages::EndpointStorages;
pub use pull_profiles::PullProfiles;
pub use versions::Versions;

use crate::operation::Operation;

/// The one list of all operations, in the order of the API's documentation.
pub static OPERATIONS: LazyLock<Vec<&'static Operation>> = LazyLock::new(|| {
    [
        applications::OPERATIONS,
        versions::OPERATIONS,
        container_registry::OPERATIONS,
        endpoint_storages::OPERATIONS,
        pull_profiles::OPERATIONS,
    ]
    .into_iter()
    .flatten()
    .collect()
});

/// The resources of a client with their documentation, in the same order.
pub(crate) static RESOURCES: [(&str, &str); 5] = [
    applications::RESOURCE,
    versions::RESOURCE,
    container_registry::RESOURCE,
    endpoint_storages::RESOURCE,
    pull_profiles::RESOURCE,
];
