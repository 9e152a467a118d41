//! The control interface: a runner opens a cell, sends the outcome of the call, and reads the
//! verdict.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use edgegap_scripted_server::{Connection, Request};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::cell::Cell;
use crate::suite::Suite;

/// The control interface on a loopback port. Dropping it drops all cells.
#[derive(Debug)]
pub struct Control {
    address: SocketAddr,
    task: JoinHandle<()>,
}

struct Shared {
    suite: Arc<Suite>,
    cells: Mutex<(u64, HashMap<u64, Cell>)>,
}

impl Control {
    /// Starts the control interface on a free port.
    pub async fn start() -> io::Result<Self> {
        let suite = Suite::load().map_err(io::Error::other)?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared { suite, cells: Mutex::default() });
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Ok(Self { address, task })
    }

    /// The URL of the control interface.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let mut connection = Connection::new(stream);
    while let Ok(Some(request)) = connection.request().await {
        let (status, response) = match handle(&request, &shared).await {
            Ok(response) => (200, response),
            Err(why) => (400, json!({"error": why})),
        };
        let body = response.to_string();
        let length = body.len();
        let text = format!(
            "HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        if connection.stream.write_all(text.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn handle(request: &Request, shared: &Shared) -> Result<Value, String> {
    let named = request.target.strip_prefix("/_fault/").unwrap_or_default();
    let (id, part) = named.split_once('/').unwrap_or((named, ""));
    let id = id.parse::<u64>().ok();
    if let ("GET", Some(id), "idle") = (request.method.as_str(), id, part) {
        let cell = |id| shared.cells.lock().unwrap_or_else(PoisonError::into_inner).1.get(&id).map(Cell::idle);
        cell(id).ok_or_else(|| format!("there is no cell {id}"))?.await;
        return Ok(json!({}));
    }
    let id = id.filter(|_| part.is_empty());
    let body: Value = serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
    match (request.method.as_str(), id) {
        ("POST", None) if request.target == "/_fault" => {
            let named = |name: &str| body[name].as_str().ok_or_else(|| format!("`{name}` is missing"));
            let cell = Cell::open(&shared.suite, named("fault")?, named("operation")?).await?;
            let mut setup = json!(cell.setup());
            let mut cells = shared.cells.lock().unwrap_or_else(PoisonError::into_inner);
            cells.0 += 1;
            let id = cells.0;
            setup["id"] = id.into();
            cells.1.insert(id, cell);
            Ok(setup)
        }
        ("POST", Some(id)) => {
            let cell = shared.cells.lock().unwrap_or_else(PoisonError::into_inner).1.remove(&id);
            Ok(json!(cell.ok_or_else(|| format!("there is no cell {id}"))?.close(&body).await?))
        }
        _ => Err("POST /_fault opens a cell, GET /_fault/{id}/idle waits, POST /_fault/{id} closes it".to_owned()),
    }
}
