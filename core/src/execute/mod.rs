//! The execution of one call: arguments are validated, sent, sent again where that is safe, and the
//! response is normalized.

pub(crate) mod attempts;
mod dry_run;
mod guard;
mod messages;
mod outcome;
mod recovery;
pub(crate) mod retry;
mod steps;

use std::borrow::Cow;
use std::cell::LazyCell;
use std::sync::Arc;

use serde_json::Value;

use tokio::time::Instant;

use self::attempts::Attempts;
pub use self::dry_run::{DryRun, DryRunRequest};
pub use self::messages::transport::exhausted;
use self::recovery::Recovered;
use self::steps::{CallSteps, Ensure, Wait};
use crate::error::{Error, Result};
use crate::http::{HttpResponse, Transport};
use crate::json::JsonValue;
use crate::log::{self, CallEvent, DropEntry, LogLevel};
use crate::options::Options;
use crate::redact::redact_extras;
use crate::reply::{Meta, Page, Reply};
use crate::request::{Arguments, PreparedRequest};
use crate::response::paging::Cursor;
use crate::response::{self, ResponseError};
use crate::schema::operation::{Operation, Output, Recovery, Steps};
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

/// What a caller wants of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mode {
    /// Metadata of the reply.
    pub(crate) meta: bool,
    /// The requests, without sending any that changes something.
    pub(crate) dry_run: bool,
}

impl Mode {
    /// The value with metadata.
    pub(crate) const SEND: Self = Self { meta: true, dry_run: false };
    /// The value alone.
    pub(crate) const VALUE: Self = Self { meta: false, dry_run: false };
    /// The requests.
    pub(crate) const DRY_RUN: Self = Self { meta: true, dry_run: true };
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
    mut options: Value,
) -> Result<Reply<JsonValue>> {
    let mut violations = Violations::default();
    let arguments = Arguments::parse(arguments, &mut violations);
    let mode = if take_dry_run(&mut options, &mut violations) { Mode::DRY_RUN } else { Mode::SEND };
    let options = Options::parse(options, context.transport.resolved.language, &mut violations);
    perform(context, operation, arguments, &options, violations, mode).await.map(Reply::from)
}

/// Removes `dry_run` from the options of a call.
fn take_dry_run(options: &mut Value, violations: &mut Violations) -> bool {
    match options.as_object_mut().and_then(|options| options.shift_remove("dry_run")) {
        None => false,
        Some(Value::Bool(dry_run)) => dry_run,
        Some(other) => {
            violations.wrong_type("dry_run", "true or false", &other);
            true
        }
    }
}

/// Any call, with its lines in the log. `violations` may hold some already.
pub(crate) async fn perform(
    context: &Context,
    operation: &'static Operation,
    arguments: Arguments,
    options: &Options,
    violations: Violations,
    mode: Mode,
) -> Result<Outcome> {
    let level = context.transport.resolved.own_log;
    let mut entry = (level > LogLevel::Off && !mode.dry_run).then(|| DropEntry::new(operation.id, level));
    let wanted = Mode { meta: mode.meta || entry.is_some(), ..mode };
    let outcome = run(context, operation, arguments, options, violations, wanted).await;
    if let Some(elapsed) = entry.as_mut().map(DropEntry::end) {
        let event = match &outcome {
            Ok(outcome) => CallEvent::succeeded(operation.id, elapsed, &outcome.meta),
            Err(error) => CallEvent::failed(operation.id, elapsed, error),
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
    mode: Mode,
) -> Result<Outcome> {
    let call = validate(context, operation, arguments, options, violations)?;
    guard::check(&context.transport.resolved, operation, &call.prepared, mode)?;
    let ValidatedCall { options, prepared, cursor } = &call;
    let steps = || CallSteps::new(context, operation, options);
    match operation.steps {
        Steps::One => send(Sending::new(context, operation, prepared, options), *cursor, mode).await,
        // In a box, because their state would make every call's larger.
        Steps::Ensure { get, create, update } => {
            Box::pin(Ensure { get, create, update }.perform(steps(), prepared, mode)).await
        }
        Steps::Wait { get } => Box::pin(Wait { get }.perform(steps(), prepared)).await,
    }
}

/// A valid request.
pub(crate) struct Sending<'a> {
    context: &'a Context,
    operation: &'static Operation,
    prepared: &'a PreparedRequest,
    options: &'a Options,
    /// Start of the call that the request is a part of.
    started: Option<Instant>,
}

impl<'a> Sending<'a> {
    fn new(
        context: &'a Context,
        operation: &'static Operation,
        prepared: &'a PreparedRequest,
        options: &'a Options,
    ) -> Self {
        Self { context, operation, prepared, options, started: None }
    }
}

/// Sends a request, again where that is safe.
async fn send(sending: Sending<'_>, cursor: Option<Cursor>, mode: Mode) -> Result<Outcome> {
    let Sending { context, operation, prepared, options, started } = sending;
    let mut attempts = Attempts::new(&context.transport, operation, prepared, options)?;
    if let Some(started) = started {
        attempts = attempts.part_of_call(started)?;
    }
    let page = cursor.map(|cursor| cursor.page);
    if mode.dry_run {
        return Ok(dry_run::preview(&attempts, page).into_outcome());
    }
    let response = attempts.send(page).await?;
    let (value, page, response) = match read(&attempts, &response, cursor)? {
        Conclusion::Final(value, page) => (value, page, response),
        // Rare, and its state would make every call's larger.
        unclear => Box::pin(recover(&mut attempts, response, unclear)).await?,
    };
    Ok(present(&attempts, value, page, &response, mode.meta))
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

/// The meaning of the last response.
enum Conclusion {
    /// It has the value of the call.
    Final(JsonValue, Option<Page>),
    /// It says that the call was carried out, but lacks the object.
    Incomplete,
    /// It has a status other than 2xx.
    Refused,
}

/// Reads the last response.
fn read(attempts: &Attempts<'_>, response: &HttpResponse, cursor: Option<Cursor>) -> Result<Conclusion> {
    if let Some(cursor) = cursor.filter(|cursor| cursor.ends_with(response.status)) {
        return Ok(Conclusion::Final(JsonValue::List(Vec::new()), Some(cursor.empty_page())));
    }
    if !(200..300).contains(&response.status) {
        return Ok(Conclusion::Refused);
    }
    let operation = attempts.operation;
    match (response::read(operation, attempts.prepared, response, cursor), &operation.recovery) {
        (Ok((mut value, page)), recovery) => {
            if matches!(recovery, Recovery::DeleteMany) && attempts.is_ambiguous() {
                recovery::mark_missing_as_deleted(&mut value);
            }
            Ok(Conclusion::Final(value, page))
        }
        (Err(ResponseError::Refused(message)), _) => Err(attempts.refused_error(response, message)),
        (Err(ResponseError::Missing(_)), Recovery::Update { .. } | Recovery::Create { .. }) => {
            Ok(Conclusion::Incomplete)
        }
        (Err(ResponseError::Missing(reason) | ResponseError::Unreadable(reason)), _) => {
            Err(attempts.decode_error(response, &reason))
        }
    }
}

/// Asks the service what the last response does not say: the object, or if an earlier attempt of
/// the same call was carried out.
async fn recover(attempts: &mut Attempts<'_>, response: HttpResponse, conclusion: Conclusion) -> Result<Concluded> {
    let (operation, status, is_ambiguous) = (attempts.operation, response.status, attempts.is_ambiguous());
    let recovered = match (conclusion, operation.recovery) {
        (Conclusion::Final(value, page), _) => return Ok((value, page, response)),
        (Conclusion::Incomplete, Recovery::Update { get }) => return recovery::complete(attempts, get).await,
        (Conclusion::Incomplete, Recovery::Create { get, .. }) => return recovery::complete_new(attempts, get).await,
        (_, Recovery::Delete | Recovery::DeleteMany) if status == 404 && is_ambiguous => {
            Recovered::Done(response::nothing(operation), Box::new(response.clone()))
        }
        (_, Recovery::Create { get, taken }) if status == taken && is_ambiguous => {
            recovery::create(attempts, get, &response).await
        }
        (_, Recovery::Create { get, taken }) if status == taken && recovery::says_taken(&response) => {
            recovery::repeated(attempts, get, &response).await
        }
        (_, Recovery::Update { get }) if status == 404 && is_ambiguous => {
            recovery::rename(attempts, get, &response).await
        }
        _ => Recovered::Nothing,
    };
    match (recovered, &operation.recovery) {
        (Recovered::Done(value, response), _) => Ok((value, None, *response)),
        (Recovered::Another, Recovery::Create { .. }) => Err(attempts.taken_error(&response)),
        (Recovered::Equal, _) => Err(attempts.equal_error(&response)),
        _ => Err(attempts.status_error(&response)),
    }
}
