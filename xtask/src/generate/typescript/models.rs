//! Interfaces: what a create takes, what an update takes, what is answered.

use std::collections::BTreeSet;

use serde_json::Value;

use super::text::{Side, comment, kind, sentence, union};
use crate::generate::api::{Api, Enum, Field, Kind, Model, Presence, Promise, Slot};
use crate::generate::code::{Code, capital};

pub(super) fn write(code: &mut Code, api: &Api, models: &[&Model]) {
    let mut enums = BTreeSet::new();
    for model in models {
        for known in &api.enums {
            let is_used =
                model.fields.iter().any(|field| matches!(&field.kind, Kind::Enum(name) if *name == known.name));
            if is_used && enums.insert(known.name.as_str()) {
                enumeration(code, known);
            }
        }
        if model.fields.iter().any(|field| field.reply.is_some()) {
            reply(code, api, model);
        }
        if let Some(name) = &model.create_type {
            request(code, api, model, name, Slot::Create);
        }
        if model.fields.iter().any(|field| field.update.is_some()) {
            request(code, api, model, &format!("{}Update", model.name), Slot::Update);
        }
    }
}

fn enumeration(code: &mut Code, known: &Enum) {
    code.gap();
    let words: Vec<_> = known.words.iter().map(|word| format!("`{}`: {}", word.word, lower(&word.doc))).collect();
    let mut words_line = words.join(" ");
    if known.open {
        words_line.push_str(" Others may be sent too; the service decides.");
    }
    comment(code, "", &[sentence(&known.doc), words_line]);
    let mut members: Vec<_> = known.words.iter().map(|word| format!("'{}'", word.word)).collect();
    if known.open {
        members.push("(string & {})".into());
    }
    union(code, &known.name, &members);
}

fn reply(code: &mut Code, api: &Api, model: &Model) {
    code.gap();
    comment(code, "", &[sentence(&model.doc)]);
    code.line(0, format!("export interface {} {{", model.name));
    for field in &model.fields {
        let Some(promise) = field.reply else { continue };
        let mut doc = sentence(&field.doc);
        if field.kind == Kind::Stamp {
            doc.push_str(" `YYYY-MM-DDTHH:MM:SS.ffffffZ`; null when it cannot be read.");
        }
        comment(code, "  ", &[doc]);
        let kind = kind(api, &field.kind, Side::Reply);
        match promise {
            Promise::Promised if field.kind == Kind::Stamp => code.line(0, format!("  {}: {kind} | null", field.name)),
            Promise::Promised => code.line(0, format!("  {}: {kind}", field.name)),
            Promise::Maybe => code.line(0, format!("  {}?: {kind} | null", field.name)),
        }
    }
    comment(
        code,
        "  ",
        &["Members that this SDK does not model, and what could not be read as what it should be.".into()],
    );
    code.line(0, "  $extra?: Record<string, unknown>");
    code.line(0, "}");
}

fn request(code: &mut Code, api: &Api, model: &Model, name: &str, slot: Slot) {
    code.gap();
    let what = match slot {
        Slot::Update => {
            format!("What to change; a member that is left out, or undefined, stays as it is. {}", sentence(&model.doc))
        }
        Slot::Create => sentence(&model.doc),
    };
    let rules: Vec<_> = model.rules_of(slot).map(|rule| sentence(&rule.doc)).collect();
    comment(code, "", &[what, rules.join(" ")]);
    code.line(0, format!("export interface {name} {{"));
    for field in &model.fields {
        let Some(presence) = field.presence(slot) else { continue };
        comment(code, "  ", &[described(field, slot)]);
        let kind = kind(api, &field.kind, Side::Request);
        match presence {
            Presence::Required => code.line(0, format!("  {}: {kind}", field.name)),
            Presence::Optional => code.line(0, format!("  {}?: {kind} | undefined", field.name)),
            Presence::Nullable => code.line(0, format!("  {}?: {kind} | null | undefined", field.name)),
        }
    }
    comment(code, "  ", &["Members that the service takes and this SDK does not model, sent as they are.".into()]);
    code.line(0, "  $extra?: Readonly<Record<string, unknown>> | undefined");
    code.line(0, "}");
}

/// Everything about a field: meaning, bounds, default, secrecy.
fn described(field: &Field, slot: Slot) -> String {
    let mut parts = vec![sentence(&field.doc)];
    parts.extend(field.bounds(slot).map(|bounds| sentence(&capital(&bounds))));
    parts.extend(field.check.as_ref().map(|check| sentence(&check.doc)));
    if let (Slot::Create, Some(default)) = (slot, &field.default) {
        parts.push(match default {
            Value::String(text) => format!("Default `'{text}'`."),
            other => format!("Default {other}."),
        });
    }
    if field.secret {
        parts.push("A secret: this SDK shows it nowhere.".into());
    }
    if let Some(when) = &field.secret_when {
        parts.push(format!("With `{when}` it is a secret, which this SDK shows nowhere."));
    }
    parts.dedup();
    parts.join(" ")
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), text.chars().nth(1)) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}
