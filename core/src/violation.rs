//! Violations: which argument is invalid, by which rule, and what to do, in the same words for
//! every language.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

/// One invalid argument of a call. All violations are reported at once, before a request is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Violation {
    /// Path of the argument: `app`, `limit`, `ports[0].name`. Fields of the body have no prefix; an
    /// empty path is the body.
    pub path: String,
    /// Kind of the rule.
    pub code: ViolationCode,
    /// What is wrong and what to do. Never contains a secret.
    pub message: String,
    /// The bound that was violated, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Number>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

/// The kinds of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ViolationCode {
    /// A field that the call does not accept.
    Unknown,
    /// A required field is missing.
    Missing,
    /// The value has the wrong type.
    WrongType,
    /// A number is outside its bounds.
    OutOfRange,
    /// Too few characters or items.
    TooShort,
    /// Too many characters or items.
    TooLong,
    /// A string has the wrong format.
    Pattern,
    /// The field does not accept this value.
    NotAllowed,
    /// A value occurs twice.
    Duplicate,
    /// Two fields contradict each other.
    Conflict,
    /// The value is the placeholder that the service returns in place of a secret.
    Masked,
    /// A path in the container that the service protects.
    ProtectedPath,
}

impl ViolationCode {
    /// All codes, for documentation.
    pub const ALL: [ViolationCode; 12] = [
        Self::Unknown,
        Self::Missing,
        Self::WrongType,
        Self::OutOfRange,
        Self::TooShort,
        Self::TooLong,
        Self::Pattern,
        Self::NotAllowed,
        Self::Duplicate,
        Self::Conflict,
        Self::Masked,
        Self::ProtectedPath,
    ];
}

/// A list of violations, in the order in which they were found.
#[derive(Debug, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Adds a violation.
    pub fn add(&mut self, path: impl Into<String>, code: ViolationCode, message: impl Into<String>) {
        self.add_optional_limit(path, code, message, None);
    }

    /// Adds a violation of a bound.
    pub fn add_limit(&mut self, path: impl Into<String>, code: ViolationCode, message: impl Into<String>, limit: i64) {
        self.add_optional_limit(path, code, message, Some(limit.into()));
    }

    /// Adds a violation of a bound that may have no number.
    pub(crate) fn add_optional_limit(
        &mut self,
        path: impl Into<String>,
        code: ViolationCode,
        message: impl Into<String>,
        limit: Option<Number>,
    ) {
        self.0.push(Violation { path: path.into(), code, message: message.into(), limit });
    }

    /// Adds a violation of type.
    pub fn wrong_type(&mut self, path: impl Into<String>, expected: &str, got: &Value) {
        self.add(path, ViolationCode::WrongType, format!("must be {expected}, not {}", type_name(got)));
    }

    /// Adds advice to the last violation.
    pub(crate) fn advise(&mut self, advice: &str) {
        if let Some(last) = self.0.last_mut() {
            last.message.push_str(advice);
        }
    }

    /// True if there is a violation at this path.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.0.iter().any(|violation| violation.path == path)
    }

    /// True if there are no violations.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The violations as a vector.
    pub fn into_violations(self) -> Vec<Violation> {
        self.0
    }
}

/// The key by which a binding names a value that JSON cannot represent: `{"$unsendable": "NaN"}`.
pub(crate) const UNSENDABLE: &str = "$unsendable";

/// The name of a value that JSON cannot represent.
pub(crate) fn unsendable(value: &Value) -> Option<&str> {
    let fields = value.as_object().filter(|fields| fields.len() == 1)?;
    fields.get(UNSENDABLE)?.as_str()
}

/// The type of a number, for messages.
pub(crate) fn number_name(number: &Number) -> &'static str {
    match number {
        number if number.is_f64() => "a fraction",
        number if number.is_i64() => "a number",
        _ => "a number beyond 64 bits",
    }
}

/// The type of a JSON value, for messages.
pub(crate) fn type_name(value: &Value) -> &str {
    if let Some(name) = unsendable(value) {
        return name;
    }
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) => number_name(number),
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
