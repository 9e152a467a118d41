//! What a connection is made of: TCP, or TLS over it. Some ends of a connection are below HTTP.

use std::io;
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use crate::ending::Ending;
use crate::script::End;
use crate::wire::Connection;

/// A reset discards what the peer has not read yet, and what TLS reads together with something
/// broken is lost: the peer gets this long to read what was written before.
const BEFORE_TROUBLE: Duration = Duration::from_millis(25);
/// A record of application data in due form that nobody has encrypted.
pub const BROKEN_RECORD: [u8; 37] = {
    let mut record = [0; 37];
    (record[0], record[1], record[2], record[4]) = (23, 3, 3, 32);
    record
};
/// What a server says in the clear.
pub(crate) const IN_THE_CLEAR: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";

/// A stream that can end in every way that a script names.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {
    /// The socket below everything.
    fn socket(&mut self) -> &mut TcpStream;

    /// The bytes of a fatal alert, when there is TLS.
    fn alert(&mut self) -> io::Result<Vec<u8>>;
}

impl Stream for TcpStream {
    fn socket(&mut self) -> &mut TcpStream {
        self
    }

    fn alert(&mut self) -> io::Result<Vec<u8>> {
        Err(io::Error::other("there is no alert without TLS"))
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

/// The bytes of a fatal alert on this connection. A server sends one when it is sent something
/// broken, so that is what this one is given to read: it is `bad_record_mac`.
///
/// # Errors
/// When the connection is not set up.
pub fn alert(stream: &mut TlsStream<TcpStream>) -> io::Result<Vec<u8>> {
    let tls = stream.get_mut().1;
    tls.read_tls(&mut &BROKEN_RECORD[..])?;
    if tls.process_new_packets().is_ok() {
        return Err(io::Error::other("a broken record was taken"));
    }
    let mut alert = Vec::new();
    tls.write_tls(&mut alert)?;
    Ok(alert)
}

/// Ends a connection in the way of a script, after this many bytes were answered.
pub(crate) async fn end<S: Stream>(
    mut connection: Connection<S>,
    end: End,
    written: usize,
    ending: Option<Ending>,
) -> io::Result<()> {
    if written > 0 && !matches!(end, End::Close | End::Stall) {
        tokio::time::sleep(BEFORE_TROUBLE).await;
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
        End::ClearText => IN_THE_CLEAR.to_vec(),
    };
    let socket = connection.stream.socket();
    socket.write_all(&last).await?;
    socket.shutdown().await?;
    drop(ending);
    linger(socket).await
}

/// Says no more and waits until the client has gone: a socket that is closed with something left to
/// read is reset, and what was written to it may be lost.
///
/// # Errors
/// When the client has reset the connection.
pub async fn linger(socket: &mut TcpStream) -> io::Result<()> {
    socket.shutdown().await?;
    tokio::io::copy(socket, &mut tokio::io::sink()).await.map(|_| ())
}
