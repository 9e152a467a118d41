//! Names and types in C#.

use super::super::api::{Api, Field, Kind, Model, Presence, Slot};
use super::super::code::{capital, pascal};

/// Members that would be named like their class, which C# does not allow: model, member, name.
const RENAMED: [(&str, &str, &str); 3] =
    [("Port", "port", "Number"), ("Tag", "tag", "Name"), ("DeletedTag", "deleted_tag", "Tag")];

/// The property of a member.
pub(super) fn property(model: &Model, field: &Field) -> String {
    let renamed = RENAMED.iter().find(|(class, member, _)| *class == model.name && *member == field.name);
    let name = renamed.map_or_else(|| pascal(&field.name), |(_, _, name)| (*name).to_owned());
    assert_ne!(name, model.name, "C# allows no member that is named like its class: give it a name in RENAMED");
    name
}

/// `an endpoint storage` of `EndpointStorage`.
pub(super) fn spoken(model: &str) -> String {
    let mut words = String::new();
    for letter in model.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    let article = if words.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {words}")
}

/// `_maxDuration` of `MaxDuration`.
pub(super) fn private(property: &str) -> String {
    let mut letters = property.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    format!("_{first}{}", letters.as_str())
}

/// The name of a word: `TcpUdp` of `TCP/UDP`, `OnFailure` of `on_failure`.
pub(super) fn word(word: &str) -> String {
    word.split(|letter: char| !letter.is_alphanumeric()).map(|part| capital(&part.to_lowercase())).collect()
}

/// The class of an update's body, where the model has one.
pub(super) fn update_type(model: &Model) -> Option<String> {
    let is_updated = model.fields.iter().any(|field| field.update.is_some());
    is_updated.then(|| format!("{}Update", model.name))
}

/// The class of a body.
pub(super) fn body_type(api: &Api, model: &str, slot: Slot) -> String {
    let model = api.model(model);
    match slot {
        Slot::Create => model.create_type.clone(),
        Slot::Update => update_type(model),
    }
    .expect("what is sent has a type")
}

/// The type of a member of a reply. What is not promised may be null.
pub(super) fn reply_type(kind: &Kind, is_promised: bool) -> String {
    let optional = |name: &str| if is_promised { name.to_owned() } else { format!("{name}?") };
    match kind {
        Kind::Bool => optional("bool"),
        Kind::Int => optional("long"),
        Kind::Number => optional("double"),
        Kind::Text | Kind::Image => "string".to_owned(),
        // One that cannot be read is null, promised or not.
        Kind::Stamp => "DateTimeOffset?".to_owned(),
        Kind::Enum(name) => optional(name),
        Kind::Model(name) => name.clone(),
        Kind::List(item) => format!("IReadOnlyList<{}>", reply_type(item, true)),
    }
}

/// The type of a member of a body: null is possible everywhere.
pub(super) fn body_member_type(api: &Api, kind: &Kind) -> String {
    match kind {
        Kind::Bool => "bool?".to_owned(),
        Kind::Int => "long?".to_owned(),
        Kind::Number => "double?".to_owned(),
        Kind::Text => "string".to_owned(),
        Kind::Stamp => "DateTimeOffset?".to_owned(),
        Kind::Image => "Image".to_owned(),
        Kind::Enum(name) => format!("{name}?"),
        Kind::Model(name) => body_type(api, name, Slot::Create),
        Kind::List(item) => format!("IReadOnlyList<{}>", body_member_type(api, item).trim_end_matches('?')),
    }
}

/// What a reader should know of a member beside what it is.
pub(super) fn notes(field: &Field, slot: Slot) -> String {
    let mut text = field.doc.clone();
    if field.is_required(slot) {
        text.push_str(" Required.");
    }
    if let Some(bounds) = field.bounds(slot) {
        text.push_str(&format!(" {}.", capital(&bounds)));
    }
    if slot == Slot::Create
        && let Some(default) = &field.default
    {
        let shown = default.as_str().map_or_else(|| default.to_string(), ToOwned::to_owned);
        text.push_str(&format!(" Default `{shown}`."));
    }
    if slot == Slot::Update && field.presence(slot) != Some(Presence::Nullable) {
        text.push_str(" Null is refused.");
    }
    if field.secret {
        text.push_str(" A secret: shown nowhere.");
    }
    if let Some(rule) = &field.check {
        text.push_str(&format!(" {}", rule.doc));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_names() {
        assert_eq!(["TCP/UDP", "on_failure", "NDJSON", "File"].map(word), ["TcpUdp", "OnFailure", "Ndjson", "File"]);
        assert_eq!(private("MaxDuration"), "_maxDuration");
        assert_eq!(spoken("EndpointStorage"), "an endpoint storage");
    }
}
