//! Validates a body against a table. A message never contains a value of the body, which may be a
//! secret.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_PAD_INDIFFERENT;
use serde_json::{Map, Value};

use super::{BodyKind, Bounds, Field, Kind, MASK, Model, Presence, Relation, Rule, Violations, Visibility};

impl Model {
    /// Collects all violations in a body. The existence of an endpoint storage is not checked here.
    pub(crate) fn validate(&'static self, body_kind: BodyKind, body: &Map<String, Value>) -> Violations {
        let mut violations = Violations::default();
        self.validate_object(body_kind, body, "", &mut violations);
        violations
    }

    fn validate_object(
        &'static self,
        body_kind: BodyKind,
        body: &Map<String, Value>,
        prefix: &str,
        violations: &mut Violations,
    ) {
        for name in body.keys().filter(|name| !self.ignored.contains(&name.as_str())) {
            let path = || format!("{prefix}{}", shorten(name));
            match self.field(name) {
                None => violations.add(path(), format!("is not a field of {}", self.noun)),
                Some(field) if field.presence(body_kind) == Presence::Absent => violations.add(
                    path(),
                    if field.create == Presence::Absent {
                        "is set by the service"
                    } else {
                        "cannot be changed by an update"
                    },
                ),
                Some(_) => {}
            }
        }
        for field in self.fields.iter().filter(|field| field.presence(body_kind) != Presence::Absent) {
            let given =
                [Some(field.name), field.alias].into_iter().flatten().filter_map(|name| body.get_key_value(name));
            let mut missing = field.presence(body_kind) == Presence::Required;
            for (name, value) in given {
                missing = false;
                field.validate(body_kind, value, &format!("{prefix}{name}"), violations);
            }
            if missing {
                violations.add(format!("{prefix}{}", field.name), "is required");
            }
        }
        for relation in self.relations {
            relation.check(body, prefix, violations);
        }
    }
}

impl Field {
    fn validate(&'static self, body_kind: BodyKind, value: &Value, path: &str, violations: &mut Violations) {
        let bounds = self.bounds(body_kind);
        match (value, self.kind) {
            (Value::Null, _) if self.presence(body_kind) == Presence::Nullable => {}
            (Value::Null, _) => violations.add(path, "must not be null"),
            (Value::Bool(_), Kind::Boolean) => {}
            (Value::Number(number), Kind::Integer) => match number.as_i128() {
                Some(number) => check_range(number as f64, bounds, path, violations),
                None => violations.add(path, "must be an integer"),
            },
            (Value::Number(number), Kind::Number) => {
                check_range(number.as_f64().unwrap_or(f64::NAN), bounds, path, violations)
            }
            (Value::String(text), Kind::String | Kind::OpenEnum(_)) => {
                check_length(text.chars().count(), bounds, "character", path, violations);
                self.check_string(text, path, violations);
            }
            (Value::String(text), Kind::Base64) => {
                if STANDARD_PAD_INDIFFERENT.decode(text).is_err() {
                    violations.add(path, "must be a base64 string without a data: prefix");
                }
            }
            (Value::String(text), Kind::Enum(values)) => {
                if !values.contains(&text.as_str()) {
                    violations.add(path, format!("must be one of {}", values.join(", ")));
                }
            }
            (Value::Array(items), Kind::Objects(model)) => {
                check_length(items.len(), bounds, "item", path, violations);
                for (index, item) in items.iter().enumerate() {
                    match item {
                        Value::Object(object) => {
                            model.validate_object(BodyKind::Create, object, &format!("{path}[{index}]."), violations)
                        }
                        _ => violations.add(format!("{path}[{index}]"), "must be an object"),
                    }
                }
            }
            (Value::Array(items), Kind::Strings) => {
                check_length(items.len(), bounds, "item", path, violations);
                for (index, _) in items.iter().enumerate().filter(|(_, item)| !item.is_string()) {
                    violations.add(format!("{path}[{index}]"), "must be a string");
                }
            }
            (_, kind) => violations.add(path, format!("must be {}", kind.noun())),
        }
    }

    fn check_string(&self, text: &str, path: &str, violations: &mut Violations) {
        if text == MASK && matches!(self.visibility, Visibility::Masked | Visibility::MaskedWhen(_)) {
            violations.add(path, "is the placeholder for a masked value, which would overwrite the value");
        }
        match self.rule {
            Some(Rule::Name) if text.chars().any(char::is_control) => {
                violations.add(path, "must not contain control characters")
            }
            Some(Rule::Name) if matches!(text, "." | "..") => {
                violations.add(path, "must not be . or .., which no URL can contain")
            }
            Some(Rule::WebUrl) if !is_web_url(text) => {
                violations.add(path, "must be a complete http:// or https:// URL")
            }
            Some(Rule::Bytes(most)) if text.len() > most => {
                violations.add(path, format!("must have at most {most} bytes"))
            }
            _ => {}
        }
    }
}

impl Kind {
    fn noun(self) -> &'static str {
        match self {
            Kind::Boolean => "true or false",
            Kind::Integer => "an integer",
            Kind::Number => "a number",
            Kind::String | Kind::Base64 | Kind::Enum(_) | Kind::OpenEnum(_) | Kind::Timestamp => "a string",
            Kind::Objects(_) | Kind::Strings => "a list",
        }
    }
}

impl Relation {
    fn check(self, body: &Map<String, Value>, prefix: &str, violations: &mut Violations) {
        let number = |name: &str| body.get(name).and_then(Value::as_i64);
        match self {
            Relation::MemoryPerCpu => {
                if let (Some(cpu), Some(memory)) = (number("req_cpu"), number("req_memory"))
                    && memory > cpu.saturating_mul(2)
                {
                    violations.add(format!("{prefix}req_memory"), "must be at most twice req_cpu");
                }
            }
            Relation::ZeroPortIsNamed => {
                let named = body.get("name").and_then(Value::as_str).is_some_and(|name| !name.is_empty());
                if number("port") == Some(0) && !named {
                    violations.add(format!("{prefix}name"), "is required for port 0");
                }
            }
            Relation::TlsUpgradeNeedsPlainWeb => {
                let web = body
                    .get("protocol")
                    .and_then(Value::as_str)
                    .is_none_or(|protocol| matches!(protocol, "HTTP" | "WS"));
                if body.get("tls_upgrade") == Some(&Value::Bool(true)) && !web {
                    violations.add(format!("{prefix}tls_upgrade"), "is only valid for the protocols HTTP and WS");
                }
            }
        }
    }
}

fn check_range(number: f64, bounds: Bounds, path: &str, violations: &mut Violations) {
    let below = bounds.min.is_some_and(|min| number < min as f64);
    let above = bounds.max.is_some_and(|max| number > max as f64);
    if below || above {
        violations.add(path, format!("must be {}", bounds.phrase("")));
    }
}

fn check_length(length: usize, bounds: Bounds, unit: &str, path: &str, violations: &mut Violations) {
    let length = length as i64;
    if bounds.min == Some(1) && length == 0 {
        violations.add(path, "must not be empty");
    } else if bounds.min.is_some_and(|min| length < min) || bounds.max.is_some_and(|max| length > max) {
        violations.add(path, format!("must have {}", bounds.phrase(&format!(" {unit}s"))));
    }
}

impl Bounds {
    fn phrase(self, unit: &str) -> String {
        match (self.min, self.max) {
            (Some(min), Some(max)) => format!("between {min} and {max}{unit}"),
            (Some(min), None) => format!("at least {min}{unit}"),
            (None, Some(max)) => format!("at most {max}{unit}"),
            (None, None) => format!("any number of{unit}"),
        }
    }
}

fn is_web_url(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Shortens the name of an unknown field, which may have any length.
fn shorten(name: &str) -> String {
    const MAX_CHARS: usize = 64;
    match name.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}...", &name[..end]),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{ENV, PORT, VERSION};
    use super::*;

    fn violations(model: &'static Model, body_kind: BodyKind, body: Value) -> Vec<String> {
        let Err(response) = model.validate(body_kind, body.as_object().unwrap()).into_result() else {
            return Vec::new();
        };
        let body: Value = serde_json::from_slice(&response.body).unwrap();
        body["errors"].as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn every_violation_is_reported() {
        let body = json!({
            "name": "", "docker_repository": 1, "docker_image": "a", "req_cpu": 99.5, "req_memory": 99, "surprise": 1,
            "create_time": "now", "ports": [
                {"port": 60000, "protocol": "UDP", "tls_upgrade": true}, {"port": 0, "protocol": "UDP"}, 7],
        });
        assert_eq!(
            violations(&VERSION, BodyKind::Create, body),
            [
                "surprise",
                "create_time",
                "name",
                "docker_repository",
                "docker_tag",
                "req_cpu",
                "req_memory",
                "ports[0].port",
                "ports[0].tls_upgrade",
                "ports[1].name",
                "ports[2]"
            ]
        );
    }

    #[test]
    fn null_is_valid_in_some_updates_only() {
        assert_eq!(violations(&VERSION, BodyKind::Update, json!({"max_duration": null, "command": null})), [""; 0]);
        assert_eq!(
            violations(&VERSION, BodyKind::Update, json!({"is_active": null, "endpoint_storage": null})),
            ["is_active", "endpoint_storage"]
        );
        assert_eq!(violations(&VERSION, BodyKind::Update, json!({"req_cpu": 100})), ["req_cpu"]);
    }

    #[test]
    fn the_placeholder_is_refused_for_every_masked_field() {
        assert_eq!(violations(&ENV, BodyKind::Create, json!({"key": "A", "value": MASK})), ["value"]);
        assert_eq!(
            violations(&VERSION, BodyKind::Update, json!({"private_token": MASK, "dns_config": MASK})),
            ["private_token"]
        );
    }

    #[test]
    fn unknown_values_are_accepted_for_open_enums_only() {
        assert_eq!(violations(&PORT, BodyKind::Create, json!({"port": 1, "protocol": "QUIC"})), [""; 0]);
        assert_eq!(violations(&VERSION, BodyKind::Update, json!({"restart_policy": "sometimes"})), ["restart_policy"]);
    }

    #[test]
    fn numbers_beyond_an_i64_are_out_of_range() {
        assert_eq!(violations(&VERSION, BodyKind::Update, json!({"max_duration": u64::MAX})), ["max_duration"]);
    }
}
