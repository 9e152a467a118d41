//! The active faults, and the selection of those that hit a call.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::{Fault, FaultKind, When};

/// A fault that was injected.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InjectedFault {
    /// Number of the fault, counted from 1.
    #[serde(default)]
    pub id: u64,
    /// The fault as it was injected.
    #[serde(flatten)]
    pub fault: Fault,
    /// Number of calls that it hit.
    pub hits: u64,
    /// True if it can still hit a call: its number of hits and its time are not over.
    #[serde(default)]
    pub is_active: bool,
    #[serde(skip)]
    progress: Progress,
}

/// What a fault did so far, besides its hits.
#[derive(Clone, Debug, Default)]
struct Progress {
    /// Number of calls that were skipped.
    skipped: u64,
    /// The end of its time.
    end: Option<Instant>,
    /// The window of a rate limit: its end, and the number of calls in it.
    window: Option<(Instant, u64)>,
}

/// The faults that hit one call.
#[derive(Debug, Default)]
pub(crate) struct Injected {
    /// Delay before the call is carried out.
    pub(crate) delay_before: Duration,
    /// Delay after the call was carried out.
    pub(crate) delay_after: Duration,
    /// True if an update changes nothing.
    pub(crate) is_ignored: bool,
    /// Number of responses with an empty tag, and the time of it.
    pub(crate) settle: Option<(u64, Duration)>,
    /// The age of the objects that a list does not show yet.
    pub(crate) hidden: Option<Duration>,
    /// The fault that replaces the response.
    pub(crate) fault: Option<(When, FaultKind)>,
    /// The kind of the last fault that changes the call.
    pub(crate) name: Option<&'static str>,
}

/// The active faults in the order of their injection.
#[derive(Debug, Default)]
pub(crate) struct ActiveFaults(Mutex<List>);

#[derive(Debug, Default)]
struct List {
    last_id: u64,
    faults: Vec<InjectedFault>,
}

impl ActiveFaults {
    fn with<T>(&self, act: impl FnOnce(&mut List) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds a fault, and returns its id.
    pub(crate) fn add(&self, fault: Fault) -> u64 {
        let end = fault.ttl.map(|ttl| Instant::now() + ttl);
        let progress = Progress { end, ..Progress::default() };
        self.with(|list| {
            list.last_id += 1;
            list.faults.push(InjectedFault { id: list.last_id, fault, hits: 0, is_active: true, progress });
            list.last_id
        })
    }

    /// Removes a fault. False if there is none with this id.
    pub(crate) fn remove(&self, id: u64) -> bool {
        self.with(|list| {
            let before = list.faults.len();
            list.faults.retain(|fault| fault.id != id);
            list.faults.len() < before
        })
    }

    pub(crate) fn clear(&self) {
        self.with(|list| list.faults.clear());
    }

    pub(crate) fn list(&self) -> Vec<InjectedFault> {
        let mut faults = self.with(|list| list.faults.clone());
        let now = Instant::now();
        faults.iter_mut().for_each(|fault| fault.is_active = !fault.is_over(now));
        faults
    }

    /// Selects the faults that hit the next call of an operation. Delays add up until the first
    /// fault that replaces the response. Later faults do not count the call. `has_name` is true for
    /// the names in the call.
    pub(crate) fn next_for(&self, operation: &str, has_name: impl Fn(&str) -> bool) -> Injected {
        self.with(|list| {
            let mut injected = Injected::default();
            if list.faults.is_empty() {
                return injected;
            }
            let now = Instant::now();
            for active in &mut list.faults {
                if active.matches(operation, now, &has_name) && active.hits_next(now) {
                    active.hits += 1;
                    if active.fault.apply(&mut injected) {
                        break;
                    }
                }
            }
            injected
        })
    }
}

impl InjectedFault {
    fn is_over(&self, now: Instant) -> bool {
        self.fault.times.is_some_and(|times| self.hits >= times) || self.progress.end.is_some_and(|end| now >= end)
    }

    fn matches(&self, operation: &str, now: Instant, has_name: impl Fn(&str) -> bool) -> bool {
        (self.fault.operation == "*" || self.fault.operation == operation)
            && self.fault.kind.concerns(operation)
            && !self.is_over(now)
            && self.fault.name.as_deref().is_none_or(has_name)
    }

    /// True if the fault hits the matching call that comes next.
    fn hits_next(&mut self, now: Instant) -> bool {
        if self.progress.skipped < self.fault.skip {
            self.progress.skipped += 1;
            return false;
        }
        if let FaultKind::RateLimit { calls, window, .. } = self.fault.kind {
            let running = self.progress.window.filter(|(end, _)| now < *end);
            let (end, before) = running.unwrap_or((now + window, 0));
            self.progress.window = Some((end, before + 1));
            if before < calls {
                return false;
            }
        }
        self.fault.chance.is_none_or(|chance| fastrand::f64() < chance)
    }
}

impl Fault {
    /// Adds the effect of the fault. True if it replaces the response.
    fn apply(&self, injected: &mut Injected) -> bool {
        injected.name = Some(self.kind.name());
        match (&self.kind, self.when) {
            (FaultKind::Latency(delay), When::Before) => injected.delay_before += *delay,
            (FaultKind::Latency(delay), When::After) => injected.delay_after += *delay,
            (FaultKind::Settle { reads, time }, _) => injected.settle = Some((*reads, *time)),
            (FaultKind::Ignored, _) => injected.is_ignored = true,
            (FaultKind::EventualList(delay), _) => injected.hidden = injected.hidden.max(Some(*delay)),
            (FaultKind::RateLimit { retry_after, .. }, _) => {
                let refused = FaultKind::Status { code: 429, retry_after: retry_after.clone() };
                injected.fault = Some((When::Before, refused));
                return true;
            }
            (kind, when) => {
                injected.fault = Some((when, kind.clone()));
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// True if the next call of an operation is replaced.
    fn is_hit(faults: &ActiveFaults, operation: &str) -> bool {
        faults.next_for(operation, |_| false).fault.is_some()
    }

    #[test]
    fn a_fault_skips_then_hits_then_ends() {
        let faults = ActiveFaults::default();
        faults.add(Fault::reset("versions.get").skip(1).times(2));
        faults.add(Fault::latency("*", Duration::from_millis(1)));
        let hits: Vec<bool> = (0..4).map(|_| is_hit(&faults, "versions.get")).collect();
        assert_eq!(hits, [false, true, true, false]);
        assert!(!is_hit(&faults, "versions.list"));
        let state: Vec<_> = faults.list().iter().map(|fault| (fault.id, fault.hits, fault.is_active)).collect();
        assert_eq!(state, [(1, 2, false), (2, 3, true)]);
        assert!(faults.remove(1) && !faults.remove(1));
        assert_eq!(faults.add(Fault::reset("*")), 3);
    }

    #[test]
    fn a_fault_ends_after_its_time() {
        let faults = ActiveFaults::default();
        faults.add(Fault::reset("*").ttl(Duration::from_nanos(1)));
        std::thread::yield_now();
        assert!(!is_hit(&faults, "versions.get"));
        assert!(!faults.list()[0].is_active);
        faults.add(Fault::reset("*").ttl(Duration::from_secs(3600)));
        assert!(is_hit(&faults, "versions.get"));
    }

    #[test]
    fn a_name_limits_the_calls() {
        let faults = ActiveFaults::default();
        faults.add(Fault::reset("*").name("game"));
        assert!(faults.next_for("versions.get", |name| name == "game").fault.is_some());
        assert!(!is_hit(&faults, "versions.get"));
    }

    #[test]
    fn a_chance_hits_some_calls() {
        let faults = ActiveFaults::default();
        faults.add(Fault::reset("*").chance(0.5));
        let hits = (0..1000).filter(|_| is_hit(&faults, "versions.get")).count();
        assert!((300..700).contains(&hits), "{hits}");
        assert_eq!(faults.list()[0].hits, hits as u64);
    }

    #[test]
    fn a_rate_limit_refuses_calls_of_its_window() {
        let faults = ActiveFaults::default();
        faults.add(Fault::rate_limit("*", 2, Duration::from_secs(600)).retry_after(3));
        let hits: Vec<bool> = (0..4).map(|_| is_hit(&faults, "versions.get")).collect();
        assert_eq!(hits, [false, false, true, true]);
        let hit = faults.next_for("versions.get", |_| false);
        assert_eq!(
            (hit.name, hit.fault),
            (Some("rate_limit"), Some((When::Before, FaultKind::Status { code: 429, retry_after: Some("3".into()) })))
        );
        faults.clear();
        faults.add(Fault::rate_limit("*", 0, Duration::from_nanos(1)));
        assert!(is_hit(&faults, "versions.get") && is_hit(&faults, "versions.get"));
    }

    #[test]
    fn kinds_that_change_the_call_combine() {
        let faults = ActiveFaults::default();
        faults.add(Fault::settle("*", 2, Duration::ZERO));
        faults.add(Fault::ignored("*"));
        faults.add(Fault::eventual_list("*", Duration::from_secs(1)));
        let update = faults.next_for("versions.update", |_| false);
        assert_eq!((update.settle, update.is_ignored, update.hidden), (Some((2, Duration::ZERO)), true, None));
        let list = faults.next_for("versions.list", |_| false);
        assert_eq!((list.settle, list.is_ignored, list.hidden), (None, false, Some(Duration::from_secs(1))));
        assert_eq!(faults.next_for("versions.create", |_| false).name, None);
    }
}
