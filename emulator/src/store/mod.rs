//! The state in an embedded `redb` database: in memory, or in a file that survives a crash of the
//! process or the machine.
//!
//! * A read runs on the calling thread. It sees the last commit, and never waits for a write or a
//!   sync.
//! * A write to memory runs on the calling thread. Writes to a file run on one thread of the store,
//!   which combines waiting writes in one commit. They are acknowledged after the commit is on the
//!   disk.

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

use crate::error::Error;
use crate::response::{HttpResponse, Result};
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
    /// Creates an empty store in memory.
    pub(crate) fn in_memory() -> Result<Store, Error> {
        let broken =
            |error: redb::Error| Error::with_source(format!("The store in memory cannot be created: {error}."), error);
        let database =
            Database::builder().create_with_backend(InMemoryBackend::new()).map_err(|error| broken(error.into()))?;
        table::create(&database).map_err(broken)?;
        Ok(Store { database: Arc::new(database), writer: None })
    }

    /// Opens a store in a file, which is created if it does not exist. A file that this emulator
    /// cannot use is not modified.
    pub(crate) fn in_file(path: &Path) -> Result<Store, Error> {
        let database = Arc::new(file::open(path)?);
        let writer = Writer::start(Arc::clone(&database))
            .map_err(|error| Error::data_file(path, &format!("its thread cannot be started: {error}")))?;
        Ok(Store { database, writer: Some(writer) })
    }

    /// The version of the data format that this emulator writes.
    pub(crate) fn format() -> u64 {
        FORMAT
    }

    /// Reads a consistent state.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Reading) -> Result<T>) -> Result<T> {
        let transaction = self.database.begin_read().map_err(failed)?;
        read(&Reading::open(&transaction).map_err(failed)?)
    }

    /// Changes the state atomically. A change must return an error before its first write, or not
    /// at all.
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

    /// Removes all objects.
    pub(crate) async fn clear(&self) -> Result<()> {
        self.write(|change| change.clear()).await
    }

    /// Waits for the last write and closes the file.
    pub(crate) fn close(mut self) {
        if let Some(writer) = self.writer.take() {
            writer.close();
        }
    }
}

/// Runs a change in a transaction. The transaction must not be committed after an outer error.
fn apply<T>(transaction: &WriteTransaction, change: impl FnOnce(&mut Change<'_>) -> Result<T>) -> Result<Result<T>> {
    let mut tables = Change::open(transaction).map_err(failed)?;
    let outcome = change(&mut tables);
    match outcome {
        // The store failed, for example because the disk is full.
        Err(failure) if tables.has_written() && failure.status.is_server_error() => Err(failure),
        Err(_) if tables.has_written() => {
            Err(failed(redb::Error::Corrupted("a change returned an error after its first write".into())))
        }
        outcome => Ok(outcome),
    }
}

/// The response to a caller if the database fails.
pub(crate) fn failed(error: impl Into<redb::Error>) -> HttpResponse {
    HttpResponse::message(500, format!("The emulator's store failed: {}.", file::reason(error.into())))
}
