//! Faults in a response.

use std::io::{self, Write};
use std::time::Duration;

use edgegap_scripted_server::Connection;
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::AsyncWriteExt;

use crate::exchange::HttpResponse;
use crate::table::Injection;

/// Delay between two bytes of a slow response. The shortest one takes longer than any time limit.
const BYTE_DELAY: Duration = Duration::from_millis(250);
const GARBAGE: &[u8] = b"\x00\xff\xfe\x16\x03garbage\r\n\x01\x02\r\n\r\n\x80";

/// Sends a response that has a body, with a fault.
pub(crate) async fn inject(fault: &Injection, mut connection: Connection, response: HttpResponse) -> io::Result<()> {
    let length = response.body.len();
    let stream = &mut connection.stream;
    let (bytes, closes) = match fault {
        Injection::Stall => (Vec::new(), false),
        Injection::Drip => {
            let bytes = response.to_bytes(length);
            let (head, body) = bytes.split_at(bytes.len() - length);
            stream.write_all(head).await?;
            for byte in body {
                stream.write_all(&[*byte]).await?;
                tokio::time::sleep(BYTE_DELAY).await;
            }
            return Err(io::Error::other("the client waited for the whole response"));
        }
        Injection::Cut => {
            let bytes = response.to_bytes(length);
            stream.write_all(&bytes[..bytes.len() - length / 2]).await?;
            return stream.shutdown().await;
        }
        Injection::Overstate => (response.to_bytes(length + 1), false),
        Injection::Understate => (response.to_bytes(length / 2), true),
        Injection::Garbage => (GARBAGE.to_vec(), true),
        Injection::Head => (response.to_bytes_with("content-length: 1\r\n", length), true),
        Injection::Folded => {
            let folded = "connection: close\r\nx-note: one\r\n two\r\n\tthree\r\n";
            (response.to_bytes_with(folded, length), true)
        }
        Injection::Coding { spelling } => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&response.body)?;
            let compressed = HttpResponse { body: encoder.finish()?, ..response };
            let lines = format!("connection: close\r\ncontent-encoding: {spelling}\r\n");
            (compressed.to_bytes_with(&lines, compressed.body.len()), true)
        }
        fault => return Err(io::Error::other(format!("{fault:?} is not a fault in a response"))),
    };
    stream.write_all(&bytes).await?;
    if closes {
        stream.shutdown().await?;
    }
    connection.wait_for_close().await;
    Ok(())
}
