//! Adaptive spinning. Where replies come within microseconds, as from an emulator or a proxy on the same machine, most of a call is the waking of
//! processors that went to sleep meanwhile; so the thread that drives a runtime looks for what happens for a [`MOMENT`] before it sleeps.
//!
//! It does so during a call that follows a quick one, and after every quick one, as the next may begin soon. A call is quick if it was over within a
//! moment, with no other beside it. So those that take longer cost nothing, but one moment for the first after a quick one; and many at a time keep
//! the thread awake by themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::yield_now;

/// As long as a quick call takes at most, and as a thread stays awake for what comes next: some times what the waking of two processors takes, and less
/// than a network does.
const MOMENT: Duration = Duration::from_micros(250);

/// Keeps the thread that drives a runtime awake.
#[derive(Debug)]
pub(crate) struct Spinner {
    made: Instant,
    /// Until when the thread stays awake, in nanoseconds since this was made.
    until: AtomicU64,
    /// Whether the last call was quick.
    was_quick: AtomicBool,
    under_way: AtomicUsize,
    woken: Notify,
}

/// A call under way.
#[derive(Debug)]
pub(crate) struct UnderWay<'a> {
    spinner: &'a Spinner,
    began: Instant,
    is_alone: bool,
}

impl Spinner {
    /// Keeps the thread of this runtime awake, as a task of it. Where only one processor is it does nothing: whoever is waited for needs that one. To be
    /// called where no fork can happen at the same time.
    pub(crate) fn on(runtime: &Handle) -> Arc<Self> {
        let spinner = Arc::new(Self {
            made: Instant::now(),
            until: AtomicU64::new(0),
            was_quick: AtomicBool::new(false),
            under_way: AtomicUsize::new(0),
            woken: Notify::new(),
        });
        if has_another_processor() {
            let spinning = spinner.clone();
            runtime.spawn(async move { spinning.spin().await });
        }
        spinner
    }

    async fn spin(&self) {
        loop {
            self.woken.notified().await;
            while self.now() < self.until.load(Ordering::Relaxed) {
                // The runtime comes back here after it has asked the system what happened, without waiting.
                yield_now().await;
            }
        }
    }

    /// A call begins.
    pub(crate) fn begin(&self) -> UnderWay<'_> {
        let is_alone = self.under_way.fetch_add(1, Ordering::Relaxed) == 0;
        self.stay_awake_if(is_alone && self.was_quick.load(Ordering::Relaxed));
        UnderWay { spinner: self, began: Instant::now(), is_alone }
    }

    fn stay_awake_if(&self, stays: bool) {
        let until = if stays { self.now() + nanoseconds(MOMENT) } else { 0 };
        self.until.store(until, Ordering::Relaxed);
        if stays {
            self.woken.notify_one();
        }
    }

    fn now(&self) -> u64 {
        nanoseconds(self.made.elapsed())
    }
}

impl UnderWay<'_> {
    /// The call is over. One that is given up is just dropped.
    pub(crate) fn end(self) {
        let is_alone = self.is_alone && self.spinner.under_way.load(Ordering::Relaxed) == 1;
        let is_quick = is_alone && self.began.elapsed() <= MOMENT;
        self.spinner.was_quick.store(is_quick, Ordering::Relaxed);
        self.spinner.stay_awake_if(is_quick);
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.spinner.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Enough for 584 years.
fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

// Not kept: a fork could fall into the keeping, and quotas change.
fn has_another_processor() -> bool {
    thread::available_parallelism().is_ok_and(|processors| processors.get() > 1)
}

/// What tests of those who use it look at.
#[cfg(test)]
impl Spinner {
    pub(crate) fn after_a_quick_call(&self) {
        self.begin().end_at_once();
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.under_way.load(Ordering::Relaxed) == 0
    }

    pub(crate) fn stays_awake(&self) -> bool {
        let until = self.until.load(Ordering::Relaxed);
        assert!(until <= self.now() + nanoseconds(MOMENT), "for a moment at most");
        until > 0
    }
}

#[cfg(test)]
impl UnderWay<'_> {
    /// However long this machine took.
    fn end_at_once(mut self) {
        self.began = Instant::now() + Duration::from_secs(60);
        self.end();
    }

    fn end_late(mut self) {
        self.began = Instant::now().checked_sub(MOMENT * 2).unwrap();
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Wake};

    use tokio::runtime::Builder;

    use super::*;

    fn spinner() -> Arc<Spinner> {
        Spinner::on(Builder::new_current_thread().build().unwrap().handle())
    }

    #[test]
    fn it_stays_awake_after_a_quick_call_that_was_alone() {
        let spinner = spinner();
        spinner.begin().end_late();
        assert!(!spinner.stays_awake());
        let first = spinner.begin();
        assert!(!spinner.stays_awake(), "the last one was slow");
        first.end_at_once();
        assert!(spinner.stays_awake(), "for the next one");
        let second = spinner.begin();
        assert!(spinner.stays_awake(), "for its reply");
        second.end_late();
        assert!(!spinner.stays_awake(), "that one was slow");
    }

    #[test]
    fn calls_beside_others_are_no_reason_to_stay_awake() {
        let spinner = spinner();
        spinner.after_a_quick_call();
        let [first, second] = [spinner.begin(), spinner.begin()];
        assert!(!spinner.stays_awake());
        first.end_at_once();
        assert!(!spinner.stays_awake(), "another one was under way");
        second.end_at_once();
        assert!(!spinner.stays_awake(), "another one was under way when it began");
        drop(spinner.begin());
        assert!(spinner.is_idle());
        spinner.after_a_quick_call();
        assert!(spinner.stays_awake(), "what was given up is not under way");
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
        let spinner = spinner();
        let mut spinning = pin!(spinner.spin());
        let mut asked = || {
            let before = counter.0.load(Ordering::Relaxed);
            assert!(spinning.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            counter.0.load(Ordering::Relaxed) - before
        };
        assert_eq!(asked(), 0, "nothing was called");
        for _ in 0..2 {
            spinner.after_a_quick_call();
            spinner.until.store(u64::MAX, Ordering::Relaxed);
            assert_eq!([asked(), asked()], [1, 1]);
            spinner.until.store(1, Ordering::Relaxed);
            assert_eq!([asked(), asked()], [0, 0]);
        }
    }

    #[test]
    fn it_is_a_task_of_its_runtime_where_somebody_else_can_answer_meanwhile() {
        let runtime = Builder::new_current_thread().build().unwrap();
        let spinner = Spinner::on(runtime.handle());
        runtime.block_on(yield_now());
        assert_eq!(Arc::strong_count(&spinner) == 2, has_another_processor());
        drop(runtime);
        assert_eq!(Arc::strong_count(&spinner), 1, "it ends with it");
    }
}
