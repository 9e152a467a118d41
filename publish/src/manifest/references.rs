//! The references between the objects of a manifest.

use super::context::Context;
use super::report::At;
use super::tree::join;
use crate::desired::Desired;

/// What is known about all objects, for references between them.
#[derive(Default)]
pub(super) struct Seen {
    /// Versions as they are named in the manifest, before variables are replaced.
    pub(super) left_out: Vec<String>,
    pub(super) links: Vec<(String, At)>,
    pub(super) endpoint_storages: Vec<(String, At)>,
}

impl Seen {
    /// Checks the references between objects. What they name may exist in the account.
    pub(super) fn check(&self, context: &mut Context<'_>, desired: &Desired) {
        for (name, at) in &self.endpoint_storages {
            if desired.storages.iter().all(|storage| storage.object.name != *name) {
                let message = format!("the storage `{}` is not in the manifest", name.escape_debug());
                context.report.note("unknown_storage", at, message).advise("it must exist already");
            }
        }
        for (name, at) in &self.links {
            if desired.versions.iter().all(|version| version.object.name != *name) {
                let message = format!("the version `{}` is not in the manifest", name.escape_debug());
                let draft = context.report.warning("unknown_version", at, message);
                draft.advise(format!("it must exist already, or add `[{}]`", join("versions", name)));
            }
        }
    }
}
