//! Compares the output of a program with the required output.

use std::process::Output;

use super::plan::{Expected, List, Plan};

/// Every fault of the output of a program.
pub(super) fn faults(plan: &Plan, list: &List, output: &Output) -> Vec<String> {
    let said = String::from_utf8_lossy(&output.stdout);
    let logged = String::from_utf8_lossy(&output.stderr);
    let mut faults = Vec::new();
    for (stream, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        faults.extend(list.canaries.found_in(bytes).into_iter().map(|found| format!("{stream}: {found}")));
    }
    faults.extend(plan.expected.iter().filter_map(|expected| missing(expected, &said, &list.control)));
    // Without these the search would prove nothing.
    if !said.contains("\nemulator: ") {
        faults.push("the log of an emulator was not printed".to_owned());
    }
    if !logged.contains("versions.create") {
        faults.push("nothing was logged".to_owned());
    }
    if said.lines().last() != Some("done") {
        faults.push("the program did not come to its end".to_owned());
    }
    faults
}

/// The part that the output of a case lacks: its outcome, or the control of its reply.
fn missing(expected: &Expected, said: &str, control: &str) -> Option<String> {
    let Expected { name, outcome, is_untyped, has_control } = expected;
    let mark = format!("\n== {name}: ");
    let Some(at) = said.find(&mark) else { return Some(format!("{name}: was not tried")) };
    let after = &said[at + mark.len()..];
    let after = &after[..after.find("\n== ").unwrap_or(after.len())];
    let (found, shown) = after.split_once('\n').unwrap_or((after, ""));
    if found != outcome && !(*is_untyped && found == "impossible") {
        return Some(format!("{name}: {found}, not {outcome}: {}", shown.chars().take(600).collect::<String>()));
    }
    (*has_control && !shown.contains(control))
        .then(|| format!("{name}: what the service said was not printed: {shown}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_case_lacks_is_said() {
        let expected = Expected { name: "a".into(), outcome: "ok".into(), is_untyped: false, has_control: true };
        assert_eq!(missing(&expected, "\n== a: ok\nx control y\n== b: no\n", "control"), None);
        for said in
            ["", "\n== a: no\ncontrol\n", "\n== a: ok\nnothing\n== b: ok\ncontrol\n", "\n== a: impossible\ncontrol"]
        {
            assert!(missing(&expected, said, "control").is_some(), "{said}");
        }
    }
}
