//! Emulators with a few objects, and a reference for each call without a fault: the state before
//! and after the call, and its response.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use edgegap_emulator::Emulator;
use edgegap_scripted_server::{Certificates, Request};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::calls::{Call, Calls};
use crate::exchange::{HttpResponse, forward};
use crate::table::Table;

/// The data that all cells share.
pub struct Suite {
    /// Table of the faults and their expected outcomes.
    pub table: Table,
    /// Calls of the cells.
    pub calls: Calls,
    pub(crate) certificates: Certificates,
    references: Mutex<BTreeMap<String, Arc<Reference>>>,
}

/// The effect of a call without a fault.
pub(crate) struct Reference {
    pub(crate) before: Value,
    pub(crate) after: Value,
    pub(crate) names: BTreeSet<String>,
}

/// The emulator of a cell.
pub(crate) struct TestEmulator(pub(crate) Emulator);

impl Suite {
    /// Loads the table and the calls, and creates the certificates.
    pub fn load() -> Result<Arc<Self>, String> {
        let certificates = Certificates::make().map_err(|error| format!("certificates: {error}"))?;
        Ok(Arc::new(Self { table: Table::load()?, calls: Calls::load()?, certificates, references: Mutex::default() }))
    }

    /// Starts an emulator with the objects that the call requires.
    pub(crate) async fn start_emulator(&self, call: &Call) -> io::Result<TestEmulator> {
        let emulator = TestEmulator(Emulator::start().await.map_err(io::Error::other)?);
        let is_created_by_call = |other: &&Call| other.operation == call.operation && other.arguments == call.arguments;
        for other in self.calls.fixtures.iter().filter(|other| !is_created_by_call(other)) {
            emulator.perform(other).await?;
        }
        let tags = &self.calls.tags;
        emulator.0.seed_tags(&tags.image, tags.tags.iter().map(String::as_str)).await.map_err(io::Error::other)?;
        emulator.0.clear_requests();
        Ok(emulator)
    }

    /// The reference for a call, which is made once, without a proxy.
    pub(crate) async fn reference(&self, call: &Call) -> io::Result<Arc<Reference>> {
        let mut references = self.references.lock().await;
        if let Some(reference) = references.get(&call.operation) {
            return Ok(Arc::clone(reference));
        }
        let before = self.state(&self.start_emulator(call).await?).await?;
        let emulator = self.start_emulator(call).await?;
        let response = emulator.perform(call).await?;
        let body = serde_json::from_slice(&response.body).unwrap_or_default();
        let reference = Reference { before, after: self.state(&emulator).await?, names: names(&body) };
        Ok(Arc::clone(references.entry(call.operation.clone()).or_insert(Arc::new(reference))))
    }

    /// The state of the emulator without timestamps. The existence of a link is determined by
    /// deleting it, because there is no list of links.
    pub(crate) async fn state(&self, emulator: &TestEmulator) -> io::Result<Value> {
        let mut state = json!({});
        let applications = emulator.get("/v1/apps?limit=100").await?;
        for name in names(&applications["applications"]) {
            state["versions"][&name] = emulator.get(&format!("/v1/app/{name}/versions?limit=100")).await?;
        }
        let storages = emulator.get("/v1/storage/endpoints?limit=100").await?;
        for name in names(&storages["endpoints"]) {
            let profiles = format!("/v1/storage/endpoint/{name}/pull-profiles?limit=100");
            state["profiles"][&name] = emulator.get(&profiles).await?;
        }
        state["applications"] = applications;
        state["storages"] = storages;
        let tags = format!("/v1/container-registry/images/{}/tags?limit=100", self.calls.tags.image);
        state["tags"] = emulator.get(&tags).await?;
        let unlink = self
            .calls
            .find("pull_profiles.unlink")
            .ok_or_else(|| io::Error::other("there is no call of pull_profiles.unlink"))?;
        state["linked"] = emulator.send_call(unlink).await?.is_success().into();
        remove_timestamps(&mut state);
        Ok(state)
    }
}

impl TestEmulator {
    /// Makes a call that must succeed.
    async fn perform(&self, call: &Call) -> io::Result<HttpResponse> {
        let response = self.send_call(call).await?;
        if !response.is_success() {
            return Err(io::Error::other(format!("{}: the emulator responded with {response:?}", call.operation)));
        }
        Ok(response)
    }

    async fn send_call(&self, call: &Call) -> io::Result<HttpResponse> {
        self.send(&call.method, call.target(), call.body()).await
    }

    async fn get(&self, target: &str) -> io::Result<Value> {
        let response = self.send("GET", target.to_owned(), Vec::new()).await?;
        Ok(serde_json::from_slice(&response.body).unwrap_or_default())
    }

    async fn send(&self, method: &str, target: String, body: Vec<u8>) -> io::Result<HttpResponse> {
        let mut headers = vec![("authorization".to_owned(), format!("token {}", self.0.token()))];
        if !body.is_empty() {
            headers.push(("content-type".into(), "application/json".into()));
            headers.push(("content-length".into(), body.len().to_string()));
        }
        forward(self.0.address(), &Request { method: method.into(), target, headers, body }).await
    }

    /// The number of successful calls of an operation.
    pub(crate) fn successes(&self, operation: &str) -> usize {
        let is_success = |status: Option<u16>| status.is_some_and(|status| (200..300).contains(&status));
        let requests = self.0.requests();
        requests.iter().filter(|request| request.operation == Some(operation) && is_success(request.status)).count()
    }
}

/// The names and tags in a response: an object, a list, or a field with either.
pub(crate) fn names(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(names).collect(),
        Value::Object(fields) => match fields.get("name").or_else(|| fields.get("tag")).and_then(Value::as_str) {
            Some(name) => [name.to_owned()].into(),
            None => fields.values().flat_map(names).collect(),
        },
        _ => BTreeSet::new(),
    }
}

/// Removes the timestamps.
fn remove_timestamps(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(remove_timestamps),
        Value::Object(fields) => {
            fields.retain(|name, _| !matches!(name.as_str(), "create_time" | "last_updated" | "last_push_at"));
            fields.values_mut().for_each(remove_timestamps);
        }
        _ => {}
    }
}
