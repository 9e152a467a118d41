//! The report as Markdown: the machine, and one table for each subject.

use super::Subject;
use super::figure::{Figure, Unit};
use super::goal::Bound;
use super::report::Report;
use super::sample::Sample;

const WITHOUT_PEERS: [&str; 2] = ["figure", "goal"];

/// All tables.
pub(super) fn of(report: &Report) -> String {
    let mut text = format!("Machine: {}.\n", report.machine.shown());
    for subject in Subject::ALL {
        let figures: Vec<_> = report.figures.iter().filter(|figure| figure.subject == subject).collect();
        if figures.is_empty() {
            continue;
        }
        text.push_str(&format!("\n## {}\n", subject.name()));
        if let Some((_, versions)) = report.versions.iter().find(|(own, _)| *own == subject) {
            text.push_str(&format!("{versions}.\n"));
        }
        let (beside, alone): (Vec<_>, Vec<_>) = figures.into_iter().partition(|figure| figure.beside.is_some());
        if !beside.is_empty() {
            let head = ["a call", "ours", "beside", "times", "goal"].map(str::to_owned).to_vec();
            text.push_str(&aligned(std::iter::once(head).chain(beside.into_iter().map(row_beside)).collect()));
        }
        if !alone.is_empty() {
            let head = [&["by itself"], &WITHOUT_PEERS[..]].concat().into_iter().map(str::to_owned).collect();
            text.push_str(&aligned(std::iter::once(head).chain(alone.into_iter().map(row_alone)).collect()));
        }
    }
    for note in &report.notes {
        text.push_str(&format!("\nNot measured: {note}.\n"));
    }
    text
}

fn row_beside(figure: &Figure) -> Vec<String> {
    let beside = figure.beside.as_ref().map_or_else(String::new, |beside| {
        let value = value(beside.value, figure.unit);
        if beside.is_baseline { format!("*{}* {value}", beside.name) } else { format!("{} {value}", beside.name) }
    });
    let times = figure.ratio().map_or_else(String::new, number);
    vec![figure.name.clone(), value(figure.ours, figure.unit), beside, times, goal(figure)]
}

fn row_alone(figure: &Figure) -> Vec<String> {
    vec![figure.name.clone(), value(figure.ours, figure.unit), goal(figure)]
}

fn goal(figure: &Figure) -> String {
    let bound = match figure.goal() {
        Some(Bound::AtLeast(least)) => format!("at least {least}"),
        Some(Bound::AtMost(most)) => format!("at most {most}"),
        None => return String::new(),
    };
    format!("{bound}: {}", if figure.is_met() == Some(true) { "met" } else { "**missed**" })
}

fn value(sample: Sample, unit: Unit) -> String {
    let shown = format!("{} {}", number(sample.median), unit.name());
    if sample.spread == 0.0 { shown } else { format!("{shown} (±{:.0} %)", sample.spread * 50.0) }
}

/// A number with three significant digits.
fn number(value: f64) -> String {
    let digits = if value.abs() >= 100.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else {
        2
    };
    format!("{value:.digits$}")
}

/// A table of aligned rows; the first row is the head.
fn aligned(rows: Vec<Vec<String>>) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<_> = (0..columns).map(width).collect();
    let mut text = String::from("\n");
    for (index, row) in rows.iter().enumerate() {
        let cells: Vec<_> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
        if index == 0 {
            let rule: Vec<_> = widths.iter().map(|width| "-".repeat((*width).max(3))).collect();
            text.push_str(&format!("| {} |\n", rule.join(" | ")));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figure::Beside;

    fn sample(median: f64) -> Sample {
        Sample { median, spread: 0.1 }
    }

    #[test]
    fn a_row_has_ratio_and_target() {
        let beside = Beside { name: "requests", value: sample(800.0), is_baseline: false };
        let mut figure = Figure::plain(Subject::Python, "GET in sequence", Unit::Microseconds, sample(100.0));
        figure.beside = Some(beside);
        assert_eq!(
            row_beside(&figure),
            ["GET in sequence", "100 us (±5 %)", "requests 800 us (±5 %)", "8.00", "at least 7.5: met"]
        );
        figure.ours = sample(200.0);
        assert_eq!(row_beside(&figure)[3..], ["4.00", "at least 7.5: **missed**"]);
    }
}
