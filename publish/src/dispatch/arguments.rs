//! The arguments of a generic call. All that is wrong with them is in one message, with their names
//! in the language of the caller.

use std::collections::BTreeMap;
use std::path::PathBuf;

use edgegap_sdk::Language;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::manifest::{Format, Inputs, Loaded, load, read};

/// Arguments that are taken one by one.
pub(super) struct Arguments {
    fields: Map<String, Value>,
    language: Language,
    wrong: Vec<String>,
}

/// A manifest, and what it uses.
pub(super) struct ManifestSource {
    path: PathBuf,
    /// The text of the manifest; `None` for a file.
    text: Option<(String, Format)>,
    inputs: Inputs,
}

impl Arguments {
    pub(super) fn new(given: Value, language: Language) -> Self {
        let fields = match given {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        Self { fields, language, wrong: Vec::new() }
    }

    /// Takes an argument. Null counts as absent.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.fields.shift_remove(name).filter(|value| !value.is_null())
    }

    pub(super) fn flag(&mut self, name: &str) -> bool {
        let value = self.take(name);
        self.expect(name, "true or false", value, |value| value.as_bool()).unwrap_or_default()
    }

    pub(super) fn count<T: TryFrom<u64>>(&mut self, name: &str) -> Option<T> {
        let value = self.take(name);
        let what = if name.ends_with("_ms") { "a time, 0 or more" } else { "an integer, 0 or more" };
        self.expect(name, what, value, |value| value.as_u64()?.try_into().ok())
    }

    pub(super) fn strings(&mut self, name: &str) -> Vec<String> {
        let Some(value) = self.take(name) else { return Vec::new() };
        let strings = |value: &Value| -> Option<Vec<String>> {
            value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
        };
        self.expect(name, "a list of strings", Some(value), strings).unwrap_or_default()
    }

    /// The manifest, and what it uses.
    pub(super) fn source(&mut self) -> ManifestSource {
        let (path, text) = self.manifest();
        let set = self.variables("set", |_| None);
        // As for settings: without it, a language has no environment of its own.
        let is_own = self.fields.contains_key("environment");
        // Null stands for a value that is not valid Unicode.
        let given = self.variables("environment", |value| value.is_null().then(String::new));
        let environment = if is_own { given } else { process_environment() };
        ManifestSource { path, text, inputs: Inputs { set, environment } }
    }

    /// Refuses the call if an argument is wrong, or unknown.
    pub(super) fn finish(&mut self) -> Result<()> {
        for name in self.fields.keys() {
            self.wrong.push(format!("{} is not an option", name.escape_debug()));
        }
        if self.wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(self.wrong.join("; "))) }
    }

    fn manifest(&mut self) -> (PathBuf, Option<(String, Format)>) {
        match self.take("manifest") {
            Some(Value::String(path)) => (path.into(), None),
            Some(Value::Object(fields)) if !fields.contains_key("$unsendable") => {
                let mut given = Self::new(fields.into(), self.language);
                let text = given.text("text");
                let format = match given.text("format").as_deref() {
                    None | Some("toml") => Format::Toml,
                    Some("json") => Format::Json,
                    Some(_) => {
                        given.wrong.push("the format of a manifest must be `toml` or `json`".to_owned());
                        Format::Toml
                    }
                };
                let path = given.text("path").unwrap_or_else(|| "edgegap.toml".to_owned());
                if text.is_none() {
                    given.wrong.push("the manifest has no text".to_owned());
                }
                self.wrong.append(&mut given.wrong);
                (path.into(), Some((text.unwrap_or_default(), format)))
            }
            other => {
                self.wrong.push(format!("the manifest must be a path or a text, not {}", kind(other.as_ref())));
                (PathBuf::new(), None)
            }
        }
    }

    fn text(&mut self, name: &str) -> Option<String> {
        let value = self.take(name);
        self.expect(name, "a string", value, |value| value.as_str().map(str::to_owned))
    }

    /// Takes variables. `or` is the value of one that is not a string.
    fn variables(&mut self, name: &str, or: impl Fn(&Value) -> Option<String>) -> BTreeMap<String, String> {
        let mut variables = BTreeMap::new();
        let Some(value) = self.take(name) else { return variables };
        let Value::Object(fields) = value else {
            self.expect(name, "names with their values", Some(value), |_| None::<()>);
            return variables;
        };
        for (variable, value) in fields {
            match &value {
                Value::String(text) => {
                    variables.insert(variable, text.clone());
                }
                other if or(other).is_some() => {}
                other => {
                    let (name, variable) = (self.name(name), variable.escape_debug().to_string());
                    self.wrong
                        .push(format!("{name}: the value of `{variable}` must be a string, not {}", kind(Some(other))));
                }
            }
        }
        variables
    }

    fn expect<T>(
        &mut self,
        name: &str,
        what: &str,
        value: Option<Value>,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Option<T> {
        let value = value?;
        let read = read(&value);
        if read.is_none() {
            self.wrong.push(format!("{} must be {what}, not {}", self.name(name), kind(Some(&value))));
        }
        read
    }

    /// The name of an argument in the language of the caller.
    fn name(&self, name: &str) -> String {
        self.language.argument(name.strip_suffix("_ms").unwrap_or(name))
    }
}

impl ManifestSource {
    pub(super) fn load(self) -> Result<Loaded> {
        let Self { path, text, inputs } = self;
        let loaded = match text {
            None => load(&path, &inputs),
            Some((text, format)) => read(&text, format, &path, &inputs),
        };
        loaded.map_err(Error::Manifest)
    }
}

/// The variables of the process that are valid Unicode.
fn process_environment() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// What a value is, without the value.
fn kind(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "nothing".to_owned(),
        Some(Value::Bool(_)) => "a boolean".to_owned(),
        Some(Value::Number(number)) if number.as_i64().is_some_and(|number| number < 0) => {
            "a negative number".to_owned()
        }
        Some(Value::Number(_)) => "a number".to_owned(),
        Some(Value::String(_)) => "a string".to_owned(),
        Some(Value::Array(_)) => "a list".to_owned(),
        Some(Value::Object(fields)) => match fields.get("$unsendable").and_then(Value::as_str) {
            Some(description) => description.to_owned(),
            None => "an object".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn all_that_is_wrong_is_in_one_message() {
        let given = json!({
            "manifest": 7, "set": {"TAG": 43, "KEY": "canary"}, "environment": {"A": null, "B": "canary"},
            "resend_secrets": "yes", "unlink": ["a", 1], "wait_ms": -1, "colour": true,
        });
        let mut given = Arguments::new(given, Language::Node);
        let inputs = given.source().inputs;
        assert_eq!(inputs.environment.keys().collect::<Vec<_>>(), ["B"]);
        given.flag("resend_secrets");
        given.strings("unlink");
        given.count::<u64>("wait_ms");
        let message = given.finish().unwrap_err().to_string();
        assert_eq!(
            message,
            "the manifest must be a path or a text, not a number; set: the value of `TAG` must be a string, not a \
             number; resendSecrets must be true or false, not a string; unlink must be a list of strings, not a list; \
             wait must be a time, 0 or more, not a negative number; colour is not an option"
        );
    }

    #[test]
    fn a_manifest_is_a_path_or_a_text() {
        let source = |manifest: Value| {
            let mut given = Arguments::new(json!({"manifest": manifest}), Language::Python);
            let source = given.source();
            given.finish().map(|()| source)
        };
        assert!(source(json!("edgegap.toml")).unwrap().text.is_none());
        let text = source(json!({"text": "{}", "format": "json", "path": "a/b.json"})).unwrap();
        assert_eq!((text.text, text.path), (Some(("{}".to_owned(), Format::Json)), PathBuf::from("a/b.json")));
        assert_eq!(source(json!({"text": ""})).unwrap().path, PathBuf::from("edgegap.toml"));
        assert!(source(json!("a")).unwrap().inputs.environment.contains_key("PATH"));
        for (manifest, part) in [
            (json!(null), "not nothing"),
            (json!({"$unsendable": "a set"}), "not a set"),
            (json!({"path": "a"}), "has no text"),
            (json!({"text": "", "format": "yaml"}), "`toml` or `json`"),
            (json!({"text": 1}), "text must be a string"),
        ] {
            let error = source(manifest).err().unwrap().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
