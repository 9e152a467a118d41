//! Handles to emulators in other processes.
#![allow(missing_docs)]

mod client;

use client::Client;
use edgegap_emulator::{AttachedEmulator, Emulator, Error, ErrorKind, Fault, SeedTag};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

#[tokio::test]
async fn it_has_the_methods_of_an_emulator_of_ones_own() {
    let (emulator, client) = client::start().await;
    let attached = Emulator::attach(format!(" {}/ ", emulator.url())).await.unwrap();
    assert_eq!((attached.url(), attached.token()), (emulator.url().as_str(), emulator.token()));

    let fault = Fault::status("applications.list", 503).retry_after("soon").after().skip(1).times(2);
    attached.inject(fault.clone()).await.unwrap();
    client.get("/v1/apps").await.expect(200);
    client.get("/v1/apps").await.expect(503);
    let faults = attached.faults().await.unwrap();
    assert_eq!((&faults[0].fault, faults[0].hits, faults.len()), (&fault, 1, 1));
    assert_eq!((&emulator.faults()[0].fault, emulator.faults()[0].hits), (&fault, 1));
    let error = attached.inject(Fault::reset("nope")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().contains("operation 'nope' is unknown"), "{error}");
    attached.clear_faults().await.unwrap();
    assert!(attached.faults().await.unwrap().is_empty());

    let requests = attached.requests().await.unwrap();
    assert_eq!(format!("{requests:?}"), format!("{:?}", emulator.requests()));
    assert_eq!((requests[1].operation, requests[1].fault), (Some("applications.list"), Some("status")));
    attached.clear_requests().await.unwrap();
    assert!(attached.requests().await.unwrap().is_empty());

    attached.set_quota(0, None).await.unwrap();
    client.post("/v1/app", client::application("a")).await.expect(400);
    let digest = format!("sha256:{}", "a".repeat(64));
    attached.seed_tags("game", [SeedTag::new("v1").digest(&digest).size_mb(2.5), "v2".into()]).await.unwrap();
    let tags = client.get("/v1/container-registry/images/game/tags").await.expect(200).json().to_string();
    assert!(tags.contains(&digest) && tags.contains("2.5") && tags.contains("100.0"), "{tags}");
    attached.set_tokens(["other", emulator.token()]).await.unwrap();
    Client { token: "other".into(), ..Client::new(&emulator) }.get("/v1/apps").await.expect(200);
    emulator.set_tokens(["emulator-token"]).unwrap();
    Client { token: "other".into(), ..Client::new(&emulator) }.get("/v1/apps").await.expect(401);
    assert!(emulator.set_tokens(["a b"]).is_err());

    attached.reset().await.unwrap();
    client.application("a").await;
    client.get("/v1/container-registry/images/game/tags").await.expect(404);
    // Dropping a handle only detaches it.
    let clone = attached.clone();
    drop(attached);
    assert_eq!(clone.requests().await.unwrap().len(), 2);
    client.get("/v1/app/a").await.expect(200);
    emulator.stop().await;
    let error = clone.requests().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
}

#[tokio::test]
async fn the_token_is_one_of_the_emulator() {
    let emulator = Emulator::builder().token("first").token("second").start().await.unwrap();
    let error = Emulator::attach(emulator.url()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(error.to_string().contains("other tokens than the default one"), "{error}");
    let error = Emulator::attach(emulator.url()).token("canary").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(!error.to_string().contains("canary") && !error.to_string().contains("default"), "{error}");
    let error = Emulator::attach(emulator.url()).token("canary canary").await.unwrap_err();
    assert!(error.to_string().starts_with("A token ") && !error.to_string().contains("canary"), "{error}");
    let attached = Emulator::attach(emulator.url()).token("token second").await.unwrap();
    assert_eq!(attached.token(), "second");
    attached.reset().await.unwrap();
    let shown = format!("{attached:?} {:?}", Emulator::attach("http://u:canary@h").token("canary"));
    assert!(shown.contains(&emulator.url()) && !shown.contains("second") && !shown.contains("canary"), "{shown}");
    let emulator = Emulator::start().await.unwrap();
    assert_eq!(Emulator::attach(emulator.url()).token(" ").await.unwrap().token(), "emulator-token");
}

/// A server that responds to every request with the same bytes. It sends the heads of the requests
/// through the channel.
async fn server(response: &'static [u8]) -> (String, tokio::sync::mpsc::UnboundedReceiver<String>, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, requests) = tokio::sync::mpsc::unbounded_channel();
    let task = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            sender.send(String::from_utf8(head).unwrap()).unwrap();
            stream.write_all(response).await.unwrap();
            let _ = stream.shutdown().await;
        }
    });
    (url, requests, task)
}

/// A proxy in front of an emulator, as nginx is: it replaces the header `Server`, and the header
/// `Host` if it is told to.
async fn proxy(emulator: &Emulator, host: Option<&'static str>) -> (String, JoinHandle<()>) {
    let (listener, upstream) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), emulator.address());
    let url = format!("http://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                request.push(stream.read_u8().await.unwrap());
            }
            let head = String::from_utf8(request).unwrap();
            let length = head.split("\r\n").find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            let mut body = vec![0; length.unwrap_or(0)];
            stream.read_exact(&mut body).await.unwrap();
            let head = match host {
                Some(host) => with_header(&head, "host", host),
                None => head,
            };
            let mut emulator = tokio::net::TcpStream::connect(upstream).await.unwrap();
            emulator.write_all(with_header(&head, "connection", "close").as_bytes()).await.unwrap();
            emulator.write_all(&body).await.unwrap();
            let mut response = String::new();
            emulator.read_to_string(&mut response).await.unwrap();
            let (head, body) = response.split_once("\r\n\r\n").unwrap();
            let head = with_header(&format!("{head}\r\n\r\n"), "server", "nginx/1.24.0");
            stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
            let _ = stream.shutdown().await;
        }
    });
    (url, task)
}

/// A head in which a header has this value alone.
fn with_header(head: &str, name: &str, value: &str) -> String {
    let is_other = |line: &&str| line.split_once(": ").is_none_or(|(own, _)| !own.eq_ignore_ascii_case(name));
    let lines: Vec<&str> = head.trim_end().split("\r\n").filter(is_other).collect();
    format!("{}\r\n{name}: {value}\r\n\r\n", lines.join("\r\n"))
}

#[tokio::test]
async fn an_emulator_behind_a_proxy_is_found_without_its_header() {
    let (emulator, client) = client::start().await;
    let (url, task) = proxy(&emulator, None).await;
    let attached = Emulator::attach(&url).await.unwrap();
    assert_eq!(attached.url(), url);
    attached.inject(Fault::status("applications.list", 503).times(1)).await.unwrap();
    client.get("/v1/apps").await.expect(503);
    for _ in 0..100 {
        client.get("/v1/apps").await.expect(200);
    }
    // The response has several chunks.
    assert_eq!(attached.requests().await.unwrap().len(), 101);
    task.abort();
    // The emulator refuses the first request, which has no token, because of its host.
    let emulator = Emulator::builder().token("own").start().await.unwrap();
    let (url, task) = proxy(&emulator, Some("emulator.test")).await;
    Emulator::attach(&url).token("own").await.unwrap().reset().await.unwrap();
    let error = Emulator::attach(&url).token("canary").await.unwrap_err().to_string();
    assert!(error.contains("refuses this client: ") && !error.contains("canary"), "{error}");
    task.abort();
}

async fn attach_to(response: &'static [u8]) -> (Result<AttachedEmulator, Error>, Vec<String>) {
    let (url, mut requests, task) = server(response).await;
    let attached = Emulator::attach(&url).token("canary").await;
    task.abort();
    let mut seen = Vec::new();
    while let Some(request) = requests.recv().await {
        seen.push(request);
    }
    (attached, seen)
}

#[tokio::test]
async fn other_servers_are_refused_without_the_token() {
    for (response, reason) in [
        (&b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"[..], "with 200 OK"),
        (
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 19\r\n\r\n{\"service\": \"other\"}",
            "with 200 OK",
        ),
        (b"HTTP/1.1 404 Not Found\r\nserver: other/1.0\r\ncontent-length: 0\r\n\r\n", "with 404 Not Found"),
        (b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n", "with 401 Unauthorized"),
        (b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n", "with 302 Found"),
        (b"\x15\x03\x03\x00\x02\x02\x46", "No emulator responds at"),
        (b"", "No emulator responds at"),
    ] {
        let (attached, requests) = attach_to(response).await;
        let error = attached.unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
        assert!(!error.to_string().contains("canary"), "{error}");
        assert!(requests.iter().all(|request| !request.contains("canary")), "{requests:?}");
    }
}

#[tokio::test]
async fn an_emulator_that_cannot_be_controlled_is_described() {
    for (response, kind, reason) in [
        (
            &b"HTTP/1.1 401 Unauthorized\r\nserver: edgegap-emulator/0.1.0\r\ncontent-length: 2\r\n\r\n{}"[..],
            ErrorKind::Authentication,
            "does not accept the token",
        ),
        (
            b"HTTP/1.1 403 Forbidden\r\nserver: edgegap-emulator/0.1.0\r\ncontent-length: 28\r\n\r\n\
              {\"message\":\"Not this Host.\"}",
            ErrorKind::Invalid,
            "refuses this client: Not this Host.",
        ),
        (
            b"HTTP/1.1 200 OK\r\nserver: edgegap-emulator/9.9.9\r\ncontent-length: 65\r\n\r\n\
              {\"service\": \"edgegap-emulator\", \"version\": \"9.9.9\", \"control\": 9}",
            ErrorKind::Invalid,
            "has version 9.9.9, which version 0.",
        ),
        (
            b"HTTP/1.1 200 OK\r\nserver: edgegap-emulator/0.1.0\r\ncontent-length: 4\r\n\r\nnope",
            ErrorKind::Invalid,
            "cannot be read",
        ),
    ] {
        let (attached, _) = attach_to(response).await;
        let error = attached.unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
        assert_eq!(error.kind(), kind, "{error}");
    }
}

#[tokio::test]
async fn a_closed_port_is_described() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = Emulator::attach(format!("http://{closed}")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    let error = error.to_string();
    assert!(error.starts_with(&format!("No emulator responds at http://{closed} (")), "{error}");
    assert!(error.contains("refused") && error.contains("start one with edgegap-emulator"), "{error}");
}

/// The clock is paused: it jumps to the timeout as soon as nothing else happens.
#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_respond_ends_the_wait() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let error = Emulator::attach(format!("http://{}", silent.local_addr().unwrap())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert!(error.to_string().contains("did not respond in time"), "{error}");
}

#[tokio::test]
async fn a_name_is_tried_with_all_its_addresses() {
    // localhost may mean ::1 first, where nothing listens.
    let emulator = Emulator::start().await.unwrap();
    let port = emulator.address().port();
    Emulator::attach(format!("http://localhost:{port}")).await.unwrap().reset().await.unwrap();
    // Systems without IPv6 have no such address, and some let a program only listen on it.
    if let Ok(emulator) = Emulator::builder().host(std::net::Ipv6Addr::LOCALHOST).start().await
        && tokio::net::TcpStream::connect(emulator.address()).await.is_ok()
    {
        let port = emulator.address().port();
        for host in ["[::1]", "[0:0:0:0:0:0:0:1]"] {
            Emulator::attach(format!("http://{host}:{port}")).await.unwrap().reset().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_port_can_be_used_again_at_once() {
    let (emulator, client) = client::start().await;
    let port = emulator.address().port();
    // The emulator closes this connection first, so its end of it waits in the kernel.
    client.get("/v1/apps").await.expect(200);
    let attached = Emulator::attach(emulator.url()).await.unwrap();
    attached.inject(Fault::reset("applications.list").times(1)).await.unwrap();
    emulator.stop().await;
    let emulator = Emulator::builder().port(port).start().await.unwrap();
    // The handle follows: it has no connection of its own.
    assert!(attached.faults().await.unwrap().is_empty());
    emulator.stop().await;
}

#[cfg(unix)]
#[tokio::test]
async fn the_program_goes_on_when_a_handle_is_dropped() {
    let mut program =
        client::program::Program::start(client::program::command(&["--port", "0", "--token", "own"]), "own").await;
    let url = format!("http://{}", program.client.address);
    let attached = Emulator::attach(&url).token("own").await.unwrap();
    attached.set_quota(3, 3).await.unwrap();
    drop(attached);
    assert_eq!(program.client.get("/_emulator/quota").await.expect(200).json()["versions"], 3);
    assert!(program.signal("-TERM").await.success());
    assert_eq!(Emulator::attach(&url).await.unwrap_err().kind(), ErrorKind::Connection);
}
