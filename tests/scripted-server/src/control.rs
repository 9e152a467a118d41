//! The control interface for runners that are not written in Rust: load a vector, report the
//! outcome of its call, read the differences.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::certificate::Certificates;
use crate::judge::{Drain, Judge};
use crate::outcome::Outcome;
use crate::playing::Playing;
use crate::script::Script;
use crate::wire::{Connection, Request};

/// The control interface on a loopback port; dropping it frees every script.
#[derive(Debug)]
pub struct Control {
    address: SocketAddr,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Scripts {
    last: u64,
    loaded: HashMap<u64, Loaded>,
}

/// A script that is played, and the judge of its vector if it belongs to one.
#[derive(Debug)]
struct Loaded {
    playing: Playing,
    judge: Option<Judge>,
}

type Shared = Arc<Mutex<Scripts>>;

impl Control {
    /// Listens on a free port.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        Ok(Self { address, task: tokio::spawn(accept(listener)) })
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

async fn accept(listener: TcpListener) {
    let scripts = Shared::default();
    // Kept in use between two scripts: otherwise they would be made again for each.
    let _certificates = Certificates::shared();
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(serve(stream, Arc::clone(&scripts)));
    }
}

async fn serve(stream: TcpStream, scripts: Shared) {
    let mut connection = Connection::new(stream);
    loop {
        let (status, response, keep) = match connection.request().await {
            Ok(Some(request)) => {
                let (status, response) = handle(&request, &scripts).await;
                (status, response, true)
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                (400, json!({"error": error.to_string()}), false)
            }
            Ok(None) | Err(_) => return,
        };
        let body = response.to_string();
        let length = body.len();
        let text = format!(
            "HTTP/1.1 {status} Scripted\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        if connection.stream.write_all(text.as_bytes()).await.is_err() || !keep {
            return;
        }
    }
}

async fn handle(request: &Request, scripts: &Shared) -> (u16, Value) {
    if request.target == "/_script" {
        return match request.method.as_str() {
            "POST" => load(&request.body, scripts).await.unwrap_or_else(refused),
            _ => (405, json!({"error": "POST a vector"})),
        };
    }
    let target = request.target.strip_prefix("/_script/").unwrap_or_default();
    let (id, part) = target.split_once('/').unwrap_or((target, ""));
    let Some(id) = id.parse().ok().filter(|id| locked(scripts).loaded.contains_key(id)) else {
        return (404, json!({"error": "no such script"}));
    };
    match (request.method.as_str(), part) {
        ("GET", "ended") => {
            let ended = locked(scripts).loaded.get(&id).map(|loaded| loaded.playing.ended());
            if let Some(ended) = ended {
                ended.await;
            }
            (200, json!({}))
        }
        ("POST", "outcome") => judge(id, &request.body, scripts).unwrap_or_else(refused),
        ("GET", "") => (200, json!(locked(scripts).loaded.get(&id).map(|loaded| loaded.playing.report()))),
        ("DELETE", "") => (200, json!(locked(scripts).loaded.remove(&id).map(|loaded| loaded.playing.report()))),
        (_, "" | "ended" | "outcome") => (405, json!({"error": "another method is needed here"})),
        _ => (404, json!({"error": "no such part of a script"})),
    }
}

fn refused(why: String) -> (u16, Value) {
    (400, json!({"error": why}))
}

fn locked(scripts: &Shared) -> MutexGuard<'_, Scripts> {
    scripts.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Loads a vector, or exchanges alone.
async fn load(body: &[u8], scripts: &Shared) -> Result<(u16, Value), String> {
    let json: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let (script, judge) = match json.get("expect") {
        Some(expect) => {
            let drain = json.get("drain").map(Drain::deserialize).transpose().map_err(|error| error.to_string())?;
            let judge = Judge::new(json["operation"].as_str().unwrap_or_default(), drain, expect)?;
            (json!({"exchanges": json["exchanges"]}), Some(judge))
        }
        None => (json, None),
    };
    let playing = Playing::start(Script::from_json(script)?).await.map_err(|error| error.to_string())?;
    let mut scripts = locked(scripts);
    scripts.last += 1;
    let id = scripts.last;
    let response = json!({"id": id, "base_url": playing.base_url(), "places": playing.places()});
    scripts.loaded.insert(id, Loaded { playing, judge });
    Ok((200, response))
}

/// Ends a script and compares its requests and the outcome with its vector.
fn judge(id: u64, body: &[u8], scripts: &Shared) -> Result<(u16, Value), String> {
    let outcome: Outcome = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let Some(Loaded { playing, judge: Some(judge) }) = locked(scripts).loaded.remove(&id) else {
        return Err("this script has no expectation to compare an outcome with".into());
    };
    let report = playing.report();
    let differences = [judge.differences(&outcome), report.differences()].concat();
    Ok((200, json!({"differences": differences, "void": report.void})))
}
