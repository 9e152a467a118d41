//! The comparison of wanted fields with an object that the service has.

use serde_json::{Map, Value};

use crate::request::validate::PLACEHOLDER;
use crate::schema::model::{BodyKind, Field, Kind, Model, Presence, Secrecy};

/// The comparison of a valid body with an object.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The fields of the body that the service returns or keeps, in the order of the body.
    pub fields: Vec<FieldComparison>,
    /// The fields that only say how to carry out the call, such as `verify_image`.
    flags: Vec<&'static Field>,
}

/// One field of a [`Comparison`].
#[derive(Clone, Debug)]
pub struct FieldComparison {
    /// Name of the field.
    pub name: String,
    /// The field of the model; `None` for one that the SDK does not model.
    pub field: Option<&'static Field>,
    /// The result.
    pub state: State,
    /// The items of a list of objects.
    pub items: Vec<ItemComparison>,
}

/// One item of a list of objects, such as a port.
#[derive(Clone, Debug)]
pub struct ItemComparison {
    /// What identifies the item within its list: `7777/UDP`, `GAME_MODE`.
    pub key: String,
    /// The wanted item; `None` if the list should not have it.
    pub wanted: Option<Value>,
    /// The item that the service has.
    pub live: Option<Value>,
    /// The result.
    pub state: State,
}

/// The result of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The service has the wanted value.
    Same,
    /// It has another one.
    Changed,
    /// The service does not show its value.
    Hidden,
}

impl Comparison {
    /// Compares a valid body of this kind with the canonical form of an object.
    pub fn new(body: &Map<String, Value>, live: &Value, model: &'static Model) -> Self {
        let mut comparison = Self { fields: Vec::new(), flags: Vec::new() };
        for (name, wanted) in body {
            match model.field(name) {
                Some(field) if is_flag(field) => comparison.flags.push(field),
                field => comparison.fields.push(compare_field(name, field, wanted, live)),
            }
        }
        comparison
    }

    /// True if nothing differs, as far as it can be compared.
    pub fn is_same(&self) -> bool {
        self.changed().next().is_none()
    }

    /// The fields that differ.
    pub fn changed(&self) -> impl Iterator<Item = &FieldComparison> {
        self.fields.iter().filter(|field| field.state == State::Changed)
    }

    /// The fields that the service does not show.
    pub fn hidden(&self) -> impl Iterator<Item = &FieldComparison> {
        self.fields.iter().filter(|field| field.state == State::Hidden)
    }

    /// The fields that differ and that an update cannot change.
    pub fn fixed(&self) -> impl Iterator<Item = &FieldComparison> {
        self.changed().filter(|field| !field.is_updatable())
    }

    /// The body of an update that makes the object have the fields of `body`. Empty if nothing
    /// differs, unless `resend` asks for secrets that cannot be compared.
    pub fn update(&self, body: &Map<String, Value>, resend: bool) -> Map<String, Value> {
        let is_login_changed = self.changed().any(|field| field.field.is_some_and(|field| field.login));
        let is_sent = |field: &&FieldComparison| {
            let is_login = field.field.is_some_and(|field| field.login);
            match field.state {
                State::Changed => true,
                State::Hidden => resend || is_login && is_login_changed,
                State::Same => is_login && is_login_changed,
            }
        };
        let sent: Vec<_> = self.fields.iter().filter(is_sent).map(|field| field.name.as_str()).collect();
        if sent.is_empty() {
            return Map::new();
        }
        let flags = self.flags.iter().filter(|flag| !flag.presence(BodyKind::Update).is_absent());
        let names = sent.into_iter().chain(flags.map(|flag| flag.name));
        names.filter_map(|name| Some((name.to_owned(), body.get(name)?.clone()))).collect()
    }
}

impl FieldComparison {
    /// True if an update can change the field.
    pub fn is_updatable(&self) -> bool {
        self.field.is_none_or(|field| !field.presence(BodyKind::Update).is_absent())
    }
}

/// The body together with the defaults of the fields that it does not name, as far as an update can
/// restore them.
pub fn with_defaults(body: &Map<String, Value>, model: &'static Model) -> Map<String, Value> {
    let unnamed = model.fields_of(BodyKind::Update).filter(|field| !body.contains_key(field.name) && !is_flag(field));
    let defaults: Vec<_> = unnamed.filter_map(|field| Some((field.name.to_owned(), default(field)?))).collect();
    body.clone().into_iter().chain(defaults).collect()
}

/// The value with which an update restores the default of a field.
fn default(field: &Field) -> Option<Value> {
    match (field.presence(BodyKind::Update), field.kind) {
        (Presence::Nullable, _) => Some(Value::Null),
        (_, Kind::List(Kind::Object(_))) => Some(Value::Array(Vec::new())),
        _ => field.default_value(),
    }
}

/// True for a field that is sent, but not kept.
fn is_flag(field: &Field) -> bool {
    !field.echoed && !field.masked && field.secrecy == Secrecy::Open
}

fn compare_field(name: &str, field: Option<&'static Field>, wanted: &Value, live: &Value) -> FieldComparison {
    let found = live.get(name).or_else(|| live.get("$extra")?.get(name)).unwrap_or(&Value::Null);
    let (state, items) = match field {
        None => (compare_unknown(wanted, live, name), Vec::new()),
        Some(field) if field.reply.is_absent() => (State::Hidden, Vec::new()),
        Some(field) => match field.kind.model() {
            Some(model) => compare_list(wanted, found, model),
            None => (compare_value(field, wanted, found), Vec::new()),
        },
    };
    FieldComparison { name: name.to_owned(), field, state, items }
}

/// Compares a field that the SDK does not model: the service may not return it.
fn compare_unknown(wanted: &Value, live: &Value, name: &str) -> State {
    match live.get("$extra").and_then(|extra| extra.get(name)) {
        None => State::Hidden,
        Some(found) if found == wanted => State::Same,
        Some(_) => State::Changed,
    }
}

fn compare_value(field: &Field, wanted: &Value, found: &Value) -> State {
    let is_masked = field.masked && (field.secrecy != Secrecy::Open || !field.echoed);
    if is_masked && !is_empty(found) {
        return State::Hidden;
    }
    if equals(wanted, found, field) { State::Same } else { State::Changed }
}

/// Null and an empty string both mean no value, and no value means the default.
fn equals(wanted: &Value, found: &Value, field: &Field) -> bool {
    let default = field.default_value();
    let or_default = |value: &Value| match (is_empty(value), &default) {
        (true, Some(default)) => default.clone(),
        (true, None) => Value::Null,
        (false, _) => value.clone(),
    };
    match (or_default(wanted), or_default(found), field.kind) {
        (Value::String(wanted), Value::String(found), Kind::Enum(values)) => {
            wanted == found || values.value(&wanted).is_some_and(|value| values.value(&found) == Some(value))
        }
        (Value::Number(wanted), Value::Number(found), _) => wanted.as_f64() == found.as_f64(),
        (wanted, found, _) => wanted == found,
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("")
}

/// Compares lists of objects, in any order.
fn compare_list(wanted: &Value, found: &Value, model: &'static Model) -> (State, Vec<ItemComparison>) {
    let empty = Vec::new();
    let wanted = wanted.as_array().unwrap_or(&empty);
    let mut live: Vec<&Value> = found.as_array().unwrap_or(&empty).iter().collect();
    let mut items = Vec::new();
    for item in wanted {
        let key = key(item, model);
        let matching = live.iter().position(|live| self::key(live, model) == key).map(|at| live.remove(at));
        let state = matching.map_or(State::Changed, |live| compare_item(item, live, model));
        items.push(ItemComparison { key, wanted: Some(item.clone()), live: matching.cloned(), state });
    }
    items.extend(live.into_iter().map(|live| ItemComparison {
        key: key(live, model),
        wanted: None,
        live: Some(live.clone()),
        state: State::Changed,
    }));
    let has = |state| items.iter().any(|item| item.state == state);
    let state = match (has(State::Changed), has(State::Hidden)) {
        (true, _) => State::Changed,
        (false, true) => State::Hidden,
        (false, false) => State::Same,
    };
    (state, items)
}

/// Compares two objects with the same key. A list is replaced whole, so a field that is left out
/// has its default afterwards.
fn compare_item(wanted: &Value, live: &Value, model: &'static Model) -> State {
    let value = |item: &Value, field: &Field| item.get(field.name).cloned().unwrap_or_default();
    let is_hidden = |item: &Value, flag: &str| item.get(flag) == Some(&Value::Bool(true));
    let mut state = State::Same;
    for field in model.fields_of(BodyKind::Create) {
        let (wanted_value, found) = (value(wanted, field), value(live, field));
        let masked = matches!(field.secrecy, Secrecy::When(flag) if is_hidden(live, flag))
            || field.masked && found.as_str() == Some(PLACEHOLDER);
        if masked {
            state = State::Hidden;
        } else if !equals(&wanted_value, &found, field) {
            return State::Changed;
        }
    }
    state
}

/// What identifies an item within its list.
fn key(item: &Value, model: &'static Model) -> String {
    let parts = model.fields.iter().filter(|field| field.is_key()).map(|field| {
        match (item.get(field.name).unwrap_or(&Value::Null), field.kind) {
            (Value::String(text), Kind::Enum(values)) => values.value(text).unwrap_or(text).to_ascii_uppercase(),
            (Value::String(text), _) => text.clone(),
            (other, _) => other.to_string(),
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::model::Described;
    use crate::{EndpointStorage, Version};

    fn compared(wanted: &Value, live: &Value) -> Comparison {
        Comparison::new(wanted.as_object().unwrap(), live, Version::MODEL)
    }

    fn update(wanted: Value, live: Value) -> Value {
        Value::Object(compared(&wanted, &live).update(wanted.as_object().unwrap(), false))
    }

    #[test]
    fn only_fields_that_differ_are_sent() {
        assert_eq!(
            update(json!({"docker_tag": "b43", "time_to_deploy": 30}), json!({"docker_tag": "b42"})),
            json!({"docker_tag": "b43", "time_to_deploy": 30})
        );
        assert_eq!(
            update(json!({"docker_tag": "b43", "req_cpu": 100}), json!({"docker_tag": "b43", "req_cpu": 100.0})),
            json!({})
        );
    }

    #[test]
    fn a_default_is_the_same_as_no_value() {
        assert_eq!(
            update(json!({"max_duration": 1440, "is_active": true, "command": ""}), json!({"command": null})),
            json!({})
        );
        assert_eq!(update(json!({"command": null}), json!({"command": "x"})), json!({"command": null}));
        assert_eq!(
            update(json!({"restart_policy": "always"}), json!({"restart_policy": "never"})),
            json!({"restart_policy": "always"})
        );
    }

    #[test]
    fn lists_are_compared_by_key_in_any_order() {
        let wanted = json!({"ports": [{"port": 1, "protocol": "WS"}, {"port": 2, "protocol": "UDP", "name": "b"}]});
        let live = json!({"ports": [{"port": 2, "protocol": "udp", "name": "b", "to_check": true},
                                     {"port": 1, "protocol": "Websocket", "tls_upgrade": false}]});
        assert_eq!(update(wanted.clone(), live), json!({}));
        let other = json!({"ports": [{"port": 1, "protocol": "WS"}]});
        assert_eq!(update(wanted.clone(), other.clone()), wanted);
        let comparison = compared(&wanted, &other);
        let items: Vec<_> = comparison.fields[0].items.iter().map(|item| (&*item.key, item.state)).collect();
        assert_eq!(items, [("1/WS", State::Same), ("2/UDP", State::Changed)]);
        assert_eq!(update(json!({"ports": []}), other), json!({"ports": []}));
    }

    #[test]
    fn hidden_values_are_not_compared() {
        let hidden = |value: &str| json!({"envs": [{"key": "K", "value": value, "is_hidden": true}]});
        assert_eq!(update(hidden("x"), hidden(PLACEHOLDER)), json!({}));
        let open = json!({"envs": [{"key": "K", "value": "x"}]});
        assert_eq!(update(open.clone(), hidden(PLACEHOLDER)), open);
        assert_eq!(update(hidden("x"), open), hidden("x"));
        let resent = compared(&hidden("x"), &hidden(PLACEHOLDER)).update(hidden("x").as_object().unwrap(), true);
        assert_eq!(Value::Object(resent), hidden("x"));
    }

    #[test]
    fn a_login_is_sent_whole_or_not_at_all() {
        let login = json!({"private_username": "u", "private_token": "t", "verify_image": true});
        let masked = json!({"private_username": PLACEHOLDER, "private_token": PLACEHOLDER});
        assert_eq!(update(login.clone(), masked), json!({}));
        assert_eq!(update(login.clone(), json!({"private_username": PLACEHOLDER})), login);
        let wanted = json!({"access_key_id": "b", "secret_access_key": "s", "bucket": "x"});
        let live = json!({"access_key_id": "a", "bucket": "x"});
        let comparison = Comparison::new(wanted.as_object().unwrap(), &live, EndpointStorage::MODEL);
        let update = comparison.update(wanted.as_object().unwrap(), false);
        assert_eq!(Value::Object(update), json!({"access_key_id": "b", "secret_access_key": "s"}));
    }

    #[test]
    fn fields_that_are_not_named_have_their_defaults() {
        let wanted = json!({"docker_tag": "a", "max_duration": 10});
        let body = with_defaults(wanted.as_object().unwrap(), Version::MODEL);
        let live = json!({"docker_tag": "a", "max_duration": 10, "command": "x", "is_active": false, "req_cpu": 100,
                          "ports": [], "envs": [{"key": "K", "value": "v"}], "force_cache": true});
        let update = Comparison::new(&body, &live, Version::MODEL).update(&body, false);
        assert_eq!(Value::Object(update), json!({"is_active": true, "command": null, "envs": []}));
    }

    #[test]
    fn fields_that_cannot_be_changed_are_known() {
        let comparison = compared(&json!({"req_cpu": 200, "docker_tag": "a"}), &json!({"req_cpu": 100}));
        assert_eq!(comparison.fixed().map(|field| &*field.name).collect::<Vec<_>>(), ["req_cpu"]);
    }
}
