//! `edgegap call`: any operation by its name.

use clap::ArgMatches;
use edgegap_sdk::operation::Operation;
use serde_json::{Map, Value, json};

use super::send::send;
use crate::arguments::body;
use crate::arguments::resource::is_destructive;
use crate::failure::{Failure, Result};
use crate::session::Session;

pub(super) async fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<()> {
    let id = matches.get_one::<String>("operation").map(String::as_str).unwrap_or_default();
    let Some(operation) = Operation::find(id) else {
        return Err(Failure::usage(format!("there is no operation {id}")));
    };
    let path = pairs(matches, "path", |value| value.into());
    let mut arguments = json!({"path": path, "query": pairs(matches, "query", to_number)});
    if let Some(file) = matches.get_one::<String>("body") {
        arguments["body"] = body::from_file(file, session.host).await?.into();
    }
    if is_destructive(operation) {
        session.confirm(matches.get_flag("yes"), &format!("call {id}")).await?;
    }
    if !operation.is_list() {
        return send(session, operation, arguments).await;
    }
    // One page, as the call returns it.
    let reply = session.call(operation, arguments).await?;
    let total = reply.page.and_then(|page| page.total);
    match crate::output::object::masked(reply.value, operation.output.model()) {
        Value::Array(items) => session.output.items(operation, items, total),
        _ => Ok(()),
    }
}

fn pairs(matches: &ArgMatches, name: &str, convert: impl Fn(&str) -> Value) -> Map<String, Value> {
    let pairs = matches.get_many::<(String, String)>(name).into_iter().flatten();
    pairs.map(|(name, value)| (name.clone(), convert(value))).collect()
}

/// A query parameter that is a number.
fn to_number(text: &str) -> Value {
    text.parse::<i64>().map_or_else(|_| text.into(), Value::from)
}
