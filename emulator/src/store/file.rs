//! Opens the data file. redb writes to a file as soon as it opens it, so everything is first tried on a copy in memory: a file
//! that turns out damaged, newer or somebody else's has not been touched then.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use redb::backends::InMemoryBackend;
use redb::{Database, DatabaseError, ReadableDatabase, StorageBackend, TableError};

use super::key;
use super::table::{self, FORMAT, FORMAT_KEY, META};
use crate::error::Error;

/// What every redb file begins with.
const MAGIC: &[u8] = b"redb\x1A\x0A\xA9\x0D\x0A";

/// Pages that redb keeps in memory; its own default of 1 GiB is for databases that have the machine to themselves.
const CACHE: usize = 64 * 1024 * 1024;

/// Opens the file or makes it.
pub(super) fn open(path: &Path) -> Result<Database, Error> {
    let refuse = |why: &str| Error::data(path, why);
    let mut file = writable(path).map_err(|error| refuse(&format!("it cannot be opened for writing: {error}")))?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => return Err(refuse(LOCKED)),
        // Where locks are unknown redb's own open is the judge.
        Err(TryLockError::Error(_)) => {}
        Ok(()) => file.unlock().map_err(|error| refuse(&error.to_string()))?,
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| refuse(&format!("it cannot be read: {error}")))?;
    drop(file);
    let fresh = bytes.is_empty() || rehearse(bytes).map_err(|why| refuse(&why))? == Content::Nothing;
    let database = Database::builder().set_cache_size(CACHE).create(path).map_err(|error| match error {
        DatabaseError::DatabaseAlreadyOpen => refuse(LOCKED),
        error => refuse(&error.to_string()),
    })?;
    if fresh {
        table::create(&database).map_err(|error| refuse(&format!("its tables cannot be made: {error}")))?;
    }
    Ok(database)
}

const LOCKED: &str = "another emulator has it open: stop that one, or use a file of your own";

/// The file, made readable for its owner alone where the system knows owners: it holds registry logins.
fn writable(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// What a file holds that can be used.
#[derive(PartialEq)]
enum Content {
    /// Nothing yet: an emulator ended while it made the file.
    Nothing,
    /// State in this format.
    State(u64),
    /// Tables of somebody else.
    Foreign,
}

/// Opens a copy in memory, with every checksum verified, and looks whether this version can work with it.
fn rehearse(bytes: Vec<u8>) -> Result<Content, String> {
    if !bytes.starts_with(MAGIC) {
        return Err("it is not a data file of the emulator".into());
    }
    // redb may panic over a file that was altered.
    let content = catch_unwind(AssertUnwindSafe(|| content(&bytes)))
        .unwrap_or_else(|_| Err("its structure is broken".into()))
        .map_err(|why| format!("it is damaged ({why}): restore it from a copy, or use another file"))?;
    match content {
        Content::Foreign => Err("it belongs to another program".into()),
        Content::State(format) if format > FORMAT => Err(format!(
            "a newer emulator wrote it (format {format}, this one knows {FORMAT}): update the emulator, or use another file"
        )),
        content => Ok(content),
    }
}

fn content(bytes: &[u8]) -> Result<Content, String> {
    let text = |error: redb::Error| error.to_string();
    let copy = InMemoryBackend::new();
    copy.set_len(bytes.len() as u64).and_then(|()| copy.write(0, bytes)).map_err(|error| error.to_string())?;
    let database = Database::builder()
        .set_cache_size(CACHE)
        .set_check_integrity_on_open(true)
        .create_with_backend(copy)
        .map_err(|error| text(error.into()))?;
    let transaction = database.begin_read().map_err(|error| text(error.into()))?;
    match transaction.open_table(META) {
        Ok(meta) => {
            let format = meta.get(FORMAT_KEY).map_err(|error| text(error.into()))?;
            Ok(format.map_or(Content::Foreign, |format| Content::State(key::last(format.value()))))
        }
        Err(TableError::TableDoesNotExist(_)) => {
            let empty = transaction.list_tables().map_err(|error| text(error.into()))?.next().is_none();
            Ok(if empty { Content::Nothing } else { Content::Foreign })
        }
        Err(error) => Err(text(error.into())),
    }
}
