//! Settings of an emulator.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;

use crate::control::checked_tokens;
use crate::emulator::Emulator;
use crate::environment::Environment;
use crate::error::Error;
use crate::registry::Registry;
use crate::server::listen;
use crate::service::Service;
use crate::setting::Setting;
use crate::store::Store;
use crate::value::{is_blank, mistake};

/// The token of an emulator that was given none. It guards nothing: it is for emulators that only this machine reaches.
pub const DEFAULT_TOKEN: &str = "emulator-token";

/// Settings, each with a default that suits a test. A text or path that is empty, or only white
/// space, counts as unset.
///
/// ```
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let emulator = edgegap_emulator::Emulator::builder().token("secret").start().await?;
/// assert!(emulator.url().starts_with("http://127.0.0.1:"));
/// # emulator.stop().await;
/// # Ok::<(), edgegap_emulator::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone)]
#[must_use = "nothing runs before `start`"]
pub struct Builder {
    host: IpAddr,
    port: u16,
    data: Option<PathBuf>,
    tokens: Vec<String>,
    registry: Option<String>,
    verbose: bool,
    environment: Option<Environment>,
}

impl Default for Builder {
    fn default() -> Builder {
        Builder {
            host: IpAddr::from([127, 0, 0, 1]),
            port: 0,
            data: None,
            tokens: Vec::new(),
            registry: None,
            verbose: false,
            environment: None,
        }
    }
}

impl Builder {
    /// The address to listen on; by default 127.0.0.1. An address that other machines reach needs tokens of your own.
    /// [`parse_host`](crate::parse_host) makes one from text.
    pub fn host(mut self, host: impl Into<IpAddr>) -> Builder {
        self.host = host.into();
        self
    }

    /// The port; by default 0, any that is free.
    pub fn port(mut self, port: u16) -> Builder {
        self.port = port;
        self
    }

    /// A file for the state, made if it is not there; by default it is kept in memory. The file holds registry logins
    /// in clear.
    pub fn data(mut self, path: impl Into<PathBuf>) -> Builder {
        self.data = Some(path.into());
        self
    }

    /// A token to take, beside those given before; by default [`DEFAULT_TOKEN`] alone. A leading
    /// `token `, which the dashboard adds when it copies one, is removed, as clients remove it.
    pub fn token(mut self, token: impl Into<String>) -> Builder {
        self.tokens.push(token.into());
        self
    }

    /// The URL of an OCI registry that tags come from and images are verified against, `http://127.0.0.1:5000`; with
    /// `user:password@` before the host where listing and deleting tags need a login.
    /// The emulator never uses a proxy towards it.
    pub fn registry(mut self, url: impl Into<String>) -> Builder {
        self.registry = Some(url.into());
        self
    }

    /// Whether to write a line for every request to standard error.
    pub fn verbose(mut self, verbose: bool) -> Builder {
        self.verbose = verbose;
        self
    }

    /// The environment to read in place of that of the process. Only `SSL_CERT_FILE` and
    /// `SSL_CERT_DIR` are read: the CA certificates for a registry with `https`.
    pub fn environment(
        self,
        variables: impl IntoIterator<Item = (impl Into<OsString>, impl Into<OsString>)>,
    ) -> Builder {
        self.variables(Environment::new(variables))
    }

    pub(crate) fn variables(mut self, environment: Environment) -> Builder {
        self.environment = Some(environment);
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// When the port is taken, the data file cannot be used, or a setting makes no sense.
    pub async fn start(self) -> Result<Emulator, Error> {
        let Builder { host, port, data, mut tokens, registry, verbose, environment } = self;
        let host = host.to_canonical();
        tokens.retain(|token| !is_blank(token.as_ref()));
        if tokens.is_empty() && !host.is_loopback() {
            let why =
                format!("Other machines can reach {host}, so the emulator needs a token of your own there: give one.");
            return Err(Error::new(why).about(&[Setting::Host, Setting::Token]));
        }
        if tokens.is_empty() {
            tokens.push(DEFAULT_TOKEN.to_owned());
        }
        let tokens = checked_tokens(tokens).map_err(|why| Error::new(why).about(&[Setting::Token]))?;
        let token = tokens.first().cloned().unwrap_or_default();
        let environment = || environment.unwrap_or_else(Environment::of_process);
        let registry = registry.filter(|url| !is_blank(url.as_ref()));
        let registry = registry.map(|url| Registry::new(&url, environment)).transpose()?;
        let data = data.filter(|path| !is_blank(path.as_ref()));
        data.as_deref().map_or(Ok(()), check_path)?;
        let listener = bind(SocketAddr::new(host, port)).map_err(|error| unbound(host, port, error))?;
        let address =
            listener.local_addr().map_err(|error| Error::caused("The emulator cannot tell its own address.", error))?;
        let descriptor = descriptor(&listener);
        let shown = data.as_ref().map(|path| path.display().to_string());
        let store = tokio::task::spawn_blocking(move || match data {
            Some(path) => Store::in_file(&path),
            None => Store::in_memory(),
        });
        let store = store.await.map_err(|error| Error::caused("The store could not be opened.", error))??;
        let service = Arc::new(Service::new(store, registry, tokens, address, shown, verbose));
        let (stopping, stopped) = watch::channel(false);
        let listening = tokio::spawn(listen(listener, Arc::clone(&service), stopped));
        Ok(Emulator::new(service, token, descriptor, stopping, listening))
    }
}

/// Refuses a path that cannot have been meant.
fn check_path(path: &Path) -> Result<(), Error> {
    let text = path.to_string_lossy();
    let line_break = || text.contains(['\n', '\r']).then_some("contains a line break: remove it");
    match mistake(&text).or_else(line_break) {
        Some(why) => Err(Error::new(format!("The path of the data file {why}.")).about(&[Setting::Data])),
        None => Ok(()),
    }
}

/// Why the emulator cannot listen, and what to change.
fn unbound(host: IpAddr, port: u16, error: std::io::Error) -> Error {
    let (why, settings): (String, &[Setting]) = match error.kind() {
        ErrorKind::AddrInUse => (
            format!("Port {port} of {host} is taken: stop what listens there, or use another port; 0 is any free one."),
            &[Setting::Port],
        ),
        ErrorKind::PermissionDenied => (
            format!(
                "This user may not listen on port {port} of {host} ({error}): use another port; 0 is any free one."
            ),
            &[Setting::Port],
        ),
        ErrorKind::AddrNotAvailable | ErrorKind::InvalidInput => (
            format!(
                "This machine has no address {host} to listen on ({error}): 127.0.0.1 is for this machine only, \
                 0.0.0.0 is every address."
            ),
            &[Setting::Host],
        ),
        _ => (format!("The emulator cannot listen on {host} port {port}: {error}."), &[Setting::Host, Setting::Port]),
    };
    Error::caused(why, error).about(settings)
}

/// Listens with a queue that a burst of connections fits into: what does not fit waits a second before it tries again.
fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    const QUEUE: u32 = 4096;
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // Elsewhere it would let two processes have the same port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(QUEUE)
}

#[cfg(unix)]
fn descriptor(listener: &TcpListener) -> Option<i32> {
    Some(std::os::fd::AsRawFd::as_raw_fd(listener))
}

#[cfg(not(unix))]
fn descriptor(_: &TcpListener) -> Option<i32> {
    None
}

/// Without the tokens and the registry's login.
impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}
