//! Drives one connection until it ends, is refused or evicted, or a fault is injected.

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
use super::head_filter::HeadFilter;
use super::state::{ConnectionState, Ending};
use super::wire;
use crate::service::Service;

pub(super) async fn drive(
    stream: TcpStream,
    peer: SocketAddr,
    service: Arc<Service>,
    state: Arc<ConnectionState>,
    evicted: Arc<Notify>,
    stopping: watch::Receiver<bool>,
) {
    let filter = HeadFilter::new(stream, Arc::clone(&state));
    let shared = Arc::clone(&state);
    let stop_events = stopping.clone();
    let serve = service_fn(move |request| {
        Box::pin(exchange(Arc::clone(&service), Arc::clone(&shared), peer, request, stop_events.clone()))
    });
    // A client that closes its sending half after a request still gets the response.
    let mut connection =
        http1::Builder::new().half_close(true).header_read_timeout(None).serve_connection(filter, serve);
    let mut stop = pin!(wait_for_stop(stopping.clone()));
    let mut evict = pin!(evicted.notified());
    let mut is_stopping = false;
    let ending = poll_fn(|cx| {
        if !is_stopping && stop.as_mut().poll(cx).is_ready() {
            is_stopping = true;
            Pin::new(&mut connection).graceful_shutdown();
        }
        if evict.as_mut().poll(cx).is_ready() || Pin::new(&mut connection).poll(cx).is_ready() {
            return Poll::Ready(Ending::Closed);
        }
        state.ending().map_or(Poll::Pending, Poll::Ready)
    })
    .await;
    // An error from here on means that the client is gone.
    let _ = match ending {
        Ending::Closed => Ok(()),
        Ending::Refused(response) => wire::refuse(connection.into_parts().io.into_stream(), &response).await,
        Ending::Fault(fault) => tokio::select! {
            done = wire::inject(connection.into_parts().io.into_stream(), fault) => done,
            // A stalled call must not delay the stop.
            () = wait_for_stop(stopping) => Ok(()),
        },
    };
}

async fn wait_for_stop(mut stopping: watch::Receiver<bool>) {
    // An error means that the emulator was dropped.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}
