//! Queries of the state, for reads and changes, and the writes of a change.

use redb::{ReadOnlyTable, ReadTransaction, ReadableTable, ReadableTableMetadata, Table, WriteTransaction};
use serde_json::Value;

use super::key::{self, Bytes};
use super::table::{IMAGES, Kind, LINKED, LINKS, META, NAMES, NEXT_ID, OBJECTS, ORDER, REMOVED};
use super::{failed, order};
use crate::response::{HttpResponse, Result};
use crate::rules::Record;

/// A consistent state to read.
pub(crate) struct Reading {
    objects: ReadOnlyTable<Bytes, Bytes>,
    names: ReadOnlyTable<Bytes, Bytes>,
    order: ReadOnlyTable<Bytes, Bytes>,
    links: ReadOnlyTable<Bytes, Bytes>,
    removed: ReadOnlyTable<Bytes, Bytes>,
    images: ReadOnlyTable<Bytes, Bytes>,
}

impl Reading {
    pub(super) fn open(transaction: &ReadTransaction) -> Result<Reading, redb::Error> {
        Ok(Reading {
            objects: transaction.open_table(OBJECTS)?,
            names: transaction.open_table(NAMES)?,
            order: transaction.open_table(ORDER)?,
            links: transaction.open_table(LINKS)?,
            removed: transaction.open_table(REMOVED)?,
            images: transaction.open_table(IMAGES)?,
        })
    }
}

/// A change that is not committed yet.
pub(crate) struct Change<'t> {
    meta: Table<'t, Bytes, Bytes>,
    objects: Table<'t, Bytes, Bytes>,
    names: Table<'t, Bytes, Bytes>,
    order: Table<'t, Bytes, Bytes>,
    links: Table<'t, Bytes, Bytes>,
    linked: Table<'t, Bytes, Bytes>,
    removed: Table<'t, Bytes, Bytes>,
    images: Table<'t, Bytes, Bytes>,
    written: bool,
}

/// The queries.
pub(crate) trait View {
    fn objects(&self) -> &impl ReadableTable<Bytes, Bytes>;
    fn names(&self) -> &impl ReadableTable<Bytes, Bytes>;
    fn order(&self) -> &impl ReadableTable<Bytes, Bytes>;
    fn links(&self) -> &impl ReadableTable<Bytes, Bytes>;
    fn removed(&self) -> &impl ReadableTable<Bytes, Bytes>;
    fn images(&self) -> &impl ReadableTable<Bytes, Bytes>;

    /// The id of the object with this exact name.
    fn find(&self, kind: Kind, parent: u64, name: &str) -> Result<Option<u64>> {
        Ok(self
            .names()
            .get(key::encode_named(&[kind as u64, parent], name).as_slice())
            .map_err(failed)?
            .map(|id| key::last(id.value())))
    }

    /// An object in its stored form.
    fn json(&self, id: u64) -> Result<Vec<u8>> {
        let found = self.objects().get(key::encode(&[id]).as_slice()).map_err(failed)?;
        found.map(|json| json.value().to_vec()).ok_or_else(|| {
            HttpResponse::message(500, "The emulator's store does not contain an object that it refers to.")
        })
    }

    /// An object.
    fn record(&self, id: u64) -> Result<Record> {
        record(&self.json(id)?)
    }

    /// The name of an object, or the last name of a removed storage.
    fn name(&self, id: u64) -> Result<Option<String>> {
        if let Some(name) = self.removed().get(key::encode(&[id]).as_slice()).map_err(failed)? {
            return Ok(Some(String::from_utf8_lossy(name.value()).into_owned()));
        }
        Ok(self.record(id)?.get("name").and_then(Value::as_str).map(str::to_owned))
    }

    /// The number of objects below a parent.
    fn count(&self, kind: Kind, parent: u64) -> Result<u64> {
        order::count(self.order(), kind, parent).map_err(failed)
    }

    /// Ids below a parent in the order of creation.
    fn slice(&self, kind: Kind, parent: u64, offset: u64, limit: usize) -> Result<Vec<u64>> {
        order::slice(self.order(), kind, parent, offset, limit).map_err(failed)
    }

    /// The stored tags of a seeded image.
    fn image(&self, name: &str) -> Result<Option<Value>> {
        let found = self.images().get(name.as_bytes()).map_err(failed)?;
        found.map(|json| serde_json::from_slice(json.value()).map_err(unreadable)).transpose()
    }

    /// The stored tags of all seeded images.
    fn images_by_name(&self) -> Result<Vec<(String, Value)>> {
        let images = self.images().range::<&[u8]>(..).map_err(failed)?;
        let images = images.map(|image| {
            let (name, tags) = image.map_err(failed)?;
            let tags = serde_json::from_slice(tags.value()).map_err(unreadable)?;
            Ok((String::from_utf8_lossy(name.value()).into_owned(), tags))
        });
        images.collect()
    }

    /// The ids of the versions that a profile is linked to.
    fn linked_versions(&self, profile: u64) -> Result<Vec<u64>> {
        partners(self.links(), profile)
    }

    /// True if any image was seeded.
    fn has_images(&self) -> Result<bool> {
        Ok(!self.images().is_empty().map_err(failed)?)
    }
}

macro_rules! impl_view {
    ($View:ty) => {
        impl View for $View {
            fn objects(&self) -> &impl ReadableTable<Bytes, Bytes> {
                &self.objects
            }
            fn names(&self) -> &impl ReadableTable<Bytes, Bytes> {
                &self.names
            }
            fn order(&self) -> &impl ReadableTable<Bytes, Bytes> {
                &self.order
            }
            fn links(&self) -> &impl ReadableTable<Bytes, Bytes> {
                &self.links
            }
            fn removed(&self) -> &impl ReadableTable<Bytes, Bytes> {
                &self.removed
            }
            fn images(&self) -> &impl ReadableTable<Bytes, Bytes> {
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
        let id = self.meta.get(NEXT_ID).map_err(failed)?.map_or(1, |id| key::last(id.value()));
        self.meta.insert(NEXT_ID, key::encode(&[id + 1]).as_slice()).map_err(failed)?;
        self.names
            .insert(
                key::encode_named(&[kind as u64, parent], name_of(record)).as_slice(),
                key::encode(&[id]).as_slice(),
            )
            .map_err(failed)?;
        self.objects.insert(key::encode(&[id]).as_slice(), bytes(record)?.as_slice()).map_err(failed)?;
        order::push(&mut self.order, kind, parent, id).map_err(failed)?;
        Ok(id)
    }

    /// Replaces an object. Its name may change to one that is free.
    pub(crate) fn replace(&mut self, kind: Kind, parent: u64, id: u64, before: &Record, record: &Record) -> Result<()> {
        self.written = true;
        if name_of(before) != name_of(record) {
            self.names.remove(key::encode_named(&[kind as u64, parent], name_of(before)).as_slice()).map_err(failed)?;
            self.names
                .insert(
                    key::encode_named(&[kind as u64, parent], name_of(record)).as_slice(),
                    key::encode(&[id]).as_slice(),
                )
                .map_err(failed)?;
        }
        self.objects.insert(key::encode(&[id]).as_slice(), bytes(record)?.as_slice()).map_err(failed)?;
        Ok(())
    }

    /// Removes an object with its children and links. The name of a storage is kept for versions
    /// that refer to it.
    pub(crate) fn remove(&mut self, kind: Kind, parent: u64, id: u64) -> Result<()> {
        self.written = true;
        let record = self.record(id)?;
        match kind {
            Kind::Application => self.remove_children(Kind::Version, id)?,
            Kind::Storage => {
                self.remove_children(Kind::Profile, id)?;
                self.removed.insert(key::encode(&[id]).as_slice(), name_of(&record).as_bytes()).map_err(failed)?;
            }
            Kind::Version => self.remove_links_of_version(id)?,
            Kind::Profile => self.remove_links_of_profile(id)?,
        }
        self.names.remove(key::encode_named(&[kind as u64, parent], name_of(&record)).as_slice()).map_err(failed)?;
        self.objects.remove(key::encode(&[id]).as_slice()).map_err(failed)?;
        order::remove(&mut self.order, kind, parent, id).map_err(failed)
    }

    fn remove_children(&mut self, kind: Kind, parent: u64) -> Result<()> {
        for id in self.slice(kind, parent, 0, usize::MAX)? {
            self.remove(kind, parent, id)?;
        }
        Ok(())
    }

    /// The link between a profile and a version.
    pub(crate) fn link(&self, profile: u64, version: u64) -> Result<Option<Record>> {
        self.links
            .get(key::encode(&[profile, version]).as_slice())
            .map_err(failed)?
            .map(|json| record(json.value()))
            .transpose()
    }

    /// Adds a link.
    pub(crate) fn insert_link(&mut self, profile: u64, version: u64, link: &Record) -> Result<()> {
        self.written = true;
        self.links.insert(key::encode(&[profile, version]).as_slice(), bytes(link)?.as_slice()).map_err(failed)?;
        self.linked.insert(key::encode(&[version, profile]).as_slice(), &[][..]).map_err(failed)?;
        Ok(())
    }

    /// Removes a link.
    pub(crate) fn remove_link(&mut self, profile: u64, version: u64) -> Result<()> {
        self.written = true;
        self.links.remove(key::encode(&[profile, version]).as_slice()).map_err(failed)?;
        self.linked.remove(key::encode(&[version, profile]).as_slice()).map_err(failed)?;
        Ok(())
    }

    fn remove_links_of_version(&mut self, version: u64) -> Result<()> {
        for profile in partners(&self.linked, version)? {
            self.remove_link(profile, version)?;
        }
        Ok(())
    }

    fn remove_links_of_profile(&mut self, profile: u64) -> Result<()> {
        for version in partners(&self.links, profile)? {
            self.remove_link(profile, version)?;
        }
        Ok(())
    }

    /// Stores the tags of a seeded image; `None` removes the image.
    pub(crate) fn set_image(&mut self, name: &str, image: Option<&Value>) -> Result<()> {
        self.written = true;
        match image {
            Some(image) => self.images.insert(name.as_bytes(), image.to_string().as_bytes()).map(drop),
            None => self.images.remove(name.as_bytes()).map(drop),
        }
        .map_err(failed)
    }

    /// Removes all objects. Ids are not reused, so that an old id never refers to a new object.
    pub(crate) fn clear(&mut self) -> Result<()> {
        self.written = true;
        let Self { objects, names, order, links, linked, removed, images, .. } = self;
        for table in [objects, names, order, links, linked, removed, images] {
            table.retain(|_, _| false).map_err(failed)?;
        }
        Ok(())
    }
}

/// The ids that this table links with an id.
fn partners(table: &impl ReadableTable<Bytes, Bytes>, id: u64) -> Result<Vec<u64>> {
    let (first, last) = (key::encode(&[id, 0]), key::encode(&[id, u64::MAX]));
    let links = table.range(first.as_slice()..=last.as_slice()).map_err(failed)?;
    links.map(|link| Ok(key::last(link.map_err(failed)?.0.value()))).collect()
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

fn unreadable(error: serde_json::Error) -> HttpResponse {
    HttpResponse::message(500, format!("The emulator's store contains data that it did not write: {error}."))
}
