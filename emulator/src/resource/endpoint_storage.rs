//! Endpoint storages.

use super::collection::Collection;
use crate::rules::ENDPOINT_STORAGE;
use crate::store::Kind;

pub(crate) static ENDPOINT_STORAGES: Collection = Collection {
    kind: Kind::Storage,
    model: &ENDPOINT_STORAGE,
    taken_on_create: 400,
    taken_on_update: 400,
    deleted: 204,
    items: "endpoints",
};
