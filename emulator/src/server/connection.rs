//! Drives one connection until it ends, is refused, spoilt or evicted.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use tokio::net::TcpStream;
use tokio::sync::{Notify, watch};

use super::exchange::exchange;
use super::gate::Gate;
use super::signal::{Ending, Signal};
use super::wire;
use crate::service::Service;

pub(super) async fn drive(
    stream: TcpStream,
    peer: SocketAddr,
    service: Arc<Service>,
    signal: Arc<Signal>,
    evicted: Arc<Notify>,
    stopping: watch::Receiver<bool>,
) {
    let gate = Gate::new(stream, Arc::clone(&signal));
    let heard = Arc::clone(&signal);
    let answer = service_fn(move |request| Box::pin(exchange(Arc::clone(&service), Arc::clone(&heard), peer, request)));
    // A client may close its half once it has asked; it still gets its answer.
    let mut connection =
        http1::Builder::new().half_close(true).header_read_timeout(None).serve_connection(gate, answer);
    let mut stop = pin!(stopped(stopping.clone()));
    let mut evict = pin!(evicted.notified());
    let mut asked = false;
    let ending = poll_fn(|cx| {
        if !asked && stop.as_mut().poll(cx).is_ready() {
            asked = true;
            Pin::new(&mut connection).graceful_shutdown();
        }
        if evict.as_mut().poll(cx).is_ready() || Pin::new(&mut connection).poll(cx).is_ready() {
            return Poll::Ready(Ending::Closed);
        }
        signal.ending().map_or(Poll::Pending, Poll::Ready)
    })
    .await;
    // Whatever fails from here on fails because the client is gone.
    let _ = match ending {
        Ending::Closed => Ok(()),
        Ending::Refused(answer) => wire::refuse(connection.into_parts().io.into_stream(), &answer).await,
        Ending::Spoilt(spoil) => tokio::select! {
            done = wire::spoil(connection.into_parts().io.into_stream(), spoil) => done,
            // A stalled call must not hold up the end.
            () = stopped(stopping) => Ok(()),
        },
    };
}

async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An emulator that is gone has stopped.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}
