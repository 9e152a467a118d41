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

use crate::schema::operation::{Operation, Resource};

/// The resources of a client, in the order of the API's documentation.
pub(crate) static RESOURCES: [Resource; 5] = [
    applications::operations::RESOURCE,
    versions::operations::RESOURCE,
    container_registry::operations::RESOURCE,
    endpoint_storages::operations::RESOURCE,
    pull_profiles::operations::RESOURCE,
];

/// All operations, in the order of the API's documentation.
pub static OPERATIONS: LazyLock<Vec<&'static Operation>> =
    LazyLock::new(|| RESOURCES.iter().flat_map(|resource| resource.operations).copied().collect());

impl Operation {
    /// The operation with this id, `versions.create`.
    pub fn find(id: &str) -> Option<&'static Operation> {
        OPERATIONS.iter().copied().find(|operation| operation.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATIONS;
    use crate::schema::names::ReplyFields;
    use crate::schema::operation::Output;

    #[test]
    fn the_fields_of_every_reply_have_numbers() {
        for operation in OPERATIONS.iter() {
            if let Output::One(model, _) | Output::Page(model, _) = operation.output {
                let required = model.fields.iter().filter(|field| field.reply == crate::model::ReplyPresence::Required);
                assert_eq!(ReplyFields::for_model(model).required, required.count(), "{}", operation.id);
            }
        }
    }
}
