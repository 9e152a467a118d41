//! The tables of the database. A change here that older emulators cannot read needs a new [`FORMAT`].

use redb::Database;

use super::key::{self, Definition};

/// The format of the data, kept in the file under [`FORMAT_KEY`].
pub(super) const FORMAT: u64 = 1;
pub(super) const FORMAT_KEY: &[u8] = b"format";
pub(super) const NEXT_ID: &[u8] = b"next_id";

/// Numbers about the store itself by their names: its format, the next id.
pub(super) const META: Definition = Definition::new("edgegap_emulator");
/// Every named object by its id, as JSON.
pub(super) const OBJECTS: Definition = Definition::new("objects");
/// From kind, parent and name to the id.
pub(super) const NAMES: Definition = Definition::new("names");
/// The ids below a parent in order of creation, in runs: kind, parent and a bound below the run's ids.
pub(super) const ORDER: Definition = Definition::new("order");
/// Links by profile and version, as JSON.
pub(super) const LINKS: Definition = Definition::new("links");
/// The same links by version and profile, as nothing.
pub(super) const LINKED: Definition = Definition::new("linked");
/// The last name of a removed storage, which versions may still hold, by its id.
pub(super) const REMOVED: Definition = Definition::new("removed");
/// Seeded images by name, with their tags, as JSON.
pub(super) const IMAGES: Definition = Definition::new("images");

/// All of them.
pub(super) const ALL: [Definition; 8] = [META, OBJECTS, NAMES, ORDER, LINKS, LINKED, REMOVED, IMAGES];

/// The kinds of named objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Application = 0,
    Version = 1,
    Storage = 2,
    Profile = 3,
}

/// Makes the tables of a new database.
pub(super) fn create(database: &Database) -> Result<(), redb::Error> {
    let mut transaction = database.begin_write()?;
    transaction.set_two_phase_commit(true);
    {
        let mut meta = transaction.open_table(META)?;
        meta.insert(FORMAT_KEY, key::of(&[FORMAT]).as_slice())?;
        meta.insert(NEXT_ID, key::of(&[1]).as_slice())?;
    }
    for table in ALL {
        transaction.open_table(table)?;
    }
    transaction.commit()?;
    Ok(())
}
