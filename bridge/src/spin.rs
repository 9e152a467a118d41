//! Adaptive spinning. It makes fast replies from the same machine faster, mainly in test suites
//! that run against the emulator. It does nothing for calls over a network.
//!
//! When a reply takes microseconds, most of a call is the time that sleeping processors take to
//! wake up. So the thread that drives a runtime polls for up to [`SPIN_TIME`] before it sleeps:
//! during a call that follows a fast call, and after every fast call, because the next one may
//! start soon. A call is fast if it took at most [`SPIN_TIME`] and no other call was pending. So
//! slow calls cost nothing, except for one [`SPIN_TIME`] at the first slow call after a fast one,
//! and many concurrent calls keep the thread awake without spinning.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::yield_now;

/// Maximum duration of a fast call, and the time that a thread then stays awake. Several times
/// longer than waking two processors takes, and shorter than a network round trip.
const SPIN_TIME: Duration = Duration::from_micros(250);

/// Keeps the thread that drives a runtime awake.
#[derive(Debug)]
pub(crate) struct Spinner {
    created: Instant,
    /// Time at which the thread may sleep again, in nanoseconds since `created`.
    deadline: AtomicU64,
    was_fast: AtomicBool,
    pending: AtomicUsize,
    spin_requested: Notify,
}

/// Measures one pending call. Dropping it without [`finish`](Self::finish) means that the call was
/// cancelled.
#[derive(Debug)]
pub(crate) struct CallTimer<'a> {
    spinner: &'a Spinner,
    start: Instant,
    is_alone: bool,
}

impl Spinner {
    /// Spawns the spinning task on a runtime. It does nothing on a single processor, where the
    /// other side needs that processor. Call it only while no fork can happen.
    pub(crate) fn spawn_on(runtime: &Handle) -> Arc<Self> {
        let spinner = Arc::new(Self {
            created: Instant::now(),
            deadline: AtomicU64::new(0),
            was_fast: AtomicBool::new(false),
            pending: AtomicUsize::new(0),
            spin_requested: Notify::new(),
        });
        if has_several_processors() {
            let spinning = spinner.clone();
            runtime.spawn(async move { spinning.spin().await });
        }
        spinner
    }

    async fn spin(&self) {
        loop {
            self.spin_requested.notified().await;
            while self.now() < self.deadline.load(Ordering::Relaxed) {
                // The runtime polls the system for events, without waiting, before it returns here.
                yield_now().await;
            }
        }
    }

    /// Starts to measure a call.
    pub(crate) fn start_call(&self) -> CallTimer<'_> {
        let is_alone = self.pending.fetch_add(1, Ordering::Relaxed) == 0;
        self.spin_if(is_alone && self.was_fast.load(Ordering::Relaxed));
        CallTimer { spinner: self, start: Instant::now(), is_alone }
    }

    fn spin_if(&self, spins: bool) {
        let deadline = if spins { self.now() + nanoseconds(SPIN_TIME) } else { 0 };
        self.deadline.store(deadline, Ordering::Relaxed);
        if spins {
            self.spin_requested.notify_one();
        }
    }

    fn now(&self) -> u64 {
        nanoseconds(self.created.elapsed())
    }
}

impl CallTimer<'_> {
    /// Ends the measurement of a call that is complete.
    pub(crate) fn finish(self) {
        let is_alone = self.is_alone && self.spinner.pending.load(Ordering::Relaxed) == 1;
        let is_fast = is_alone && self.start.elapsed() <= SPIN_TIME;
        self.spinner.was_fast.store(is_fast, Ordering::Relaxed);
        self.spinner.spin_if(is_fast);
    }
}

impl Drop for CallTimer<'_> {
    fn drop(&mut self) {
        self.spinner.pending.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Nanoseconds as an integer, enough for 584 years.
fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

// The result is not cached: a fork could happen while the cache is filled, and quotas change.
fn has_several_processors() -> bool {
    thread::available_parallelism().is_ok_and(|processors| processors.get() > 1)
}

/// Access for the tests of modules that use a spinner.
#[cfg(test)]
impl Spinner {
    pub(crate) fn record_fast_call(&self) {
        self.start_call().finish_fast();
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.pending.load(Ordering::Relaxed) == 0
    }

    pub(crate) fn is_awake(&self) -> bool {
        let deadline = self.deadline.load(Ordering::Relaxed);
        assert!(deadline <= self.now() + nanoseconds(SPIN_TIME), "within the limit");
        deadline > 0
    }
}

#[cfg(test)]
impl CallTimer<'_> {
    /// Ends a call as fast, however slow this machine is.
    fn finish_fast(mut self) {
        self.start = Instant::now() + Duration::from_secs(60);
        self.finish();
    }

    fn finish_slow(mut self) {
        self.start = Instant::now().checked_sub(SPIN_TIME * 2).unwrap();
        self.finish();
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Wake};

    use tokio::runtime::Builder;

    use super::*;

    fn spinner() -> Arc<Spinner> {
        Spinner::spawn_on(Builder::new_current_thread().build().unwrap().handle())
    }

    #[test]
    fn it_spins_after_a_fast_call_that_was_alone() {
        let spinner = spinner();
        spinner.start_call().finish_slow();
        assert!(!spinner.is_awake());
        let first = spinner.start_call();
        assert!(!spinner.is_awake(), "the previous call was slow");
        first.finish_fast();
        assert!(spinner.is_awake(), "for the next call");
        let second = spinner.start_call();
        assert!(spinner.is_awake(), "for its reply");
        second.finish_slow();
        assert!(!spinner.is_awake(), "the second call was slow");
    }

    #[test]
    fn concurrent_calls_do_not_spin() {
        let spinner = spinner();
        spinner.record_fast_call();
        let [first, second] = [spinner.start_call(), spinner.start_call()];
        assert!(!spinner.is_awake());
        first.finish_fast();
        assert!(!spinner.is_awake(), "another call was pending");
        second.finish_fast();
        assert!(!spinner.is_awake(), "another call was pending when it started");
        drop(spinner.start_call());
        assert!(spinner.is_idle());
        spinner.record_fast_call();
        assert!(spinner.is_awake(), "a cancelled call is not pending");
    }

    #[test]
    fn the_task_yields_until_the_deadline_and_then_sleeps() {
        #[derive(Default)]
        struct Counter(AtomicUsize);
        impl Wake for Counter {
            fn wake(self: Arc<Self>) {
                self.0.fetch_add(1, Ordering::Relaxed);
            }
        }
        let counter = Arc::new(Counter::default());
        let waker = counter.clone().into();
        let spinner = spinner();
        let mut spinning = pin!(spinner.spin());
        let mut count_wakes = || {
            let before = counter.0.load(Ordering::Relaxed);
            assert!(spinning.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            counter.0.load(Ordering::Relaxed) - before
        };
        assert_eq!(count_wakes(), 0, "no call was made");
        for _ in 0..2 {
            spinner.record_fast_call();
            spinner.deadline.store(u64::MAX, Ordering::Relaxed);
            assert_eq!([count_wakes(), count_wakes()], [1, 1]);
            spinner.deadline.store(1, Ordering::Relaxed);
            assert_eq!([count_wakes(), count_wakes()], [0, 0]);
        }
    }

    #[test]
    fn the_task_ends_with_its_runtime_and_needs_several_processors() {
        let runtime = Builder::new_current_thread().build().unwrap();
        let spinner = Spinner::spawn_on(runtime.handle());
        runtime.block_on(yield_now());
        assert_eq!(Arc::strong_count(&spinner) == 2, has_several_processors());
        drop(runtime);
        assert_eq!(Arc::strong_count(&spinner), 1);
    }
}
