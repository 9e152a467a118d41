//! All state, in one embedded `redb` database: in memory, or in a file that survives a crash of the process or the machine.
//!
//! * Reads run where they are called. They see the last commit and never wait for a write or a sync.
//! * Writes in memory run where they are called. Writes to a file go to one thread of the store, which commits whatever has
//!   come meanwhile together, and are acknowledged after the commit is on the disk.

mod file;
mod key;
mod order;
mod table;
mod view;
mod writer;

use std::path::Path;
use std::sync::Arc;

use redb::backends::InMemoryBackend;
use redb::{Database, ReadableDatabase, WriteTransaction};

use crate::answer::{Answer, Result};
use crate::error::Error;
use table::FORMAT;
pub(crate) use table::Kind;
pub(crate) use view::{Change, Reading, View};
use writer::Writer;

/// The state of one emulator.
pub(crate) struct Store {
    database: Arc<Database>,
    writer: Option<Writer>,
}

impl Store {
    /// An empty store in memory.
    pub(crate) fn in_memory() -> Result<Store, Error> {
        let broken = |error: redb::Error| Error::store("The store in memory cannot be made", error);
        let database =
            Database::builder().create_with_backend(InMemoryBackend::new()).map_err(|error| broken(error.into()))?;
        table::create(&database).map_err(broken)?;
        Ok(Store { database: Arc::new(database), writer: None })
    }

    /// The store in a file, which is made if there is none. A file that this emulator cannot use is left as it is.
    pub(crate) fn in_file(path: &Path) -> Result<Store, Error> {
        let database = Arc::new(file::open(path)?);
        let writer = Writer::start(Arc::clone(&database))
            .map_err(|error| Error::data(path, &format!("its thread cannot be started: {error}")))?;
        Ok(Store { database, writer: Some(writer) })
    }

    /// The number of the format that this version writes.
    pub(crate) fn format() -> u64 {
        FORMAT
    }

    /// Reads one consistent state.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Reading) -> Result<T>) -> Result<T> {
        let transaction = self.database.begin_read().map_err(failed)?;
        read(&Reading::open(&transaction).map_err(failed)?)
    }

    /// Changes the state, all or nothing. A change that is refused must be refused before it writes.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Change<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        if let Some(writer) = &self.writer {
            return writer.write(change).await;
        }
        let transaction = self.database.begin_write().map_err(failed)?;
        let outcome = apply(&transaction, change)?;
        if outcome.is_ok() {
            transaction.commit().map_err(failed)?;
        }
        outcome
    }

    /// Empties everything.
    pub(crate) async fn clear(&self) -> Result<()> {
        self.write(|change| change.clear()).await
    }

    /// Waits for the last write and lets go of the file.
    pub(crate) fn close(mut self) {
        if let Some(writer) = self.writer.take() {
            writer.close();
        }
    }
}

/// Runs a change in a transaction. The outer error means that the transaction must not be committed.
fn apply<T>(transaction: &WriteTransaction, change: impl FnOnce(&mut Change<'_>) -> Result<T>) -> Result<Result<T>> {
    let mut tables = Change::open(transaction).map_err(failed)?;
    let outcome = change(&mut tables);
    match outcome {
        // The store failed, for example on a full disk.
        Err(failure) if tables.has_written() && failure.status.is_server_error() => Err(failure),
        Err(_) if tables.has_written() => {
            Err(failed(redb::Error::Corrupted("a change was refused after it had begun to write".into())))
        }
        outcome => Ok(outcome),
    }
}

/// What a caller gets when the database itself fails.
pub(crate) fn failed(error: impl Into<redb::Error>) -> Answer {
    Answer::message(500, format!("The emulator's store failed: {}.", file::reason(error.into())))
}
