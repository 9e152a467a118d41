//! The description of everything this crate can do, as JSON: what the other languages and the documentation are generated from.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use crate::error::ErrorKind;
use crate::resources::OPERATIONS;
use crate::schema::model::{BodyKind, Enum, Field, Kind, Model, Presence, ReplyPresence, Secrecy};
use crate::schema::operation::{Operation, Output, Recovery};
use crate::settings::variables;
use crate::violation::ViolationCode;

/// Operations, models and enumerations with their documentation, units, bounds and defaults; see `tests/contract/api.json`.
pub fn describe() -> Value {
    let mut found = Found::default();
    let operations: Vec<_> = OPERATIONS.iter().map(|operation| found.operation(operation)).collect();
    json!({
        "operations": operations,
        "models": found.models.values().collect::<Vec<_>>(),
        "enums": found.enums.values().collect::<Vec<_>>(),
        "variables": variables::ALL.iter().map(|variable| json!({"names": variable.names, "doc": text(variable.doc)})).collect::<Vec<_>>(),
        "error_kinds": ErrorKind::ALL,
        "violation_codes": ViolationCode::ALL,
    })
}

/// A short name for exactly this description. Code that was generated from another one is refused at load.
pub fn contract_hash() -> &'static str {
    static HASH: LazyLock<String> = LazyLock::new(|| {
        // FNV-1a: it has to notice a difference, not an enemy.
        let hash = describe()
            .to_string()
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        format!("{hash:016x}")
    });
    &HASH
}

/// What was met on the way through the operations, in the order of the first meeting.
#[derive(Default)]
struct Found {
    models: Map<String, Value>,
    enums: Map<String, Value>,
}

impl Found {
    fn operation(&mut self, operation: &Operation) -> Value {
        let mut out = json!({
            "id": operation.id,
            "doc": text(operation.doc),
            "method": operation.method.as_str(),
            "path": operation.path,
            "path_parameters": operation.path_parameters().map(|name| json!({"name": name, "doc": format!("Name of the {}.", operation.noun(name))})).collect::<Vec<_>>(),
        });
        if !operation.parameters.is_empty() {
            out["query"] = operation.parameters.iter().map(|parameter| json!({"name": parameter.name, "doc": parameter.doc, "type": if parameter.name == "fields" { "text" } else { "int" }, "min": 1})).collect();
        }
        if let Some(body) = operation.body {
            self.model(body.model);
            let name = if body.kind == BodyKind::Create { body.model.new } else { body.model.update };
            out["body"] = json!({"model": body.model.name, "type": name, "slot": if body.kind == BodyKind::Create { "create" } else { "update" }});
        }
        out["output"] = match operation.output {
            Output::Nothing => json!({"shape": "nothing"}),
            Output::One(model, wrapper) => {
                self.model(model);
                let mut output = json!({"shape": "one", "model": model.name});
                if let Some(wrapper) = wrapper {
                    output["member"] = wrapper.into();
                }
                output
            }
            Output::Page(model, member) => {
                self.model(model);
                json!({"shape": "page", "model": model.name, "member": member})
            }
        };
        out["errors"] = json!(operation.errors);
        out["recovery"] = match operation.recovery {
            Recovery::Repeat => json!({"kind": "repeat"}),
            Recovery::Create { get, taken } => json!({"kind": "create", "get": get.id, "taken": taken}),
            Recovery::Update { get } => json!({"kind": "update", "get": get.id}),
            Recovery::Delete => json!({"kind": "delete"}),
            Recovery::DeleteMany => json!({"kind": "delete_many"}),
        };
        out
    }

    fn model(&mut self, model: &'static Model) {
        if self.models.contains_key(model.name) {
            return;
        }
        self.models.insert(model.name.to_owned(), Value::Null);
        let fields: Vec<_> = model.fields.iter().map(|field| self.field(field)).collect();
        let rules: Vec<_> = model
            .rules
            .iter()
            .map(|rule| json!({"name": rule.name, "doc": rule.doc, "members": rule.members}))
            .collect();
        let mut out = json!({"name": model.name, "doc": text(model.doc), "fields": fields});
        for (key, name) in [("create_type", model.new), ("update_type", model.update)] {
            if let Some(name) = name {
                out[key] = name.into();
            }
        }
        if !rules.is_empty() {
            out["rules"] = rules.into();
        }
        self.models[model.name] = out;
    }

    fn field(&mut self, field: &Field) -> Value {
        let mut out = json!({"name": field.name, "doc": text(field.doc), "type": self.kind(field.kind)});
        for (key, presence) in [("create", field.create), ("update", field.update)] {
            if let Some(word) = match presence {
                Presence::Absent => None,
                Presence::Required => Some("required"),
                Presence::Optional => Some("optional"),
                Presence::Nullable => Some("nullable"),
            } {
                out[key] = word.into();
            }
        }
        match field.reply {
            ReplyPresence::Absent => {}
            ReplyPresence::Optional => out["reply"] = "maybe".into(),
            ReplyPresence::Required => out["reply"] = "promised".into(),
        }
        for (suffix, bounds) in [("", Some(field.bounds)), ("_on_update", field.update_bounds)] {
            for (key, bound) in
                [("min", bounds.and_then(|bounds| bounds.min)), ("max", bounds.and_then(|bounds| bounds.max))]
            {
                if let Some(bound) = bound {
                    out[format!("{key}{suffix}")] = bound.into();
                }
            }
        }
        if let Some(default) = field.default {
            out["default"] = serde_json::from_str(default).unwrap_or_else(|_| default.into());
        }
        match field.secrecy {
            Secrecy::Open => {}
            Secrecy::Secret => out["secret"] = true.into(),
            Secrecy::When(member) => out["secret_when"] = member.into(),
        }
        for (key, holds) in [("masked", field.masked), ("not_echoed", !field.echoed)] {
            if holds {
                out[key] = true.into();
            }
        }
        if let Some(alias) = field.alias {
            out["alias"] = alias.into();
        }
        if let Some(check) = field.check {
            out["check"] = json!({"name": check.name, "doc": check.doc});
        }
        out
    }

    fn kind(&mut self, kind: Kind) -> Value {
        match kind {
            Kind::Bool => "bool".into(),
            Kind::Int => "int".into(),
            Kind::Number => "number".into(),
            Kind::String => "text".into(),
            Kind::Timestamp => "stamp".into(),
            Kind::Image => "image".into(),
            Kind::Enum(vocabulary) => {
                self.enums.entry(vocabulary.name).or_insert_with(|| words(vocabulary));
                json!({"enum": vocabulary.name})
            }
            Kind::Object(model) => {
                self.model(model);
                json!({"model": model.name})
            }
            Kind::List(item) => json!({"list": self.kind(*item)}),
        }
    }
}

fn words(vocabulary: &Enum) -> Value {
    let words: Vec<_> = vocabulary.values.iter().map(|(word, doc)| json!({"word": word, "doc": text(doc)})).collect();
    json!({"name": vocabulary.name, "doc": text(vocabulary.doc), "open": vocabulary.open, "words": words})
}

/// A doc comment without the space that each line begins with.
fn text(doc: &str) -> String {
    doc.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_described_once() {
        let description = describe();
        let operations = description["operations"].as_array().unwrap();
        let mut ids: Vec<_> = operations.iter().map(|operation| operation["id"].as_str().unwrap()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 25);
    }

    #[test]
    fn everything_has_words_for_people() {
        let description = describe();
        for kind in ["operations", "models", "enums"] {
            for thing in description[kind].as_array().unwrap() {
                assert!(!thing["doc"].as_str().unwrap().is_empty(), "{thing}");
                for field in thing["fields"].as_array().into_iter().flatten() {
                    assert!(!field["doc"].as_str().unwrap().is_empty(), "{field}");
                }
            }
        }
    }
}
