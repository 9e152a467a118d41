//! Reading a 2xx: no value, an object or a page.

pub(crate) mod charset;
pub(crate) mod error_body;
mod normalize;
pub(crate) mod paging;
mod reason;

use serde_json::{Map, Value};

use self::paging::Cursor;
use crate::http::HttpResponse;
use crate::json::{self, JsonValue};
use crate::reply::Page;
use crate::request::PreparedRequest;
use crate::request::validate::integer;
use crate::schema::model::{Model, ReplyPresence};
use crate::schema::operation::{Operation, Output, Recovery};

/// The error of a 2xx without a usable value.
pub(crate) enum ResponseError {
    /// `success: false`, with its message.
    Refused(Option<String>),
    /// The object or a required field is missing.
    Missing(String),
    /// The body is not what the API documents.
    Unreadable(String),
}

/// The value of a successful operation without a response body.
pub(crate) fn nothing(operation: &Operation) -> JsonValue {
    match operation.output {
        Output::Nothing => JsonValue::Null,
        Output::One(..) => JsonValue::Object(Vec::new()),
        Output::Page(..) => JsonValue::List(Vec::new()),
    }
}

/// Parses and normalizes a 2xx.
pub(crate) fn read(
    operation: &Operation,
    prepared: &PreparedRequest,
    response: &HttpResponse,
    cursor: Option<Cursor>,
) -> Result<(JsonValue, Option<Page>), ResponseError> {
    if response.body.iter().all(u8::is_ascii_whitespace) {
        return match operation.output {
            Output::Nothing => Ok((JsonValue::Null, None)),
            _ => Err(ResponseError::Missing("the body is empty".to_owned())),
        };
    }
    let body = json::parse(&response.body).map_err(ResponseError::Unreadable)?;
    if let Some(JsonValue::Bool(false)) = body.get("success") {
        return Err(ResponseError::Refused(body.get("message").and_then(JsonValue::as_str).map(ToOwned::to_owned)));
    }
    match operation.output {
        Output::Nothing if reports_error(&body) => Err(ResponseError::Unreadable(ERROR.to_owned())),
        Output::Nothing => Ok((JsonValue::Null, None)),
        Output::One(model, wrapper) => {
            let mut value = unwrap(body, wrapper);
            if is_foreign(&value, model) {
                return Err(ResponseError::Unreadable(format!("its body has no field of {}", model.name)));
            }
            if matches!(operation.recovery, Recovery::Update { .. })
                && value.is_object()
                && let Some(field) = normalize::missing(&value, model)
            {
                return Err(ResponseError::Missing(format!("the field `{field}` of {} is missing", model.name)));
            }
            normalize::object(&mut value, model).map_err(ResponseError::Unreadable)?;
            Ok((value, None))
        }
        Output::Page(model, field) => {
            if reports_error(&body) {
                return Err(ResponseError::Unreadable(ERROR.to_owned()));
            }
            let (mut items, rest) = split(body, field, leaves_out(prepared, field))?;
            let cursor = cursor.unwrap_or_else(|| Cursor::start(1));
            let page = cursor.after(&mut items, &rest, prepared.masked);
            if !prepared.masked {
                for item in &mut items {
                    normalize::object(item, model).map_err(ResponseError::Unreadable)?;
                }
            }
            Ok((JsonValue::List(items), Some(page)))
        }
    }
}

/// The object, from the body itself or from the field that wraps it.
fn unwrap(mut body: JsonValue, wrapper: Option<&str>) -> JsonValue {
    match wrapper.and_then(|field| body.get_mut(field)) {
        Some(inner) if inner.is_object() => inner.take(),
        _ => body,
    }
}

const ERROR: &str = "its body reports an error";

/// True if a body that should be a list or empty reports an error.
fn reports_error(body: &JsonValue) -> bool {
    let says = |name| match body.get(name) {
        None | Some(JsonValue::Null | JsonValue::Bool(false)) => false,
        Some(JsonValue::List(items)) => !items.is_empty(),
        Some(JsonValue::Object(fields)) => !fields.is_empty(),
        Some(_) => true,
    };
    says("error") || says("errors")
}

/// True if a field mask leaves the list itself out.
fn leaves_out(prepared: &PreparedRequest, field: &str) -> bool {
    let mask = prepared.headers.iter().find(|(name, _)| name == "X-Fields").map(|(_, mask)| mask.as_str());
    mask.is_some_and(|mask| !mask.contains(field) && !mask.contains('*'))
}

/// True if an object has fields, but none of the model: an outage page, not a reply whose fields
/// are all optional.
fn is_foreign(value: &JsonValue, model: &Model) -> bool {
    match value {
        // For a model with required fields, a missing one is the error.
        JsonValue::Object(fields) if !model.fields.iter().any(|field| field.reply == ReplyPresence::Required) => {
            !fields.is_empty() && !model.fields.iter().any(|field| value.get(field.name).is_some())
        }
        _ => false,
    }
}

/// The items of a page, and the other fields.
///
/// A missing list is empty only if there are no other fields, or the total is 0. Otherwise an
/// outage page with status 200 would look like an account without objects. A field mask may leave
/// the list out.
fn split(
    mut body: JsonValue,
    field: &str,
    is_left_out: bool,
) -> Result<(Vec<JsonValue>, Map<String, Value>), ResponseError> {
    let list = body.get_mut(field).map(JsonValue::take);
    let rest = match body {
        JsonValue::Object(rest) => json::map(rest),
        other => {
            let is = other.type_name();
            return Err(ResponseError::Unreadable(format!("a page should be an object, not {is}")));
        }
    };
    match list {
        Some(JsonValue::List(items)) => Ok((items, rest)),
        None if rest.is_empty() || is_left_out || says_zero(&rest) => Ok((Vec::new(), rest)),
        Some(JsonValue::Null) if is_left_out || says_zero(&rest) => Ok((Vec::new(), rest)),
        None => Err(ResponseError::Unreadable(format!("the list `{field}` is missing"))),
        Some(other) => {
            let is = other.type_name();
            Err(ResponseError::Unreadable(format!("the field `{field}` should be a list, not {is}")))
        }
    }
}

fn says_zero(rest: &Map<String, Value>) -> bool {
    ["total_count", "count"].into_iter().any(|name| rest.get(name).and_then(integer) == Some(0))
}
