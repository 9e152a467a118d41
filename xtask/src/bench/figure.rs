//! A figure: a measurement of the SDK, one of another client beside it, and a target.

use super::Subject;
use super::goal::{self, Bound};
use super::sample::Sample;

/// The unit of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Microseconds per call.
    Microseconds,
    Milliseconds,
    Mebibytes,
    Megabytes,
    /// A ratio of two measurements of the SDK.
    Times,
    /// Calls per second.
    PerSecond,
}

impl Unit {
    pub(super) fn name(self) -> &'static str {
        match self {
            Unit::Microseconds => "us",
            Unit::Milliseconds => "ms",
            Unit::Mebibytes => "MiB",
            Unit::Megabytes => "MB",
            Unit::Times => "times",
            Unit::PerSecond => "per second",
        }
    }
}

/// The measurement beside that of the SDK.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    pub(super) name: &'static str,
    pub(super) value: Sample,
    /// True if it is not an alternative to the SDK, but the minimum for any client, or a part of
    /// the SDK.
    pub(super) is_baseline: bool,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) subject: Subject,
    pub(super) name: String,
    pub(super) unit: Unit,
    pub(super) ours: Sample,
    pub(super) beside: Option<Beside>,
}

impl Figure {
    /// A figure without another client beside it.
    pub(super) fn plain(subject: Subject, name: &str, unit: Unit, ours: Sample) -> Self {
        Self { subject, name: name.to_owned(), unit, ours, beside: None }
    }

    /// A figure of a value that was measured once.
    pub(super) fn once(subject: Subject, name: &str, unit: Unit, value: f64) -> Self {
        Self::plain(subject, name, unit, Sample { median: value, spread: 0.0 })
    }

    /// The measurement beside the SDK, as a multiple of that of the SDK.
    pub(super) fn ratio(&self) -> Option<f64> {
        let beside = self.beside.as_ref()?;
        (self.ours.median > 0.0).then(|| beside.value.median / self.ours.median)
    }

    /// The target.
    pub(super) fn goal(&self) -> Option<Bound> {
        goal::find(self.subject, &self.name, self.beside.as_ref().map(|beside| beside.name))
    }

    /// True if the target is met.
    pub(super) fn is_met(&self) -> Option<bool> {
        Some(self.goal()?.holds(self.ratio().unwrap_or(self.ours.median)))
    }
}
