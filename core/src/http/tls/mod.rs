//! The TLS set-up: an explicit ring provider (nothing process-wide is touched) and the roots that servers are trusted by.

mod certificate_form;
pub(crate) mod error;
mod pem;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use self::pem::Certificates;
use crate::error::{Error, Result};
use crate::settings::environment::{Environment, mistake};
use crate::settings::source::{Language, Source};
use crate::settings::variables::{ROOTS, ROOTS_OF_NODE, ROOTS_OF_PYTHON, Variable};

/// Whose certificates are accepted.
#[derive(Clone)]
pub(crate) enum Roots {
    /// Those in a file or folder that a setting names, and no others.
    Only(Certificates, Source),
    /// Those of the platform, which are read at the first connection, and those of a variable that adds some.
    Platform(Certificates, Source),
}

/// The roots that the argument, else the environment says. Files are read now, so that later changes of the environment, of
/// the working directory or of a file change nothing.
pub(crate) fn roots(given: Option<&Path>, environment: &Environment, language: Language) -> Result<Roots> {
    if let Some(path) = given.filter(|path| !path.as_os_str().is_empty()) {
        let source = Source::Argument("ca_file");
        return read_bundle(path, source, language).map(|bundle| Roots::Only(bundle, source));
    }
    let (file, folder) = (environment.get("SSL_CERT_FILE")?, environment.get("SSL_CERT_DIR")?);
    let mut certificates = Vec::new();
    if let Some(file) = file {
        certificates = read_bundle(Path::new(file), Source::Variable("SSL_CERT_FILE"), language)?;
    }
    if let Some(folders) = folder {
        certificates.extend(read_folders(folders, language));
    }
    if !certificates.is_empty() {
        let source = if file.is_some() { "SSL_CERT_FILE" } else { "SSL_CERT_DIR" };
        return Ok(Roots::Only(certificates, Source::Variable(source)));
    }
    match language {
        // What `requests` reads.
        Language::Python => match environment.first(ROOTS_OF_PYTHON.names)? {
            Some((variable, path)) => {
                let source = Source::Variable(variable);
                let path = Path::new(path);
                let bundle = match path.is_dir() {
                    true => read_folder(path, source, language)?,
                    false => read_bundle(path, source, language)?,
                };
                Ok(Roots::Only(bundle, source))
            }
            None => Ok(Roots::Platform(Vec::new(), Source::Default)),
        },
        // What Node itself adds to its roots.
        Language::Node => match environment.first(ROOTS_OF_NODE.names)? {
            Some((variable, path)) => {
                let source = Source::Variable(variable);
                read_bundle(Path::new(path), source, language).map(|bundle| Roots::Platform(bundle, source))
            }
            None => Ok(Roots::Platform(Vec::new(), Source::Default)),
        },
        Language::Rust | Language::CSharp => Ok(Roots::Platform(Vec::new(), Source::Default)),
    }
}

/// Variables by which other programs are told what to trust, and that this language does not read.
pub(crate) fn unread(environment: &Environment, language: Language) -> Vec<&'static str> {
    let unread: &[&Variable] = match language {
        Language::Python => &[&ROOTS_OF_NODE],
        Language::Node => &[&ROOTS_OF_PYTHON],
        Language::Rust | Language::CSharp => &[&ROOTS_OF_PYTHON, &ROOTS_OF_NODE],
    };
    let names = unread.iter().flat_map(|variable| variable.names).copied();
    names.filter(|name| environment.get(name).is_ok_and(|value| value.is_some())).collect()
}

fn refuse(path: &Path, source: Source, language: Language, reason: &str) -> Error {
    Error::configuration(format!("{}: `{}` {reason}", source.in_words(language), path.display()))
}

/// Reads a bundle of certificates in PEM form.
fn read_bundle(path: &Path, source: Source, language: Language) -> Result<Certificates> {
    if let Some(reason) = path.to_str().and_then(mistake) {
        return Err(Error::configuration(format!("{} {reason}", source.in_words(language))));
    }
    pem::read_file(path).map_err(|reason| refuse(path, source, language, &reason))
}

/// Reads folders of certificates, separated as in `PATH`. One without certificates counts as not named, as for OpenSSL and
/// whoever uses it.
fn read_folders(folders: &str, language: Language) -> Certificates {
    let source = Source::Variable("SSL_CERT_DIR");
    let folders = std::env::split_paths(folders).filter(|folder| !folder.as_os_str().is_empty());
    folders.filter_map(|folder| read_folder(&folder, source, language).ok()).flatten().collect()
}

fn read_folder(folder: &Path, source: Source, language: Language) -> Result<Certificates> {
    pem::read_folder(folder).map_err(|reason| refuse(folder, source, language, &reason))
}

/// The configuration for a client that never speaks TLS: reqwest wants one all the same.
pub(crate) fn without_roots() -> Result<ClientConfig> {
    let provider = provider();
    let builder = versions(provider)?;
    Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

/// The configuration for these roots. Where the platform has none, Mozilla's as they are bundled: slim containers have none.
pub(crate) fn with_roots(roots: &Roots) -> Result<ClientConfig> {
    let mut store = RootCertStore::empty();
    let given = match roots {
        Roots::Only(certificates, _) => certificates,
        Roots::Platform(more, _) => {
            let (usable, _) = store.add_parsable_certificates(platform());
            if usable == 0 {
                store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            }
            more
        }
    };
    store.add_parsable_certificates(given.iter().cloned());
    let provider = provider();
    if given.is_empty() {
        return Ok(versions(provider)?.with_root_certificates(store).with_no_client_auth());
    }
    let inner = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider.clone())
        .build()
        .map_err(|error| Error::new(crate::ErrorKind::Internal, format!("TLS cannot be set up: {error}")))?;
    let verifier = Arc::new(Verifier { inner, given: given.clone() });
    Ok(versions(provider)?.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
}

/// The certificates of the platform. `load_native_certs` would read the variables of the process, which are settings and
/// were read before, from the environment that the host has.
fn platform() -> Certificates {
    let bundles = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/cert.pem",
        "/etc/ssl/ca-bundle.pem",
    ];
    // One that is empty counts there: `load_native_certs` takes it for a path.
    let is_set = ROOTS.names.iter().any(|name| std::env::var_os(name).is_some());
    if !is_set {
        return rustls_native_certs::load_native_certs().certs;
    }
    let bundle: Option<PathBuf> = bundles.iter().map(PathBuf::from).find(|path| path.exists());
    bundle.map_or_else(Vec::new, |path| rustls_native_certs::load_certs_from_paths(Some(&path), None).certs)
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn versions(provider: Arc<CryptoProvider>) -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>> {
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::new(crate::ErrorKind::Internal, format!("TLS cannot be set up: {error}")))
}

/// The usual verifier, which besides accepts a server's certificate that is itself one of those given: `openssl req -x509`
/// makes it an authority, and curl takes it for the server's too.
#[derive(Debug)]
struct Verifier {
    inner: Arc<WebPkiServerVerifier>,
    given: Certificates,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        let verified = self.inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match verified {
            // This is found after the time of the certificate was checked; what is left is its name.
            Err(error) if is_authority(&error) && self.given.iter().any(|given| given == end_entity) => {
                match rustls::client::verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name) {
                    Err(error) if !(has_no_names(&error) && has_common_name(end_entity, server_name)) => Err(error),
                    _ => Ok(ServerCertVerified::assertion()),
                }
            }
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

/// Whether the certificate was refused because it is an authority's.
pub(crate) fn is_authority(error: &rustls::Error) -> bool {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Other(other)) => {
            other.0.downcast_ref::<webpki::Error>() == Some(&webpki::Error::CaUsedAsEndEntity)
        }
        _ => false,
    }
}

/// Whether the certificate names no host in the place where names belong today.
fn has_no_names(error: &rustls::Error) -> bool {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::NotValidForNameContext { presented, .. }) => {
            presented.is_empty()
        }
        _ => false,
    }
}

/// Whether the subject has this host as its common name, which is all that `openssl req -x509 -subj /CN=host` writes. Only
/// asked of a certificate that was given as one to trust.
fn has_common_name(certificate: &CertificateDer<'_>, host: &ServerName<'_>) -> bool {
    const COMMON_NAME: [u8; 5] = [0x06, 0x03, 0x55, 0x04, 0x03];
    let host = host.to_str();
    let mut rest = certificate.as_ref();
    while let Some(at) = rest.windows(COMMON_NAME.len()).position(|window| window == COMMON_NAME) {
        rest = &rest[at + COMMON_NAME.len()..];
        // A type of text, its length, which a host fits into one byte of, and the text.
        if let [_, length, text @ ..] = rest
            && text.get(..usize::from(*length)).is_some_and(|name| name.eq_ignore_ascii_case(host.as_bytes()))
        {
            return true;
        }
    }
    false
}
