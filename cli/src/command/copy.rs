//! `edgegap versions copy`, and the same of other resources: an object with the fields of another.

use clap::ArgMatches;
use edgegap_sdk::model::{BodyKind, Field, Secrecy};
use edgegap_sdk::operation::{Body, Operation};
use serde_json::{Map, Value, json};

use super::send::send;
use crate::arguments::resource::names;
use crate::arguments::{body, flag};
use crate::failure::{Failure, Result};
use crate::session::Session;

pub(super) async fn run(
    session: &Session<'_>,
    get: &'static Operation,
    create: &'static Operation,
    matches: &ArgMatches,
) -> Result<()> {
    let Some(expected) = create.body else { return Err(Failure::usage("nothing can be copied")) };
    let given = body::read(expected, matches, session.host).await?;
    let path = names(get, matches);
    let original = session.get(get, &path).await?;
    let (mut copied, hidden) = copied(&original, expected, &given);
    if !hidden.is_empty() && !matches.get_flag("without-secrets") {
        return Err(Failure::usage(format!(
            "the service does not show {}, so it cannot be copied: give it again ({}), or leave it out with \
             --without-secrets",
            hidden.join(", "),
            flags(&hidden).join(", ")
        )));
    }
    copied.extend(given);
    let parents: Map<String, Value> =
        path.into_iter().filter(|(name, _)| create.path_parameters().any(|parameter| parameter == name)).collect();
    send(session, create, json!({"path": parents, "body": copied})).await
}

/// The fields to create, and the names of the secrets that the original hides.
fn copied(original: &Map<String, Value>, body: Body, given: &Map<String, Value>) -> (Map<String, Value>, Vec<String>) {
    let (mut copied, mut hidden) = (Map::new(), Vec::new());
    let is_set = |value: &&Value| !value.is_null() && value.as_str() != Some("");
    for field in body.model.fields_of(BodyKind::Create).filter(|field| !given.contains_key(field.name)) {
        let value = original.get(field.name).filter(is_set);
        match value {
            _ if field.is_never_returned() && (value.is_some() || field.is_required(BodyKind::Create)) => {
                hidden.push(field.name.to_owned());
            }
            // A field that only says how to carry out the call.
            Some(_) if !field.echoed => {}
            Some(value) => {
                let value = without_hidden(field, value, &mut hidden);
                copied.insert(field.name.to_owned(), value);
            }
            None => {}
        }
    }
    (copied, hidden)
}

/// A list without the items that have a hidden value, and without members that a create does not
/// have.
fn without_hidden(field: &Field, value: &Value, hidden: &mut Vec<String>) -> Value {
    let (Some(model), Some(items)) = (field.kind.model(), value.as_array()) else { return value.clone() };
    let is_hidden = |item: &Map<String, Value>| {
        model
            .fields
            .iter()
            .any(|field| matches!(field.secrecy, Secrecy::When(flag) if item.get(flag) == Some(&true.into())))
    };
    let mut kept = Vec::new();
    for item in items.iter().filter_map(Value::as_object) {
        if is_hidden(item) {
            let key = item.get("key").and_then(Value::as_str).unwrap_or_default();
            hidden.push(format!("{}.{key}", field.name));
        } else {
            let fields = item.iter().filter(|(name, value)| !value.is_null() && model.field(name).is_some());
            kept.push(fields.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>());
        }
    }
    kept.into()
}

/// The arguments that give secrets.
fn flags(hidden: &[String]) -> Vec<String> {
    let flags = hidden.iter().map(|name| match name.split_once('.') {
        Some((_, key)) => format!("--hidden-env {key}"),
        None if name == "private_username" => "--private-username".to_owned(),
        None => format!("--{}-env", flag(name)),
    });
    flags.collect()
}
