//! What the tests of plans share: an emulator with a client, and manifests.
#![allow(dead_code, missing_docs, unreachable_pub)]

pub mod server;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use edgegap_emulator::Emulator;
use edgegap_publish::{Apply, ApplyOptions, Desired, Error, Format, Inputs, Plan, PlanOptions, Step, plan, read};
use edgegap_sdk::Client;
use serde_json::{Value, json};

/// The start of every secret in the tests, which no output may have.
pub const CANARY: &str = "canary";

/// An emulator and its client.
pub struct World {
    pub emulator: Emulator,
    pub client: Client,
}

impl World {
    pub async fn start() -> World {
        let emulator = Emulator::start().await.unwrap();
        let client = client(&emulator, emulator.token());
        World { emulator, client }
    }

    /// Makes a call and returns its value.
    pub async fn call(&self, operation: &str, arguments: Value) -> Value {
        let reply = self.client.dispatch(operation, arguments, Value::Null).await;
        reply.unwrap_or_else(|error| panic!("{operation}: {error}")).value
    }

    pub async fn plan(&self, desired: &Desired) -> Plan {
        plan(&self.client, desired, &PlanOptions::default()).await.unwrap()
    }

    /// All steps of an apply, up to an error.
    pub async fn apply(&self, plan: &Plan, desired: &Desired) -> (Vec<Step>, Option<Error>) {
        steps(Apply::new(&self.client, plan, desired).unwrap().options(options())).await
    }

    /// The requests since the last time that changed something: method, path and body.
    pub fn writes(&self) -> Vec<Value> {
        let writes: Vec<_> = self.emulator.requests().into_iter().filter(|request| request.method != "GET").collect();
        self.emulator.clear_requests();
        let written = writes.into_iter().map(|request| match request.body {
            Some(body) => json!([request.method, request.path, body]),
            None => json!([request.method, request.path]),
        });
        written.collect()
    }
}

pub fn client(emulator: &Emulator, token: &str) -> Client {
    let none: [(&str, &str); 0] = [];
    let builder = Client::builder().base_url(emulator.url()).token(token).environment(none);
    builder.backoff(Duration::from_millis(1), Duration::from_millis(2)).build().unwrap()
}

/// Waits without long delays.
pub fn options() -> ApplyOptions {
    let (poll_initial, poll_max) = (Duration::from_millis(1), Duration::from_millis(2));
    ApplyOptions { timeout: Duration::from_secs(30), poll_initial, poll_max }
}

pub async fn steps(mut apply: Apply<'_>) -> (Vec<Step>, Option<Error>) {
    let mut steps = Vec::new();
    loop {
        match apply.next().await {
            Some(Ok(step)) => steps.push(step),
            Some(Err(error)) => return (steps, Some(error)),
            None => return (steps, None),
        }
    }
}

/// A manifest with the variables of the tests.
pub fn desired(text: &str) -> Desired {
    let secret = |name: &str| (name.to_owned(), format!("{CANARY}-{name}"));
    let environment = ["REGISTRY_USER", "REGISTRY_TOKEN", "MATCH_KEY", "S3_KEY", "S3_SECRET"].map(secret).into();
    read_with(text, &Inputs { set: BTreeMap::new(), environment })
}

pub fn read_with(text: &str, inputs: &Inputs) -> Desired {
    let loaded = read(text, Format::Toml, Path::new("edgegap.toml"), inputs);
    loaded.unwrap_or_else(|problems| panic!("{problems}")).desired
}
