//! The result of a call in every form.

use edgegap_sdk::model::Model;
use edgegap_sdk::operation::Operation;
use edgegap_sdk::{Action, Change, Reply};
use serde_json::{Map, Value, json};

use super::{Output, object, table};
use crate::arguments::global::Form;
use crate::arguments::resource::noun;
use crate::failure::Result;

impl Output<'_> {
    /// Shows the result of a call: the object, or nothing.
    pub(crate) fn reply(&self, operation: &Operation, name: &str, reply: Reply<Value>, is_dry: bool) -> Result<()> {
        if is_dry {
            return self.dry_run(operation, &reply);
        }
        let model = operation.output.model();
        let value = object::masked(reply.value, model);
        let change = reply.meta.change;
        match self.form {
            Form::Human => {
                if let Some(line) = outcome(operation, name, change.as_ref()) {
                    self.note(&line);
                }
                self.object(&value, model)
            }
            Form::Json => {
                let mut document = document("edgegap.reply/1", operation, value);
                if let (Some(change), Some(document)) = (change, document.as_object_mut()) {
                    document.insert("change".to_owned(), json!(change));
                }
                self.document(&document)
            }
            Form::Ndjson if value.is_null() => Ok(()),
            Form::Ndjson => self.line(&value),
        }
    }

    fn object(&self, value: &Value, model: Option<&'static Model>) -> Result<()> {
        match value {
            Value::Object(fields) => match results(fields, model) {
                Some((items, model)) => self.text(&table::of_items(items, model, self.has_color)),
                None => self.text(&object::of_fields(fields, model, self.has_color)),
            },
            _ => Ok(()),
        }
    }

    /// Shows the items of a list, and how many there are.
    pub(crate) fn items(&self, operation: &Operation, items: Vec<Value>, total: Option<u64>) -> Result<()> {
        match (self.form, operation.output.model()) {
            (Form::Human, Some(model)) if !items.is_empty() => {
                self.text(&table::of_items(&items, model, self.has_color))
            }
            (Form::Human, _) => {
                self.note(&format!("no {}s", noun(operation)));
                Ok(())
            }
            (Form::Ndjson, _) => items.iter().try_for_each(|item| self.line(item)),
            (Form::Json, _) => {
                let mut document = document("edgegap.reply/1", operation, items.into());
                if let (Some(total), Some(document)) = (total, document.as_object_mut()) {
                    document.insert("total".to_owned(), total.into());
                }
                self.document(&document)
            }
        }
    }

    /// Shows the requests that a call would send.
    fn dry_run(&self, operation: &Operation, reply: &Reply<Value>) -> Result<()> {
        let requests = reply.value.get("requests").and_then(Value::as_array).cloned().unwrap_or_default();
        match self.form {
            Form::Human => {
                if let Some(change) = &reply.meta.change {
                    self.note(&format!("would be {}", changed(change)));
                }
                let texts = requests.iter().map(request);
                self.text(&texts.collect::<Vec<_>>().join("\n"))
            }
            Form::Json => {
                let document = json!({"format": "edgegap.dry_run/1", "operation": operation.id, "requests": requests,
                    "change": reply.meta.change});
                self.document(&document)
            }
            Form::Ndjson => requests.iter().try_for_each(|request| self.line(request)),
        }
    }
}

fn document(format: &str, operation: &Operation, value: Value) -> Value {
    json!({"format": format, "operation": operation.id, "value": value})
}

/// A request for people: what is sent, and how to send it with curl.
fn request(request: &Value) -> String {
    let part = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or_default();
    let body = request.get("body").map(|body| format!("{body:#}\n")).unwrap_or_default();
    format!("{} {}\n{body}\n{}\n", part("method"), part("url"), part("curl"))
}

/// The one list of objects in a reply that has nothing else to show than a summary.
fn results<'a>(fields: &'a Map<String, Value>, model: Option<&'static Model>) -> Option<(&'a [Value], &'static Model)> {
    let items = fields.get("results")?.as_array()?;
    Some((items, model?.field("results")?.kind.model()?))
}

/// What a call did, for people.
fn outcome(operation: &Operation, name: &str, change: Option<&Change>) -> Option<String> {
    let what = match (operation.name(), change) {
        (_, Some(change)) => changed(change),
        ("create", _) => "created".to_owned(),
        ("update", _) => "updated".to_owned(),
        ("link", _) => "linked".to_owned(),
        ("unlink", _) => "unlinked".to_owned(),
        (name, _) if name.starts_with("delete") => "deleted".to_owned(),
        _ => return None,
    };
    Some(format!("{} {name} {what}", noun(operation)))
}

/// What an `ensure` did, for people.
fn changed(change: &Change) -> String {
    let fields = change.fields.join(", ");
    let mut what = match change.action {
        Action::Created => "created".to_owned(),
        Action::Updated => format!("updated: {fields}"),
        Action::Unchanged => "unchanged".to_owned(),
    };
    if !change.not_compared.is_empty() {
        what.push_str(&format!(" ({} cannot be compared)", change.not_compared.join(", ")));
    }
    what
}
