//! The rules for names and tags of images, by the OCI grammar.

use serde_json::Value;

use crate::rules::stray::stray;
use crate::rules::unfilled::{missing_word, unfilled};
use crate::schema::model::Check;
use crate::violation::ViolationCode;

/// Maximum length of a tag and of a name.
const MAX_TAG: usize = 128;
const MAX_NAME: usize = 255;

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

pub(crate) static IMAGE_NAME: Check = Check {
    name: "image_name",
    doc: "",
    run: |value, path, violations| {
        if let Err(message) = name(text(value), Place::Version) {
            violations.add(path, ViolationCode::Pattern, message);
        }
    },
};

pub(crate) static IMAGE_TAG: Check = Check {
    name: "image_tag",
    doc: "At most 128 letters, digits and `_ . -`; it does not begin with `.` or `-`.",
    run: |value, path, violations| {
        if let Err(message) = tag(text(value), Place::Version) {
            violations.add(path, ViolationCode::Pattern, message);
        }
    },
};

/// A tag that exists, whatever its name.
pub(crate) static EXISTING_TAG: Check = Check {
    name: IMAGE_TAG.name,
    doc: IMAGE_TAG.doc,
    run: |value, path, violations| {
        if let Err(message) = tag(text(value), Place::Path) {
            violations.add(path, ViolationCode::Pattern, message);
        }
    },
};

/// Where the name of an image is used, on which the advice depends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a version, with a registry and a tag.
    Version,
    /// In an operation of the registry, where the image or tag exists.
    Path,
}

/// The mistake in the name of an image in a path.
pub(crate) fn image_in_path(text: &str) -> Option<String> {
    name(text, Place::Path).err()
}

/// The mistake in a tag in a path.
pub(crate) fn tag_in_path(text: &str) -> Option<String> {
    tag(text, Place::Path).err()
}

/// The mistake in the characters of a name or tag, whatever its grammar.
fn word_mistake(text: &str, place: Place) -> Option<&'static str> {
    let missing = || if place == Place::Version { missing_word(text) } else { None };
    stray(text).or_else(|| unfilled(text)).or_else(missing)
}

fn name(text: &str, place: Place) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    let in_version = place == Place::Version;
    if let Some(message) = word_mistake(text, place) {
        return Err(message.to_owned());
    }
    // The name without scheme, login, host, tag and digest.
    let (scheme, rest) = text.split_once("://").map_or(("", text), |(scheme, rest)| (scheme, rest));
    let (host, bare) = match rest.split_once('/') {
        // The part before `@` may be a password.
        Some((host, bare)) if !scheme.is_empty() || is_registry(host) || host.contains('@') => (host, bare),
        None if !scheme.is_empty() => (rest, ""),
        _ => ("", rest),
    };
    let bare = bare.split([':', '@']).next().unwrap_or(bare).to_lowercase();
    let write =
        if bare.split('/').all(is_component) { format!("use `{bare}`") } else { "use only the name".to_owned() };
    if !scheme.is_empty() {
        let host = if in_version { "put the registry's host into `docker_repository`, and " } else { "" };
        return Err(format!("must be the name of an image, not a URL: {host}{write}"));
    }
    if !host.is_empty() {
        let host = if in_version { "put it into `docker_repository`, and " } else { "" };
        return Err(format!("starts with the host of a registry: {host}{write}"));
    }
    if text.contains('@') {
        let digest = if in_version { "put a tag into `docker_tag`, and " } else { "" };
        return Err(format!("must be the name of an image without a digest: {digest}{write}"));
    }
    if text.contains(':') {
        let tag = if in_version { "put the part after `:` into `docker_tag`, and " } else { "" };
        return Err(format!("must be the name of an image without a tag or digest: {tag}{write}"));
    }
    if let Some((project, name)) = bare.split_once("%2f").filter(|_| text.contains('%')) {
        return Err(format!("may not be percent-encoded: use `{project}/{name}`"));
    }
    if text.chars().any(char::is_uppercase) {
        return Err(format!("must be lower case: {write}"));
    }
    if text.starts_with('/') || text.ends_with('/') {
        return Err(format!("may not begin or end with `/`: use `{}`", text.trim_matches('/')));
    }
    if text.len() > MAX_NAME {
        return Err(format!("may have at most {MAX_NAME} characters, has {}", text.len()));
    }
    if text.split('/').all(is_component) {
        return Ok(());
    }
    Err("must have parts of lower-case letters and digits, separated by `.`, `_`, `__` or `-`, and joined by `/`, \
         for example `me/my-game`"
        .to_owned())
}

/// True for letters and digits, separated by one dot, one or two underscores or any number of
/// dashes.
pub(crate) fn is_component(part: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = part.as_bytes();
    let ends = bytes.first().copied().is_some_and(is_plain) && bytes.last().copied().is_some_and(is_plain);
    let separators = part.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit()).filter(|part| !part.is_empty());
    ends && separators.into_iter().all(|part| matches!(part, "." | "_" | "__") || part.bytes().all(|byte| byte == b'-'))
}

/// True if the first part of a name is the host of a registry. One dot is not enough, because
/// groups of some registries have one.
fn is_registry(part: &str) -> bool {
    const KNOWN: [&str; 17] = [
        "docker.io",
        "docker.com",
        "ghcr.io",
        "gcr.io",
        "quay.io",
        "pkg.dev",
        "azurecr.io",
        "amazonaws.com",
        "edgegap.com",
        "gitlab.com",
        "digitalocean.com",
        "mcr.microsoft.com",
        "public.ecr.aws",
        "nvcr.io",
        "ocir.io",
        "lscr.io",
        "cr.yandex",
    ];
    let part = part.to_ascii_lowercase();
    let host = part.split(':').next().unwrap_or_default();
    let has_port = part
        .split_once(':')
        .is_some_and(|(_, port)| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    let is_domain = host.split('.').count() > 2 && host.split('.').all(|label| !label.is_empty());
    has_port
        || host == "localhost"
        || part.starts_with('[')
        || is_domain
        || ["registry.", "docker.", "harbor."].iter().any(|start| host.starts_with(start))
        || KNOWN.iter().any(|known| host == *known || host.ends_with(&format!(".{known}")))
}

fn tag(text: &str, place: Place) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    if let Some(message) = word_mistake(text, place) {
        return Err(message.to_owned());
    }
    let is_digest = text.trim_start_matches('@').split_once(':').is_some_and(|(algorithm, hash)| {
        matches!(algorithm, "sha256" | "sha384" | "sha512")
            && hash.len() >= 32
            && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    if is_digest || text.contains("@sha") || text.starts_with("sha256:") {
        return Err("is a digest, which the service does not accept: use a tag, such as `b42`".to_owned());
    }
    if let Some((_, tag)) = text.rsplit_once(':') {
        return Err(match is_tag(tag) {
            true => format!("must be a tag without the image and `:`: use `{tag}`"),
            false => "must be a tag without the image and `:`".to_owned(),
        });
    }
    if text.len() > MAX_TAG {
        return Err(format!("may have at most {MAX_TAG} characters, has {}", text.chars().count()));
    }
    if is_tag(text) {
        return Ok(());
    }
    Err("must have only letters, digits and `_ . -`, and start with a letter, a digit or `_`, for example `b42`"
        .to_owned())
}

fn is_tag(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.len() <= MAX_TAG
        && text.bytes().next().is_some_and(is_word)
        && text.bytes().all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_those_of_a_registry() {
        for text in ["b42", "latest", "1.0.0", "_x", "V1.0-rc.1_2", &"a".repeat(128)] {
            assert_eq!((tag(text, Place::Version), tag(text, Place::Path)), (Ok(()), Ok(())), "{text}");
        }
        for (text, part) in [
            ("b43\n", "ends with a line break"),
            ("b 1", "letters, digits"),
            ("b'b43'", "decode"),
            ("'b43'", "quotation marks"),
            ("$TAG", "variable"),
            ("%TAG%", "variable"),
            ("$(git rev-parse HEAD)", "variable"),
            ("None", "missing value"),
            ("undefined", "missing value"),
            (":b43", "use `b43`"),
            ("me/g:b43", "use `b43`"),
            ("sha256:0123", "is a digest"),
            (" b43", "white space"),
            ("-b", "start with a letter"),
            ("b/43", "letters, digits"),
            ("b43\u{200b}", "invisible"),
            ("b\t43", "control characters"),
            ("1.0.0+build", "letters, digits"),
            (&"a".repeat(129), "128"),
            ("\u{e9}", "letters, digits"),
            ("b43\r\n", "line break"),
        ] {
            let tag = |text| tag(text, Place::Version);
            assert!(tag(text).is_err_and(|message| message.contains(part)), "{text}: {:?}", tag(text));
        }
    }

    #[test]
    fn names_are_those_of_a_registry() {
        for text in ["g", "me/g", "a/b/c", "a.b/c__d", "a--b", "my.group/game", "1/2", "nullspace/g", "none/g"] {
            assert_eq!((name(text, Place::Version), name(text, Place::Path)), (Ok(()), Ok(())), "{text}");
        }
        for (text, part) in [
            ("me/g\n", "line break"),
            ("Me/G", "use `me/g`"),
            ("g:1", "docker_tag`, and use `g`"),
            ("docker.io/me/g", "use `me/g`"),
            ("registry.edgegap.com/me/g:b1", "use `me/g`"),
            ("localhost:5000/g", "use `g`"),
            ("/g", "use `g`"),
            ("a//b", "joined by"),
            ("a..b", "joined by"),
            ("-a", "joined by"),
            ("https://docker.io/g", "not a URL"),
            ("g@sha256:1", "without a digest"),
            ("a b", "joined by"),
            (&"a".repeat(256), "255"),
            ("myacc.azurecr.io/g", "use `g`"),
            ("images.my-studio.eu/me/g", "use `me/g`"),
            ("10.0.0.1/g", "use `g`"),
            ("[::1]:5000/g", "use `g`"),
            ("me%2Fg", "use `me/g`"),
            ("'me/g'", "quotation marks"),
            ("$IMAGE", "variable"),
            ("null", "missing value"),
            ("null/g", "has a part"),
            ("None/g", "has a part"),
            ("$USER/g", "variable"),
            ("Me/My Game", "use only the name"),
        ] {
            let message = name(text, Place::Version).unwrap_err();
            assert!(message.contains(part), "{text}: {message}");
            let message = name(text, Place::Path).err().unwrap_or_default();
            assert!(!message.contains("docker_"), "{text}: {message}");
        }
    }

    #[test]
    fn what_exists_may_have_the_name_of_a_missing_value() {
        for text in ["null", "undefined"] {
            assert_eq!((image_in_path(text), tag_in_path(text)), (None, None), "{text}");
        }
        assert_eq!((tag_in_path("None"), image_in_path("null/g")), (None, None));
    }

    #[test]
    fn a_name_in_a_path_is_told_what_to_write() {
        for (text, part) in [
            ("docker.io/me/img", "use `me/img`"),
            ("img:b43", "use `img`"),
            ("registry.edgegap.com/me/g:b1", "use `me/g`"),
            ("https://u:canary@docker.io/Me/G", "use `me/g`"),
            ("img@sha256:1", "use `img`"),
            ("img ", "white space"),
            ("img:b 43", "use `img`"),
            ("https://canary:x", "use only the name"),
            ("u:canary:@docker.io/me/g", "use `me/g`"),
            ("a b:1", "use only the name"),
        ] {
            let message = name(text, Place::Path).unwrap_err();
            assert!(message.contains(part) && !message.contains("canary:"), "{text}: {message}");
        }
    }
}
