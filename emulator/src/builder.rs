//! The settings of an emulator.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;

use crate::config::{DEFAULT_TOKEN, Environment, find_mistake, is_blank, parse_tokens};
use crate::emulator::Emulator;
use crate::error::Error;
use crate::level::Level;
use crate::registry::Registry;
use crate::server::listen;
use crate::service::Service;
use crate::setting::Setting;
use crate::store::Store;

/// The settings of an emulator. The defaults suit a test. A string or path that is empty, or
/// contains only white space, counts as unset.
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
#[must_use = "an emulator runs after `start`"]
pub struct Builder {
    host: IpAddr,
    port: u16,
    data: Option<PathBuf>,
    tokens: Vec<String>,
    registry: Option<String>,
    level: Level,
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
            level: Level::Off,
            environment: None,
        }
    }
}

impl Builder {
    /// Sets the address to listen on. The default is 127.0.0.1. An address that other machines can
    /// reach requires a token. [`parse_host`](crate::parse_host) parses an address.
    pub fn host(mut self, host: impl Into<IpAddr>) -> Builder {
        self.host = host.into();
        self
    }

    /// Sets the port. The default is 0, any free port.
    pub fn port(mut self, port: u16) -> Builder {
        self.port = port;
        self
    }

    /// Stores the state in a file, which is created if it does not exist. The default is to keep
    /// the state in memory. The file contains registry logins in plain text.
    pub fn data(mut self, path: impl Into<PathBuf>) -> Builder {
        self.data = Some(path.into());
        self
    }

    /// Adds a valid token. The default is [`DEFAULT_TOKEN`](crate::DEFAULT_TOKEN). A leading
    /// `token `, which the dashboard adds when it copies a token, is removed.
    pub fn token(mut self, token: impl Into<String>) -> Builder {
        self.tokens.push(token.into());
        self
    }

    /// Sets the URL of an OCI registry, `http://127.0.0.1:5000`. The emulator lists and deletes its
    /// tags and verifies images in it. A login for listing and deleting is `user:password@` before
    /// the host. The emulator never uses a proxy for the registry.
    pub fn registry(mut self, url: impl Into<String>) -> Builder {
        self.registry = Some(url.into());
        self
    }

    /// Writes a line for every request to standard error. The default is false.
    pub fn verbose(self, verbose: bool) -> Builder {
        self.level(if verbose { Level::Info } else { Level::Off })
    }

    pub(crate) fn level(mut self, level: Level) -> Builder {
        self.level = level;
        self
    }

    #[cfg(test)]
    pub(crate) fn log_level(&self) -> Level {
        self.level
    }

    /// Replaces the environment of the process. Only `SSL_CERT_FILE` and `SSL_CERT_DIR` are read:
    /// the CA certificates for a registry with `https`.
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

    /// Starts the emulator.
    ///
    /// # Errors
    /// Fails if the port is taken, the data file cannot be used, or a setting is not valid.
    pub async fn start(self) -> Result<Emulator, Error> {
        #[cfg(feature = "page")]
        crate::control::install_page();
        let Builder { host, port, data, mut tokens, registry, level, environment } = self;
        let host = host.to_canonical();
        tokens.retain(|token| !is_blank(token.as_ref()));
        if tokens.is_empty() && !host.is_loopback() {
            let why = format!("Other machines can reach {host}, so the emulator needs a token: set one.");
            return Err(Error::new(why).about(&[Setting::Host, Setting::Token]));
        }
        if tokens.is_empty() {
            tokens.push(DEFAULT_TOKEN.to_owned());
        }
        let tokens = parse_tokens(tokens).map_err(|why| Error::new(why).about(&[Setting::Token]))?;
        let token = tokens.first().cloned().unwrap_or_default();
        let environment = || environment.unwrap_or_else(Environment::from_process);
        let registry = registry.filter(|url| !is_blank(url.as_ref()));
        let registry = registry.map(|url| Registry::new(&url, environment)).transpose()?;
        let data = data.filter(|path| !is_blank(path.as_ref()));
        data.as_deref().map_or(Ok(()), validate_path)?;
        let listener = bind(SocketAddr::new(host, port)).map_err(|error| bind_error(host, port, error))?;
        let address = listener
            .local_addr()
            .map_err(|error| Error::with_source("The address of the emulator cannot be determined.", error))?;
        let descriptor = descriptor(&listener);
        let data_name = data.as_ref().map(|path| path.display().to_string());
        let store = tokio::task::spawn_blocking(move || match data {
            Some(path) => Store::in_file(&path),
            None => Store::in_memory(),
        });
        let store = store.await.map_err(|error| Error::with_source("The store cannot be opened.", error))??;
        let service = Arc::new(Service::new(store, registry, tokens, address, data_name, level));
        let (stopping, stopped) = watch::channel(false);
        let listening = tokio::spawn(listen(listener, Arc::clone(&service), stopped));
        Ok(Emulator::new(service, token, descriptor, stopping, listening))
    }
}

/// Refuses a path that was set by mistake.
fn validate_path(path: &Path) -> Result<(), Error> {
    let text = path.to_string_lossy();
    let line_break = || text.contains(['\n', '\r']).then_some("contains a line break: remove it");
    match find_mistake(&text).or_else(line_break) {
        Some(why) => Err(Error::new(format!("The path of the data file {why}.")).about(&[Setting::Data])),
        None => Ok(()),
    }
}

/// The reason why the emulator cannot listen, and the setting to change.
fn bind_error(host: IpAddr, port: u16, error: std::io::Error) -> Error {
    let (why, settings): (String, &[Setting]) = match error.kind() {
        ErrorKind::AddrInUse => (
            format!("Port {port} of {host} is taken: stop the other program, or use another port; 0 is any free port."),
            &[Setting::Port],
        ),
        ErrorKind::PermissionDenied => (
            format!(
                "This user is not allowed to listen on port {port} of {host} ({error}): use another port; 0 is any \
                 free port."
            ),
            &[Setting::Port],
        ),
        ErrorKind::AddrNotAvailable | ErrorKind::InvalidInput => (
            format!(
                "This machine has no address {host} ({error}): 127.0.0.1 is for this machine only, 0.0.0.0 is every \
                 address."
            ),
            &[Setting::Host],
        ),
        _ => (format!("The emulator cannot listen on {host} port {port}: {error}."), &[Setting::Host, Setting::Port]),
    };
    Error::with_source(why, error).about(settings)
}

/// Listens with a queue for bursts of connections. A client that does not fit into the queue waits
/// a second before it tries again.
fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    const QUEUE: u32 = 4096;
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // On other systems it would let two processes use the same port.
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

/// Does not contain the tokens and the login of the registry.
impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}
