//! Runs another program to its end, and passes signals on to it.

use std::io;
use std::process::ExitStatus;

use tokio::process::Command;

/// The exit code if a command failed without one of its own.
const FAILED: u8 = 1;

/// Runs a command to its end. Ctrl-C and SIGTERM end the command and not this process, which
/// returns its exit code in the form of shells: 128 and the number of the signal that ended it.
///
/// # Errors
/// Fails if the command cannot be started.
pub async fn execute(mut command: Command) -> io::Result<u8> {
    let forwarding = Forwarding::start()?;
    let mut child = command.spawn()?;
    forwarding.wait(&mut child).await.map(code)
}

/// The exit code of a command, in the form of shells for one that a signal ended.
fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).unwrap_or(FAILED);
    }
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(FAILED)
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

    pub(super) struct Forwarding {
        interrupt: Stream,
        terminate: Stream,
        hangup: Stream,
    }

    impl Forwarding {
        /// Receives signals. A signal may follow at once, so this comes before the command starts.
        pub(super) fn start() -> io::Result<Self> {
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
                hangup: signal(SignalKind::hangup())?,
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

    pub(super) struct Forwarding;

    impl Forwarding {
        pub(super) fn start() -> io::Result<Self> {
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
