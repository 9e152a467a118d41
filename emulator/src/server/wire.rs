//! Answers written by hand, where hyper cannot: refusals of what it never saw, and answers that are to break off.

use std::io;
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::signal::Spoil;
use crate::answer::Answer;

/// How long a client may take to read a last answer.
const FAREWELL: Duration = Duration::from_secs(1);

/// Answers and closes.
pub(super) async fn refuse(mut stream: TcpStream, answer: &Answer) -> io::Result<()> {
    stream.write_all(&written(answer, "connection: close\r\n")).await?;
    farewell(stream).await
}

/// Does to the connection what a fault asks for.
pub(super) async fn spoil(mut stream: TcpStream, spoil: Spoil) -> io::Result<()> {
    match spoil {
        Spoil::Reset => SockRef::from(&stream).set_linger(Some(Duration::ZERO)),
        Spoil::Truncate(answer) => {
            let whole = written(&answer, "");
            let half = whole.len() - answer.body.len().div_ceil(2).max(4);
            stream.write_all(&whole[..half]).await?;
            farewell(stream).await
        }
        Spoil::Garbage => {
            stream.write_all(b"\x16\x03\x01 this is not HTTP \xff\xfe\r\n\r\n").await?;
            farewell(stream).await
        }
        Spoil::Stall => until_end(&mut stream).await,
    }
}

fn written(answer: &Answer, more: &str) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {}\r\n", answer.status).into_bytes();
    if !answer.body.is_empty() {
        bytes.extend_from_slice(b"content-type: application/json\r\n");
    }
    for (name, value) in &answer.headers {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(format!("content-length: {}\r\n{more}\r\n", answer.body.len()).as_bytes());
    bytes.extend_from_slice(&answer.body);
    bytes
}

/// Closes so that the client gets what was written: a close with bytes unread would be a reset that discards it.
async fn farewell(mut stream: TcpStream) -> io::Result<()> {
    stream.shutdown().await?;
    // A client that does not close in time is none of our business any more.
    let _ = tokio::time::timeout(FAREWELL, until_end(&mut stream)).await;
    Ok(())
}

async fn until_end(stream: &mut TcpStream) -> io::Result<()> {
    let mut bytes = [0; 4096];
    while stream.read(&mut bytes).await? > 0 {}
    Ok(())
}
