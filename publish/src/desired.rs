//! What a manifest asks for: complete, valid, with variables filled in and defaults merged.

use std::path::PathBuf;

use serde_json::{Map, Value};

/// Everything that a manifest asks for.
#[derive(Clone, Debug, Default)]
pub struct Desired {
    /// Path of the manifest, as the caller gave it.
    pub path: PathBuf,
    /// SHA-256 of what the manifest asks for, in hexadecimal: of its text, and of the variables and
    /// files that it uses. Secrets are part of it only as a keyed digest.
    pub hash: String,
    /// The application. Its versions belong to it.
    pub app: DesiredObject,
    /// Versions, in the order of the manifest.
    pub versions: Vec<DesiredVersion>,
    /// Endpoint storages, in the order of the manifest.
    pub storages: Vec<DesiredStorage>,
    /// What a prune may delete or disable.
    pub prune: Prune,
    /// True if fields that the manifest does not name are set back to their defaults.
    pub strict: bool,
    /// Versions that are left out because their name is a variable that is not set.
    pub left_out: Vec<String>,
}

/// An object of the API: its name, and its fields as the body of a create.
#[derive(Clone, Default)]
pub struct DesiredObject {
    /// Name.
    pub name: String,
    /// The body of a create in the form that is sent, with `name`. It may have secrets. It has only
    /// what the manifest names: an application may lack `is_active` and `image`.
    pub body: Map<String, Value>,
    /// Where the manifest has it, for messages: `edgegap.toml:12`.
    pub place: String,
}

/// A version.
#[derive(Clone, Debug, Default)]
pub struct DesiredVersion {
    /// Name and fields.
    pub object: DesiredObject,
    /// True if the version may be deleted and created again to change a field that an update
    /// cannot.
    pub recreate: bool,
}

/// An endpoint storage with its pull profiles.
#[derive(Clone, Debug, Default)]
pub struct DesiredStorage {
    /// Name and fields.
    pub object: DesiredObject,
    /// Pull profiles, in the order of the manifest.
    pub profiles: Vec<DesiredProfile>,
}

/// A pull profile.
#[derive(Clone, Debug, Default)]
pub struct DesiredProfile {
    /// Name and fields.
    pub object: DesiredObject,
    /// Names of the versions that it is linked to.
    pub link: Vec<String>,
}

/// What a prune may delete or disable.
#[derive(Clone, Debug, Default)]
pub struct Prune {
    /// Patterns of names of versions and tags that are never touched. `*` matches any characters,
    /// `?` one, and `[0-9]` or `[!0-9]` one of a set.
    pub protect: Vec<String>,
    /// Old versions.
    pub versions: Option<PruneVersions>,
    /// Old tags of the application's image in Edgegap's container registry.
    pub tags: Option<PruneTags>,
}

/// The rule for old versions.
#[derive(Clone, Debug)]
pub struct PruneVersions {
    /// Number of the newest matching versions that stay.
    pub keep: usize,
    /// Pattern of the names that may be pruned; all without it.
    pub matches: Option<String>,
    /// What is done with the others.
    pub then: PruneAction,
}

/// The rule for old tags.
#[derive(Clone, Debug)]
pub struct PruneTags {
    /// Number of the newest tags that stay.
    pub keep: usize,
    /// True if only tags that no version uses are deleted.
    pub unused_only: bool,
}

/// What a prune does with an old version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PruneAction {
    /// It is disabled: `is_active` becomes false.
    #[default]
    Disable,
    /// It is deleted.
    Delete,
}

/// Without the fields, which may be secrets.
impl std::fmt::Debug for DesiredObject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DesiredObject").field("name", &self.name).field("place", &self.place).finish_non_exhaustive()
    }
}
