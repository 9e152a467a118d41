//! SIGPIPE. On Linux, a write to a connection that the server has closed raises it. If the process
//! uses the default action, as scripts do that should exit quietly behind `| head`, the signal ends
//! the process without a message.
//!
//! The background thread always blocks the signal. A thread of the host blocks it during a call.

/// Blocks the signal on this thread permanently, and on threads that it starts.
pub(crate) fn block() {
    #[cfg(target_os = "linux")]
    {
        // If the system refuses, nothing changes.
        let _ = linux::set().thread_block();
    }
}

/// Blocks the signal on this thread until it is dropped, and discards a signal that was raised in
/// between.
#[derive(Debug)]
pub struct Shield {
    #[cfg(target_os = "linux")]
    before: Option<nix::sys::signal::SigSet>,
}

impl Shield {
    /// Blocks the signal.
    #[cfg(target_os = "linux")]
    pub fn raise() -> Self {
        use nix::sys::signal::{SigSet, SigmaskHow, Signal};
        let before = linux::set().thread_swap_mask(SigmaskHow::SIG_BLOCK).ok();
        // A host that had blocked the signal before handles it.
        Self { before: before.filter(|before: &SigSet| !before.contains(Signal::SIGPIPE)) }
    }

    /// Has no effect: on this platform no write raises the signal.
    #[cfg(not(target_os = "linux"))]
    pub fn raise() -> Self {
        Self {}
    }
}

#[cfg(target_os = "linux")]
impl Drop for Shield {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            // If the signal cannot be discarded, it stays blocked on this thread, so that it does
            // not end the process.
            if linux::take_pending() {
                let _ = before.thread_set_mask();
            }
        }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use nix::sys::signal::{SigSet, Signal};
    use nix::sys::signalfd::{SfdFlags, SignalFd};

    pub(super) fn set() -> SigSet {
        let mut set = SigSet::empty();
        set.add(Signal::SIGPIPE);
        set
    }

    /// Discards a pending signal, so that it is not delivered when it is unblocked. False on
    /// failure, for example without a free file descriptor.
    pub(super) fn take_pending() -> bool {
        let waiting = SignalFd::with_flags(&set(), SfdFlags::SFD_NONBLOCK | SfdFlags::SFD_CLOEXEC);
        waiting.is_ok_and(|waiting| waiting.read_signal().is_ok())
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use nix::sys::signal::{SigSet, Signal, raise};

    use super::*;

    #[test]
    fn a_signal_that_was_raised_meanwhile_is_gone() {
        // Rust programs ignore the signal, so the test checks the mask.
        let is_blocked = || SigSet::thread_get_mask().unwrap().contains(Signal::SIGPIPE);
        assert!(!is_blocked());
        {
            let _shield = Shield::raise();
            assert!(is_blocked());
            {
                let _inner = Shield::raise();
            }
            assert!(is_blocked(), "the outer shield remains");
            raise(Signal::SIGPIPE).unwrap();
        }
        assert!(!is_blocked());
        std::thread::spawn(move || {
            block();
            assert!(SigSet::thread_get_mask().unwrap().contains(Signal::SIGPIPE));
        })
        .join()
        .unwrap();
    }
}
