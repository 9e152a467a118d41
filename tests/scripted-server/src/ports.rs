//! The ports of a script, and the names by which runners find them and the files for TLS.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket};

use crate::certificate::{Certificates, Trust};
use crate::placeholder::Placeholders;
use crate::script::Origin;

/// The ports of a script where requests are answered.
const ORIGINS: [Origin; 10] = [
    Origin::Base,
    Origin::Other,
    Origin::Proxy,
    Origin::Tls,
    Origin::Tls12,
    Origin::TlsSelfSigned,
    Origin::TlsExpired,
    Origin::TlsOtherHost,
    Origin::TlsClientAuth,
    Origin::Tls12ClientAuth,
];

/// The names by which runners find files and folders for a client to trust.
const FILES: [(&str, Trust); 8] = [
    ("ca_file", Trust::Authority),
    ("other_ca_file", Trust::Another),
    ("bundle_file", Trust::Bundle),
    ("self_signed_file", Trust::SelfSigned),
    ("empty_file", Trust::Nobody),
    ("garbage_file", Trust::Garbage),
    ("missing_file", Trust::Missing),
    ("ca_dir", Trust::Folder),
];

/// All ports of one script.
pub(crate) struct Ports {
    /// The ports where requests are answered.
    pub(crate) listeners: Vec<(Origin, TcpListener)>,
    /// A port that does not speak TLS, with an `https` URL.
    pub(crate) plain: TcpListener,
    /// Bound but not listening: connections to it are refused while this exists.
    pub(crate) closed: TcpSocket,
    /// Addresses of the ports and paths of the files.
    pub(crate) places: Placeholders,
}

impl Ports {
    /// Opens free ports of this machine.
    pub(crate) async fn open(certificates: &Certificates) -> io::Result<Self> {
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        let closed = TcpSocket::new_v4()?;
        closed.bind(loopback)?;
        let plain = TcpListener::bind(loopback).await?;
        let mut places = BTreeMap::from([
            ("closed", format!("http://{}", closed.local_addr()?)),
            ("plain", format!("https://{}", plain.local_addr()?)),
        ]);
        places.extend(FILES.map(|(name, trust)| (name, certificates.path(trust).display().to_string())));
        let mut listeners = Vec::new();
        for origin in ORIGINS {
            let listener = TcpListener::bind(loopback).await?;
            let address = listener.local_addr()?;
            let place = match origin {
                Origin::Base | Origin::Other => format!("http://{address}"),
                Origin::Proxy => address.to_string(),
                _ => format!("https://{address}"),
            };
            if origin == Origin::Base {
                places.insert("base_port", address.port().to_string());
            }
            places.insert(origin.name(), place);
            listeners.push((origin, listener));
        }
        Ok(Self { listeners, plain, closed, places: Placeholders::from_places(places) })
    }
}
