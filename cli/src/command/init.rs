//! `edgegap init`: writes a manifest.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};

use clap::ArgMatches;
use edgegap_sdk::Client;
use serde_json::{Map, Value, json};

use super::manifest_text::{EMPTY, Live, LiveStorage, of_live};
use crate::exit;
use crate::failure::{Failure, Result};
use crate::manifest;
use crate::session::Session;

pub(super) async fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<()> {
    let path = manifest::path(session);
    let shown = path.display();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let taken = || Failure::usage(format!("{shown} exists: name another file with --manifest, or remove it"));
    let place = session.host.path(&path);
    if place.exists() {
        return Err(taken());
    }
    if place.extension().is_some_and(|extension| extension != "toml") {
        return Err(Failure::usage(format!("{shown}: init writes TOML: name a file that ends with .toml")));
    }
    let text = match matches.get_one::<String>("from") {
        Some(from) => of_live(&read(session.client().await?, from).await?),
        None => EMPTY.to_owned(),
    };
    if session.settings.dry_run {
        return session.output.text(&text);
    }
    let written = options.open(&place).and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Ok(()) => session.output.note(&format!("{shown} is written: {}", next(&text))),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(taken()),
        Err(error) => return Err(Failure::new(exit::FAILED, format!("{shown}: {error}"))),
    }
    match session.output.form {
        crate::arguments::global::Form::Human => Ok(()),
        _ => session.output.document(&json!({"format": "edgegap.init/1", "manifest": shown.to_string()})),
    }
}

/// What to do with a new manifest, with the variables that it reads.
fn next(text: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    // A quote within a value of the account is escaped, so this is not a part of one.
    for name in text.split("{ env = \"").skip(1).filter_map(|rest| rest.split('"').next()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let variables = match names.as_slice() {
        [] => String::new(),
        names => format!("set {} in the environment, ", names.join(" and ")),
    };
    let set = if text.contains("\"${TAG}\"") { " --set TAG=b1" } else { "" };
    format!("edit it, {variables}then run `edgegap check{set}`")
}

/// An application with its versions, and the storages that they use.
async fn read(client: &Client, from: &str) -> Result<Live> {
    let (app, version) = from.split_once('/').map_or((from, None), |(app, version)| (app, Some(version)));
    let application = object(json!(client.applications().get(app).await?));
    let versions = match version {
        Some(version) => vec![client.versions().get(app, version).await?],
        None => client.versions().list(app).collect().await?,
    };
    let versions: Vec<_> = versions.into_iter().map(|version| object(json!(version))).collect();
    let mut names: Vec<&str> =
        versions.iter().filter_map(|version| version.get("endpoint_storage")?.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let mut storages = Vec::new();
    for name in names {
        let storage = object(json!(client.endpoint_storages().get(name).await?));
        let profiles = client.pull_profiles().list(name).collect().await?;
        let profiles = profiles.into_iter().map(|profile| object(json!(profile))).collect();
        storages.push(LiveStorage { storage, profiles });
    }
    Ok(Live { application, versions, storages })
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}
