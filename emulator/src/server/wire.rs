//! Responses without hyper: refused request heads, and injected faults.

use std::io;
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::fault::WireFault;
use crate::response::HttpResponse;

/// Maximum time for a client to read the last response.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// Sends a response and closes the connection.
pub(super) async fn refuse(mut stream: TcpStream, response: &HttpResponse) -> io::Result<()> {
    stream.write_all(&to_bytes(response, "connection: close\r\n")).await?;
    close(stream).await
}

/// Injects a fault into the connection.
pub(super) async fn inject(mut stream: TcpStream, fault: WireFault) -> io::Result<()> {
    match fault {
        WireFault::Reset => SockRef::from(&stream).set_linger(Some(Duration::ZERO)),
        WireFault::Truncate(response) => {
            let bytes = to_bytes(&response, "");
            let end = bytes.len() - response.body.len().div_ceil(2).max(4);
            stream.write_all(&bytes[..end]).await?;
            close(stream).await
        }
        WireFault::Garbage => {
            stream.write_all(b"\x16\x03\x01 this is not HTTP \xff\xfe\r\n\r\n").await?;
            close(stream).await
        }
        WireFault::Stall => read_to_end(&mut stream).await,
    }
}

fn to_bytes(response: &HttpResponse, extra_headers: &str) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {}\r\n", response.status).into_bytes();
    if !response.body.is_empty() {
        bytes.extend_from_slice(b"content-type: application/json\r\n");
    }
    for (name, value) in &response.headers {
        bytes.extend_from_slice(&[name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    bytes.extend_from_slice(format!("content-length: {}\r\n{extra_headers}\r\n", response.body.len()).as_bytes());
    bytes.extend_from_slice(&response.body);
    bytes
}

/// Closes the connection after the client has read everything. Closing a connection with unread
/// bytes would reset it and discard the response.
async fn close(mut stream: TcpStream) -> io::Result<()> {
    stream.shutdown().await?;
    // After the timeout, the client may lose the response.
    let _ = tokio::time::timeout(CLOSE_TIMEOUT, read_to_end(&mut stream)).await;
    Ok(())
}

async fn read_to_end(stream: &mut TcpStream) -> io::Result<()> {
    let mut bytes = [0; 4096];
    while stream.read(&mut bytes).await? > 0 {}
    Ok(())
}
