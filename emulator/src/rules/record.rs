//! From a body that was checked to what is kept, and from there to what is answered.

use serde_json::{Map, Value};

use super::{Field, Kind, MASK, Model, Reply};

/// An object as the store keeps it: members in the order of the table, nothing that no answer or later call needs.
pub(crate) type Record = Map<String, Value>;

impl Model {
    /// What a create keeps of its body.
    pub(crate) fn created(&'static self, body: &Map<String, Value>, now: &str) -> Record {
        let mut record = self.merged(&Record::new(), body, true);
        record.insert("create_time".into(), now.into());
        record.insert("last_updated".into(), now.into());
        record
    }

    /// What an update leaves: the members given are set, or cleared, all others stay. `{}` changes nothing at all.
    pub(crate) fn updated(&'static self, record: &Record, body: &Map<String, Value>, now: &str) -> Record {
        if body.is_empty() {
            return record.clone();
        }
        let mut updated = self.merged(record, body, false);
        updated.insert("create_time".into(), record.get("create_time").cloned().unwrap_or_default());
        updated.insert("last_updated".into(), now.into());
        updated
    }

    fn merged(&'static self, record: &Record, body: &Map<String, Value>, fresh: bool) -> Record {
        let mut merged = Record::new();
        for field in self.fields.iter().filter(|field| field.is_kept()) {
            let value = match field.given(body) {
                None if fresh => field.default_value(),
                None => record.get(field.name).cloned(),
                Some(Value::Null) => field.default_value(),
                Some(Value::String(text)) if text.is_empty() && field.empty_clears => None,
                Some(value) => Some(field.kept(value)),
            };
            if let Some(value) = value {
                merged.insert(field.name.to_owned(), value);
            }
        }
        merged
    }

    /// A nested object with its defaults, and without what its flags hide.
    fn nested(&'static self, body: &Map<String, Value>) -> Record {
        let mut record = self.merged(&Record::new(), body, true);
        for field in self.fields {
            if let Reply::MaskedWhen(flag) = field.reply
                && record.get(flag) == Some(&Value::Bool(true))
            {
                record.insert(field.name.to_owned(), MASK.into());
            }
        }
        record
    }

    /// Puts the placeholder in the place of what an answer must not show.
    pub(crate) fn mask(&self, record: &mut Record) {
        for field in self.fields.iter().filter(|field| field.reply == Reply::Masked) {
            if let Some(value) = record.get_mut(field.name) {
                *value = MASK.into();
            }
        }
    }
}

impl Field {
    fn is_kept(&self) -> bool {
        self.reply != Reply::Never && !matches!(self.kind, Kind::Stamp)
    }

    fn default_value(&self) -> Option<Value> {
        self.default.and_then(|json| serde_json::from_str(json).ok())
    }

    /// The value of a body, under either name; of two flags the one that is true.
    fn given<'b>(&self, body: &'b Map<String, Value>) -> Option<&'b Value> {
        let alias = self.alias.and_then(|alias| body.get(alias));
        match (body.get(self.name), alias) {
            (Some(Value::Bool(false)), Some(other)) => Some(other),
            (value, other) => value.or(other),
        }
    }

    fn kept(&self, value: &Value) -> Value {
        match (self.kind, value) {
            (Kind::Objects(model), Value::Array(items)) => {
                items.iter().filter_map(Value::as_object).map(|item| Value::Object(model.nested(item))).collect()
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
    fn a_create_gets_defaults_and_drops_what_is_never_shown() {
        let record = VERSION.created(
            &object(json!({"name": "1", "caching_percent": 0.5, "registry_profile": "x", "private_username": "", "command": null,
                "envs": [{"key": "A", "value": "open"}, {"key": "B", "value": "shh", "is_secret": true}]})),
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
        let storage = ENDPOINT_STORAGE.created(&object(json!({"name": "s", "secret_access_key": "shh"})), "now");
        assert!(!storage.contains_key("secret_access_key"));
    }

    #[test]
    fn an_update_sets_clears_and_keeps() {
        let record = VERSION
            .created(&object(json!({"name": "1", "max_duration": 5, "command": "run", "dns_config": "d"})), "t1");
        let updated = VERSION.updated(&record, &object(json!({"max_duration": null, "command": ""})), "t2");
        assert_eq!(updated["max_duration"], 1440);
        assert!(!updated.contains_key("command"));
        assert_eq!(
            (&updated["dns_config"], &updated["create_time"], &updated["last_updated"]),
            (&"d".into(), &"t1".into(), &"t2".into())
        );
        assert_eq!(VERSION.updated(&record, &Map::new(), "t2"), record);
    }
}
