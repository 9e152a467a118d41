//! The state of the account, as far as a manifest concerns it.

use std::collections::{BTreeMap, BTreeSet};

use edgegap_sdk::{Client, ErrorKind, List};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::caller::Caller;
use crate::desired::Desired;
use crate::object::{ObjectId, ObjectKind};

type Result<T> = std::result::Result<T, edgegap_sdk::Error>;

/// The objects that a manifest names and that exist, in their canonical form.
#[derive(Debug, Default)]
pub(super) struct Live(BTreeMap<ObjectId, Value>);

impl Live {
    /// Reads the state. A collection of which the manifest names one object takes one GET, any
    /// other its list, up to the page with the last of them.
    pub(super) async fn read(client: &Client, desired: &Desired) -> Result<Self> {
        let versions = desired.versions.iter().map(|version| version.object.name.as_str());
        let storages = desired.storages.iter().map(|storage| storage.object.name.as_str());
        let app = &desired.app.name;
        let application = ObjectId::new(ObjectKind::Application, [app]);
        let (application, versions, storages) = tokio::try_join!(
            read_named(client, app, ObjectKind::Application, &[], [app.as_str()].into(), || client
                .applications()
                .list()),
            read_named(client, app, ObjectKind::Version, &[], versions.collect(), || client.versions().list(app)),
            read_named(client, app, ObjectKind::Storage, &[], storages.collect(), || client.endpoint_storages().list()),
        )
        .map(|(found, versions, storages)| {
            // Without its application, a version was deleted in the meantime.
            let versions = if found.contains_key(&application) { versions } else { BTreeMap::new() };
            (found, versions, storages)
        })?;
        let mut live = Self(application.into_iter().chain(versions).chain(storages).collect());
        for storage in &desired.storages {
            let name = &storage.object.name;
            let profiles: BTreeSet<_> = storage.profiles.iter().map(|profile| profile.object.name.as_str()).collect();
            if live.get(ObjectKind::Storage, [name]).is_some() {
                let list = || client.pull_profiles().list(name);
                live.0.extend(read_named(client, app, ObjectKind::Profile, &[name], profiles, list).await?);
            }
        }
        Ok(live)
    }

    /// An object, if it exists.
    pub(super) fn get<N: Into<String>>(&self, kind: ObjectKind, path: impl IntoIterator<Item = N>) -> Option<&Value> {
        self.0.get(&ObjectId::new(kind, path))
    }
}

/// The objects with these names that exist.
async fn read_named<T: Serialize + DeserializeOwned>(
    client: &Client,
    app: &str,
    kind: ObjectKind,
    parent: &[&str],
    mut names: BTreeSet<&str>,
    list: impl FnOnce() -> List<T>,
) -> Result<BTreeMap<ObjectId, Value>> {
    let id = |name: &str| ObjectId::new(kind, parent.iter().copied().chain([name]));
    let mut found = BTreeMap::new();
    if let (Some(name), 1) = (names.first(), names.len()) {
        let object = id(name);
        if let Some(value) = Caller::new(client, app).get(&object).await? {
            found.insert(object, value);
        }
        return Ok(found);
    }
    let mut list = list();
    while !names.is_empty() {
        let item = match list.next().await {
            Ok(Some(item)) => serde_json::to_value(item).unwrap_or_default(),
            Ok(None) => break,
            // The parent does not exist.
            Err(error) if error.kind() == ErrorKind::NotFound => break,
            Err(error) => return Err(error),
        };
        let name = item.get("name").and_then(Value::as_str).unwrap_or_default();
        if names.remove(name) {
            found.insert(id(name), item);
        }
    }
    Ok(found)
}
