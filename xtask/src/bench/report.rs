//! All results, and their JSON.

use serde_json::{Value, json};

use super::Subject;
use super::figure::Figure;
use super::goal::Bound;
use super::machine::Machine;

/// All results, in the order of measurement.
pub(super) struct Report {
    pub(super) machine: Machine,
    /// Versions of runtimes and other clients, by subject.
    pub(super) versions: Vec<(Subject, String)>,
    pub(super) figures: Vec<Figure>,
    /// Figures that could not be measured, with the reason.
    pub(super) notes: Vec<String>,
}

impl Report {
    pub(super) fn new() -> Self {
        Self { machine: Machine::this(), versions: Vec::new(), figures: Vec::new(), notes: Vec::new() }
    }

    pub(super) fn add(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    pub(super) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    pub(super) fn uses(&mut self, subject: Subject, versions: &[String]) {
        self.versions.push((subject, versions.join(", ")));
    }

    pub(super) fn to_json(&self) -> String {
        let versions: serde_json::Map<_, _> =
            self.versions.iter().map(|(subject, text)| (subject.name().to_owned(), text.clone().into())).collect();
        let figures: Vec<_> = self.figures.iter().map(figure).collect();
        let report = json!({"machine": self.machine, "versions": versions, "figures": figures, "notes": self.notes});
        format!("{report:#}\n")
    }
}

fn figure(figure: &Figure) -> Value {
    let goal = figure.goal().map(|bound| match bound {
        Bound::AtLeast(least) => json!({"at_least": least}),
        Bound::AtMost(most) => json!({"at_most": most}),
    });
    let beside = figure.beside.as_ref().map(|beside| {
        json!({
            "name": beside.name, "value": beside.value.median, "spread": beside.value.spread,
            "is_baseline": beside.is_baseline, "times": figure.ratio(),
        })
    });
    json!({
        "of": figure.subject.name(), "figure": figure.name, "unit": figure.unit.name(),
        "value": figure.ours.median, "spread": figure.ours.spread,
        "beside": beside, "goal": goal, "is_met": figure.is_met(),
    })
}
