//! Records if a request of a call was sent. A binding that closes or cancels a call needs it for
//! `maybe_applied`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

tokio::task_local! {
    static CURRENT: Progress;
}

/// The progress of a call. Clones belong to the same call.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<AtomicBool>);

impl Progress {
    /// True if the first request of the call was started.
    pub fn is_sent(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Runs a call and records its progress here.
    pub fn of<F: Future>(&self, call: F) -> impl Future<Output = F::Output> + use<F> {
        CURRENT.scope(self.clone(), call)
    }
}

/// Records that a request is about to be sent.
pub(crate) fn note() {
    // Calls from Rust have no progress.
    let _ = CURRENT.try_with(|progress| progress.0.store(true, Ordering::Relaxed));
}
