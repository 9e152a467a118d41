//! The tables of the database. A change here that older emulators cannot read needs a new [`FORMAT`].

use redb::{Database, TableDefinition};

/// The format of the data, kept in the file under [`FORMAT_KEY`].
pub(super) const FORMAT: u64 = 1;
pub(super) const FORMAT_KEY: &str = "format";
pub(super) const NEXT_ID: &str = "next_id";

/// Numbers about the store itself: its format, the next id.
pub(super) const META: TableDefinition<&str, u64> = TableDefinition::new("edgegap_emulator");
/// Every named object by its id, as JSON.
pub(super) const OBJECTS: TableDefinition<u64, &[u8]> = TableDefinition::new("objects");
/// From kind, parent and name to the id.
pub(super) const NAMES: TableDefinition<(u8, u64, &str), u64> = TableDefinition::new("names");
/// The ids below a parent in order of creation, in runs: kind, parent and a bound below the run's ids.
pub(super) const ORDER: TableDefinition<(u8, u64, u64), &[u8]> = TableDefinition::new("order");
/// Links by profile and version, as JSON.
pub(super) const LINKS: TableDefinition<(u64, u64), &[u8]> = TableDefinition::new("links");
/// The same links by version and profile.
pub(super) const LINKED: TableDefinition<(u64, u64), ()> = TableDefinition::new("linked");
/// The last name of a removed storage, which versions may still hold.
pub(super) const REMOVED: TableDefinition<u64, &str> = TableDefinition::new("removed");
/// Seeded images with their tags, as JSON.
pub(super) const IMAGES: TableDefinition<&str, &[u8]> = TableDefinition::new("images");

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
        meta.insert(FORMAT_KEY, FORMAT)?;
        meta.insert(NEXT_ID, 1)?;
        transaction.open_table(OBJECTS)?;
        transaction.open_table(NAMES)?;
        transaction.open_table(ORDER)?;
        transaction.open_table(LINKS)?;
        transaction.open_table(LINKED)?;
        transaction.open_table(REMOVED)?;
        transaction.open_table(IMAGES)?;
    }
    transaction.commit()?;
    Ok(())
}
