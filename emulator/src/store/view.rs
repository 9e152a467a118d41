//! What can be asked of the state, in a read and in a change alike, and how a change writes.

use redb::{ReadOnlyTable, ReadTransaction, ReadableTable, ReadableTableMetadata, Table, WriteTransaction};
use serde_json::Value;

use super::table::{IMAGES, Kind, LINKED, LINKS, META, NAMES, NEXT_ID, OBJECTS, ORDER, REMOVED};
use super::{failed, order};
use crate::answer::{Answer, Result};
use crate::rules::Record;

/// One consistent state.
pub(crate) struct Reading {
    objects: ReadOnlyTable<u64, &'static [u8]>,
    names: ReadOnlyTable<(u8, u64, &'static str), u64>,
    order: ReadOnlyTable<(u8, u64, u64), &'static [u8]>,
    removed: ReadOnlyTable<u64, &'static str>,
    images: ReadOnlyTable<&'static str, &'static [u8]>,
}

impl Reading {
    pub(super) fn open(transaction: &ReadTransaction) -> Result<Reading, redb::Error> {
        Ok(Reading {
            objects: transaction.open_table(OBJECTS)?,
            names: transaction.open_table(NAMES)?,
            order: transaction.open_table(ORDER)?,
            removed: transaction.open_table(REMOVED)?,
            images: transaction.open_table(IMAGES)?,
        })
    }
}

/// A change in the making.
pub(crate) struct Change<'t> {
    meta: Table<'t, &'static str, u64>,
    objects: Table<'t, u64, &'static [u8]>,
    names: Table<'t, (u8, u64, &'static str), u64>,
    order: Table<'t, (u8, u64, u64), &'static [u8]>,
    links: Table<'t, (u64, u64), &'static [u8]>,
    linked: Table<'t, (u64, u64), ()>,
    removed: Table<'t, u64, &'static str>,
    images: Table<'t, &'static str, &'static [u8]>,
    written: bool,
}

/// The questions.
pub(crate) trait View {
    fn objects(&self) -> &impl ReadableTable<u64, &'static [u8]>;
    fn names(&self) -> &impl ReadableTable<(u8, u64, &'static str), u64>;
    fn order(&self) -> &impl ReadableTable<(u8, u64, u64), &'static [u8]>;
    fn removed(&self) -> &impl ReadableTable<u64, &'static str>;
    fn images(&self) -> &impl ReadableTable<&'static str, &'static [u8]>;

    /// The id of an object, by its exact name.
    fn find(&self, kind: Kind, parent: u64, name: &str) -> Result<Option<u64>> {
        Ok(self.names().get((kind as u8, parent, name)).map_err(failed)?.map(|id| id.value()))
    }

    /// An object as the bytes that were kept.
    fn json(&self, id: u64) -> Result<Vec<u8>> {
        let found = self.objects().get(id).map_err(failed)?;
        found
            .map(|json| json.value().to_vec())
            .ok_or_else(|| Answer::message(500, "The emulator's store has lost an object."))
    }

    /// An object.
    fn record(&self, id: u64) -> Result<Record> {
        record(&self.json(id)?)
    }

    /// The name of an object; of a removed storage the last one it had.
    fn name(&self, id: u64) -> Result<Option<String>> {
        if let Some(name) = self.removed().get(id).map_err(failed)? {
            return Ok(Some(name.value().to_owned()));
        }
        Ok(self.record(id)?.get("name").and_then(Value::as_str).map(str::to_owned))
    }

    /// How many objects there are below a parent.
    fn count(&self, kind: Kind, parent: u64) -> Result<u64> {
        order::count(self.order(), kind as u8, parent).map_err(failed)
    }

    /// Ids below a parent in order of creation.
    fn slice(&self, kind: Kind, parent: u64, offset: u64, limit: usize) -> Result<Vec<u64>> {
        order::slice(self.order(), kind as u8, parent, offset, limit).map_err(failed)
    }

    /// What is kept of a seeded image.
    fn image(&self, name: &str) -> Result<Option<Value>> {
        let found = self.images().get(name).map_err(failed)?;
        found.map(|json| serde_json::from_slice(json.value()).map_err(unreadable)).transpose()
    }

    /// Whether any image was seeded.
    fn has_images(&self) -> Result<bool> {
        Ok(!self.images().is_empty().map_err(failed)?)
    }
}

macro_rules! impl_view {
    ($View:ty) => {
        impl View for $View {
            fn objects(&self) -> &impl ReadableTable<u64, &'static [u8]> {
                &self.objects
            }
            fn names(&self) -> &impl ReadableTable<(u8, u64, &'static str), u64> {
                &self.names
            }
            fn order(&self) -> &impl ReadableTable<(u8, u64, u64), &'static [u8]> {
                &self.order
            }
            fn removed(&self) -> &impl ReadableTable<u64, &'static str> {
                &self.removed
            }
            fn images(&self) -> &impl ReadableTable<&'static str, &'static [u8]> {
                &self.images
            }
        }
    };
}

impl_view!(Reading);
impl_view!(Change<'_>);

impl<'t> Change<'t> {
    pub(super) fn open(transaction: &'t WriteTransaction) -> Result<Change<'t>, redb::Error> {
        Ok(Change {
            meta: transaction.open_table(META)?,
            objects: transaction.open_table(OBJECTS)?,
            names: transaction.open_table(NAMES)?,
            order: transaction.open_table(ORDER)?,
            links: transaction.open_table(LINKS)?,
            linked: transaction.open_table(LINKED)?,
            removed: transaction.open_table(REMOVED)?,
            images: transaction.open_table(IMAGES)?,
            written: false,
        })
    }

    pub(super) fn has_written(&self) -> bool {
        self.written
    }

    /// Adds an object under a name that is free.
    pub(crate) fn insert(&mut self, kind: Kind, parent: u64, record: &Record) -> Result<u64> {
        self.written = true;
        let id = self.meta.get(NEXT_ID).map_err(failed)?.map_or(1, |id| id.value());
        self.meta.insert(NEXT_ID, id + 1).map_err(failed)?;
        self.names.insert((kind as u8, parent, name_of(record)), id).map_err(failed)?;
        self.objects.insert(id, bytes(record)?.as_slice()).map_err(failed)?;
        order::push(&mut self.order, kind as u8, parent, id).map_err(failed)?;
        Ok(id)
    }

    /// Replaces an object, perhaps under another name, which is free or its own.
    pub(crate) fn replace(&mut self, kind: Kind, parent: u64, id: u64, before: &Record, record: &Record) -> Result<()> {
        self.written = true;
        if name_of(before) != name_of(record) {
            self.names.remove((kind as u8, parent, name_of(before))).map_err(failed)?;
            self.names.insert((kind as u8, parent, name_of(record)), id).map_err(failed)?;
        }
        self.objects.insert(id, bytes(record)?.as_slice()).map_err(failed)?;
        Ok(())
    }

    /// Removes an object with its children and links. Of a storage the name stays behind for the versions that hold it.
    pub(crate) fn remove(&mut self, kind: Kind, parent: u64, id: u64) -> Result<()> {
        self.written = true;
        let record = self.record(id)?;
        match kind {
            Kind::Application => self.remove_children(Kind::Version, id)?,
            Kind::Storage => {
                self.remove_children(Kind::Profile, id)?;
                self.removed.insert(id, name_of(&record)).map_err(failed)?;
            }
            Kind::Version => self.remove_links_of_version(id)?,
            Kind::Profile => self.remove_links_of_profile(id)?,
        }
        self.names.remove((kind as u8, parent, name_of(&record))).map_err(failed)?;
        self.objects.remove(id).map_err(failed)?;
        order::remove(&mut self.order, kind as u8, parent, id).map_err(failed)
    }

    fn remove_children(&mut self, kind: Kind, parent: u64) -> Result<()> {
        for id in self.slice(kind, parent, 0, usize::MAX)? {
            self.remove(kind, parent, id)?;
        }
        Ok(())
    }

    /// The link of a profile and a version.
    pub(crate) fn link(&self, profile: u64, version: u64) -> Result<Option<Record>> {
        self.links.get((profile, version)).map_err(failed)?.map(|json| record(json.value())).transpose()
    }

    /// Adds a link.
    pub(crate) fn insert_link(&mut self, profile: u64, version: u64, link: &Record) -> Result<()> {
        self.written = true;
        self.links.insert((profile, version), bytes(link)?.as_slice()).map_err(failed)?;
        self.linked.insert((version, profile), ()).map_err(failed)?;
        Ok(())
    }

    /// Removes a link.
    pub(crate) fn remove_link(&mut self, profile: u64, version: u64) -> Result<()> {
        self.written = true;
        self.links.remove((profile, version)).map_err(failed)?;
        self.linked.remove((version, profile)).map_err(failed)?;
        Ok(())
    }

    fn remove_links_of_version(&mut self, version: u64) -> Result<()> {
        let mut profiles = Vec::new();
        for link in self.linked.range((version, 0)..=(version, u64::MAX)).map_err(failed)? {
            profiles.push(link.map_err(failed)?.0.value().1);
        }
        profiles.into_iter().try_for_each(|profile| self.remove_link(profile, version))
    }

    fn remove_links_of_profile(&mut self, profile: u64) -> Result<()> {
        let mut versions = Vec::new();
        for link in self.links.range((profile, 0)..=(profile, u64::MAX)).map_err(failed)? {
            versions.push(link.map_err(failed)?.0.value().1);
        }
        versions.into_iter().try_for_each(|version| self.remove_link(profile, version))
    }

    /// Sets what is kept of a seeded image; nothing removes it.
    pub(crate) fn set_image(&mut self, name: &str, image: Option<&Value>) -> Result<()> {
        self.written = true;
        match image {
            Some(image) => self.images.insert(name, image.to_string().as_bytes()).map(drop),
            None => self.images.remove(name).map(drop),
        }
        .map_err(failed)
    }

    /// Removes everything; ids go on, so that nothing old is ever taken for something new.
    pub(super) fn clear(&mut self) -> Result<()> {
        self.written = true;
        self.objects.retain(|_, _| false).map_err(failed)?;
        self.names.retain(|_, _| false).map_err(failed)?;
        self.order.retain(|_, _| false).map_err(failed)?;
        self.links.retain(|_, _| false).map_err(failed)?;
        self.linked.retain(|_, _| false).map_err(failed)?;
        self.removed.retain(|_, _| false).map_err(failed)?;
        self.images.retain(|_, _| false).map_err(failed)
    }
}

fn name_of(record: &Record) -> &str {
    record.get("name").and_then(Value::as_str).unwrap_or_default()
}

fn bytes(record: &Record) -> Result<Vec<u8>> {
    serde_json::to_vec(record).map_err(unreadable)
}

fn record(json: &[u8]) -> Result<Record> {
    serde_json::from_slice(json).map_err(unreadable)
}

fn unreadable(error: serde_json::Error) -> Answer {
    Answer::message(500, format!("The emulator's store holds something that is not what it wrote: {error}."))
}
