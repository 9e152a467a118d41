//! Tags that are seeded instead of read from a registry.

use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::stamp;

/// A tag to seed. Tags of one image with the same digest are one artifact, as in a registry.
///
/// ```
/// use edgegap_emulator::SeedTag;
///
/// let latest = SeedTag::new("latest").digest("sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae");
/// let plain: SeedTag = "v1".into();
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Written")]
pub struct SeedTag {
    pub(crate) tag: String,
    digest: Option<String>,
    size_mb: f64,
}

impl SeedTag {
    /// A tag of an artifact of its own.
    pub fn new(tag: impl Into<String>) -> SeedTag {
        SeedTag { tag: tag.into(), digest: None, size_mb: 100.0 }
    }

    /// The artifact that it points to, `sha256:...`.
    pub fn digest(mut self, digest: impl Into<String>) -> SeedTag {
        self.digest = Some(digest.into());
        self
    }

    /// The size of the artifact.
    pub fn size_mb(mut self, size: f64) -> SeedTag {
        self.size_mb = size;
        self
    }

    /// What is kept of it: as if it had just been pushed.
    pub(crate) fn pushed(self, image: &str) -> Pushed {
        let digest = self.digest.unwrap_or_else(|| {
            let hash: String =
                Sha256::digest(format!("{image}:{}", self.tag)).iter().map(|byte| format!("{byte:02x}")).collect();
            format!("sha256:{hash}")
        });
        Pushed { tag: self.tag, last_push_at: Some(stamp::now()), image_hash: digest, size_mb: self.size_mb }
    }
}

impl<T: Into<String>> From<T> for SeedTag {
    fn from(tag: T) -> SeedTag {
        SeedTag::new(tag)
    }
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a tag is text, or an object with `tag` and perhaps `digest` and `size_mb`")]
enum Written {
    Name(String),
    Whole(Whole),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    tag: String,
    digest: Option<String>,
    size_mb: Option<f64>,
}

impl From<Written> for SeedTag {
    fn from(written: Written) -> SeedTag {
        match written {
            Written::Name(tag) => SeedTag::new(tag),
            Written::Whole(Whole { tag, digest, size_mb }) => {
                SeedTag { digest, size_mb: size_mb.unwrap_or(100.0), ..SeedTag::new(tag) }
            }
        }
    }
}

/// A tag of an image, seeded or real.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pushed {
    pub(crate) tag: String,
    pub(crate) last_push_at: Option<String>,
    pub(crate) image_hash: String,
    pub(crate) size_mb: f64,
}

impl Pushed {
    /// What the store keeps.
    pub(crate) fn kept(&self) -> Value {
        json!({"tag": self.tag, "last_push_at": self.last_push_at, "image_hash": self.image_hash, "size_mb": self.size_mb})
    }

    /// Read from the store.
    pub(crate) fn read(kept: &Value) -> Option<Pushed> {
        Some(Pushed {
            tag: kept.get("tag")?.as_str()?.to_owned(),
            last_push_at: kept.get("last_push_at").and_then(Value::as_str).map(str::to_owned),
            image_hash: kept.get("image_hash")?.as_str()?.to_owned(),
            size_mb: kept.get("size_mb")?.as_f64()?,
        })
    }

    /// The artifact as answers show it, once these tags are all that it has.
    pub(crate) fn artifact(&self, remaining: &[&str]) -> Value {
        json!({
            "artifact_deleted": remaining.is_empty(),
            "remaining_tags": remaining,
            "image_hash": self.image_hash,
            "size_mb": self.size_mb,
        })
    }
}

/// Whether a registry could hold a tag of this name.
pub(crate) fn is_tag(name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (1..=128).contains(&name.len()) && name.starts_with(word) && name.chars().all(|c| word(c) || c == '.' || c == '-')
}

/// Whether a registry could hold an image of this name.
pub(crate) fn is_image(name: &str) -> bool {
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
    fn names_are_those_of_registries() {
        assert!(is_image("a") && is_image("my-game") && is_image("a/b.c/d_e"));
        for name in ["", "A", "a/", "/a", "a//b", "..", "a/../b", "a b", "a?b", "-a"] {
            assert!(!is_image(name), "{name}");
        }
        assert!(is_tag("v1.0_x-Y") && !is_tag("") && !is_tag("..") && !is_tag("a/b") && !is_tag(&"a".repeat(129)));
    }

    #[test]
    fn seeds_are_read_in_both_forms() {
        let tags: Vec<SeedTag> = serde_json::from_str(r#"["v1", {"tag": "v2", "size_mb": 2.5}]"#).unwrap();
        let pushed: Vec<Pushed> = tags.into_iter().map(|tag| tag.pushed("game")).collect();
        assert_eq!((pushed[0].size_mb, pushed[1].size_mb), (100.0, 2.5));
        assert_ne!(pushed[0].image_hash, pushed[1].image_hash);
        assert_eq!(Pushed::read(&pushed[0].kept()), Some(pushed[0].clone()));
        assert!(serde_json::from_str::<SeedTag>(r#"{"tag": "v1", "sizes": 1}"#).is_err());
    }
}
