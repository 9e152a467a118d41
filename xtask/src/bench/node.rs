//! The Node package beside global fetch, undici and axios with parsed JSON.

use super::Subject::Node;
use super::canned::Canned;
use super::figure::{Figure, Unit};
use super::machine::version;
use super::report::Report;
use super::side::Sides;
use super::workload::{Case, baseline, side};
use super::{size, start};
use crate::part::node::bench_folder;
use crate::step::{Result, command};

pub(super) const CASES: &[Case] = &[
    Case::in_sequence(
        "GET in sequence",
        "get",
        &[
            side("edgegap", 1000),
            side("fetch", 1000),
            side("undici", 1000),
            side("axios", 1000),
            baseline("socket", 1000),
        ],
    ),
    Case::at_once(&[
        side("edgegap", 5000),
        side("fetch", 3000),
        side("undici", 5000),
        side("axios", 3000),
        baseline("socket", 5000),
    ]),
    Case::in_sequence(
        "create",
        "create",
        &[side("edgegap", 1000), side("fetch", 1000), side("undici", 1000), side("axios", 1000)],
    ),
    Case::in_sequence(
        "list of 100 versions",
        "list",
        &[side("edgegap", 100), side("fetch", 100), side("undici", 100), side("axios", 100)],
    ),
    Case::closing(&[side("edgegap", 60), side("axios", 60)]),
    Case::first_over_tls(&[side("edgegap", 1), side("fetch", 1), side("undici", 1), side("axios", 1)]),
];

#[cfg(test)]
pub(super) const OTHERS: &[&str] = &[super::workload::PAGING, super::workload::MEMORY, REQUIRE, LIBRARY, TARBALLS];

const REQUIRE: &str = "require over bare Node";
const LIBRARY: &str = "native part";
const TARBALLS: &str = "tarballs";

pub(super) fn measure(report: &mut Report) -> Result {
    let folder = bench_folder()?;
    let server = Canned::start()?;
    let node = |arguments: &[&str]| {
        let mut node = command("node", arguments);
        node.current_dir(&folder);
        node
    };
    let program = |_: &str| Some(node(&["--expose-gc", "side.mjs"]));
    // V8 enlarges the young generation under load. It starts with the final size, so that its
    // growth does not count as memory that calls keep.
    let grown = |_: &str| Some(node(&["--expose-gc", "--min-semi-space-size=16", "side.mjs"]));
    report.uses(
        Node,
        &std::iter::once(format!("Node {}", version(node(&["--version"])))).chain(peers()?).collect::<Vec<_>>(),
    );
    let sides = Sides { subject: Node, server: &server, program: &program };
    sides.times(CASES, report)?;
    sides.paging(report)?;
    Sides { program: &grown, ..sides }.resident(report)?;
    let require =
        start::over(|| node(&["-e", "console.log()"]), || node(&["-e", "require('edgegap-sdk'); console.log()"]))?;
    report.add(Figure::plain(Node, REQUIRE, Unit::Milliseconds, require));
    size::library(Node, LIBRARY, "edgegap_node", report)?;
    size::packaged(Node, TARBALLS, "node", "tgz", report);
    Ok(())
}

fn peers() -> Result<Vec<String>> {
    let package: serde_json::Value = serde_json::from_str(include_str!("../../../tests/bench/node/package.json"))
        .map_err(|error| format!("tests/bench/node/package.json: {error}"))?;
    let peers = package["dependencies"].as_object().into_iter().flatten();
    Ok(peers.map(|(name, version)| format!("{name} {}", version.as_str().unwrap_or_default())).collect())
}
