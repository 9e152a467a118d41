//! The arguments of a call, and the request that is made from them once they are valid.

pub(crate) mod suggest;
pub(crate) mod validate;

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::json::MAX_DEPTH;
use crate::rules::container_image::{image_in_path, tag_in_path};
use crate::rules::stray::stray;
use crate::schema::operation::{Operation, Parameter};
use crate::violation::{ViolationCode, Violations, unsendable};

/// Items per page unless the caller sets a limit.
pub(crate) const PAGE_SIZE: u64 = 100;

/// The characters of a name that are percent-encoded in a path: all but the unreserved ones, so `/`
/// becomes `%2F`.
pub(crate) const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Path parameters by name. They are so few that a search beats a map.
pub(crate) type Names = Vec<(Cow<'static, str>, Value)>;

/// The arguments as the caller gave them, not yet validated.
#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) path: Names,
    pub(crate) query: Map<String, Value>,
    pub(crate) body: Option<Value>,
    pub(crate) cursor: Option<String>,
}

/// Valid arguments in the form that is sent.
#[derive(Clone, Default)]
pub(crate) struct PreparedRequest {
    /// Path with encoded names, such as `/v1/app/my-game`.
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Map<String, Value>>,
    /// The names in the path, in order, as the caller gave them.
    pub(crate) names: Vec<String>,
    pub(crate) cursor: Option<String>,
    pub(crate) page: u64,
    pub(crate) limit: u64,
    /// True if a field mask makes the items of a list plain objects.
    pub(crate) masked: bool,
}

impl Arguments {
    /// Reads arguments from JSON and adds violations.
    pub(crate) fn parse(arguments: Value, violations: &mut Violations) -> Self {
        let mut parsed = Self::default();
        let fields = match arguments {
            Value::Null => Map::new(),
            Value::Object(fields) => fields,
            other => {
                violations.wrong_type("", "an object with path, query and body", &other);
                return parsed;
            }
        };
        for (name, value) in fields {
            match (name.as_str(), value) {
                ("path", Value::Object(map)) => {
                    parsed.path = map.into_iter().map(|(name, value)| (Cow::Owned(name), value)).collect();
                }
                ("query", Value::Object(map)) => parsed.query = map,
                ("path" | "query", other) => violations.wrong_type(name, "an object", &other),
                ("body", body) => parsed.body = Some(body),
                ("cursor", Value::String(cursor)) => parsed.cursor = Some(cursor),
                ("cursor", other) => violations.wrong_type(name, "a string", &other),
                _ => violations.add(
                    name,
                    ViolationCode::Unknown,
                    "is not a part of a call, which has path, query, body and cursor",
                ),
            }
        }
        parsed
    }

    /// Validates the arguments against the operation and adds all violations.
    pub(crate) fn prepare(
        self,
        operation: &'static Operation,
        extra_body: &Map<String, Value>,
        violations: &mut Violations,
    ) -> PreparedRequest {
        let mut prepared =
            PreparedRequest { cursor: self.cursor, page: 1, limit: PAGE_SIZE, ..PreparedRequest::default() };
        prepare_path(operation, self.path, &mut prepared, violations);
        prepare_query(operation, &self.query, &mut prepared, violations);
        prepare_body(operation, self.body, extra_body, &mut prepared, violations);
        prepared
    }
}

impl PreparedRequest {
    /// A request without a query and a body, for the object with these names in its path.
    ///
    /// # Errors
    /// `validation` if the operation cannot have such a name.
    pub(crate) fn of_names(operation: &'static Operation, names: &[String]) -> Result<Self> {
        let names = operation.path_parameters().zip(names);
        let path = names.map(|(parameter, name)| (parameter.into(), name.as_str().into())).collect();
        let mut prepared = Self { page: 1, limit: PAGE_SIZE, ..Self::default() };
        let mut violations = Violations::default();
        prepare_path(operation, path, &mut prepared, &mut violations);
        match violations.is_empty() {
            true => Ok(prepared),
            false => Err(Error::validation(operation.id, violations.into_violations())),
        }
    }
}

fn prepare_path(operation: &Operation, mut given: Names, prepared: &mut PreparedRequest, violations: &mut Violations) {
    prepared.path.reserve(96);
    for segment in operation.path.split('/').skip(1) {
        prepared.path.push('/');
        let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            prepared.path.push_str(segment);
            continue;
        };
        match given.iter().position(|(given, _)| given == name).map(|at| given.remove(at).1) {
            Some(Value::String(value)) => {
                let is_fine = check_name(name, &value, violations);
                let before = prepared.path.len();
                prepared.path.extend(utf8_percent_encode(&value, SEGMENT));
                if is_fine && prepared.path.len() - before > MAX_NAME {
                    let message = format!("may take at most {MAX_NAME} bytes in a URL");
                    violations.add_limit(name, ViolationCode::TooLong, message, MAX_NAME as i64);
                }
                prepared.names.push(value);
            }
            Some(other) => violations.wrong_type(name, "a string", &other),
            None => violations.add(
                name,
                ViolationCode::Missing,
                format!("is required: the name of the {}", operation.noun(name)),
            ),
        }
    }
    for (name, _) in given {
        let message = format!("is not a path parameter of {}", operation.id);
        violations.add(name, ViolationCode::Unknown, message);
    }
}

/// Maximum bytes of an encoded name in a URL. Servers reject longer ones, and a URL over 64 KiB
/// cannot be sent.
const MAX_NAME: usize = 8192;

/// Validates a name in a path; true if it is valid. It must stay one path segment: `.` and `..`
/// cannot be encoded, because every URL parser resolves them. Images and tags have the grammar of
/// registries. Names of other objects may have spaces around them if they were created elsewhere,
/// so these are sent, and a `not_found` error mentions them.
fn check_name(parameter: &str, value: &str, violations: &mut Violations) -> bool {
    let holds_slashes = parameter == "image";
    if value.is_empty() {
        violations.add_limit(parameter, ViolationCode::TooShort, "may not be empty", 1);
        return false;
    }
    let mut parts = value.split(|c| holds_slashes && c == '/');
    let wrong = || match parameter {
        "image" => image_in_path(value),
        "tag" => tag_in_path(value),
        _ if value.contains(char::is_control) => stray(value).map(ToOwned::to_owned),
        _ => None,
    };
    if parts.clone().any(|part| matches!(part, "." | "..")) {
        violations.add(
            parameter,
            ViolationCode::NotAllowed,
            "may not be `.` or `..`, which have a special meaning in URLs",
        );
    } else if parts.any(str::is_empty) {
        violations.add_limit(parameter, ViolationCode::TooShort, "may not begin or end with `/`, or contain `//`", 1);
    } else if let Some(message) = wrong() {
        violations.add(parameter, ViolationCode::Pattern, message);
    } else {
        return true;
    }
    false
}

fn prepare_query(
    operation: &Operation,
    given: &Map<String, Value>,
    prepared: &mut PreparedRequest,
    violations: &mut Violations,
) {
    for parameter in operation.parameters {
        let Some(value) = given.get(parameter.name) else { continue };
        match (parameter, value) {
            (Parameter { name: "fields", .. }, Value::String(mask)) => {
                if mask.is_empty() || !mask.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
                    violations.add("fields", ViolationCode::Pattern, "must be a field mask like `name,bucket` or `*`");
                }
                prepared.masked = true;
                prepared.headers.push(("X-Fields".to_owned(), mask.clone()));
            }
            (Parameter { name: "fields", .. }, other) => violations.wrong_type("fields", "a string", other),
            (Parameter { name, .. }, value) => match validate::integer(value) {
                Some(number) if number >= 1 => {
                    let number = number.unsigned_abs();
                    if *name == "page" { prepared.page = number } else { prepared.limit = number }
                }
                Some(number) => violations.add_limit(
                    *name,
                    ViolationCode::OutOfRange,
                    format!("must be at least 1, got {number}"),
                    1,
                ),
                None => violations.wrong_type(*name, "an integer", value),
            },
        }
    }
    for name in given.keys().filter(|name| !operation.parameters.iter().any(|parameter| parameter.name == *name)) {
        violations.add(name, ViolationCode::Unknown, format!("is not a query parameter of {}", operation.id));
    }
}

fn prepare_body(
    operation: &Operation,
    body: Option<Value>,
    extra: &Map<String, Value>,
    prepared: &mut PreparedRequest,
    violations: &mut Violations,
) {
    let Some(expected) = operation.body else {
        if body.is_some() || !extra.is_empty() {
            violations.add("", ViolationCode::Unknown, format!("{} has no body", operation.id));
        }
        return;
    };
    let mut body = match body {
        None => Map::new(),
        Some(other) if unsendable(&other).is_some() => return violations.wrong_type("", "an object", &other),
        Some(Value::Object(map)) => map,
        Some(other) => return violations.wrong_type("", "an object", &other),
    };
    if body.values().chain(extra.values()).any(|value| deeper_than(value, MAX_DEPTH - 2)) {
        let message = format!("is nested deeper than {MAX_DEPTH} levels");
        return violations.add("", ViolationCode::NotAllowed, message);
    }
    if !extra.is_empty() {
        match body.entry("$extra").or_insert_with(|| Value::Object(Map::new())) {
            Value::Object(map) => map.extend(extra.iter().map(|(name, value)| (name.clone(), value.clone()))),
            other => violations.wrong_type("$extra", "an object", other),
        }
    }
    validate::validate(&mut body, expected.model, expected.kind, violations);
    prepared.body = Some(body);
}

fn deeper_than(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels == 0 || items.iter().any(|item| deeper_than(item, levels - 1)),
        Value::Object(map) => levels == 0 || map.values().any(|item| deeper_than(item, levels - 1)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_encoded_as_one_segment() {
        assert_eq!(
            utf8_percent_encode("Example App/ü+?#%2e~", SEGMENT).to_string(),
            "Example%20App%2F%C3%BC%2B%3F%23%252e~"
        );
    }

    #[test]
    fn no_name_can_leave_its_segment() {
        for (parameter, name, code) in [
            ("app", "", ViolationCode::TooShort),
            ("app", "..", ViolationCode::NotAllowed),
            ("image", "a/../b", ViolationCode::NotAllowed),
            ("image", "a//b", ViolationCode::TooShort),
            ("image", "a/./\n", ViolationCode::NotAllowed),
            ("tag", "a\r\nb", ViolationCode::Pattern),
            ("tag", "b43 ", ViolationCode::Pattern),
            ("tag", "img:b43", ViolationCode::Pattern),
            ("image", "img:b43", ViolationCode::Pattern),
            ("image", "docker.io/me/img", ViolationCode::Pattern),
            ("image", "My-Game", ViolationCode::Pattern),
            ("app", "my-game\n", ViolationCode::Pattern),
        ] {
            let mut violations = Violations::default();
            check_name(parameter, name, &mut violations);
            let codes: Vec<_> = violations.into_violations().into_iter().map(|violation| violation.code).collect();
            assert_eq!(codes, [code], "{parameter} {name:?}");
        }
        for (parameter, name) in [
            ("app", "a b/\u{fc}:1"),
            ("app", "my-game "),
            ("version", "1.0.0+build"),
            ("image", "me/my-game"),
            ("tag", "V1.0-rc_2"),
        ] {
            let mut violations = Violations::default();
            check_name(parameter, name, &mut violations);
            assert!(violations.is_empty(), "{parameter} {name:?}: {violations:?}");
        }
    }
}
