//! Ambiguous requests. Each of them hides a request to `/v1/app/smuggled` behind or inside another
//! one, which must never be carried out. The emulator continues to serve.
#![allow(missing_docs)]

mod client;

use client::{Client, Response, parse};
use edgegap_emulator::Emulator;

const BODY: &str = r#"{"name":"decent","is_active":true,"image":""}"#;

struct Attack {
    emulator: Emulator,
    client: Client,
}

impl Attack {
    async fn start() -> Attack {
        let emulator = Emulator::start().await.unwrap();
        let client = Client::new(&emulator);
        Attack { emulator, client }
    }

    /// The hidden request.
    fn smuggled(&self) -> String {
        format!("GET /v1/app/smuggled HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\n\r\n", self.emulator.token())
    }

    /// A create with these headers and the bytes after them.
    fn create(&self, headers: &str, rest: &str) -> String {
        format!(
            "POST /v1/app HTTP/1.1\r\nHost: a\r\nAuthorization: token {}\r\n{headers}\r\n{rest}",
            self.emulator.token()
        )
    }

    /// The responses. Fails if the hidden request was carried out.
    async fn send(&self, bytes: &str) -> Vec<Response> {
        let responses = parse(&self.client.raw(bytes.as_bytes()).await.unwrap_or_default());
        let carried_out: Vec<_> = self.emulator.requests().into_iter().map(|request| request.path).collect();
        assert!(!carried_out.iter().any(|path| path.contains("smuggled")), "{bytes:?} carried out {carried_out:?}");
        self.client.get("/v1/apps").await.expect(200);
        responses
    }
}

#[tokio::test]
async fn contradictory_lengths_are_refused() {
    let attack = Attack::start().await;
    let hidden = attack.smuggled();
    let chunks = format!("0\r\n\r\n{hidden}");
    let lengths = [
        "Content-Length: 5\r\n".to_owned(),
        format!("Content-Length: {}\r\n", chunks.len()),
        "Content-Length: 0\r\n".to_owned(),
    ];
    let encodings = [
        "Transfer-Encoding: chunked\r\n",
        "transfer-encoding:chunked\r\n",
        "Transfer-Encoding: CHUNKED\r\n",
        "Transfer-Encoding: chunked \r\n",
        "Transfer-Encoding:\tchunked\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: identity, chunked\r\n",
        "Transfer-Encoding: \"chunked\"\r\n",
        "Transfer-Encoding: chunked;q=1\r\n",
        "Transfer-Encoding: \x0bchunked\r\n",
        "Transfer-Encoding: chunked\0\r\n",
        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding : chunked\r\n",
        " Transfer-Encoding: chunked\r\n",
        "X: y\r\n Transfer-Encoding: chunked\r\n",
        "X: y\nTransfer-Encoding: chunked\r\n",
        "X: y\rTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding\r\n : chunked\r\n",
    ];
    for encoding in encodings {
        for length in &lengths {
            for headers in [format!("{length}{encoding}"), format!("{encoding}{length}")] {
                let responses = attack.send(&attack.create(&headers, &chunks)).await;
                assert_eq!(responses.iter().map(|response| response.status).collect::<Vec<_>>(), [400], "{headers:?}");
            }
        }
    }
    for length in [
        "5\r\nContent-Length: 0",
        "0\r\nContent-Length: 0",
        "0, 0",
        "0,5",
        "+0",
        "-0",
        "0x0",
        "00_",
        "0 5",
        "",
        " ",
        "5;",
        "0\r\n 5",
        "18446744073709551616",
        "1e1",
        "٠",
    ] {
        let responses = attack.send(&attack.create(&format!("Content-Length: {length}\r\n"), &hidden)).await;
        assert_eq!(responses.iter().map(|response| response.status).collect::<Vec<_>>(), [400], "{length:?}");
    }
}

#[tokio::test]
async fn headers_similar_to_transfer_encoding_are_ignored() {
    // A similar name is another header, so that Content-Length alone determines the body.
    let attack = Attack::start().await;
    let inside = format!("{BODY}{}", " ".repeat(3));
    for header in
        ["Transfer_Encoding: chunked", "X-Transfer-Encoding: chunked", "Transfer-Encodin: chunked", "TE: chunked"]
    {
        let headers = format!("Connection: close\r\nContent-Length: {}\r\n{header}\r\n", inside.len());
        let responses = attack.send(&attack.create(&headers, &inside)).await;
        assert_eq!(responses.len(), 1, "{header}");
        assert!(matches!(responses[0].status, 200 | 409), "{header}: {}", responses[0].status);
    }
}

#[tokio::test]
async fn malformed_chunks_are_refused() {
    let attack = Attack::start().await;
    let (hidden, size) = (attack.smuggled(), BODY.len());
    let whole = format!("{size:x}\r\n{BODY}\r\n");
    for chunks in [
        format!("0x{size:x}\r\n{BODY}\r\n0\r\n\r\n{hidden}"),
        format!("+{size:x}\r\n{BODY}\r\n0\r\n\r\n{hidden}"),
        format!("-1\r\n{BODY}\r\n0\r\n\r\n{hidden}"),
        format!(" {size:x}\r\n{BODY}\r\n0\r\n\r\n{hidden}"),
        format!("\r\n{size:x}\r\n{BODY}\r\n0\r\n\r\n{hidden}"),
        format!("{size:x}\n{BODY}\r\n0\r\n\r\n{hidden}"),
        format!("{size:x}\r{BODY}\r\n0\r\n\r\n{hidden}"),
        format!("{size:x}_\r\n{BODY}\r\n0\r\n\r\n{hidden}"),
        format!("fffffffffffffff{size:x}\r\n{BODY}\r\n0\r\n\r\n{hidden}"),
        format!("10000000000000000{size:x}\r\n{BODY}\r\n0\r\n\r\n{hidden}"),
        format!("{size:x}\r\n{BODY}0\r\n\r\n{hidden}"),
        format!("{size:x}\r\n{BODY}\n0\r\n\r\n{hidden}"),
        format!("{:x}\r\n{BODY}\r\n0\r\n\r\n{hidden}", size + 1),
        format!("{:x}\r\n{BODY}\r\n0\r\n\r\n{hidden}", size - 1),
        format!("{size:x};{}\r\n{BODY}\r\n0\r\n\r\n{hidden}", "a".repeat(100_000)),
        format!("{size:x};x=\n{BODY}\r\n0\r\n\r\n{hidden}"),
        format!("{whole}{hidden}"),
        format!("{whole}0\r\n{hidden}"),
        format!("{whole}0\r\nX: y\n\r\n{hidden}"),
        format!("{whole}0\r\n{}\r\n{hidden}", "X: y\r\n".repeat(10_000)),
    ] {
        let responses = attack.send(&attack.create("Transfer-Encoding: chunked\r\n", &chunks)).await;
        // If only the end of the body is malformed, the create may succeed.
        assert!(responses.len() <= 1, "{chunks:?}");
        assert!(
            responses.iter().all(|response| matches!(response.status, 200 | 400 | 409 | 413)),
            "{chunks:?}: {responses:?}"
        );
    }
    for chunks in [
        format!("{whole}0\r\n\r\n{hidden}"),
        format!("{whole}00000\r\nX: y\r\n\r\n{hidden}"),
        format!("{size:X};a=b\r\n{BODY}\r\n0\r\n\r\n{hidden}"),
    ] {
        // The chunks are valid. Bytes after a chunked body are not read.
        let responses = attack.send(&attack.create("Transfer-Encoding: chunked\r\n", &chunks)).await;
        assert_eq!(responses.len(), 1);
        assert_eq!(responses[0].header("connection"), Some("close"));
    }
}

#[tokio::test]
async fn malformed_request_lines_are_refused() {
    let attack = Attack::start().await;
    let (hidden, token) = (attack.smuggled(), attack.emulator.token().to_owned());
    let authorized = format!("Host: a\r\nAuthorization: token {token}\r\n\r\n");
    for line in [
        "GET  /v1/apps HTTP/1.1",
        "GET\t/v1/apps\tHTTP/1.1",
        " GET /v1/apps HTTP/1.1",
        "GET /v1/apps  HTTP/1.1",
        "GET /v1/apps HTTP/1.1 ",
        "GET /v1/apps HTTP/1.1\r\n X: y",
        "GET /v1/apps HTTP/1.10",
        "GET /v1/apps HTTP/01.1",
        "GET /v1/apps http/1.1",
        "GET /v1/apps",
        "GET /v1/apps\0 HTTP/1.1",
        "GET /v1/ap\u{7f}ps HTTP/1.1",
        "GET /v1/apps /v1/app/smuggled HTTP/1.1",
        "GET /v1/apps#/v1/app/smuggled HTTP/1.1\r\nX: \0",
        "GET v1/apps HTTP/1.1",
        "GET ?x HTTP/1.1",
        "GET localhost:80 HTTP/1.1",
        "G@T /v1/apps HTTP/1.1\r\nX\x01: y",
        "GET /v1/apps HTTP/1.1\r\n: y",
        "GET /v1/apps HTTP/1.1\r\nX",
        "GET /v1/apps HTTP/1.1\r\nX: \0",
        "GET /v1/apps HTTP/1.1\r\nHost: b",
    ] {
        let responses = attack.send(&format!("{line}\r\n{authorized}{hidden}")).await;
        assert_eq!(responses.iter().map(|response| response.status).collect::<Vec<_>>(), [400], "{line:?}");
    }
    // An unknown method and a GET with a body are valid.
    let responses = attack.send(&format!("SMUGGLE /v1/apps HTTP/1.1\r\nConnection: close\r\n{authorized}")).await;
    assert_eq!(responses[0].status, 405);
    let body = hidden.len();
    let responses = attack
        .send(&format!("GET /v1/apps HTTP/1.1\r\nConnection: close\r\nContent-Length: {body}\r\n{authorized}{hidden}"))
        .await;
    assert_eq!(responses.iter().map(|response| response.status).collect::<Vec<_>>(), [200]);
    let responses = attack.send(&format!("GET /v1/apps HTTP/1.0\r\n{authorized}{hidden}")).await;
    assert_eq!(responses.len(), 1, "HTTP/1.0 closes");
}

#[tokio::test]
async fn the_host_of_an_absolute_target_is_checked() {
    let attack = Attack::start().await;
    let (address, token) = (attack.client.address.clone(), attack.emulator.token().to_owned());
    let ask = |target: String, host: &str| {
        format!("GET {target} HTTP/1.1\r\nConnection: close\r\nHost: {host}\r\nAuthorization: token {token}\r\n\r\n")
    };
    let responses = attack.send(&ask(format!("http://{address}/v1/apps"), "evil.example")).await;
    assert_eq!(responses[0].status, 200);
    for (target, host, status) in [
        (format!("http://{address}/_emulator"), address.as_str(), 200),
        (format!("http://{address}/_emulator"), "evil.example", 403),
        ("http://evil.example/_emulator".to_owned(), address.as_str(), 403),
        ("http://evil.example/_emulator/requests".to_owned(), "evil.example", 403),
        ("//evil.example/_emulator".to_owned(), address.as_str(), 404),
        ("/_emulator/../v1/apps".to_owned(), address.as_str(), 404),
        ("/v1/../_emulator".to_owned(), address.as_str(), 404),
        ("/%5femulator".to_owned(), address.as_str(), 404),
        ("/_emulator%2frequests".to_owned(), address.as_str(), 404),
    ] {
        let responses = attack.send(&ask(target.clone(), host)).await;
        assert_eq!(responses[0].status, status, "{target} for {host}");
    }
}

#[tokio::test]
async fn foreign_web_pages_are_refused() {
    let attack = Attack::start().await;
    let address = attack.client.address.clone();
    let port = address.rsplit(':').next().unwrap();
    for origin in [
        "null",
        "http://evil.example",
        "https://localhost",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "file://",
        "http://localhost@evil.example",
        "http://",
        "x",
        "http://[::2]",
        "http://localhost/evil",
    ] {
        for (method, path) in
            [("GET", "/_emulator/requests"), ("POST", "/_emulator/reset"), ("PUT", "/_emulator/tokens")]
        {
            let response = attack.client.send(method, path, &[("Origin", origin)], None).await;
            assert_eq!(response.status, 403, "{method} {path} from {origin}");
        }
    }
    for host in [
        "evil.example",
        &format!("evil.example:{port}"),
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "evil.example#localhost",
        "[::2]",
        "2130706433",
        "0",
        "évil.example",
    ] {
        let response = attack.client.send("GET", "/_emulator/requests", &[("Host", host)], None).await;
        assert_eq!(response.status, 403, "{host}");
    }
    // The API requires a token.
    attack.client.send("GET", "/v1/apps", &[("Host", "evil.example"), ("Authorization", "")], None).await.expect(401);
}
