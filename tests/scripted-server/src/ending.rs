//! Counts connections that a reply ends, so that a runner can wait until they are closed.

use tokio::sync::watch;

/// Number of connections that are about to be closed.
#[derive(Debug, Default)]
pub(crate) struct Endings(watch::Sender<usize>);

/// A connection that is about to be closed. It is closed when this is dropped.
#[derive(Debug)]
pub(crate) struct Ending(watch::Sender<usize>);

impl Endings {
    /// Counts one more. It must be counted before the client can see the end, so before the reply
    /// is written.
    pub(crate) fn begin(&self) -> Ending {
        self.0.send_modify(|count| *count += 1);
        Ending(self.0.clone())
    }

    /// Completes when all counted connections are closed.
    pub(crate) fn none_left(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut count = self.0.subscribe();
        async move {
            // An error means that nothing is left that could count one.
            let _ = count.wait_for(|count| *count == 0).await;
        }
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
