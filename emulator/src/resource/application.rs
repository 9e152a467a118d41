//! Applications.

use super::collection::Collection;
use crate::rules::APPLICATION;
use crate::store::Kind;

pub(crate) static APPLICATIONS: Collection = Collection {
    kind: Kind::Application,
    model: &APPLICATION,
    taken_on_create: 409,
    taken_on_update: 409,
    deleted: 200,
    items: "applications",
};
