//! The port in front of an emulator, behind which things go wrong. Every connection serves one
//! request, so that the n-th connection is the n-th attempt; but where a call comes first, the
//! first connection is that call's.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use edgegap_scripted_server::{BROKEN_RECORD, Connection, Request, alert, linger};
use flate2::Compression;
use flate2::write::GzEncoder;
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::exchange::{Answer, forward};
use crate::table::{Fault, Tls, Trouble};

/// Between two bytes of an answer that drips. The shortest one takes longer than any client waits.
const DRIP: Duration = Duration::from_millis(250);
const PAGE: &str = "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>";
/// A fatal alert: handshake_failure.
const ALERT: [u8; 7] = [0x15, 3, 3, 0, 2, 2, 40];
const OUTAGE: &str = r#"{"error":"down for maintenance"}"#;
const GARBAGE: &[u8] = b"\x00\xff\xfe\x16\x03garbage\r\n\x01\x02\r\n\r\n\x80";

/// The port. Dropping it closes it and cuts its connections.
pub(crate) struct Front {
    pub(crate) address: SocketAddr,
    behind: Behind,
    first: Arc<First>,
}

/// What became of the connection of a call that comes first.
#[derive(Debug, Default)]
struct First {
    /// Whether that call is over, and all is done to the connection that was to be done before the
    /// next one.
    is_idle: watch::Sender<bool>,
    /// Whether another request came on it.
    was_reused: AtomicBool,
    /// Whether one came on another connection before that.
    was_passed_over: AtomicBool,
}

enum Behind {
    /// Bound and never listening: connecting to it is refused for as long as this lives.
    Nobody {
        _port: TcpSocket,
    },
    Somebody(JoinHandle<()>),
}

struct Plan {
    fault: Fault,
    emulator: SocketAddr,
    acceptor: TlsAcceptor,
    connections: AtomicUsize,
    first: Arc<First>,
}

impl Front {
    pub(crate) async fn open(fault: &Fault, emulator: SocketAddr, acceptor: TlsAcceptor) -> io::Result<Self> {
        if matches!(fault.trouble, Trouble::Refuse) {
            let port = TcpSocket::new_v4()?;
            port.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
            let (address, first) = (port.local_addr()?, Arc::default());
            return Ok(Self { address, behind: Behind::Nobody { _port: port }, first });
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let (connections, first) = (AtomicUsize::new(0), Arc::<First>::default());
        let plan = Plan { fault: fault.clone(), emulator, acceptor, connections, first: Arc::clone(&first) };
        let plan = Arc::new(plan);
        let behind = Behind::Somebody(tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let plan = Arc::clone(&plan);
                // A client that hangs up is no trouble of ours.
                connections.spawn(async move { plan.serve(stream).await.unwrap_or_default() });
            }
        }));
        Ok(Self { address, behind, first })
    }

    /// Is there once the call that comes first is over, and its connection is closed if the fault
    /// closes it.
    pub(crate) fn idle(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut is_idle = self.first.is_idle.subscribe();
        async move {
            // An error says that the port is closed.
            let _ = is_idle.wait_for(|is_idle| *is_idle).await;
        }
    }

    /// Whether the call was to come on a connection that served another before, and did not.
    pub(crate) fn is_void(&self) -> bool {
        self.first.was_passed_over.load(Ordering::SeqCst)
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        if let Behind::Somebody(task) = &self.behind {
            task.abort();
        }
    }
}

impl Plan {
    async fn serve(&self, stream: TcpStream) -> io::Result<()> {
        // A connection on which nothing is asked is no attempt.
        if stream.peek(&mut [0]).await? == 0 {
            return Ok(());
        }
        let number = self.connections.fetch_add(1, Ordering::SeqCst);
        let is_hit = self.fault.times.is_none_or(|times| number < times);
        match &self.fault.trouble {
            Trouble::Tls { how } => self.tls(stream, *how, is_hit).await,
            Trouble::Proxy { status } => refuse_tunnel(stream, *status).await,
            Trouble::ResetUnread if is_hit => reset(stream),
            Trouble::IdleClosed | Trouble::IdleRaced if number == 0 => self.first(stream).await,
            trouble => {
                let mut connection = Connection::new(stream);
                let Some(request) = connection.request().await? else { return Ok(()) };
                if is_hit {
                    self.spoil(trouble, connection, &request).await
                } else {
                    answer(&mut connection, &forward(self.emulator, &request).await?).await
                }
            }
        }
    }

    /// The connection of the call that comes first.
    async fn first(&self, stream: TcpStream) -> io::Result<()> {
        let mut connection = Connection::new(stream);
        let Some(request) = connection.request().await? else { return Ok(()) };
        let answer = forward(self.emulator, &request).await?;
        connection.stream.write_all(&answer.render_and_go_on()).await?;
        if matches!(self.fault.trouble, Trouble::IdleClosed) {
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

    async fn spoil(&self, trouble: &Trouble, mut connection: Connection, request: &Request) -> io::Result<()> {
        if matches!(trouble, Trouble::IdleRaced) && !self.first.was_reused.load(Ordering::SeqCst) {
            self.first.was_passed_over.store(true, Ordering::SeqCst);
        }
        if matches!(trouble, Trouble::Outage) {
            let headers = vec![("content-type".into(), "application/json".into())];
            return answer(&mut connection, &Answer { status: 200, headers, body: OUTAGE.into() }).await;
        }
        let is_harmless = matches!(trouble, Trouble::Nothing | Trouble::IdleClosed | Trouble::IdleRaced);
        let whole = match self.fault.carried_out || is_harmless {
            true => Some(forward(self.emulator, request).await?),
            false => None,
        };
        if let Trouble::Status { status, headers, html } = trouble {
            return answer(&mut connection, &refusal(*status, headers.iter(), *html)).await;
        }
        let Some(whole) = whole else { return Err(io::Error::other("there is no answer to spoil")) };
        let spoilt = whole.clone().with_body();
        let half = spoilt.body.len() / 2;
        let stream = &mut connection.stream;
        match trouble {
            Trouble::Reset => return reset(connection.stream),
            Trouble::Stall => {}
            Trouble::Drip => {
                let bytes = spoilt.render(spoilt.body.len());
                let (head, body) = bytes.split_at(bytes.len() - spoilt.body.len());
                stream.write_all(head).await?;
                for byte in body {
                    stream.write_all(&[*byte]).await?;
                    tokio::time::sleep(DRIP).await;
                }
                return Err(io::Error::other("somebody waited for all of it"));
            }
            Trouble::Cut => {
                let bytes = spoilt.render(spoilt.body.len());
                stream.write_all(&bytes[..bytes.len() - half]).await?;
                return stream.shutdown().await;
            }
            Trouble::Overstate => stream.write_all(&spoilt.render(spoilt.body.len() + 1)).await?,
            Trouble::Understate => {
                stream.write_all(&spoilt.render(half)).await?;
                stream.shutdown().await?;
            }
            Trouble::Garbage => {
                stream.write_all(GARBAGE).await?;
                stream.shutdown().await?;
            }
            Trouble::Head => {
                stream.write_all(&spoilt.render_with("content-length: 1\r\n", spoilt.body.len())).await?;
                stream.shutdown().await?;
            }
            Trouble::Folded => {
                let folded = "connection: close\r\nx-note: one\r\n two\r\n\tthree\r\n";
                stream.write_all(&spoilt.render_with(folded, spoilt.body.len())).await?;
                stream.shutdown().await?;
            }
            Trouble::Coding { spelling } => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
                encoder.write_all(&spoilt.body)?;
                let packed = Answer { body: encoder.finish()?, ..spoilt };
                let lines = format!("connection: close\r\ncontent-encoding: {spelling}\r\n");
                stream.write_all(&packed.render_with(&lines, packed.body.len())).await?;
                stream.shutdown().await?;
            }
            _ => return answer(&mut connection, &whole).await,
        }
        connection.wait_for_close().await;
        Ok(())
    }

    async fn tls(&self, mut stream: TcpStream, how: Tls, is_hit: bool) -> io::Result<()> {
        match how {
            Tls::Alert | Tls::Plain | Tls::Cut => {
                // All of the first message: what is left unread would turn the end into a reset.
                let read = stream.read(&mut [0; 16 * 1024]).await?;
                match how {
                    Tls::Alert => stream.write_all(&ALERT).await?,
                    Tls::Plain => stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await?,
                    _ => return if read > 0 { stream.shutdown().await } else { Ok(()) },
                }
                stream.shutdown().await?;
                Connection::new(stream).wait_for_close().await;
                Ok(())
            }
            _ => {
                let mut connection = Connection::new(self.acceptor.accept(stream).await?);
                let Some(request) = connection.request().await? else { return Ok(()) };
                let last = match how {
                    Tls::AlertAfterRequest if is_hit => Some(alert(&mut connection.stream)?),
                    Tls::BrokenRecord if is_hit => Some(BROKEN_RECORD.to_vec()),
                    _ => None,
                };
                if let Some(last) = last {
                    if self.fault.carried_out {
                        forward(self.emulator, &request).await?;
                    }
                    let socket = connection.stream.get_mut().0;
                    socket.write_all(&last).await?;
                    return linger(socket).await;
                }
                answer(&mut connection, &forward(self.emulator, &request).await?).await
            }
        }
    }
}

async fn answer<S: AsyncRead + AsyncWrite + Unpin>(connection: &mut Connection<S>, answer: &Answer) -> io::Result<()> {
    connection.stream.write_all(&answer.render(answer.body.len())).await?;
    connection.stream.shutdown().await
}

fn refusal<'a>(status: u16, headers: impl Iterator<Item = (&'a String, &'a String)>, html: bool) -> Answer {
    let (kind, body) = match html {
        true => ("text/html", PAGE.to_owned()),
        false => ("application/json", format!(r#"{{"message":"no, {status}"}}"#)),
    };
    let now = SystemTime::now();
    let mut headers: Vec<_> = headers.map(|(name, value)| (name.clone(), filled(value, now))).collect();
    headers.push(("content-type".into(), kind.into()));
    Answer { status, headers, body: body.into_bytes() }
}

/// A header with `{{now+3}}` filled in as a date, so many seconds from now.
fn filled(value: &str, now: SystemTime) -> String {
    let seconds = value.strip_prefix("{{now").and_then(|rest| rest.strip_suffix("}}"));
    match seconds.and_then(|seconds| seconds.parse::<i64>().ok()) {
        Some(seconds) => {
            let shift = Duration::from_secs(seconds.unsigned_abs());
            httpdate::fmt_http_date(if seconds < 0 { now - shift } else { now + shift })
        }
        None => value.to_owned(),
    }
}

/// Ends the connection with a reset.
fn reset(stream: TcpStream) -> io::Result<()> {
    SockRef::from(&stream).set_linger(Some(Duration::ZERO))
}

async fn refuse_tunnel(stream: TcpStream, status: u16) -> io::Result<()> {
    let mut connection = Connection::new(stream);
    connection.request().await?;
    answer(&mut connection, &refusal(status, [].into_iter(), true)).await
}
