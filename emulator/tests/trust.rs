//! TLS for a registry with `https`.
#![allow(missing_docs)]

mod client;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

use client::{Client, Directory};
use edgegap_emulator::Emulator;
use rcgen::{BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A self-signed CA certificate, as `openssl req -x509` creates it.
fn own(names: &[&str], last_year: i32) -> (Certificate, KeyPair) {
    let key = KeyPair::generate().unwrap();
    let mut params = params(names, last_year);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    (params.self_signed(&key).unwrap(), key)
}

fn params(names: &[&str], last_year: i32) -> CertificateParams {
    let mut params = CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap();
    // For two CAs with the same name, the verifier would report an invalid signature.
    params.distinguished_name.push(DnType::CommonName, names.first().copied().unwrap_or("authority"));
    (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(last_year, 1, 1));
    params
}

/// A registry without images.
fn registry(certificate: &Certificate, key: &KeyPair) -> String {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream.unwrap());
            // A client that does not trust the certificate ends the connection.
            if stream.read(&mut [0; 4096]).is_ok() {
                let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    format!("https://localhost:{port}")
}

/// Status and message of the response to a list of tags.
async fn listed(url: &str, trusted: Option<String>) -> (u16, String) {
    let directory = Directory::new(&format!("trust-{}", url.rsplit(':').next().unwrap()));
    let path = directory.file("authority.pem");
    // An unrelated certificate replaces those of the platform.
    let text = trusted.unwrap_or_else(|| own(&["somebody.example.com"], 2120).0.pem());
    std::fs::write(&path, text).unwrap();
    let builder = Emulator::builder().registry(url).environment([("SSL_CERT_FILE", &path)]);
    let emulator = builder.start().await.unwrap();
    let response = Client::new(&emulator).get("/v1/container-registry/images/game/tags").await;
    (response.status, response.json()["message"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_self_signed_certificate_is_trusted_if_it_is_set() {
    let (certificate, key) = own(&["localhost"], 2120);
    let url = registry(&certificate, &key);
    assert_eq!(listed(&url, Some(certificate.pem())).await.0, 404);
    let (status, message) = listed(&url, None).await;
    assert_eq!(status, 500);
    assert!(message.contains("self-signed: set SSL_CERT_FILE to that certificate"), "{message}");
    // The same name with another key.
    let (status, message) = listed(&url, Some(own(&["localhost"], 2120).0.pem())).await;
    assert_eq!(status, 500, "{message}");
}

#[tokio::test]
async fn a_certificate_is_trusted_if_its_ca_is_set() {
    let mut authority = params(&[], 2120);
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf = |names: &[&str], last_year| params(names, last_year).signed_by(&key, &authority).unwrap();
    let good = registry(&leaf(&["localhost"], 2120), &key);
    assert_eq!(listed(&good, Some(authority.pem())).await.0, 404);
    for (url, trusted, reason) in [
        (good, None, "signed by an unknown CA"),
        (registry(&leaf(&["localhost"], 2021), &key), Some(authority.pem()), "has expired"),
        (registry(&leaf(&["elsewhere.example.com"], 2120), &key), Some(authority.pem()), "is for another host"),
    ] {
        let (status, message) = listed(&url, trusted).await;
        assert_eq!(status, 500);
        assert!(message.contains(reason), "{reason}: {message}");
    }
}

#[tokio::test]
async fn a_self_signed_certificate_must_be_valid() {
    for (names, last_year, reason) in
        [("localhost", 2021, "has expired"), ("elsewhere.example.com", 2120, "another host")]
    {
        let (certificate, key) = own(&[names], last_year);
        let (status, message) = listed(&registry(&certificate, &key), Some(certificate.pem())).await;
        assert_eq!(status, 500);
        assert!(message.contains(reason), "{reason}: {message}");
    }
}

#[tokio::test]
async fn a_registry_without_tls_is_reported() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
    });
    let (status, message) = listed(&url, None).await;
    assert_eq!(status, 500);
    assert!(message.contains("it does not use TLS on this port: try http://"), "{message}");
}

#[tokio::test]
async fn a_file_without_certificates_fails_the_start() {
    let directory = Directory::new("no-certificate");
    let path = directory.file("empty.pem");
    std::fs::write(&path, "").unwrap();
    let builder = || Emulator::builder().environment([("SSL_CERT_FILE", &path)]);
    let error = builder().registry("https://localhost:1").start().await.unwrap_err().to_string();
    assert!(error.starts_with("SSL_CERT_FILE contains no certificate"), "{error}");
    // Plain HTTP needs no certificates.
    builder().registry("http://localhost:1").start().await.unwrap();
}
