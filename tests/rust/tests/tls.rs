//! TLS with a throw-away certificate authority: whom the SDK trusts, and what it says when it does not.

use std::fs;
use std::future::IntoFuture;
use std::path::Path;
use std::sync::Arc;

use edgegap_sdk::{Client, ClientBuilder, Error, ErrorKind};
use edgegap_tests::child;
use edgegap_tests::held::{Held, LONGEST, ok};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, SupportedProtocolVersion};
use tempfile::TempDir;
use tokio_rustls::TlsAcceptor;

const TOKEN: &str = "tls-test-token-4e1d";
const APPLICATIONS: &str = r#"{"applications":[]}"#;

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    named("throw-away authority")
}

/// An unknown authority of a known name would be taken for a forgery of it, which is another matter.
fn named(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// What is particular about a server's certificate.
struct Leaf {
    names: [&'static str; 2],
    years: (i32, i32),
    versions: &'static [&'static SupportedProtocolVersion],
}

impl Default for Leaf {
    fn default() -> Leaf {
        Leaf { names: ["127.0.0.1", "localhost"], years: (2020, 2120), versions: rustls::DEFAULT_VERSIONS }
    }
}

/// A server with a certificate of this authority.
async fn serve(authority: &Authority, leaf: Leaf) -> Held {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(leaf.names.map(str::to_owned).to_vec()).unwrap();
    params.not_before = date_time_ymd(leaf.years.0, 1, 1);
    params.not_after = date_time_ymd(leaf.years.1, 1, 1);
    let certificate = params.signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(leaf.versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
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

/// Makes a call that the server answers.
async fn succeed(client: &Client, server: &mut Held) {
    let call = tokio::spawn(client.applications().list().limit(1).collect());
    let asked = server.asked().await;
    assert_eq!(asked.header("authorization"), Some(format!("token {TOKEN}").as_str()));
    asked.answer(ok(APPLICATIONS));
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
    const OLD: &[&SupportedProtocolVersion] = &[&rustls::version::TLS12];
    const NEW: &[&SupportedProtocolVersion] = &[&rustls::version::TLS13];
    let folder = tempfile::tempdir().unwrap();
    let authority = authority();
    let bundle = format!("{}{}", named("another authority").pem(), authority.pem());
    let path = write(&folder, "bundle.pem", &bundle);
    for versions in [rustls::DEFAULT_VERSIONS, OLD, NEW] {
        let mut server = serve(&authority, Leaf { versions, ..Leaf::default() }).await;
        for host in ["127.0.0.1", "localhost"] {
            let client = client_of(&server, host).ca_file(&path).build().unwrap();
            succeed(&client, &mut server).await;
            succeed(&client, &mut server).await;
        }
        assert_eq!(server.connections(), 2, "one for each client");
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_a_tls_error_and_not_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let authority = authority();
    let trusted = write(&folder, "trusted.pem", &authority.pem());
    let other = write(&folder, "other.pem", &named("another authority").pem());
    let expired = || Leaf { years: (2020, 2021), ..Leaf::default() };
    let early = || Leaf { years: (2110, 2120), ..Leaf::default() };
    let elsewhere = || Leaf { names: ["api.edgegap.com", "127.0.0.2"], ..Leaf::default() };
    for (what, leaf, ca_file, reason) in [
        ("of an unknown authority", Leaf::default(), &other, "an authority that is not trusted. Add the certificate"),
        ("that expired", expired(), &trusted, "expired. Check the clock"),
        ("that is not valid yet", early(), &trusted, "not valid yet. Check the clock"),
        ("of another host", elsewhere(), &trusted, "is for api.edgegap.com, 127.0.0.2, not for 127.0.0.1"),
    ] {
        let mut server = serve(&authority, leaf).await;
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
async fn a_handshake_that_breaks_off_is_no_matter_of_trust() {
    let server = Held::over(async |stream| {
        drop(stream);
        None::<tokio::net::TcpStream>
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let path = write(&folder, "ca.pem", &authority().pem());
    let pause = std::time::Duration::from_millis(1);
    let client = client_of(&server, "127.0.0.1").ca_file(path).backoff(pause, pause).build().unwrap();
    let error = fail(&client).await;
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Connection, 3), "{error}");
    assert_eq!(server.connections(), 3);
}

#[test]
fn a_ca_file_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let key = KeyPair::generate().unwrap().serialize_pem();
    let block = |content: &str| format!("-----BEGIN CERTIFICATE-----\n{content}\n-----END CERTIFICATE-----\n");
    let unusable = [
        folder.path().join("missing.pem"),
        folder.path().to_owned(),
        write(&folder, "empty.pem", ""),
        write(&folder, "text.pem", "no certificate\n"),
        write(&folder, "key.pem", &key),
        write(&folder, "no-base64.pem", &block("%%%%")),
        write(&folder, "no-certificate.pem", &block("bm8gY2VydGlmaWNhdGU=")),
        write(&folder, "cut.pem", &authority().pem()[..200]),
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
fn the_environment_says_whom_to_trust() {
    const TEST: &str = "the_environment_says_whom_to_trust";
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
    // A folder without certificates counts as not named, as for OpenSSL.
    child::run(TEST, "empty", &[("SSL_CERT_DIR", shown(&empty))]);
    // The child makes its authority and writes it where the variable says.
    child::run(TEST, "trusted", &[("SSL_CERT_FILE", shown(&folder.path().join("trusted.pem")))]);
    child::run(TEST, "overruled", &[("SSL_CERT_FILE", shown(&garbage))]);
    child::run(TEST, "empty", &[("SSL_CERT_FILE", ""), ("SSL_CERT_DIR", "")]);
}

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

async fn in_environment(case: &str) {
    let authority = authority();
    let mut server = serve(&authority, Leaf::default()).await;
    let builder = client_of(&server, "127.0.0.1");
    match case {
        "trusted" => {
            let path = std::env::var_os("SSL_CERT_FILE").unwrap();
            fs::write(&path, authority.pem()).unwrap();
            let client = builder.build().unwrap();
            // It was read when the client was made; what happens to the file later changes nothing.
            fs::remove_file(path).unwrap();
            succeed(&client, &mut server).await;
        }
        "overruled" => {
            let folder = tempfile::tempdir().unwrap();
            let path = write(&folder, "ca.pem", &authority.pem());
            succeed(&builder.ca_file(path).build().unwrap(), &mut server).await;
        }
        // Set to nothing is not set: the machine's own authorities do not know this one.
        "empty" => assert_eq!(fail(&builder.build().unwrap()).await.kind(), ErrorKind::Tls),
        variable => {
            let error = builder.build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
            let value = std::env::var(variable).unwrap();
            assert!(error.message().contains(variable) && error.message().contains(&value), "{error}");
            assert_eq!(server.connections(), 0);
            // Who speaks no TLS needs no certificates.
            let mut plain = Held::start().await;
            let client = Client::builder().base_url(plain.url()).token(TOKEN).build().unwrap();
            succeed(&client, &mut plain).await;
        }
    }
}
