//! Plays one script on loopback ports of its own.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::certificate::Certificates;
use crate::compare::differences;
use crate::ending::{Ending, Endings};
use crate::placeholder::Placeholders;
use crate::ports::Ports;
use crate::reply::Rendered;
use crate::script::{End, Origin, Script};
use crate::stream::{CLEAR_TEXT, Stream, end, linger};
use crate::wire::{Connection, Request};

/// A script that is played. Dropping it closes its ports and connections.
#[derive(Debug)]
pub struct Playing {
    state: Arc<State>,
    /// Bound but not listening: connections to it are refused while this exists.
    _closed: TcpSocket,
    tasks: Vec<JoinHandle<()>>,
}

/// The requests of a script so far.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Every request in the order of arrival.
    pub requests: Vec<Recorded>,
    /// Every difference between a request and the script.
    pub mismatches: Vec<String>,
    /// Number of exchanges that were not requested.
    pub unused: usize,
    /// True if a request came on a new connection although the script needs one that was used
    /// before, or if a connection was opened and not used. No client can be made to have a
    /// connection ready in time, so that this is not a mismatch: play the script again.
    pub void: bool,
}

/// A request as it arrived.
#[derive(Debug, Clone, Serialize)]
pub struct Recorded {
    /// The port at which it arrived.
    pub origin: Origin,
    /// The method.
    pub method: String,
    /// Path and query as in the request line.
    pub target: String,
    /// Headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as a string; invalid UTF-8 is replaced.
    pub body: String,
}

#[derive(Debug)]
struct State {
    script: Script,
    places: Placeholders,
    certificates: Arc<Certificates>,
    progress: Mutex<Progress>,
    endings: Endings,
}

#[derive(Debug, Default)]
struct Progress {
    next: usize,
    requests: Vec<Recorded>,
    mismatches: Vec<String>,
    void: bool,
    /// Connections without a request so far.
    silent: usize,
}

/// The response to a request.
struct Response {
    delay: Option<Duration>,
    rendered: Rendered,
    is_tunnel: bool,
    /// Set if the connection ends with this response.
    ending: Option<Ending>,
}

impl Playing {
    /// Opens the ports and begins to answer requests. Needs a tokio runtime with I/O and time.
    ///
    /// # Errors
    /// If the script contradicts itself, or a port cannot be opened.
    pub async fn start(script: Script) -> io::Result<Self> {
        script.check().map_err(io::Error::other)?;
        let certificates = Certificates::shared()?;
        let Ports { listeners, plain, closed, places } = Ports::open(&certificates).await?;
        let (progress, endings) = (Mutex::default(), Endings::default());
        let state = Arc::new(State { script, places, certificates, progress, endings });
        let accepting = listeners.into_iter().map(|(origin, listener)| {
            let state = Arc::clone(&state);
            tokio::spawn(accept(listener, move |stream| Arc::clone(&state).converse(stream, origin)))
        });
        let tasks = accepting.chain([tokio::spawn(accept(plain, respond_without_tls))]).collect();
        Ok(Self { state, _closed: closed, tasks })
    }

    /// URLs, addresses and files by the names of their placeholders.
    pub fn places(&self) -> &BTreeMap<&'static str, String> {
        &self.state.places.places
    }

    /// A string of a vector with its placeholders filled in.
    pub fn fill(&self, text: &str) -> String {
        self.state.places.fill(text)
    }

    /// The base URL of the script.
    pub fn base_url(&self) -> String {
        self.fill("{{base}}")
    }

    /// The requests so far.
    pub fn report(&self) -> Report {
        let progress = self.state.progress();
        Report {
            requests: progress.requests.clone(),
            mismatches: progress.mismatches.clone(),
            unused: self.state.script.exchanges.len().saturating_sub(progress.next),
            void: progress.void || progress.silent > 0 && self.state.script.needs_reuse(),
        }
    }

    /// Completes when every connection that a reply ended has been closed at this end.
    pub fn ended(&self) -> impl Future<Output = ()> + Send + use<> {
        self.state.endings.none_left()
    }
}

impl Report {
    /// Every difference from the script: mismatches, and exchanges that were not requested.
    pub fn differences(&self) -> Vec<String> {
        let unused = (self.unused > 0).then(|| format!("{} exchanges were not requested", self.unused));
        self.mismatches.iter().cloned().chain(unused).collect()
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
    fn respond(&self, origin: Origin, is_first: bool, request: &Request) -> Response {
        let mut progress = self.progress();
        progress.silent -= usize::from(is_first);
        progress.requests.push(Recorded {
            origin,
            method: request.method.clone(),
            target: request.target.clone(),
            headers: request.headers.clone(),
            body: String::from_utf8_lossy(&request.body).into_owned(),
        });
        let line = format!("{} {}", request.method, request.target);
        if origin == Origin::Other {
            return progress.refuse(format!("{line} was sent to another origin"));
        }
        let Some(exchange) = self.script.exchanges.get(progress.next) else {
            return progress.refuse(format!("{line} came after the last exchange"));
        };
        progress.next += 1;
        progress.void |= is_first && exchange.request.reused;
        let number = progress.next;
        let differences = differences(&exchange.request, &self.places, origin, request);
        progress.mismatches.extend(differences.into_iter().map(|what| format!("exchange {number}: {what}")));
        let reply = &exchange.reply;
        let is_success = reply.status.is_some_and(|status| (200..300).contains(&status));
        let is_tunnel = request.method == "CONNECT" && is_success && reply.end.is_none();
        match reply.render(&self.places.with_request(request), is_tunnel) {
            Ok(rendered) => {
                let ends = rendered.end.is_some_and(|end| end != End::Stall);
                let ending = ends.then(|| self.endings.begin());
                Response { delay: reply.delay_ms.map(Duration::from_millis), rendered, is_tunnel, ending }
            }
            Err(why) => progress.refuse(format!("exchange {number}: {why}")),
        }
    }

    async fn converse(self: Arc<Self>, stream: TcpStream, origin: Origin) {
        match origin.identity() {
            Some(_) => self.converse_over_tls(stream, origin).await,
            None => {
                if let Some(stream) = self.serve(stream, origin).await {
                    self.converse_over_tls(stream, Origin::Tls).await;
                }
            }
        }
    }

    async fn converse_over_tls(&self, stream: TcpStream, origin: Origin) {
        let Some(identity) = origin.identity() else { return };
        match self.certificates.acceptor(identity).accept(stream).into_fallible().await {
            Ok(stream) => {
                self.serve(stream, origin).await;
            }
            // The client does not trust the server, or the server the client. The alert that says
            // so must arrive.
            Err((_, mut stream)) => {
                let _ = linger(&mut stream).await;
            }
        }
    }

    /// Answers requests until the connection ends, or is a tunnel.
    async fn serve<S: Stream>(&self, stream: S, origin: Origin) -> Option<S> {
        let mut connection = Connection::new(stream);
        let mut is_first = true;
        self.progress().silent += 1;
        loop {
            let request = match connection.request().await {
                Ok(Some(request)) => request,
                Ok(None) => return None,
                // A client that cancels resets its connection; that is not a request.
                Err(error) if error.kind() != io::ErrorKind::InvalidData => return None,
                Err(error) => {
                    self.mismatch(format!("not a request: {error}"));
                    return None;
                }
            };
            let response = self.respond(origin, is_first, &request);
            is_first = false;
            if let Some(delay) = response.delay {
                tokio::time::sleep(delay).await;
            }
            let bytes = &response.rendered.bytes;
            if connection.stream.write_all(bytes).await.is_err() || connection.stream.flush().await.is_err() {
                return None;
            }
            if response.is_tunnel {
                return Some(connection.stream);
            }
            if let Some(how) = response.rendered.end {
                // The client may have closed the connection.
                let _ = end(connection, how, bytes.len(), response.ending).await;
                return None;
            }
        }
    }
}

impl Progress {
    fn refuse(&mut self, what: String) -> Response {
        let rendered = refusal(&what);
        self.mismatches.push(what);
        Response { delay: None, rendered, is_tunnel: false, ending: None }
    }
}

/// A response that no service gives, so that it is not taken for a scripted one.
fn refusal(what: &str) -> Rendered {
    let body = json!({"message": format!("scripted server: {what}")}).to_string();
    let length = body.len();
    let head = format!("HTTP/1.1 599 Unexpected\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
    Rendered { bytes: (head + &body).into_bytes(), end: None }
}

async fn accept<F: Future<Output = ()> + Send + 'static>(
    listener: TcpListener,
    converse: impl Fn(TcpStream) -> F + Send + 'static,
) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(converse(stream));
    }
}

async fn respond_without_tls(mut stream: TcpStream) {
    let _ = stream.readable().await;
    let _ = stream.write_all(CLEAR_TEXT).await;
    Connection::new(stream).wait_for_close().await;
}
