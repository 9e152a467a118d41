//! Connections that an answer ends: who wants to see what comes after the end waits until it is
//! there, and for no time.

use tokio::sync::watch;

/// How many connections are about to be closed.
#[derive(Debug, Default)]
pub(crate) struct Endings(watch::Sender<usize>);

/// A connection that is about to be closed; it is once this is dropped.
#[derive(Debug)]
pub(crate) struct Ending(watch::Sender<usize>);

impl Endings {
    /// One more. It has to begin before the client can know, so before its answer is written.
    pub(crate) fn begin(&self) -> Ending {
        self.0.send_modify(|count| *count += 1);
        Ending(self.0.clone())
    }

    /// Is there once all that began are closed.
    pub(crate) fn none_left(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut count = self.0.subscribe();
        async move {
            // An error says that nobody is left who could begin one.
            let _ = count.wait_for(|count| *count == 0).await;
        }
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
