//! The TLS set-up: an explicit ring provider (nothing process-wide is touched) and the roots that servers are trusted by.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::error::{Error, Result};

/// Reads a bundle of certificates in PEM form. `source` names the setting, for the error.
pub(crate) fn read_bundle(path: &Path, source: &str) -> Result<Vec<CertificateDer<'static>>> {
    let shown = path.display();
    let pem = std::fs::read(path)
        .map_err(|error| Error::configuration(format!("{source}: cannot read `{shown}`: {error}")))?;
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(&pem).collect::<Result<_, _>>().map_err(|error| {
        Error::configuration(format!("{source}: `{shown}` is no PEM bundle of certificates: {error}"))
    })?;
    if certificates.is_empty() {
        return Err(Error::configuration(format!(
            "{source}: `{shown}` has no certificate: it needs at least one `-----BEGIN CERTIFICATE-----` block"
        )));
    }
    let (usable, _) = RootCertStore::empty().add_parsable_certificates(certificates.iter().cloned());
    if usable == 0 {
        return Err(Error::configuration(format!("{source}: no certificate in `{shown}` can be used as a root")));
    }
    Ok(certificates)
}

/// The configuration for a client that never speaks TLS: reqwest wants one all the same.
pub(crate) fn without_roots() -> Result<ClientConfig> {
    build(RootCertStore::empty())
}

/// Roots by precedence: those given, else `SSL_CERT_FILE` and `SSL_CERT_DIR`, else the platform's, else Mozilla's as bundled.
pub(crate) fn with_roots(given: &[CertificateDer<'static>]) -> Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    if !given.is_empty() {
        roots.add_parsable_certificates(given.iter().cloned());
        return build(roots);
    }
    let native = rustls_native_certs::load_native_certs();
    let (usable, _) = roots.add_parsable_certificates(native.certs);
    if usable == 0 {
        for variable in ["SSL_CERT_FILE", "SSL_CERT_DIR"] {
            if let Some(value) = std::env::var_os(variable).filter(|value| !value.is_empty()) {
                let reason =
                    native.errors.first().map_or_else(|| "no usable certificate".to_owned(), ToString::to_string);
                return Err(Error::configuration(format!(
                    "{variable}: `{}` has no certificate to trust: {reason}",
                    value.display()
                )));
            }
        }
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    build(roots)
}

fn build(roots: RootCertStore) -> Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::new(crate::ErrorKind::Internal, format!("TLS cannot be set up: {error}")))?;
    Ok(versions.with_root_certificates(roots).with_no_client_auth())
}
