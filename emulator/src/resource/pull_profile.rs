//! Pull profiles of endpoint storages.

use super::collection::Collection;
use crate::rules::PULL_PROFILE;
use crate::store::Kind;

pub(crate) static PULL_PROFILES: Collection = Collection {
    kind: Kind::Profile,
    model: &PULL_PROFILE,
    taken_on_create: 400,
    taken_on_update: 400,
    deleted: 204,
    items: "pull_profiles",
};
