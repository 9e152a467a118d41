use crate::rules;
use crate::timestamp::Timestamp;
use edgegap_sdk_macros::{model, string_enum};

/// What a pull profile copies.
#[string_enum(closed)]
pub enum SourceType {
    /// One file.
    #[value("File")]
    File,
    /// A folder with everything in it.
    #[value("Folder")]
    Folder,
}

/// What is copied from a bucket into a container when it boots. It does nothing until it is linked to a version.
#[model(create = NewPullProfile, update = PullProfileUpdate)]
pub struct PullProfile {
    /// Name, unique within its endpoint storage.
    #[field(create = required, update = optional, not_empty, check(&rules::OBJECT_NAME))]
    pub name: String,
    /// Path in the bucket: begins with `/`, does not end with `/`, letters, digits and `/ _ - + .` only.
    #[field(create = required, update = optional, check(&rules::BUCKET_PATH))]
    pub source: String,
    /// Whether `source` is a file or a folder.
    #[field(create = required, update = optional)]
    pub source_type: SourceType,
    /// Absolute path in the container. `/etc` and what is below it is refused: the deployment would fail.
    #[field(create = required, update = optional, check(&rules::CONTAINER_PATH))]
    pub destination: String,
    /// When it was created, UTC.
    pub create_time: Option<Timestamp>,
    /// When it was last changed, UTC.
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
    /// When it was created, UTC.
    pub create_time: Option<Timestamp>,
    /// When it was last changed, UTC.
    pub last_updated: Option<Timestamp>,
}
