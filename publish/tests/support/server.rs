//! A server with fixed responses that records its requests.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request: its method, its target, and its header `Authorization`.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub method: String,
    pub target: String,
    pub authorization: String,
}

/// A response: status, headers without a length, and body.
pub type Answer = (u16, Vec<(&'static str, String)>, String);

/// A server on loopback. It ends when it is dropped.
pub struct Server {
    /// Host and port.
    pub host: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: JoinHandle<()>,
}

impl Server {
    pub async fn start(answer: impl Fn(&Seen, &str) -> Answer + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (all, answer, own) = (seen.clone(), Arc::new(answer), host.clone());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (all, answer, own) = (all.clone(), answer.clone(), own.clone());
                tokio::spawn(async move { serve(stream, &all, &*answer, &own).await });
            }
        });
        Server { host, seen, task }
    }

    /// The requests until now.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    all: &Mutex<Vec<Seen>>,
    answer: &(dyn Fn(&Seen, &str) -> Answer + Send + Sync),
    own: &str,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else { return };
        head.push(byte);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.lines();
    let mut words = lines.next().unwrap().split(' ');
    let (method, target) = (words.next().unwrap().to_owned(), words.next().unwrap().to_owned());
    let named = lines.filter_map(|line| line.split_once(": "));
    let authorization = named.filter(|(name, _)| name.eq_ignore_ascii_case("authorization")).map(|(_, value)| value);
    let seen = Seen { method, target, authorization: authorization.collect() };
    all.lock().unwrap().push(seen.clone());
    let (status, headers, body) = answer(&seen, own);
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let body = if seen.method == "HEAD" { "" } else { &body };
    let length = body.len();
    let response =
        format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}");
    // The client may have closed the connection.
    let _ = stream.write_all(response.as_bytes()).await;
}
