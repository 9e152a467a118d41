//! The execution of one call: arguments are validated, sent, sent again where that is safe, and the
//! response is normalized.

pub(crate) mod attempts;
mod messages;
mod outcome;
mod recovery;
pub(crate) mod retry;

use std::borrow::Cow;
use std::cell::LazyCell;
use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;

use self::attempts::Attempts;
pub use self::messages::transport::exhausted;
use self::recovery::Recovered;
use crate::error::{Error, Result};
use crate::http::{HttpResponse, Transport};
use crate::json::JsonValue;
use crate::log::{self, CallEvent, LogLevel};
use crate::options::Options;
use crate::redact::redact_extras;
use crate::reply::{Meta, Page, Reply};
use crate::request::{Arguments, PreparedRequest};
use crate::response::paging::Cursor;
use crate::response::{self, ResponseError};
use crate::schema::operation::{Operation, Output, Recovery};
use crate::violation::{ViolationCode, Violations};

/// What every call of a client needs: the connections, and the options that a call leaves out.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) transport: Arc<Transport>,
    pub(crate) defaults: Arc<Options>,
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").field("defaults", &self.defaults).finish_non_exhaustive()
    }
}

/// The result of a successful call.
pub(crate) struct Outcome {
    pub(crate) value: JsonValue,
    pub(crate) page: Option<Page>,
    /// Empty unless the caller wants it: headers cost time.
    pub(crate) meta: Meta,
}

impl From<Outcome> for Reply<JsonValue> {
    fn from(outcome: Outcome) -> Self {
        Reply { value: outcome.value, page: outcome.page, meta: outcome.meta }
    }
}

/// The generic call.
pub(crate) async fn dispatch(
    context: &Context,
    operation: &'static Operation,
    arguments: Value,
    options: Value,
) -> Result<Reply<JsonValue>> {
    let mut violations = Violations::default();
    let arguments = Arguments::parse(arguments, &mut violations);
    let options = Options::parse(options, context.transport.resolved.language, &mut violations);
    perform(context, operation, arguments, &options, violations, true).await.map(Reply::from)
}

/// Any call, with its lines in the log. `violations` may hold some already.
pub(crate) async fn perform(
    context: &Context,
    operation: &'static Operation,
    arguments: Arguments,
    options: &Options,
    violations: Violations,
    wants_meta: bool,
) -> Result<Outcome> {
    let level = context.transport.resolved.own_log;
    let start = (level > LogLevel::Off).then(Instant::now);
    let outcome = run(context, operation, arguments, options, violations, wants_meta || start.is_some()).await;
    if let Some(start) = start {
        let event = match &outcome {
            Ok(outcome) => CallEvent::succeeded(operation.id, start.elapsed(), &outcome.meta),
            Err(error) => CallEvent::failed(operation.id, start.elapsed(), error),
        };
        log::write(&event.entries(level));
    }
    outcome
}

async fn run(
    context: &Context,
    operation: &'static Operation,
    arguments: Arguments,
    options: &Options,
    violations: Violations,
    wants_meta: bool,
) -> Result<Outcome> {
    let call = validate(context, operation, arguments, options, violations)?;
    let mut attempts = Attempts::new(&context.transport, operation, &call.prepared, &call.options)?;
    let response = attempts.send(call.cursor.map(|cursor| cursor.page)).await?;
    let (value, page, response) = conclude(&mut attempts, response, call.cursor).await?;
    Ok(present(&attempts, value, page, &response, wants_meta))
}

/// The outcome as the caller may see it.
pub(crate) fn present(
    attempts: &Attempts<'_>,
    mut value: JsonValue,
    page: Option<Page>,
    response: &HttpResponse,
    wants_meta: bool,
) -> Outcome {
    // The secrets of a body are collected only if there is something to redact.
    let secrets = LazyCell::new(|| attempts.secrets());
    redact_extras(&mut value, &|extra| secrets.redact_value(extra));
    let meta = if wants_meta { attempts.meta(response, &secrets) } else { Meta::default() };
    Outcome { value, page, meta }
}

/// A call without violations, ready to be sent.
pub(crate) struct ValidatedCall<'a> {
    pub(crate) options: Cow<'a, Options>,
    pub(crate) prepared: PreparedRequest,
    pub(crate) cursor: Option<Cursor>,
}

/// Validates a whole call against its operation. `violations` may hold some already.
pub(crate) fn validate<'a>(
    context: &'a Context,
    operation: &'static Operation,
    arguments: Arguments,
    options: &Options,
    mut violations: Violations,
) -> Result<ValidatedCall<'a>> {
    let own_extra = &options.extra_body;
    let options = if options.is_empty() {
        Cow::Borrowed(&*context.defaults)
    } else {
        let merged = options.over(&context.defaults);
        // Checked after merging, because the result has bounds too.
        merged.check(context.transport.resolved.language, &mut violations);
        Cow::Owned(merged)
    };
    // `extra_body` of a client is ignored by a call without a body; that of the call itself is a
    // violation.
    let extra = if operation.body.is_some() { &options.extra_body } else { own_extra };
    let prepared = arguments.prepare(operation, extra, &mut violations);
    let cursor = cursor(operation, &prepared, &mut violations);
    if !violations.is_empty() {
        return Err(Error::validation(operation.id, violations.into_violations()));
    }
    Ok(ValidatedCall { options, prepared, cursor })
}

fn cursor(operation: &Operation, prepared: &PreparedRequest, violations: &mut Violations) -> Option<Cursor> {
    let is_list = matches!(operation.output, Output::Page(..));
    match &prepared.cursor {
        None => is_list.then(|| Cursor::start(prepared.page)),
        Some(text) => {
            let cursor = Cursor::parse(text).filter(|_| is_list);
            if cursor.is_none() {
                violations.add("cursor", ViolationCode::NotAllowed, "is not a cursor returned by this list");
            }
            cursor
        }
    }
}

/// The value of a call, its page, and the response that they come from.
type Concluded = (JsonValue, Option<Page>, HttpResponse);

/// Reads the last response. Where it does not say if the call was carried out, asks the service.
async fn conclude(attempts: &mut Attempts<'_>, response: HttpResponse, cursor: Option<Cursor>) -> Result<Concluded> {
    if let Some(cursor) = cursor.filter(|cursor| cursor.ends_with(response.status)) {
        return Ok((JsonValue::List(Vec::new()), Some(cursor.empty_page()), response));
    }
    match (200..300).contains(&response.status) {
        true => read(attempts, response, cursor).await,
        false => recover(attempts, response).await,
    }
}

/// Reads a 2xx.
async fn read(attempts: &mut Attempts<'_>, response: HttpResponse, cursor: Option<Cursor>) -> Result<Concluded> {
    let operation = attempts.operation;
    let read = response::read(operation, attempts.prepared, &response, cursor);
    match (read, &operation.recovery) {
        (Ok((mut value, page)), recovery) => {
            if matches!(recovery, Recovery::DeleteMany) && attempts.is_ambiguous() {
                recovery::mark_missing_as_deleted(&mut value);
            }
            Ok((value, page, response))
        }
        (Err(ResponseError::Refused(message)), _) => Err(attempts.refused_error(&response, message)),
        // The response says that the call was carried out, but lacks the object.
        (Err(ResponseError::Missing(_)), Recovery::Update { get }) => recovery::complete(attempts, get).await,
        (Err(ResponseError::Missing(_)), Recovery::Create { get, .. }) => recovery::complete_new(attempts, get).await,
        (Err(ResponseError::Missing(reason) | ResponseError::Unreadable(reason)), _) => {
            Err(attempts.decode_error(&response, &reason))
        }
    }
}

/// Finds out if a response other than 2xx is the result of an earlier attempt of the same call.
async fn recover(attempts: &mut Attempts<'_>, response: HttpResponse) -> Result<Concluded> {
    let (operation, status, is_ambiguous) = (attempts.operation, response.status, attempts.is_ambiguous());
    let recovered = match operation.recovery {
        Recovery::Delete | Recovery::DeleteMany if status == 404 && is_ambiguous => {
            Recovered::Done(response::nothing(operation), Box::new(response.clone()))
        }
        Recovery::Create { get, taken } if status == taken && is_ambiguous => {
            recovery::create(attempts, get, &response).await
        }
        Recovery::Create { get, taken } if status == taken && recovery::says_taken(&response) => {
            recovery::repeated(attempts, get, &response).await
        }
        Recovery::Update { get } if status == 404 && is_ambiguous => recovery::rename(attempts, get, &response).await,
        _ => Recovered::Nothing,
    };
    match (recovered, &operation.recovery) {
        (Recovered::Done(value, response), _) => Ok((value, None, *response)),
        (Recovered::Another, Recovery::Create { .. }) => Err(attempts.taken_error(&response)),
        (Recovered::Equal, _) => Err(attempts.equal_error(&response)),
        _ => Err(attempts.status_error(&response)),
    }
}
