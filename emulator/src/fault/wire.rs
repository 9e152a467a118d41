//! Faults that only the raw connection can produce.

use crate::response::HttpResponse;

/// A fault that replaces a response on the connection.
#[derive(Clone, Debug)]
pub(crate) enum WireFault {
    /// The connection is reset.
    Reset,
    /// This response is cut off in the middle.
    Truncate(HttpResponse),
    /// No response is sent; the connection stays open.
    Stall,
    /// Bytes that are not HTTP are sent.
    Garbage,
}
