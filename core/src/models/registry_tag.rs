use crate::rules::image;
use crate::schema::macros::model::model;
use crate::timestamp::Timestamp;

model! {
    /// A tag of an image in Edgegap's container registry.
    Tag {
        /// The tag.
        tag: String [no, no, maybe];
        /// When it was last pushed, UTC.
        last_push_at: Timestamp [no, no, maybe];
        /// The image behind it.
        artifact: Artifact [no, no, maybe];
    }
}

model! {
    /// An image in the registry, which any number of tags name.
    Artifact {
        /// Whether the image itself is gone.
        artifact_deleted: bool [no, no, maybe];
        /// The tags that still name it.
        remaining_tags: Vec<String> [no, no, maybe];
        /// Its digest, `sha256:...`.
        image_hash: String [no, no, maybe];
        /// Its size in MB.
        size_mb: f64 [no, no, maybe];
    }
}

model! {
    /// What the deletion of a tag did.
    DeletedTag {
        /// The tag that is gone.
        deleted_tag: String [no, no, maybe];
        /// The image that it named.
        artifact: Artifact [no, no, maybe];
    }
}

model! {
    /// Tags to delete.
    - / TagSelection {
        /// The tags.
        tags: Vec<String> [required, no, no].not_empty().check(&image::IMAGE_TAG);
    }
}

model! {
    /// What the deletion of several tags did, tag by tag.
    DeletedTags {
        /// One result for each tag.
        results: Vec<DeletionResult> [no, no, maybe];
        /// How many worked.
        summary: DeletionSummary [no, no, maybe];
    }
}

model! {
    /// What became of one tag.
    DeletionResult {
        /// The tag.
        tag: String [no, no, maybe];
        /// HTTP status of its deletion: 204, 404 or 500.
        status: i64 [no, no, maybe];
        /// What the service says about it.
        message: String [no, no, maybe];
    }
}

model! {
    /// How many tags were deleted.
    DeletionSummary {
        /// Tags that were asked for.
        total: i64 [no, no, maybe];
        /// Tags that are gone.
        success: i64 [no, no, maybe];
        /// Tags that are still there, or never were.
        failed: i64 [no, no, maybe];
    }
}
