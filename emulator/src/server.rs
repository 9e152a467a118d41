//! HTTP/1.1 on TCP. hyper speaks it; a gate before hyper refuses heads that are malformed or could be read in two ways, and
//! what faults ask for is done on the raw connection.

mod connection;
mod exchange;
mod gate;
mod head;
mod listener;
mod signal;
mod wire;

pub(crate) use listener::listen;
pub(crate) use signal::Spoil;
