//! The body of a call, from a file and from flags.

use clap::ArgMatches;
use edgegap_sdk::model::{Field, Kind, Secrecy};
use edgegap_sdk::operation::Body;
use serde_json::{Map, Value};

use super::field::{id, is_named};
use super::global::only_one;
use super::item::{Shorthand, has_hidden};
use super::{flag, secret};
use crate::failure::{Failure, Result};
use crate::host::Host;

/// The body that the command line gives.
pub(crate) async fn read(body: Body, matches: &ArgMatches, host: &Host) -> Result<Map<String, Value>> {
    check_input(body, matches)?;
    let mut fields = match matches.get_one::<String>("body") {
        Some(path) => from_file(path, host).await?,
        None => Map::new(),
    };
    for field in body.model.fields_of(body.kind) {
        if let Some(value) = value(field, body, matches, host).await? {
            fields.insert(field.name.to_owned(), value);
        }
    }
    for name in matches.try_get_many::<String>("null").ok().flatten().into_iter().flatten() {
        fields.insert(name.clone(), Value::Null);
    }
    Ok(fields)
}

/// Refuses to read two things from standard input.
fn check_input(body: Body, matches: &ArgMatches) -> Result<()> {
    let is_body = matches.get_one::<String>("body").is_some_and(|path| path == "-");
    let mut reading: Vec<String> = is_body.then(|| "--body -".to_owned()).into_iter().collect();
    let secrets = body.model.fields_of(body.kind).filter(|field| field.secrecy == Secrecy::Secret);
    let flags = secrets.map(|field| format!("{}-stdin", flag(field.name)));
    reading.extend(flags.filter(|flag| matches.get_flag(flag)).map(|flag| format!("--{flag}")));
    only_one(&reading.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The JSON object in a file, or in standard input for `-`.
pub(crate) async fn from_file(path: &str, host: &Host) -> Result<Map<String, Value>> {
    let text = match path {
        "-" => secret::text(host.input().read_all().await),
        path => std::fs::read_to_string(host.path(path)).map_err(|error| error.to_string()),
    };
    let refuse = |why: String| Failure::usage(format!("--body {path}: {why}"));
    match serde_json::from_str(text.map_err(refuse)?.trim_start_matches('\u{feff}')) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(refuse("must be a JSON object with the fields of the call".to_owned())),
        // The message of the parser has the place, and no part of the text.
        Err(error) => Err(refuse(format!("is not valid JSON: {error}"))),
    }
}

/// The value that the flags give for a field.
async fn value(field: &Field, body: Body, matches: &ArgMatches, host: &Host) -> Result<Option<Value>> {
    if field.secrecy == Secrecy::Secret {
        return Ok(secret::read(field, matches, host).await?.map(Value::from));
    }
    if field.name == "name" && is_named(body) {
        let name = matches.try_get_one::<String>("name").ok().flatten();
        return Ok(name.map(|name| name.as_str().into()));
    }
    let id = id(field);
    let text = || matches.get_one::<String>(&id);
    let value = match field.kind {
        Kind::Bool => matches.get_one::<bool>(&id).map(|value| (*value).into()),
        Kind::Int => matches.get_one::<i64>(&id).map(|value| (*value).into()),
        Kind::Number => matches.get_one::<f64>(&id).map(|value| (*value).into()),
        Kind::Image => text().map(|path| serde_json::json!({"path": host.path(path)})),
        Kind::Enum(_) | Kind::String | Kind::Timestamp => text().map(|value| value.as_str().into()),
        Kind::Object(_) | Kind::List(_) => text().map(|value| json(field, value)).transpose()?,
    };
    let Some(shorthand) = Shorthand::of(field) else { return Ok(value) };
    match (value, shorthand.items(matches, host)?) {
        (value, items) if items.is_empty() => Ok(value),
        (None, items) => Ok(Some(items.into())),
        (Some(Value::Array(mut all)), items) => {
            all.extend(items);
            Ok(Some(all.into()))
        }
        (value, _) => Ok(value),
    }
}

/// A list or an object as JSON.
fn json(field: &Field, text: &str) -> Result<Value> {
    let name = flag(field.name);
    let value: Value =
        serde_json::from_str(text).map_err(|error| Failure::usage(format!("--{name}: is not valid JSON: {error}")))?;
    if has_hidden(&value) {
        return Err(Failure::usage(format!(
            "--{name}: a hidden value must not be an argument, which other users of the machine can see: use \
             --hidden-env KEY=NAME or --body FILE"
        )));
    }
    Ok(value)
}
