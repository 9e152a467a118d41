//! Opens the data file. redb writes to a file when it opens it. The emulator therefore verifies a
//! copy in memory first, so that a damaged, newer or foreign file is not modified.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use redb::backends::InMemoryBackend;
use redb::{Database, ReadableDatabase, StorageBackend, TableError};

use super::key;
use super::table::{self, FORMAT, FORMAT_KEY, META};
use crate::error::Error;

/// The first bytes of a redb file.
const MAGIC: &[u8] = b"redb\x1A\x0A\xA9\x0D\x0A";

/// Size of redb's cache in bytes. Its default of 1 GiB is for a database with a machine of its own.
const CACHE: usize = 64 * 1024 * 1024;

/// Opens the file, or creates it.
pub(super) fn open(path: &Path) -> Result<Database, Error> {
    let refuse = |why: &str| Error::data_file(path, why);
    let open = || {
        open_writable(path)
            .map_err(|error| refuse(&format!("it cannot be opened for writing: {}", open_error(path, &error))))
    };
    let mut file = open()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => return Err(refuse(LOCKED)),
        // The file system has no locks; redb reports an error if it needs one.
        Err(TryLockError::Error(_)) => {}
        Ok(()) if file.unlock().is_ok() => {}
        // Wine takes such a lock, but does not release it before the file is closed.
        Ok(()) => {
            drop(file);
            file = open()?;
        }
    }
    let bytes = read_content(&mut file).map_err(|error| refuse(&format!("it cannot be read: {error}")))?;
    let empty = bytes.is_empty();
    let fresh = empty || verify_copy(bytes).map_err(|why| refuse(&why))? == Content::Empty;
    create(path, fresh).map_err(|error| match error {
        redb::Error::DatabaseAlreadyOpen => refuse(LOCKED),
        error => {
            if empty {
                // An incomplete file would be refused as damaged at the next start. Best effort.
                let _ = file.set_len(0);
            }
            refuse(&reason(error))
        }
    })
}

/// Opens the file itself, and creates the tables of a new one.
fn create(path: &Path, fresh: bool) -> Result<Database, redb::Error> {
    let database = Database::builder().set_cache_size(CACHE).create(path)?;
    if fresh {
        table::create(&database)?;
    }
    Ok(database)
}

/// Reads the file, or only its first bytes if it is not a redb file, which may have any size.
fn read_content(file: &mut File) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.by_ref().take(MAGIC.len() as u64).read_to_end(&mut bytes)?;
    if bytes == MAGIC {
        file.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

const LOCKED: &str = "another emulator has it open: stop that one, or use another file";

/// Describes why a write failed, and how to fix it.
pub(super) fn reason(error: redb::Error) -> String {
    match error {
        redb::Error::Io(error) => match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                format!(
                    "there is no room on the disk of the data file ({error}): free disk space, or use a file on \
                     another disk"
                )
            }
            _ => format!("it cannot be written ({error})"),
        },
        error => error.to_string(),
    }
}

/// Describes why the file cannot be opened, and how to fix it.
fn open_error(path: &Path, error: &std::io::Error) -> String {
    if path.is_dir() {
        return "it is a directory: use the path of a file in it".into();
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match (error.kind(), folder) {
        (ErrorKind::NotFound, Some(folder)) if !folder.exists() => {
            let shown = path.to_string_lossy();
            let hint = if shown.starts_with('~') || shown.contains(['$', '%']) {
                "; only a shell replaces `~` and variables"
            } else {
                ""
            };
            format!("its directory {} does not exist: create it first{hint}", folder.display())
        }
        (ErrorKind::NotADirectory, _) => format!("a part of its path is not a directory ({error})"),
        (ErrorKind::ReadOnlyFilesystem, _) => {
            format!("its file system is read-only ({error}): use a path on another file system")
        }
        (ErrorKind::PermissionDenied, _) => {
            format!("this user is not allowed to write it ({error}): change the permissions, or use another path")
        }
        _ => error.to_string(),
    }
}

/// Opens or creates the file. On Unix a new file is accessible to its owner only, because it
/// contains registry logins.
fn open_writable(path: &Path) -> std::io::Result<File> {
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        // Reading a pipe could block forever.
        return Err(std::io::Error::other("it is not a regular file but a device, a pipe or a socket"));
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The content of a valid redb file.
#[derive(PartialEq)]
enum Content {
    /// No tables: an emulator ended while it created the file.
    Empty,
    /// State in this data format.
    State(u64),
    /// Tables of another program.
    Foreign,
}

/// Opens a copy in memory, verifies all checksums, and checks that this version supports the
/// format.
fn verify_copy(bytes: Vec<u8>) -> Result<Content, String> {
    if !bytes.starts_with(MAGIC) {
        return Err("it is not a data file of the emulator".into());
    }
    // redb may panic if a file was modified.
    let content = catch_unwind(AssertUnwindSafe(|| content(&bytes)))
        .unwrap_or_else(|_| Err("its structure is not valid".into()))
        .map_err(|why| format!("it is damaged ({why}): restore it from a copy, or use another file"))?;
    match content {
        Content::Foreign => Err("it belongs to another program".into()),
        Content::State(format) if format > FORMAT => Err(format!(
            "a newer emulator wrote it (format {format}, this one supports {FORMAT}): update the emulator, or use \
             another file"
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
            Ok(if empty { Content::Empty } else { Content::Foreign })
        }
        Err(error) => Err(text(error.into())),
    }
}
