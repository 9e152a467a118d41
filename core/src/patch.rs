//! A field of an update that can also be set to null.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field of an update: not sent, null, or a value.
///
/// ```
/// use edgegap_sdk::{Patch, VersionUpdate};
/// let reset = VersionUpdate { max_duration: Patch::Null, ..Default::default() };
/// let change = VersionUpdate { max_duration: 60.into(), ..Default::default() };
/// # assert_ne!(reset, change);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Patch<T> {
    /// Not sent: the service keeps its value.
    #[default]
    Unset,
    /// Sent as null: the service restores its default.
    Null,
    /// Sent with this value.
    Set(T),
}

impl<T> Patch<T> {
    /// True if the field is not sent.
    pub fn is_unset(&self) -> bool {
        matches!(self, Self::Unset)
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl From<&str> for Patch<String> {
    fn from(text: &str) -> Self {
        Self::Set(text.to_owned())
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Set(value) => value.serialize(serializer),
            Self::Unset | Self::Null => serializer.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(|value| value.map_or(Self::Null, Self::Set))
    }
}
