use crate::rules::container_image;
use crate::timestamp::Timestamp;
use edgegap_sdk_macros::model;

/// A tag of an image in Edgegap's container registry.
#[model]
pub struct Tag {
    /// Name of the tag.
    pub tag: Option<String>,
    /// Time of the last push, in UTC.
    pub last_push_at: Option<Timestamp>,
    /// The image that the tag refers to.
    pub artifact: Option<Artifact>,
}

/// An image in the registry. Several tags can refer to it.
#[model]
pub struct Artifact {
    /// True if the image itself was deleted.
    pub artifact_deleted: Option<bool>,
    /// The tags that still refer to it.
    pub remaining_tags: Option<Vec<String>>,
    /// Digest, `sha256:...`.
    pub image_hash: Option<String>,
    /// Size in MB.
    pub size_mb: Option<f64>,
}

/// The result of deleting a tag.
#[model]
pub struct DeletedTag {
    /// The deleted tag.
    pub deleted_tag: Option<String>,
    /// The image that the tag referred to.
    pub artifact: Option<Artifact>,
}

/// The tags to delete.
#[model(body)]
pub struct TagSelection {
    /// Names of the tags.
    #[field(not_empty, check(&container_image::EXISTING_TAG))]
    pub tags: Vec<String>,
}

/// The results of deleting several tags.
#[model]
pub struct DeletedTags {
    /// One result per tag.
    pub results: Option<Vec<DeletionResult>>,
    /// Counts of the results.
    pub summary: Option<DeletionSummary>,
}

/// The result for one tag.
#[model]
pub struct DeletionResult {
    /// Name of the tag.
    pub tag: Option<String>,
    /// HTTP status of the deletion: 204, 404 or 500.
    pub status: Option<i64>,
    /// Message of the service.
    pub message: Option<String>,
}

/// Counts of deleted tags.
#[model]
pub struct DeletionSummary {
    /// Number of tags in the request.
    pub total: Option<i64>,
    /// Number of tags that were deleted.
    pub success: Option<i64>,
    /// Number of tags that could not be deleted or did not exist.
    pub failed: Option<i64>,
}
