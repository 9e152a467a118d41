//! Versions of applications.

use super::collection::Collection;
use crate::rules::VERSION;
use crate::store::Kind;

pub(crate) static VERSIONS: Collection = Collection {
    kind: Kind::Version,
    model: &VERSION,
    taken_on_create: 409,
    taken_on_update: 400,
    deleted: 200,
    items: "versions",
};
