//! The TLS configuration: the ring provider, without process-wide state, and the trusted root
//! certificates.

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

/// The trusted root certificates.
#[derive(Clone)]
pub(crate) enum Roots {
    /// Only the certificates of a file or directory that a setting names.
    Only(Certificates, Source),
    /// The platform's certificates, which are read at the first connection, and additional ones of
    /// a variable.
    Platform(Certificates, Source),
}

/// The roots from the argument, else from the environment. Files are read now, so later changes of
/// the environment, the working directory or a file have no effect.
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
        // As `requests` does.
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
        // As Node itself does.
        Language::Node => match environment.first(ROOTS_OF_NODE.names)? {
            Some((variable, path)) => {
                let source = Source::Variable(variable);
                read_bundle(Path::new(path), source, language).map(|bundle| Roots::Platform(bundle, source))
            }
            None => Ok(Roots::Platform(Vec::new(), Source::Default)),
        },
        Language::Rust | Language::CSharp | Language::Program => Ok(Roots::Platform(Vec::new(), Source::Default)),
    }
}

/// The variables of other programs for root certificates that are set and that this language does
/// not read.
pub(crate) fn unread(environment: &Environment, language: Language) -> Vec<&'static str> {
    let unread: &[&Variable] = match language {
        Language::Python => &[&ROOTS_OF_NODE],
        Language::Node => &[&ROOTS_OF_PYTHON],
        Language::Rust | Language::CSharp | Language::Program => &[&ROOTS_OF_PYTHON, &ROOTS_OF_NODE],
    };
    let names = unread.iter().flat_map(|variable| variable.names).copied();
    names.filter(|name| environment.get(name).is_ok_and(|value| value.is_some())).collect()
}

fn refuse(path: &Path, source: Source, language: Language, reason: &str) -> Error {
    Error::configuration(format!("{}: `{}` {reason}", source.in_words(language), path.display()))
}

/// Reads a PEM bundle of certificates.
fn read_bundle(path: &Path, source: Source, language: Language) -> Result<Certificates> {
    if let Some(reason) = path.to_str().and_then(mistake) {
        return Err(Error::configuration(format!("{} {reason}", source.in_words(language))));
    }
    pem::read_file(path).map_err(|reason| refuse(path, source, language, &reason))
}

/// Reads directories of certificates, separated as in `PATH`. A directory without certificates is
/// ignored, as by OpenSSL.
fn read_folders(folders: &str, language: Language) -> Certificates {
    let source = Source::Variable("SSL_CERT_DIR");
    let folders = std::env::split_paths(folders).filter(|folder| !folder.as_os_str().is_empty());
    folders.filter_map(|folder| read_folder(&folder, source, language).ok()).flatten().collect()
}

fn read_folder(folder: &Path, source: Source, language: Language) -> Result<Certificates> {
    pem::read_folder(folder).map_err(|reason| refuse(folder, source, language, &reason))
}

/// The configuration for a client without TLS. reqwest needs one anyway.
pub(crate) fn without_roots() -> Result<ClientConfig> {
    let provider = provider();
    let builder = versions(provider)?;
    Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

/// The configuration for these roots. If the platform has none, as in slim containers, Mozilla's
/// roots are used.
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

/// The platform's certificates. `load_native_certs` would read the variables of the process, but
/// these settings come from the environment of the host language.
fn platform() -> Certificates {
    let bundles = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/cert.pem",
        "/etc/ssl/ca-bundle.pem",
    ];
    // `load_native_certs` takes even an empty variable for a path.
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

/// The usual verifier, which also accepts a server's own certificate if it is one of the given
/// ones. `openssl req -x509` makes such certificates authorities, and curl accepts them too.
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
            // This error comes after the check of the validity period; only the name remains to be
            // checked.
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

/// True if the certificate was rejected because it is an authority's.
pub(crate) fn is_authority(error: &rustls::Error) -> bool {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Other(other)) => {
            other.0.downcast_ref::<webpki::Error>() == Some(&webpki::Error::CaUsedAsEndEntity)
        }
        _ => false,
    }
}

/// True if the certificate has no subject alternative names.
fn has_no_names(error: &rustls::Error) -> bool {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::NotValidForNameContext { presented, .. }) => {
            presented.is_empty()
        }
        _ => false,
    }
}

/// True if the subject has this host as its common name, which is all that `openssl req -x509 -subj
/// /CN=host` writes. Only used for a certificate that was given as trusted.
fn has_common_name(certificate: &CertificateDer<'_>, host: &ServerName<'_>) -> bool {
    const COMMON_NAME: [u8; 5] = [0x06, 0x03, 0x55, 0x04, 0x03];
    let host = host.to_str();
    let mut rest = certificate.as_ref();
    while let Some(at) = rest.windows(COMMON_NAME.len()).position(|window| window == COMMON_NAME) {
        rest = rest.get(at + COMMON_NAME.len()..).unwrap_or_default();
        // The string type, the length in one byte, which is enough for a host, and the string.
        if let [_, length, text @ ..] = rest
            && text.get(..usize::from(*length)).is_some_and(|name| name.eq_ignore_ascii_case(host.as_bytes()))
        {
            return true;
        }
    }
    false
}
