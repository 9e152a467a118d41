//! After a lost answer: asks the service whether the call was carried out, so that nothing is done twice and nothing that worked is
//! reported as failed.

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};

use crate::answer;
use crate::error::Result;
use crate::model::{Field, Kind, Model, Secrecy};
use crate::operation::{Operation, Output};
use crate::retry::server_time;
use crate::run::Run;
use crate::timestamp::Timestamp;
use crate::transport::Answer;
use crate::tree::Tree;

/// What the service knows about a call whose answer was lost.
pub(crate) enum Finding {
    /// The call was carried out: this is what it made.
    Done(Tree, Box<Answer>),
    /// The name is there, but not as this call would have left it, or nobody can tell.
    Another,
    /// What is there equals what was sent and was made after the call began, although no answer was lost here: something
    /// on the way may have sent the call twice.
    Equal,
    /// Nothing was found: what the service answered to the call stands.
    Nothing,
}

/// How far the `Date` of an answer may be ahead of the stamps of objects: a proxy may have written it, and it has no fraction.
const TOLERANCE: Duration = Duration::from_secs(5);
/// The same for the clock of this machine, where no answer has a `Date`.
const OWN_TOLERANCE: Duration = Duration::from_secs(60);

/// A create was answered "taken" after an attempt whose answer was lost: it is ours if it equals what was sent and is no older than the
/// first attempt.
pub(crate) async fn create(run: &mut Run<'_>, get: &'static str, taken: &Answer) -> Finding {
    let names = names_of_new(run, get);
    recover(run, get, &names, taken, "create_time").await
}

/// A create was answered "taken" at once. If what is there equals what was sent and was made after the call began, the error
/// says so.
pub(crate) async fn repeated(run: &mut Run<'_>, get: &'static str, taken: &Answer) -> Finding {
    let names = names_of_new(run, get);
    let Ok(found) = run.get_once(get, &names).await else { return Finding::Nothing };
    match judge(run, get, &found, taken, "create_time", Tolerance::None) {
        Some(_) => Finding::Equal,
        None => Finding::Nothing,
    }
}

/// Whether an answer with the status for "taken" means that: a 400 may mean anything else.
pub(crate) fn says_taken(answer: &Answer) -> bool {
    let text = String::from_utf8_lossy(&answer.body[..answer.body.len().min(4096)]).to_ascii_lowercase();
    answer.status == 409 || ["exist", "taken", "already", "in use"].iter().any(|word| text.contains(word))
}

fn names_of_new(run: &Run<'_>, get: &str) -> Vec<String> {
    let mut names = run.prepared.names.clone();
    // Whatever else the create names, a sibling to copy for one, is not where the new object is.
    let parents = Operation::find(get).map_or(0, |get| get.path_parameters().count().saturating_sub(1));
    names.truncate(parents);
    names.extend(new_name(run.prepared.body.as_ref()));
    names
}

/// A renaming update was answered 404 after an attempt whose answer was lost: the object may have its new name already.
pub(crate) async fn rename(run: &mut Run<'_>, get: &'static str, lost: &Answer) -> Finding {
    let Some(name) = new_name(run.prepared.body.as_ref()) else { return Finding::Nothing };
    let mut names = run.prepared.names.clone();
    if names.last() == Some(&name) {
        return Finding::Nothing;
    }
    if let Some(last) = names.last_mut() {
        *last = name;
    }
    recover(run, get, &names, lost, "last_updated").await
}

/// An update was answered without its object: reads it.
pub(crate) async fn complete(run: &mut Run<'_>, get: &'static str) -> Result<(Tree, Answer)> {
    let mut names = run.prepared.names.clone();
    if let (Some(last), Some(name)) = (names.last_mut(), new_name(run.prepared.body.as_ref())) {
        *last = name;
    }
    read_back(run, get, &names).await
}

/// A create was answered without its object: reads it.
pub(crate) async fn complete_new(run: &mut Run<'_>, get: &'static str) -> Result<(Tree, Answer)> {
    let names = names_of_new(run, get);
    read_back(run, get, &names).await
}

async fn read_back(run: &mut Run<'_>, get: &'static str, names: &[String]) -> Result<(Tree, Answer)> {
    run.note_applied();
    let answer = run.get(get, names).await?;
    if !(200..300).contains(&answer.status) {
        return Err(run.status_error(&answer));
    }
    match read(get, &answer) {
        Ok((value, _)) => Ok((value, answer)),
        Err(reason) => Err(run.decode_error(&answer, &reason)),
    }
}

/// After an attempt whose answer was lost, what is not there any more is what that attempt deleted: the results say so.
pub(crate) fn gone_is_deleted(tree: &mut Tree) {
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

async fn recover(run: &mut Run<'_>, get: &'static str, names: &[String], last: &Answer, stamp: &str) -> Finding {
    let Ok(found) = run.get(get, names).await else {
        // It cannot be asked. A 409 says by itself that the name is there; else what it says about the original call stands.
        return if last.status == 409 { Finding::Another } else { Finding::Nothing };
    };
    if !(200..300).contains(&found.status) {
        return Finding::Nothing;
    }
    match judge(run, get, &found, last, stamp, Tolerance::Clocks) {
        Some(value) => Finding::Done(value, Box::new(found)),
        None => Finding::Another,
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
    run: &Run<'_>,
    get: &'static str,
    found: &Answer,
    last: &Answer,
    stamp: &str,
    tolerance: Tolerance,
) -> Option<Tree> {
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
    let began = by_server.unwrap_or_else(SystemTime::now).checked_sub(run.doubtful_for() + allowed)?;
    let changed = value.get(stamp).and_then(Tree::as_str).and_then(Timestamp::read).and_then(since_epoch)?;
    // A stamp without a fraction was cut to the second, up to one before the moment it stands for. Without a stamp nobody
    // can tell an old object of the same content from a new one.
    let is_ours = changed >= began || is_whole(changed) && whole(began) <= changed;
    let sent = run.prepared.body.as_ref()?;
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

fn read(get: &'static str, answer: &Answer) -> Result<(Tree, &'static Model), String> {
    let operation = Operation::find(get).ok_or("there is no such operation")?;
    let Output::One(model, _) = operation.output else { return Err("it reads no object".to_owned()) };
    match answer::read(operation, &Default::default(), answer, None) {
        Ok((value, _)) => Ok((value, model)),
        Err(answer::Incomplete::Missing(reason) | answer::Incomplete::Unreadable(reason)) => Err(reason),
        Err(answer::Incomplete::Refused(reason)) => Err(reason.unwrap_or_default()),
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
        (Value::String(a), Value::String(b), Kind::Word(vocabulary)) => {
            a == b || vocabulary.word(a).is_some_and(|word| vocabulary.word(b) == Some(word))
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
    use crate::model::Described;

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
        let mut tree = Tree::from(
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
