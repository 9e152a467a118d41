//! The life of one call: arguments are proven, sent, sent again where that is safe, and the answer is brought into canonical form.

use std::borrow::Cow;
use std::cell::LazyCell;

use serde_json::Value;

use crate::answer::{self, Incomplete};
use crate::arguments::{Arguments, Prepared};
use crate::client::Client;
use crate::error::{Error, Result};
use crate::operation::{Operation, Output, Recovery};
use crate::options::Options;
use crate::paging::Cursor;
use crate::recovery::{self, Finding};
use crate::reply::{Meta, Page, Reply};
use crate::run::Run;
use crate::secret::redact_extras;
use crate::transport::Answer;
use crate::tree::Tree;
use crate::violation::{Report, ViolationCode};

/// What a call came to. Its evidence is gathered only when somebody asks for it.
pub(crate) struct Outcome {
    pub(crate) value: Tree,
    pub(crate) page: Option<Page>,
    pub(crate) meta: Meta,
}

impl From<Outcome> for Reply<Tree> {
    fn from(outcome: Outcome) -> Self {
        Reply { value: outcome.value, page: outcome.page, meta: outcome.meta }
    }
}

/// Whether the caller wants to see how the reply came about; most do not, and headers cost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    Wanted,
    Unwanted,
}

/// The generic call.
pub(crate) async fn dispatch(
    client: &Client,
    operation: &'static Operation,
    arguments: Value,
    options: Value,
) -> Result<Reply<Tree>> {
    let mut report = Report::default();
    let arguments = Arguments::parse(arguments, &mut report);
    let options = Options::parse(options, &mut report);
    perform(client, operation, arguments, &options, report, Evidence::Wanted).await.map(Reply::from)
}

/// Any call. The report may hold violations already.
pub(crate) async fn perform(
    client: &Client,
    operation: &'static Operation,
    arguments: Arguments,
    options: &Options,
    report: Report,
    evidence: Evidence,
) -> Result<Outcome> {
    let Proven { options, prepared, cursor } = prove(client, operation, arguments, options, report)?;
    let mut run = Run::new(client, operation, &prepared, &options)?;
    let answer = run.send(cursor.map(|cursor| cursor.page)).await?;
    let (value, page, answer) = conclude(&mut run, answer, cursor).await?;
    Ok(present(&run, value, page, &answer, evidence))
}

/// What a call came to, as the caller may see it.
pub(crate) fn present(
    run: &Run<'_>,
    mut value: Tree,
    page: Option<Page>,
    answer: &Answer,
    evidence: Evidence,
) -> Outcome {
    // Those of a body are gathered only if there is something to redact.
    let secrets = LazyCell::new(|| run.secrets());
    redact_extras(&mut value, &|extra| secrets.redact_value(extra));
    let meta = if evidence == Evidence::Wanted { run.meta(answer, &secrets) } else { Meta::default() };
    Outcome { value, page, meta }
}

/// A call that is right, and may be sent.
pub(crate) struct Proven<'a> {
    pub(crate) options: Cow<'a, Options>,
    pub(crate) prepared: Prepared,
    pub(crate) cursor: Option<Cursor>,
}

/// Proves a call against its operation, all of it. The report may hold violations already.
pub(crate) fn prove<'a>(
    client: &'a Client,
    operation: &'static Operation,
    arguments: Arguments,
    options: &Options,
    mut report: Report,
) -> Result<Proven<'a>> {
    let own_extra = &options.extra_body;
    let options = if options.is_empty() {
        Cow::Borrowed(&*client.options)
    } else {
        let merged = options.over(&client.options);
        // Together, because what they add up to has bounds too.
        merged.check(&mut report);
        Cow::Owned(merged)
    };
    // What a client adds to every body is nothing to a call without one; what the call itself adds is a mistake there.
    let extra = if operation.body.is_some() { &options.extra_body } else { own_extra };
    let prepared = arguments.prepare(operation, extra, &mut report);
    let cursor = cursor(operation, &prepared, &mut report);
    if !report.is_empty() {
        return Err(Error::validation(operation.id, report.into_violations()));
    }
    Ok(Proven { options, prepared, cursor })
}

fn cursor(operation: &Operation, prepared: &Prepared, report: &mut Report) -> Option<Cursor> {
    let is_list = matches!(operation.output, Output::Page(..));
    match &prepared.cursor {
        None => is_list.then(|| Cursor::start(prepared.page)),
        Some(text) => {
            let cursor = Cursor::parse(text).filter(|_| is_list);
            if cursor.is_none() {
                report.add("cursor", ViolationCode::NotAllowed, "is none that a page of this list came with");
            }
            cursor
        }
    }
}

/// Makes sense of the last answer; where it does not tell, asks the service what became of the call.
async fn conclude(run: &mut Run<'_>, answer: Answer, cursor: Option<Cursor>) -> Result<(Tree, Option<Page>, Answer)> {
    let operation = run.operation;
    if let Some(cursor) = cursor.filter(|cursor| cursor.ends_with(answer.status)) {
        return Ok((Tree::List(Vec::new()), Some(cursor.nothing()), answer));
    }
    if !(200..300).contains(&answer.status) {
        let finding = match operation.recovery {
            Recovery::Delete | Recovery::DeleteMany if answer.status == 404 && run.is_ambiguous() => {
                Finding::Done(answer::of_nothing(operation), Box::new(answer.clone()))
            }
            Recovery::Create { get, taken } if answer.status == taken && run.is_ambiguous() => {
                recovery::create(run, get, &answer).await
            }
            Recovery::Create { get, taken } if answer.status == taken && recovery::says_taken(&answer) => {
                recovery::repeated(run, get, &answer).await
            }
            Recovery::Update { get } if answer.status == 404 && run.is_ambiguous() => {
                recovery::rename(run, get, &answer).await
            }
            _ => Finding::Nothing,
        };
        return match (finding, operation.recovery) {
            (Finding::Done(value, answer), _) => Ok((value, None, *answer)),
            (Finding::Another, Recovery::Create { .. }) => Err(run.taken_error(&answer)),
            (Finding::Equal, _) => Err(run.equal_error(&answer)),
            _ => Err(run.status_error(&answer)),
        };
    }
    match (answer::read(operation, run.prepared, &answer, cursor), operation.recovery) {
        (Ok((mut value, page)), recovery) => {
            if recovery == Recovery::DeleteMany && run.is_ambiguous() {
                recovery::gone_is_deleted(&mut value);
            }
            Ok((value, page, answer))
        }
        (Err(Incomplete::Refused(message)), _) => Err(run.refused_error(&answer, message)),
        (Err(Incomplete::Missing(_)), Recovery::Update { get }) => {
            let (value, found) = recovery::complete(run, get).await?;
            Ok((value, None, found))
        }
        // It says that it was done, and not what came of it.
        (Err(Incomplete::Missing(_)), Recovery::Create { get, .. }) => {
            let (value, found) = recovery::complete_new(run, get).await?;
            Ok((value, None, found))
        }
        (Err(Incomplete::Missing(reason) | Incomplete::Unreadable(reason)), _) => {
            Err(run.decode_error(&answer, &reason))
        }
    }
}
