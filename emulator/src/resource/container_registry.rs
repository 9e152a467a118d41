//! Tags of images: those of the registry if the emulator has one, else the seeded ones.

use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Map, Value, json};

use crate::registry::{MAX_CONCURRENT, Pull, Registry, SeedTag, Tag, is_image_name, is_tag_name};
use crate::request::Page;
use crate::request::body::parse_object;
use crate::response::{HttpResponse, Result};
use crate::rules::{BodyKind, TAG_SELECTION};
use crate::service::Service;
use crate::store::{Change, View};

pub(crate) async fn list(service: &Service, [image]: [String; 1], query: Option<&str>) -> Result<HttpResponse> {
    let page = Page::from_query(query)?;
    let skip = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    let data: Vec<Value> = match &service.registry {
        None => {
            let tags = service.store.read(|view| seeded_tags(view, &image))?;
            let digests: Vec<_> = tags.iter().map(|tag| (tag.tag.clone(), tag.image_hash.clone())).collect();
            tags.iter().skip(skip).take(page.limit()).map(|tag| to_response(tag, &digests)).collect()
        }
        Some(registry) => {
            let digests = registry_digests(registry, &image).await?;
            let image = image.as_str();
            let details = stream::iter(digests.iter().skip(skip).take(page.limit()).cloned())
                .map(|(tag, digest)| async move { registry.tag(image, &tag, &digest).await });
            let tags: Vec<Tag> = details.buffered(MAX_CONCURRENT).try_collect().await?;
            tags.iter().map(|tag| to_response(tag, &digests)).collect()
        }
    };
    Ok(HttpResponse::ok(&json!({ "data": data })))
}

pub(crate) async fn delete(service: &Service, [image, tag]: [String; 2]) -> Result<HttpResponse> {
    let artifact = remove(service, &image, &tag).await?;
    Ok(HttpResponse::ok(&json!({"deleted_tag": tag, "artifact": artifact})))
}

/// Deletes several tags, each with its own result. An unknown image is a 404 for the whole request.
pub(crate) async fn delete_many(service: &Service, [image, _]: [String; 2], body: &[u8]) -> Result<HttpResponse> {
    let body = parse_object(body)?;
    TAG_SELECTION.validate(BodyKind::Create, &body).into_result()?;
    match &service.registry {
        None => drop(service.store.read(|view| seeded_tags(view, &image))?),
        Some(registry) => drop(registry_digests(registry, &image).await?),
    }
    let mut results = Vec::new();
    for tag in body["tags"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        results.push(match remove(service, &image, tag).await {
            Ok(_) => json!({"tag": tag, "status": 204, "message": "deleted"}),
            Err(error) => {
                let status = if error.status == 404 { 404 } else { 500 };
                json!({"tag": tag, "status": status, "message": error.text()})
            }
        });
    }
    let success = results.iter().filter(|result| result["status"] == 204).count();
    let summary = json!({"total": results.len(), "success": success, "failed": results.len() - success});
    Ok(HttpResponse::json(207, &json!({"results": results, "summary": summary})))
}

/// Adds tags with the current time as time of the push. An existing tag is replaced.
pub(crate) async fn seed(service: &Service, image: String, tags: Vec<SeedTag>) -> Result<()> {
    if service.registry.is_some() {
        return Err(HttpResponse::message(
            409,
            "Tags cannot be seeded: this emulator takes them from the registry that it was started with.",
        ));
    }
    if !is_image_name(&image) {
        return Err(HttpResponse::message(400, format!("'{image}' is not a valid image name.")));
    }
    if let Some(invalid) = tags.iter().find(|tag| !is_tag_name(&tag.tag)) {
        return Err(HttpResponse::message(400, format!("'{}' is not a valid tag name.", invalid.tag)));
    }
    let seed = move |change: &mut Change<'_>| {
        let mut known = stored_tags(change.image(&image)?);
        for tag in tags {
            known.retain(|other| other.tag != tag.tag);
            known.push(tag.into_tag(&image));
        }
        store_tags(change, &image, &known)
    };
    service.store.write(seed).await
}

/// Verifies that the image of a version can be pulled. Without a registry and without seeded tags
/// every image can be.
pub(crate) async fn verify(service: &Service, version: &Map<String, Value>) -> Result<()> {
    let string = |name: &str| version.get(name).and_then(Value::as_str).unwrap_or_default();
    let tag = string("docker_tag");
    // The path after the host is the first part of the image name.
    let image = match string("docker_repository").trim_end_matches('/').split_once('/') {
        Some((_, path)) => format!("{path}/{}", string("docker_image")),
        None => string("docker_image").to_owned(),
    };
    let pull = match &service.registry {
        Some(_) if !is_image_name(&image) || !is_tag_name(tag) => Pull::Missing,
        Some(registry) => {
            let (user, password) = (string("private_username"), string("private_token"));
            let login = (user.len() + password.len() > 0).then(|| (user.to_owned(), password.to_owned()));
            registry.pull(&image, tag, login.as_ref()).await
        }
        None => service.store.read(|view| {
            let exists = stored_tags(view.image(&image)?).iter().any(|other| other.tag == tag);
            Ok(if exists || !view.has_images()? { Pull::Possible } else { Pull::Missing })
        })?,
    };
    let refuse =
        |why: &str| Err(HttpResponse::message(424, format!("The image '{image}:{tag}' cannot be pulled: {why}.")));
    match pull {
        Pull::Possible => Ok(()),
        Pull::LoginRefused => Err(HttpResponse::message(400, "Unable to login with the given credentials")),
        Pull::Missing => refuse("it does not exist"),
        Pull::Failed(why) => refuse(&why),
    }
}

/// Removes one tag and returns its artifact with the remaining tags.
async fn remove(service: &Service, image: &str, tag: &str) -> Result<Value> {
    let missing =
        |image: &str, tag: &str| HttpResponse::message(404, format!("Tag '{tag}' of image '{image}' does not exist."));
    let Some(registry) = &service.registry else {
        let (image, tag) = (image.to_owned(), tag.to_owned());
        let remove = move |change: &mut Change<'_>| {
            let mut tags = seeded_tags(change, &image)?;
            let at = tags.iter().position(|other| other.tag == tag).ok_or_else(|| missing(&image, &tag))?;
            let removed = tags.remove(at);
            store_tags(change, &image, &tags)?;
            let siblings = tags.iter().filter(|other| other.image_hash == removed.image_hash);
            let remaining: Vec<&str> = siblings.map(|other| other.tag.as_str()).collect();
            Ok(removed.artifact(&remaining))
        };
        return service.store.write(remove).await;
    };
    let digests = registry_digests(registry, image).await?;
    let (_, digest) = digests.iter().find(|(other, _)| other == tag).ok_or_else(|| missing(image, tag))?;
    let mut remaining = tags_of(&digests, digest);
    remaining.retain(|other| *other != tag);
    let details = registry.tag(image, tag, digest).await?;
    registry.delete(image, tag, digest, !remaining.is_empty()).await?;
    Ok(details.artifact(&remaining))
}

fn unknown_image(image: &str) -> HttpResponse {
    HttpResponse::message(404, format!("Image '{image}' does not exist."))
}

/// The tags of an image in the registry, with their digests; 404 if there are none.
async fn registry_digests(registry: &Registry, image: &str) -> Result<Vec<(String, String)>> {
    if !is_image_name(image) {
        return Err(unknown_image(image));
    }
    let digests = registry.digests(image).await?;
    if digests.is_empty() { Err(unknown_image(image)) } else { Ok(digests) }
}

/// The seeded tags of an image; 404 if there are none.
fn seeded_tags(view: &impl View, image: &str) -> Result<Vec<Tag>> {
    let tags = stored_tags(view.image(image)?);
    if tags.is_empty() { Err(unknown_image(image)) } else { Ok(tags) }
}

fn stored_tags(image: Option<Value>) -> Vec<Tag> {
    image.iter().filter_map(Value::as_array).flatten().filter_map(Tag::from_json).collect()
}

/// Stores the tags of an image. An image without tags does not exist.
fn store_tags(change: &mut Change<'_>, image: &str, tags: &[Tag]) -> Result<()> {
    let value: Value = tags.iter().map(Tag::to_json).collect();
    change.set_image(image, Some(&value).filter(|_| !tags.is_empty()))
}

/// The tags with this digest.
fn tags_of<'d>(digests: &'d [(String, String)], digest: &str) -> Vec<&'d str> {
    digests.iter().filter(|(_, other)| other == digest).map(|(tag, _)| tag.as_str()).collect()
}

/// A tag as lists show it. Its artifact contains the names of all tags with the same digest.
fn to_response(tag: &Tag, digests: &[(String, String)]) -> Value {
    let mut response = json!({"tag": tag.tag, "artifact": tag.artifact(&tags_of(digests, &tag.image_hash))});
    if let Some(timestamp) = &tag.last_push_at {
        response["last_push_at"] = timestamp.as_str().into();
    }
    response
}
