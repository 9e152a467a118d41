//! The thread that writes to the data file. Waiting changes are committed together, with one sync.

use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use redb::{Database, WriteTransaction};
use tokio::sync::oneshot;

use super::{Change, apply, failed};
use crate::response::{HttpResponse, Result};

/// Maximum number of changes in one commit, which limits the wait of the first.
const MAX_BATCH: usize = 256;

/// Runs in the transaction, and returns a function to call after the commit succeeded or failed.
type Job = Box<dyn FnOnce(&WriteTransaction) -> (Result<()>, Acknowledge) + Send>;
type Acknowledge = Box<dyn FnOnce(Result<()>) + Send>;

pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
    thread: JoinHandle<()>,
}

impl Writer {
    pub(super) fn start(database: Arc<Database>) -> std::io::Result<Writer> {
        let (jobs, waiting) = mpsc::channel::<Job>();
        let thread = std::thread::Builder::new().name("edgegap-emulator-store".into()).spawn(move || {
            while let Ok(first) = waiting.recv() {
                commit(&database, std::iter::once(first).chain(waiting.try_iter()).take(MAX_BATCH));
            }
        })?;
        Ok(Writer { jobs, thread })
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Change<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |transaction| match apply(transaction, change) {
            Ok(outcome) => {
                let acknowledge: Acknowledge = Box::new(move |committed| {
                    // Fails only if the caller no longer waits.
                    let _ = sender.send(outcome.and_then(|value| committed.map(|()| value)));
                });
                (Ok(()), acknowledge)
            }
            Err(error) => {
                let acknowledge: Acknowledge = Box::new(move |committed| {
                    let _ = sender.send(Err(committed.err().unwrap_or_else(closed)));
                });
                (Err(error), acknowledge)
            }
        });
        self.jobs.send(job).map_err(|_| closed())?;
        receiver.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Writes the waiting changes and ends the thread.
    pub(super) fn close(self) {
        drop(self.jobs);
        // An error means that the thread panicked; it has ended then, too.
        let _ = self.thread.join();
    }
}

fn commit(database: &Database, jobs: impl Iterator<Item = Job>) {
    let mut transaction = match database.begin_write() {
        Ok(transaction) => transaction,
        // Dropping the jobs wakes their callers with an error.
        Err(_) => return,
    };
    // With one phase, a damaged last commit looks like an unfinished one and would be dropped
    // silently.
    transaction.set_two_phase_commit(true);
    let mut acknowledgements = Vec::new();
    let mut outcome = Ok(());
    for job in jobs {
        let (applied, acknowledge) = job(&transaction);
        acknowledgements.push(acknowledge);
        if applied.is_err() {
            outcome = applied;
            break;
        }
    }
    let outcome = outcome.and_then(|()| transaction.commit().map_err(failed));
    for acknowledge in acknowledgements {
        acknowledge(outcome.clone());
    }
}

fn closed() -> HttpResponse {
    HttpResponse::message(
        500,
        "The emulator's store accepts no more changes because one could not be written: free space on the disk of the \
         data file, and start the emulator again. No acknowledged change is lost.",
    )
}
