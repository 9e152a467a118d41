//! Adaptive spinning. Where replies come within microseconds, as from an emulator or a proxy on the same machine, most of a call is the waking of
//! processors that went to sleep meanwhile; so the thread that drives a runtime looks for what happens for a [`MOMENT`] before it sleeps.
//!
//! It does so after a call that was over within a moment, with no other call beside it. A call over a network therefore costs nothing, the first one
//! after such a call one moment; many at a time keep the thread awake by themselves.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::task::yield_now;

/// As long as a quick call takes at most, and as a thread stays awake for what comes next: some times what the waking of two processors takes, and less
/// than a network does.
const MOMENT: Duration = Duration::from_micros(250);

/// Keeps the thread that drives a runtime awake, as long as that runtime runs [`spin`](Self::spin).
#[derive(Debug)]
pub(crate) struct Spinner {
    made: Instant,
    /// Until when to stay awake, in nanoseconds since it was made.
    until: AtomicU64,
    /// Whether the last call was.
    is_quick: AtomicBool,
    under_way: AtomicUsize,
    woken: Notify,
}

/// A call under way.
#[derive(Debug)]
pub(crate) struct Waiting<'a> {
    spinner: &'a Spinner,
    began: Instant,
    is_alone: bool,
}

impl Spinner {
    pub(crate) fn new() -> Self {
        Self {
            made: Instant::now(),
            until: AtomicU64::new(0),
            is_quick: AtomicBool::new(false),
            under_way: AtomicUsize::new(0),
            woken: Notify::new(),
        }
    }

    /// The task that keeps its runtime's thread awake. It ends at once where only one processor is: whoever is waited for needs that one.
    pub(crate) async fn spin(&self) {
        if has_another_processor() {
            self.spin_for_ever().await;
        }
    }

    async fn spin_for_ever(&self) {
        loop {
            self.woken.notified().await;
            while self.is_awake() {
                // The runtime comes back here after it has asked the system what happened, without waiting.
                yield_now().await;
            }
        }
    }

    /// A call begins.
    pub(crate) fn begin(&self) -> Waiting<'_> {
        let is_alone = self.under_way.fetch_add(1, Ordering::Relaxed) == 0;
        self.stay_awake(is_alone && self.is_quick.load(Ordering::Relaxed));
        Waiting { spinner: self, began: Instant::now(), is_alone }
    }

    fn stay_awake(&self, stays: bool) {
        let until = if stays { self.now() + nanoseconds(MOMENT) } else { 0 };
        self.until.store(until, Ordering::Relaxed);
        if stays {
            self.woken.notify_one();
        }
    }

    fn is_awake(&self) -> bool {
        self.now() < self.until.load(Ordering::Relaxed)
    }

    fn now(&self) -> u64 {
        nanoseconds(self.made.elapsed())
    }
}

impl Waiting<'_> {
    /// The call is over, and another one may begin soon.
    pub(crate) fn end(self) {
        let is_alone = self.is_alone && self.spinner.under_way.load(Ordering::Relaxed) == 1;
        let is_quick = is_alone && self.began.elapsed() <= MOMENT;
        self.spinner.is_quick.store(is_quick, Ordering::Relaxed);
        self.spinner.stay_awake(is_quick);
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.spinner.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Enough for 584 years.
fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

fn has_another_processor() -> bool {
    static ANOTHER: OnceLock<bool> = OnceLock::new();
    *ANOTHER.get_or_init(|| thread::available_parallelism().is_ok_and(|processors| processors.get() > 1))
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::Arc;
    use std::task::{Context, Wake};

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    impl Spinner {
        fn stays(&self) -> bool {
            self.until.load(Ordering::Relaxed) > 0
        }
    }

    impl Waiting<'_> {
        /// However long this machine took.
        fn ends_at_once(mut self) {
            self.began = Instant::now() + LONG;
            self.end();
        }

        fn ends_late(mut self) {
            self.began = Instant::now().checked_sub(LONG).unwrap();
            self.end();
        }
    }

    #[test]
    fn it_stays_awake_after_a_quick_call_that_was_alone() {
        let spinner = Spinner::new();
        spinner.begin().ends_late();
        assert!(!spinner.stays());
        let first = spinner.begin();
        assert!(!spinner.stays(), "the last one was slow");
        first.ends_at_once();
        assert!(spinner.stays(), "for the next one");
        let second = spinner.begin();
        assert!(spinner.stays(), "for its reply");
        second.ends_late();
        assert!(!spinner.stays(), "that one was slow");
    }

    #[test]
    fn calls_beside_others_are_no_reason_to_stay_awake() {
        let spinner = Spinner::new();
        spinner.begin().ends_at_once();
        let [first, second] = [spinner.begin(), spinner.begin()];
        assert!(!spinner.stays());
        first.ends_at_once();
        assert!(!spinner.stays(), "another one was under way");
        second.ends_at_once();
        assert!(!spinner.stays(), "another one was under way when it began");
        drop(spinner.begin());
        spinner.begin().ends_at_once();
        assert!(spinner.stays(), "what was given up is not under way");
    }

    #[test]
    fn it_asks_to_be_run_again_while_it_is_awake_and_not_longer() {
        #[derive(Default)]
        struct Counter(AtomicUsize);
        impl Wake for Counter {
            fn wake(self: Arc<Self>) {
                self.0.fetch_add(1, Ordering::Relaxed);
            }
        }
        let counter = Arc::new(Counter::default());
        let waker = counter.clone().into();
        let spinner = Spinner::new();
        let mut spinning = pin!(spinner.spin_for_ever());
        let mut asked = || {
            let before = counter.0.load(Ordering::Relaxed);
            assert!(spinning.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            counter.0.load(Ordering::Relaxed) - before
        };
        assert_eq!(asked(), 0, "nothing was called");
        for _ in 0..2 {
            spinner.begin().ends_at_once();
            spinner.until.store(u64::MAX, Ordering::Relaxed);
            assert_eq!([asked(), asked()], [1, 1]);
            spinner.until.store(1, Ordering::Relaxed);
            assert_eq!([asked(), asked()], [0, 0]);
        }
    }
}
