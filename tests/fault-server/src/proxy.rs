//! The proxy in front of an emulator, which injects the fault of a cell. Every connection serves
//! one request, so that the n-th connection is the n-th attempt. If a call precedes, it has the
//! first connection.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use edgegap_scripted_server::{BROKEN_RECORD, Connection, Request, alert, linger};
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::exchange::{HttpResponse, forward};
use crate::inject::inject;
use crate::table::{Fault, Injection, Tls};

/// A fatal alert: handshake_failure.
const ALERT: [u8; 7] = [0x15, 3, 3, 0, 2, 2, 40];
const OUTAGE: &str = r#"{"error":"down for maintenance"}"#;

/// The proxy. Dropping it closes its port and all connections.
pub(crate) struct FaultProxy {
    pub(crate) address: SocketAddr,
    port: Port,
    first: Arc<FirstConnection>,
}

/// The state of the connection of the preceding call.
#[derive(Debug, Default)]
struct FirstConnection {
    /// True if the call has ended, and its connection is ready for the next call.
    is_idle: watch::Sender<bool>,
    /// True if the next request used the connection.
    was_reused: AtomicBool,
    /// True if the next request used another connection.
    was_ignored: AtomicBool,
}

enum Port {
    /// Bound without listening, so that connections are refused.
    Refusing {
        _socket: TcpSocket,
    },
    Listening(JoinHandle<()>),
}

struct Handler {
    fault: Fault,
    emulator: SocketAddr,
    acceptor: TlsAcceptor,
    connections: AtomicUsize,
    first: Arc<FirstConnection>,
}

impl FaultProxy {
    pub(crate) async fn open(fault: &Fault, emulator: SocketAddr, acceptor: TlsAcceptor) -> io::Result<Self> {
        if matches!(fault.inject, Injection::Refuse) {
            let socket = TcpSocket::new_v4()?;
            socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
            let (address, first) = (socket.local_addr()?, Arc::default());
            return Ok(Self { address, port: Port::Refusing { _socket: socket }, first });
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let (connections, first) = (AtomicUsize::new(0), Arc::<FirstConnection>::default());
        let handler = Handler { fault: fault.clone(), emulator, acceptor, connections, first: Arc::clone(&first) };
        let handler = Arc::new(handler);
        let port = Port::Listening(tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let handler = Arc::clone(&handler);
                // The client may close the connection at any time.
                connections.spawn(async move { handler.serve(stream).await.unwrap_or_default() });
            }
        }));
        Ok(Self { address, port, first })
    }

    /// Completes when the preceding call has ended, and its connection is closed if the fault
    /// closes it.
    pub(crate) fn idle(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut is_idle = self.first.is_idle.subscribe();
        async move {
            // An error means that the proxy was dropped.
            let _ = is_idle.wait_for(|is_idle| *is_idle).await;
        }
    }

    /// True if the call did not reuse the connection of the preceding call as it should.
    pub(crate) fn is_void(&self) -> bool {
        self.first.was_ignored.load(Ordering::SeqCst)
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        if let Port::Listening(task) = &self.port {
            task.abort();
        }
    }
}

impl Handler {
    async fn serve(&self, stream: TcpStream) -> io::Result<()> {
        // A connection without a request is not an attempt.
        if stream.peek(&mut [0]).await? == 0 {
            return Ok(());
        }
        let number = self.connections.fetch_add(1, Ordering::SeqCst);
        let is_hit = self.fault.times.is_none_or(|times| number < times);
        match &self.fault.inject {
            Injection::Tls { mode } => self.serve_tls(stream, *mode, is_hit).await,
            Injection::Proxy { status } => refuse_tunnel(stream, *status).await,
            Injection::ResetUnread if is_hit => reset(stream),
            Injection::IdleClosed | Injection::IdleRaced if number == 0 => self.serve_first(stream).await,
            _ => {
                let mut connection = Connection::new(stream);
                let Some(request) = connection.request().await? else { return Ok(()) };
                if is_hit {
                    self.serve_with_fault(connection, &request).await
                } else {
                    respond(&mut connection, &forward(self.emulator, &request).await?).await
                }
            }
        }
    }

    /// Serves the connection of the preceding call.
    async fn serve_first(&self, stream: TcpStream) -> io::Result<()> {
        let mut connection = Connection::new(stream);
        let Some(request) = connection.request().await? else { return Ok(()) };
        let response = forward(self.emulator, &request).await?;
        connection.stream.write_all(&response.to_bytes_keep_alive()).await?;
        if matches!(self.fault.inject, Injection::IdleClosed) {
            connection.stream.shutdown().await?;
            drop(connection);
            self.first.is_idle.send_replace(true);
            return Ok(());
        }
        self.first.is_idle.send_replace(true);
        let Some(request) = connection.request().await? else { return Ok(()) };
        self.first.was_reused.store(true, Ordering::SeqCst);
        if self.fault.carried_out {
            forward(self.emulator, &request).await?;
        }
        connection.stream.shutdown().await
    }

    async fn serve_with_fault(&self, mut connection: Connection, request: &Request) -> io::Result<()> {
        let fault = &self.fault.inject;
        if matches!(fault, Injection::IdleRaced) && !self.first.was_reused.load(Ordering::SeqCst) {
            self.first.was_ignored.store(true, Ordering::SeqCst);
        }
        if matches!(fault, Injection::Outage) {
            let headers = vec![("content-type".into(), "application/json".into())];
            return respond(&mut connection, &HttpResponse { status: 200, headers, body: OUTAGE.into() }).await;
        }
        let is_harmless = matches!(fault, Injection::Nothing | Injection::IdleClosed | Injection::IdleRaced);
        let response = match self.fault.carried_out || is_harmless {
            true => Some(forward(self.emulator, request).await?),
            false => None,
        };
        match (fault, response) {
            (Injection::Status { status, headers, html }, _) => {
                respond(&mut connection, &HttpResponse::refusal(*status, headers, *html)).await
            }
            (_, None) => Err(io::Error::other("the fault requires `carried_out`")),
            (_, Some(response)) if is_harmless => respond(&mut connection, &response).await,
            (Injection::Reset, _) => reset(connection.stream),
            (fault, Some(response)) => inject(fault, connection, response.with_body()).await,
        }
    }

    async fn serve_tls(&self, stream: TcpStream, mode: Tls, is_hit: bool) -> io::Result<()> {
        if matches!(mode, Tls::Alert | Tls::Plain | Tls::Cut) {
            return refuse_handshake(stream, mode).await;
        }
        let mut connection = Connection::new(self.acceptor.accept(stream).await?);
        let Some(request) = connection.request().await? else { return Ok(()) };
        let last = match mode {
            Tls::AlertAfterRequest if is_hit => alert(&mut connection.stream)?,
            Tls::BrokenRecord if is_hit => BROKEN_RECORD.to_vec(),
            _ => return respond(&mut connection, &forward(self.emulator, &request).await?).await,
        };
        if self.fault.carried_out {
            forward(self.emulator, &request).await?;
        }
        let socket = connection.stream.get_mut().0;
        socket.write_all(&last).await?;
        linger(socket).await
    }
}

/// Ends the connection after the first message of the client.
async fn refuse_handshake(mut stream: TcpStream, mode: Tls) -> io::Result<()> {
    // Unread bytes would turn the end of the connection into a reset.
    let length = stream.read(&mut [0; 16 * 1024]).await?;
    match mode {
        Tls::Alert => stream.write_all(&ALERT).await?,
        Tls::Plain => stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await?,
        _ if length > 0 => return stream.shutdown().await,
        _ => return Ok(()),
    }
    stream.shutdown().await?;
    Connection::new(stream).wait_for_close().await;
    Ok(())
}

async fn respond<S>(connection: &mut Connection<S>, response: &HttpResponse) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    connection.stream.write_all(&response.to_bytes(response.body.len())).await?;
    connection.stream.shutdown().await
}

/// Ends the connection with a reset.
fn reset(stream: TcpStream) -> io::Result<()> {
    SockRef::from(&stream).set_linger(Some(Duration::ZERO))
}

async fn refuse_tunnel(stream: TcpStream, status: u16) -> io::Result<()> {
    let mut connection = Connection::new(stream);
    connection.request().await?;
    respond(&mut connection, &HttpResponse::refusal(status, &BTreeMap::new(), true)).await
}
