//! Proxies: the requests that go through one, the data that it receives, and its password, which is
//! sent to nobody else.

use std::net::TcpListener;
use std::time::Duration;

use edgegap_scripted_server::{Certificates, Identity, Trust};
use edgegap_sdk::{Client, ClientBuilder, Error, ErrorKind};
use edgegap_tests::child;
use edgegap_tests::held::{APPLICATION, Held, end, get, ok, response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

const TOKEN: &str = "proxy-test-token-4e1d";
/// The password in a URL, decoded, and in the header that is sent.
const ENCODED: &str = "s3cr%2Ft%40proxy-81f0";
const PASSWORD: &str = "s3cr/t@proxy-81f0";
const SENT: &str = "YnVpbGRlcjpzM2NyL3RAcHJveHktODFmMA==";

fn builder() -> ClientBuilder {
    Client::builder().token(TOKEN).backoff(Duration::from_millis(1), Duration::from_millis(2))
}

/// The URL of a proxy, with a login.
fn with_login(address: impl std::fmt::Display) -> String {
    format!("http://builder:{ENCODED}@{address}")
}

/// An address of this machine without a listener.
fn nobody() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().to_string()
}

fn assert_no_secret(error: &Error) {
    let shown = format!("{error} {error:?} {}", error.to_json());
    for secret in [ENCODED, PASSWORD, "proxy-81f0", SENT, TOKEN] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}

#[tokio::test]
async fn an_explicit_proxy_is_used_even_for_this_machine() {
    let (target, mut proxy) = (Held::start().await, Held::start().await);
    let client = builder().base_url(target.url()).proxy(proxy.url()).build().unwrap();
    let call = get(&client, "game");
    let request = proxy.request().await;
    let line = request.head.lines().next().unwrap();
    assert_eq!(line, format!("GET {}/v1/app/game HTTP/1.1", target.url()));
    assert_eq!(request.header("proxy-authorization"), None);
    request.respond(ok(APPLICATION));
    assert_eq!(end(call).await.unwrap().name, "game");
    assert_eq!((target.connections(), proxy.connections()), (0, 1));
}

#[tokio::test]
async fn the_login_of_a_proxy_goes_to_it_and_nowhere_else() {
    let mut proxy = Held::start().await;
    let setup = builder().base_url("http://127.0.0.1:9").proxy(with_login(proxy.address));
    let client = setup.clone().build().unwrap();
    for shown in [format!("{setup:?}"), format!("{client:?}")] {
        assert!(!shown.contains("proxy-81f0") && !shown.contains(TOKEN), "{shown}");
    }
    let call = get(&client, "game");
    let request = proxy.request().await;
    assert_eq!(request.header("proxy-authorization"), Some(format!("Basic {SENT}").as_str()));
    request.respond(ok(APPLICATION));
    end(call).await.unwrap();
}

#[tokio::test]
async fn a_login_that_a_proxy_repeats_is_redacted() {
    let mut proxy = Held::start().await;
    let setup = builder().base_url("http://127.0.0.1:9").proxy(with_login(proxy.address));
    let client = setup.max_retries(0).build().unwrap();
    for echoed in [PASSWORD, ENCODED, SENT] {
        for body in [format!(r#"{{"message":"no: {echoed}","errors":{{"a":"{echoed}"}}}}"#), format!("<html>{echoed}")]
        {
            let call = get(&client, "game");
            let status = "407 Proxy Authentication Required";
            proxy.request().await.respond(response(status, &format!("X-Request-Id: {echoed}\r\n"), &body));
            let error = end(call).await.unwrap_err();
            assert_eq!((error.kind(), error.status()), (ErrorKind::BadRequest, Some(407)), "{error}");
            assert_no_secret(&error);
        }
    }
}

#[tokio::test]
async fn a_proxy_that_does_not_listen_is_a_connection_error() {
    for base in ["http://127.0.0.1:9", "https://127.0.0.1:9"] {
        let client = builder().base_url(base).proxy(with_login(nobody())).build().unwrap();
        let error = end(get(&client, "game")).await.unwrap_err();
        let outcomes: Vec<_> = error.attempts().iter().map(|attempt| attempt.outcome.as_str()).collect();
        assert_eq!((error.kind(), outcomes), (ErrorKind::Connection, vec!["connect"; 3]), "{error}");
        assert!(error.message().contains("proxy"), "{error}");
        assert_no_secret(&error);
    }
}

#[test]
fn an_invalid_proxy_is_named_without_its_password() {
    for url in [
        "socks://proxy",
        "http:/proxy",
        "http://proxy:p",
        "ftp://builder:s3cr%2Ft%40proxy-81f0@proxy:1",
        "http://builder:proxy-81f0@",
    ] {
        let error = builder().base_url("http://127.0.0.1:9").proxy(url).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{url}: {error}");
        assert!(error.message().contains("the proxy argument"), "{url}: {error}");
        assert_no_secret(&error);
    }
}

/// A proxy with a TLS server behind its tunnel. The channel receives the `CONNECT` requests.
async fn tunnel(accept: bool) -> (Held, mpsc::UnboundedReceiver<String>, Certificates) {
    let certificates = Certificates::make().unwrap();
    let acceptor = certificates.acceptor(Identity::Good);
    let (tell, told) = mpsc::unbounded_channel();
    let held = Held::over(move |mut stream: TcpStream| {
        let (acceptor, tell) = (acceptor.clone(), tell.clone());
        async move {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.ok()?);
            }
            tell.send(String::from_utf8(head).unwrap()).ok()?;
            if !accept {
                let refusal = response("407 Proxy Authentication Required", "", PASSWORD);
                stream.write_all(refusal.as_bytes()).await.ok()?;
                return None;
            }
            stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.ok()?;
            acceptor.accept(stream).await.ok()
        }
    })
    .await;
    (held, told, certificates)
}

#[tokio::test]
async fn https_goes_through_a_tunnel_and_the_proxy_does_not_see_the_token() {
    let (mut proxy, mut told, certificates) = tunnel(true).await;
    let setup = builder().base_url("https://service.test").proxy(with_login(proxy.address));
    let client = setup.clone().ca_file(certificates.path(Trust::Authority)).build().unwrap();
    let call = get(&client, "game");
    let request = proxy.request().await;
    assert!(request.head.starts_with("GET /v1/app/game HTTP/1.1\r\n"), "{}", request.head);
    assert_eq!(request.header("authorization"), Some(format!("token {TOKEN}").as_str()));
    assert_eq!(request.header("proxy-authorization"), None, "the service does not receive the login of the proxy");
    request.respond(ok(APPLICATION));
    assert_eq!(end(call).await.unwrap().name, "game");
    let head = told.recv().await.unwrap();
    assert!(head.starts_with("CONNECT service.test:443 HTTP/1.1\r\n"), "{head}");
    assert!(head.to_lowercase().contains("proxy-authorization: basic"), "{head}");
    assert!(head.contains(SENT) && !head.contains(TOKEN), "{head}");

    // The server behind the tunnel must have a trusted certificate.
    let error = end(get(&setup.build().unwrap(), "game")).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Tls, 1), "{error}");
    assert_no_secret(&error);
}

#[tokio::test]
async fn a_proxy_that_refuses_the_tunnel_is_a_connection_error() {
    let (proxy, mut told, _) = tunnel(false).await;
    let client = builder().base_url("https://service.test").proxy(with_login(proxy.address)).build().unwrap();
    let error = end(get(&client, "game")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
    assert!(error.message().contains("proxy"), "{error}");
    assert!(!error.maybe_applied(), "nothing was sent: {error:?}");
    assert_no_secret(&error);
    assert!(told.recv().await.unwrap().starts_with("CONNECT "));
}

#[test]
fn a_proxy_in_the_environment_is_for_other_machines() {
    const TEST: &str = "a_proxy_in_the_environment_is_for_other_machines";
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Some(case) = child::case() {
        return runtime.block_on(in_environment(&case));
    }
    runtime.block_on(async {
        for (case, variable, requests) in [
            ("loopback", "HTTP_PROXY", 0),
            ("loopback", "http_proxy", 0),
            ("loopback", "ALL_PROXY", 0),
            ("elsewhere", "HTTP_PROXY", 1),
            ("elsewhere", "http_proxy", 1),
        ] {
            let mut proxy = Held::start().await;
            let answered = proxied_child(TEST, case, variable, &mut proxy, &ok(APPLICATION)).await;
            assert_eq!((answered, proxy.connections()), (requests, requests), "{case} with {variable}");
        }
    });
}

/// Runs a case of a test in a process with this proxy, and returns the number of its requests.
async fn proxied_child(
    test: &'static str,
    case: &'static str,
    variable: &'static str,
    proxy: &mut Held,
    answer: &str,
) -> usize {
    let url = with_login(proxy.address);
    let mut child = tokio::task::spawn_blocking(move || child::run(test, case, &[(variable, &url)]));
    let mut answered = 0;
    loop {
        tokio::select! {
            done = &mut child => {
                done.unwrap();
                return answered;
            }
            request = proxy.request() => {
                assert!(request.head.starts_with("GET http://api.example.invalid/v1/app/game "), "{}", request.head);
                assert_eq!(request.header("proxy-authorization"), Some(format!("Basic {SENT}").as_str()));
                request.respond(answer);
                answered += 1;
            }
        }
    }
}

fn elsewhere() -> Client {
    builder().base_url("http://api.example.invalid").allow_http(true).build().unwrap()
}

async fn in_environment(case: &str) {
    match case {
        "loopback" => {
            let mut server = Held::start().await;
            for host in ["127.0.0.1", "localhost", "127.9.9.9"] {
                let base = format!("http://{host}:{}", server.address.port());
                let client = builder().base_url(base).build().unwrap();
                if host == "127.9.9.9" {
                    // There is no listener. The proxy must not receive the request.
                    assert_eq!(end(get(&client, "game")).await.unwrap_err().kind(), ErrorKind::Connection);
                    continue;
                }
                let call = get(&client, "game");
                server.request().await.respond(ok(APPLICATION));
                end(call).await.unwrap();
            }
        }
        _ => assert_eq!(end(get(&elsewhere(), "game")).await.unwrap().name, "game"),
    }
}

#[test]
fn the_login_of_a_proxy_in_the_environment_is_redacted_too() {
    const TEST: &str = "the_login_of_a_proxy_in_the_environment_is_redacted_too";
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        if child::case().is_some() {
            let error = end(get(&elsewhere(), "game")).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Permission, "{error}");
            assert_no_secret(&error);
            return;
        }
        let mut proxy = Held::start().await;
        let echo = format!(r#"{{"message":"{PASSWORD}, {ENCODED}, {SENT}"}}"#);
        let refusal = response("403 Forbidden", "", &echo);
        assert_eq!(proxied_child(TEST, "refused", "HTTP_PROXY", &mut proxy, &refusal).await, 1);
    });
}
