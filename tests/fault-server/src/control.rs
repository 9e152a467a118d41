//! The control interface: a runner opens a cell, sends the outcome of the call, and reads the
//! verdict.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use edgegap_scripted_server::{Handler, Request};
use serde_json::{Value, json};

use crate::cell::Cell;
use crate::suite::Suite;

/// The control interface. Dropping it drops all cells.
pub struct Control {
    suite: Arc<Suite>,
    cells: Mutex<Cells>,
}

#[derive(Default)]
struct Cells {
    last: u64,
    open: HashMap<u64, Cell>,
}

impl Control {
    /// A control interface without cells.
    ///
    /// # Errors
    /// If the suite cannot be loaded.
    pub fn new() -> Result<Self, String> {
        Ok(Self { suite: Suite::load()?, cells: Mutex::default() })
    }

    fn cells(&self) -> MutexGuard<'_, Cells> {
        self.cells.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn respond(&self, request: &Request) -> Result<Value, String> {
        let named = request.target.strip_prefix("/_fault/").unwrap_or_default();
        let (id, part) = named.split_once('/').unwrap_or((named, ""));
        let id = id.parse::<u64>().ok();
        if let ("GET", Some(id), "idle") = (request.method.as_str(), id, part) {
            let idle = self.cells().open.get(&id).map(Cell::idle);
            idle.ok_or_else(|| format!("there is no cell {id}"))?.await;
            return Ok(json!({}));
        }
        let id = id.filter(|_| part.is_empty());
        let body: Value = serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
        match (request.method.as_str(), id) {
            ("POST", None) if request.target == "/_fault" => {
                let named = |name: &str| body[name].as_str().ok_or_else(|| format!("`{name}` is missing"));
                let cell = Cell::open(&self.suite, named("fault")?, named("operation")?).await?;
                let mut setup = json!(cell.setup());
                let mut cells = self.cells();
                cells.last += 1;
                let id = cells.last;
                setup["id"] = id.into();
                cells.open.insert(id, cell);
                Ok(setup)
            }
            ("POST", Some(id)) => {
                let cell = self.cells().open.remove(&id);
                Ok(json!(cell.ok_or_else(|| format!("there is no cell {id}"))?.close(&body).await?))
            }
            _ => Err("POST /_fault opens a cell, GET /_fault/{id}/idle waits, POST /_fault/{id} closes it".to_owned()),
        }
    }
}

impl Handler for Control {
    async fn handle(&self, request: Request) -> (u16, Value) {
        match self.respond(&request).await {
            Ok(response) => (200, response),
            Err(why) => (400, json!({"error": why})),
        }
    }
}
