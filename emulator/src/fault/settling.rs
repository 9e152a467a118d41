//! Versions whose new `docker_tag` the service has not taken over yet: it reads back empty.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::response::HttpResponse;

const TAG: &str = "docker_tag";

/// The versions that settle, with what is left.
#[derive(Debug, Default)]
pub(crate) struct Settling(Mutex<HashMap<Version, Left>>);

/// The names of the application and of the version.
type Version = (String, String);

/// Number of responses with the empty tag, and its end.
type Left = (u64, Instant);

impl Settling {
    fn with<T>(&self, act: impl FnOnce(&mut HashMap<Version, Left>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Called with the response to an update of a version.
    pub(crate) fn start(&self, app: &str, response: &HttpResponse, (reads, time): (u64, Duration)) {
        let Ok(body) = serde_json::from_slice::<Value>(&response.body) else { return };
        let Some(name) = body["version"]["name"].as_str() else { return };
        self.with(|versions| versions.insert((app.to_owned(), name.to_owned()), (reads, Instant::now() + time)));
    }

    /// True if no version settles.
    pub(crate) fn is_empty(&self) -> bool {
        self.with(|versions| versions.is_empty())
    }

    pub(crate) fn clear(&self) {
        self.with(HashMap::clear);
    }

    /// The response to a get or a list of versions, with an empty tag in those that settle. False
    /// if there are none.
    pub(crate) fn hide(&self, app: &str, response: &mut HttpResponse) -> bool {
        self.with(|versions| {
            let Ok(mut body) = serde_json::from_slice::<Value>(&response.body) else { return false };
            let mut is_changed = false;
            let now = Instant::now();
            let mut hide = |version: &mut Value| {
                let key = (app.to_owned(), version["name"].as_str().unwrap_or_default().to_owned());
                let Some((reads, end)) = versions.get_mut(&key) else { return };
                if *reads == 0 && now >= *end {
                    versions.remove(&key);
                    return;
                }
                *reads = reads.saturating_sub(1);
                version[TAG] = "".into();
                is_changed = true;
            };
            match body.get_mut("versions").and_then(Value::as_array_mut) {
                Some(listed) => listed.iter_mut().for_each(&mut hide),
                None => hide(&mut body),
            }
            if is_changed {
                response.body = body.to_string().into();
            }
            is_changed
        })
    }
}
