//! Opens the data file. redb writes to a file as soon as it opens it, so everything is first tried on a copy in memory: a file
//! that turns out damaged, newer or somebody else's has not been touched then.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use redb::backends::InMemoryBackend;
use redb::{Database, ReadableDatabase, StorageBackend, TableError};

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
    let mut file = writable(path)
        .map_err(|error| refuse(&format!("it cannot be opened for writing: {}", unopened(path, &error))))?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => return Err(refuse(LOCKED)),
        // Where locks are unknown redb's own open is the judge.
        Err(TryLockError::Error(_)) => {}
        Ok(()) => file.unlock().map_err(|error| refuse(&error.to_string()))?,
    }
    let bytes = content_of(&mut file).map_err(|error| refuse(&format!("it cannot be read: {error}")))?;
    let empty = bytes.is_empty();
    let fresh = empty || rehearse(bytes).map_err(|why| refuse(&why))? == Content::Nothing;
    create(path, fresh).map_err(|error| match error {
        redb::Error::DatabaseAlreadyOpen => refuse(LOCKED),
        error => {
            if empty {
                // A file that is half made would be refused as damaged next time. Best effort.
                let _ = file.set_len(0);
            }
            refuse(&reason(error))
        }
    })
}

/// Opens the file itself, and makes the tables in a new one.
fn create(path: &Path, fresh: bool) -> Result<Database, redb::Error> {
    let database = Database::builder().set_cache_size(CACHE).create(path)?;
    if fresh {
        table::create(&database)?;
    }
    Ok(database)
}

/// The whole file, or only its beginning if it is no file of redb: it may have any size.
fn content_of(file: &mut File) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.by_ref().take(MAGIC.len() as u64).read_to_end(&mut bytes)?;
    if bytes == MAGIC {
        file.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

const LOCKED: &str = "another emulator has it open: stop that one, or use a file of your own";

/// Why a write failed, and what to do.
pub(super) fn reason(error: redb::Error) -> String {
    match error {
        redb::Error::Io(error) => match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                format!(
                    "there is no room on the disk of the data file ({error}): make room there, or use a file elsewhere"
                )
            }
            _ => format!("it cannot be written ({error})"),
        },
        error => error.to_string(),
    }
}

/// Why the file cannot be opened, and what to do.
fn unopened(path: &Path, error: &std::io::Error) -> String {
    if path.is_dir() {
        return "it is a directory: give the path of a file in it".into();
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match (error.kind(), folder) {
        (ErrorKind::NotFound, Some(folder)) if !folder.exists() => {
            let written = path.to_string_lossy();
            let hint = if written.starts_with('~') || written.contains(['$', '%']) {
                "; only a shell replaces `~` and variables"
            } else {
                ""
            };
            format!("its directory {} does not exist: create it first{hint}", folder.display())
        }
        (ErrorKind::NotADirectory, _) => format!("a part of its path is not a directory ({error})"),
        (ErrorKind::ReadOnlyFilesystem, _) => format!("its file system is read-only ({error}): use a path on another"),
        (ErrorKind::PermissionDenied, _) => {
            format!("this user may not write it ({error}): change the permissions, or use another path")
        }
        _ => error.to_string(),
    }
}

/// The file, made readable for its owner alone where the system knows owners: it holds registry logins.
fn writable(path: &Path) -> std::io::Result<File> {
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        // Reading a pipe could block for ever.
        return Err(std::io::Error::other("it is not a regular file but a device, a pipe or a socket"));
    }
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
