//! The text of a manifest from what an account has.

use std::collections::HashSet;

use edgegap_publish::looks_secret;
use edgegap_sdk::model::{BodyKind, Field, Kind, Model};
use serde_json::{Map, Value};

use crate::arguments::resource::model;

/// The fields of an object.
type Object = Map<String, Value>;

/// What an account has.
pub(super) struct Live {
    pub(super) application: Object,
    pub(super) versions: Vec<Object>,
    pub(super) storages: Vec<LiveStorage>,
}

/// A storage with its profiles.
pub(super) struct LiveStorage {
    pub(super) storage: Object,
    pub(super) profiles: Vec<Object>,
}

/// A manifest to fill in.
pub(super) const EMPTY: &str = r#"format = 1

[app]
name = "my-game"

[defaults]                              # every version starts with this
docker_repository = "registry.edgegap.com"
docker_image = "my-studio/my-game"
private_username = { env = "REGISTRY_USER" }
private_token = { env = "REGISTRY_TOKEN" }
req_cpu = 1024
req_memory = 1536
ports = [{ port = 7777, protocol = "UDP", name = "gameport" }]

[defaults.envs]
GAME_MODE = "ranked"

[versions.dev]
docker_tag = "${TAG}"                   # --set TAG=b43, or the environment
"#;

/// Lines of the manifest that cannot be read from the account.
const LINKS: &str = "# link = [\"...\"]    # links cannot be read: name the versions that the profile is linked to\n";

/// The manifest of what is live. It has no secret.
pub(super) fn of_live(live: &Live) -> String {
    let mut text = String::from("format = 1\n\n[app]\n");
    text.push_str(&fields(&live.application, "applications.get", ""));
    for version in &live.versions {
        text.push_str(&format!("\n[versions.{}]\n", key(name(version))));
        let prefix = variable(name(version));
        text.push_str(&fields(version, "versions.get", &prefix));
        text.push_str(&envs(version, &prefix));
    }
    for LiveStorage { storage, profiles } in &live.storages {
        let table = format!("storages.{}", key(name(storage)));
        text.push_str(&format!("\n[{table}]\n{}", fields(storage, "endpoint_storages.get", &variable(name(storage)))));
        for profile in profiles {
            text.push_str(&format!("\n[{table}.profiles.{}]\n", key(name(profile))));
            text.push_str(&fields(profile, "pull_profiles.get", ""));
            text.push_str(LINKS);
        }
    }
    with_own_variables(&text)
}

/// Begins the source of a secret. A string of TOML cannot contain it, because its quotes are
/// escaped.
const SOURCE: &str = "{ env = \"";

/// The text with a variable of its own for each secret: names that differ in other characters than
/// letters and digits would give two secrets one variable.
fn with_own_variables(text: &str) -> String {
    let mut known = HashSet::new();
    let mut parts = text.split(SOURCE);
    let mut unique = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('"').unwrap_or((part, ""));
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let own = std::iter::once(name.to_owned()).chain(numbered).find(|name| known.insert(name.clone()));
        unique.push_str(&format!("{SOURCE}{}\"{rest}", own.unwrap_or_default()));
    }
    unique
}

fn name(object: &Object) -> &str {
    object.get("name").and_then(Value::as_str).unwrap_or_default()
}

/// The lines of the fields of an object. Its name is the key of its table, unless it is an
/// application.
fn fields(object: &Object, id: &str, prefix: &str) -> String {
    let Some(model) = model(id) else { return String::new() };
    let is_application = model.name == "Application";
    let fields = model.fields_of(BodyKind::Create).filter(|field| is_application || field.name != "name");
    fields.filter_map(|field| line(field, object.get(field.name), prefix)).collect()
}

/// The line of a field; `None` for one that has no value, or the default.
fn line(field: &Field, value: Option<&Value>, prefix: &str) -> Option<String> {
    let name = field.name;
    if field.is_never_returned() || field.login {
        let is_needed = field.is_required(BodyKind::Create) || value.is_some_and(|value| !value.is_null());
        let variable = format!("{prefix}_{}", name.to_ascii_uppercase());
        return is_needed.then(|| format!("{name} = {{ env = \"{variable}\" }}\n"));
    }
    let value = value.filter(|value| !value.is_null() && value.as_str() != Some(""))?;
    let default = field.default_value();
    match field.kind {
        // The icon of an application is a file, not its content.
        Kind::Image => Some("# icon = \"icon.png\"    # the application has an icon\n".to_owned()),
        Kind::String if name == "image" => Some("# icon = \"icon.png\"    # the application has an icon\n".to_owned()),
        _ if !field.echoed || default.as_ref() == Some(value) => None,
        Kind::List(Kind::Object(model)) if model.name == "Env" => None,
        Kind::List(Kind::Object(model)) => {
            let items: Vec<_> = value.as_array().into_iter().flatten().map(|item| inline(item, model)).collect();
            (!items.is_empty()).then(|| format!("{name} = [\n{}]\n", items.concat()))
        }
        _ => Some(format!("{name} = {}\n", toml(value))),
    }
}

/// An item of a list as a line.
fn inline(item: &Value, model: &Model) -> String {
    let fields = model.fields_of(BodyKind::Create).filter_map(|field| {
        let value = item.get(field.name).filter(|value| !value.is_null())?;
        (field.default_value().as_ref() != Some(value)).then(|| format!("{} = {}", field.name, toml(value)))
    });
    format!("    {{ {} }},\n", fields.collect::<Vec<_>>().join(", "))
}

/// The table of a version's variables.
fn envs(version: &Object, prefix: &str) -> String {
    let items = version.get("envs").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if items.is_empty() {
        return String::new();
    }
    let lines = items.iter().map(|item| {
        let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
        let (name, is_hidden) = (text("key"), item.get("is_hidden") == Some(&Value::Bool(true)));
        match is_hidden {
            true => format!("{} = {{ env = \"{prefix}_{}\", hidden = true }}\n", key(name), variable(name)),
            // The account shows it, but a file that many people read should not.
            false if looks_secret(name) => format!("{} = {{ env = \"{prefix}_{}\" }}\n", key(name), variable(name)),
            false => format!("{} = {}\n", key(name), toml(&text("value").into())),
        }
    });
    format!("\n[versions.{}.envs]\n{}", key(self::name(version)), lines.collect::<String>())
}

/// A part of the name of an environment variable, which does not begin with a digit.
fn variable(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    let first = name.starts_with(|c: char| c.is_ascii_digit()).then_some('V');
    first.into_iter().chain(letters).collect()
}

/// A key of TOML.
fn key(name: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.is_empty() && name.chars().all(is_bare) { name.to_owned() } else { toml(&name.into()) }
}

/// A value of TOML. JSON's strings are TOML's, except for one control character. `${` begins a
/// variable.
fn toml(value: &Value) -> String {
    value.to_string().replace('\u{7f}', "\\u007f").replace("${", "$${")
}

#[cfg(test)]
mod tests {
    use super::with_own_variables;

    #[test]
    fn no_two_secrets_have_one_variable() {
        let text = "a = { env = \"A_B\" }\nb = { env = \"A_B\", hidden = true }\nc = { env = \"A_B_2\" }\n";
        let expected = "a = { env = \"A_B\" }\nb = { env = \"A_B_2\", hidden = true }\nc = { env = \"A_B_2_2\" }\n";
        assert_eq!(with_own_variables(text), expected);
    }
}
