//! Converts the icon of an application from every accepted form into the base64 that is sent.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;

use base64::Engine;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use serde_json::Value;

use crate::violation::{ViolationCode, Violations};

/// Maximum size of an icon in bytes.
const MAX_SIZE: u64 = 8 * 1024 * 1024;
/// Shorter strings may be paths, because no image is so short.
const MAX_PATH: usize = 64;

const EXPECTED: &str = "base64 or {\"path\": \"icon.png\"}";

/// Many encoders omit the padding.
static LENIENT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Validates an icon and converts it into the form that is sent.
pub(crate) fn validate(value: &mut Value, path: &str, violations: &mut Violations) {
    let found = match value {
        // No icon.
        Value::String(text) if text.is_empty() => return,
        Value::String(text) => from_text(text),
        Value::Object(map) => match (map.len(), map.get("path")) {
            (1, Some(Value::String(file))) => from_file(file),
            _ => return violations.wrong_type(path, EXPECTED, value),
        },
        other => return violations.wrong_type(path, EXPECTED, other),
    };
    match found {
        Ok(base64) => *value = Value::String(base64),
        Err(Wrong::Large(message)) => violations.add_limit(path, ViolationCode::TooLong, message, MAX_SIZE as i64),
        Err(Wrong::Form(message)) => violations.add(path, ViolationCode::Pattern, message),
        Err(Wrong::Content(message)) => violations.add(path, ViolationCode::NotAllowed, message),
    }
}

/// The mistake in an icon.
#[derive(Debug)]
enum Wrong {
    Large(String),
    Form(String),
    Content(String),
}

/// Base64 or a `data:` URL. Some tools wrap lines or use the URL alphabet.
fn from_text(text: &str) -> Result<String, Wrong> {
    let mut base64 = Cow::Borrowed(content_of(text)?);
    if base64.contains(|c: char| c.is_ascii_whitespace()) {
        base64 = base64.split_ascii_whitespace().collect::<String>().into();
    }
    if base64.contains(['-', '_']) {
        base64 = base64.replace('-', "+").replace('_', "/").into();
    }
    check_size(size_of_content(&base64)).map_err(Wrong::Large)?;
    let decoded = LENIENT.decode(&*base64).map_err(|_| no_base64(text))?;
    if looks_like_path(text, &decoded) {
        return Err(no_base64(text));
    }
    if let Some(what) = content_mistake(&decoded) {
        return Err(Wrong::Content(what.to_owned()));
    }
    Ok(if base64.len() % 4 == 0 { base64.into_owned() } else { STANDARD.encode(decoded) })
}

/// The content of a `data:` URL, or the whole string.
fn content_of(text: &str) -> Result<&str, Wrong> {
    let text = text.trim_ascii_start();
    if !text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:")) {
        return Ok(text);
    }
    let (head, content) = text.split_once(',').unwrap_or((text, ""));
    match head.rsplit_once(';') {
        Some((_, coding)) if coding.trim().eq_ignore_ascii_case("base64") => Ok(content),
        _ => {
            Err(Wrong::Form("is a `data:` URL without `;base64,`: encode the bytes of the image as base64".to_owned()))
        }
    }
}

fn no_base64(text: &str) -> Wrong {
    let is_short = text.len() < MAX_PATH && !text.contains(['\n', '=']);
    Wrong::Form(match is_short && (text.contains(['/', '\\', '.']) || !text.contains(' ')) {
        true => "must be base64, but looks like the path of a file: use {\"path\": \"icon.png\"} to read the file"
            .to_owned(),
        false => "must be base64: encode the bytes of the image, or use {\"path\": \"icon.png\"}".to_owned(),
    })
}

/// True if base64 is more likely a path: `icon`, `images/a`.
fn looks_like_path(text: &str, decoded: &[u8]) -> bool {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    text.len() < MAX_PATH
        && !is_image(decoded)
        && (text.contains('/') && !text.contains([':', '=']) || text.bytes().all(is_word))
}

/// PNG, JPEG, GIF, RIFF (WebP), BMP, ICO, and the start of SVG.
fn is_image(content: &[u8]) -> bool {
    let starts: [&[u8]; 7] = [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"\0\0\x01\0", b"<"];
    starts.iter().any(|start| content.starts_with(start))
}

/// The mistake in content that cannot be an image.
fn content_mistake(content: &[u8]) -> Option<&'static str> {
    let start = String::from_utf8_lossy(content.get(..64).unwrap_or(content)).trim_ascii_start().to_ascii_lowercase();
    if content.is_empty() {
        return Some("is empty: check the program that wrote it, or use an empty string for no icon");
    }
    if start.starts_with("version https://git-lfs") {
        return Some("is a Git LFS pointer, not the image: run `git lfs pull`");
    }
    (start.starts_with("<!doctype html") || start.starts_with("<html")).then_some("is an HTML page, not an image")
}

/// Number of bytes that base64 decodes to.
fn size_of_content(base64: &str) -> u64 {
    base64.trim_end_matches('=').len() as u64 * 3 / 4
}

fn check_size(size: u64) -> Result<(), String> {
    if size > MAX_SIZE {
        return Err(format!("may have at most {MAX_SIZE} bytes, has {size}"));
    }
    Ok(())
}

/// Only regular files up to the maximum size: a device or a pipe could block the call.
fn from_file(file: &str) -> Result<String, Wrong> {
    let unread = |reason: &str| Wrong::Content(format!("cannot be read from `{file}`: {reason}"));
    let metadata = std::fs::metadata(file).map_err(|error| unread(&error.to_string()))?;
    if !metadata.is_file() {
        return Err(unread("it is not a regular file"));
    }
    let named = |message: String| Wrong::Large(format!("{message}: `{file}`"));
    check_size(metadata.len()).map_err(named)?;
    let mut content = Vec::new();
    let read = File::open(file).and_then(|file| file.take(MAX_SIZE + 1).read_to_end(&mut content));
    read.map_err(|error| unread(&error.to_string()))?;
    check_size(content.len() as u64).map_err(named)?;
    match content_mistake(&content) {
        Some(what) => Err(Wrong::Content(format!("cannot be used: `{file}` {what}"))),
        None => Ok(STANDARD.encode(content)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What is sent, or the code and message.
    fn converted(value: Value) -> Result<Value, String> {
        let mut value = value;
        let mut violations = Violations::default();
        validate(&mut value, "image", &mut violations);
        match violations.into_violations().pop() {
            Some(violation) => Err(format!("{:?} {}", violation.code, violation.message)),
            None => Ok(value),
        }
    }

    fn refused(value: Value, parts: &[&str]) {
        let message = converted(value.clone()).unwrap_err();
        assert!(parts.iter().all(|part| message.contains(part)), "{value}: {message}");
    }

    #[test]
    fn every_form_of_base64_is_sent_in_one() {
        for (given, sent) in [
            ("", ""),
            ("aWNvbg==", "aWNvbg=="),
            ("aWNv\r\nbg==\n", "aWNvbg=="),
            ("data:image/png;base64,aWNvbg==", "aWNvbg=="),
            ("DATA:image/png;charset=x;BASE64,aWNvbg==", "aWNvbg=="),
            (" data:;base64, aWNvbg==", "aWNvbg=="),
            ("aWNvbg", "aWNvbg=="),
            ("_-8B", "/+8B"),
            ("_-8B_w", "/+8B/w=="),
            ("data:;base64,/+8B", "/+8B"),
            ("AQID", "AQID"),
            ("iVBORw0KGgo/", "iVBORw0KGgo/"),
        ] {
            assert_eq!(converted(given.into()), Ok(sent.into()), "{given}");
        }
    }

    #[test]
    fn a_path_is_no_content() {
        for text in
            ["icon", "images/a", "icon.png", "./icon.png", "C:\\icon.png", "art/icon-1", "https://example.com/icon.png"]
        {
            refused(text.into(), &["Pattern", "path of a file", "{\"path\": \"icon.png\"}"]);
        }
        refused("not base64!".into(), &["Pattern", "encode the bytes"]);
        refused("data:image/svg+xml,<svg/>".into(), &["Pattern", "without `;base64,`"]);
        refused("data:".into(), &["Pattern", "without `;base64,`"]);
    }

    #[test]
    fn what_is_no_image_is_named() {
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
        refused(STANDARD.encode(pointer).into(), &["NotAllowed", "git lfs pull"]);
        refused("data:;base64,".into(), &["NotAllowed", "is empty"]);
        refused(STANDARD.encode("\n<!DOCTYPE html><html>").into(), &["NotAllowed", "HTML page"]);
        refused("A".repeat(MAX_SIZE as usize / 3 * 4 + 4).into(), &["TooLong", "8388608 bytes, has 8388609"]);
        assert!(converted(STANDARD.encode("<svg xmlns='http://www.w3.org/2000/svg'/>").into()).is_ok());
        for value in [json!(1), json!({}), json!({"path": 1}), json!({"path": "a", "b": 1}), Value::Null] {
            refused(value, &["WrongType", "must be base64 or"]);
        }
    }

    #[test]
    fn the_bound_is_about_the_content() {
        for bytes in 0..10 {
            assert_eq!(size_of_content(&STANDARD.encode(vec![0; bytes])), bytes as u64);
        }
        assert!(check_size(MAX_SIZE).is_ok() && check_size(MAX_SIZE + 1).is_err());
    }

    #[test]
    fn files_are_read_with_the_same_bounds() {
        let folder = std::env::temp_dir().join(format!("edgegap-icon-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = |name: &str, content: &[u8]| {
            let path = folder.join(name);
            std::fs::write(&path, content).unwrap();
            json!({"path": path.to_str().unwrap()})
        };
        assert_eq!(converted(file("a.png", b"icon")), Ok("aWNvbg==".into()));
        refused(file("empty.png", b""), &["NotAllowed", "empty.png` is empty"]);
        refused(file("lfs.png", b"version https://git-lfs.github.com/spec/v1\n"), &["NotAllowed", "git lfs pull"]);
        refused(file("large.png", &vec![1; MAX_SIZE as usize + 1]), &["TooLong", "has 8388609: `", "large.png"]);
        refused(json!({"path": folder.to_str().unwrap()}), &["NotAllowed", "not a regular file"]);
        refused(json!({"path": folder.join("none.png").to_str().unwrap()}), &["NotAllowed", "cannot be read from"]);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
