//! What is wrong with an argument: where, which rule, and what to do, in the same words for every language.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

/// One thing that is wrong with the arguments of a call. All of them are reported at once, before anything is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Violation {
    /// Where: `app`, `limit`, `ports[0].name`. Members of the body have no prefix; empty means the body as a whole.
    pub path: String,
    /// Which kind of rule.
    pub code: ViolationCode,
    /// What is wrong and what to do, without the value of a secret.
    pub message: String,
    /// The bound that was broken, where there is one.
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

/// The kinds of rule that an argument can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ViolationCode {
    /// A member that the call does not take.
    Unknown,
    /// A required member is missing.
    Missing,
    /// The value has another type than the member.
    WrongType,
    /// A number outside its bounds.
    OutOfRange,
    /// Too few characters or items.
    TooShort,
    /// Too many characters or items.
    TooLong,
    /// Text of the wrong form.
    Pattern,
    /// A value that the member does not take.
    NotAllowed,
    /// The same thing twice.
    Duplicate,
    /// Two members that contradict each other.
    Conflict,
    /// The placeholder that the service shows instead of a secret.
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

/// Collects violations in the order in which they are found.
#[derive(Debug, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Adds a violation.
    pub fn add(&mut self, path: impl Into<String>, code: ViolationCode, message: impl Into<String>) {
        self.0.push(Violation { path: path.into(), code, message: message.into(), limit: None });
    }

    /// Adds a violation of a bound.
    pub fn add_limit(&mut self, path: impl Into<String>, code: ViolationCode, message: impl Into<String>, limit: i64) {
        self.0.push(Violation { path: path.into(), code, message: message.into(), limit: Some(limit.into()) });
    }

    /// Adds a violation of type.
    pub fn wrong_type(&mut self, path: impl Into<String>, expected: &str, got: &Value) {
        let hint = if got.is_null() { "; leave the member out to keep it unset" } else { "" };
        self.add(path, ViolationCode::WrongType, format!("must be {expected}, not {}{hint}", type_name(got)));
    }

    /// Whether something was found at this path.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.0.iter().any(|violation| violation.path == path)
    }

    /// Whether nothing was found so far.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was found.
    pub fn into_violations(self) -> Vec<Violation> {
        self.0
    }
}

/// What a binding puts where a value of its language has no JSON, with its name: `{"$unsendable": "NaN"}`.
pub(crate) const UNSENDABLE: &str = "$unsendable";

/// The name of a value that has no JSON.
pub(crate) fn unsendable(value: &Value) -> Option<&str> {
    let members = value.as_object().filter(|members| members.len() == 1)?;
    members.get(UNSENDABLE)?.as_str()
}

/// A number as people say it.
pub(crate) fn number_name(number: &Number) -> &'static str {
    match number {
        number if number.is_f64() => "a fraction",
        number if number.is_i64() => "a number",
        _ => "a number beyond 64 bits",
    }
}

/// A JSON type as people say it.
pub(crate) fn type_name(value: &Value) -> &str {
    if let Some(name) = unsendable(value) {
        return name;
    }
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) => number_name(number),
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
