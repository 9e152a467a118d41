//! After a lost response: asks the service whether the call was carried out, so that nothing is done twice and nothing that worked is
//! reported as failed.

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};

use super::Concluded;
use crate::error::Result;
use crate::execute::attempts::Attempts;
use crate::execute::retry::server_time;
use crate::http::HttpResponse;
use crate::json::JsonValue;
use crate::response;
use crate::schema::model::{Field, Kind, Model, Secrecy};
use crate::schema::operation::{Operation, Output};
use crate::timestamp::Timestamp;

/// What the service knows about a call whose response was lost.
pub(crate) enum Recovered {
    /// The call was carried out: this is what it made.
    Done(JsonValue, Box<HttpResponse>),
    /// The name is there, but not as this call would have left it, or nobody can tell.
    Another,
    /// What is there equals what was sent and was made after the call began, although no response was lost here: something
    /// on the way may have sent the call twice.
    Equal,
    /// Nothing was found: what the service answered to the call stands.
    Nothing,
}

/// How far the `Date` of a response may be ahead of the stamps of objects: a proxy may have written it, and it has no fraction.
const TOLERANCE: Duration = Duration::from_secs(5);
/// The same for the clock of this machine, where no response has a `Date`.
const OWN_TOLERANCE: Duration = Duration::from_secs(60);

/// A create was answered "taken" after an attempt whose response was lost: it is ours if it equals what was sent and is no older than the
/// first attempt.
pub(crate) async fn create(attempts: &mut Attempts<'_>, get: &'static Operation, taken: &HttpResponse) -> Recovered {
    let names = names_of_new(attempts, get);
    recover(attempts, get, &names, taken, "create_time").await
}

/// A create was answered "taken" at once. If what is there equals what was sent and was made after the call began, the error
/// says so.
pub(crate) async fn repeated(attempts: &mut Attempts<'_>, get: &'static Operation, taken: &HttpResponse) -> Recovered {
    let names = names_of_new(attempts, get);
    let Ok(found) = attempts.get_once(get, &names).await else { return Recovered::Nothing };
    match judge(attempts, get, &found, taken, "create_time", Tolerance::None) {
        Some(_) => Recovered::Equal,
        None => Recovered::Nothing,
    }
}

/// Whether a response with the status for "taken" means that: a 400 may mean anything else.
pub(crate) fn says_taken(response: &HttpResponse) -> bool {
    let text = String::from_utf8_lossy(&response.body[..response.body.len().min(4096)]).to_ascii_lowercase();
    response.status == 409 || ["exist", "taken", "already", "in use"].iter().any(|word| text.contains(word))
}

fn names_of_new(attempts: &Attempts<'_>, get: &Operation) -> Vec<String> {
    let mut names = attempts.prepared.names.clone();
    // Whatever else the create names, a sibling to copy for one, is not where the new object is.
    let parents = get.path_parameters().count().saturating_sub(1);
    names.truncate(parents);
    names.extend(new_name(attempts.prepared.body.as_ref()));
    names
}

/// A renaming update was answered 404 after an attempt whose response was lost: the object may have its new name already.
pub(crate) async fn rename(attempts: &mut Attempts<'_>, get: &'static Operation, lost: &HttpResponse) -> Recovered {
    let Some(name) = new_name(attempts.prepared.body.as_ref()) else { return Recovered::Nothing };
    let mut names = attempts.prepared.names.clone();
    if names.last() == Some(&name) {
        return Recovered::Nothing;
    }
    if let Some(last) = names.last_mut() {
        *last = name;
    }
    recover(attempts, get, &names, lost, "last_updated").await
}

/// An update was answered without its object: reads it.
pub(crate) async fn complete(attempts: &mut Attempts<'_>, get: &'static Operation) -> Result<Concluded> {
    let mut names = attempts.prepared.names.clone();
    if let (Some(last), Some(name)) = (names.last_mut(), new_name(attempts.prepared.body.as_ref())) {
        *last = name;
    }
    read_back(attempts, get, &names).await
}

/// A create was answered without its object: reads it.
pub(crate) async fn complete_new(attempts: &mut Attempts<'_>, get: &'static Operation) -> Result<Concluded> {
    let names = names_of_new(attempts, get);
    read_back(attempts, get, &names).await
}

async fn read_back(attempts: &mut Attempts<'_>, get: &'static Operation, names: &[String]) -> Result<Concluded> {
    attempts.note_applied();
    let response = attempts.get(get, names).await?;
    if !(200..300).contains(&response.status) {
        return Err(attempts.status_error(&response));
    }
    match read(get, &response) {
        Ok((value, _)) => Ok((value, None, response)),
        Err(reason) => Err(attempts.decode_error(&response, &reason)),
    }
}

/// After an attempt whose response was lost, what is not there any more is what that attempt deleted: the results say so.
pub(crate) fn gone_is_deleted(tree: &mut JsonValue) {
    let mut value = Value::from(tree.take());
    let mut found = 0;
    for result in value.get_mut("results").and_then(Value::as_array_mut).into_iter().flatten() {
        if result.get("status").and_then(Value::as_i64) == Some(404) {
            result["status"] = 204.into();
            if let Value::Object(result) = result {
                result.shift_remove("message");
            }
            found += 1;
        }
    }
    if let Some(Value::Object(summary)) = value.get_mut("summary") {
        for (name, change) in [("success", found), ("failed", -found)] {
            if let Some(count) = summary.get(name).and_then(Value::as_i64) {
                summary.insert(name.to_owned(), count.saturating_add(change).into());
            }
        }
    }
    *tree = value.into();
}

async fn recover(
    attempts: &mut Attempts<'_>,
    get: &'static Operation,
    names: &[String],
    last: &HttpResponse,
    stamp: &str,
) -> Recovered {
    let Ok(found) = attempts.get(get, names).await else {
        // It cannot be asked. A 409 says by itself that the name is there; else what it says about the original call stands.
        return if last.status == 409 { Recovered::Another } else { Recovered::Nothing };
    };
    if !(200..300).contains(&found.status) {
        return Recovered::Nothing;
    }
    match judge(attempts, get, &found, last, stamp, Tolerance::Clocks) {
        Some(value) => Recovered::Done(value, Box::new(found)),
        None => Recovered::Another,
    }
}

/// How far clocks may be apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tolerance {
    /// Not at all: somebody else's object must not be taken for one of this call.
    None,
    /// As those of servers and machines are.
    Clocks,
}

/// What was found, if it equals what the call sent and was made or changed after the call began.
fn judge(
    attempts: &Attempts<'_>,
    get: &'static Operation,
    found: &HttpResponse,
    last: &HttpResponse,
    stamp: &str,
    tolerance: Tolerance,
) -> Option<JsonValue> {
    if !(200..300).contains(&found.status) {
        return None;
    }
    let (value, model) = read(get, found).ok()?;
    let by_server = server_time(&found.headers).or_else(|| server_time(&last.headers));
    let allowed = match (tolerance, by_server) {
        (Tolerance::None, _) => Duration::ZERO,
        (Tolerance::Clocks, Some(_)) => TOLERANCE,
        (Tolerance::Clocks, None) => OWN_TOLERANCE,
    };
    let began = by_server.unwrap_or_else(SystemTime::now).checked_sub(attempts.doubtful_for() + allowed)?;
    let changed = value.get(stamp).and_then(JsonValue::as_str).and_then(Timestamp::read).and_then(since_epoch)?;
    // A stamp without a fraction was cut to the second, up to one before the moment it stands for. Without a stamp nobody
    // can tell an old object of the same content from a new one.
    let is_ours = changed >= began || is_whole(changed) && whole(began) <= changed;
    let sent = attempts.prepared.body.as_ref()?;
    (is_ours && echoes(sent, &value.clone().into(), model)).then_some(value)
}

fn since_epoch(stamp: Timestamp) -> Option<SystemTime> {
    let micros = u64::try_from(stamp.as_microsecond()).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_micros(micros))
}

fn whole(time: SystemTime) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs())
}

fn is_whole(time: SystemTime) -> bool {
    whole(time) == time
}

fn new_name(body: Option<&Map<String, Value>>) -> Option<String> {
    body?.get("name")?.as_str().map(ToOwned::to_owned)
}

fn read(get: &'static Operation, response: &HttpResponse) -> Result<(JsonValue, &'static Model), String> {
    let Output::One(model, _) = get.output else { return Err("it reads no object".to_owned()) };
    match response::read(get, &Default::default(), response, None) {
        Ok((value, _)) => Ok((value, model)),
        Err(response::ResponseError::Missing(reason) | response::ResponseError::Unreadable(reason)) => Err(reason),
        Err(response::ResponseError::Refused(reason)) => Err(reason.unwrap_or_default()),
    }
}

/// Whether every member that was sent, and that the service answers as it was sent, is there with the same value.
fn echoes(sent: &Map<String, Value>, found: &Value, model: &'static Model) -> bool {
    sent.iter().all(|(name, value)| match model.field(name) {
        Some(field) if is_echoed(field, sent) => equals(value, found.get(name).unwrap_or(&Value::Null), field.kind),
        _ => true,
    })
}

fn is_echoed(field: &Field, sent: &Map<String, Value>) -> bool {
    let is_hidden = matches!(field.secrecy, Secrecy::When(member) if sent.get(member) == Some(&Value::Bool(true)));
    field.echoed && !is_hidden
}

fn equals(sent: &Value, found: &Value, kind: Kind) -> bool {
    match (sent, found, kind) {
        // Null and empty text both mean "none", which reads back as null, as empty text, as a default or not at all.
        (Value::Null, _, _) => true,
        (Value::String(text), Value::Null, _) => text.is_empty(),
        (Value::String(a), Value::String(b), Kind::Enum(values)) => {
            a == b || values.value(a).is_some_and(|value| values.value(b) == Some(value))
        }
        (Value::Number(a), Value::Number(b), _) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b), Kind::List(item)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equals(a, b, *item))
        }
        (Value::Array(a), Value::Null, _) => a.is_empty(),
        (Value::Object(sent), found, Kind::Object(model)) => echoes(sent, found, model),
        _ => sent == found,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Version;
    use crate::schema::model::Described;

    fn same(sent: Value, found: Value) -> bool {
        echoes(sent.as_object().unwrap(), &found, Version::MODEL)
    }

    #[test]
    fn what_the_service_echoes_is_compared() {
        assert!(same(json!({"name": "a", "req_cpu": 100, "new": 1}), json!({"name": "a", "req_cpu": 100.0})));
        assert!(!same(json!({"name": "a"}), json!({"name": "b"})));
        assert!(!same(json!({"docker_tag": "a"}), json!({})));
        assert!(same(
            json!({"ports": [{"port": 1, "protocol": "UDP"}]}),
            json!({"ports": [{"port": 1, "protocol": "UDP", "to_check": true}]})
        ));
        assert!(!same(json!({"ports": []}), json!({"ports": [{"port": 1}]})));
        assert!(same(
            json!({"ports": [{"port": 1, "protocol": "WS"}]}),
            json!({"ports": [{"port": 1, "protocol": "Websocket"}]})
        ));
    }

    #[test]
    fn tags_that_a_lost_attempt_deleted_are_deleted() {
        let mut tree = JsonValue::from(
            json!({"results": [{"tag": "a", "status": 404, "message": "unknown"}, {"tag": "b", "status": 500}],
            "summary": {"total": 2, "success": 0, "failed": 2}}),
        );
        gone_is_deleted(&mut tree);
        let expected = json!({"results": [{"tag": "a", "status": 204}, {"tag": "b", "status": 500}],
            "summary": {"total": 2, "success": 1, "failed": 1}});
        assert_eq!(Value::from(tree), expected);
    }

    #[test]
    fn what_it_masks_or_changes_is_not() {
        assert!(same(
            json!({"private_token": "a", "private_username": "b", "verify_image": true, "caching_percent": 1}),
            json!({})
        ));
        assert!(same(json!({"envs": [{"key": "A B", "value": "x"}]}), json!({"envs": [{"key": "A_B", "value": "x"}]})));
        assert!(!same(json!({"envs": [{"key": "A", "value": "x"}]}), json!({"envs": [{"key": "A", "value": "y"}]})));
        assert!(same(
            json!({"envs": [{"key": "A", "value": "x", "is_hidden": true}]}),
            json!({"envs": [{"key": "A", "value": "masked", "is_hidden": true}]})
        ));
        assert!(same(json!({"command": "", "max_duration": null}), json!({"command": null, "max_duration": 1440})));
    }
}
