//! Decoding of responses: any status, headers and bytes result in a reply or an error in the form
//! of the boundary, and a reply does not change when it is converted to its type and back.

use edgegap_sdk::operation::{Operation, Output};
use edgegap_sdk::{
    Application, Client, DeletedTag, DeletedTags, EndpointStorage, ErrorKind, PullProfile, PullProfileLink, Tag,
    Version, probe,
};
use edgegap_tests::schemas::{Schemas, refusals};
use fastrand::Rng;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{TOKEN, Target, check_error, client, shows_token};
use crate::corpus::{Seed, bytes, latin1};
use crate::mutate;

pub(super) struct Replies {
    client: Client,
    schemas: Schemas,
}

impl Replies {
    pub(super) fn new() -> Self {
        Self { client: client("http://127.0.0.1:9"), schemas: Schemas::load().expect("the schemas") }
    }
}

impl Target for Replies {
    fn input(&self, corpus: &[Seed], rng: &mut Rng) -> Value {
        let (seed, donor) = loop {
            let (seed, donor) = (&corpus[rng.usize(0..corpus.len())], &corpus[rng.usize(0..corpus.len())]);
            if !seed.replies.is_empty() && !donor.replies.is_empty() {
                break (seed, donor);
            }
        };
        let mut reply = seed.replies[rng.usize(0..seed.replies.len())].clone();
        let other = donor.replies[rng.usize(0..donor.replies.len())].clone();
        let operation = if rng.u8(0..8) == 0 { &donor.operation } else { &seed.operation };
        let arguments = if operation == &seed.operation { &seed.arguments } else { &donor.arguments };
        let parsed = serde_json::from_slice::<Value>(&bytes(reply["body"].as_str().unwrap_or_default()));
        if let Ok(mut body) = parsed
            && rng.u8(0..4) > 0
        {
            // Changed as JSON, because random bytes are rarely valid JSON.
            mutate::json(
                &mut body,
                &serde_json::from_slice(&bytes(other["body"].as_str().unwrap_or_default())).unwrap_or(Value::Null),
                rng,
            );
            reply["body"] = latin1(body.to_string().as_bytes()).into();
        }
        if rng.u8(0..3) == 0
            && let Value::String(body) = &mut reply["body"]
        {
            mutate::text(body, rng);
        }
        match rng.u8(0..8) {
            0 => reply["status"] = json!(rng.u16(100..1000)),
            1 => {
                reply["status"] = json!(
                    *rng.choice(&[200, 204, 207, 400, 401, 403, 404, 409, 424, 429, 500, 503, 302, 307])
                        .unwrap_or(&200)
                )
            }
            2 => mutate::json(&mut reply["headers"], &other["headers"], rng),
            _ => {}
        }
        json!({"operation": operation, "arguments": arguments, "reply": reply})
    }

    fn execute(&mut self, input: &Value) -> Result<(), String> {
        let Some(operation) = input["operation"].as_str().and_then(Operation::find) else { return Ok(()) };
        let reply = &input["reply"];
        let Some(status) = reply["status"]
            .as_u64()
            .and_then(|status| u16::try_from(status).ok())
            .filter(|status| (100..1000).contains(status))
        else {
            return Ok(());
        };
        let headers: Vec<_> = reply["headers"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(name, value)| Some((name.clone(), bytes(value.as_str()?))))
            .collect();
        let body = bytes(reply["body"].as_str().unwrap_or_default());
        match probe::reply(&self.client, operation.id, input["arguments"].clone(), status, &headers, &body) {
            Ok(reply) => {
                let json = reply.to_json();
                if let Some(refusal) = refusals(&self.schemas.reply, &json).first() {
                    return Err(format!("the reply does not match its schema: {refusal}: {json}"));
                }
                shows_token(&format!("{reply:?}"))?;
                let masked = !input["arguments"]["query"]["fields"].is_null();
                if masked { Ok(()) } else { typed(operation, &reply.value) }
            }
            Err(error) if error.kind() == ErrorKind::Validation => Ok(()),
            Err(error) => {
                // The URL contains names of the caller.
                if !input["arguments"].to_string().contains(TOKEN) {
                    shows_token(&format!("{error} {error:?} {}", error.to_json()))?;
                }
                check_error(&error, &self.schemas)
            }
        }
    }
}

/// Checks that canonical JSON does not change when it is converted to its type and back.
pub(crate) fn typed(operation: &Operation, value: &Value) -> Result<(), String> {
    let model = match operation.output {
        Output::Nothing => {
            return if value.is_null() { Ok(()) } else { Err(format!("a value of an operation without one: {value}")) };
        }
        Output::One(model, _) | Output::Page(model, _) => model,
    };
    let items = match operation.output {
        Output::Page(..) => value.as_array().ok_or("a page that is not a list")?.as_slice(),
        _ => std::slice::from_ref(value),
    };
    items.iter().try_for_each(|item| match model.name {
        "Application" => round_trip::<Application>(item),
        "Version" => round_trip::<Version>(item),
        "Tag" => round_trip::<Tag>(item),
        "DeletedTag" => round_trip::<DeletedTag>(item),
        "DeletedTags" => round_trip::<DeletedTags>(item),
        "EndpointStorage" => round_trip::<EndpointStorage>(item),
        "PullProfile" => round_trip::<PullProfile>(item),
        "PullProfileLink" => round_trip::<PullProfileLink>(item),
        other => Err(format!("unknown model {other}")),
    })
}

fn round_trip<T: DeserializeOwned + Serialize>(value: &Value) -> Result<(), String> {
    let typed: T = serde_json::from_value(value.clone())
        .map_err(|error| format!("not a valid {}: {error}: {value}", std::any::type_name::<T>()))?;
    let back = serde_json::to_value(&typed).map_err(|error| error.to_string())?;
    let (before, after) = (normalize(value, false), normalize(&back, false));
    if before == after { Ok(()) } else { Err(format!("{before} changed to {after}")) }
}

/// Removes null fields, which a type does not distinguish from missing ones, except in `$extra`.
/// Numbers are compared by value.
fn normalize(value: &Value, is_extra: bool) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| normalize(item, is_extra)).collect(),
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(_, value)| is_extra || !value.is_null());
            kept.map(|(name, value)| (name.clone(), normalize(value, is_extra || name == "$extra")))
                .collect::<Map<_, _>>()
                .into()
        }
        Value::Number(number) if !is_extra => number.as_f64().map_or(Value::Null, |number| json!(number)),
        other => other.clone(),
    }
}
