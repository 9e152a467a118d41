//! What the ports with TLS and the proxy do, seen by a client of rustls.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use edgegap_scripted_server::{Origin, Playing, Script};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

const HEADERS: &str =
    "Accept: application/json\r\nAuthorization: token test-token\r\nUser-Agent: edgegap-sdk/1\r\n\r\n";

async fn play(exchanges: Value) -> Playing {
    Playing::start(Script::from_json(json!({"exchanges": exchanges})).unwrap()).await.unwrap()
}

fn exchange(origin: &str, reply: Value) -> Value {
    json!({"request": {"origin": origin, "method": "GET", "target": "/v1/apps"}, "reply": reply})
}

/// The address behind a placeholder.
fn address(playing: &Playing, place: &str) -> String {
    let url = playing.fill(&format!("{{{{{place}}}}}"));
    url.split_once("://").map_or(url.as_str(), |(_, address)| address).to_owned()
}

/// Shakes hands as a client that trusts the certificate in this file.
async fn shake(playing: &Playing, stream: TcpStream, host: &str, file: &str) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    let path = playing.fill(&format!("{{{{{file}}}}}"));
    roots.add(CertificateDer::from_pem_file(path).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(host.to_owned()).unwrap(), stream).await
}

/// Sends a request and reads until the end, or until reading fails.
async fn ask(stream: &mut TlsStream<TcpStream>) -> (String, io::Result<()>) {
    stream.write_all(format!("GET /v1/apps HTTP/1.1\r\n{HEADERS}").as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    let mut answer = Vec::new();
    let ended = async {
        while stream.read_buf(&mut answer).await? > 0 {}
        Ok(())
    };
    let ended = tokio::time::timeout(Duration::from_secs(5), ended).await.expect("it hangs");
    (String::from_utf8(answer).unwrap(), ended)
}

#[tokio::test]
async fn a_connection_over_tls_ends_in_every_way() {
    for origin in ["tls", "tls12"] {
        for (end, reason) in [
            ("close", None),
            ("cut", Some("close_notify")),
            ("alert", Some("received fatal alert: BadRecordMac")),
            ("broken_record", Some("decrypt")),
            ("clear_text", Some("corrupt message")),
        ] {
            let playing = play(json!([exchange(origin, json!({"end": end}))])).await;
            let stream = TcpStream::connect(address(&playing, origin)).await.unwrap();
            let mut stream = shake(&playing, stream, "127.0.0.1", "ca_file").await.unwrap();
            let (answer, ended) = ask(&mut stream).await;
            assert_eq!(answer, "", "{origin}, {end}");
            match reason {
                None => ended.unwrap(),
                Some(reason) => {
                    let said = ended.unwrap_err().to_string();
                    assert!(said.contains(reason), "{origin}, {end}: {said}");
                }
            }
            let report = playing.report();
            assert_eq!((report.mismatches, report.unused), (Vec::<String>::new(), 0), "{origin}, {end}");
            tokio::time::timeout(Duration::from_secs(5), playing.ended()).await.unwrap();
        }
    }
}

#[tokio::test]
async fn certificates_fit_the_names_of_their_ports() {
    let playing = play(json!([])).await;
    for (place, file, reason) in [
        ("tls_expired", "ca_file", "expired"),
        ("tls_other_host", "ca_file", "not valid for name"),
        ("tls", "other_ca_file", "UnknownIssuer"),
        ("tls_self_signed", "self_signed_file", "CaUsedAsEndEntity"),
        ("tls12_client_auth", "ca_file", "CertificateRequired"),
    ] {
        let stream = TcpStream::connect(address(&playing, place)).await.unwrap();
        let error = shake(&playing, stream, "127.0.0.1", file).await.unwrap_err();
        assert!(error.to_string().contains(reason), "{place}: {error}");
    }
    let stream = TcpStream::connect(address(&playing, "tls_client_auth")).await.unwrap();
    let mut stream = shake(&playing, stream, "localhost", "ca_file").await.unwrap();
    let (answer, ended) = ask(&mut stream).await;
    assert_eq!(answer, "");
    assert!(ended.unwrap_err().to_string().contains("CertificateRequired"));
    assert_eq!(playing.report().mismatches, Vec::<String>::new());
}

#[tokio::test]
async fn a_tunnel_leads_to_the_port_with_tls() {
    let connect = json!({"origin": "proxy", "method": "CONNECT", "target": "service.test:443"});
    let playing = play(json!([
        {"request": connect, "reply": {"status": 200}},
        exchange("tls", json!({"status": 200, "text": "through", "framing": "close"})),
    ]))
    .await;
    let mut stream = TcpStream::connect(address(&playing, "proxy")).await.unwrap();
    stream.write_all(b"CONNECT service.test:443 HTTP/1.1\r\nHost: service.test:443\r\n\r\n").await.unwrap();
    let mut opened = [0; 25];
    stream.read_exact(&mut opened).await.unwrap();
    assert_eq!(&opened, b"HTTP/1.1 200 Scripted\r\n\r\n");
    let mut stream = shake(&playing, stream, "service.test", "ca_file").await.unwrap();
    let (answer, _) = ask(&mut stream).await;
    assert!(answer.ends_with("through"), "{answer}");
    let report = playing.report();
    assert_eq!((report.mismatches, report.unused), (Vec::<String>::new(), 0));
    let origins: Vec<Origin> = report.requests.iter().map(|request| request.origin).collect();
    assert_eq!(origins, [Origin::Proxy, Origin::Tls]);
}

#[tokio::test]
async fn a_request_to_a_proxy_has_the_whole_url() {
    let request = json!({"origin": "proxy", "method": "GET", "target": "{{base}}/v1/apps"});
    let playing = play(json!([{"request": request, "reply": {"status": 204, "end": "close"}}])).await;
    let mut stream = TcpStream::connect(address(&playing, "proxy")).await.unwrap();
    stream.write_all(format!("GET {}/v1/apps HTTP/1.1\r\n{HEADERS}", playing.base_url()).as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert_eq!(answer, "HTTP/1.1 204 Scripted\r\n\r\n");
    assert_eq!(playing.report().mismatches, Vec::<String>::new());
}
