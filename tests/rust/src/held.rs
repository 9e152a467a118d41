//! A server that sends no response by itself: every request and every closed connection is an event
//! for the test, which decides the response and its time. So a test waits for events and never for
//! time to pass.

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use edgegap_sdk::{Application, Client, Result};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// Time limit for every wait.
pub const LONGEST: Duration = Duration::from_secs(30);

/// An application as the service sends it.
pub const APPLICATION: &str = r#"{"name":"game","is_active":true,"image":"","create_time":"2026-04-22 20:30:52.283949",
"last_updated":"2026-04-22 20:30:52.283949"}"#;

/// An event at the server.
#[derive(Debug)]
pub enum Event {
    /// A request arrived.
    Request(Request),
    /// The client closed the connection of this number.
    Closed(usize),
}

/// A request that waits for its response.
#[derive(Debug)]
pub struct Request {
    /// The number of its connection, from 0.
    pub connection: usize,
    /// Request line and headers.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
    response: oneshot::Sender<Response>,
}

#[derive(Debug)]
struct Response {
    bytes: Vec<u8>,
    close: bool,
}

impl Request {
    /// Sends these bytes and keeps the connection.
    pub fn respond(self, bytes: impl Into<Vec<u8>>) {
        // The client may have closed the connection.
        let _ = self.response.send(Response { bytes: bytes.into(), close: false });
    }

    /// Sends these bytes and closes the connection.
    pub fn respond_and_close(self, bytes: impl Into<Vec<u8>>) {
        let _ = self.response.send(Response { bytes: bytes.into(), close: true });
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        headers.into_iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// Starts a call that reads an application.
pub fn get(client: &Client, name: &str) -> JoinHandle<Result<Application>> {
    tokio::spawn(client.applications().get(name).into_future())
}

/// The outcome of a call. Panics if it takes longer than [`LONGEST`].
pub async fn end<T>(call: JoinHandle<Result<T>>) -> Result<T> {
    tokio::time::timeout(LONGEST, call).await.expect("the call hangs").expect("the call panics")
}

/// A 200 with a JSON body.
pub fn ok(json: &str) -> String {
    response("200 OK", "", json)
}

/// A response with a JSON body. Headers end with a line break each.
pub fn response(status: &str, headers: &str, json: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{headers}\r\n{json}",
        json.len()
    )
}

/// A listener on a free port of this machine. Dropping it ends it.
pub struct Held {
    /// The address of the listener.
    pub address: SocketAddr,
    accepted: Arc<AtomicUsize>,
    events: mpsc::UnboundedReceiver<Event>,
    listening: JoinHandle<()>,
}

impl Held {
    /// Starts a server for plain HTTP.
    pub async fn start() -> Held {
        Held::over(async |stream| Some(stream)).await
    }

    /// Starts a server for HTTP over a stream that is made of each connection. If none can be made,
    /// the connection is closed.
    pub async fn over<F, S>(make: impl Fn(TcpStream) -> F + Send + Sync + 'static) -> Held
    where
        F: Future<Output = Option<S>> + Send,
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("its own address");
        let (tell, events) = mpsc::unbounded_channel();
        let accepted = Arc::new(AtomicUsize::new(0));
        let (count, make) = (Arc::clone(&accepted), Arc::new(make));
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = count.fetch_add(1, Ordering::SeqCst);
                let (make, tell) = (Arc::clone(&make), tell.clone());
                tokio::spawn(async move {
                    if let Some(stream) = make(stream).await {
                        serve(stream, number, tell).await;
                    }
                });
            }
        });
        Held { address, accepted, events, listening }
    }

    /// Number of connections accepted so far.
    pub fn connections(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }

    /// The base URL of the server.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The next event.
    pub async fn next(&mut self) -> Event {
        let next = tokio::time::timeout(LONGEST, self.events.recv()).await;
        next.expect("nothing happened").expect("the server runs")
    }

    /// The next request. Connections that close before it are ignored.
    pub async fn request(&mut self) -> Request {
        loop {
            if let Event::Request(request) = self.next().await {
                return request;
            }
        }
    }

    /// Accepts no more connections. Open ones continue.
    pub async fn stop(&mut self) {
        self.listening.abort();
        // The listener is closed when its task has ended.
        let _ = (&mut self.listening).await;
    }

    /// Events that were not read yet.
    pub fn pending(&mut self) -> Option<Event> {
        self.events.try_recv().ok()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// Serves one connection until the client closes it.
async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, number: usize, tell: mpsc::UnboundedSender<Event>) {
    let mut buffer = Vec::new();
    loop {
        let Some((head, body)) = read(&mut stream, &mut buffer).await else { break };
        let (response, responded) = oneshot::channel();
        if tell.send(Event::Request(Request { connection: number, head, body, response })).is_err() {
            return;
        }
        let mut early = [0; 1024];
        tokio::select! {
            response = responded => {
                let Ok(Response { bytes, close }) = response else { return };
                if stream.write_all(&bytes).await.is_err() || stream.flush().await.is_err() {
                    break;
                }
                if close {
                    let _ = stream.shutdown().await;
                    return;
                }
            }
            // A client sends nothing more before the response: only the end can follow.
            read = stream.read(&mut early) => match read {
                Ok(read) if read > 0 => panic!("{read} bytes came before the response"),
                _ => break,
            },
        }
    }
    // The test may have ended.
    let _ = tell.send(Event::Closed(number));
}

/// Reads one request: its head, and its body by `Content-Length`. `None` at the end of the
/// connection. `buffer` keeps surplus bytes.
pub async fn read(stream: &mut (impl AsyncRead + Unpin), buffer: &mut Vec<u8>) -> Option<(String, Vec<u8>)> {
    let end = loop {
        if let Some(at) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(buffer[..end].to_vec()).expect("a head in UTF-8");
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, value)| value.trim().parse().expect("a length"));
    while buffer.len() < end + length {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    let rest = buffer.split_off(end + length);
    let body = buffer.split_off(end);
    *buffer = rest;
    Some((head, body))
}
