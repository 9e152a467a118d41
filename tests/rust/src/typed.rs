//! The typed surface: the method of each operation, called with the types that users have.

use std::fmt::Debug;
use std::time::Duration;

use edgegap_scripted_server::{Drain, ENDLESS, Outcome, OutcomeReply};
use edgegap_sdk::{Call, Client, EndpointStorage, List, Options};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::report::{arguments, failed};
use crate::vector::Vector;

/// The arguments of a vector, to be converted to types.
struct Given {
    path: Value,
    query: Value,
    body: Value,
    options: Options,
    drain: Option<Drain>,
}

/// Makes the call of a vector through the method of its operation. Fails when the arguments do not
/// fit the types.
pub(crate) async fn call(vector: &Vector, client: &Client, outcome: &mut Outcome) -> Result<(), String> {
    let mut arguments = arguments(vector);
    let given = Given {
        path: arguments["path"].take(),
        query: arguments["query"].take(),
        body: arguments["body"].take(),
        options: options(&vector.options)?,
        drain: vector.drain,
    };
    let (app, version) = (given.name("app"), given.name("version"));
    let (image, tag) = (given.name("image"), given.name("tag"));
    let (storage, profile) = (given.name("storage"), given.name("profile"));
    let applications = client.applications();
    let versions = client.versions();
    let registry = client.container_registry();
    let storages = client.endpoint_storages();
    let profiles = client.pull_profiles();
    match vector.operation.as_str() {
        "applications.create" => one(applications.create(given.body()?), &given, outcome).await,
        "applications.get" => one(applications.get(app), &given, outcome).await,
        "applications.update" => one(applications.update(app, given.body()?), &given, outcome).await,
        "applications.delete" => one(applications.delete(app), &given, outcome).await,
        "applications.list" => list(applications.list(), &given, outcome).await,
        "applications.ensure" => one(applications.ensure(given.body()?), &given, outcome).await,
        "versions.create" => one(versions.create(app, given.body()?), &given, outcome).await,
        "versions.get" => one(versions.get(app, version), &given, outcome).await,
        "versions.update" => one(versions.update(app, version, given.body()?), &given, outcome).await,
        "versions.delete" => one(versions.delete(app, version), &given, outcome).await,
        "versions.list" => list(versions.list(app), &given, outcome).await,
        "versions.ensure" => one(versions.ensure(app, given.body()?), &given, outcome).await,
        "versions.wait" => one(versions.wait(app, version, given.body()?), &given, outcome).await,
        "container_registry.list_tags" => list(registry.list_tags(image), &given, outcome).await,
        "container_registry.delete_tag" => one(registry.delete_tag(image, tag), &given, outcome).await,
        "container_registry.delete_tags" => one(registry.delete_tags(image, given.body()?), &given, outcome).await,
        "endpoint_storages.create" => one(storages.create(given.body()?), &given, outcome).await,
        "endpoint_storages.get" => one(storages.get(storage), &given, outcome).await,
        "endpoint_storages.update" => one(storages.update(storage, given.body()?), &given, outcome).await,
        "endpoint_storages.delete" => one(storages.delete(storage), &given, outcome).await,
        "endpoint_storages.list" => storages_list(storages.list(), &given, outcome).await,
        "endpoint_storages.ensure" => one(storages.ensure(given.body()?), &given, outcome).await,
        "pull_profiles.create" => one(profiles.create(storage, given.body()?), &given, outcome).await,
        "pull_profiles.get" => one(profiles.get(storage, profile), &given, outcome).await,
        "pull_profiles.update" => one(profiles.update(storage, profile, given.body()?), &given, outcome).await,
        "pull_profiles.delete" => one(profiles.delete(storage, profile), &given, outcome).await,
        "pull_profiles.list" => list(profiles.list(storage), &given, outcome).await,
        "pull_profiles.link" => one(profiles.link(storage, profile, app, version), &given, outcome).await,
        "pull_profiles.unlink" => one(profiles.unlink(storage, profile, app, version), &given, outcome).await,
        "pull_profiles.ensure" => one(profiles.ensure(storage, given.body()?), &given, outcome).await,
        other => return Err(format!("the typed surface has no operation {other}")),
    }
    Ok(())
}

impl Given {
    fn name(&self, parameter: &str) -> &str {
        self.path[parameter].as_str().unwrap_or_default()
    }

    fn body<T: DeserializeOwned>(&self) -> Result<T, String> {
        let body = if self.body.is_null() { Value::Object(Map::new()) } else { self.body.clone() };
        serde_json::from_value(body).map_err(|error| format!("the body does not fit its type: {error}"))
    }
}

async fn one<T>(call: Call<T>, given: &Given, outcome: &mut Outcome)
where
    T: DeserializeOwned + Serialize + Debug + Send + 'static,
{
    match call.options(given.options.clone()).send().await {
        Ok(reply) => {
            outcome.show(format_args!("{reply:?}"));
            outcome.replies.push(OutcomeReply { value: json!(reply.value), page: None, meta: Some(json!(reply.meta)) });
        }
        Err(error) => failed(outcome, &error),
    }
}

async fn storages_list(storages: List<EndpointStorage>, given: &Given, outcome: &mut Outcome) {
    match given.query["fields"].as_str() {
        Some(mask) => list(storages.fields(mask), given, outcome).await,
        None => list(storages, given, outcome).await,
    }
}

async fn list<T: DeserializeOwned + Serialize + Debug>(list: List<T>, given: &Given, outcome: &mut Outcome) {
    let mut list = list.options(given.options.clone());
    if let Some(number) = given.query["page"].as_u64() {
        list = list.page(number);
    }
    if let Some(items) = given.query["limit"].as_u64() {
        list = list.limit(items);
    }
    match given.drain {
        Some(Drain::Items) => items(list, outcome).await,
        drain => pages(list, drain == Some(Drain::Pages), outcome).await,
    }
}

async fn items<T: DeserializeOwned + Serialize>(mut list: List<T>, outcome: &mut Outcome) {
    let mut items = Vec::new();
    let ended = loop {
        match list.next().await {
            Ok(Some(item)) => items.push(json!(item)),
            Ok(None) => break list.total().await.map(|total| outcome.total = total),
            Err(error) => break Err(error),
        }
    };
    outcome.show(format_args!("{items:?}"));
    outcome.replies.push(OutcomeReply { value: items.into(), ..OutcomeReply::default() });
    if let Err(error) = ended {
        failed(outcome, &error);
    }
}

async fn pages<T: DeserializeOwned + Serialize + Debug>(mut list: List<T>, all: bool, outcome: &mut Outcome) {
    while outcome.replies.len() <= ENDLESS {
        match list.next_page().await {
            Ok(Some(reply)) => {
                outcome.show(format_args!("{reply:?}"));
                let page = reply
                    .page
                    .as_ref()
                    .map(|page| json!({"number": page.number, "total": page.total, "more": page.cursor.is_some()}));
                outcome.replies.push(OutcomeReply { value: json!(reply.value), page, meta: Some(json!(reply.meta)) });
            }
            Ok(None) => return,
            Err(error) => return failed(outcome, &error),
        }
        if !all {
            return;
        }
    }
}

/// The options of the boundary as the type that users have.
fn options(json: &Value) -> Result<Options, String> {
    let milliseconds = |value: &Value| value.as_u64().map(Duration::from_millis);
    let strings = |value: &Value| -> Vec<(String, String)> {
        let members = value.as_object().into_iter().flatten();
        members.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
    };
    let mut options = Options::default();
    for (name, value) in json.as_object().into_iter().flatten() {
        match name.as_str() {
            "timeout_ms" => {
                options.connect_timeout = milliseconds(&value["connect"]);
                options.attempt_timeout = milliseconds(&value["attempt"]);
                options.timeout = milliseconds(&value["total"]);
            }
            "backoff_ms" => {
                options.backoff_initial = milliseconds(&value["initial"]);
                options.backoff_max = milliseconds(&value["max"]);
            }
            "max_retries" => options.max_retries = value.as_u64().and_then(|retries| u32::try_from(retries).ok()),
            "headers" => options.headers = strings(value),
            "extra_query" => options.extra_query = strings(value),
            "extra_body" => options.extra_body = value.as_object().cloned().unwrap_or_default(),
            other => return Err(format!("the typed surface has no option {other}")),
        }
    }
    Ok(options)
}
