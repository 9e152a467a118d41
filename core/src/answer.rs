//! What a 2xx says: nothing, an object or a page.

use serde_json::{Map, Value};

use crate::arguments::Prepared;
use crate::canonical;
use crate::model::{Model, Promise};
use crate::operation::{Operation, Output, Recovery};
use crate::paging::Cursor;
use crate::reply::Page;
use crate::transport::Answer;
use crate::tree::{self, Tree};
use crate::walker::integer;

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
pub(crate) fn of_nothing(operation: &Operation) -> Tree {
    match operation.output {
        Output::Nothing => Tree::Null,
        Output::One(..) => Tree::Object(Vec::new()),
        Output::Page(..) => Tree::List(Vec::new()),
    }
}

/// Reads a 2xx into canonical form.
pub(crate) fn read(
    operation: &Operation,
    prepared: &Prepared,
    answer: &Answer,
    cursor: Option<Cursor>,
) -> Result<(Tree, Option<Page>), Incomplete> {
    if answer.body.iter().all(u8::is_ascii_whitespace) {
        return match operation.output {
            Output::Nothing => Ok((Tree::Null, None)),
            _ => Err(Incomplete::Missing("the body is empty".to_owned())),
        };
    }
    let body = tree::parse(&answer.body).map_err(Incomplete::Unreadable)?;
    if let Some(Tree::Bool(false)) = body.get("success") {
        return Err(Incomplete::Refused(body.get("message").and_then(Tree::as_str).map(ToOwned::to_owned)));
    }
    match operation.output {
        Output::Nothing if tells_of_error(&body) => Err(Incomplete::Unreadable(ERROR.to_owned())),
        Output::Nothing => Ok((Tree::Null, None)),
        Output::One(model, wrapper) => {
            let mut value = unwrap(body, wrapper);
            if is_another(&value, model) {
                return Err(Incomplete::Unreadable(format!("its body has no member of {}", model.name)));
            }
            if matches!(operation.recovery, Recovery::Update { .. })
                && value.is_object()
                && let Some(member) = canonical::missing(&value, model)
            {
                return Err(Incomplete::Missing(format!("the member `{member}` of {} is missing", model.name)));
            }
            canonical::object(&mut value, model).map_err(Incomplete::Unreadable)?;
            Ok((value, None))
        }
        Output::Page(model, member) => {
            if tells_of_error(&body) {
                return Err(Incomplete::Unreadable(ERROR.to_owned()));
            }
            let (mut items, rest) = split(body, member, leaves_out(prepared, member))?;
            let cursor = cursor.unwrap_or_else(|| Cursor::start(1));
            let page = cursor.after(&mut items, &rest, prepared.masked);
            if !prepared.masked {
                for item in &mut items {
                    canonical::object(item, model).map_err(Incomplete::Unreadable)?;
                }
            }
            Ok((Tree::List(items), Some(page)))
        }
    }
}

/// The object itself, whether it came bare or under its member.
fn unwrap(mut body: Tree, wrapper: Option<&str>) -> Tree {
    match wrapper.and_then(|member| body.get_mut(member)) {
        Some(inner) if inner.is_object() => inner.take(),
        _ => body,
    }
}

const ERROR: &str = "its body tells of an error";

/// Whether a reply that should be a list or nothing says that it failed.
fn tells_of_error(body: &Tree) -> bool {
    let says = |name| match body.get(name) {
        None | Some(Tree::Null | Tree::Bool(false)) => false,
        Some(Tree::List(items)) => !items.is_empty(),
        Some(Tree::Object(members)) => !members.is_empty(),
        Some(_) => true,
    };
    says("error") || says("errors")
}

/// Whether a field mask leaves the list itself out.
fn leaves_out(prepared: &Prepared, member: &str) -> bool {
    let mask = prepared.headers.iter().find(|(name, _)| name == "X-Fields").map(|(_, mask)| mask.as_str());
    mask.is_some_and(|mask| !mask.contains(member) && !mask.contains('*'))
}

/// Whether an object has members, and none of the model's: an outage page, not a reply of which every member is optional.
fn is_another(value: &Tree, model: &Model) -> bool {
    match value {
        // Where a member is promised, its absence tells.
        Tree::Object(members) if !model.fields.iter().any(|field| field.reply == Promise::Promised) => {
            !members.is_empty() && !model.fields.iter().any(|field| value.get(field.name).is_some())
        }
        _ => false,
    }
}

/// The items of a page, and what came beside them.
///
/// A missing list is an empty one only where the answer says nothing else, or a total of 0: an outage page that is answered
/// with 200 would otherwise read as an account with nothing in it. A field mask may leave it out.
fn split(mut body: Tree, member: &str, is_left_out: bool) -> Result<(Vec<Tree>, Map<String, Value>), Incomplete> {
    let list = body.get_mut(member).map(Tree::take);
    let rest = match body {
        Tree::Object(rest) => tree::map(rest),
        other => {
            let is = other.type_name();
            return Err(Incomplete::Unreadable(format!("a page should be an object and is {is}")));
        }
    };
    match list {
        Some(Tree::List(items)) => Ok((items, rest)),
        None if rest.is_empty() || is_left_out || says_zero(&rest) => Ok((Vec::new(), rest)),
        Some(Tree::Null) if is_left_out || says_zero(&rest) => Ok((Vec::new(), rest)),
        None => Err(Incomplete::Unreadable(format!("the list `{member}` is missing"))),
        Some(other) => {
            let is = other.type_name();
            Err(Incomplete::Unreadable(format!("the member `{member}` should be a list and is {is}")))
        }
    }
}

fn says_zero(rest: &Map<String, Value>) -> bool {
    ["total_count", "count"].into_iter().any(|name| rest.get(name).and_then(integer) == Some(0))
}
