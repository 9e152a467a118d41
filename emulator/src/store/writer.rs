//! The thread that writes a file store. Changes that wait together are committed together: one sync for all of them.

use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use redb::{Database, WriteTransaction};
use tokio::sync::oneshot;

use super::{Change, apply, failed};
use crate::answer::{Answer, Result};

/// Changes in one commit at most, so that the first does not wait for ever.
const BATCH: usize = 256;

/// Runs in the transaction, and gives what to do once it is committed, or has failed.
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
                commit(&database, std::iter::once(first).chain(waiting.try_iter()).take(BATCH));
            }
        })?;
        Ok(Writer { jobs, thread })
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Change<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |transaction| match apply(transaction, change) {
            Ok(outcome) => {
                let acknowledge: Acknowledge = Box::new(move |committed| {
                    // A caller who has gone away does not want to know.
                    let _ = answer.send(outcome.and_then(|value| committed.map(|()| value)));
                });
                (Ok(()), acknowledge)
            }
            Err(error) => {
                let acknowledge: Acknowledge = Box::new(move |committed| {
                    let _ = answer.send(Err(committed.err().unwrap_or_else(closed)));
                });
                (Err(error), acknowledge)
            }
        });
        self.jobs.send(job).map_err(|_| closed())?;
        answered.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Writes what waits, then ends.
    pub(super) fn close(self) {
        drop(self.jobs);
        // A thread that panicked has nothing left to write.
        let _ = self.thread.join();
    }
}

fn commit(database: &Database, jobs: impl Iterator<Item = Job>) {
    let mut transaction = match database.begin_write() {
        Ok(transaction) => transaction,
        // Dropping the jobs tells their callers.
        Err(_) => return,
    };
    // With one phase a damaged last commit looks like one that was never finished, and would be dropped without a word.
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

fn closed() -> Answer {
    Answer::message(
        500,
        "The emulator's store takes no more changes, since one could not be written: make room on the disk of its data \
         file, and start the emulator again. Nothing that was acknowledged is lost.",
    )
}
