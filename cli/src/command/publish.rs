//! `edgegap publish`: one version with an image, with or without a manifest.

use clap::ArgMatches;
use edgegap_publish::{Desired, DesiredObject, DesiredVersion};
use edgegap_sdk::ErrorKind;
use edgegap_sdk::model::BodyKind;
use edgegap_sdk::operation::Operation;
use serde_json::{Map, Value, json};

use super::send::explain;
use super::{apply, plan};
use crate::arguments::body;
use crate::exit;
use crate::failure::{Failure, Result};
use crate::manifest;
use crate::session::Session;

pub(super) async fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<()> {
    let Some((create, body)) = Operation::find("versions.create").and_then(|create| Some((create, create.body?)))
    else {
        return Err(Failure::new(exit::FAILED, "the SDK has no versions"));
    };
    let mut given = body::read(body, matches, session.host).await?;
    given.extend(image(matches)?);
    let name = matches.get_one::<String>("version").cloned().unwrap_or_default();
    let app = matches.get_one::<String>("app").cloned();
    let mut desired = match manifest::is_given(session) {
        true => {
            let desired = manifest::load(session)?.desired;
            keep_links(&desired, matches, &name)?;
            one_version(desired, app.as_deref(), &name)?
        }
        false => without_manifest(app, &name)?,
    };
    complete(session, create, &mut desired, given).await?;
    session.ci.mask(&session.output, &desired);
    let plan = plan::make(session, matches, &desired).await?;
    apply::agreed(session, matches, &desired, &plan, "publish").await
}

/// The fields of `--image`.
fn image(matches: &ArgMatches) -> Result<Map<String, Value>> {
    let Some(image) = matches.get_one::<String>("image") else { return Ok(Map::new()) };
    let Some((repository, name, tag)) = parse_image(image) else {
        return Err(Failure::usage(format!(
            "--image {image}: must be a registry, an image and a tag, such as registry.edgegap.com/my-studio/game:b43"
        )));
    };
    let fields = json!({"docker_repository": repository, "docker_image": name, "docker_tag": tag});
    Ok(fields.as_object().cloned().unwrap_or_default())
}

/// `registry.edgegap.com/my-studio/game:b43`. Without a registry it is Docker Hub, as for docker.
fn parse_image(image: &str) -> Option<(&str, &str, &str)> {
    let (path, tag) = image.rsplit_once(':').filter(|(_, tag)| !tag.is_empty() && !tag.contains('/'))?;
    let is_host = |part: &str| part.contains(['.', ':']) || part == "localhost";
    match path.split_once('/') {
        _ if path.is_empty() || path.contains('@') => None,
        Some((host, name)) if is_host(host) => Some((host, name, tag)),
        _ => Some(("docker.io", path, tag)),
    }
}

/// Refuses to delete a version that profiles of the manifest are linked to: this command would not
/// link them again.
fn keep_links(desired: &Desired, matches: &ArgMatches, name: &str) -> Result<()> {
    let mut profiles = desired.storages.iter().flat_map(|storage| &storage.profiles);
    match profiles.find(|profile| profile.link.iter().any(|linked| linked == name)) {
        Some(profile) if matches.get_flag("recreate") => Err(Failure::usage(format!(
            "--recreate would delete the link of the profile {}: use `edgegap apply --recreate`, which links it again",
            profile.object.name
        ))),
        _ => Ok(()),
    }
}

/// The manifest with nothing but its application and this version.
fn one_version(desired: Desired, app: Option<&str>, name: &str) -> Result<Desired> {
    let path = desired.path.display().to_string();
    if let Some(app) = app.filter(|app| *app != desired.app.name) {
        return Err(Failure::usage(format!("--app {app}: {path} is about the application {}", desired.app.name)));
    }
    let names: Vec<_> = desired.versions.iter().map(|version| version.object.name.clone()).collect();
    let versions: Vec<_> = desired.versions.into_iter().filter(|version| version.object.name == name).collect();
    if versions.is_empty() {
        let known = if names.is_empty() { "no versions".to_owned() } else { names.join(", ") };
        return Err(Failure::usage(format!("--version {name}: {path} has {known}: add it to the manifest")));
    }
    Ok(Desired { versions, storages: Vec::new(), left_out: Vec::new(), ..desired })
}

fn without_manifest(app: Option<String>, name: &str) -> Result<Desired> {
    let Some(app) = app else {
        return Err(Failure::usage("--app is missing: there is no manifest that names the application"));
    };
    let object = |name: &str| {
        let body = Map::from_iter([("name".to_owned(), name.into())]);
        DesiredObject { name: name.to_owned(), body, place: "the command line".to_owned() }
    };
    let versions = vec![DesiredVersion { object: object(name), recreate: false }];
    Ok(Desired { path: "edgegap publish".into(), app: object(&app), versions, ..Desired::default() })
}

/// Adds the given fields to the version. Fields that it needs and that nobody gives stay as they
/// are.
async fn complete(
    session: &Session<'_>,
    create: &'static Operation,
    desired: &mut Desired,
    given: Map<String, Value>,
) -> Result<()> {
    let (Some(version), Some(body)) = (desired.versions.first_mut(), create.body) else { return Ok(()) };
    let fields = &mut version.object.body;
    fields.extend(given);
    let missing: Vec<_> = body
        .model
        .fields_of(BodyKind::Create)
        .filter(|field| field.is_required(BodyKind::Create) && !fields.contains_key(field.name))
        .collect();
    if !missing.is_empty() {
        let live = session.client().await?.versions().get(&desired.app.name, &version.object.name).await;
        let live = match live {
            Ok(live) => json!(live),
            Err(error) if error.kind() == ErrorKind::NotFound => Value::Null,
            Err(error) => return Err(error.into()),
        };
        let found = missing.iter().filter_map(|field| Some((field.name.to_owned(), live.get(field.name)?.clone())));
        fields.extend(found.collect::<Map<_, _>>());
    }
    let violations = edgegap_sdk::check::body(fields, body.model, BodyKind::Create);
    match explain(&violations, create) {
        None => Ok(()),
        Some(message) => Err(Failure::usage(message)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_has_a_registry_a_name_and_a_tag() {
        for (image, parts) in [
            ("registry.edgegap.com/my-studio/game:b43", ("registry.edgegap.com", "my-studio/game", "b43")),
            ("localhost:5000/game:1", ("localhost:5000", "game", "1")),
            ("me/game:1.10", ("docker.io", "me/game", "1.10")),
            ("game:1", ("docker.io", "game", "1")),
        ] {
            assert_eq!(parse_image(image), Some(parts));
        }
        for image in ["", "game", "game:", "localhost:5000/game", ":1", "game@sha256:0123"] {
            assert_eq!(parse_image(image), None, "{image}");
        }
    }
}
