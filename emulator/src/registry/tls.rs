//! TLS for a registry with `https`: the trusted certificates, and readable errors.

use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, RootCertStore,
    SignatureScheme,
};
use rustls_native_certs::{CertificateResult, load_certs_from_paths};

use crate::config::{CERTIFICATE_VARIABLES, Environment};
use crate::error::Error;

/// The TLS configuration. reqwest is built without a TLS provider, but requires one even for plain
/// HTTP.
pub(crate) fn config(https: bool, environment: impl FnOnce() -> Environment) -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(rustls::DEFAULT_VERSIONS)
        .map_err(|error| Error::with_source("TLS cannot be configured.", error))?;
    if !https {
        return Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth());
    }
    let verifier = Verifier::new(certificates(&environment())?, provider)?;
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
}

/// The certificates that the environment variables name, or those of the platform.
fn certificates(environment: &Environment) -> Result<Vec<CertificateDer<'static>>, Error> {
    let [file, folders] = CERTIFICATE_VARIABLES.map(|name| environment.get(name));
    if file.is_none() && folders.is_none() {
        return Ok(platform().certs);
    }
    let mut found = load_certs_from_paths(file.map(Path::new), None);
    for folder in folders.iter().flat_map(std::env::split_paths).filter(|folder| !folder.as_os_str().is_empty()) {
        let CertificateResult { certs, errors, .. } = load_certs_from_paths(None, Some(&folder));
        found.certs.extend(certs);
        found.errors.extend(errors);
    }
    if found.certs.is_empty() {
        let names: Vec<&str> =
            CERTIFICATE_VARIABLES.into_iter().filter(|name| environment.get(name).is_some()).collect();
        let why = found.errors.first().map_or_else(|| "no certificate was found".to_owned(), ToString::to_string);
        return Err(Error::new(format!("{} contains no certificate: {why}.", names.join(" with "))));
    }
    Ok(found.certs)
}

/// The certificates of the platform. `load_native_certs` finds none if `SSL_CERT_FILE` is set but
/// empty in the environment of the process.
fn platform() -> CertificateResult {
    #[cfg(all(unix, not(target_os = "macos")))]
    {
        let openssl_probe::ProbeResult { cert_file, cert_dir } = openssl_probe::probe();
        let mut found = load_certs_from_paths(cert_file.as_deref(), None);
        for folder in cert_dir {
            found.certs.extend(load_certs_from_paths(None, Some(&folder)).certs);
        }
        found
    }
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    {
        rustls_native_certs::load_native_certs()
    }
}

/// The default verifier, which also accepts a self-signed CA certificate that is itself trusted.
/// `openssl req -x509` creates such certificates for registries, and curl accepts them.
#[derive(Debug)]
struct Verifier {
    default: Arc<WebPkiServerVerifier>,
    trusted: Vec<CertificateDer<'static>>,
}

impl Verifier {
    fn new(mut trusted: Vec<CertificateDer<'static>>, provider: Arc<CryptoProvider>) -> Result<Verifier, Error> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(trusted.iter().cloned());
        if roots.is_empty() {
            // A container may have no CA certificates.
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            trusted.clear();
        }
        let default = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
            .build()
            .map_err(|error| Error::with_source("The trusted certificates cannot be used.", error))?;
        Ok(Verifier { default, trusted })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        match self.default.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            // rustls checks the validity period before it reports this error.
            Err(TlsError::InvalidCertificate(error)) if is_authority(&error) && self.trusted.contains(end_entity) => {
                rustls::client::verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            outcome => outcome,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.default.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.default.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.default.supported_verify_schemes()
    }
}

/// True if a server's certificate was refused because it is a CA certificate.
fn is_authority(error: &CertificateError) -> bool {
    matches!(error, CertificateError::Other(error) if error.to_string().contains("CaUsedAsEndEntity"))
}

/// Describes a TLS error, and how to fix it.
pub(super) fn reason(error: &TlsError) -> String {
    let [file, _] = CERTIFICATE_VARIABLES;
    match error {
        TlsError::InvalidCertificate(error) => match error {
            CertificateError::UnknownIssuer => {
                format!("its certificate is signed by an unknown CA: set {file} to the certificate of that CA")
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "its certificate has expired: renew it, or compare the clocks".into()
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "its certificate is not valid yet: compare the clocks".into()
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "its certificate is for another host: use a host from its subjectAltName".into()
            }
            CertificateError::BadSignature => {
                format!(
                    "the signature of its certificate is not valid: {file} may contain another CA with the same name"
                )
            }
            error if is_authority(error) => format!("its certificate is self-signed: set {file} to that certificate"),
            error => format!("its certificate cannot be accepted: {error}"),
        },
        TlsError::InvalidMessage(_) => "it does not use TLS on this port: try http://".into(),
        TlsError::AlertReceived(AlertDescription::CertificateRequired) => {
            "it requires a client certificate, which the emulator does not support".into()
        }
        error => format!("the encrypted connection failed: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_is_unset() {
        let unset = certificates(&Environment::default()).unwrap();
        let blank = certificates(&Environment::new([("SSL_CERT_FILE", ""), ("SSL_CERT_DIR", " ")])).unwrap();
        assert_eq!(unset, blank);
    }

    #[test]
    fn a_variable_without_a_certificate_is_named() {
        let environment = Environment::new([("SSL_CERT_FILE", "/nowhere/at/all.pem")]);
        let error = certificates(&environment).unwrap_err().to_string();
        assert!(
            error.starts_with("SSL_CERT_FILE contains no certificate") && error.contains("/nowhere/at/all.pem"),
            "{error}"
        );
    }
}
