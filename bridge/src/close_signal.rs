//! A signal that is sent once, to everything that waits for it.

use tokio::sync::watch;

/// Tells the pending calls of a client that it was closed.
#[derive(Debug)]
pub(crate) struct CloseSignal(watch::Sender<bool>);

impl CloseSignal {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    pub(crate) fn close(&self) {
        self.0.send_replace(true);
    }

    pub(crate) fn is_closed(&self) -> bool {
        *self.0.borrow()
    }

    /// Completes when the signal is sent. It can be awaited on any runtime.
    pub(crate) fn closed(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut receiver = self.0.subscribe();
        async move {
            // An error means that the sender was dropped, which closes the client too.
            let _ = receiver.wait_for(|closed| *closed).await;
        }
    }
}
