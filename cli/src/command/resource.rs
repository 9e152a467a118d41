//! The commands of the resources: `edgegap versions create`, and all others that the operations
//! have.

use clap::ArgMatches;
use edgegap_sdk::operation::Operation;
use serde_json::{Map, Value, json};

use super::copy;
use super::send::{send, with_flags};
use crate::arguments::resource::{self, Action, is_destructive, names, noun};
use crate::arguments::{body, field};
use crate::exit;
use crate::failure::{Failure, Result};
use crate::session::Session;

/// The number of items of a page that is read whole.
const PAGE: u64 = 100;

pub(super) async fn run(session: &Session<'_>, command: &str, matches: &ArgMatches) -> Result<()> {
    let verbs = resource::find(command).map(resource::verbs).unwrap_or_default();
    let chosen = matches.subcommand().and_then(|(name, matches)| {
        let verb = verbs.iter().find(|verb| verb.name == name)?;
        Some((verb.action, matches))
    });
    match chosen {
        Some((Action::Call(operation), matches)) if operation.is_list() => list(session, operation, matches).await,
        Some((Action::Call(operation), matches)) => call(session, operation, matches).await,
        Some((Action::DeleteMany { one, many }, matches)) => delete_many(session, one, many, matches).await,
        Some((Action::Copy { get, create }, matches)) => copy::run(session, get, create, matches).await,
        Some((Action::SetActive { update, is_active }, matches)) => {
            let arguments = json!({"path": names(update, matches), "body": {"is_active": is_active}});
            send(session, update, arguments).await
        }
        None => Err(Failure::usage(format!("name a command of {command}: edgegap {command} --help lists them"))),
    }
}

async fn call(session: &Session<'_>, operation: &'static Operation, matches: &ArgMatches) -> Result<()> {
    let path = names(operation, matches);
    let mut arguments = json!({"path": path});
    if let Some(expected) = operation.body {
        let mut body = body::read(expected, matches, session.host).await?;
        for field in operation.body_fields().into_iter() {
            if let Some(value) = field::default(field, operation) {
                body.entry(field.name).or_insert(value);
            }
        }
        arguments["body"] = body.into();
    }
    if is_destructive(operation) {
        let what = format!("delete {} {}", noun(operation), shown(&path));
        session.confirm(matches.get_flag("yes"), &what).await?;
    }
    send(session, operation, arguments).await
}

/// Lists all pages, or as much as the command line asks for.
async fn list(session: &Session<'_>, operation: &'static Operation, matches: &ArgMatches) -> Result<()> {
    let number = |name: &str| matches.try_get_one::<u64>(name).ok().flatten().copied();
    let (page, limit) = (number("query.page"), number("query.limit"));
    let mut query = Map::new();
    for parameter in operation.parameters.iter().filter(|parameter| !["page", "limit"].contains(&parameter.name)) {
        let value = matches.try_get_one::<String>(&format!("query.{}", parameter.name)).ok().flatten();
        query.extend(value.map(|value| (parameter.name.to_owned(), value.as_str().into())));
    }
    query.extend(page.map(|page| ("page".to_owned(), page.into())));
    query.extend(limit.map(|limit| ("limit".to_owned(), if page.is_some() { limit } else { limit.min(PAGE) }.into())));
    let most = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    let mut arguments = json!({"path": names(operation, matches), "query": query});
    let (mut items, mut total) = (Vec::new(), None);
    loop {
        let reply =
            session.call(operation, arguments.clone()).await.map_err(|failure| with_flags(failure, operation))?;
        let read = match reply.value {
            Value::Array(read) => read,
            _ => Vec::new(),
        };
        let room = most.saturating_sub(items.len());
        let read: Value = read.into_iter().take(room).collect();
        if let Value::Array(read) = crate::output::object::masked(read, operation.output.model()) {
            items.extend(read);
        }
        total = reply.page.as_ref().and_then(|page| page.total).or(total);
        match reply.page.and_then(|page| page.cursor).filter(|_| page.is_none() && items.len() < most) {
            Some(cursor) => arguments["cursor"] = cursor.into(),
            None => return session.output.items(operation, items, total),
        }
    }
}

/// Deletes objects by their names. Several are one call, with a result for each.
async fn delete_many(
    session: &Session<'_>,
    one: &'static Operation,
    many: &'static Operation,
    matches: &ArgMatches,
) -> Result<()> {
    let items: Vec<&str> = matches.get_many::<String>("items").into_iter().flatten().map(String::as_str).collect();
    let mut path = names(many, matches);
    let what = format!("delete {} of {}", items.join(", "), shown(&path));
    session.confirm(matches.get_flag("yes"), &what).await?;
    if let [item] = items.as_slice() {
        path.extend(one.path_parameters().last().map(|parameter| (parameter.to_owned(), (*item).into())));
        return send(session, one, json!({"path": path})).await;
    }
    let arguments = json!({"path": path, "body": {"tags": items}});
    let reply = session.call(many, arguments).await.map_err(|failure| with_flags(failure, many))?;
    let results = reply.value.get("results").and_then(Value::as_array).cloned().unwrap_or_default();
    let is_failed = |result: &&Value| result.get("status").and_then(Value::as_i64).is_none_or(|status| status >= 300);
    let failed = results.iter().filter(is_failed).count();
    session.output.reply(many, &items.join(", "), reply, session.settings.dry_run)?;
    match failed {
        0 => Ok(()),
        failed => Err(Failure::new(exit::REFUSED, format!("{failed} of {} were not deleted", results.len()))),
    }
}

/// Names in a path, `space-arena/dev`.
fn shown(path: &Map<String, Value>) -> String {
    path.values().filter_map(Value::as_str).map(crate::output::text::of_text).collect::<Vec<_>>().join("/")
}
