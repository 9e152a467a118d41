//! The parts of a field's description: its presence, its secrecy, the values that it may have, and
//! the named rules that check it.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::violation::Violations;

/// The kind of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    /// The body of a create, or any body that is sent whole.
    Create,
    /// The body of a PATCH.
    Update,
}

/// Presence of a field in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Not a field of this body.
    Absent,
    /// Required.
    Required,
    /// Optional.
    Optional,
    /// Optional, and may be null.
    Nullable,
}

impl Presence {
    /// True if the body does not have the field.
    pub fn is_absent(&self) -> bool {
        *self == Self::Absent
    }
}

/// Presence of a field in a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyPresence {
    /// Never returned.
    Absent,
    /// May be missing or null.
    Optional,
    /// Documented as always present. A timestamp that cannot be read is tolerated.
    Required,
}

impl ReplyPresence {
    /// True if a reply does not have the field.
    pub fn is_absent(&self) -> bool {
        *self == Self::Absent
    }
}

/// Secrecy of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Secrecy {
    /// Never a secret.
    Open,
    /// Always a secret.
    Secret,
    /// A secret if the boolean field with this name, in the same object, is true.
    When(&'static str),
}

impl Secrecy {
    /// True if the value is never a secret.
    pub fn is_open(&self) -> bool {
        *self == Self::Open
    }
}

/// The values of an enum.
#[derive(Debug, Serialize)]
pub struct Enum {
    /// Name of the type, `Protocol`.
    pub name: &'static str,
    /// Documentation.
    #[serde(serialize_with = "crate::schema::serialize::doc")]
    pub doc: &'static str,
    /// Each value with its documentation.
    #[serde(serialize_with = "crate::schema::serialize::values")]
    pub values: &'static [(&'static str, &'static str)],
    /// Aliases that the service accepts, each with its value.
    #[serde(skip)]
    pub aliases: &'static [(&'static str, &'static str)],
    /// True if an unlisted value may be sent. Replies may always have one.
    pub open: bool,
}

impl Enum {
    /// The known value of a string, or of an alias. Case, other separators and surrounding white
    /// space do not matter: `On-Failure` is `on_failure`.
    pub(crate) fn value(&self, text: &str) -> Option<&'static str> {
        let text = text.trim();
        if text.contains(char::is_whitespace) {
            return None;
        }
        let values = self.values.iter().map(|(value, _)| (*value, *value));
        values.chain(self.aliases.iter().copied()).find(|(known, _)| is_same(known, text)).map(|(_, value)| value)
    }
}

/// True if both have the same letters and digits.
fn is_same(known: &str, text: &str) -> bool {
    let counts = |c: &char| c.is_alphanumeric();
    let mut letters = text.chars().filter(counts).map(|c| c.to_ascii_lowercase());
    known.chars().filter(counts).map(|c| c.to_ascii_lowercase()).all(|c| letters.next() == Some(c))
        && letters.next().is_none()
}

/// Inclusive bounds of a number, of the length of a string in characters, or of the number of
/// items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Bounds {
    /// Minimum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// Maximum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
}

/// A named rule for the value of one field.
#[derive(Serialize)]
pub struct Check {
    /// Name, such as `image_tag`.
    pub name: &'static str,
    /// Documentation, as a sentence.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub doc: &'static str,
    /// Adds violations for the value at this path.
    #[serde(skip)]
    pub run: fn(&Value, &str, &mut Violations),
}

/// A named rule between the fields of one object.
#[derive(Serialize)]
pub struct Rule {
    /// Name, such as `memory_per_cpu`.
    pub name: &'static str,
    /// Documentation, as a sentence.
    #[serde(serialize_with = "crate::schema::serialize::doc")]
    pub doc: &'static str,
    /// The fields that it checks. A body with none of them cannot violate it.
    pub fields: &'static [&'static str],
    /// Adds violations. The path is that of the object with a trailing dot, or empty.
    #[serde(skip)]
    pub run: fn(&Map<String, Value>, &str, &mut Violations),
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
