//! `edgegap emulator exec`: a command with an emulator of its own.

use std::ffi::OsString;
use std::process::ExitStatus;

use clap::ArgMatches;
use edgegap_emulator::Emulator;
use tokio::process::Command;

use super::state::read_state;
use crate::exit;
use crate::failure::{Failure, Result};
use crate::session::Session;

/// The exit code of a shell for a command that does not exist.
const NOT_FOUND: u8 = 127;

pub(super) async fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<u8> {
    let words: Vec<&OsString> = matches.get_many("command").into_iter().flatten().collect();
    let Some((program, arguments)) = words.split_first() else { return Err(Failure::usage("name a command")) };
    let emulator = Emulator::builder().environment(session.host.variables()).start().await?;
    if let Some(path) = matches.get_one::<String>("seed") {
        let state = read_state(session, path).await?;
        emulator.control("PUT", "state", &state).await?;
    }
    let mut command = Command::new(program);
    command.args(arguments).current_dir(session.host.path("."));
    command.env_clear().envs(session.host.variables());
    command.env("EDGEGAP_BASE_URL", emulator.url()).env("EDGEGAP_TOKEN", emulator.token());
    let forwarding = Forwarding::start()?;
    let mut child =
        command.spawn().map_err(|error| Failure::new(NOT_FOUND, format!("{}: {error}", program.to_string_lossy())))?;
    let status = forwarding.wait(&mut child).await;
    emulator.stop().await;
    status.map(code).map_err(|error| Failure::new(exit::FAILED, format!("the command cannot be waited for: {error}")))
}

/// The exit code of a command, in the form of shells for one that a signal ended.
fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).unwrap_or(exit::FAILED);
    }
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(exit::FAILED)
}

#[cfg(unix)]
use self::unix::Forwarding;
#[cfg(windows)]
use self::windows::Forwarding;

/// Signals to this process are passed on to the command.
#[cfg(unix)]
mod unix {
    use std::io::{self, IsTerminal};
    use std::process::ExitStatus;

    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;
    use tokio::process::Child;
    use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

    use crate::exit;
    use crate::failure::{Failure, Result};

    pub(super) struct Forwarding {
        interrupt: Stream,
        terminate: Stream,
        hangup: Stream,
    }

    impl Forwarding {
        /// Receives signals. A signal may follow at once, so this comes before the command starts.
        pub(super) fn start() -> Result<Self> {
            let receive = |kind| {
                signal(kind).map_err(|error| Failure::new(exit::FAILED, format!("signals cannot be received: {error}")))
            };
            Ok(Self {
                interrupt: receive(SignalKind::interrupt())?,
                terminate: receive(SignalKind::terminate())?,
                hangup: receive(SignalKind::hangup())?,
            })
        }

        /// Waits for the end of the command.
        pub(super) async fn wait(mut self, child: &mut Child) -> io::Result<ExitStatus> {
            // Ctrl-C in a terminal reaches the command too: the terminal sends it to both.
            let is_sent_to_both = io::stdin().is_terminal() || io::stderr().is_terminal();
            loop {
                let received = tokio::select! {
                    status = child.wait() => return status,
                    _ = self.interrupt.recv() => Signal::SIGINT,
                    _ = self.terminate.recv() => Signal::SIGTERM,
                    _ = self.hangup.recv() => Signal::SIGHUP,
                };
                let id = child.id().and_then(|id| i32::try_from(id).ok());
                if let Some(id) = id.filter(|_| received != Signal::SIGINT || !is_sent_to_both) {
                    // The command may have ended meanwhile.
                    let _ = kill(Pid::from_raw(id), received);
                }
            }
        }
    }
}

/// A console sends Ctrl-C to the command too.
#[cfg(windows)]
mod windows {
    use std::io;
    use std::process::ExitStatus;

    use tokio::process::Child;

    use crate::failure::Result;

    pub(super) struct Forwarding;

    impl Forwarding {
        pub(super) fn start() -> Result<Self> {
            Ok(Self)
        }

        /// Waits for the end of the command.
        pub(super) async fn wait(self, child: &mut Child) -> io::Result<ExitStatus> {
            loop {
                tokio::select! {
                    status = child.wait() => return status,
                    received = tokio::signal::ctrl_c() => received?,
                }
            }
        }
    }
}
