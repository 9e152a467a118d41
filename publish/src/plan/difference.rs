//! The differences between an object of a manifest and the object that the service has.

use edgegap_sdk::compare::{Comparison, FieldComparison, ItemComparison, State, with_defaults};
use edgegap_sdk::model::{BodyKind, Field, Model, Secrecy};
use serde_json::{Map, Value};

use super::action::{FieldChange, FieldState, ItemChange, ItemField, ItemState, Values};
use super::text::{REDACTED, text};
use crate::desired::DesiredObject;
use crate::manifest::looks_secret;
use crate::object::flat;

/// Strings with more characters are cut.
const LONG: usize = 60;
/// Characters of a long string that are shown.
const SHOWN: usize = 40;

/// The wanted fields of an existing object, compared with those that it has.
pub(crate) struct Difference {
    body: Map<String, Value>,
    live: Value,
    comparison: Comparison,
    /// The body of the update. Empty if nothing is sent.
    pub(crate) update: Map<String, Value>,
}

/// How objects are compared.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rules {
    /// Fields that are not named are set back to their defaults.
    pub(crate) strict: bool,
    /// Values that cannot be compared are sent.
    pub(crate) resend: bool,
}

impl Difference {
    pub(crate) fn new(object: &DesiredObject, live: &Value, model: &'static Model, rules: Rules) -> Self {
        let body = flat(&object.body);
        let body = in_order(if rules.strict { with_defaults(&body, model) } else { body }, model);
        let comparison = Comparison::new(&body, live, model);
        let update = comparison.update(&body, rules.resend);
        Self { body, live: live.clone(), comparison, update }
    }

    /// The fields that differ and that an update cannot change, each with its values.
    pub(crate) fn fixed(&self) -> Vec<String> {
        let fixed = self.comparison.fixed().map(|field| {
            let values = values(field.field, self.live.get(&field.name), self.body.get(&field.name));
            format!("{} {} -> {}", field.name, text(&values.from), text(&values.to))
        });
        fixed.collect()
    }

    /// The fields to show in a plan.
    pub(crate) fn fields(&self) -> Vec<FieldChange> {
        let is_shown = |field: &FieldChange| field.state != FieldState::Same || field.sent;
        self.comparison.fields.iter().map(|field| self.field(field)).filter(is_shown).collect()
    }

    /// The fields that the manifest does not name, and that lose their value when the object is
    /// created again.
    pub(crate) fn lost(&self, model: &'static Model) -> Vec<FieldChange> {
        let unnamed = model.fields_of(BodyKind::Create).filter(|field| !self.body.contains_key(field.name));
        let defaults = unnamed.map(|field| (field.name.to_owned(), field.default_value().unwrap_or_default()));
        let body: Map<String, Value> = defaults.collect();
        let comparison = Comparison::new(&body, &self.live, model);
        let lost = Self { comparison, body, live: self.live.clone(), update: Map::new() };
        let has_value = |name: &str| lost.live.get(name).is_some_and(|value| !value.is_null() && value != "");
        // Without a known default, the service may have chosen a number or a flag itself.
        let is_chosen = |name: &str| {
            let live = lost.live.get(name).unwrap_or(&Value::Null);
            lost.body.get(name) == Some(&Value::Null) && !live.is_string() && !live.is_array()
        };
        let fields = lost.comparison.fields.iter().filter(|field| match field.state {
            State::Changed => !is_chosen(&field.name),
            // A login that the service has and does not show.
            State::Hidden => has_value(&field.name),
            State::Same => false,
        });
        let changes = fields.map(|field| {
            let change = lost.field(field);
            let is_list = field.field.is_some_and(|field| field.kind.model().is_some());
            let shown = || values(field.field, lost.live.get(&field.name), lost.body.get(&field.name));
            FieldChange { state: FieldState::Changed, values: (!is_list).then(shown), ..change }
        });
        changes.collect()
    }

    fn field(&self, field: &FieldComparison) -> FieldChange {
        let name = &field.name;
        let state = match field.state {
            State::Same => FieldState::Same,
            State::Changed => FieldState::Changed,
            State::Hidden => FieldState::Hidden,
        };
        let model = field.field.and_then(|field| field.kind.model());
        let is_shown = state == FieldState::Changed && model.is_none();
        FieldChange {
            name: name.clone(),
            state,
            sent: self.update.contains_key(name),
            values: is_shown.then(|| values(field.field, self.live.get(name), self.body.get(name))),
            same: field.items.iter().filter(|item| item.state == State::Same).count(),
            items: model
                .map(|model| field.items.iter().filter_map(|item| item_change(item, model)).collect())
                .unwrap_or_default(),
        }
    }
}

/// The body with its fields in the order of the model, others at the end.
fn in_order(body: Map<String, Value>, model: &'static Model) -> Map<String, Value> {
    let place = |name: &str| model.fields.iter().position(|field| field.name == name).unwrap_or(usize::MAX);
    let mut fields: Vec<_> = body.into_iter().collect();
    fields.sort_by_key(|(name, _)| place(name));
    fields.into_iter().collect()
}

/// The fields of an object that does not exist.
pub(crate) fn new_fields(body: &Map<String, Value>, model: &'static Model) -> Vec<FieldChange> {
    let body = in_order(flat(body), model);
    let comparison = Comparison::new(&body, &Value::Null, model);
    let difference = Difference { update: body.clone(), body, live: Value::Null, comparison };
    let fields = difference.comparison.fields.iter().filter(|field| field.name != "name");
    fields.map(|field| difference.field(field)).collect()
}

fn item_change(item: &ItemComparison, model: &'static Model) -> Option<ItemChange> {
    let state = match (item.state, &item.wanted, &item.live) {
        (State::Same, ..) => return None,
        (State::Hidden, ..) => ItemState::Hidden,
        (State::Changed, None, _) => ItemState::Removed,
        (State::Changed, _, None) => ItemState::Added,
        (State::Changed, ..) => ItemState::Changed,
    };
    let fields = match state {
        ItemState::Changed | ItemState::Added => item_fields(item, model),
        _ => Vec::new(),
    };
    Some(ItemChange { key: item.key.clone(), state, fields })
}

/// The fields of an item that differ. Those of its key do not.
fn item_fields(item: &ItemComparison, model: &'static Model) -> Vec<ItemField> {
    let item_key = item.key.as_str();
    let value = |item: &Option<Value>, field: &Field| {
        let value = item.as_ref().and_then(|item| item.get(field.name)).cloned().unwrap_or_default();
        let hides = is_secret(field, item.as_ref()) || field.name == "value" && looks_secret(item_key);
        if hides && !value.is_null() { REDACTED.into() } else { shown(&value) }
    };
    let fields = model.fields.iter().filter(|field| !field.is_key()).filter_map(|field| {
        let is_secret = is_secret(field, item.wanted.as_ref()) || is_secret(field, item.live.as_ref());
        let values = Values { from: value(&item.live, field), to: value(&item.wanted, field) };
        let values = with_default(values, Some(field));
        let differs = item.wanted.as_ref().and_then(|item| item.get(field.name))
            != item.live.as_ref().and_then(|item| item.get(field.name));
        (values.from != values.to || is_secret || differs && field.name == "value")
            .then(|| ItemField { name: field.name.to_owned(), values })
    });
    fields.collect()
}

/// The values with the default in place of no value, if the other one has a value.
fn with_default(values: Values, field: Option<&Field>) -> Values {
    let default = field.and_then(Field::default_value).unwrap_or_default();
    match values {
        Values { from: Value::Null, to } if !to.is_null() => Values { from: default, to },
        Values { from, to: Value::Null } if !from.is_null() => Values { from, to: default },
        values => values,
    }
}

/// True if a value must not be shown: it is a secret, or a part of a login.
fn is_secret(field: &Field, item: Option<&Value>) -> bool {
    match field.secrecy {
        Secrecy::Secret => true,
        Secrecy::When(flag) => item.and_then(|item| item.get(flag)) == Some(&Value::Bool(true)),
        Secrecy::Open => field.login || field.masked,
    }
}

/// The values of a field, as they may be shown. The SDK does not know if the value of a field that
/// it does not model is a secret.
fn values(field: Option<&Field>, from: Option<&Value>, to: Option<&Value>) -> Values {
    let value = |value: Option<&Value>| match value {
        None | Some(Value::Null) => Value::Null,
        Some(_) if field.is_none_or(|field| is_secret(field, None)) => REDACTED.into(),
        Some(value) => shown(value),
    };
    with_default(Values { from: value(from), to: value(to) }, field)
}

/// A value for display: long strings are cut.
fn shown(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let count = text.chars().count();
            if count <= LONG {
                return value.clone();
            }
            format!("{}... ({count} characters)", text.chars().take(SHOWN).collect::<String>()).into()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::object::ObjectKind;

    const PLACEHOLDER: &str = "This value is set and encrypted";

    fn object(body: &Value) -> DesiredObject {
        DesiredObject { body: body.as_object().unwrap().clone(), ..DesiredObject::default() }
    }

    fn fields(body: Value, live: Value, rules: Rules) -> Value {
        let model = ObjectKind::Version.model().unwrap();
        json!(Difference::new(&object(&body), &live, model, rules).fields())
    }

    #[test]
    fn changed_values_are_shown_with_both_values() {
        assert_eq!(
            fields(json!({"docker_tag": "b43", "command": null}), json!({"docker_tag": "b42"}), Rules::default()),
            json!([{"name": "docker_tag", "state": "changed", "sent": true, "from": "b42", "to": "b43"}]),
        );
        let long = "a".repeat(61);
        let cut = format!("{}... (61 characters)", "a".repeat(40));
        assert_eq!(
            fields(json!({"command": long}), json!({}), Rules::default()),
            json!([{"name": "command", "state": "changed", "sent": true, "from": null, "to": cut}]),
        );
    }

    #[test]
    fn items_are_shown_by_key_and_secrets_are_not() {
        let wanted = json!({"envs": [
            {"key": "A", "value": "1"}, {"key": "B", "value": "canary-1", "is_hidden": true},
            {"key": "C", "value": "canary-2", "is_hidden": true}, {"key": "D", "value": "2"},
        ]});
        let live = json!({"envs": [
            {"key": "A", "value": "0", "is_hidden": false}, {"key": "B", "value": PLACEHOLDER, "is_hidden": true},
            {"key": "C", "value": "3", "is_hidden": false}, {"key": "E", "value": "4", "is_hidden": false},
        ]});
        let shown = fields(wanted, live, Rules::default());
        assert!(!shown.to_string().contains("canary"), "{shown}");
        assert_eq!(
            shown[0]["items"],
            json!([
                {"key": "A", "state": "changed", "fields": [{"name": "value", "from": "0", "to": "1"}]},
                {"key": "B", "state": "hidden"},
                {"key": "C", "state": "changed", "fields": [{"name": "value", "from": "3", "to": "***"},
                                                            {"name": "is_hidden", "from": false, "to": true}]},
                {"key": "D", "state": "added", "fields": [{"name": "value", "from": null, "to": "2"}]},
                {"key": "E", "state": "removed"},
            ]),
        );
    }

    #[test]
    fn a_login_is_never_shown() {
        let wanted =
            json!({"private_username": "canary-1", "private_token": "canary-2", "$extra": {"probe": "canary-3"}});
        let shown = fields(wanted.clone(), json!({"private_username": PLACEHOLDER}), Rules::default());
        assert!(!shown.to_string().contains("canary"), "{shown}");
        let model = ObjectKind::Version.model().unwrap();
        let new = json!(new_fields(wanted.as_object().unwrap(), model));
        assert!(!new.to_string().contains("canary"), "{new}");
        let storage = json!({"access_key_id": "canary-4", "secret_access_key": "canary-5"});
        let live = json!({"access_key_id": "canary-6"});
        let model = ObjectKind::Storage.model().unwrap();
        let fields = Difference::new(&object(&storage), &live, model, Rules::default()).fields();
        assert!(!json!(fields).to_string().contains("canary"), "{fields:?}");
        assert!(fields.iter().all(|field| field.sent));
    }

    #[test]
    fn what_a_new_version_would_not_have_is_shown() {
        let live = json!({
            "name": "dev", "docker_tag": "a", "req_cpu": 256, "max_duration": 60, "is_active": true, "command": "",
            "private_username": PLACEHOLDER, "req_video": 0, "created_at": "2026-01-01",
            "envs": [{"key": "A", "value": "1", "is_hidden": false}],
        });
        let model = ObjectKind::Version.model().unwrap();
        let wanted = object(&json!({"name": "dev", "docker_tag": "a", "req_cpu": 512}));
        assert_eq!(
            json!(Difference::new(&wanted, &live, model, Rules::default()).lost(model)),
            json!([
                {"name": "private_username", "state": "changed", "sent": false, "from": "***", "to": null},
                {"name": "max_duration", "state": "changed", "sent": false, "from": 60, "to": 1440},
                {"name": "envs", "state": "changed", "sent": false, "items": [{"key": "A", "state": "removed"}]},
            ])
        );
    }

    #[test]
    fn strict_rules_restore_defaults() {
        let rules = Rules { strict: true, resend: false };
        assert_eq!(
            fields(json!({"docker_tag": "a"}), json!({"docker_tag": "a", "max_duration": 60}), rules),
            json!([{"name": "max_duration", "state": "changed", "sent": true, "from": 60, "to": 1440}]),
        );
    }
}
