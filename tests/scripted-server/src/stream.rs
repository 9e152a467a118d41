//! TCP and TLS streams, and the ends of a connection that are below HTTP.

use std::io;
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use crate::ending::Ending;
use crate::script::End;
use crate::wire::Connection;

/// Time for the peer to read the bytes before a fault: a reset discards unread bytes, and TLS loses
/// those that it reads together with a broken record.
const BEFORE_FAULT: Duration = Duration::from_millis(25);
/// A well-formed record of application data that is not encrypted.
pub const BROKEN_RECORD: [u8; 37] = {
    let mut record = [0; 37];
    (record[0], record[1], record[2], record[4]) = (23, 3, 3, 32);
    record
};
/// The unencrypted response of a server.
pub(crate) const CLEAR_TEXT: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";

/// A stream that can end in every way that a script names.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {
    /// The socket below everything.
    fn socket(&mut self) -> &mut TcpStream;

    /// The bytes of a fatal alert, if the stream is TLS.
    fn alert(&mut self) -> io::Result<Vec<u8>>;
}

impl Stream for TcpStream {
    fn socket(&mut self) -> &mut TcpStream {
        self
    }

    fn alert(&mut self) -> io::Result<Vec<u8>> {
        Err(io::Error::other("an alert needs TLS"))
    }
}

impl Stream for TlsStream<TcpStream> {
    fn socket(&mut self) -> &mut TcpStream {
        self.get_mut().0
    }

    fn alert(&mut self) -> io::Result<Vec<u8>> {
        alert(self)
    }
}

/// The bytes of a fatal alert on this connection. The connection is given a broken record to read,
/// which makes it send `bad_record_mac`.
///
/// # Errors
/// If the connection is not set up.
pub fn alert(stream: &mut TlsStream<TcpStream>) -> io::Result<Vec<u8>> {
    let tls = stream.get_mut().1;
    tls.read_tls(&mut &BROKEN_RECORD[..])?;
    if tls.process_new_packets().is_ok() {
        return Err(io::Error::other("a broken record was accepted"));
    }
    let mut alert = Vec::new();
    tls.write_tls(&mut alert)?;
    Ok(alert)
}

/// Ends a connection as a script says, after this many bytes of the reply.
pub(crate) async fn end<S: Stream>(
    mut connection: Connection<S>,
    end: End,
    written: usize,
    ending: Option<Ending>,
) -> io::Result<()> {
    if written > 0 && !matches!(end, End::Close | End::Stall) {
        tokio::time::sleep(BEFORE_FAULT).await;
    }
    let last = match end {
        End::Close => {
            let closed = connection.stream.shutdown().await;
            drop(connection);
            drop(ending);
            return closed;
        }
        End::Reset => {
            SockRef::from(&*connection.stream.socket()).set_linger(Some(Duration::ZERO))?;
            drop(connection);
            drop(ending);
            return Ok(());
        }
        End::Stall => {
            connection.wait_for_close().await;
            return Ok(());
        }
        End::Cut => Vec::new(),
        End::Alert => connection.stream.alert()?,
        End::BrokenRecord => BROKEN_RECORD.to_vec(),
        End::ClearText => CLEAR_TEXT.to_vec(),
    };
    let socket = connection.stream.socket();
    socket.write_all(&last).await?;
    socket.shutdown().await?;
    drop(ending);
    linger(socket).await
}

/// Closes the writing side and waits until the client closes too: closing a socket with unread
/// bytes resets it, and bytes that were written may be lost.
///
/// # Errors
/// If the client has reset the connection.
pub async fn linger(socket: &mut TcpStream) -> io::Result<()> {
    socket.shutdown().await?;
    tokio::io::copy(socket, &mut tokio::io::sink()).await.map(|_| ())
}
