//! What becomes of a request.

use std::pin::Pin;

use bytes::Bytes;
use futures_util::Stream;

use crate::fault::WireFault;
use crate::response::HttpResponse;

/// The outcome of a request.
pub(crate) enum Outcome {
    Response(HttpResponse),
    /// A response whose body has events until the emulator stops.
    Events(EventParts),
    Fault(WireFault),
}

/// The parts of a body with events.
pub(crate) type EventParts = Pin<Box<dyn Stream<Item = Bytes> + Send>>;

/// How a request of the API proves that it may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// With a token, as for the service. Faults hit it.
    Token,
    /// With access to the control interface. Faults do not hit it.
    Control,
}
