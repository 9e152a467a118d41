//! Host lookup on a separate thread. tokio's pool panics if the system cannot start a thread, as
//! with a limit of processes in a container.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::thread;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::oneshot;

use crate::settings::base_url::is_localhost;

/// Resolves names by the system's resolver.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resolver;

/// The system could not start a thread.
#[derive(Debug)]
pub(crate) struct NoThread;

impl std::fmt::Display for NoThread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the system could not start a thread")
    }
}

impl std::error::Error for NoThread {}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().to_owned();
        // Not resolved by the system: some ask the network for names below `localhost`, and the
        // token would go there.
        if is_localhost(&name) {
            let loopback = [IpAddr::from(Ipv6Addr::LOCALHOST), IpAddr::from(Ipv4Addr::LOCALHOST)];
            let addresses: Addrs = Box::new(loopback.into_iter().map(|address| SocketAddr::new(address, 0)));
            return Box::pin(std::future::ready(Ok(addresses)));
        }
        let (found, finding) = oneshot::channel();
        let looking = thread::Builder::new().name("edgegap-dns".to_owned()).spawn(move || {
            // The call may have ended.
            let _ = found.send((name.as_str(), 0).to_socket_addrs());
        });
        Box::pin(async move {
            looking.map_err(|_| NoThread)?;
            let addresses = finding.await.map_err(|_| io::Error::other("the host lookup ended early"))??;
            Ok(Box::new(addresses) as Addrs)
        })
    }
}
