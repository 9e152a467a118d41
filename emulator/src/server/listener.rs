//! Accepts connections until it is told to stop. A process has only so many descriptors: when they run out, the oldest
//! connection that waits for its client makes room for the new one.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use super::connection::drive;
use super::signal::Signal;
use crate::service::Service;

/// Connections at once.
const MOST: usize = 4096;
/// How long open exchanges may take once the emulator stops.
const GRACE: Duration = Duration::from_secs(3);
/// Before the next try, when the system refuses to accept.
const PAUSE: Duration = Duration::from_millis(20);

struct Guest {
    signal: Arc<Signal>,
    evict: Arc<Notify>,
}

/// Serves until `stopping` says true, and then until all exchanges are done or the grace is over.
pub(crate) async fn listen(listener: TcpListener, service: Arc<Service>, mut stopping: watch::Receiver<bool>) {
    let mut guests: BTreeMap<u64, Guest> = BTreeMap::new();
    let mut tasks: JoinSet<u64> = JoinSet::new();
    let (mut number, mut pause) = (0, false);
    let stop = stopping.clone();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    if guests.len() >= MOST {
                        evict(&mut guests);
                    }
                    number += 1;
                    let guest = Guest { signal: Arc::default(), evict: Arc::default() };
                    tasks.spawn(welcome(number, stream, peer, Arc::clone(&service), Arc::clone(&guest.signal), Arc::clone(&guest.evict), stop.clone()));
                    guests.insert(number, guest);
                }
                Err(error) if is_of_one_connection(&error) => {}
                Err(_) => {
                    evict(&mut guests);
                    pause = true;
                }
            },
            Some(ended) = tasks.join_next() => {
                if let Ok(number) = ended {
                    guests.remove(&number);
                }
            }
            _ = stopping.wait_for(|stopping| *stopping) => break,
        }
        if std::mem::take(&mut pause) {
            tokio::time::sleep(PAUSE).await;
        }
    }
    drop(listener);
    // What is still open when the grace is over is cut off.
    let _ = tokio::time::timeout(GRACE, async { while tasks.join_next().await.is_some() {} }).await;
    tasks.shutdown().await;
}

async fn welcome(
    number: u64,
    stream: TcpStream,
    peer: SocketAddr,
    service: Arc<Service>,
    signal: Arc<Signal>,
    evict: Arc<Notify>,
    stopping: watch::Receiver<bool>,
) -> u64 {
    // Without it a connection is slower, not wrong.
    let _ = stream.set_nodelay(true);
    drive(stream, peer, service, signal, evict, stopping).await;
    number
}

/// Ends the connection that came first among those that wait for a request, or for the rest of one.
fn evict(guests: &mut BTreeMap<u64, Guest>) {
    let waiting = guests.iter().find(|(_, guest)| guest.signal.is_waiting()).map(|(number, _)| *number);
    if let Some(guest) = waiting.and_then(|number| guests.remove(&number)) {
        guest.evict.notify_one();
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}
