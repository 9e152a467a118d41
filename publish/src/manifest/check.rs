//! Makes the body of a call from the fields of a table, and validates it as the call does.

use std::collections::BTreeMap;

use edgegap_sdk::check;
use edgegap_sdk::model::{BodyKind, Field, Kind, Model};
use edgegap_sdk::{Violation, ViolationCode};
use serde_json::{Map, Value};

use super::context::{Context, Given, find, given};
use super::hide::looks_secret;
use super::report::{At, Report};
use super::tree::{Node, Tree, join};

/// The body of a create.
pub(super) struct Body {
    model: &'static Model,
    pub(super) map: Map<String, Value>,
    /// Where the values are, by their paths in the body.
    places: BTreeMap<String, At>,
    /// Paths of values that are not known, because a problem of them was reported.
    blank: Vec<String>,
    /// The table, for fields that are missing.
    home: At,
}

/// What a value is for.
#[derive(Clone, Copy)]
struct Expected {
    kind: Option<Kind>,
    is_secret: bool,
}

impl Expected {
    const ANY: Expected = Expected { kind: None, is_secret: false };

    fn of(field: &Field) -> Self {
        Self { kind: Some(field.kind), is_secret: field.is_never_returned() }
    }

    /// True for one value, which may come from a variable or a file.
    fn is_scalar(self) -> bool {
        self.kind.is_some_and(|kind| !matches!(kind, Kind::Object(_) | Kind::List(_) | Kind::Image))
    }

    /// A value that is not in the manifest itself.
    fn scalar(self, context: &mut Context<'_>, given: &[Given<'_>], at: &At) -> Option<Value> {
        let known = ["env", "file"];
        if given.iter().all(|given| !known.contains(&given.key)) {
            let message = format!("must be {}, `{{ env = \"NAME\" }}` or `{{ file = \"path\" }}`", name_of(self.kind));
            context.report.error("wrong_type", at, message);
            given.iter().for_each(|given| given.node.strings(&mut |_, span| context.report.hide(span)));
            return None;
        }
        context.check_keys(given, &known);
        let text = context.source(given, self.is_secret, at)?;
        let is_text = matches!(self.kind, Some(Kind::String | Kind::Enum(_) | Kind::Timestamp));
        let parsed =
            serde_json::from_str::<Value>(text.trim()).ok().filter(|value| value.is_number() || value.is_boolean());
        Some(parsed.filter(|_| !is_text).unwrap_or(Value::String(text)))
    }
}

impl Body {
    pub(super) fn new(model: &'static Model, home: At) -> Self {
        Self { model, map: Map::new(), places: BTreeMap::new(), blank: Vec::new(), home }
    }

    /// Sets a field whose value is known.
    pub(super) fn set(&mut self, name: &str, value: Value, at: At) {
        self.places.insert(name.to_owned(), at);
        self.map.insert(name.to_owned(), value);
    }

    /// Sets a field whose value is not known, because its problem was reported.
    pub(super) fn set_blank(&mut self, name: &str, at: At) {
        self.blank.push(name.to_owned());
        self.set(name, Value::Null, at);
    }

    /// Says that these fields are not missing: the manifest need not have them, or has them under
    /// misspelt keys, which was reported.
    pub(super) fn not_missing(&mut self, names: &[&str]) {
        self.blank.extend(names.iter().filter(|name| !self.map.contains_key(**name)).map(|name| (*name).to_owned()));
    }

    /// Sets a field from the manifest.
    pub(super) fn give(&mut self, context: &mut Context<'_>, field: &Given<'_>) {
        let expected = self.model.field(field.key).map_or(Expected::ANY, Expected::of);
        let value = self.convert(context, field, expected, field.key);
        self.map.insert(field.key.to_owned(), value);
    }

    /// Sets the list of environment variables from a table of them.
    pub(super) fn give_envs(&mut self, context: &mut Context<'_>, at: At, envs: &[Given<'_>]) {
        let mut items = Vec::new();
        for (index, env) in envs.iter().enumerate() {
            let path = format!("envs[{index}]");
            let value_at = context.value_at(&env.at, env.node);
            self.places.insert(format!("{path}.value"), value_at.clone());
            self.places.insert(format!("{path}.key"), env.at.clone());
            self.places.insert(path.clone(), env.at.clone());
            let (value, is_hidden) = self.env(context, env, &value_at);
            if value.is_none() {
                self.blank.push(format!("{path}.value"));
            }
            let mut item = Map::new();
            item.insert("key".to_owned(), env.key.into());
            item.insert("value".to_owned(), value.map_or(Value::Null, Value::String));
            if let Some(is_hidden) = is_hidden {
                item.insert("is_hidden".to_owned(), is_hidden.into());
            }
            items.push(Value::Object(item));
        }
        self.set("envs", Value::Array(items), at);
    }

    /// Validates the body and reports all violations with their lines.
    pub(super) fn validate(mut self, context: &mut Context<'_>) -> Self {
        let violations = check::body(&mut self.map, self.model, BodyKind::Create);
        for violation in without_misspelt(violations) {
            self.report(&violation, &mut context.report);
            self.blank.push(violation.path);
        }
        self
    }

    /// A value that is known, with its place.
    pub(super) fn known(&self, path: &str) -> Option<(&Value, &At)> {
        let at = self.places.get(path)?;
        let mut value = None;
        for part in path.split(['.', '[']) {
            value = match (value, part.strip_suffix(']')) {
                (None, _) => self.map.get(part),
                (Some(list), Some(index)) => Value::get(list, index.parse::<usize>().ok()?),
                (Some(object), None) => Value::get(object, part),
            };
            value?;
        }
        value.filter(|_| !self.is_blank(path)).map(|value| (value, at))
    }

    fn is_blank(&self, path: &str) -> bool {
        self.blank.iter().any(|blank| {
            path.strip_prefix(blank.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }

    fn report(&self, violation: &Violation, report: &mut Report) {
        let path = violation.path.as_str();
        if self.is_blank(path) {
            return;
        }
        // The nearest value of the manifest that has the path.
        let ends = path.match_indices(['.', '[']).map(|(at, _)| at).chain([path.len()]).rev();
        let parent = ends.filter_map(|end| Some((self.places.get(path.get(..end)?)?, path.get(end..)?))).next();
        let at = match parent {
            Some((at, rest)) => At::new(format!("{}{rest}", at.path), at.span),
            None => At::new(join(&self.home.path, path), self.home.span),
        };
        let code = serde_json::to_value(violation.code).unwrap_or_default();
        report.error(code.as_str().unwrap_or("violation"), &at, violation.message.as_str());
    }

    fn convert(&mut self, context: &mut Context<'_>, field: &Given<'_>, expected: Expected, path: &str) -> Value {
        let node = field.node;
        let at = context.value_at(&field.at, node);
        self.places.insert(path.to_owned(), at.clone());
        match (&node.tree, expected.kind) {
            (Tree::Table(entries), _) if expected.is_scalar() => {
                let value = expected.scalar(context, &given(entries, &at.path), &at);
                self.or_blank(value, path)
            }
            _ if expected.is_secret => {
                context.refuse_literal(node, &at);
                self.or_blank(None, path)
            }
            (Tree::Other(_), kind) => {
                context.wrong_type(&at, node, name_of(kind));
                self.or_blank(None, path)
            }
            (Tree::String(_), _) => {
                let value = context.string(&at, node).map(Value::String);
                self.or_blank(value, path)
            }
            (Tree::Table(entries), kind) => {
                let model = kind.and_then(|kind| kind.model());
                let mut map = Map::new();
                for field in given(entries, &at.path) {
                    let known = model.and_then(|model| model.field(field.key));
                    let expected = known.map_or(Expected::ANY, Expected::of);
                    let path = format!("{path}.{}", field.key);
                    let value = self.convert(context, &field, expected, &path);
                    if model.is_some() && known.is_none() {
                        // The validation reports the key, which may be that of a secret, misspelt.
                        field.node.strings(&mut |_, span| context.report.hide(span));
                        self.places.insert(path, field.at);
                    }
                    map.insert(field.key.to_owned(), value);
                }
                Value::Object(map)
            }
            (Tree::List(items), kind) => {
                let kind = match kind {
                    Some(Kind::List(item)) => Some(*item),
                    _ => None,
                };
                let convert = |(index, node): (usize, &Node)| {
                    let part = format!("[{index}]");
                    let at = At::new(format!("{}{part}", at.path), node.span);
                    let item = Given { key: &part, node, at };
                    let expected = Expected { kind, is_secret: false };
                    self.convert(context, &item, expected, &format!("{path}{part}"))
                };
                items.iter().enumerate().map(convert).collect()
            }
            (Tree::Null, _) => Value::Null,
            (Tree::Bool(value), _) => (*value).into(),
            (Tree::Number(number), _) => Value::Number(number.clone()),
        }
    }

    fn or_blank(&mut self, value: Option<Value>, path: &str) -> Value {
        if value.is_none() {
            self.blank.push(path.to_owned());
        }
        value.unwrap_or_default()
    }

    /// The value of an environment variable of the game server, and if it is hidden.
    fn env(&self, context: &mut Context<'_>, env: &Given<'_>, at: &At) -> (Option<String>, Option<bool>) {
        let Tree::Table(entries) = &env.node.tree else {
            if looks_secret(env.key) {
                context.report.hide(env.node.span);
            }
            return (context.env_text(env.node, at), None);
        };
        let given = given(entries, &env.at.path);
        context.check_keys(&given, &["env", "file", "value", "hidden"]);
        let find = |key| find(&given, key);
        let is_hidden = find("hidden").map(|hidden| context.boolean(hidden).unwrap_or(true));
        let source = find("env").or_else(|| find("file"));
        if let Some(value) = find("value").filter(|_| looks_secret(env.key) && is_hidden != Some(false)) {
            context.report.hide(value.node.span);
        }
        let value = match (find("value"), source) {
            (Some(value), None) if is_hidden == Some(true) => {
                context.refuse_literal(value.node, &at.on(value.node.span));
                None
            }
            (Some(value), None) => context.env_text(value.node, &at.on(value.node.span)),
            (Some(value), Some(source)) => {
                let at = at.on(value.at.span);
                let message = format!("has both `value` and `{}`", source.key);
                context.report.error("conflict", &at, message).advise("keep one of them");
                context.report.hide(value.node.span);
                None
            }
            (None, Some(_)) => context.source(&given, is_hidden == Some(true), at),
            (None, None) => {
                let has_others = given.iter().any(|given| given.key != "hidden");
                if !has_others {
                    let message = "is required: `env`, `file` or `value`";
                    context.report.error("missing", at, message);
                }
                None
            }
        };
        (value, is_hidden)
    }
}

/// The violations without those of fields that are only misspelt.
fn without_misspelt(mut violations: Vec<Violation>) -> Vec<Violation> {
    let split = |path: &str| path.rfind('.').map_or(0, |dot| dot + 1);
    let mut misspelt = Vec::new();
    for unknown in violations.iter().filter(|found| found.code == ViolationCode::Unknown) {
        let (object, name) = unknown.path.split_at(split(&unknown.path));
        let missing = violations.iter().filter(|found| found.code == ViolationCode::Missing);
        let names = missing.filter_map(|missing| missing.path.strip_prefix(object));
        misspelt.extend(check::nearest(name, names).map(|name| format!("{object}{name}")));
    }
    violations.retain(|found| found.code != ViolationCode::Missing || !misspelt.contains(&found.path));
    violations
}

/// What a value of this kind is, for messages.
fn name_of(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Bool) => "true or false",
        Some(Kind::Int) => "an integer",
        Some(Kind::Number) => "a number",
        Some(Kind::List(_)) => "a list",
        Some(Kind::Object(_)) => "a table",
        Some(Kind::String | Kind::Timestamp | Kind::Image | Kind::Enum(_)) => "a string",
        None => "a value of JSON",
    }
}
