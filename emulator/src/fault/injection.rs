//! The active faults, and the selection of those that hit a call.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Fault, FaultKind, When};

/// A fault and the number of calls that it hit.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InjectedFault {
    /// The fault as it was injected.
    #[serde(flatten)]
    pub fault: Fault,
    /// Number of calls that it hit.
    pub hits: u64,
    #[serde(skip)]
    skipped: u64,
}

/// The faults that hit one call.
#[derive(Debug, Default)]
pub(crate) struct Injected {
    /// Delay before the call is carried out.
    pub(crate) delay_before: Duration,
    /// Delay after the call was carried out.
    pub(crate) delay_after: Duration,
    /// The fault that replaces the response.
    pub(crate) fault: Option<(When, FaultKind)>,
}

/// The active faults in the order of their injection.
#[derive(Debug, Default)]
pub(crate) struct ActiveFaults(Mutex<Vec<InjectedFault>>);

impl ActiveFaults {
    fn with<T>(&self, act: impl FnOnce(&mut Vec<InjectedFault>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn add(&self, fault: Fault) {
        self.with(|faults| faults.push(InjectedFault { fault, hits: 0, skipped: 0 }));
    }

    pub(crate) fn clear(&self) {
        self.with(Vec::clear);
    }

    pub(crate) fn list(&self) -> Vec<InjectedFault> {
        self.with(|faults| faults.clone())
    }

    /// Selects the faults that hit the next call of an operation. Delays add up until the first
    /// fault that replaces the response. Later faults do not count the call.
    pub(crate) fn next_for(&self, operation: &str) -> Injected {
        self.with(|faults| {
            let mut injected = Injected::default();
            for active in faults.iter_mut().filter(|active| active.matches(operation)) {
                if active.skipped < active.fault.skip {
                    active.skipped += 1;
                    continue;
                }
                active.hits += 1;
                match (&active.fault.kind, active.fault.when) {
                    (FaultKind::Latency(delay), When::Before) => injected.delay_before += *delay,
                    (FaultKind::Latency(delay), When::After) => injected.delay_after += *delay,
                    (kind, when) => {
                        injected.fault = Some((when, kind.clone()));
                        break;
                    }
                }
            }
            injected
        })
    }
}

impl InjectedFault {
    fn matches(&self, operation: &str) -> bool {
        let matches = self.fault.operation == "*" || self.fault.operation == operation;
        matches && self.fault.times.is_none_or(|times| self.hits < times)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_skips_then_hits_then_ends() {
        let faults = ActiveFaults::default();
        faults.add(Fault::reset("versions.get").skip(1).times(2));
        faults.add(Fault::latency("*", Duration::from_millis(1)));
        let hits: Vec<bool> = (0..4).map(|_| faults.next_for("versions.get").fault.is_some()).collect();
        assert_eq!(hits, [false, true, true, false]);
        assert!(faults.next_for("versions.list").fault.is_none());
        assert_eq!(faults.list().iter().map(|active| active.hits).collect::<Vec<_>>(), [2, 3]);
    }
}
