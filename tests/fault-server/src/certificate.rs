//! Certificates that are thrown away: an authority, another one, and leaves of the first with nothing or something wrong.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::TempDir;
use tokio_rustls::TlsAcceptor;

use crate::table::Tls;

/// What is needed for TLS, made once. The files are gone with it.
pub(crate) struct Certificates {
    folder: TempDir,
    good: TlsAcceptor,
    expired: TlsAcceptor,
    elsewhere: TlsAcceptor,
}

impl Certificates {
    pub(crate) fn make() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let authority = authority("throw-away authority")?;
        std::fs::write(folder.path().join("authority.pem"), authority.pem())?;
        // An unknown authority of a known name would be taken for a forgery of it, which is another matter.
        std::fs::write(folder.path().join("another.pem"), self::authority("another authority")?.pem())?;
        std::fs::write(folder.path().join("empty.pem"), "")?;
        Ok(Self {
            good: acceptor(&authority, ["127.0.0.1", "localhost"], 2120)?,
            expired: acceptor(&authority, ["127.0.0.1", "localhost"], 2021)?,
            elsewhere: acceptor(&authority, ["api.edgegap.com", "127.0.0.2"], 2120)?,
            folder,
        })
    }

    /// Whom the client is told to trust.
    pub(crate) fn ca_file(&self, how: Tls) -> PathBuf {
        self.folder.path().join(match how {
            Tls::UnknownAuthority => "another.pem",
            Tls::EmptyTrust => "empty.pem",
            _ => "authority.pem",
        })
    }

    /// What the server shows.
    pub(crate) fn acceptor(&self, how: Tls) -> TlsAcceptor {
        match how {
            Tls::Expired => self.expired.clone(),
            Tls::WrongHost => self.elsewhere.clone(),
            _ => self.good.clone(),
        }
    }
}

fn authority(name: &str) -> io::Result<CertifiedIssuer<'static, KeyPair>> {
    let mut params = CertificateParams::new(Vec::new()).map_err(io::Error::other)?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().map_err(io::Error::other)?).map_err(io::Error::other)
}

fn acceptor(authority: &CertifiedIssuer<'static, KeyPair>, names: [&str; 2], until: i32) -> io::Result<TlsAcceptor> {
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let mut params = CertificateParams::new(names.map(str::to_owned).to_vec()).map_err(io::Error::other)?;
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(until, 1, 1);
    let certificate = params.signed_by(&key, authority).map_err(io::Error::other)?;
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .map_err(io::Error::other)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
