//! The faults that are in force, and which of them hits a call.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::fault::{Fault, FaultKind, When};

/// A fault with what became of it so far.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Injected {
    #[serde(flatten)]
    fault: Fault,
    /// Calls that it hit.
    hits: u64,
    #[serde(skip)]
    skipped: u64,
}

/// What is to happen to one call.
#[derive(Debug, Default)]
pub(crate) struct Trouble {
    pub(crate) before: Duration,
    pub(crate) after: Duration,
    pub(crate) spoiling: Option<(When, FaultKind)>,
}

#[derive(Debug, Default)]
pub(crate) struct Injection(Mutex<Vec<Injected>>);

impl Injection {
    fn with<T>(&self, act: impl FnOnce(&mut Vec<Injected>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn add(&self, fault: Fault) {
        self.with(|faults| faults.push(Injected { fault, hits: 0, skipped: 0 }));
    }

    pub(crate) fn clear(&self) {
        self.with(Vec::clear);
    }

    pub(crate) fn list(&self) -> Vec<Injected> {
        self.with(|faults| faults.clone())
    }

    /// In the order in which they were injected: latency adds up until the first fault that spoils the answer. The faults
    /// behind that one have not seen the call.
    pub(crate) fn strike(&self, operation: &str) -> Trouble {
        self.with(|faults| {
            let mut trouble = Trouble::default();
            for injected in faults.iter_mut().filter(|injected| injected.is_for(operation)) {
                if injected.skipped < injected.fault.skip {
                    injected.skipped += 1;
                    continue;
                }
                injected.hits += 1;
                match (&injected.fault.kind, injected.fault.when) {
                    (FaultKind::Latency(delay), When::Before) => trouble.before += *delay,
                    (FaultKind::Latency(delay), When::After) => trouble.after += *delay,
                    (kind, when) => {
                        trouble.spoiling = Some((when, kind.clone()));
                        break;
                    }
                }
            }
            trouble
        })
    }
}

impl Injected {
    fn is_for(&self, operation: &str) -> bool {
        let matches = self.fault.operation == "*" || self.fault.operation == operation;
        matches && self.fault.times.is_none_or(|times| self.hits < times)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skips_then_hits_then_is_over() {
        let injection = Injection::default();
        injection.add(Fault::reset("versions.get").skip(1).times(2));
        injection.add(Fault::latency("*", Duration::from_millis(1)));
        let hits: Vec<bool> = (0..4).map(|_| injection.strike("versions.get").spoiling.is_some()).collect();
        assert_eq!(hits, [false, true, true, false]);
        assert!(injection.strike("versions.list").spoiling.is_none());
        assert_eq!(injection.list().iter().map(|injected| injected.hits).collect::<Vec<_>>(), [2, 3]);
    }
}
