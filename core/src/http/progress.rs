//! Whether anything of a call was sent. Whoever ends a call from outside, by closing or cancelling, needs it to say whether
//! the call may have been carried out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

tokio::task_local! {
    static CURRENT: Progress;
}

/// How far a call came. Clones are of one call.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<AtomicBool>);

impl Progress {
    /// Whether the first request of the call was begun.
    pub fn is_sent(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Makes a call whose progress is noted here.
    pub fn of<F: Future>(&self, call: F) -> impl Future<Output = F::Output> + use<F> {
        CURRENT.scope(self.clone(), call)
    }
}

/// A request is about to be sent.
pub(crate) fn note() {
    // A call that nobody watches has no progress.
    let _ = CURRENT.try_with(|progress| progress.0.store(true, Ordering::Relaxed));
}
