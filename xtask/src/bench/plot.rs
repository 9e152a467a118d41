//! A drawing of the durations: one group of bars for each workload, the SDK first, each group with
//! its own scale.
//!
//! The background is transparent and all colors contrast with white and black, so that it fits both
//! themes of GitHub. plotters would draw the same with ten more crates.

use super::Subject;
use super::figure::{Figure, Unit};

const WIDTH: f64 = 880.0;
const NAMES: f64 = 150.0;
const VALUES: f64 = 90.0;
const LINE: f64 = 20.0;
const BAR: f64 = 13.0;

const OURS: &str = "#2da44e";
const PEER: &str = "#8c959f";
const BASELINE: &str = "#bf8700";
const TEXT: &str = "#767f89";

struct Bar<'a> {
    name: &'a str,
    value: f64,
    color: &'static str,
}

/// The drawing as SVG.
pub(super) fn of(figures: &[Figure]) -> String {
    let mut body = String::new();
    let mut y = 28.0;
    for subject in Subject::ALL {
        let own: Vec<_> = figures.iter().filter(|figure| figure.subject == subject && is_drawn(figure)).collect();
        if own.is_empty() {
            continue;
        }
        y += 14.0;
        body.push_str(&text(0.0, y, 16, "start", subject.name(), true));
        y += 10.0;
        for group in own.chunk_by(|one, other| one.name == other.name) {
            y += LINE;
            body.push_str(&text(0.0, y - 5.0, 13, "start", &format!("{}, us per call", group[0].name), true));
            let bars = bars(group);
            let longest = bars.iter().map(|bar| bar.value).fold(f64::MIN_POSITIVE, f64::max);
            for bar in &bars {
                body.push_str(&text(NAMES - 8.0, y + BAR - 2.0, 12, "end", bar.name, false));
                let width = (bar.value / longest * (WIDTH - NAMES - VALUES)).max(1.0);
                body.push_str(&format!(
                    "<rect x=\"{NAMES}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{BAR}\" rx=\"2\" fill=\"{}\"/>\n",
                    bar.color
                ));
                let shown = if bar.value < 100.0 { format!("{:.1}", bar.value) } else { format!("{:.0}", bar.value) };
                body.push_str(&text(NAMES + width + 6.0, y + BAR - 2.0, 12, "start", &shown, false));
                y += LINE - 3.0;
            }
            y += 6.0;
        }
    }
    let legend =
        [(OURS, "this SDK"), (PEER, "other clients"), (BASELINE, "bytes through a socket, or a part of the SDK")];
    let mut head = String::new();
    let mut x = 0.0;
    for (color, name) in legend {
        head.push_str(&format!(
            "<rect x=\"{x}\" y=\"8\" width=\"{BAR}\" height=\"{BAR}\" rx=\"2\" fill=\"{color}\"/>\n"
        ));
        head.push_str(&text(x + 20.0, 19.0, 12, "start", name, false));
        x += 60.0 + 6.5 * name.len() as f64;
    }
    let height = y + 10.0;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" width=\"{WIDTH}\" \
         height=\"{height:.0}\" font-family=\"-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif\" role=\"img\">\n\
         <title>Microseconds per call, by the clock: less is better</title>\n{head}{body}</svg>\n"
    )
}

fn is_drawn(figure: &Figure) -> bool {
    figure.unit == Unit::Microseconds && figure.beside.is_some() && !figure.name.ends_with(", CPU")
}

/// The bars of a group. All its figures have the same measurement of the SDK.
fn bars<'a>(group: &[&'a Figure]) -> Vec<Bar<'a>> {
    let ours = group.first().map(|figure| Bar { name: "edgegap-sdk", value: figure.ours.median, color: OURS });
    let others = group.iter().filter_map(|figure| figure.beside.as_ref());
    let others = others.map(|beside| Bar {
        name: beside.name,
        value: beside.value.median,
        color: if beside.is_baseline { BASELINE } else { PEER },
    });
    ours.into_iter().chain(others).collect()
}

fn text(x: f64, y: f64, size: u32, anchor: &str, text: &str, is_bold: bool) -> String {
    let weight = if is_bold { " font-weight=\"600\"" } else { "" };
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" fill=\"{TEXT}\" text-anchor=\"{anchor}\"{weight}>\
         {text}</text>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figure::Beside;
    use crate::bench::sample::Sample;

    #[test]
    fn bars_are_as_long_as_their_values() {
        let sample = |median| Sample { median, spread: 0.0 };
        let mut figure = Figure::plain(Subject::Node, "GET in sequence", Unit::Microseconds, sample(100.0));
        figure.beside = Some(Beside { name: "fetch", value: sample(200.0), is_baseline: false });
        let mut cpu = figure.clone();
        cpu.name.push_str(", CPU");
        let svg = of(&[figure, cpu]);
        assert!(svg.contains("width=\"320.0\"") && svg.contains("width=\"640.0\""), "{svg}");
        assert_eq!(svg.matches("us per call").count(), 1);
    }
}
