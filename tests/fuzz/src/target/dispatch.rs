//! The untyped call with the emulator: any operation, arguments and options result in a reply or an
//! error in the form of the boundary. The emulator understands every request that core sends and
//! never fails, and core can read every response.

use edgegap_emulator::Emulator;
use edgegap_sdk::{Client, ErrorKind};
use edgegap_tests::schemas::{Schemas, refusals};
use fastrand::Rng;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::{TOKEN, Target, call, check_error, client};
use crate::corpus::Seed;

pub(super) struct Dispatch {
    runtime: Runtime,
    emulator: Emulator,
    client: Client,
    schemas: Schemas,
}

impl Dispatch {
    pub(super) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let emulator = runtime.block_on(Emulator::builder().token(TOKEN).start()).expect("an emulator");
        let client = client(&emulator.url());
        let mut target = Self { runtime, emulator, client, schemas: Schemas::load().expect("the schemas") };
        target.reset();
        target
    }
}

impl Target for Dispatch {
    fn input(&self, corpus: &[Seed], rng: &mut Rng) -> Value {
        call(corpus, rng)
    }

    fn execute(&mut self, input: &Value) -> Result<(), String> {
        let operation = input["operation"].as_str().unwrap_or_default();
        let call = self.client.dispatch(operation, input["arguments"].clone(), input["options"].clone());
        let outcome = self.runtime.block_on(call);
        let requests = self.emulator.requests();
        self.emulator.clear_requests();
        if let Some(request) = requests.iter().find(|request| request.status.is_some_and(|status| status >= 500)) {
            return Err(format!("the emulator failed: {request:?}"));
        }
        match outcome {
            Ok(reply) => {
                let json = reply.to_json();
                match refusals(&self.schemas.reply, &json).first() {
                    Some(refusal) => Err(format!("the reply does not match its schema: {refusal}: {json}")),
                    None => Ok(()),
                }
            }
            Err(error) => {
                let has_time_limit = !input["options"]["timeout_ms"].is_null() && error.kind() == ErrorKind::Timeout;
                let is_protocol_error = matches!(
                    error.kind(),
                    ErrorKind::Decode
                        | ErrorKind::Connection
                        | ErrorKind::Tls
                        | ErrorKind::Server
                        | ErrorKind::Timeout
                        | ErrorKind::Authentication
                );
                if is_protocol_error && !has_time_limit {
                    return Err(format!("the request or its response was not understood: {}", error.to_json()));
                }
                check_error(&error, &self.schemas)
            }
        }
    }

    /// Creates the objects that the vectors use.
    fn reset(&mut self) {
        let version = json!({
            "name": "1.0.0", "docker_repository": "docker.io", "docker_image": "studio/my-game", "docker_tag": "b42",
            "req_cpu": 1024, "req_memory": 1024,
        });
        let storage = json!({
            "name": "logs", "access_key_id": "a", "secret_access_key": "s", "endpoint": "https://s3.example.com",
            "bucket": "b",
        });
        let profile = json!({"name": "configs", "source": "/a", "source_type": "Folder", "destination": "/b"});
        let (client, emulator) = (&self.client, &self.emulator);
        self.runtime.block_on(async {
            emulator.reset().await.expect("a reset");
            for (operation, arguments) in [
                ("applications.create", json!({"body": {"name": "my-game", "is_active": true, "image": ""}})),
                ("versions.create", json!({"path": {"app": "my-game"}, "body": version})),
                ("endpoint_storages.create", json!({"body": storage})),
                ("pull_profiles.create", json!({"path": {"storage": "logs"}, "body": profile})),
            ] {
                client.dispatch(operation, arguments, Value::Null).await.unwrap_or_else(|error| panic!("{error}"));
            }
            emulator.seed_tags("my-game-server", ["v1", "v2"]).await.expect("tags");
        });
        self.emulator.clear_requests();
    }
}
