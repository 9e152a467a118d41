//! The program of a server: its control interface for a runner in any language.

use std::io::{self, Write};
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;

use crate::stream::accept;
use crate::wire::{Connection, Request};

/// A handler of the control interface. It returns the status and the body of the response.
pub trait Handler: Send + Sync + 'static {
    /// Handles a request.
    fn handle(&self, request: Request) -> impl Future<Output = (u16, Value)> + Send;
}

/// Serves the control interface on a free loopback port and prints its URL as one line. Returns
/// when standard input closes, so that a server never outlives its runner.
///
/// # Errors
/// If the port cannot be opened, or standard output or input cannot be used.
pub fn serve_runner(handler: impl Handler) -> io::Result<()> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0)))?;
    let url = format!("http://{}", listener.local_addr()?);
    let handler = Arc::new(handler);
    runtime.spawn(accept(listener, move |stream| serve(stream, Arc::clone(&handler))));
    let mut out = io::stdout().lock();
    writeln!(out, "{url}")?;
    out.flush()?;
    io::copy(&mut io::stdin().lock(), &mut io::sink())?;
    Ok(())
}

async fn serve(stream: TcpStream, handler: Arc<impl Handler>) {
    let mut connection = Connection::new(stream);
    loop {
        let (status, response, keep) = match connection.request().await {
            Ok(Some(request)) => {
                let (status, response) = handler.handle(request).await;
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
            "HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        if connection.stream.write_all(text.as_bytes()).await.is_err() || !keep {
            return;
        }
    }
}
