//! A server that sends no response by itself: every request and every closed connection is an event
//! for the test, which decides the response and its time. So a test waits for events and never for
//! time to pass.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// Time limit for every wait.
pub const LONGEST: Duration = Duration::from_secs(30);

/// An event at the server.
#[derive(Debug)]
pub enum Event {
    /// A request arrived.
    Asked(Asked),
    /// The client closed the connection of this number.
    Closed(usize),
}

/// A request that waits for its response.
#[derive(Debug)]
pub struct Asked {
    /// The number of its connection, from 0.
    pub connection: usize,
    /// Request line and headers.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
    answer: oneshot::Sender<Answer>,
}

#[derive(Debug)]
struct Answer {
    bytes: Vec<u8>,
    close: bool,
}

impl Asked {
    /// Sends these bytes and keeps the connection.
    pub fn answer(self, bytes: impl Into<Vec<u8>>) {
        // The client may have closed the connection.
        let _ = self.answer.send(Answer { bytes: bytes.into(), close: false });
    }

    /// Sends these bytes and closes the connection.
    pub fn answer_and_close(self, bytes: impl Into<Vec<u8>>) {
        let _ = self.answer.send(Answer { bytes: bytes.into(), close: true });
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        headers.into_iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
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
    pub async fn asked(&mut self) -> Asked {
        loop {
            if let Event::Asked(asked) = self.next().await {
                return asked;
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
        let (answer, answered) = oneshot::channel();
        if tell.send(Event::Asked(Asked { connection: number, head, body, answer })).is_err() {
            return;
        }
        let mut early = [0; 1024];
        tokio::select! {
            answer = answered => {
                let Ok(Answer { bytes, close }) = answer else { return };
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
                Ok(read) if read > 0 => panic!("{read} bytes came before the answer"),
                _ => break,
            },
        }
    }
    // The test may have ended.
    let _ = tell.send(Event::Closed(number));
}

/// One request: its head, and its body by `Content-Length`. Nothing at the end of the connection.
async fn read(stream: &mut (impl AsyncRead + Unpin), buffer: &mut Vec<u8>) -> Option<(String, Vec<u8>)> {
    let end = loop {
        if let Some(at) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
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
