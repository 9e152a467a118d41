//! As a binding does it: submit, wait until the queue wakes, drain, write the reply as text.

use std::sync::mpsc::{self, Receiver};

use edgegap_bridge::{Client, FirstPoll, Queue};
use serde_json::{Value, json};

use super::Result;

/// A queue, and what its wake-ups arrive at.
pub(crate) struct Waiting {
    queue: Queue,
    client: Client,
    woken: Receiver<()>,
}

impl Waiting {
    pub(crate) fn new(url: &str, token: &str) -> Result<Self> {
        let (wake, woken) = mpsc::channel();
        let queue = Queue::new(FirstPoll::OnRuntime, move || {
            // The receiver is dropped together with the queue.
            let _ = wake.send(());
        });
        Ok(Self { queue, client: Client::new(json!({"token": token, "base_url": url}))?, woken })
    }

    /// Makes so many calls, some at once. It blocks: the calls run on the bridge's own runtime.
    pub(crate) fn run(&self, calls: usize, in_flight: usize) -> Result {
        let (mut left, mut open) = (calls, 0);
        while left > 0 || open > 0 {
            while left > 0 && open < in_flight {
                let arguments = edgegap_bridge::parse(r#"{"path":{"app":"bench"}}"#)?;
                self.queue.submit(&self.client, "applications.get", arguments, Value::Null)?;
                (left, open) = (left - 1, open + 1);
            }
            self.woken.recv()?;
            for completion in self.queue.drain() {
                open -= 1;
                if !edgegap_bridge::reply_json(&completion.outcome?).contains("bench") {
                    return Err("the wrong answer".into());
                }
            }
        }
        Ok(())
    }
}
