//! Values that contain more headers: in the token, the user agent, the field mask, and the headers
//! of client and call. A request that is sent has the expected headers, each once, with the given
//! values. All other values are refused, and nothing is sent.

use edgegap_sdk::{ErrorKind, Options};
use serde_json::{Value, json};

use super::server::{Request, Server};
use super::{APPLICATION, TOKEN, builder, client, shown};

/// Parts of values. A request that contains `evil` is wrong.
const HOSTILE: [&str; 22] = [
    "x\r\nX-Evil: 1",
    "x\nX-Evil: 1",
    "x\rX-Evil: 1",
    "\r\nX-Evil: 1",
    "x\r\n X-Evil: folded",
    "x\r\n\r\nGET /evil HTTP/1.1\r\nHost: evil\r\n\r\n",
    "x\0evil",
    "\0",
    "x\u{b}evil",
    "x\u{c}evil",
    "x\u{1b}[2Jevil",
    "x\u{7f}evil",
    "x\u{85}X-Evil: 1",
    "x\u{2028}X-Evil: 1",
    "x\u{10a}X-Evil: 1",
    "x\u{560d}\u{560a}X-Evil: 1",
    "évil",
    "x\u{202e}live",
    "x\u{feff}evil",
    "\t\r\n",
    "x\u{ff0d}\u{ff0a}evil",
    "x\u{80}evil",
];

fn ok() -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{APPLICATION}", APPLICATION.len())
}

/// The headers of the only request, without those of every GET.
fn more(mut requests: Vec<Request>) -> Vec<(String, String)> {
    assert_eq!(requests.len(), 1, "{requests:?}");
    let mut headers = requests.remove(0).headers();
    for name in ["accept", "accept-encoding", "host", "authorization", "user-agent"] {
        let before = headers.len();
        headers.retain(|(other, _)| other != name);
        assert_eq!(before - headers.len(), 1, "{name}");
    }
    headers
}

#[tokio::test]
async fn no_token_adds_a_header() {
    let server = Server::always(ok()).await;
    for hostile in HOSTILE.map(|hostile| format!("evil{hostile}")) {
        let built = builder(&server.url()).token(&hostile).build();
        // White space around a token is removed, because it comes from copying.
        let Ok(client) = built else {
            let error = built.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(!shown(&error).contains("evil"), "{error}");
            continue;
        };
        assert!(hostile.trim().bytes().all(|byte| byte.is_ascii_graphic()), "{hostile:?}");
        client.applications().get("game").await.unwrap();
        let requests = server.take();
        let sent: Vec<_> = requests[0].headers().into_iter().filter(|(name, _)| name == "authorization").collect();
        assert_eq!(sent, [("authorization".to_owned(), format!("token {}", hostile.trim()))]);
        assert_eq!(more(requests), []);
    }
}

#[tokio::test]
async fn no_user_agent_adds_a_header() {
    let server = Server::always(ok()).await;
    for hostile in HOSTILE {
        let error = builder(&server.url()).user_agent(hostile).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{hostile:?}");
        let error = builder(&server.url()).language(hostile).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{hostile:?}");
    }
    let client = builder(&server.url()).user_agent("my-build/1.2 (X-Evil: 1)").build().unwrap();
    client.applications().get("game").await.unwrap();
    assert_eq!(more(server.take()), []);
}

#[tokio::test]
async fn a_header_of_a_call_adds_no_other() {
    let server = Server::always(ok()).await;
    let client = client(&server.url());
    let reserved = [
        "Host",
        "authorization",
        "Content-Length",
        "TRANSFER-ENCODING",
        "Connection",
        "Upgrade",
        "TE",
        "Expect",
        "Accept-Encoding",
    ];
    let names =
        ["", " ", ":", "x:", "x y", "x\r\nX-Evil", "x\0", "é", ":authority", "x\u{2028}", "(x)", "x,y", "x/y", "\"x\""]
            .into_iter()
            .chain(reserved);
    let values = HOSTILE.into_iter().map(|value| ("X-Trace", value));
    for (name, value) in names.map(|name| (name, "1")).chain(values) {
        let options = json!({"headers": {name: value}});
        let error =
            client.dispatch("applications.get", json!({"path": {"app": "game"}}), options.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation, "{name:?}: {value:?}");
        assert_eq!(error.violations().len(), 1, "{error}");
        assert!(error.violations()[0].path.starts_with("headers"), "{error}");
        assert!(Options::from_json(options).is_err(), "{name:?}: {value:?}");
        let built = builder(&server.url()).header(name, value).build().unwrap_err();
        assert_eq!(built.kind(), ErrorKind::Configuration, "{name:?}: {value:?}");
    }
    assert!(server.take().is_empty());

    let options = json!({"headers": {"X-Trace": "a: b; X-Evil: 1, \"c\"  d", "x-empty": ""}});
    client.dispatch("applications.get", json!({"path": {"app": "game"}}), options).await.unwrap();
    let mut sent = more(server.take());
    sent.sort();
    assert_eq!(
        sent,
        [("x-empty".to_owned(), String::new()), ("x-trace".to_owned(), "a: b; X-Evil: 1, \"c\"  d".to_owned())]
    );
}

#[tokio::test]
async fn no_field_mask_adds_a_header() {
    let server = Server::always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await;
    let client = client(&server.url());
    for hostile in HOSTILE.into_iter().chain([""]) {
        let arguments = json!({"query": {"fields": hostile}});
        let error = client.dispatch("endpoint_storages.list", arguments, Value::Null).await.unwrap_err();
        assert_eq!(error.violations()[0].path, "fields", "{hostile:?}");
        assert!(client.endpoint_storages().list().fields(hostile).next().await.is_err(), "{hostile:?}");
    }
    assert!(server.take().is_empty());
    let arguments = json!({"query": {"fields": "a{b,c}: X-Evil"}});
    client.dispatch("endpoint_storages.list", arguments, Value::Null).await.unwrap();
    assert_eq!(more(server.take()), [("x-fields".to_owned(), "a{b,c}: X-Evil".to_owned())]);
}

#[tokio::test]
async fn too_many_headers_are_refused() {
    let server = Server::always(ok()).await;
    let client = client(&server.url());
    let headers = |range: std::ops::Range<u32>| {
        range.map(|number| (format!("x-{number}"), Value::from("1"))).collect::<serde_json::Map<_, _>>()
    };
    for count in [101, 25_000, 40_000] {
        let options = json!({"headers": headers(0..count)});
        let error = client.dispatch("applications.get", json!({"path": {"app": "game"}}), options).await.unwrap_err();
        assert_eq!((error.violations()[0].path.as_str(), error.violations().len()), ("headers", 1), "{error}");
    }
    // Views add their headers.
    let mut view = client.clone();
    for part in 0..2 {
        let options = Options::from_json(json!({"headers": headers(part * 50..part * 50 + 50)})).unwrap();
        view = view.with_options(options).unwrap();
    }
    let one_more = Options::from_json(json!({"headers": {"x-more": "1"}})).unwrap();
    assert!(view.with_options(one_more).is_err());
    assert!(server.take().is_empty());
    view.applications().get("game").await.unwrap();
    assert_eq!(more(server.take()).len(), 100);
    assert!(!shown(&view.dispatch("x", Value::Null, Value::Null).await.unwrap_err()).contains(TOKEN));
}
