//! The control interface for runners that are not written in Rust: load a script, ask what came,
//! free it.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::certificate::Certificates;
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
    playing: HashMap<u64, Playing>,
}

type Shared = Arc<Mutex<Scripts>>;

impl Control {
    /// Listens on a free port.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        Ok(Self { address, task: tokio::spawn(accept(listener)) })
    }

    /// Where it listens.
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
    // Between two scripts nobody would use them, and they would be made again for each.
    let _certificates = Certificates::shared();
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(serve(stream, Arc::clone(&scripts)));
    }
}

async fn serve(stream: TcpStream, scripts: Shared) {
    let mut connection = Connection::new(stream);
    loop {
        let (status, answer, keep) = match connection.request().await {
            Ok(Some(request)) => {
                let (status, answer) = handle(&request, &scripts).await;
                (status, answer, true)
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                (400, json!({"error": error.to_string()}), false)
            }
            Ok(None) | Err(_) => return,
        };
        let body = answer.to_string();
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
            "POST" => load(&request.body, scripts).await.unwrap_or_else(|why| (400, json!({"error": why}))),
            _ => (405, json!({"error": "POST a script"})),
        };
    }
    let named = request.target.strip_prefix("/_script/").unwrap_or_default();
    let (id, part) = named.split_once('/').unwrap_or((named, ""));
    let id = id.parse::<u64>().ok();
    if (request.method.as_str(), part) == ("GET", "ended") {
        let ended = id.and_then(|id| Some(locked(scripts).playing.get(&id)?.ended()));
        return match ended {
            Some(ended) => {
                ended.await;
                (200, json!({}))
            }
            None => (404, json!({"error": "no such script"})),
        };
    }
    let id = id.filter(|_| part.is_empty());
    let mut scripts = locked(scripts);
    let Some((id, playing)) = id.and_then(|id| Some((id, scripts.playing.get(&id)?))) else {
        return (404, json!({"error": "no such script"}));
    };
    match request.method.as_str() {
        "GET" => (200, json!(playing.report())),
        "DELETE" => {
            let report = json!(playing.report());
            scripts.playing.remove(&id);
            (200, report)
        }
        _ => (405, json!({"error": "GET or DELETE a script"})),
    }
}

fn locked(scripts: &Shared) -> MutexGuard<'_, Scripts> {
    scripts.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn load(body: &[u8], scripts: &Shared) -> Result<(u16, Value), String> {
    let json: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let playing = Playing::start(Script::from_json(json)?).await.map_err(|error| error.to_string())?;
    let mut scripts = locked(scripts);
    scripts.last += 1;
    let id = scripts.last;
    let answer = json!({"id": id, "base_url": playing.base_url(), "places": playing.places()});
    scripts.playing.insert(id, playing);
    Ok((200, answer))
}
