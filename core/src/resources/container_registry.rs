use crate::models::{DeletedTag, DeletedTags, Tag, TagSelection};
use crate::schema::macros::resource::resource;
use crate::schema::operation::Recovery;

resource! {
    /// Tags of images in Edgegap's container registry. An image is named as it is shown there: `my-game-server` or `project/my-game-server`.
    ContainerRegistry = "container_registry" {
        /// Lists the tags of an image, page by page. Deleting while listing skips items: collect first.
        list_tags(image) -> list Tag under "data"
            = GET "/v1/container-registry/images/{image}/tags",
            errors [400, 404];

        /// Deletes a tag of an image.
        delete_tag(image, tag) -> one DeletedTag
            = DELETE "/v1/container-registry/images/{image}/tags/{tag}",
            errors [404],
            recovery Recovery::Delete;

        /// Deletes several tags of an image; the response says for each what became of it, so read it: a tag that failed is not an error.
        delete_tags(image; TagSelection: Create) -> one DeletedTags
            = POST "/v1/container-registry/images/{image}/tags/bulk-delete",
            errors [400, 404],
            recovery Recovery::DeleteMany;
    }
}
