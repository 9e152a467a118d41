use std::fmt;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use crate::schema::model::{FieldType, Kind};
use crate::schema::secrecy::cut;

/// The icon of an application: its content, or a file that is read when the call is made.
#[derive(Clone, PartialEq, Eq)]
pub enum Image {
    /// Base64 of at most 8 MiB of content. A `data:...;base64,` prefix is removed. An empty string
    /// means no icon.
    Base64(String),
    /// Path of a file of at most 8 MiB.
    File(PathBuf),
}

impl Image {
    /// An icon from the bytes of an image file, at most 8 MiB. An empty slice is rejected when the
    /// call is made.
    pub fn from_bytes(content: impl AsRef<[u8]>) -> Self {
        match content.as_ref() {
            // An empty string alone would mean no icon.
            [] => Self::Base64("data:;base64,".to_owned()),
            content => Self::Base64(STANDARD.encode(content)),
        }
    }

    /// An icon from a file.
    pub fn from_file(path: impl AsRef<Path>) -> Self {
        Self::File(path.as_ref().to_owned())
    }
}

impl FieldType for Image {
    const KIND: Kind = Kind::Image;
}

/// A long string is cut.
impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Base64(text) => f.debug_tuple("Base64").field(&cut(text).unwrap_or_else(|| text.clone())).finish(),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
        }
    }
}

/// No icon.
impl Default for Image {
    fn default() -> Self {
        Self::Base64(String::new())
    }
}

/// The string is base64.
impl From<&str> for Image {
    fn from(base64: &str) -> Self {
        Self::Base64(base64.to_owned())
    }
}

impl From<String> for Image {
    fn from(base64: String) -> Self {
        Self::Base64(base64)
    }
}

impl Serialize for Image {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Base64(text) => serializer.serialize_str(text),
            Self::File(path) => match path.to_str() {
                Some(path) => json!({ "path": path }).serialize(serializer),
                None => Err(S::Error::custom(format!("the path {} is not UTF-8", path.display()))),
            },
        }
    }
}

impl<'de> Deserialize<'de> for Image {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) => Ok(Self::Base64(text)),
            Value::Object(map) if map.len() == 1 => match map.get("path").and_then(Value::as_str) {
                Some(path) => Ok(Self::File(path.into())),
                None => Err(D::Error::custom("expected base64 text or {\"path\": \"icon.png\"}")),
            },
            _ => Err(D::Error::custom("expected base64 text or {\"path\": \"icon.png\"}")),
        }
    }
}
