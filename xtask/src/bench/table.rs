//! Figures as a table: what was measured, the peers beside it, and what was promised.

use serde_json::Value;

/// One row: a figure, its value, and the least or the most that it should be.
pub(crate) struct Row {
    name: String,
    value: String,
    goal: String,
}

impl Row {
    /// How many times as long a peer takes.
    pub(crate) fn times(name: &str, figures: &Value, ours: &str, peer: &str, least: f64) -> Self {
        let number = |name: &str| figures[name].as_f64().unwrap_or_default();
        let (ours, peer, ratio) = (number(ours), number(&format!("{peer}_us")), number(&format!("times_{peer}")));
        let spread = number("edgegap_spread") * 100.0;
        Self {
            name: name.to_owned(),
            value: format!("{ratio:.1}x ({ours:.0} us against {peer:.0} us, spread {spread:.0} %)"),
            goal: format!("at least {least}x"),
        }
    }

    /// A plain number.
    pub(crate) fn at_most(name: &str, value: f64, unit: &str, most: f64) -> Self {
        Self { name: name.to_owned(), value: format!("{value:.2} {unit}"), goal: format!("at most {most} {unit}") }
    }
}

/// Prints the rows with aligned columns.
pub(crate) fn print(rows: &[Row]) {
    let width = |column: fn(&Row) -> &str| rows.iter().map(|row| column(row).chars().count()).max().unwrap_or_default();
    let (name, value) = (width(|row| &row.name), width(|row| &row.value));
    for row in rows {
        println!("| {:name$} | {:value$} | {} |", row.name, row.value, row.goal);
    }
}
