use crate::models::{DeletedTag, DeletedTags, Tag, TagSelection};
use crate::schema::operation::Recovery;
use crate::schema::resource::resource;

resource! {
    /// Tags of images in Edgegap's container registry. The name of an image is `my-game-server` or
    /// `project/my-game-server`.
    ContainerRegistry = "container_registry" {
        /// Lists the tags of an image, page by page.
        /// The service promises no order: sort the items if it matters. Deleting while listing
        /// skips items: collect the list first.
        list_tags(image) -> list Tag under "data"
            = GET "/v1/container-registry/images/{image}/tags",
            errors [400, 404];

        /// Deletes a tag of an image.
        delete_tag(image, tag) -> one DeletedTag
            = DELETE "/v1/container-registry/images/{image}/tags/{tag}",
            errors [404],
            recovery Recovery::Delete;

        /// Deletes several tags of an image. A tag that cannot be deleted is not an error: check
        /// the result of each tag.
        delete_tags(image; TagSelection: Create) -> one DeletedTags
            = POST "/v1/container-registry/images/{image}/tags/bulk-delete",
            errors [400, 404],
            recovery Recovery::DeleteMany;
    }
}
