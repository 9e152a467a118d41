//! Tags of images: seeded ones, and those of a registry.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::timestamp;

/// A tag to seed. Tags of an image with the same digest share one artifact, as in a registry.
///
/// ```
/// use edgegap_emulator::SeedTag;
///
/// let digest = "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
/// let latest = SeedTag::new("latest").digest(digest);
/// let plain: SeedTag = "v1".into();
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "JsonTag")]
pub struct SeedTag {
    pub(crate) tag: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    size_mb: f64,
}

impl SeedTag {
    /// A tag with its own artifact, of 100 MB.
    pub fn new(tag: impl Into<String>) -> SeedTag {
        SeedTag { tag: tag.into(), digest: None, size_mb: 100.0 }
    }

    /// Sets the digest of the artifact, `sha256:...`.
    pub fn digest(mut self, digest: impl Into<String>) -> SeedTag {
        self.digest = Some(digest.into());
        self
    }

    /// Sets the size of the artifact in megabytes.
    pub fn size_mb(mut self, size: f64) -> SeedTag {
        self.size_mb = size;
        self
    }

    /// The tag to store, with the current time as time of the push.
    pub(crate) fn into_tag(self, image: &str) -> Tag {
        let digest = self.digest.unwrap_or_else(|| {
            let hash: String =
                Sha256::digest(format!("{image}:{}", self.tag)).iter().map(|byte| format!("{byte:02x}")).collect();
            format!("sha256:{hash}")
        });
        Tag { tag: self.tag, last_push_at: Some(timestamp::now()), image_hash: digest, size_mb: self.size_mb }
    }
}

impl<T: Into<String>> From<T> for SeedTag {
    fn from(tag: T) -> SeedTag {
        SeedTag::new(tag)
    }
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a tag is a string, or an object with `tag` and optional `digest` and `size_mb`")]
enum JsonTag {
    Name(String),
    Object(TagObject),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TagObject {
    tag: String,
    digest: Option<String>,
    size_mb: Option<f64>,
}

impl From<JsonTag> for SeedTag {
    fn from(json: JsonTag) -> SeedTag {
        match json {
            JsonTag::Name(tag) => SeedTag::new(tag),
            JsonTag::Object(TagObject { tag, digest, size_mb }) => {
                SeedTag { digest, size_mb: size_mb.unwrap_or(100.0), ..SeedTag::new(tag) }
            }
        }
    }
}

/// A tag of an image, seeded or real.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tag {
    pub(crate) tag: String,
    pub(crate) last_push_at: Option<String>,
    pub(crate) image_hash: String,
    pub(crate) size_mb: f64,
}

impl Tag {
    /// The form in which it is stored.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "tag": self.tag,
            "last_push_at": self.last_push_at,
            "image_hash": self.image_hash,
            "size_mb": self.size_mb,
        })
    }

    /// Converts a stored tag.
    pub(crate) fn from_json(json: &Value) -> Option<Tag> {
        Some(Tag {
            tag: json.get("tag")?.as_str()?.to_owned(),
            last_push_at: json.get("last_push_at").and_then(Value::as_str).map(str::to_owned),
            image_hash: json.get("image_hash")?.as_str()?.to_owned(),
            size_mb: json.get("size_mb")?.as_f64()?,
        })
    }

    /// The artifact as responses show it, with these remaining tags.
    pub(crate) fn artifact(&self, remaining: &[&str]) -> Value {
        json!({
            "artifact_deleted": remaining.is_empty(),
            "remaining_tags": remaining,
            "image_hash": self.image_hash,
            "size_mb": self.size_mb,
        })
    }
}

/// True if the name of a tag is valid.
pub(crate) fn is_tag_name(name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (1..=128).contains(&name.len()) && name.starts_with(word) && name.chars().all(|c| word(c) || c == '.' || c == '-')
}

/// True if the name of an image is valid.
pub(crate) fn is_image_name(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let part = |part: &str| {
        part.starts_with(letter)
            && part.ends_with(letter)
            && part.chars().all(|c| letter(c) || matches!(c, '.' | '_' | '-'))
    };
    name.len() <= 255 && name.split('/').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_validated_as_in_registries() {
        assert!(is_image_name("a") && is_image_name("my-game") && is_image_name("a/b.c/d_e"));
        for name in ["", "A", "a/", "/a", "a//b", "..", "a/../b", "a b", "a?b", "-a"] {
            assert!(!is_image_name(name), "{name}");
        }
        assert!(
            is_tag_name("v1.0_x-Y")
                && !is_tag_name("")
                && !is_tag_name("..")
                && !is_tag_name("a/b")
                && !is_tag_name(&"a".repeat(129))
        );
    }

    #[test]
    fn seeds_are_parsed_in_both_forms() {
        let tags: Vec<SeedTag> = serde_json::from_str(r#"["v1", {"tag": "v2", "size_mb": 2.5}]"#).unwrap();
        let pushed: Vec<Tag> = tags.into_iter().map(|tag| tag.into_tag("game")).collect();
        assert_eq!((pushed[0].size_mb, pushed[1].size_mb), (100.0, 2.5));
        assert_ne!(pushed[0].image_hash, pushed[1].image_hash);
        assert_eq!(Tag::from_json(&pushed[0].to_json()), Some(pushed[0].clone()));
        assert!(serde_json::from_str::<SeedTag>(r#"{"tag": "v1", "sizes": 1}"#).is_err());
    }
}
