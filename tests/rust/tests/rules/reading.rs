//! Converts both tables to one form: one entry for each aspect of each field, such as
//! `Version.max_duration: max` = `1440`.

use std::collections::BTreeMap;

use edgegap_emulator::rules::{Field, Kind, Model, Presence, Relation, Rule, Visibility};
use serde_json::Value;

pub(super) type Reading = BTreeMap<String, String>;

/// The rules of the SDK.
pub(super) fn from_sdk(description: &Value) -> Reading {
    let mut reading = Reading::new();
    for model in list(&description["models"]).iter().filter(|model| model["create_type"].is_string()) {
        let model_name = text(&model["name"]);
        for rule in list(&model["rules"]) {
            reading.insert(format!("{model_name}: rule {}", text(&rule["name"])), "yes".to_owned());
        }
        for field in list(&model["fields"]) {
            let mut put = |aspect: &str, value: String| {
                reading.insert(format!("{model_name}.{}: {aspect}", text(&field["name"])), value);
            };
            put("type", sdk_type(&field["type"], description));
            put("create", field["create"].as_str().unwrap_or("absent").to_owned());
            put("update", field["update"].as_str().unwrap_or("absent").to_owned());
            let on_update = &field["update_bounds"];
            let aspects = [("min", field), ("max", field), ("default", field), ("min", on_update), ("max", on_update)];
            for (aspect, part) in aspects {
                if let Some(value) = part.get(aspect) {
                    let suffix = if part == on_update { "_on_update" } else { "" };
                    put(&format!("{aspect}{suffix}"), value.to_string());
                }
            }
            if let Some(alias) = field["alias"].as_str() {
                put("alias", alias.to_owned());
            }
            if let Some(check) = field["check"]["name"].as_str() {
                put("rule", check.to_owned());
            }
            put("reply", sdk_reply(field));
        }
    }
    reading
}

fn sdk_type(kind: &Value, description: &Value) -> String {
    if let Some(name) = kind["enum"].as_str() {
        let found = list(&description["enums"]).iter().find(|words| words["name"] == name);
        let found = found.unwrap_or_else(|| panic!("{name} is not described"));
        let words: Vec<_> = list(&found["values"]).iter().map(|value| text(&value["value"])).collect();
        return words_of(&words, found["open"] == true);
    }
    if kind["list"].is_string() || kind["list"].is_object() {
        return format!("list of {}", sdk_type(&kind["list"], description));
    }
    match kind["model"].as_str() {
        Some(model) => model.to_owned(),
        None => text(kind),
    }
}

fn sdk_reply(field: &Value) -> String {
    match (field["reply"].is_string(), field["secrecy"]["when"].as_str(), field["masked"] == true) {
        (false, ..) => "never".to_owned(),
        (true, Some(member), _) => format!("masked when {member}"),
        (true, None, true) => "masked".to_owned(),
        (true, None, false) => "shown".to_owned(),
    }
}

/// The rules of the emulator.
pub(super) fn from_emulator(models: &[&Model]) -> Reading {
    let mut reading = Reading::new();
    for model in models {
        for relation in model.relations {
            let name = match relation {
                Relation::MemoryPerCpu => "memory_per_cpu",
                Relation::ZeroPortIsNamed => "zero_port_is_named",
                Relation::TlsUpgradeNeedsPlainWeb => "tls_upgrade_needs_plain_web",
            };
            reading.insert(format!("{}: rule {name}", model.name), "yes".to_owned());
        }
        for name in model.ignored {
            reading.insert(format!("{}.{name}: type", model.name), "ignored".to_owned());
        }
        for field in model.fields {
            emulator_field(model, field, &mut reading);
        }
    }
    reading
}

fn emulator_field(model: &Model, field: &Field, reading: &mut Reading) {
    let mut put = |aspect: &str, value: String| {
        reading.insert(format!("{}.{}: {aspect}", model.name, field.name), value);
    };
    put("type", emulator_type(field.kind));
    put("create", presence(field.create));
    put("update", presence(field.update));
    let on_update = field.update_bounds.unwrap_or_default();
    for (aspect, bound) in [
        ("min", field.bounds.min),
        ("max", field.bounds.max),
        ("min_on_update", on_update.min),
        ("max_on_update", on_update.max),
    ] {
        if let Some(bound) = bound {
            put(aspect, bound.to_string());
        }
    }
    if let Some(default) = field.default {
        put("default", default.to_owned());
    }
    if let Some(alias) = field.alias {
        put("alias", alias.to_owned());
    }
    if let Some(rule) = field.rule {
        put(
            "rule",
            match rule {
                Rule::Name => "object_name".to_owned(),
                Rule::WebUrl => "web_url".to_owned(),
                Rule::Bytes(4096) => "four_kilobytes".to_owned(),
                Rule::Bytes(most) => format!("{most} bytes"),
                Rule::ExistingStorage => "existing_storage".to_owned(),
            },
        );
    }
    put(
        "reply",
        match field.visibility {
            Visibility::Shown => "shown".to_owned(),
            Visibility::Masked => "masked".to_owned(),
            Visibility::MaskedWhen(member) => format!("masked when {member}"),
            Visibility::Never => "never".to_owned(),
        },
    );
}

fn emulator_type(kind: Kind) -> String {
    match kind {
        Kind::Boolean => "bool".to_owned(),
        Kind::Integer => "int".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::String => "string".to_owned(),
        // The SDK accepts images in other forms, too.
        Kind::Base64 => "image".to_owned(),
        Kind::Enum(words) => words_of(words, false),
        Kind::OpenEnum(words) => words_of(words, true),
        Kind::Objects(model) => format!("list of {}", model.name),
        Kind::Strings => "list of string".to_owned(),
        Kind::Timestamp => "timestamp".to_owned(),
    }
}

fn presence(presence: Presence) -> String {
    match presence {
        Presence::Absent => "absent",
        Presence::Required => "required",
        Presence::Optional => "optional",
        Presence::Nullable => "nullable",
    }
    .to_owned()
}

fn words_of<T: AsRef<str>>(words: &[T], open: bool) -> String {
    let words: Vec<_> = words.iter().map(AsRef::as_ref).collect();
    format!("{} of {}", if open { "any, known" } else { "one" }, words.join(" | "))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}
