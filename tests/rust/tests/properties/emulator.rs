//! Compares the emulator with a simple model of the service: random calls have the same outcomes,
//! and result in the same state.

use edgegap_emulator::Emulator;
use edgegap_sdk::{Client, Error};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::hold;
use super::model::{Call, Model, NAMES, Outcome};

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let name = || 0..NAMES.len();
    let maybe = || option::of(0..NAMES.len());
    let four = || [name(), name(), name(), name()];
    let call = prop_oneof![
        4 => name().prop_map(Call::CreateApp),
        2 => (name(), maybe(), option::of(any::<bool>()))
            .prop_map(|(name, to, active)| Call::UpdateApp(name, to, active)),
        1 => name().prop_map(Call::DeleteApp),
        6 => (name(), name(), 500..2000_i64, maybe())
            .prop_map(|(app, name, cpu, storage)| Call::CreateVersion(app, name, cpu, storage)),
        3 => (name(), name(), maybe(), option::of(option::of(1..1440_i64)), maybe())
            .prop_map(|(app, name, to, minutes, storage)| Call::UpdateVersion(app, name, to, minutes, storage)),
        1 => (name(), name()).prop_map(|(app, name)| Call::DeleteVersion(app, name)),
        4 => name().prop_map(Call::CreateStorage),
        2 => (name(), maybe(), option::of(any::<bool>()))
            .prop_map(|(name, to, other)| Call::UpdateStorage(name, to, other)),
        1 => name().prop_map(Call::DeleteStorage),
        6 => (name(), name()).prop_map(|(storage, name)| Call::CreateProfile(storage, name)),
        2 => (name(), name(), maybe(), option::of(any::<bool>()))
            .prop_map(|(storage, name, to, other)| Call::UpdateProfile(storage, name, to, other)),
        1 => (name(), name()).prop_map(|(storage, name)| Call::DeleteProfile(storage, name)),
        6 => four().prop_map(Call::Link),
        4 => four().prop_map(Call::Unlink),
        1 => (name(), name()).prop_map(|(image, tag)| Call::DeleteTag(image, tag)),
    ];
    // Half of the calls use the same names, because four random names rarely exist together.
    let call = (call, any::<bool>()).prop_map(|(call, same)| if same { first(call) } else { call });
    vec(call, 1..60)
}

fn first(call: Call) -> Call {
    match call {
        Call::Link(_) => Call::Link([0; 4]),
        Call::Unlink(_) => Call::Unlink([0; 4]),
        Call::CreateVersion(_, _, cpu, storage) => Call::CreateVersion(0, 0, cpu, storage.map(|_| 0)),
        Call::CreateProfile(..) => Call::CreateProfile(0, 0),
        Call::CreateApp(_) => Call::CreateApp(0),
        Call::CreateStorage(_) => Call::CreateStorage(0),
        other => other,
    }
}

/// The id and the arguments of a call.
fn arguments(call: &Call) -> (&'static str, Value) {
    let name = |at: usize| NAMES[at];
    let change = |fields: Vec<(&str, Option<Value>)>| -> Value {
        let fields = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Value::Object(fields.collect())
    };
    let renamed = |to: Option<usize>| to.map(|to| name(to).into());
    let link = |[storage, profile, app, version]: [usize; 4]| {
        let (storage, profile) = (name(storage), name(profile));
        json!({"path": {"storage": storage, "profile": profile, "app": name(app), "version": name(version)}})
    };
    match *call {
        Call::CreateApp(app) => {
            ("applications.create", json!({"body": {"name": name(app), "is_active": true, "image": ""}}))
        }
        Call::UpdateApp(app, to, active) => (
            "applications.update",
            json!({
                "path": {"app": name(app)},
                "body": change(vec![("name", renamed(to)), ("is_active", active.map(Into::into))]),
            }),
        ),
        Call::DeleteApp(app) => ("applications.delete", json!({"path": {"app": name(app)}})),
        Call::CreateVersion(app, version, cpu, storage) => {
            let mut body = json!({
                "name": name(version), "docker_repository": "docker.io", "docker_image": "me/game", "docker_tag": "1",
                "req_cpu": cpu, "req_memory": cpu,
            });
            if let Some(storage) = storage {
                body["endpoint_storage"] = name(storage).into();
            }
            ("versions.create", json!({"path": {"app": name(app)}, "body": body}))
        }
        Call::UpdateVersion(app, version, to, minutes, storage) => {
            let fields = vec![
                ("name", renamed(to)),
                ("max_duration", minutes.map(Into::into)),
                ("endpoint_storage", renamed(storage)),
            ];
            ("versions.update", json!({"path": {"app": name(app), "version": name(version)}, "body": change(fields)}))
        }
        Call::DeleteVersion(app, version) => {
            ("versions.delete", json!({"path": {"app": name(app), "version": name(version)}}))
        }
        Call::CreateStorage(storage) => (
            "endpoint_storages.create",
            json!({"body": {
                "name": name(storage), "access_key_id": "a", "secret_access_key": "s",
                "endpoint": "https://s3.example.com", "bucket": "false",
            }}),
        ),
        Call::UpdateStorage(storage, to, other) => {
            let fields = vec![("name", renamed(to)), ("bucket", other.map(|other| other.to_string().into()))];
            ("endpoint_storages.update", json!({"path": {"storage": name(storage)}, "body": change(fields)}))
        }
        Call::DeleteStorage(storage) => ("endpoint_storages.delete", json!({"path": {"storage": name(storage)}})),
        Call::CreateProfile(storage, profile) => {
            let body = json!({"name": name(profile), "source": "/a", "source_type": "File", "destination": "/false"});
            ("pull_profiles.create", json!({"path": {"storage": name(storage)}, "body": body}))
        }
        Call::UpdateProfile(storage, profile, to, other) => {
            let fields = vec![("name", renamed(to)), ("destination", other.map(|other| format!("/{other}").into()))];
            (
                "pull_profiles.update",
                json!({"path": {"storage": name(storage), "profile": name(profile)}, "body": change(fields)}),
            )
        }
        Call::DeleteProfile(storage, profile) => {
            ("pull_profiles.delete", json!({"path": {"storage": name(storage), "profile": name(profile)}}))
        }
        Call::Link(ends) => ("pull_profiles.link", link(ends)),
        Call::Unlink(ends) => ("pull_profiles.unlink", link(ends)),
        Call::DeleteTag(image, tag) => {
            ("container_registry.delete_tag", json!({"path": {"image": IMAGES[image], "tag": TAGS[tag]}}))
        }
    }
}

/// A registry has other rules for names.
const IMAGES: [&str; 3] = ["aaa", "b/b", "c"];
const TAGS: [&str; 3] = ["1", "2", "3"];

struct Service {
    emulator: Emulator,
    client: Client,
}

impl Service {
    async fn start() -> Service {
        let emulator = Emulator::start().await.unwrap();
        let client = Client::builder().token(emulator.token()).base_url(emulator.url()).max_retries(0).build().unwrap();
        Service { emulator, client }
    }

    async fn begin(&self) {
        self.emulator.reset().await.unwrap();
        for image in &IMAGES[..2] {
            self.emulator.seed_tags(image, [TAGS[0], TAGS[1]]).await.unwrap();
        }
    }

    async fn call(&self, call: &Call) -> Outcome {
        let (operation, mut arguments) = arguments(call);
        if arguments["body"].as_object().is_some_and(serde_json::Map::is_empty) {
            // The SDK refuses an empty update. This one changes nothing, either.
            arguments["body"]["$extra"] = json!({});
            return self.update_nothing(operation, &arguments).await;
        }
        self.client
            .dispatch(operation, arguments, Value::Null)
            .await
            .map(|reply| reply.value)
            .map_err(|error| error.kind())
    }

    /// The outcome of an update without fields: the unchanged object.
    async fn update_nothing(&self, operation: &str, arguments: &Value) -> Outcome {
        let get = operation.replace(".update", ".get");
        let reply = self.client.dispatch(&get, json!({"path": arguments["path"]}), Value::Null).await;
        reply.map(|reply| reply.value).map_err(|error| error.kind())
    }

    /// All items of a list, with this many items in a page.
    async fn list(&self, operation: &str, path: Value, limit: u64) -> Result<Vec<Value>, Error> {
        let mut arguments = json!({"path": path, "query": {"limit": limit}});
        let mut items = Vec::new();
        loop {
            let reply = self.client.dispatch(operation, arguments.clone(), Value::Null).await?;
            items.extend(reply.value.as_array().cloned().unwrap_or_default());
            match reply.page.and_then(|page| page.cursor) {
                Some(cursor) => arguments["cursor"] = cursor.into(),
                None => return Ok(items),
            }
        }
    }

    async fn whole(&self, limit: u64) -> Value {
        let mut apps = self.list("applications.list", json!({}), limit).await.unwrap();
        for app in &mut apps {
            app["versions"] = self.list("versions.list", json!({"app": app["name"]}), limit).await.unwrap().into();
        }
        let mut storages = self.list("endpoint_storages.list", json!({}), limit).await.unwrap();
        for storage in &mut storages {
            storage["profiles"] =
                self.list("pull_profiles.list", json!({"storage": storage["name"]}), limit).await.unwrap().into();
        }
        let mut images = Vec::new();
        for image in IMAGES {
            let tags = self.list("container_registry.list_tags", json!({"image": image}), limit).await;
            images.push(tags.map_or(Value::Null, |tags| {
                let at = |tag: &Value| TAGS.iter().position(|other| tag["tag"] == **other).unwrap();
                let mut names: Vec<_> = tags.iter().map(|tag| NAMES[at(tag)]).collect();
                names.sort_unstable();
                json!(names)
            }));
        }
        json!({"apps": apps, "storages": storages, "images": images})
    }
}

/// True if a value contains all values of the model.
fn agrees(expected: &Value, got: &Value) -> bool {
    match (expected, got) {
        (Value::Object(expected), Value::Object(got)) => {
            expected.iter().all(|(name, value)| agrees(value, got.get(name).unwrap_or(&Value::Null)))
        }
        (Value::Array(expected), Value::Array(got)) => {
            expected.len() == got.len() && expected.iter().zip(got).all(|(expected, got)| agrees(expected, got))
        }
        _ => expected == got,
    }
}

#[test]
fn random_calls_have_the_outcomes_of_a_simple_model() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let service = runtime.block_on(Service::start());
    hold(30, (calls(), 1..5_u64), |(calls, limit)| {
        runtime.block_on(async {
            service.begin().await;
            let mut model = Model::with_tags();
            for call in &calls {
                let (expected, got) = (model.call(call), service.call(call).await);
                let same = match (&expected, &got) {
                    (Ok(expected), Ok(got)) if matches!(call, Call::DeleteTag(..)) => {
                        expected.is_object() && got.is_object()
                    }
                    (Ok(expected), Ok(got)) => agrees(expected, got),
                    (expected, got) => expected == got,
                };
                prop_assert!(same, "{:?} resulted in {:?}, not {:?}", call, got, expected);
            }
            let (expected, got) = (model.whole(), service.whole(limit).await);
            prop_assert!(agrees(&expected, &got), "state: {}\nexpected: {}", got, expected);
            Ok(())
        })
    });
}
