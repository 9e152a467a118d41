//! HTTP/1.1 over TCP, with hyper. A filter before hyper refuses malformed and ambiguous request
//! heads. Faults are injected into the raw connection.

mod connection;
mod exchange;
mod head;
mod head_filter;
mod listener;
mod state;
mod wire;

pub(crate) use listener::listen;
