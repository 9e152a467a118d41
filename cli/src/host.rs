//! What the program takes from the process that it runs in.

use std::cell::RefCell;
use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The environment, the working directory and the standard streams. Nothing else of the process is
/// read, because the program may run inside of another language, whose environment may differ.
pub struct Host {
    environment: Vec<(OsString, OsString)>,
    directory: PathBuf,
    pub(crate) streams: Streams,
}

/// The standard streams, and which of them are terminals.
pub struct Streams {
    input: Arc<Mutex<Box<dyn Read + Send>>>,
    pub(crate) output: RefCell<Box<dyn Write>>,
    pub(crate) errors: RefCell<Box<dyn Write>>,
    pub(crate) terminals: Terminals,
}

/// Which streams are terminals.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Terminals {
    pub(crate) input: bool,
    pub(crate) output: bool,
    pub(crate) errors: bool,
}

impl Streams {
    /// The streams of the process.
    pub fn standard() -> Self {
        let terminals = Terminals {
            input: io::stdin().is_terminal(),
            output: io::stdout().is_terminal(),
            errors: io::stderr().is_terminal(),
        };
        let streams = Self::new(io::stdin(), io::stdout(), io::stderr());
        Self { terminals, ..streams }
    }

    /// Other streams, which are not terminals.
    pub fn new(input: impl Read + Send + 'static, output: impl Write + 'static, errors: impl Write + 'static) -> Self {
        Self {
            input: Arc::new(Mutex::new(Box::new(input))),
            output: RefCell::new(Box::new(output)),
            errors: RefCell::new(Box::new(errors)),
            terminals: Terminals::default(),
        }
    }
}

impl Host {
    /// The environment, the working directory and the streams of the process.
    pub fn of_process() -> Self {
        Self {
            environment: std::env::vars_os().collect(),
            directory: std::env::current_dir().unwrap_or_default(),
            streams: Streams::standard(),
        }
    }

    /// Replaces the environment.
    pub fn environment(
        mut self,
        variables: impl IntoIterator<Item = (impl Into<OsString>, impl Into<OsString>)>,
    ) -> Self {
        self.environment = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        self
    }

    /// Replaces the working directory, in which relative paths start.
    pub fn directory(mut self, path: impl Into<PathBuf>) -> Self {
        self.directory = path.into();
        self
    }

    /// Replaces the streams.
    pub fn streams(mut self, streams: Streams) -> Self {
        self.streams = streams;
        self
    }

    /// All variables.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.environment.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    /// The value of a variable, without surrounding white space. An empty variable counts as unset.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        let is_it = |own: &OsStr| match cfg!(windows) {
            true => own.eq_ignore_ascii_case(name),
            false => own == name,
        };
        let (_, value) = self.variables().find(|(own, _)| is_it(own))?;
        value.to_str().map(str::trim).filter(|value| !value.is_empty())
    }

    /// True for a variable that means yes: it is set, and not to `0`, `false` or `no`.
    pub(crate) fn has_flag(&self, name: &str) -> bool {
        self.variable(name).is_some_and(|value| !["0", "false", "no"].contains(&value.to_ascii_lowercase().as_str()))
    }

    /// A path in the working directory.
    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.directory.join(path)
    }

    /// Standard input.
    pub(crate) fn input(&self) -> Input {
        Input(Arc::clone(&self.streams.input))
    }
}

/// Standard input. It is read on another thread, so that Ctrl-C ends the program meanwhile.
pub(crate) struct Input(Arc<Mutex<Box<dyn Read + Send>>>);

impl Input {
    /// The whole input.
    pub(crate) async fn read_all(self) -> io::Result<Vec<u8>> {
        self.read(|reader| {
            let mut bytes = Vec::new();
            reader.read_to_end(&mut bytes).map(|_| bytes)
        })
        .await
    }

    /// One line, without its end.
    pub(crate) async fn read_line(self) -> io::Result<String> {
        self.read(|reader| {
            let (mut line, mut byte) = (Vec::new(), [0]);
            // Byte by byte: what follows the line is for others.
            while reader.read(&mut byte)? == 1 && byte != [b'\n'] {
                line.extend(byte);
            }
            Ok(String::from_utf8_lossy(&line).trim().to_owned())
        })
        .await
    }

    async fn read<T: Send + 'static>(
        self,
        read: impl FnOnce(&mut dyn Read) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let reading =
            tokio::task::spawn_blocking(move || read(&mut **self.0.lock().unwrap_or_else(PoisonError::into_inner)));
        reading.await.map_err(io::Error::other)?
    }
}
