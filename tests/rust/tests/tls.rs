//! TLS with a temporary certificate authority: the certificates that the SDK trusts, and the errors
//! about those that it does not trust.

use std::fs;
use std::future::IntoFuture;
use std::path::Path;

use edgegap_scripted_server::{Certificates, Identity, Trust};
use edgegap_sdk::{Client, ClientBuilder, Error, ErrorKind};
use edgegap_tests::child;
use edgegap_tests::held::{Held, LONGEST, ok};
use tempfile::TempDir;

const TOKEN: &str = "tls-test-token-4e1d";
const APPLICATIONS: &str = r#"{"applications":[]}"#;

/// A server of this identity.
async fn serve(certificates: &Certificates, identity: Identity) -> Held {
    let acceptor = certificates.acceptor(identity);
    Held::over(move |stream| {
        let acceptor = acceptor.clone();
        async move { acceptor.accept(stream).await.ok() }
    })
    .await
}

fn client_of(server: &Held, host: &str) -> ClientBuilder {
    Client::builder().base_url(format!("https://{host}:{}", server.address.port())).token(TOKEN)
}

fn write(folder: &TempDir, name: &str, content: &str) -> std::path::PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    path
}

/// Makes a call that succeeds.
async fn succeed(client: &Client, server: &mut Held) {
    let call = tokio::spawn(client.applications().list().limit(1).collect());
    let request = server.request().await;
    assert_eq!(request.header("authorization"), Some(format!("token {TOKEN}").as_str()));
    request.respond(ok(APPLICATIONS));
    assert!(tokio::time::timeout(LONGEST, call).await.unwrap().unwrap().unwrap().is_empty());
}

async fn fail(client: &Client) -> Error {
    let call = client.applications().get("game").into_future();
    let error = tokio::time::timeout(LONGEST, call).await.expect("the call hangs").unwrap_err();
    assert_no_token(&error);
    error
}

fn assert_no_token(error: &Error) {
    let shown = format!("{error} {error:?} {}", error.to_json());
    assert!(!shown.contains(TOKEN), "{shown}");
}

#[tokio::test]
async fn the_authority_in_ca_file_is_trusted() {
    let certificates = Certificates::make().unwrap();
    let path = certificates.path(Trust::Bundle);
    for identity in [Identity::Good, Identity::Tls12, Identity::Tls13] {
        let mut server = serve(&certificates, identity).await;
        for host in ["127.0.0.1", "localhost"] {
            let client = client_of(&server, host).ca_file(&path).build().unwrap();
            succeed(&client, &mut server).await;
            succeed(&client, &mut server).await;
        }
        assert_eq!(server.connections(), 2, "one for each client");
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_a_tls_error_without_a_retry() {
    let certificates = Certificates::make().unwrap();
    for (what, identity, trust, reason) in [
        (
            "of an unknown authority",
            Identity::Good,
            Trust::Another,
            "an authority that is not trusted. Add the certificate",
        ),
        ("that expired", Identity::Expired, Trust::Authority, "expired. Check the clock"),
        ("that is not valid yet", Identity::NotYetValid, Trust::Authority, "not valid yet. Check the clock"),
        (
            "of another host",
            Identity::OtherHost,
            Trust::Authority,
            "is for api.edgegap.com, 127.0.0.2, not for 127.0.0.1",
        ),
    ] {
        let mut server = serve(&certificates, identity).await;
        let ca_file = certificates.path(trust);
        let client = client_of(&server, "127.0.0.1").ca_file(ca_file).build().unwrap();
        let error = fail(&client).await;
        assert_eq!(error.kind(), ErrorKind::Tls, "one {what}: {error}");
        assert!(error.message().contains(reason), "one {what}: {error}");
        let outcomes: Vec<_> = error.attempts().iter().map(|attempt| attempt.outcome.as_str()).collect();
        assert_eq!(outcomes, ["tls"], "one {what}");
        assert!(!error.retryable() && !error.maybe_applied(), "one {what}: {error:?}");
        assert_eq!(server.connections(), 1, "one {what}");
        assert!(server.pending().is_none(), "one {what}: a request was sent");
    }
}

#[tokio::test]
async fn a_handshake_that_breaks_off_is_a_connection_error() {
    let server = Held::over(async |stream| {
        drop(stream);
        None::<tokio::net::TcpStream>
    })
    .await;
    let certificates = Certificates::make().unwrap();
    let path = certificates.path(Trust::Authority);
    let pause = std::time::Duration::from_millis(1);
    let client = client_of(&server, "127.0.0.1").ca_file(path).backoff(pause, pause).build().unwrap();
    let error = fail(&client).await;
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Connection, 3), "{error}");
    assert_eq!(server.connections(), 3);
}

#[test]
fn a_ca_file_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let authority = fs::read_to_string(Certificates::make().unwrap().path(Trust::Authority)).unwrap();
    let key = authority.replace("CERTIFICATE", "PRIVATE KEY");
    let block = |content: &str| format!("-----BEGIN CERTIFICATE-----\n{content}\n-----END CERTIFICATE-----\n");
    let unusable = [
        folder.path().join("missing.pem"),
        folder.path().to_owned(),
        write(&folder, "empty.pem", ""),
        write(&folder, "text.pem", "no certificate\n"),
        write(&folder, "key.pem", &key),
        write(&folder, "no-base64.pem", &block("%%%%")),
        write(&folder, "no-certificate.pem", &block("bm8gY2VydGlmaWNhdGU=")),
        write(&folder, "cut.pem", &authority[..200]),
    ];
    for path in unusable {
        let error = Client::builder().token(TOKEN).ca_file(&path).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{}: {error}", path.display());
        let named = error.message().contains("ca_file") && error.message().contains(path.to_str().unwrap());
        assert!(named, "{}: {error}", path.display());
        assert_no_token(&error);
    }
}

#[test]
fn the_environment_names_the_trusted_certificates() {
    const TEST: &str = "the_environment_names_the_trusted_certificates";
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Some(case) = child::case() {
        return runtime.block_on(in_environment(&case));
    }
    let folder = tempfile::tempdir().unwrap();
    let garbage = write(&folder, "garbage.pem", "no certificate\n");
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    for unusable in [&garbage, &folder.path().join("missing.pem")] {
        child::run(TEST, "SSL_CERT_FILE", &[("SSL_CERT_FILE", shown(unusable))]);
    }
    // A folder without certificates is ignored, as by OpenSSL.
    child::run(TEST, "empty", &[("SSL_CERT_DIR", shown(&empty))]);
    // The child makes its authority and writes it to the file that the variable names.
    child::run(TEST, "trusted", &[("SSL_CERT_FILE", shown(&folder.path().join("trusted.pem")))]);
    child::run(TEST, "overruled", &[("SSL_CERT_FILE", shown(&garbage))]);
    child::run(TEST, "empty", &[("SSL_CERT_FILE", ""), ("SSL_CERT_DIR", "")]);
}

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

async fn in_environment(case: &str) {
    let certificates = Certificates::make().unwrap();
    let authority = certificates.path(Trust::Authority);
    let mut server = serve(&certificates, Identity::Good).await;
    let builder = client_of(&server, "127.0.0.1");
    match case {
        "trusted" => {
            let path = std::env::var_os("SSL_CERT_FILE").unwrap();
            fs::copy(authority, &path).unwrap();
            let client = builder.build().unwrap();
            // The file was read when the client was made, so later changes to it have no effect.
            fs::remove_file(path).unwrap();
            succeed(&client, &mut server).await;
        }
        "overruled" => {
            succeed(&builder.ca_file(authority).build().unwrap(), &mut server).await;
        }
        // An empty variable is like an absent one: the authorities of the machine are used.
        "empty" => assert_eq!(fail(&builder.build().unwrap()).await.kind(), ErrorKind::Tls),
        variable => {
            let error = builder.build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
            let value = std::env::var(variable).unwrap();
            assert!(error.message().contains(variable) && error.message().contains(&value), "{error}");
            assert_eq!(server.connections(), 0);
            // A client without TLS needs no certificates.
            let mut plain = Held::start().await;
            let client = Client::builder().base_url(plain.url()).token(TOKEN).build().unwrap();
            succeed(&client, &mut plain).await;
        }
    }
}
