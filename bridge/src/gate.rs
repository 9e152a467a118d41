//! A gate that closes once, and lets everybody know who waits at it.

use tokio::sync::watch;

/// Open until it is closed, for good.
#[derive(Debug)]
pub(crate) struct Gate(watch::Sender<bool>);

impl Gate {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    pub(crate) fn close(&self) {
        self.0.send_replace(true);
    }

    pub(crate) fn is_closed(&self) -> bool {
        *self.0.borrow()
    }

    /// Ends when the gate is closed, on whichever runtime it is awaited.
    pub(crate) fn closed(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut gate = self.0.subscribe();
        async move {
            // An error says that the gate itself is gone, which closes it too.
            let _ = gate.wait_for(|closed| *closed).await;
        }
    }
}
