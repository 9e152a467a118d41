//! `toNew`: from an object that was read to one for a create.
//!
//! A reply is plain data, which has no model. So the function removes the fields that the service
//! sets by their names, and the compiler selects the type of the result. Both have to be
//! unambiguous, or the generator fails.

use std::collections::BTreeSet;

use askama::Template;
use edgegap_sdk::Description;
use edgegap_sdk::model::{BodyKind, Field, Kind, Model, Presence, ReplyPresence};

use super::{filters, spoken};

/// The overloads, and the fields that the service sets.
#[derive(Template)]
#[template(path = "typescript/to-new.ts", escape = "none")]
pub(super) struct ToNew {
    imports: Vec<(&'static str, Vec<&'static str>)>,
    set_by_service: String,
    optional_text: String,
    overloads: Vec<Overload>,
}

struct Overload {
    doc: String,
    value: String,
    result: String,
}

impl ToNew {
    pub(super) fn new(api: &Description, places: &[(&'static str, Vec<&'static Model>)]) -> Self {
        let models = ordered(api);
        let imports = places.iter().map(|(place, defined)| {
            let names = defined.iter().filter(|model| models.iter().any(|known| known.name == model.name));
            (*place, names.flat_map(|model| [model.name, new_name(model)]).collect::<Vec<_>>())
        });
        Self {
            imports: imports.filter(|(_, names)| !names.is_empty()).collect(),
            set_by_service: set_by_service(&models),
            optional_text: optional_text(&models),
            overloads: models.into_iter().map(overload).collect(),
        }
    }
}

/// The models with a reply and a create. TypeScript uses the first overload that accepts a value,
/// so those with more required fields come first.
fn ordered(api: &Description) -> Vec<&'static Model> {
    let can_be_both = |model: &&Model| model.new.is_some() && model.reply_fields().next().is_some();
    let mut models: Vec<&Model> = api.models.iter().copied().filter(can_be_both).collect();
    models.sort_by_key(|model| std::cmp::Reverse(required(model).len()));
    for (index, first) in models.iter().enumerate() {
        for later in models.iter().skip(index + 1) {
            assert!(!accepts(first, later), "toNew cannot distinguish {} from {}", later.name, first.name);
        }
    }
    models
}

/// True if the type of the first model accepts values of the second. Without required fields it
/// accepts every type that it shares a field with.
fn accepts(first: &Model, second: &Model) -> bool {
    let required = required(first);
    let has = |name: &str| second.reply_fields().any(|field| field.name == name);
    if required.is_empty() {
        first.reply_fields().any(|field| has(field.name))
    } else {
        required.is_subset(&self::required(second))
    }
}

fn required(model: &Model) -> BTreeSet<&'static str> {
    let is_required = |field: &&Field| field.reply == ReplyPresence::Required;
    model.reply_fields().filter(is_required).map(|field| field.name).collect()
}

fn set_by_service(models: &[&'static Model]) -> String {
    let is_sent = |field: &&Field| field.presence(BodyKind::Create) != Presence::Absent;
    let fields = || models.iter().flat_map(|model| model.reply_fields());
    let set: BTreeSet<_> = fields().filter(|field| !is_sent(field)).map(|field| field.name).collect();
    for field in fields().filter(is_sent) {
        assert!(!set.contains(field.name), "toNew cannot know if a create has the field {}", field.name);
    }
    quoted(set)
}

/// The text that a create may omit. If it is empty, the service has none, and a create may reject
/// the empty string.
fn optional_text(models: &[&'static Model]) -> String {
    let fields = || models.iter().flat_map(|model| model.fields_of(BodyKind::Create));
    let texts = fields().filter(|field| matches!(field.kind, Kind::String) && !field.is_required(BodyKind::Create));
    let optional: BTreeSet<_> = texts.map(|field| field.name).collect();
    for field in fields().filter(|field| field.is_required(BodyKind::Create) && optional.contains(field.name)) {
        assert!(field.bounds.min >= Some(1), "toNew cannot know if {} may be empty", field.name);
    }
    quoted(optional)
}

fn quoted(names: BTreeSet<&str>) -> String {
    names.into_iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
}

fn overload(model: &'static Model) -> Overload {
    let (name, new) = (model.name, new_name(model));
    let is_missing = |field: &&Field| field.is_required(BodyKind::Create) && field.reply == ReplyPresence::Absent;
    let missing: Vec<_> = model.fields.iter().filter(is_missing).map(|field| format!("'{}'", field.name)).collect();
    // Without `$extra`, which all types share, a type without required fields accepts only its own.
    let value = if required(model).is_empty() { format!("Omit<{name}, '$extra'>") } else { name.to_owned() };
    let result = if missing.is_empty() { new.to_owned() } else { format!("Omit<{new}, {}>", missing.join(" | ")) };
    let subject = spoken(name);
    let mut doc = format!(
        "Returns the {subject} for a create: without the fields that the service sets, without `$extra`, without \
         fields that are null, and without optional texts that are empty."
    );
    if model.fields_of(BodyKind::Create).any(|field| field.masked) {
        doc.push_str(
            " Hidden values keep the placeholder of the service. A create with one is rejected before it is sent, \
             with the place of each: give the value, or remove the field.",
        );
    }
    if !missing.is_empty() {
        doc.push_str(&format!(" The service never returns {}: add it.", missing.join(" and ").replace('\'', "`")));
    }
    Overload { doc, value, result }
}

fn new_name(model: &Model) -> &'static str {
    model.new.unwrap_or(model.name)
}
