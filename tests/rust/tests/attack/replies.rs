//! Responses that a server should not send: without end, larger than announced, in an encoding that
//! was not requested, two at once. Each results in an error that describes it, in bounded time, and
//! the next call of the same client succeeds.

use std::future::IntoFuture;
use std::sync::Arc;
use std::time::{Duration, Instant};

use edgegap_sdk::{Application, Client, Error, ErrorKind};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::server::Server;
use super::{APPLICATION, builder};

const GENEROUS: Duration = Duration::from_secs(20);
const CAP: usize = 1024 * 1024;

/// A client with a short time limit that reads at most 1 MiB.
fn client(server: &Server) -> Client {
    builder(&server.url()).max_body_bytes(CAP).attempt_timeout(Duration::from_secs(2)).build().unwrap()
}

async fn get(client: &Client) -> Result<Application, Error> {
    tokio::time::timeout(GENEROUS, client.applications().get("game").into_future()).await.expect("the call hangs")
}

/// Sends these parts to the first request, repeats the second part for ever, and sends correct
/// responses to all others.
async fn hostile(first: impl Into<Vec<u8>>, endless: impl Into<Vec<u8>>) -> Server {
    let (first, endless): (Arc<[u8]>, Arc<[u8]>) = (first.into().into(), endless.into().into());
    Server::start(move |stream, number| {
        let (first, endless) = (Arc::clone(&first), Arc::clone(&endless));
        async move {
            if number > 0 {
                return well(stream).await;
            }
            pour(stream, &first, &endless).await;
            None
        }
    })
    .await
}

async fn well(mut stream: TcpStream) -> Option<TcpStream> {
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{APPLICATION}", APPLICATION.len());
    stream.write_all(answer.as_bytes()).await.ok().map(|()| stream)
}

/// Writes until the client closes the connection.
async fn pour(mut stream: TcpStream, first: &[u8], endless: &[u8]) {
    let mut open = stream.write_all(first).await.is_ok();
    while open && !endless.is_empty() {
        open = stream.write_all(endless).await.is_ok();
    }
    let _ = stream.shutdown().await;
}

/// The outcome of the first call. The second call must succeed.
async fn outcome(first: impl Into<Vec<u8>>, endless: impl Into<Vec<u8>>) -> Result<Application, Error> {
    let server = hostile(first, endless).await;
    let client = client(&server);
    let began = Instant::now();
    let outcome = get(&client).await;
    assert!(began.elapsed() < GENEROUS);
    assert_eq!(get(&client).await.expect("the client goes on").name, "game");
    if let Err(error) = &outcome {
        assert!(error.to_string().len() < 2000, "a message of {} bytes", error.to_string().len());
    }
    outcome
}

#[tokio::test]
async fn an_endless_response_is_an_error() {
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(65536));
    let cases: [(&str, &str, String, &[ErrorKind]); 11] = [
        ("headers", "HTTP/1.1 200 OK\r\n", "X-A: b\r\n".repeat(1000), &[ErrorKind::Decode]),
        ("a header", "HTTP/1.1 200 OK\r\nX-A: ", "a".repeat(65536), &[ErrorKind::Decode]),
        ("a status line", "HTTP/1.1 200 ", "a".repeat(65536), &[ErrorKind::Decode]),
        (
            "interim replies",
            "",
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(100),
            &[ErrorKind::Timeout, ErrorKind::Connection, ErrorKind::Decode],
        ),
        ("a body", "HTTP/1.1 200 OK\r\n\r\n", " ".repeat(65536), &[ErrorKind::Decode]),
        ("a body of an error", "HTTP/1.1 503 Unavailable\r\n\r\n", "a".repeat(65536), &[ErrorKind::Server]),
        ("a chunked body", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunk, &[ErrorKind::Decode]),
        (
            "a chunk's size",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "0".repeat(65536),
            &[ErrorKind::Timeout],
        ),
        (
            "a chunk's extension",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
            "a".repeat(65536),
            &[ErrorKind::Connection, ErrorKind::Decode],
        ),
        (
            "trailers",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
            "X-A: b\r\n".repeat(1000),
            &[ErrorKind::Connection, ErrorKind::Decode],
        ),
        ("empty lines", "", "\r\n".repeat(30_000), &[ErrorKind::Connection, ErrorKind::Decode, ErrorKind::Timeout]),
    ];
    for (what, first, endless, kinds) in cases {
        let error = outcome(first, endless).await.expect_err(what);
        assert!(kinds.contains(&error.kind()), "{what}: {:?}, {error}", error.kind());
    }
}

#[tokio::test]
async fn invalid_http_is_an_error() {
    let body = |head: &str| format!("HTTP/1.1 200 OK\r\n{head}\r\n{APPLICATION}");
    let length = APPLICATION.len();
    let refused = [
        ("two lengths", body(&format!("Content-Length: {length}\r\nContent-Length: 2\r\n"))),
        ("a negative length", body("Content-Length: -1\r\n")),
        ("a length beyond 64 bits", body("Content-Length: 99999999999999999999999\r\n")),
        ("a length with a sign", body(&format!("Content-Length: +{length}\r\n"))),
        (
            "a chunk's size beyond 64 bits",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}".to_owned(),
        ),
        (
            "a chunk's size that is none",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n".to_owned(),
        ),
        ("a status that is none", "HTTP/1.1 20x OK\r\nContent-Length: 2\r\n\r\n{}".to_owned()),
        ("a status of one digit", "HTTP/1.1 2 OK\r\nContent-Length: 2\r\n\r\n{}".to_owned()),
        ("HTTP/0.9", APPLICATION.to_owned()),
        ("HTTP/2", "HTTP/2 200 OK\r\nContent-Length: 2\r\n\r\n{}".to_owned()),
        ("a header with NUL", body("X-A: \0\r\nContent-Length: 2\r\n")),
        ("a name with a space", body("X A: b\r\nContent-Length: 2\r\n")),
        (
            "a switch of protocols",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: evil\r\nConnection: upgrade\r\n\r\n".to_owned(),
        ),
    ];
    for (what, reply) in refused {
        let error = outcome(reply, "").await.expect_err(what);
        assert!(
            matches!(error.kind(), ErrorKind::Connection | ErrorKind::Decode | ErrorKind::Server),
            "{what}: {:?}, {error}",
            error.kind()
        );
    }
}

#[tokio::test]
async fn an_encoding_that_was_not_requested_is_named() {
    // Only gzip is decoded: the bytes of other encodings are unchanged.
    for encoding in ["br", "zstd", "deflate", "compress", "gzip, gzip", "gzip, br", "identity, br", "evil"] {
        let reply = format!("HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: 9\r\n\r\nnot-plain");
        let error = outcome(reply, "").await.expect_err(encoding);
        assert_eq!(error.kind(), ErrorKind::Decode, "{encoding}: {error}");
    }
}

#[tokio::test]
async fn a_second_response_is_ignored() {
    // Two responses to one request: the next call must not receive the second one.
    let other = APPLICATION.replace("game", "evil");
    let answer = |body: &str| format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    for round in 0..20 {
        let both = answer(APPLICATION) + &answer(&other);
        let server = Server::start(move |mut stream: TcpStream, number| {
            let both = both.clone();
            async move {
                if number > 0 {
                    return well(stream).await;
                }
                // Sometimes in one write, sometimes in two.
                let cut = if round % 2 == 0 { both.len() } else { both.len() / 2 };
                stream.write_all(&both.as_bytes()[..cut]).await.ok()?;
                tokio::task::yield_now().await;
                stream.write_all(&both.as_bytes()[cut..]).await.ok()?;
                Some(stream)
            }
        })
        .await;
        let client = client(&server);
        let _ = get(&client).await;
        for _ in 0..3 {
            match get(&client).await {
                Ok(application) => assert_eq!(application.name, "game"),
                // A connection with surplus bytes is closed, possibly during a request.
                Err(error) => assert_eq!(error.kind(), ErrorKind::Connection, "{error}"),
            }
        }
    }
}

#[tokio::test]
async fn a_response_before_the_request_does_not_hang() {
    let evil = APPLICATION.replace("game", "evil");
    let unasked = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{evil}", evil.len());
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(unasked.as_bytes()).await;
            kept.push(stream);
        }
    });
    let client = builder(&url).attempt_timeout(Duration::from_secs(2)).build().unwrap();
    // The client may take it for a quick response. It must be a response, and the call must end.
    match get(&client).await {
        Ok(application) => assert_eq!(application.name, "evil"),
        Err(error) => assert!(matches!(error.kind(), ErrorKind::Connection | ErrorKind::Timeout), "{error}"),
    }
    serving.abort();
}

#[tokio::test]
async fn json_that_two_readers_read_differently() {
    let reply = |json: &str| format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{json}", json.len());
    let with = |more: &str| reply(&APPLICATION.replacen('{', &format!("{{{more},"), 1));
    for (what, json) in [
        ("depth", with(&format!(r#""deep":{}{}"#, "[".repeat(100_000), "]".repeat(100_000)))),
        ("depth without an end", with(&format!(r#""deep":{}"#, "[".repeat(100_000)))),
        ("depth of objects", with(&format!(r#""deep":{}1{}"#, r#"{"a":"#.repeat(100_000), "}".repeat(100_000)))),
        ("a number beyond floats", with(r#""number":1e400"#)),
        ("NaN", with(r#""number":NaN"#)),
        ("a comment", with(r#"/* */"a":1"#)),
        ("a raw line break in a text", with("\"a\":\"\n\"")),
        ("a leading zero", with(r#""a":01"#)),
        ("something behind the end", reply(&format!("{APPLICATION}{APPLICATION}"))),
    ] {
        let error = outcome(json, "").await.expect_err(what);
        assert_eq!(error.kind(), ErrorKind::Decode, "{what}: {error}");
    }
    for (what, json) in [
        ("a number of 100,000 digits behind the point", with(&format!(r#""number":0.{}"#, "1".repeat(100_000)))),
        ("integers beyond 64 bits", with(r#""a":18446744073709551616,"b":-9223372036854775809"#)),
        (
            "duplicate keys",
            with(
                r#""name":"first","name":"second","$extra":1,"$extra":{"name":"x"},"__proto__":{"a":1},
                "constructor":1"#,
            ),
        ),
        ("half a surrogate pair, which nobody can write", with(r#""text":"\ud800""#)),
        ("names like methods", with(r#""toString":1,"then":1,"__class__":1,"__dict__":1,"":1,"\u0000":1"#)),
    ] {
        let application = outcome(json, "").await.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(application.name, "game", "{what}");
    }
}
