//! `edgegap diff`: two versions, field by field.

use clap::ArgMatches;
use edgegap_sdk::compare::{Comparison, FieldComparison, State};
use edgegap_sdk::model::BodyKind;
use edgegap_sdk::operation::{Operation, Output};
use serde_json::{Map, Value, json};

use crate::arguments::global::Form;
use crate::exit;
use crate::failure::{Failure, Result};
use crate::output::{object, text};
use crate::session::Session;

pub(super) async fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<u8> {
    let Some((get, Output::One(model, _))) = Operation::find("versions.get").map(|get| (get, get.output)) else {
        return Err(Failure::new(exit::FAILED, "the SDK has no versions"));
    };
    let name = |id: &str| matches.get_one::<(String, String)>(id).cloned().unwrap_or_default();
    let (from, to) = (name("from"), name("to"));
    let live = session.get(get, &path(&from)).await?;
    let wanted = session.get(get, &path(&to)).await?;
    // The names differ, and nothing else says how.
    let fields = model.fields_of(BodyKind::Create).filter(|field| field.name != "name");
    let body: Map<_, _> =
        fields.map(|field| (field.name.to_owned(), wanted.get(field.name).cloned().unwrap_or_default())).collect();
    let live = Value::Object(live);
    let comparison = Comparison::new(&body, &live, model);
    let changes: Vec<Change> = comparison.fields.iter().flat_map(|field| changes(field, &body, &live)).collect();
    show(session, (&from, &to), &changes)?;
    let is_different = changes.iter().any(|change| change.state == State::Changed);
    Ok(if is_different && matches.get_flag("exit-code") { exit::DIFFERENT } else { exit::DONE })
}

fn path((app, version): &(String, String)) -> Map<String, Value> {
    [("app", app), ("version", version)]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.as_str().into()))
        .collect()
}

/// One difference.
struct Change {
    /// The field, and the key of an item: `ports 7777/UDP`.
    name: String,
    from: Value,
    to: Value,
    state: State,
}

/// The differences of a field.
fn changes(field: &FieldComparison, body: &Map<String, Value>, live: &Value) -> Vec<Change> {
    let value = |value: Option<&Value>| value.cloned().unwrap_or_default();
    if field.items.is_empty() {
        let (from, to) = (value(live.get(&field.name)), value(body.get(&field.name)));
        let is_hidden_without_value = field.state == State::Hidden && from.is_null() && to.is_null();
        return match field.state {
            State::Same => Vec::new(),
            _ if is_hidden_without_value => Vec::new(),
            state => vec![Change { name: field.name.clone(), from, to, state }],
        };
    }
    let model = field.field.and_then(|field| field.kind.model());
    let shown = |item: Option<&Value>| match (item, model) {
        (Some(item), Some(model)) => object::of_item(item, model).into(),
        (item, _) => value(item),
    };
    let items = field.items.iter().filter(|item| item.state != State::Same);
    items
        .map(|item| Change {
            name: format!("{} {}", field.name, item.key),
            from: shown(item.live.as_ref()),
            to: shown(item.wanted.as_ref()),
            state: item.state,
        })
        .collect()
}

fn show(session: &Session<'_>, (from, to): (&(String, String), &(String, String)), changes: &[Change]) -> Result<()> {
    let events = changes.iter().map(|change| match change.state {
        State::Hidden => json!({"field": change.name, "hidden": true}),
        _ => json!({"field": change.name, "from": change.from, "to": change.to}),
    });
    let name = |(app, version): &(String, String)| format!("{app}/{version}");
    match session.output.form {
        Form::Json => session.output.document(&json!({
            "format": "edgegap.diff/1", "from": name(from), "to": name(to), "changes": events.collect::<Vec<_>>(),
        })),
        Form::Ndjson => events.into_iter().try_for_each(|event| session.output.line(&event)),
        Form::Human if changes.is_empty() => {
            session.output.note("no differences");
            Ok(())
        }
        Form::Human => {
            let rows: Vec<_> = changes.iter().map(|change| (text::of_text(&change.name), line(change))).collect();
            session.output.text(&object::of_rows(&rows, session.output.has_color))
        }
    }
}

fn line(change: &Change) -> String {
    let shown = |value: &Value| match text::of_value(value) {
        text if text.is_empty() => "(none)".to_owned(),
        text => text,
    };
    match change.state {
        State::Hidden => "hidden, cannot be compared".to_owned(),
        _ => format!("{} -> {}", shown(&change.from), shown(&change.to)),
    }
}
