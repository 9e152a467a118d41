use crate::rules;
use crate::timestamp::Timestamp;
use edgegap_sdk_macros::{model, string_enum};

/// Kind of the source of a pull profile.
#[string_enum(closed)]
pub enum SourceType {
    /// One file.
    #[value("File")]
    File,
    /// A folder with all its content.
    #[value("Folder")]
    Folder,
}

/// A file or folder that is copied from a bucket into a container at boot. It has no effect until
/// it is linked to a version.
#[model(create = NewPullProfile, update = PullProfileUpdate)]
pub struct PullProfile {
    /// Name, unique within its endpoint storage.
    #[field(create = required, update = optional, not_empty, check(&rules::OBJECT_NAME))]
    pub name: String,
    /// Path in the bucket. It starts with `/`, does not end with `/`, and has only letters, digits
    /// and `/ _ - + .`.
    #[field(create = required, update = optional, check(&rules::BUCKET_PATH))]
    pub source: String,
    /// Kind of `source`: a file or a folder.
    #[field(create = required, update = optional)]
    pub source_type: SourceType,
    /// Absolute path in the container. `/etc` and paths below it are rejected, because the
    /// deployment would fail.
    #[field(create = required, update = optional, check(&rules::CONTAINER_PATH))]
    pub destination: String,
    /// Creation time, in UTC.
    pub create_time: Option<Timestamp>,
    /// Time of the last change, in UTC.
    pub last_updated: Option<Timestamp>,
}

/// The link between a pull profile and a version.
#[model]
pub struct PullProfileLink {
    /// Name of the application.
    pub app: String,
    /// Name of the version.
    pub app_version: String,
    /// Name of the endpoint storage.
    pub endpoint: String,
    /// Name of the pull profile.
    pub pull_profile: String,
    /// Creation time, in UTC.
    pub create_time: Option<Timestamp>,
    /// Time of the last change, in UTC.
    pub last_updated: Option<Timestamp>,
}
