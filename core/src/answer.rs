//! What a 2xx says: nothing, an object or a page.

use serde_json::{Map, Value};

use crate::arguments::Prepared;
use crate::canonical;
use crate::operation::{Operation, Output, Recovery};
use crate::paging::Cursor;
use crate::reply::Page;
use crate::transport::Answer;

/// Why a 2xx is not the answer that was hoped for.
pub(crate) enum Incomplete {
    /// `success: false`, with the message that came along.
    Refused(Option<String>),
    /// The object, or a member that is promised, did not come.
    Missing(String),
    /// It is not what the API documents.
    Unreadable(String),
}

/// The value of an operation that did its work and has nothing to say.
pub(crate) fn of_nothing(operation: &Operation) -> Value {
    match operation.output {
        Output::Nothing => Value::Null,
        Output::One(..) => Value::Object(Map::new()),
        Output::Page(..) => Value::Array(Vec::new()),
    }
}

/// Reads a 2xx into canonical form.
pub(crate) fn read(
    operation: &Operation,
    prepared: &Prepared,
    answer: &Answer,
    cursor: Option<Cursor>,
) -> Result<(Value, Option<Page>), Incomplete> {
    if answer.body.iter().all(u8::is_ascii_whitespace) {
        return match operation.output {
            Output::Nothing => Ok((Value::Null, None)),
            _ => Err(Incomplete::Missing("the body is empty".to_owned())),
        };
    }
    let body = canonical::parse(&answer.body).map_err(Incomplete::Unreadable)?;
    if body.get("success") == Some(&Value::Bool(false)) {
        return Err(Incomplete::Refused(body.get("message").and_then(Value::as_str).map(ToOwned::to_owned)));
    }
    match operation.output {
        Output::Nothing => Ok((Value::Null, None)),
        Output::One(model, wrapper) => {
            let mut value = unwrap(body, wrapper);
            if matches!(operation.recovery, Recovery::Update { .. })
                && value.is_object()
                && let Some(member) = canonical::missing(&value, model)
            {
                return Err(Incomplete::Missing(format!("the member `{member}` of a {} is missing", model.name)));
            }
            canonical::object(&mut value, model).map_err(Incomplete::Unreadable)?;
            Ok((value, None))
        }
        Output::Page(model, member) => {
            let (mut items, rest) = split(body, member)?;
            let cursor = cursor.unwrap_or_else(|| Cursor::start(1));
            let page = cursor.after(&mut items, &rest, prepared.masked);
            if !prepared.masked {
                for item in &mut items {
                    canonical::object(item, model).map_err(Incomplete::Unreadable)?;
                }
            }
            Ok((Value::Array(items), Some(page)))
        }
    }
}

/// The object itself, whether it came bare or under its member.
fn unwrap(mut body: Value, wrapper: Option<&str>) -> Value {
    match wrapper.and_then(|member| body.get_mut(member)) {
        Some(inner) if inner.is_object() => inner.take(),
        _ => body,
    }
}

/// The items of a page, and what came beside them. A missing list is an empty one.
fn split(body: Value, member: &str) -> Result<(Vec<Value>, Map<String, Value>), Incomplete> {
    match body {
        Value::Object(mut map) => match map.shift_remove(member) {
            None | Some(Value::Null) => Ok((Vec::new(), map)),
            Some(Value::Array(items)) => Ok((items, map)),
            Some(other) => Err(Incomplete::Unreadable(format!(
                "the member `{member}` should be a list and is {}",
                crate::violation::type_name(&other)
            ))),
        },
        other => Err(Incomplete::Unreadable(format!(
            "a page should be an object and is {}",
            crate::violation::type_name(&other)
        ))),
    }
}
