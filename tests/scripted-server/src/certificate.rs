//! Temporary certificates: two authorities, and servers with valid and with invalid certificates.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};
use tempfile::TempDir;
use tokio_rustls::TlsAcceptor;

/// Names in a usual certificate. The last one is for requests through a proxy: no machine has it.
const NAMES: [&str; 3] = ["127.0.0.1", "localhost", "service.test"];
const ELSEWHERE: [&str; 2] = ["api.edgegap.com", "127.0.0.2"];
const BOTH: &[&SupportedProtocolVersion] = rustls::DEFAULT_VERSIONS;
const OLD: &[&SupportedProtocolVersion] = &[&rustls::version::TLS12];

/// The certificate of a server, and its demands on the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// A certificate of the authority, over TLS 1.2 or 1.3.
    Good,
    /// The same over TLS 1.2 alone.
    Tls12,
    /// A certificate that has expired.
    Expired,
    /// A certificate for other hosts.
    OtherHost,
    /// A self-signed certificate that says it is an authority, as `openssl req -x509` makes them.
    SelfSigned,
    /// The client must have a certificate; over TLS 1.3 this fails after the handshake.
    ClientAuth,
    /// The same over TLS 1.2, where this fails within the handshake.
    Tls12ClientAuth,
}

/// A file or a folder of certificates for a client to trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// The authority.
    Authority,
    /// An authority that has signed none of the certificates here.
    Another,
    /// Both, in one file.
    Bundle,
    /// The self-signed certificate.
    SelfSigned,
    /// An empty file.
    Nobody,
    /// A file without a certificate.
    Garbage,
    /// A file that does not exist.
    Missing,
    /// A folder with the authority in it.
    Folder,
}

/// Certificates of all identities, and the files to trust. Dropping it removes the files.
pub struct Certificates {
    folder: TempDir,
    good: TlsAcceptor,
    tls12: TlsAcceptor,
    expired: TlsAcceptor,
    other_host: TlsAcceptor,
    self_signed: TlsAcceptor,
    client_auth: TlsAcceptor,
    tls12_client_auth: TlsAcceptor,
}

/// The certificates in use: making them takes longer than playing a script.
static SHARED: Mutex<Weak<Certificates>> = Mutex::new(Weak::new());

type Authority = CertifiedIssuer<'static, KeyPair>;

impl Certificates {
    /// The certificates in use in this process, otherwise new ones.
    ///
    /// # Errors
    /// If the files cannot be written.
    pub fn shared() -> io::Result<Arc<Self>> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(certificates) = shared.upgrade() {
            return Ok(certificates);
        }
        let made = Arc::new(Self::make()?);
        *shared = Arc::downgrade(&made);
        Ok(made)
    }

    /// New certificates.
    ///
    /// # Errors
    /// If the files cannot be written.
    pub fn make() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let authority = authority("temporary authority")?;
        // An unknown authority with a known name would be taken for a forgery of it, which is a
        // different error.
        let another = self::authority("another authority")?;
        let (own, key) = self_signed()?;
        let write = |trust, content: &str| std::fs::write(path(&folder, trust), content);
        write(Trust::Authority, &authority.pem())?;
        write(Trust::Another, &another.pem())?;
        write(Trust::Bundle, &(another.pem() + &authority.pem()))?;
        write(Trust::SelfSigned, &own.pem())?;
        write(Trust::Nobody, "")?;
        write(Trust::Garbage, "not a certificate\n")?;
        std::fs::create_dir(path(&folder, Trust::Folder))?;
        std::fs::write(path(&folder, Trust::Folder).join("authority.pem"), authority.pem())?;
        let mut roots = RootCertStore::empty();
        roots.add(authority.der().clone()).map_err(io::Error::other)?;
        let good = leaf(&authority, &NAMES, 2120)?;
        Ok(Self {
            good: acceptor(&good, BOTH, None)?,
            tls12: acceptor(&good, OLD, None)?,
            expired: acceptor(&leaf(&authority, &NAMES, 2021)?, BOTH, None)?,
            other_host: acceptor(&leaf(&authority, &ELSEWHERE, 2120)?, BOTH, None)?,
            self_signed: acceptor(&(own.der().clone(), key), BOTH, None)?,
            client_auth: acceptor(&good, BOTH, Some(&roots))?,
            tls12_client_auth: acceptor(&good, OLD, Some(&roots))?,
            folder,
        })
    }

    /// A file, or a folder, for a client to trust.
    pub fn path(&self, trust: Trust) -> PathBuf {
        path(&self.folder, trust)
    }

    /// Accepts connections as a server of this identity.
    pub fn acceptor(&self, identity: Identity) -> TlsAcceptor {
        let acceptor = match identity {
            Identity::Good => &self.good,
            Identity::Tls12 => &self.tls12,
            Identity::Expired => &self.expired,
            Identity::OtherHost => &self.other_host,
            Identity::SelfSigned => &self.self_signed,
            Identity::ClientAuth => &self.client_auth,
            Identity::Tls12ClientAuth => &self.tls12_client_auth,
        };
        acceptor.clone()
    }
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificates").field("folder", &self.folder).finish_non_exhaustive()
    }
}

fn path(folder: &TempDir, trust: Trust) -> PathBuf {
    folder.path().join(match trust {
        Trust::Authority => "authority.pem",
        Trust::Another => "another.pem",
        Trust::Bundle => "bundle.pem",
        Trust::SelfSigned => "self-signed.pem",
        Trust::Nobody => "empty.pem",
        Trust::Garbage => "garbage.pem",
        Trust::Missing => "missing.pem",
        Trust::Folder => "authorities",
    })
}

fn authority(name: &str) -> io::Result<Authority> {
    let mut params = CertificateParams::new(Vec::new()).map_err(io::Error::other)?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().map_err(io::Error::other)?).map_err(io::Error::other)
}

fn self_signed() -> io::Result<(rcgen::Certificate, PrivateKeyDer<'static>)> {
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let mut params = CertificateParams::new(NAMES.map(str::to_owned).to_vec()).map_err(io::Error::other)?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "a server of its own");
    Ok((params.self_signed(&key).map_err(io::Error::other)?, private(&key)))
}

type Leaf = (CertificateDer<'static>, PrivateKeyDer<'static>);

fn leaf(authority: &Authority, names: &[&str], until: i32) -> io::Result<Leaf> {
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(until, 1, 1);
    let certificate = params.signed_by(&key, authority).map_err(io::Error::other)?;
    Ok((certificate.der().clone(), private(&key)))
}

fn private(key: &KeyPair) -> PrivateKeyDer<'static> {
    PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()))
}

fn acceptor(
    (certificate, key): &Leaf,
    versions: &[&'static SupportedProtocolVersion],
    clients: Option<&RootCertStore>,
) -> io::Result<TlsAcceptor> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(versions)
        .map_err(io::Error::other)?;
    let builder = match clients {
        Some(roots) => {
            let roots = Arc::new(roots.clone());
            let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider).build();
            builder.with_client_cert_verifier(verifier.map_err(io::Error::other)?)
        }
        None => builder.with_no_client_auth(),
    };
    let config = builder.with_single_cert(vec![certificate.clone()], key.clone_key()).map_err(io::Error::other)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
