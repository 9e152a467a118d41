//! A figure: what was measured of ours, what was measured beside it, and what was promised.

use super::Subject;
use super::goal::{self, Bound};
use super::sample::Sample;

/// What a figure says, and in what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Microseconds a call.
    Microseconds,
    Milliseconds,
    Mebibytes,
    Megabytes,
    /// A ratio of two figures of ours.
    Times,
    /// Calls a second.
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
            Unit::PerSecond => "a second",
        }
    }
}

/// What stands beside ours.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    pub(super) name: &'static str,
    pub(super) value: Sample,
    /// Whether it is nothing that could be used instead: the least that any client takes, or a part of ours.
    pub(super) is_baseline: bool,
}

/// A row.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) subject: Subject,
    pub(super) name: String,
    pub(super) unit: Unit,
    pub(super) ours: Sample,
    pub(super) beside: Option<Beside>,
}

impl Figure {
    /// A figure of ours alone.
    pub(super) fn plain(subject: Subject, name: &str, unit: Unit, ours: Sample) -> Self {
        Self { subject, name: name.to_owned(), unit, ours, beside: None }
    }

    /// The same of a value that was measured once.
    pub(super) fn once(subject: Subject, name: &str, unit: Unit, value: f64) -> Self {
        Self::plain(subject, name, unit, Sample { median: value, spread: 0.0 })
    }

    /// How many times as much it takes beside ours.
    pub(super) fn ratio(&self) -> Option<f64> {
        let beside = self.beside.as_ref()?;
        (self.ours.median > 0.0).then(|| beside.value.median / self.ours.median)
    }

    /// What was promised.
    pub(super) fn goal(&self) -> Option<Bound> {
        goal::find(self.subject, &self.name, self.beside.as_ref().map(|beside| beside.name))
    }

    /// Whether what was promised is so.
    pub(super) fn is_met(&self) -> Option<bool> {
        Some(self.goal()?.holds(self.ratio().unwrap_or(self.ours.median)))
    }
}
