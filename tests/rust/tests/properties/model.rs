//! The service as plain lists, and the required outcome of each call, without HTTP, stores or
//! transactions.

use edgegap_sdk::ErrorKind;
use serde_json::{Value, json};

/// Few names, so that calls concern the same objects.
pub(crate) const NAMES: [&str; 3] = ["aaa", "b b", "c/?"];

/// A call. Numbers are indexes of names.
#[derive(Clone, Debug)]
pub(crate) enum Call {
    CreateApp(usize),
    UpdateApp(usize, Option<usize>, Option<bool>),
    DeleteApp(usize),
    CreateVersion(usize, usize, i64, Option<usize>),
    UpdateVersion(usize, usize, Option<usize>, Option<Option<i64>>, Option<usize>),
    DeleteVersion(usize, usize),
    CreateStorage(usize),
    UpdateStorage(usize, Option<usize>, Option<bool>),
    DeleteStorage(usize),
    CreateProfile(usize, usize),
    UpdateProfile(usize, usize, Option<usize>, Option<bool>),
    DeleteProfile(usize, usize),
    Link([usize; 4]),
    Unlink([usize; 4]),
    DeleteTag(usize, usize),
}

/// The outcome of a call: a part of its response, or the kind of its error.
pub(crate) type Outcome = Result<Value, ErrorKind>;

#[derive(Debug)]
struct App {
    name: usize,
    active: bool,
    versions: Vec<Version>,
}

#[derive(Debug)]
struct Version {
    id: usize,
    name: usize,
    cpu: i64,
    minutes: i64,
    storage: Option<usize>,
}

#[derive(Debug)]
struct Storage {
    id: usize,
    name: usize,
    other: bool,
    /// Versions may still name a deleted storage.
    gone: bool,
    profiles: Vec<Profile>,
}

#[derive(Debug)]
struct Profile {
    id: usize,
    name: usize,
    other: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Model {
    next: usize,
    apps: Vec<App>,
    storages: Vec<Storage>,
    /// Profile and version by id.
    links: Vec<(usize, usize)>,
    tags: Vec<(usize, usize)>,
}

const NOT_FOUND: Outcome = Err(ErrorKind::NotFound);
const CONFLICT: Outcome = Err(ErrorKind::Conflict);
const BAD: Outcome = Err(ErrorKind::BadRequest);

impl Model {
    /// With the same tags for each of the first two images.
    pub(crate) fn with_tags() -> Model {
        Model { tags: vec![(0, 0), (0, 1), (1, 0), (1, 1)], ..Model::default() }
    }

    /// Makes the call.
    pub(crate) fn call(&mut self, call: &Call) -> Outcome {
        match *call {
            Call::CreateApp(name) => {
                if self.app(name).is_some() {
                    return CONFLICT;
                }
                self.apps.push(App { name, active: true, versions: Vec::new() });
                Ok(json!({"name": NAMES[name], "is_active": true}))
            }
            Call::UpdateApp(name, to, active) => {
                let Some(at) = self.app(name) else { return NOT_FOUND };
                if to.is_some_and(|to| to != name && self.app(to).is_some()) {
                    return CONFLICT;
                }
                let app = &mut self.apps[at];
                app.name = to.unwrap_or(app.name);
                app.active = active.unwrap_or(app.active);
                Ok(json!({"name": NAMES[app.name], "is_active": app.active}))
            }
            Call::DeleteApp(name) => {
                let Some(at) = self.app(name) else { return NOT_FOUND };
                let app = self.apps.remove(at);
                self.links.retain(|(_, version)| app.versions.iter().all(|other| other.id != *version));
                Ok(Value::Null)
            }
            Call::CreateVersion(app, name, cpu, storage) => {
                let Ok(storage) = self.named_storage(storage) else { return BAD };
                let Some(at) = self.app(app) else { return NOT_FOUND };
                if self.version(at, name).is_some() {
                    return CONFLICT;
                }
                let id = self.id();
                self.apps[at].versions.push(Version { id, name, cpu, minutes: 1440, storage });
                Ok(self.shown_version(at, self.apps[at].versions.len() - 1))
            }
            Call::UpdateVersion(app, name, to, minutes, storage) => {
                let Ok(storage) = self.named_storage(storage) else { return BAD };
                let Some(at) = self.app(app) else { return NOT_FOUND };
                let Some(which) = self.version(at, name) else { return NOT_FOUND };
                if to.is_some_and(|to| to != name && self.version(at, to).is_some()) {
                    return BAD;
                }
                let version = &mut self.apps[at].versions[which];
                version.name = to.unwrap_or(version.name);
                version.minutes = minutes.map_or(version.minutes, |minutes| minutes.unwrap_or(1440));
                version.storage = storage.or(version.storage);
                Ok(self.shown_version(at, which))
            }
            Call::DeleteVersion(app, name) => {
                let Some(at) = self.app(app) else { return NOT_FOUND };
                let Some(which) = self.version(at, name) else { return NOT_FOUND };
                let gone = self.apps[at].versions.remove(which).id;
                self.links.retain(|(_, version)| *version != gone);
                Ok(Value::Null)
            }
            Call::CreateStorage(name) => {
                if self.storage(name).is_some() {
                    return BAD;
                }
                let id = self.id();
                self.storages.push(Storage { id, name, other: false, gone: false, profiles: Vec::new() });
                Ok(json!({"name": NAMES[name], "bucket": "false"}))
            }
            Call::UpdateStorage(name, to, other) => {
                let Some(at) = self.storage(name) else { return NOT_FOUND };
                if to.is_some_and(|to| to != name && self.storage(to).is_some()) {
                    return BAD;
                }
                let storage = &mut self.storages[at];
                storage.name = to.unwrap_or(storage.name);
                storage.other = other.unwrap_or(storage.other);
                Ok(json!({"name": NAMES[storage.name], "bucket": storage.other.to_string()}))
            }
            Call::DeleteStorage(name) => {
                let Some(at) = self.storage(name) else { return NOT_FOUND };
                let profiles = std::mem::take(&mut self.storages[at].profiles);
                self.links.retain(|(profile, _)| profiles.iter().all(|other| other.id != *profile));
                self.storages[at].gone = true;
                Ok(Value::Null)
            }
            Call::CreateProfile(storage, name) => {
                let Some(at) = self.storage(storage) else { return NOT_FOUND };
                if self.profile(at, name).is_some() {
                    return BAD;
                }
                let id = self.id();
                self.storages[at].profiles.push(Profile { id, name, other: false });
                Ok(json!({"name": NAMES[name], "destination": "/false"}))
            }
            Call::UpdateProfile(storage, name, to, other) => {
                let Some(at) = self.storage(storage) else { return NOT_FOUND };
                let Some(which) = self.profile(at, name) else { return NOT_FOUND };
                if to.is_some_and(|to| to != name && self.profile(at, to).is_some()) {
                    return BAD;
                }
                let profile = &mut self.storages[at].profiles[which];
                profile.name = to.unwrap_or(profile.name);
                profile.other = other.unwrap_or(profile.other);
                Ok(json!({"name": NAMES[profile.name], "destination": format!("/{}", profile.other)}))
            }
            Call::DeleteProfile(storage, name) => {
                let Some(at) = self.storage(storage) else { return NOT_FOUND };
                let Some(which) = self.profile(at, name) else { return NOT_FOUND };
                let gone = self.storages[at].profiles.remove(which).id;
                self.links.retain(|(profile, _)| *profile != gone);
                Ok(Value::Null)
            }
            Call::Link(ends) => {
                let Some(link) = self.ends(ends) else { return NOT_FOUND };
                if !self.links.contains(&link) {
                    self.links.push(link);
                }
                let [storage, profile, app, version] = ends.map(|name| NAMES[name]);
                Ok(json!({"endpoint": storage, "pull_profile": profile, "app": app, "app_version": version}))
            }
            Call::Unlink(ends) => {
                let at = self.ends(ends).and_then(|link| self.links.iter().position(|other| *other == link));
                let Some(at) = at else { return NOT_FOUND };
                self.links.remove(at);
                Ok(Value::Null)
            }
            Call::DeleteTag(image, tag) => {
                let Some(at) = self.tags.iter().position(|other| *other == (image, tag)) else { return NOT_FOUND };
                self.tags.remove(at);
                Ok(json!({"deleted_tag": NAMES[tag]}))
            }
        }
    }

    /// All objects in the order of the lists.
    pub(crate) fn whole(&self) -> Value {
        let shown = |parts: Vec<Value>| Value::Array(parts);
        let apps = self.apps.iter().enumerate().map(|(at, app)| {
            let versions = (0..app.versions.len()).map(|which| self.shown_version(at, which)).collect();
            json!({"name": NAMES[app.name], "is_active": app.active, "versions": shown(versions)})
        });
        let storages = self.storages.iter().filter(|storage| !storage.gone).map(|storage| {
            let profiles = storage.profiles.iter();
            let profiles = profiles
                .map(|profile| json!({"name": NAMES[profile.name], "destination": format!("/{}", profile.other)}))
                .collect();
            json!({"name": NAMES[storage.name], "bucket": storage.other.to_string(), "profiles": shown(profiles)})
        });
        let images = NAMES.iter().enumerate().map(|(image, _)| {
            let mut tags: Vec<_> =
                self.tags.iter().filter(|(other, _)| *other == image).map(|(_, tag)| NAMES[*tag]).collect();
            tags.sort_unstable();
            if tags.is_empty() { Value::Null } else { json!(tags) }
        });
        json!({"apps": shown(apps.collect()), "storages": shown(storages.collect()), "images": shown(images.collect())})
    }

    fn id(&mut self) -> usize {
        self.next += 1;
        self.next
    }

    fn app(&self, name: usize) -> Option<usize> {
        self.apps.iter().position(|app| app.name == name)
    }

    fn version(&self, app: usize, name: usize) -> Option<usize> {
        self.apps[app].versions.iter().position(|version| version.name == name)
    }

    fn storage(&self, name: usize) -> Option<usize> {
        self.storages.iter().position(|storage| storage.name == name && !storage.gone)
    }

    fn profile(&self, storage: usize, name: usize) -> Option<usize> {
        self.storages[storage].profiles.iter().position(|profile| profile.name == name)
    }

    /// The id of the storage that a version names, or the error that it does not exist.
    fn named_storage(&self, name: Option<usize>) -> Result<Option<usize>, ()> {
        name.map(|name| self.storage(name).map(|at| self.storages[at].id).ok_or(())).transpose()
    }

    fn ends(&self, [storage, profile, app, version]: [usize; 4]) -> Option<(usize, usize)> {
        let storage = self.storage(storage)?;
        let profile = self.profile(storage, profile)?;
        let app = self.app(app)?;
        let version = self.version(app, version)?;
        Some((self.storages[storage].profiles[profile].id, self.apps[app].versions[version].id))
    }

    fn shown_version(&self, app: usize, which: usize) -> Value {
        let version = &self.apps[app].versions[which];
        let storage = version.storage.and_then(|id| self.storages.iter().find(|storage| storage.id == id));
        let storage = storage.map(|storage| NAMES[storage.name]);
        json!({
            "name": NAMES[version.name], "req_cpu": version.cpu, "max_duration": version.minutes,
            "endpoint_storage": storage,
        })
    }
}
