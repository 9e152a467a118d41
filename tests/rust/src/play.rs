//! Makes the call of a vector against the scripted server and reports its outcome to the judge.

use std::time::Duration;

use edgegap_scripted_server::{Drain, ENDLESS, Judge, Outcome, Playing, Script, TOKEN};
use edgegap_sdk::{Client, Error};
use serde_json::{Map, Value, json};

use crate::load::folder;
use crate::typed;
use crate::vector::{Before, Setup, Surface, Vector};

/// Maximum number of plays until one is not void: a connection that has just served a call may not
/// be ready in time for the next.
const TRIES: usize = 20;

/// Plays a vector through a surface and returns every difference from its expectation.
///
/// # Errors
/// If the vector cannot be played.
pub async fn play(vector: &Vector, surface: Surface) -> Result<Vec<String>, String> {
    let judge = Judge::new(&vector.operation, vector.drain, &vector.expect)?;
    for _ in 0..TRIES {
        let script = Script { exchanges: vector.exchanges.clone() };
        let playing = Playing::start(script).await.map_err(|error| error.to_string())?;
        let outcome = outcome(vector, surface, &playing).await?;
        let report = playing.report();
        if !report.void {
            return Ok([judge.differences(&outcome), report.differences()].concat());
        }
    }
    Err(format!("no connection was used twice, in {TRIES} plays"))
}

/// Makes the calls of a vector and returns the outcome of the last.
async fn outcome(vector: &Vector, surface: Surface, playing: &Playing) -> Result<Outcome, String> {
    let mut outcome = Outcome { drops_nulls: surface == Surface::Typed, ..Outcome::default() };
    match client(&vector.client, playing) {
        Err(error) => failed(&mut outcome, &error),
        Ok(client) => {
            outcome.show(format_args!("{client:?}"));
            outcome.warnings = client.warnings().to_vec();
            before(vector, &client, playing).await;
            match surface {
                Surface::Dispatch => dispatch(vector, &client, &mut outcome).await?,
                Surface::Typed => typed::call(vector, &client, &mut outcome).await?,
            }
        }
    }
    Ok(outcome)
}

/// The usual client with what the vector changes.
fn client(setup: &Setup, playing: &Playing) -> Result<Client, Error> {
    let milliseconds = Duration::from_millis;
    let variables = setup.environment.iter().map(|(name, value)| (name.as_str(), playing.fill(value)));
    let (initial, max) = setup.backoff_ms.map_or((1, 2), |backoff| (backoff.initial, backoff.max));
    let mut builder = Client::builder().environment(variables).backoff(milliseconds(initial), milliseconds(max));
    let usual = |given: &Option<Option<String>>, usual: &str| given.clone().unwrap_or_else(|| Some(usual.to_owned()));
    if let Some(token) = usual(&setup.token, TOKEN) {
        builder = builder.token(playing.fill(&token));
    }
    if let Some(url) = usual(&setup.base_url, "{{base}}") {
        builder = builder.base_url(playing.fill(&url));
    }
    if let Some(allow) = setup.allow_http {
        builder = builder.allow_http(allow);
    }
    if let Some(path) = &setup.ca_file {
        builder = builder.ca_file(playing.fill(path));
    }
    if let Some(proxy) = &setup.proxy {
        builder = builder.proxy(playing.fill(proxy));
    }
    if let Some(retries) = setup.max_retries {
        builder = builder.max_retries(retries);
    }
    if let Some(limits) = setup.timeout_ms {
        if let Some(limit) = limits.connect {
            builder = builder.connect_timeout(milliseconds(limit));
        }
        if let Some(limit) = limits.attempt {
            builder = builder.attempt_timeout(milliseconds(limit));
        }
        if let Some(limit) = limits.total {
            builder = builder.timeout(milliseconds(limit));
        }
    }
    if let Some(bytes) = setup.max_body_bytes {
        builder = builder.max_body_bytes(bytes);
    }
    for (name, value) in &setup.headers {
        builder = builder.header(name, value);
    }
    builder.build()
}

/// Makes the calls that come first. Their requests are compared, their outcomes are not. A
/// connection that the server ends after one is closed when the next begins.
async fn before(vector: &Vector, client: &Client, playing: &Playing) {
    for Before { operation, arguments } in &vector.before {
        let _ = client.dispatch(operation, arguments.clone(), Value::Object(Map::new())).await;
        playing.ended().await;
    }
}

/// The arguments with `{{files}}` filled in.
pub(crate) fn arguments(vector: &Vector) -> Value {
    fn fill(value: &Value, files: &str) -> Value {
        match value {
            Value::String(text) => text.replace("{{files}}", files).into(),
            Value::Array(items) => items.iter().map(|item| fill(item, files)).collect(),
            Value::Object(members) => {
                Value::Object(members.iter().map(|(name, value)| (name.clone(), fill(value, files))).collect())
            }
            other => other.clone(),
        }
    }
    fill(&vector.arguments, &folder().join("files").to_string_lossy())
}

/// Records an error: its attributes in the form of the boundary, and its own JSON.
pub(crate) fn failed(outcome: &mut Outcome, error: &Error) {
    let mut attributes = json!({
        "kind": error.kind(),
        "message": error.message(),
        "operation": error.operation(),
        "status": error.status(),
        "request_id": error.request_id(),
        "retryable": error.retryable(),
        "maybe_applied": error.maybe_applied(),
        "attempts": error.attempts(),
        "elapsed_ms": milliseconds(error.elapsed()),
        "retry_after_ms": error.retry_after().map(milliseconds),
        "violations": Some(error.violations()).filter(|violations| !violations.is_empty()),
        "extra": Some(error.extra()).filter(|extra| !extra.is_empty()),
        "excerpt": error.excerpt(),
        "method": error.method(),
        "url": error.url(),
    });
    outcome.show(error);
    outcome.show(format_args!("{error:?} {error:#?}"));
    if let Some(fields) = attributes.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    outcome.error = Some(attributes);
    outcome.error_json = Some(error.to_json());
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

async fn dispatch(vector: &Vector, client: &Client, outcome: &mut Outcome) -> Result<(), String> {
    let mut arguments = arguments(vector);
    loop {
        let reply = match client.dispatch(&vector.operation, arguments.clone(), vector.options.clone()).await {
            Ok(reply) => reply,
            Err(error) => {
                failed(outcome, &error);
                return Ok(());
            }
        };
        outcome.show(format_args!("{reply:?}"));
        let json = reply.to_json();
        let cursor = json["page"].get("cursor").cloned();
        outcome.replies.push(serde_json::from_value(json).map_err(|error| format!("the reply: {error}"))?);
        match cursor {
            Some(cursor) if vector.drain != Some(Drain::Page) && outcome.replies.len() <= ENDLESS => {
                arguments["cursor"] = cursor;
            }
            _ => return Ok(()),
        }
    }
}
