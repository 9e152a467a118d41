//! The sources of inputs: the calls and responses of the vectors, and strings and numbers that
//! often cause errors.

use std::path::Path;

use serde_json::{Map, Value, json};

/// A call of a vector, and its scripted responses.
#[derive(Clone, Debug)]
pub struct Seed {
    /// Id of the operation.
    pub operation: String,
    /// Arguments: path, query, body and cursor.
    pub arguments: Value,
    /// Options of the call.
    pub options: Value,
    /// Responses, `{status, headers, body}` with the body as Latin-1.
    pub replies: Vec<Value>,
}

/// Loads the vectors.
///
/// # Panics
/// Panics if they cannot be read.
pub fn read() -> Vec<Seed> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors");
    let mut files: Vec<_> =
        folder.read_dir().expect("the vectors").map(|entry| entry.expect("a vector").path()).collect();
    files.sort();
    let mut seeds = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "json")) {
        let text = std::fs::read_to_string(file).expect("a vector");
        let Ok(Value::Array(vectors)) = serde_json::from_str(&text) else { continue };
        for vector in vectors {
            let operation = vector["operation"].as_str().unwrap_or_default().to_owned();
            if edgegap_sdk::operation::Operation::find(&operation).is_none() {
                continue;
            }
            let arguments = or_empty(&vector["arguments"]);
            let exchanges = vector["exchanges"].as_array().into_iter().flatten();
            let replies = exchanges.filter_map(|exchange| reply(&exchange["reply"])).collect();
            seeds.push(Seed { operation, arguments, options: or_empty(&vector["options"]), replies });
        }
    }
    assert!(seeds.len() > 500, "only {} vectors", seeds.len());
    seeds
}

fn or_empty(value: &Value) -> Value {
    if value.is_null() { json!({}) } else { value.clone() }
}

fn reply(reply: &Value) -> Option<Value> {
    let body = match (reply.get("json"), reply.get("text")) {
        (Some(json), _) => json.to_string(),
        (None, Some(text)) => text.as_str()?.to_owned(),
        (None, None) => String::new(),
    };
    let headers: Map<String, Value> = reply["headers"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, value)| value.is_string())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Some(json!({"status": reply["status"].as_u64()?, "headers": headers, "body": latin1(body.as_bytes())}))
}

/// Converts bytes to a string with one character each.
pub fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// Converts such a string to bytes. A character beyond Latin-1 is encoded as UTF-8.
pub fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        match u8::try_from(u32::from(character)) {
            Ok(byte) => bytes.push(byte),
            Err(_) => bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    bytes
}

/// Strings with a special meaning.
pub const STRINGS: &[&str] = &[
    "",
    " ",
    ".",
    "..",
    "../",
    "/",
    "//",
    "a/b",
    "%2e%2e",
    "%2F",
    "%",
    "%00",
    "?",
    "#",
    "&",
    "=",
    "+",
    ";",
    ":",
    "@",
    "\\",
    "\"",
    "'",
    "`",
    "\0",
    "\r\n",
    "\n",
    "\t",
    "\u{7f}",
    "\u{85}",
    "\u{202e}",
    "\u{feff}",
    "\u{fffd}",
    "\u{10ffff}",
    "ü",
    "\u{1f3ae}",
    "null",
    "true",
    "NaN",
    "-0",
    "1e999",
    "{}",
    "[]",
    "data:",
    "data:image/png;base64,",
    "aWNvbg==",
    "=====",
    "https://",
    "http://a",
    "docker.io",
    "UDP",
    "TCP/UDP",
    "always",
    "File",
    "Folder",
    "/etc",
    "/a/../etc",
    "/etc/",
    "token ",
    "q-fuzz-token-2c9e",
    "This value is set and encrypted",
    "2026-04-22 20:30:52.283949",
    "2026-02-30T25:61:61Z",
    "9999-12-31T23:59:59.999999999+23:59",
    "-9999-01-01 00:00:00",
    "0000-00-00",
    "$extra",
    "$unsendable",
    "is_secret",
    "is_hidden",
    "name",
    "path",
    "query",
    "body",
    "cursor",
    "1.2.1.0.0.0",
    "1.ffffffffffffffff.1.1.1.1",
    "Retry-After",
    "Date",
    "Content-Type",
    "application/json",
    "60",
    "99999999999999999999",
    "Wed, 21 Oct 2015 07:28:00 GMT",
    "/_emulator",
    "/_emulator/faults",
    "/v1/apps",
    "tags",
    "bulk-delete",
    "Content-Length: 0\r\n",
    "Transfer-Encoding: chunked\r\n",
    "\r\n\r\n",
    "HTTP/1.1",
    "GET",
    "{\"a\":",
    "[[[[[[",
    "\\ud800",
];

/// A number at a boundary of a type or a rule.
pub fn number(rng: &mut fastrand::Rng) -> Value {
    match rng.u8(0..14) {
        0 => json!(0),
        1 => json!(-1),
        2 => json!(1),
        3 => json!(64),
        4 => json!(65),
        5 => json!(60_000),
        6 => json!(i64::MAX),
        7 => json!(i64::MIN),
        8 => json!(u64::MAX),
        9 => json!(1e308),
        10 => json!(-0.0),
        11 => json!(1024.0),
        12 => json!(0.5),
        _ => json!(rng.i64(..)),
    }
}
