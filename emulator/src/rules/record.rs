//! Converts a validated body to a stored record, and masks a record for a response.

use serde_json::{Map, Value};

use super::{Field, Kind, MASK, Model, Visibility};

/// An object as the store contains it. Its fields are in the order of the table. Fields that no
/// response and no later call needs are missing.
pub(crate) type Record = Map<String, Value>;

impl Model {
    /// Creates a record from the body of a create.
    pub(crate) fn create_record(&'static self, body: &Map<String, Value>, now: &str) -> Record {
        let mut record = self.merge(&Record::new(), body, true);
        record.insert("create_time".into(), now.into());
        record.insert("last_updated".into(), now.into());
        record
    }

    /// Updates a record with the fields of a body. Other fields stay. `{}` changes nothing, not
    /// even `last_updated`.
    pub(crate) fn update_record(&'static self, record: &Record, body: &Map<String, Value>, now: &str) -> Record {
        if body.is_empty() {
            return record.clone();
        }
        let mut updated = self.merge(record, body, false);
        updated.insert("create_time".into(), record.get("create_time").cloned().unwrap_or_default());
        updated.insert("last_updated".into(), now.into());
        updated
    }

    fn merge(&'static self, record: &Record, body: &Map<String, Value>, is_new: bool) -> Record {
        let mut merged = Record::new();
        for field in self.fields.iter().filter(|field| field.is_stored()) {
            let value = match field.value_in(body) {
                None if is_new => field.default_value(),
                None => record.get(field.name).cloned(),
                Some(Value::Null) => field.default_value(),
                Some(Value::String(text)) if text.is_empty() && field.empty_clears => None,
                Some(value) => Some(field.stored_value(value)),
            };
            if let Some(value) = value {
                merged.insert(field.name.to_owned(), value);
            }
        }
        merged
    }

    /// Creates a nested object with its defaults. Values that a flag hides are masked.
    fn create_nested(&'static self, body: &Map<String, Value>) -> Record {
        let mut record = self.merge(&Record::new(), body, true);
        for field in self.fields {
            if let Visibility::MaskedWhen(flag) = field.visibility
                && record.get(flag) == Some(&Value::Bool(true))
            {
                record.insert(field.name.to_owned(), MASK.into());
            }
        }
        record
    }

    /// Replaces the values that a response must not show by the placeholder.
    pub(crate) fn mask(&self, record: &mut Record) {
        for field in self.fields.iter().filter(|field| field.visibility == Visibility::Masked) {
            if let Some(value) = record.get_mut(field.name) {
                *value = MASK.into();
            }
        }
    }
}

impl Field {
    fn is_stored(&self) -> bool {
        self.visibility != Visibility::Never && !matches!(self.kind, Kind::Timestamp)
    }

    fn default_value(&self) -> Option<Value> {
        self.default.and_then(|json| serde_json::from_str(json).ok())
    }

    /// The value in a body under the name or the alias. If both are booleans, true takes
    /// precedence.
    fn value_in<'b>(&self, body: &'b Map<String, Value>) -> Option<&'b Value> {
        let alias = self.alias.and_then(|alias| body.get(alias));
        match (body.get(self.name), alias) {
            (Some(Value::Bool(false)), Some(other)) => Some(other),
            (value, other) => value.or(other),
        }
    }

    fn stored_value(&self, value: &Value) -> Value {
        match (self.kind, value) {
            (Kind::Objects(model), Value::Array(items)) => {
                items.iter().filter_map(Value::as_object).map(|item| Value::Object(model.create_nested(item))).collect()
            }
            _ => value.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{ENDPOINT_STORAGE, VERSION};
    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_create_adds_defaults_and_drops_hidden_fields() {
        let record = VERSION.create_record(
            &object(json!({"name": "1", "caching_percent": 0.5, "registry_profile": "x", "private_username": "",
                "command": null, "envs": [{"key": "A", "value": "open"},
                    {"key": "B", "value": "shh", "is_secret": true}]})),
            "now",
        );
        let Value::Object(expected) = json!({
            "name": "1", "is_active": true, "max_duration": 1440, "time_to_deploy": 30, "verify_image": false,
            "will_deploy_in_mainland_china": false, "ports": [],
            "envs": [{"key": "A", "value": "open", "is_hidden": false}, {"key": "B", "value": MASK, "is_hidden": true}],
            "restart_policy": "always", "create_time": "now", "last_updated": "now"
        }) else {
            unreachable!()
        };
        assert_eq!(record, expected);
        let storage = ENDPOINT_STORAGE.create_record(&object(json!({"name": "s", "secret_access_key": "shh"})), "now");
        assert!(!storage.contains_key("secret_access_key"));
    }

    #[test]
    fn an_update_sets_and_clears_fields() {
        let record = VERSION
            .create_record(&object(json!({"name": "1", "max_duration": 5, "command": "run", "dns_config": "d"})), "t1");
        let updated = VERSION.update_record(&record, &object(json!({"max_duration": null, "command": ""})), "t2");
        assert_eq!(updated["max_duration"], 1440);
        assert!(!updated.contains_key("command"));
        assert_eq!(
            (&updated["dns_config"], &updated["create_time"], &updated["last_updated"]),
            (&"d".into(), &"t1".into(), &"t2".into())
        );
        assert_eq!(VERSION.update_record(&record, &Map::new(), "t2"), record);
    }
}
