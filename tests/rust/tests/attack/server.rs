//! A server whose responses the test defines, and which keeps every request unchanged.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use edgegap_tests::held::read;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A server on a free port. Dropping it ends it.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Request>>>,
    listening: JoinHandle<()>,
}

/// The head of a request, as text.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) head: String,
}

impl Request {
    /// Method and target.
    pub(crate) fn line(&self) -> (&str, &str) {
        let mut words = self.head.lines().next().unwrap_or_default().split(' ');
        let line = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        assert_eq!((words.next(), words.next()), (Some("HTTP/1.1"), None), "{}", self.head);
        line
    }

    /// All headers: names in lower case, values unchanged.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        let lines = self.head.trim_end_matches("\r\n").split("\r\n").skip(1);
        lines
            .map(|line| line.split_once(": ").unwrap_or_else(|| panic!("no header: {line:?}")))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect()
    }
}

impl Server {
    /// Starts a server that sends the same bytes to every request and keeps the connection.
    pub(crate) async fn always(answer: impl Into<Vec<u8>>) -> Server {
        let answer: Arc<[u8]> = answer.into().into();
        Server::start(move |mut stream: TcpStream, _| {
            let answer = Arc::clone(&answer);
            async move {
                use tokio::io::AsyncWriteExt;
                stream.write_all(&answer).await.is_ok().then_some(stream)
            }
        })
        .await
    }

    /// Starts a server that calls `act` for each request, with the number of earlier requests. It
    /// continues with the stream that `act` returns.
    pub(crate) async fn start<F>(act: impl Fn(TcpStream, usize) -> F + Send + Sync + 'static) -> Server
    where
        F: Future<Output = Option<TcpStream>> + Send,
    {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, act) = (Arc::clone(&seen), Arc::new(act));
        let listening = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (log, act) = (Arc::clone(&log), Arc::clone(&act));
                tokio::spawn(async move {
                    let mut rest = Vec::new();
                    while let Some((head, _)) = read(&mut stream, &mut rest).await {
                        assert!(rest.is_empty(), "surplus bytes: {}", String::from_utf8_lossy(&rest));
                        let number = {
                            let mut log = log.lock().unwrap();
                            log.push(Request { head });
                            log.len() - 1
                        };
                        match act(stream, number).await {
                            Some(next) => stream = next,
                            None => return,
                        }
                    }
                });
            }
        });
        Server { address, seen, listening }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests since the last call of this method.
    pub(crate) fn take(&self) -> Vec<Request> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listening.abort();
    }
}
