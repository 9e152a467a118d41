//! The targets: minimum ratios to other clients, and maximum values.

use super::Subject;
use super::Subject::{Csharp, Node, Python, Rust};

/// The bound of a target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

impl Bound {
    pub(super) fn holds(self, value: f64) -> bool {
        match self {
            Bound::AtLeast(least) => value >= least,
            Bound::AtMost(most) => value <= most,
        }
    }
}

/// Subject, figure, the other client if the figure has one, bound.
type Goal = (Subject, &'static str, Option<&'static str>, Bound);

const fn beside(subject: Subject, figure: &'static str, name: &'static str, times: f64) -> Goal {
    (subject, figure, Some(name), Bound::AtLeast(times))
}

const fn at_most(subject: Subject, figure: &'static str, most: f64) -> Goal {
    (subject, figure, None, Bound::AtMost(most))
}

const GOALS: &[Goal] = &[
    at_most(Rust, "instructions of one GET, of those of reqwest", 1.05),
    beside(Rust, "GET, 64 in flight, CPU", "edgegap 0.1.0", 2.0),
    at_most(Rust, "paging 10,000 versions, growth", 20.0),
    beside(Python, "GET in sequence", "requests", 7.5),
    beside(Python, "GET in sequence", "httpx", 4.0),
    beside(Python, "GET in sequence, CPU", "requests", 9.0),
    beside(Python, "GET in sequence, CPU", "httpx", 5.0),
    beside(Python, "GET, 64 in flight", "aiohttp", 4.0),
    beside(Python, "GET, 64 in flight", "httpx", 40.0),
    beside(Python, "list of 100 versions", "requests", 2.5),
    beside(Python, "GET, 3 ms apart, closed after each", "requests", 0.67),
    at_most(Python, "paging 10,000 versions, growth", 20.0),
    at_most(Python, "resident, 100,000 calls over 10,000", 1.1),
    at_most(Python, "import over bare Python", 25.0),
    at_most(Python, "native library", 5.0),
    at_most(Python, "wheel", 3.0),
    beside(Node, "GET, 64 in flight", "fetch", 6.0),
    beside(Node, "GET, 64 in flight", "undici", 1.1),
    beside(Node, "GET, 64 in flight", "axios", 9.0),
    beside(Node, "GET in sequence", "fetch", 1.7),
    at_most(Node, "paging 10,000 versions, growth", 20.0),
    at_most(Node, "resident, 100,000 calls over 10,000", 1.1),
    at_most(Node, "require over bare Node", 25.0),
    at_most(Node, "native part", 5.0),
    at_most(Node, "tarballs", 3.0),
    beside(Csharp, "GET, 64 in flight", "httpclient", 4.0),
    beside(Csharp, "GET in sequence", "httpclient", 1.5),
    at_most(Csharp, "paging 10,000 versions, growth", 20.0),
    at_most(Csharp, "resident, 100,000 calls over 10,000", 1.1),
    at_most(Csharp, "start to first reply, over a hello-world", 150.0),
    at_most(Csharp, "unload of a domain, 20 calls in flight", 100.0),
    at_most(Csharp, "native library", 5.0),
];

/// The target of a figure.
pub(super) fn find(subject: Subject, figure: &str, beside: Option<&str>) -> Option<Bound> {
    let own = |goal: &&Goal| goal.0 == subject && goal.1 == figure && goal.2 == beside;
    GOALS.iter().find(own).map(|goal| goal.3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::workload::Case;
    use crate::bench::{csharp, emulator, node, python, rust};

    #[test]
    fn every_target_belongs_to_a_figure() {
        for (subject, figure, beside, _) in GOALS {
            let (cases, others): (&[Case], &[&str]) = match subject {
                Subject::Rust => (rust::CASES, rust::OTHERS),
                Subject::Python => (python::CASES, python::OTHERS),
                Subject::Node => (node::CASES, node::OTHERS),
                Subject::Csharp => (csharp::CASES, csharp::OTHERS),
                Subject::Emulator => (&[], emulator::OTHERS),
            };
            let of_case = |case: &Case| {
                figure.trim_end_matches(", CPU") == case.name
                    && case.sides[1..].iter().any(|side| Some(side.name) == *beside)
            };
            let is_known = if beside.is_some() { cases.iter().any(of_case) } else { others.contains(figure) };
            assert!(is_known, "{subject:?}: {figure} beside {beside:?}");
        }
    }

    #[test]
    fn bounds_hold() {
        assert!(Bound::AtLeast(2.0).holds(2.0) && !Bound::AtLeast(2.0).holds(1.9));
        assert!(Bound::AtMost(2.0).holds(2.0) && !Bound::AtMost(2.0).holds(2.1));
    }
}
