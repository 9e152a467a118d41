//! Calls about one application, with a count of their requests.

use edgegap_sdk::{Client, ErrorKind};
use serde_json::{Map, Value, json};

use crate::object::{ObjectId, outgoing};

type Result<T> = std::result::Result<T, edgegap_sdk::Error>;

/// Makes calls and counts their requests.
pub(crate) struct Caller<'a> {
    client: &'a Client,
    app: &'a str,
    /// Number of HTTP exchanges.
    pub(crate) requests: u64,
    /// Number of exchanges that repeated another one of the same call.
    pub(crate) retries: u64,
}

impl<'a> Caller<'a> {
    pub(crate) fn new(client: &'a Client, app: &'a str) -> Self {
        Self { client, app, requests: 0, retries: 0 }
    }

    /// The object, if it exists.
    pub(crate) async fn get(&mut self, object: &ObjectId) -> Result<Option<Value>> {
        match self.call("get", object, None).await {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A call about an object, such as `update`.
    pub(crate) async fn call(
        &mut self,
        verb: &str,
        object: &ObjectId,
        body: Option<Map<String, Value>>,
    ) -> Result<Value> {
        let path = object.arguments(self.app, verb == "create");
        let arguments = match (body, object.kind.model()) {
            (Some(body), Some(model)) => json!({"path": path, "body": outgoing(body, model)}),
            _ => json!({"path": path}),
        };
        let sent = self.client.dispatch(&object.kind.operation(verb), arguments, Value::Null).await;
        let attempts = match &sent {
            Ok(reply) => reply.meta.attempts.len(),
            Err(error) => error.attempts().len(),
        } as u64;
        self.requests += attempts;
        self.retries += attempts.saturating_sub(1);
        Ok(sent?.value)
    }
}
