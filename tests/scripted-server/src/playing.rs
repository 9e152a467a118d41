//! One script being played on loopback ports of its own.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::json;
use socket2::SockRef;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::compare::differences;
use crate::placeholder::Placeholders;
use crate::reply::Rendered;
use crate::script::{End, Script};
use crate::wire::{Connection, Request};

/// A reset discards what the peer has not read yet: it gets this long to read the head first.
const BEFORE_RESET: Duration = Duration::from_millis(25);

/// A script being played; dropping it closes its ports and connections.
#[derive(Debug)]
pub struct Playing {
    state: Arc<State>,
    base: SocketAddr,
    other: SocketAddr,
    plain: SocketAddr,
    /// Bound and never listening: connecting to it is refused for as long as this lives.
    closed: TcpSocket,
    tasks: Vec<JoinHandle<()>>,
}

/// What was asked so far.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Every request in the order of arrival.
    pub requests: Vec<Recorded>,
    /// Every difference from the script, in words.
    pub mismatches: Vec<String>,
    /// How many exchanges were not asked for.
    pub unused: usize,
}

/// A request as it came.
#[derive(Debug, Clone, Serialize)]
pub struct Recorded {
    /// `base`, or `other` for the origin that nothing may be sent to.
    pub origin: &'static str,
    /// The method.
    pub method: String,
    /// Path and query as they stood in the request line.
    pub target: String,
    /// In order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// As text; broken UTF-8 is replaced.
    pub body: String,
}

#[derive(Debug)]
struct State {
    script: Script,
    places: Placeholders,
    progress: Mutex<Progress>,
}

#[derive(Debug, Default)]
struct Progress {
    next: usize,
    requests: Vec<Recorded>,
    mismatches: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Base,
    Other,
    Plain,
}

impl Playing {
    /// Opens the ports and begins to answer; needs a tokio runtime with I/O and time.
    pub async fn start(script: Script) -> io::Result<Self> {
        script.check().map_err(io::Error::other)?;
        let listen = || TcpListener::bind(("127.0.0.1", 0));
        let listeners = [(Role::Base, listen().await?), (Role::Other, listen().await?), (Role::Plain, listen().await?)];
        let closed = TcpSocket::new_v4()?;
        closed.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        let [base, other, plain] =
            [&listeners[0], &listeners[1], &listeners[2]].map(|(_, listener)| listener.local_addr());
        let (base, other, plain) = (base?, other?, plain?);
        let places = Placeholders::of(format!("http://{base}"), format!("http://{other}"));
        let state = Arc::new(State { script, places, progress: Mutex::default() });
        let tasks = listeners
            .into_iter()
            .map(|(role, listener)| tokio::spawn(accept(listener, role, Arc::clone(&state))))
            .collect();
        Ok(Self { state, base, other, plain, closed, tasks })
    }

    /// Where the script is played.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.base)
    }

    /// Another origin; a request to it is a mismatch.
    pub fn other_url(&self) -> String {
        format!("http://{}", self.other)
    }

    /// A URL whose port refuses connections.
    pub fn closed_url(&self) -> io::Result<String> {
        Ok(format!("http://{}", self.closed.local_addr()?))
    }

    /// A `https` URL whose port does not speak TLS.
    pub fn plain_url(&self) -> String {
        format!("https://{}", self.plain)
    }

    /// What was asked so far.
    pub fn report(&self) -> Report {
        let progress = self.state.progress();
        Report {
            requests: progress.requests.clone(),
            mismatches: progress.mismatches.clone(),
            unused: self.state.script.exchanges.len().saturating_sub(progress.next),
        }
    }
}

impl Drop for Playing {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl State {
    fn progress(&self) -> std::sync::MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn mismatch(&self, what: String) {
        self.progress().mismatches.push(what);
    }

    /// Records a request and finds the reply to it.
    fn answer(&self, role: Role, request: &Request) -> (Option<Duration>, Rendered) {
        let mut progress = self.progress();
        progress.requests.push(Recorded {
            origin: if role == Role::Base { "base" } else { "other" },
            method: request.method.clone(),
            target: request.target.clone(),
            headers: request.headers.clone(),
            body: String::from_utf8_lossy(&request.body).into_owned(),
        });
        let asked = format!("{} {}", request.method, request.target);
        if role != Role::Base {
            let what = format!("{asked} was sent to another origin");
            progress.mismatches.push(what.clone());
            return (None, refusal(&what));
        }
        let Some(exchange) = self.script.exchanges.get(progress.next) else {
            let what = format!("{asked} came after the last exchange");
            progress.mismatches.push(what.clone());
            return (None, refusal(&what));
        };
        progress.next += 1;
        let number = progress.next;
        let differences = differences(&exchange.request, request);
        progress.mismatches.extend(differences.into_iter().map(|what| format!("exchange {number}: {what}")));
        match exchange.reply.render(&self.places.asked(request)) {
            Ok(rendered) => (exchange.reply.delay_ms.map(Duration::from_millis), rendered),
            Err(why) => {
                let what = format!("exchange {number}: {why}");
                progress.mismatches.push(what.clone());
                (None, refusal(&what))
            }
        }
    }
}

/// An answer that no service gives, so that it is not taken for a scripted one.
fn refusal(what: &str) -> Rendered {
    let body = json!({"message": format!("scripted server: {what}")}).to_string();
    let length = body.len();
    let head = format!("HTTP/1.1 599 Unexpected\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
    Rendered { bytes: (head + &body).into_bytes(), end: None }
}

async fn accept(listener: TcpListener, role: Role, state: Arc<State>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        match role {
            Role::Plain => connections.spawn(answer_in_the_clear(stream)),
            Role::Base | Role::Other => connections.spawn(serve(stream, role, state)),
        };
    }
}

async fn serve(stream: TcpStream, role: Role, state: Arc<State>) {
    let mut connection = Connection::new(stream);
    loop {
        let request = match connection.request().await {
            Ok(Some(request)) => request,
            Ok(None) => return,
            // A client that gives up resets its connection; that is no request.
            Err(error) if error.kind() != io::ErrorKind::InvalidData => return,
            Err(error) => return state.mismatch(format!("not a request: {error}")),
        };
        let (delay, rendered) = state.answer(role, &request);
        if let Some(delay) = delay {
            tokio::time::sleep(delay).await;
        }
        if connection.stream.write_all(&rendered.bytes).await.is_err() {
            return;
        }
        match rendered.end {
            None => {}
            Some(End::Close) => {
                let _ = connection.stream.shutdown().await;
                return;
            }
            Some(End::Reset) => {
                if !rendered.bytes.is_empty() {
                    tokio::time::sleep(BEFORE_RESET).await;
                }
                let _ = SockRef::from(&connection.stream).set_linger(Some(Duration::ZERO));
                return;
            }
            Some(End::Stall) => return connection.wait_for_close().await,
        }
    }
}

async fn answer_in_the_clear(mut stream: TcpStream) {
    let _ = stream.readable().await;
    let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await;
    Connection::new(stream).wait_for_close().await;
}
