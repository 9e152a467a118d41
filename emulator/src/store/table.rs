//! The tables of the database. A change that older emulators cannot read requires a new [`FORMAT`].

use redb::Database;

use super::key::{self, Definition};

/// The version of the data format, stored in the file under [`FORMAT_KEY`].
pub(super) const FORMAT: u64 = 1;
pub(super) const FORMAT_KEY: &[u8] = b"format";
pub(super) const NEXT_ID: &[u8] = b"next_id";

/// Numbers of the store itself by name: the data format and the next id.
pub(super) const META: Definition = Definition::new("edgegap_emulator");
/// From the id of a named object to the object as JSON.
pub(super) const OBJECTS: Definition = Definition::new("objects");
/// From kind, parent and name to the id.
pub(super) const NAMES: Definition = Definition::new("names");
/// The ids below a parent in order of creation, in runs: kind, parent and a bound below the run's
/// ids.
pub(super) const ORDER: Definition = Definition::new("order");
/// Links by profile and version, as JSON.
pub(super) const LINKS: Definition = Definition::new("links");
/// The same links by version and profile, without a value.
pub(super) const LINKED: Definition = Definition::new("linked");
/// From the id of a removed storage to its last name, because versions may still refer to it.
pub(super) const REMOVED: Definition = Definition::new("removed");
/// From the name of a seeded image to its tags as JSON.
pub(super) const IMAGES: Definition = Definition::new("images");

/// All tables.
pub(super) const ALL: [Definition; 8] = [META, OBJECTS, NAMES, ORDER, LINKS, LINKED, REMOVED, IMAGES];

/// A kind of named objects. Keys contain its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Application = 0,
    Version = 1,
    Storage = 2,
    Profile = 3,
}

/// Creates the tables of a new database.
pub(super) fn create(database: &Database) -> Result<(), redb::Error> {
    let mut transaction = database.begin_write()?;
    transaction.set_two_phase_commit(true);
    {
        let mut meta = transaction.open_table(META)?;
        meta.insert(FORMAT_KEY, key::encode(&[FORMAT]).as_slice())?;
        meta.insert(NEXT_ID, key::encode(&[1]).as_slice())?;
    }
    for table in ALL {
        transaction.open_table(table)?;
    }
    transaction.commit()?;
    Ok(())
}
