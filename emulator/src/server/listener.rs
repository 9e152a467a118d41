//! Accepts connections until the emulator stops. If the process runs out of file descriptors, the
//! oldest connection that waits for its client is closed to make room for a new one.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use super::connection::drive;
use super::state::ConnectionState;
use crate::service::Service;

/// Maximum number of connections.
const MAX_CONNECTIONS: usize = 4096;
/// Maximum time for open exchanges after the emulator is stopped.
const STOP_TIMEOUT: Duration = Duration::from_secs(3);
/// Delay before the next attempt if the system refuses to accept a connection.
const ACCEPT_DELAY: Duration = Duration::from_millis(20);

#[derive(Clone, Default)]
struct Connection {
    state: Arc<ConnectionState>,
    evict: Arc<Notify>,
}

/// Serves until `stopping` is true, then until all exchanges have ended or the timeout is over.
pub(crate) async fn listen(listener: TcpListener, service: Arc<Service>, mut stopping: watch::Receiver<bool>) {
    let mut connections: BTreeMap<u64, Connection> = BTreeMap::new();
    let mut tasks: JoinSet<u64> = JoinSet::new();
    let (mut id, mut is_refused) = (0, false);
    let stop = stopping.clone();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    if connections.len() >= MAX_CONNECTIONS {
                        evict(&mut connections);
                    }
                    id += 1;
                    let connection = Connection::default();
                    let (service, stop) = (Arc::clone(&service), stop.clone());
                    tasks.spawn(serve(id, stream, peer, service, connection.clone(), stop));
                    connections.insert(id, connection);
                }
                Err(error) if concerns_one_connection(&error) => {}
                Err(_) => {
                    evict(&mut connections);
                    is_refused = true;
                }
            },
            Some(ended) = tasks.join_next() => {
                if let Ok(id) = ended {
                    connections.remove(&id);
                }
            }
            _ = stopping.wait_for(|stopping| *stopping) => break,
        }
        if std::mem::take(&mut is_refused) {
            tokio::time::sleep(ACCEPT_DELAY).await;
        }
    }
    drop(listener);
    // Connections that are still open after the timeout are aborted.
    let _ = tokio::time::timeout(STOP_TIMEOUT, async { while tasks.join_next().await.is_some() {} }).await;
    tasks.shutdown().await;
}

async fn serve(
    id: u64,
    stream: TcpStream,
    peer: SocketAddr,
    service: Arc<Service>,
    connection: Connection,
    stopping: watch::Receiver<bool>,
) -> u64 {
    // Without this option the connection is only slower.
    let _ = stream.set_nodelay(true);
    drive(stream, peer, service, connection.state, connection.evict, stopping).await;
    id
}

/// Ends the oldest connection that waits for a request or for the rest of one.
fn evict(connections: &mut BTreeMap<u64, Connection>) {
    let waiting = connections.iter().find(|(_, connection)| connection.state.waits_for_client()).map(|(id, _)| *id);
    if let Some(connection) = waiting.and_then(|id| connections.remove(&id)) {
        connection.evict.notify_one();
    }
}

/// True if the error concerns only the connection that was to be accepted.
fn concerns_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}
