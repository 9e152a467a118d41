use crate::rules::image;
use crate::timestamp::Timestamp;
use edgegap_sdk_macros::model;

/// A tag of an image in Edgegap's container registry.
#[model]
pub struct Tag {
    /// The tag.
    pub tag: Option<String>,
    /// When it was last pushed, UTC.
    pub last_push_at: Option<Timestamp>,
    /// The image behind it.
    pub artifact: Option<Artifact>,
}

/// An image in the registry, which any number of tags name.
#[model]
pub struct Artifact {
    /// Whether the image itself is gone.
    pub artifact_deleted: Option<bool>,
    /// The tags that still name it.
    pub remaining_tags: Option<Vec<String>>,
    /// Its digest, `sha256:...`.
    pub image_hash: Option<String>,
    /// Its size in MB.
    pub size_mb: Option<f64>,
}

/// What the deletion of a tag did.
#[model]
pub struct DeletedTag {
    /// The tag that is gone.
    pub deleted_tag: Option<String>,
    /// The image that it named.
    pub artifact: Option<Artifact>,
}

/// Tags to delete.
#[model(body)]
pub struct TagSelection {
    /// The tags.
    #[field(not_empty, check(&image::IMAGE_TAG))]
    pub tags: Vec<String>,
}

/// What the deletion of several tags did, tag by tag.
#[model]
pub struct DeletedTags {
    /// One result for each tag.
    pub results: Option<Vec<DeletionResult>>,
    /// How many worked.
    pub summary: Option<DeletionSummary>,
}

/// What became of one tag.
#[model]
pub struct DeletionResult {
    /// The tag.
    pub tag: Option<String>,
    /// HTTP status of its deletion: 204, 404 or 500.
    pub status: Option<i64>,
    /// What the service says about it.
    pub message: Option<String>,
}

/// How many tags were deleted.
#[model]
pub struct DeletionSummary {
    /// Tags that were asked for.
    pub total: Option<i64>,
    /// Tags that are gone.
    pub success: Option<i64>,
    /// Tags that are still there, or never were.
    pub failed: Option<i64>,
}
