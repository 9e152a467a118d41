//! The tags that a prune deletes from Edgegap's container registry.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};

use edgegap_sdk::{Client, Tag, Version};
use serde_json::Value;

use super::{PrunePlan, is_protected, planned};
use crate::desired::{Desired, PruneTags};
use crate::error::{Error, Result};
use crate::object::{OWN_REGISTRY, ObjectKind, plain};
use crate::plan::Action;

/// Adds the tags that a rule lets go. `versions` are those of the application.
pub(super) async fn select(
    client: &Client,
    plan: &mut PrunePlan,
    desired: &Desired,
    rule: &PruneTags,
    mut versions: Vec<Version>,
) -> Result<()> {
    let images = images(desired);
    if images.is_empty() {
        return Err(Error::Invalid(format!(
            "{} has a rule for tags, but none of its versions uses an image of {OWN_REGISTRY}",
            desired.path.display()
        )));
    }
    let is_deleted = |version: &Version| {
        let mut versions = plan.actions.iter().filter(|action| action.action == Action::Delete);
        versions.any(|action| action.path.as_slice() == [version.name.as_str()])
    };
    versions.retain(|version| !is_deleted(version));
    if rule.unused_only {
        versions.extend(other_versions(client, &desired.app.name).await?);
    }
    for image in images {
        let used = if rule.unused_only { used(&versions, &image)? } else { HashSet::new() };
        let tags = client.container_registry().list_tags(&image).collect().await?;
        select_of_image(plan, desired, rule, &image, &tags, &used);
    }
    Ok(())
}

fn select_of_image(
    plan: &mut PrunePlan,
    desired: &Desired,
    rule: &PruneTags,
    image: &str,
    tags: &[Tag],
    used: &HashSet<&str>,
) {
    let named: HashSet<_> =
        desired.versions.iter().map(|version| text(version.object.body.get("docker_tag"))).collect();
    let mut sorted: Vec<_> = tags.iter().filter_map(|tag| Some((tag.tag.as_deref()?, tag.last_push_at))).collect();
    // A tag without a time may be the newest.
    sorted.sort_by_key(|(_, pushed)| (pushed.is_some(), Reverse(*pushed)));
    let old = sorted.into_iter().skip(rule.keep).filter(|(tag, pushed)| {
        pushed.is_some() && !is_protected(desired, tag) && !named.contains(tag) && !used.contains(tag)
    });
    let pruned = old.map(|(tag, pushed)| {
        planned(ObjectKind::Tag, &[image, tag], Action::Delete, pushed.map(|time| time.to_string()))
    });
    let mut actions: Vec<_> = pruned.collect();
    actions.reverse();
    plan.kept_tags += tags.len() - actions.len();
    plan.actions.extend(actions);
}

/// The images of the manifest in the registry, each once.
fn images(desired: &Desired) -> BTreeSet<String> {
    let bodies = desired.versions.iter().map(|version| &version.object.body);
    bodies.filter_map(|body| image(text(body.get("docker_repository")), text(body.get("docker_image")))).collect()
}

/// The name of an image in the registry, if it is there. What is deleted cannot be restored, so
/// every way to write it counts: with a scheme, a port, other slashes, spaces, or the host in the
/// image.
fn image(repository: &str, image: &str) -> Option<String> {
    let whole = format!("{repository}/{image}").to_ascii_lowercase();
    let (_, rest) = whole.rsplit_once(OWN_REGISTRY)?;
    let rest = match rest.strip_prefix(':') {
        Some(port) => port.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let parts = rest.split('/').map(str::trim).filter(|part| !part.is_empty());
    let name = parts.collect::<Vec<_>>().join("/");
    let end = name.find(['@', ':']).unwrap_or(name.len());
    Some(name.get(..end).unwrap_or_default().to_owned())
}

/// A tag that is written into the name of an image.
fn tag_in(image: &str) -> Option<&str> {
    let (_, tag) = image.rsplit_once(':')?;
    (!tag.contains('/')).then(|| tag.trim())
}

/// The versions of all other applications of the account, which may use the same image.
async fn other_versions(client: &Client, app: &str) -> Result<Vec<Version>> {
    let mut versions = Vec::new();
    for application in client.applications().list().collect().await? {
        if application.name != app {
            versions.extend(client.versions().list(&application.name).collect().await?);
        }
    }
    Ok(versions)
}

/// The tags of an image that versions use.
fn used<'a>(versions: &'a [Version], image: &str) -> Result<HashSet<&'a str>> {
    let users = versions
        .iter()
        .filter(|version| self::image(&version.docker_repository, &version.docker_image).as_deref() == Some(image));
    let mut tags = HashSet::new();
    for version in users {
        if version.docker_tag.is_empty() {
            return Err(Error::Invalid(format!(
                "the service does not yet report the docker_tag of the version `{}`, so the tags in use are not \
                 known: try again later",
                plain(&version.name)
            )));
        }
        tags.insert(version.docker_tag.trim());
        tags.extend(tag_in(&version.docker_image));
    }
    Ok(tags)
}

fn text(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{image, tag_in};

    #[test]
    fn only_images_of_the_registry_have_tags_there() {
        assert_eq!(image("registry.edgegap.com", "a/b").as_deref(), Some("a/b"));
        assert_eq!(image("Registry.Edgegap.com/a/", "b").as_deref(), Some("a/b"));
        assert_eq!(image("docker.io", "a/b"), None);
        for (repository, name) in [
            ("registry.edgegap.com:443", "a/b"),
            ("registry.edgegap.com", "registry.edgegap.com/a/b"),
            ("https://registry.edgegap.com", "a/b"),
            ("registry.edgegap.com", "/a/b"),
            ("REGISTRY.EDGEGAP.COM ", "a/b"),
            ("registry.edgegap.com", "a/b:zz"),
            ("registry.edgegap.com/a", "b@sha256:0"),
        ] {
            assert_eq!(image(repository, name).as_deref(), Some("a/b"), "{repository} {name}");
        }
        assert_eq!((tag_in("a/b:zz"), tag_in("host:1/a/b"), tag_in("a/b")), (Some("zz"), None, None));
    }
}
