//! The objects of the API, one file each.

mod application;
mod endpoint_storage;
mod env;
mod image;
mod port;
mod pull_profile;
mod registry_tag;
mod version;

pub use application::{Application, ApplicationUpdate, NewApplication};
pub use endpoint_storage::{EndpointStorage, EndpointStorageUpdate, NewEndpointStorage, OutputFormat};
pub use env::{Env, NewEnv};
pub use image::Image;
pub use port::{NewPort, Port, Protocol};
pub use pull_profile::{NewPullProfile, PullProfile, PullProfileLink, PullProfileUpdate, SourceType};
pub use registry_tag::{Artifact, DeletedTag, DeletedTags, DeletionResult, DeletionSummary, Tag, TagSelection};
pub use version::{NewVersion, RestartPolicy, Version, VersionUpdate};

use crate::schema::model::{Described, Model};

/// The models that an operation returns.
pub(crate) static REPLIES: &[&Model] = &[
    Application::MODEL,
    Version::MODEL,
    Tag::MODEL,
    DeletedTag::MODEL,
    DeletedTags::MODEL,
    EndpointStorage::MODEL,
    PullProfile::MODEL,
    PullProfileLink::MODEL,
];
