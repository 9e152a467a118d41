//! A server that answers every request with the same application, for measuring clients: it takes next to nothing of the processor that they share.
//! It prints its URL as one line and ends when its standard input closes.

use std::io::{self, Write};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const BODY: &str = r#"{"name":"bench","is_active":true,"image":"","create_time":"2026-04-22 20:30:52.283949","last_updated":"2026-04-22 20:30:52.283949"}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let mut out = io::stdout().lock();
    writeln!(out, "http://{}", listener.local_addr()?)?;
    out.flush()?;
    std::thread::spawn(|| {
        // However it ends, there is nobody left to serve.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        std::process::exit(0);
    });
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(serve(stream));
    }
}

/// Answers request after request. None of them has a body.
async fn serve(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let reply = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request-Id: 1\r\nContent-Length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    let mut read = Vec::with_capacity(4096);
    while stream.read_buf(&mut read).await? > 0 {
        while let Some(end) = read.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            read.drain(..end + 4);
            stream.write_all(reply.as_bytes()).await?;
        }
    }
    Ok(())
}
