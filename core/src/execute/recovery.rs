//! Recovery from a lost response: asks the service if the call was carried out, so that nothing is
//! done twice and a success is not reported as a failure.

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

/// The result of recovery.
pub(crate) enum Recovered {
    /// The call was carried out, with this value.
    Done(JsonValue, Box<HttpResponse>),
    /// The name exists, but the object is not, or not certainly, the result of this call.
    Another,
    /// The object equals the request and was created after the call started, although no response
    /// was lost: a proxy may have sent the request twice.
    Equal,
    /// Nothing was found: the response to the call is final.
    Nothing,
}

/// Tolerance between the `Date` of a response and timestamps of objects: a proxy may have written
/// the date, and it has no fraction.
const TOLERANCE: Duration = Duration::from_secs(5);
/// The same for the clock of this machine, if no response has a `Date`.
const OWN_TOLERANCE: Duration = Duration::from_secs(60);

/// For a create whose name is taken after a lost response: the object is the result of this call if
/// it equals the request and is not older than the first attempt.
pub(crate) async fn create(attempts: &mut Attempts<'_>, get: &'static Operation, taken: &HttpResponse) -> Recovered {
    let names = names_of_new(attempts, get);
    recover(attempts, get, &names, taken, "create_time").await
}

/// For a create whose name is taken at the first attempt: finds out if the object equals the
/// request and was created after the call started.
pub(crate) async fn repeated(attempts: &mut Attempts<'_>, get: &'static Operation, taken: &HttpResponse) -> Recovered {
    let names = names_of_new(attempts, get);
    let Ok(found) = attempts.get_once(get, &names).await else { return Recovered::Nothing };
    match judge(attempts, get, &found, taken, "create_time", Tolerance::None) {
        Some(_) => Recovered::Equal,
        None => Recovered::Nothing,
    }
}

/// True if a response with the status for a taken name means that. A 400 may mean something else.
pub(crate) fn says_taken(response: &HttpResponse) -> bool {
    let text = String::from_utf8_lossy(response.body.get(..4096).unwrap_or(&response.body)).to_ascii_lowercase();
    response.status == 409 || ["exist", "taken", "already", "in use"].iter().any(|word| text.contains(word))
}

fn names_of_new(attempts: &Attempts<'_>, get: &Operation) -> Vec<String> {
    let mut names = attempts.prepared.names.clone();
    // Other names of the create, such as a sibling to copy, are not part of the new object's path.
    let parents = get.path_parameters().count().saturating_sub(1);
    names.truncate(parents);
    names.extend(new_name(attempts.prepared.body.as_ref()));
    names
}

/// For an update with a new name that gets a 404 after a lost response: the object may have its new
/// name already.
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

/// For an update whose response lacks the object: gets it.
pub(crate) async fn complete(attempts: &mut Attempts<'_>, get: &'static Operation) -> Result<Concluded> {
    let mut names = attempts.prepared.names.clone();
    if let (Some(last), Some(name)) = (names.last_mut(), new_name(attempts.prepared.body.as_ref())) {
        *last = name;
    }
    read_back(attempts, get, &names).await
}

/// For a create whose response lacks the object: gets it.
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

/// After a lost response, tags that no longer exist were deleted by that attempt: their results
/// become successes.
pub(crate) fn mark_missing_as_deleted(deleted: &mut JsonValue) {
    let mut value = Value::from(deleted.take());
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
    *deleted = value.into();
}

async fn recover(
    attempts: &mut Attempts<'_>,
    get: &'static Operation,
    names: &[String],
    last: &HttpResponse,
    timestamp: &str,
) -> Recovered {
    let Ok(found) = attempts.get(get, names).await else {
        // The object cannot be read. A 409 says that the name exists; any other response to the
        // call is final.
        return if last.status == 409 { Recovered::Another } else { Recovered::Nothing };
    };
    if !(200..300).contains(&found.status) {
        return Recovered::Nothing;
    }
    match judge(attempts, get, &found, last, timestamp, Tolerance::Clocks) {
        Some(value) => Recovered::Done(value, Box::new(found)),
        None => Recovered::Another,
    }
}

/// Tolerance for differences of clocks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tolerance {
    /// None: an object of another program must not be taken for the result of this call.
    None,
    /// The usual difference between servers and machines.
    Clocks,
}

/// The object that was found, if it equals the request and was created or changed after the call
/// started.
fn judge(
    attempts: &Attempts<'_>,
    get: &'static Operation,
    found: &HttpResponse,
    last: &HttpResponse,
    timestamp: &str,
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
    let Some(JsonValue::Timestamp(changed)) = value.get(timestamp) else { return None };
    let changed = since_epoch(*changed)?;
    // A timestamp without a fraction was cut to the second. Without a timestamp, an old object with
    // the same content cannot be told from a new one.
    let is_ours = changed >= began || is_whole(changed) && whole(began) <= changed;
    let sent = attempts.prepared.body.as_ref()?;
    (is_ours && echoes(sent, &value.clone().into(), model)).then_some(value)
}

fn since_epoch(timestamp: Timestamp) -> Option<SystemTime> {
    let micros = u64::try_from(timestamp.as_microsecond()).ok()?;
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
    let Output::One(model, _) = get.output else { return Err("it returns no object".to_owned()) };
    match response::read(get, &Default::default(), response, None) {
        Ok((value, _)) => Ok((value, model)),
        Err(response::ResponseError::Missing(reason) | response::ResponseError::Unreadable(reason)) => Err(reason),
        Err(response::ResponseError::Refused(reason)) => Err(reason.unwrap_or_default()),
    }
}

/// True if the object has the same value for every field that was sent and that the service returns
/// unchanged.
fn echoes(sent: &Map<String, Value>, found: &Value, model: &'static Model) -> bool {
    sent.iter().all(|(name, value)| match model.field(name) {
        Some(field) if is_echoed(field, sent) => equals(value, found.get(name).unwrap_or(&Value::Null), field.kind),
        _ => true,
    })
}

fn is_echoed(field: &Field, sent: &Map<String, Value>) -> bool {
    let is_hidden = matches!(field.secrecy, Secrecy::When(flag) if sent.get(flag) == Some(&Value::Bool(true)));
    field.echoed && !is_hidden
}

fn equals(sent: &Value, found: &Value, kind: Kind) -> bool {
    match (sent, found, kind) {
        // Null and an empty string both mean no value, which is returned as null, an empty string,
        // a default or not at all.
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
    fn fields_that_the_service_returns_unchanged_are_compared() {
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
        let mut deleted = JsonValue::from(
            json!({"results": [{"tag": "a", "status": 404, "message": "unknown"}, {"tag": "b", "status": 500}],
            "summary": {"total": 2, "success": 0, "failed": 2}}),
        );
        mark_missing_as_deleted(&mut deleted);
        let expected = json!({"results": [{"tag": "a", "status": 204}, {"tag": "b", "status": 500}],
            "summary": {"total": 2, "success": 1, "failed": 1}});
        assert_eq!(Value::from(deleted), expected);
    }

    #[test]
    fn masked_and_changed_fields_are_not_compared() {
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
