//! Names that could be read as other parts of a URL, in every parameter of every operation. A name
//! is sent as one segment, as the contract defines it. A name that cannot be sent so is a violation
//! that names the parameter, and nothing is sent.

use edgegap_sdk::ErrorKind;
use serde_json::Value;

use super::server::Server;
use super::{arguments, client, operations};

/// Longer than a server accepts, and than a URL must allow.
const LONGEST: usize = 60_000;

fn hostile() -> Vec<String> {
    let mut names: Vec<String> = [
        "",
        ".",
        "..",
        "../",
        "/..",
        "../..",
        "..\\",
        "...",
        "./x",
        "x/..",
        "x/../y",
        "x/./y",
        "/x",
        "x/",
        "x//y",
        "/",
        "//",
        "%2e",
        "%2e%2e",
        "%2E%2E",
        "%2e.",
        ".%2E",
        "%252e%252e",
        "%2e%2e%2f",
        "%2f",
        "%5c",
        "\\",
        "\\..\\",
        "%",
        "%%",
        "%zz",
        "%00",
        "%0d%0a",
        "%c0%ae%c0%ae",
        "?",
        "x?",
        "x?page=7",
        "#",
        "x#y",
        "x?y#z",
        "&",
        "x&y=z",
        ";",
        "x;y",
        "=",
        "+",
        " ",
        "  ",
        " x",
        "x ",
        "x y",
        "\t",
        "\0",
        "x\0y",
        "\r\n",
        "x\r\nX-Injected: 1",
        "x HTTP/1.1\r\nHost: evil\r\n\r\nGET /",
        "\n",
        "\x1b[31m",
        "\x7f",
        "\u{85}",
        "\u{9f}",
        "\u{2028}",
        "\u{2029}",
        "\u{feff}",
        "\u{200b}",
        "\u{200e}",
        "\u{202e}",
        "\u{202e}gnp.exe",
        "\u{2066}x\u{2069}",
        "\u{ff0e}\u{ff0e}",
        "\u{ff0f}",
        "\u{3002}\u{3002}",
        "\u{2024}\u{2024}",
        "\u{2215}",
        "\u{e000}",
        "\u{fffe}",
        "\u{ffff}",
        "\u{fffd}",
        "\u{10ffff}",
        "e\u{301}",
        "\u{1f3ae}",
        "http://evil.example/",
        "//evil.example",
        "@evil.example",
        ":80",
        "*",
        "{app}",
        "{version}",
        "$ref",
        "tags",
        "tags/x",
        "x/tags",
        "x/tags/y",
        "bulk-delete",
        "version",
        "versions",
        "pull-profile",
        "~",
        "'",
        "\"",
        "`",
        "<script>",
        "|",
        "null",
        "undefined",
        "[]",
        "C:\\",
        "CON",
        "v1",
    ]
    .map(str::to_owned)
    .into();
    for (text, times) in [
        ("a", 50_000),
        ("a", 102_400),
        ("ü", 51_200),
        ("../", 34_000),
        ("%", 102_400),
        ("\u{202e}", 34_000),
        ("\r\n", 51_200),
        ("a", 300_000),
    ] {
        names.push(text.repeat(times));
    }
    names
}

/// True if a URL cannot contain the name as one segment, or as one part of the name of an image, or
/// if such an object could not be found again.
fn must_be_refused(parameter: &str, name: &str) -> bool {
    let parts = if parameter == "image" { name.split('/').collect() } else { vec![name] };
    name.chars().any(char::is_control)
        || parts.iter().any(|part| matches!(*part, "" | "." | ".."))
        || matches!(parameter, "image" | "tag") && !is_of_registry(parameter, name)
}

/// True if a registry accepts one of these names.
fn is_of_registry(parameter: &str, name: &str) -> bool {
    match parameter {
        "image" => name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-/".contains(&byte)),
        _ => name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
    }
}

/// Every difference between a target and the template with these names.
fn escapes(template: &str, target: &str, is_list: bool, name_of: impl Fn(&str) -> String) -> Option<String> {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    if query != is_list.then_some("page=1&limit=100") {
        return Some(format!("the query is {query:?}"));
    }
    let (wanted, got): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    if wanted.len() != got.len() {
        return Some(format!("{} segments, not {}", got.len(), wanted.len()));
    }
    wanted.iter().zip(got).find_map(|(wanted, got)| {
        let Some(parameter) = wanted.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            return (*wanted != got).then(|| format!("{got:?} in place of {wanted:?}"));
        };
        let decoded = decode(got)?;
        (decoded != name_of(parameter).as_bytes())
            .then(|| format!("{parameter} is {:?}", String::from_utf8_lossy(&decoded)))
    })
}

/// The decoded segment if it consists of unreserved characters and escapes and is not empty.
fn decode(segment: &str) -> Option<Vec<u8>> {
    let mut decoded = Vec::new();
    let mut bytes = segment.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let digits = [bytes.next()?, bytes.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => byte,
            other => panic!("{:?} in {segment:?} is not encoded", char::from(other)),
        });
    }
    Some(decoded)
}

#[tokio::test]
async fn every_name_stays_in_its_segment() {
    let server = Server::always("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}").await;
    let client = client(&server.url());
    let (hostile, mut sent, mut refused) = (hostile(), 0, 0);
    for operation in operations() {
        let id = operation["id"].as_str().unwrap();
        for parameter in operation["path_parameters"].as_array().unwrap() {
            let parameter = parameter["name"].as_str().unwrap();
            for name in &hostile {
                let mut arguments = arguments(&operation);
                arguments["path"][parameter] = Value::from(name.as_str());
                let place = format!("{id}, {parameter} = {:?}", name.chars().take(60).collect::<String>());
                let error = client.dispatch(id, arguments.clone(), Value::Null).await.expect_err(&place);
                let requests = server.take();
                if error.kind() == ErrorKind::Validation {
                    assert!(requests.is_empty(), "{place}: refused and sent");
                    assert!(error.violations().iter().all(|violation| violation.path == parameter), "{place}: {error}");
                    assert!(must_be_refused(parameter, name) || name.len() > LONGEST / 3, "{place}: {error}");
                    assert!(error.to_string().len() < 1000, "{place}: an error of {} bytes", error.to_string().len());
                    refused += 1;
                } else {
                    assert_eq!(error.kind(), ErrorKind::NotFound, "{place}: {error}");
                    assert!(!must_be_refused(parameter, name), "{place} was sent");
                    // An ensure that finds nothing sends its create.
                    let count = if operation["steps"]["kind"] == "ensure" { 2 } else { 1 };
                    assert_eq!(requests.len(), count, "{place}");
                    let (method, target) = requests[count - 1].line();
                    assert_eq!(method, operation["method"], "{place}");
                    let named = |of: &str| if of == parameter { name.clone() } else { "x".to_owned() };
                    let escaped = escapes(
                        operation["path"].as_str().unwrap(),
                        target,
                        operation["output"]["shape"] == "page",
                        named,
                    );
                    assert_eq!(escaped, None, "{place}: {target}");
                    sent += 1;
                }
            }
        }
    }
    assert!(sent > 1000 && refused > 500, "{sent} sent, {refused} refused");
}

#[test]
fn a_name_that_leaves_its_segment_is_found() {
    let seen = |target: &str| escapes("/v1/app/{app}/version/{version}", target, false, |_| "a/b".to_owned()).is_some();
    assert!(!seen("/v1/app/a%2Fb/version/a%2fb"));
    for target in [
        "/v1/app/a/b/version/a%2Fb",
        "/v1/app/a%2Fb/version/a%2Fb?x",
        "/v1/app/a%2Fb/versions/a%2Fb",
        "/v1/app/a%252Fb/version/a%2Fb",
    ] {
        assert!(seen(target), "{target}");
    }
}
