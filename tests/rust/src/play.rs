//! Makes the call of a vector against the scripted server.

use std::time::Duration;

use edgegap_scripted_server::{Playing, Script};
use edgegap_sdk::{Client, Error};
use serde_json::{Map, Value};

use crate::check::{TOKEN, check};
use crate::load::folder;
use crate::outcome::{Outcome, Page};
use crate::schemas::{Schemas, refusals};
use crate::typed;
use crate::vector::{Before, Drain, Setup, Surface, Vector};

/// No vector has as many pages: a list that reaches this never ends.
pub(crate) const ENDLESS: usize = 50;

/// How often a play may be void: a connection that has just served a call may not be at hand in
/// time for the next.
const TRIES: usize = 20;

/// Plays a vector through a surface and says everything that is wrong with what came of it.
pub async fn play(vector: &Vector, surface: Surface, schemas: &Schemas) -> Result<Vec<String>, String> {
    for _ in 0..TRIES {
        if let Some(faults) = play_once(vector, surface, schemas).await? {
            return Ok(faults);
        }
    }
    Err(format!("no connection was used twice, in {TRIES} plays"))
}

/// Nothing when the play was void.
async fn play_once(vector: &Vector, surface: Surface, schemas: &Schemas) -> Result<Option<Vec<String>>, String> {
    let playing =
        Playing::start(Script { exchanges: vector.exchanges.clone() }).await.map_err(|error| error.to_string())?;
    let mut faults = Vec::new();
    let mut outcome = Outcome::default();
    match client(&vector.client, &playing) {
        Err(error) => failed(&mut outcome, &error),
        Ok(client) => {
            outcome.warnings = client.warnings().to_vec();
            outcome.show(outcome.warnings.join("\n"));
            before(vector, &client, &playing).await;
            match surface {
                Surface::Dispatch => dispatch(vector, &client, schemas, &mut outcome, &mut faults).await,
                Surface::Typed => typed::call(vector, &client, &mut outcome).await?,
            }
        }
    }
    if let Some(error) = &outcome.error {
        faults
            .extend(refusals(&schemas.error, error).into_iter().map(|why| format!("error against its schema: {why}")));
    }
    faults.extend(check(vector, surface, &outcome));
    let report = playing.report();
    if report.void {
        return Ok(None);
    }
    faults.extend(report.mismatches);
    if report.unused > 0 {
        faults.push(format!("{} exchanges were not asked for", report.unused));
    }
    Ok(Some(faults))
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

/// Makes the calls that come first. What they come to is seen in their requests; a connection that
/// the server ends after one is closed when the next begins.
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

/// Records an error.
pub(crate) fn failed(outcome: &mut Outcome, error: &Error) {
    outcome.show(error);
    outcome.show(format_args!("{error:?} {error:#?}"));
    outcome.show(error.to_json());
    outcome.error = Some(error.to_json());
}

async fn dispatch(
    vector: &Vector,
    client: &Client,
    schemas: &Schemas,
    outcome: &mut Outcome,
    faults: &mut Vec<String>,
) {
    let mut arguments = arguments(vector);
    loop {
        let reply = match client.dispatch(&vector.operation, arguments.clone(), vector.options.clone()).await {
            Ok(reply) => reply,
            Err(error) => return failed(outcome, &error),
        };
        outcome.show(format_args!("{reply:?}"));
        let json = reply.to_json();
        outcome.show(&json);
        faults
            .extend(refusals(&schemas.reply, &json).into_iter().map(|why| format!("reply against its schema: {why}")));
        outcome.meta = Some(json["meta"].clone());
        let Some(drain) = vector.drain else {
            outcome.value = Some(json["value"].clone());
            return;
        };
        let Some(items) = json["value"].as_array() else {
            return faults.push(format!("a list answered {}", json["value"]));
        };
        let cursor = json["page"].get("cursor").cloned();
        outcome.total = json["page"]["total"].as_u64();
        outcome.page.get_or_insert(Page {
            number: json["page"]["number"].as_u64().unwrap_or_default(),
            total: outcome.total,
            more: cursor.is_some(),
        });
        // A page that core dropped as a repeat is no page.
        if !items.is_empty() || drain == Drain::Page {
            outcome.pages.push(items.clone());
        }
        match cursor {
            Some(_) if outcome.pages.len() > ENDLESS => return faults.push("the list never ends".to_owned()),
            Some(cursor) if drain != Drain::Page => arguments["cursor"] = cursor,
            _ => return,
        }
    }
}
