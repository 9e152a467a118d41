//! The responses, made once, and the part of HTTP that is needed to choose one.

use edgegap_bench::{PAGE, VERSIONS};
use serde_json::{Value, json};

/// The prefix of paths whose connection is closed after the response.
const CLOSING: &str = "/closing";
const TIMESTAMP: &str = "2026-04-22 20:30:52.283949";

/// The length of a request in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) head: usize,
    pub(crate) body: usize,
}

/// The request at the start of these bytes, if it is complete with its body.
pub(crate) fn request(bytes: &[u8]) -> Option<Request> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let body = if bytes.starts_with(b"POST ") { content_length(&bytes[..head]) } else { 0 };
    (bytes.len() >= head + body).then_some(Request { head, body })
}

/// True if the connection is closed after the response to this head.
pub(crate) fn closes(head: &[u8]) -> bool {
    let target = head.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
    target.starts_with(CLOSING.as_bytes())
}

fn content_length(head: &[u8]) -> usize {
    let named = |line: &&[u8]| line.get(..15).is_some_and(|name| name.eq_ignore_ascii_case(b"content-length:"));
    let line = head.split(|byte| *byte == b'\n').find(named).unwrap_or_default();
    line.get(15..).and_then(|value| std::str::from_utf8(value).ok()?.trim().parse().ok()).unwrap_or_default()
}

/// The bytes of all responses.
#[derive(Debug)]
pub(crate) struct Replies {
    application: Vec<u8>,
    created: Vec<u8>,
    pages: Vec<Vec<u8>>,
    unknown: Vec<u8>,
}

impl Replies {
    pub(crate) fn prepared() -> Self {
        let application = json!({
            "name": "bench", "is_active": true, "image": "", "create_time": TIMESTAMP, "last_updated": TIMESTAMP,
        });
        let created = json!({"success": true, "version": version("v1")});
        let unknown = json!({"message": "this server of prepared replies has none for that"});
        Self {
            application: reply("200 OK", &application),
            created: reply("200 OK", &created),
            pages: (1..=VERSIONS / PAGE).map(|number| reply("200 OK", &page(number))).collect(),
            unknown: reply("404 Not Found", &unknown),
        }
    }

    /// The reply to a request with this head.
    pub(crate) fn to(&self, head: &[u8]) -> &[u8] {
        let line = head.split(|byte| *byte == b'\r').next().and_then(|line| std::str::from_utf8(line).ok());
        let mut words = line.unwrap_or_default().split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let path = path.strip_prefix(CLOSING).unwrap_or(path);
        match (method, path) {
            ("GET", "/v1/app/bench") => &self.application,
            ("POST", "/v1/app/bench/version") => &self.created,
            ("GET", "/v1/app/bench/versions") => self.page(query).unwrap_or(&self.unknown),
            _ => &self.unknown,
        }
    }

    /// The page that a query names. All pages have the same size.
    fn page(&self, query: &str) -> Option<&Vec<u8>> {
        let member = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        let number = member("page").map_or(Some(1), |number| number.parse::<usize>().ok())?;
        (member("limit")? == PAGE.to_string()).then(|| self.pages.get(number.checked_sub(1)?))?
    }
}

fn reply(status: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nX-Request-Id: 1\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn page(number: usize) -> Value {
    let pages = VERSIONS / PAGE;
    let first = (number - 1) * PAGE;
    json!({
        "versions": (first..first + PAGE).map(|index| version(&format!("v{index}"))).collect::<Vec<_>>(),
        "total_count": VERSIONS,
        "pagination": {
            "number": number,
            "next_page_number": (number < pages).then_some(number + 1),
            "previous_page_number": (number > 1).then_some(number - 1),
            "paginator": {"num_pages": pages},
            "has_next": number < pages,
            "has_previous": number > 1,
        },
    })
}

/// A version of about 1 KB: the response of the service for `edgegap_bench::version`.
fn version(name: &str) -> Value {
    let port = |number: u16, protocol: &str, name: &str| {
        json!({
            "port": number, "protocol": protocol, "to_check": true, "tls_upgrade": false, "name": name,
        })
    };
    let env = |index: usize| json!({"key": format!("SETTING_{index}"), "value": "x".repeat(60), "is_hidden": false});
    json!({
        "name": name, "is_active": true, "docker_repository": "registry.edgegap.com",
        "docker_image": "my-studio/space-arena", "docker_tag": "b42", "private_username": "***",
        "private_token": "***", "req_cpu": 1024, "req_memory": 2048, "req_video": 0, "max_duration": 120,
        "force_cache": false, "time_to_deploy": 30, "verify_image": false, "termination_grace_period_seconds": 5,
        "command": null, "arguments": null, "will_deploy_in_mainland_china": false,
        "ports": [port(7777, "UDP", "game"), port(8080, "HTTP", "status")],
        "envs": (0..4).map(env).collect::<Vec<_>>(), "restart_policy": "always",
        "create_time": TIMESTAMP, "last_updated": TIMESTAMP,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_complete_with_its_body() {
        let post = b"POST /v1/app/bench/version HTTP/1.1\r\nContent-length: 2\r\n\r\n{}";
        assert_eq!(request(post), Some(Request { head: post.len() - 2, body: 2 }));
        assert_eq!(request(&post[..post.len() - 1]), None);
        assert_eq!(request(b"GET / HTTP/1.1\r\n\r\nGET").map(|request| request.body), Some(0));
    }

    #[test]
    fn every_page_has_different_versions() {
        let replies = Replies::prepared();
        let text = |target: &str| {
            String::from_utf8_lossy(replies.to(format!("GET {target} HTTP/1.1\r\n").as_bytes())).into_owned()
        };
        let (first, last) =
            (text("/v1/app/bench/versions?limit=100"), text("/v1/app/bench/versions?page=100&limit=100"));
        assert!(
            first.contains("\"v0\"") && first.contains("\"next_page_number\":2,") && first.len() > 90_000,
            "{}",
            first.len()
        );
        assert!(last.contains("\"v9999\"") && last.contains("\"has_next\":false"), "{last}");
        for nothing in ["/v1/app/bench/versions?page=101&limit=100", "/v1/app/bench/versions?limit=7", "/v1/apps"] {
            assert!(text(nothing).starts_with("HTTP/1.1 404"), "{nothing}");
        }
    }
}
