//! Emulators with a few objects in them, and what is known of every call: the state before it, the
//! state after it, and what it answers.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use edgegap_emulator::Emulator;
use edgegap_scripted_server::{Certificates, Request};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::calls::{Call, Calls};
use crate::exchange::{Answer, forward};
use crate::table::Table;

/// What all cells share.
pub struct Stages {
    /// The table that cells are judged by.
    pub table: Table,
    /// The calls that are made in them.
    pub calls: Calls,
    pub(crate) certificates: Certificates,
    known: Mutex<BTreeMap<String, Arc<Known>>>,
}

/// What becomes of a call when nothing goes wrong.
pub(crate) struct Known {
    pub(crate) before: Value,
    pub(crate) after: Value,
    pub(crate) names: BTreeSet<String>,
}

/// An emulator of a cell's own.
pub(crate) struct Stage(pub(crate) Emulator);

impl Stages {
    /// Reads the table and the calls, and makes the certificates.
    pub fn load() -> Result<Arc<Self>, String> {
        let certificates = Certificates::make().map_err(|error| format!("certificates: {error}"))?;
        Ok(Arc::new(Self { table: Table::load()?, calls: Calls::load()?, certificates, known: Mutex::default() }))
    }

    /// An emulator on which nothing was done yet but what the call needs.
    pub(crate) async fn furnish(&self, call: &Call) -> io::Result<Stage> {
        let stage = Stage(Emulator::start().await.map_err(io::Error::other)?);
        let made_by_itself = |other: &&Call| other.operation == call.operation && other.arguments == call.arguments;
        for other in self.calls.furnished.iter().filter(|other| !made_by_itself(other)) {
            let answer = stage.perform(other).await?;
            if !answer.is_success() {
                return Err(io::Error::other(format!("{}: the emulator answered {answer:?}", other.operation)));
            }
        }
        let tags = &self.calls.tags;
        stage.0.seed_tags(&tags.image, tags.tags.iter().map(String::as_str)).await.map_err(io::Error::other)?;
        stage.0.clear_requests();
        Ok(stage)
    }

    /// Makes the call without anything in between, once.
    pub(crate) async fn known(&self, call: &Call) -> io::Result<Arc<Known>> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.get(&call.operation) {
            return Ok(Arc::clone(known));
        }
        let before = self.state(&self.furnish(call).await?).await?;
        let stage = self.furnish(call).await?;
        let answer = stage.perform(call).await?;
        if !answer.is_success() {
            return Err(io::Error::other(format!("{}: the emulator answered {answer:?}", call.operation)));
        }
        let body = serde_json::from_slice(&answer.body).unwrap_or_default();
        let found = Known { before, after: self.state(&stage).await?, names: names(&body) };
        Ok(Arc::clone(known.entry(call.operation.clone()).or_insert(Arc::new(found))))
    }

    /// Everything that is in the emulator, without the times at which it came there. A link is
    /// looked for by ending it: nothing lists links.
    pub(crate) async fn state(&self, stage: &Stage) -> io::Result<Value> {
        let mut state = json!({});
        let applications = stage.get("/v1/apps?limit=100").await?;
        for name in names(&applications["applications"]) {
            state["versions"][&name] = stage.get(&format!("/v1/app/{name}/versions?limit=100")).await?;
        }
        let storages = stage.get("/v1/storage/endpoints?limit=100").await?;
        for name in names(&storages["endpoints"]) {
            let profiles = format!("/v1/storage/endpoint/{name}/pull-profiles?limit=100");
            state["profiles"][&name] = stage.get(&profiles).await?;
        }
        state["applications"] = applications;
        state["storages"] = storages;
        let tags = format!("/v1/container-registry/images/{}/tags?limit=100", self.calls.tags.image);
        state["tags"] = stage.get(&tags).await?;
        let unlink = self.calls.find("pull_profiles.unlink").ok_or_else(|| io::Error::other("there is no unlink"))?;
        state["linked"] = stage.perform(unlink).await?.is_success().into();
        strip(&mut state);
        Ok(state)
    }
}

impl Stage {
    async fn perform(&self, call: &Call) -> io::Result<Answer> {
        self.ask(&call.method, call.target(), call.body()).await
    }

    async fn get(&self, target: &str) -> io::Result<Value> {
        let answer = self.ask("GET", target.to_owned(), Vec::new()).await?;
        Ok(serde_json::from_slice(&answer.body).unwrap_or_default())
    }

    async fn ask(&self, method: &str, target: String, body: Vec<u8>) -> io::Result<Answer> {
        let mut headers = vec![("authorization".to_owned(), format!("token {}", self.0.token()))];
        if !body.is_empty() {
            headers.push(("content-type".into(), "application/json".into()));
            headers.push(("content-length".into(), body.len().to_string()));
        }
        forward(self.0.address(), &Request { method: method.into(), target, headers, body }).await
    }

    /// How often the operation was carried out.
    pub(crate) fn times(&self, operation: &str) -> usize {
        let is_done = |status: Option<u16>| status.is_some_and(|status| (200..300).contains(&status));
        let requests = self.0.requests();
        requests.iter().filter(|request| request.operation == Some(operation) && is_done(request.status)).count()
    }
}

/// The names, and tags, of what an answer has: an object, a list, or either under a member.
pub(crate) fn names(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(names).collect(),
        Value::Object(members) => match members.get("name").or_else(|| members.get("tag")).and_then(Value::as_str) {
            Some(name) => [name.to_owned()].into(),
            None => members.values().flat_map(names).collect(),
        },
        _ => BTreeSet::new(),
    }
}

/// Takes the times out.
fn strip(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::Object(members) => {
            members.retain(|name, _| !matches!(name.as_str(), "create_time" | "last_updated" | "last_push_at"));
            members.values_mut().for_each(strip);
        }
        _ => {}
    }
}
