//! Tags of images: of the real registry where one is known, else the seeded ones.

use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Map, Value, json};

use crate::answer::{Answer, Result};
use crate::body;
use crate::page::Page;
use crate::registry::{Pull, Registry};
use crate::rules::{Slot, TAG_SELECTION};
use crate::service::Service;
use crate::store::View;
use crate::tag::{Pushed, SeedTag, is_image, is_tag};

/// Details that are asked of a registry at once.
const ABREAST: usize = 8;

pub(crate) async fn list(service: &Service, image: &str, query: Option<&str>) -> Result<Answer> {
    let page = Page::of_query(query)?;
    let skip = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    let data: Vec<Value> = match &service.registry {
        None => {
            let tags = service.store.read(|view| seeded(view, image))?;
            let known: Vec<(String, String)> =
                tags.iter().map(|tag| (tag.tag.clone(), tag.image_hash.clone())).collect();
            tags.iter().skip(skip).take(page.limit()).map(|tag| shown(tag, &known)).collect()
        }
        Some(registry) => {
            let known = real(registry, image).await?;
            let wanted: Vec<(String, String)> = known.iter().skip(skip).take(page.limit()).cloned().collect();
            let details =
                stream::iter(wanted).map(|(tag, digest)| async move { registry.pushed(image, &tag, &digest).await });
            let tags: Vec<Pushed> = details.buffered(ABREAST).try_collect().await?;
            tags.iter().map(|tag| shown(tag, &known)).collect()
        }
    };
    Ok(Answer::ok(&json!({ "data": data })))
}

pub(crate) async fn delete(service: &Service, image: String, tag: String) -> Result<Answer> {
    let artifact = remove(service, &image, &tag).await?;
    Ok(Answer::ok(&json!({"deleted_tag": tag, "artifact": artifact})))
}

/// One result for each tag that was named; an unknown image is a 404 for all.
pub(crate) async fn delete_many(service: &Service, image: String, bytes: &[u8]) -> Result<Answer> {
    let body = body::object(bytes)?;
    TAG_SELECTION.check(Slot::Create, &body).refuse()?;
    match &service.registry {
        None => drop(service.store.read(|view| seeded(view, &image))?),
        Some(registry) => drop(real(registry, &image).await?),
    }
    let mut results = Vec::new();
    for tag in body["tags"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        results.push(match remove(service, &image, tag).await {
            Ok(_) => json!({"tag": tag, "status": 204, "message": "deleted"}),
            Err(refusal) => {
                let body: Value = serde_json::from_slice(&refusal.body).unwrap_or_default();
                let status = if refusal.status == 404 { 404 } else { 500 };
                json!({"tag": tag, "status": status, "message": body["message"]})
            }
        });
    }
    let success = results.iter().filter(|result| result["status"] == 204).count();
    let summary = json!({"total": results.len(), "success": success, "failed": results.len() - success});
    Ok(Answer::json(207, &json!({"results": results, "summary": summary})))
}

/// Adds tags as if they were pushed now. A tag that is there moves.
pub(crate) async fn seed(service: &Service, image: String, tags: Vec<SeedTag>) -> Result<()> {
    if service.registry.is_some() {
        return Err(Answer::message(
            409,
            "Tags cannot be seeded: they come from the registry that this emulator was started with.",
        ));
    }
    if !is_image(&image) {
        return Err(Answer::message(400, format!("'{image}' is not the name of an image.")));
    }
    if let Some(wrong) = tags.iter().find(|tag| !is_tag(&tag.tag)) {
        return Err(Answer::message(400, format!("'{}' is not a tag.", wrong.tag)));
    }
    service
        .store
        .write(move |change| {
            let mut known = kept(change.image(&image)?);
            for tag in tags {
                known.retain(|other| other.tag != tag.tag);
                known.push(tag.pushed(&image));
            }
            keep(&known, |value| change.set_image(&image, value))
        })
        .await
}

/// Takes the image of a version for pulled, or says why it cannot be. Without a registry and without seeds nobody knows.
pub(crate) async fn verify(service: &Service, version: &Map<String, Value>) -> Result<()> {
    let text = |name: &str| version.get(name).and_then(Value::as_str).unwrap_or_default();
    let tag = text("docker_tag");
    // What follows the host is the beginning of the image's name.
    let image = match text("docker_repository").trim_end_matches('/').split_once('/') {
        Some((_, path)) => format!("{path}/{}", text("docker_image")),
        None => text("docker_image").to_owned(),
    };
    let pull = match &service.registry {
        Some(_) if !is_image(&image) || !is_tag(tag) => Pull::Missing,
        Some(registry) => {
            let (user, password) = (text("private_username"), text("private_token"));
            let login = (user.len() + password.len() > 0).then(|| (user.to_owned(), password.to_owned()));
            registry.pull(&image, tag, login.as_ref()).await
        }
        None => service.store.read(|view| {
            let known = kept(view.image(&image)?).iter().any(|other| other.tag == tag);
            Ok(if known || !view.has_images()? { Pull::Possible } else { Pull::Missing })
        })?,
    };
    match pull {
        Pull::Possible => Ok(()),
        Pull::LoginRefused => Err(Answer::message(400, "Unable to login with the given credentials")),
        Pull::Missing => {
            Err(Answer::message(424, format!("The image '{image}:{tag}' cannot be pulled: it does not exist.")))
        }
        Pull::Failed(why) => Err(Answer::message(424, format!("The image '{image}:{tag}' cannot be pulled: {why}."))),
    }
}

/// Removes one tag and gives what is left of its artifact.
async fn remove(service: &Service, image: &str, tag: &str) -> Result<Value> {
    let missing =
        |image: &str, tag: &str| Answer::message(404, format!("Tag '{tag}' of image '{image}' does not exist."));
    let Some(registry) = &service.registry else {
        let (image, tag) = (image.to_owned(), tag.to_owned());
        let change = move |change: &mut crate::store::Change<'_>| {
            let mut tags = seeded(change, &image)?;
            let at = tags.iter().position(|other| other.tag == tag).ok_or_else(|| missing(&image, &tag))?;
            let removed = tags.remove(at);
            keep(&tags, |value| change.set_image(&image, value))?;
            let remaining: Vec<&str> = tags
                .iter()
                .filter(|other| other.image_hash == removed.image_hash)
                .map(|other| other.tag.as_str())
                .collect();
            Ok(removed.artifact(&remaining))
        };
        return service.store.write(change).await;
    };
    let known = real(registry, image).await?;
    let (_, digest) = known.iter().find(|(other, _)| other == tag).ok_or_else(|| missing(image, tag))?;
    let remaining: Vec<&str> =
        known.iter().filter(|(other, same)| other != tag && same == digest).map(|(other, _)| other.as_str()).collect();
    let pushed = registry.pushed(image, tag, digest).await?;
    registry.delete(image, tag, digest, !remaining.is_empty()).await?;
    Ok(pushed.artifact(&remaining))
}

fn unknown(image: &str) -> Answer {
    Answer::message(404, format!("Image '{image}' does not exist."))
}

/// The tags of an image that the registry knows, with their digests.
async fn real(registry: &Registry, image: &str) -> Result<Vec<(String, String)>> {
    if !is_image(image) {
        return Err(unknown(image));
    }
    let known = registry.digests(image).await?;
    if known.is_empty() { Err(unknown(image)) } else { Ok(known) }
}

fn seeded(view: &impl View, image: &str) -> Result<Vec<Pushed>> {
    let tags = kept(view.image(image)?);
    if tags.is_empty() { Err(unknown(image)) } else { Ok(tags) }
}

fn kept(image: Option<Value>) -> Vec<Pushed> {
    image.iter().filter_map(Value::as_array).flatten().filter_map(Pushed::read).collect()
}

/// An image without tags is none.
fn keep(tags: &[Pushed], set: impl FnOnce(Option<&Value>) -> Result<()>) -> Result<()> {
    let value: Value = tags.iter().map(Pushed::kept).collect();
    set(Some(&value).filter(|_| !tags.is_empty()))
}

/// A tag as lists show it. Its artifact names every tag that it has, this one included.
fn shown(tag: &Pushed, known: &[(String, String)]) -> Value {
    let tags: Vec<&str> =
        known.iter().filter(|(_, digest)| *digest == tag.image_hash).map(|(tag, _)| tag.as_str()).collect();
    let mut shown = json!({"tag": tag.tag, "artifact": tag.artifact(&tags)});
    if let Some(stamp) = &tag.last_push_at {
        shown["last_push_at"] = stamp.as_str().into();
    }
    shown
}
