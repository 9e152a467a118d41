//! SIGPIPE. A write to a connection that the server has closed raises it on Linux, and in a process that handles it by default,
//! as scripts do that want to end quietly behind `| head`, it ends the process without a word.
//!
//! The background thread blocks it for good. A thread of the host blocks it for the time of a call.

/// Blocks the signal on this thread for good; its threads inherit that.
pub(crate) fn block() {
    #[cfg(target_os = "linux")]
    {
        // A system that refuses leaves everything as it is.
        let _ = linux::set().thread_block();
    }
}

/// Blocks the signal on this thread for as long as it lives, and takes away one that was raised meanwhile.
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
        // Whoever had it blocked before takes care of it.
        Self { before: before.filter(|before: &SigSet| !before.contains(Signal::SIGPIPE)) }
    }

    /// Elsewhere no write of ours raises it.
    #[cfg(not(target_os = "linux"))]
    pub fn raise() -> Self {
        Self {}
    }
}

#[cfg(target_os = "linux")]
impl Drop for Shield {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            // Where it cannot be taken away, it stays blocked on this thread rather than end the process.
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

    /// Takes away a signal that waits, so that it is not delivered once it is let through again. False when
    /// nobody can say, as when there is no descriptor left.
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
        // Tests ignore it, as every program in Rust does, so what is looked at is the mask.
        let is_blocked = || SigSet::thread_get_mask().unwrap().contains(Signal::SIGPIPE);
        assert!(!is_blocked());
        {
            let _shield = Shield::raise();
            assert!(is_blocked());
            {
                let _inner = Shield::raise();
            }
            assert!(is_blocked(), "the outer one is still there");
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
