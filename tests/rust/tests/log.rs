//! The log that Rust writes to standard error, compared with `tests/log.json`, which every language
//! is compared with.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::process::{Command, Stdio};

use edgegap_emulator::program::LOG_LEVELS;
use edgegap_sdk::{CallEvent, ErrorKind, LogLevel};
use serde_json::Value;

/// Runs calls in a process with this log level: `log` are those of `tests/log.json`.
fn peer(calls: &str, level: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_edgegap-tests-peer"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("EDGEGAP_") {
            command.env_remove(name);
        }
    }
    command.arg(calls).env("EDGEGAP_LOG", level).stdin(Stdio::null());
    command
}

fn logged(level: &str) -> Vec<String> {
    lines_of("log", level)
}

fn lines_of(calls: &str, level: &str) -> Vec<String> {
    let done = peer(calls, level).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    String::from_utf8(done.stderr).unwrap().lines().map(masked).collect()
}

/// The line without its time, durations and the id of its request.
fn masked(line: &str) -> String {
    let words: Vec<_> = line.split(' ').collect();
    let mask = |(index, word): (usize, &&str)| {
        let before = index.checked_sub(1).map_or("", |before| words[before]);
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
        match before {
            "" => "<time>".to_owned(),
            "in" | "after" if !digits.is_empty() => word.replacen(digits, "<n>", 1),
            "request" => word.replacen(digits, "<id>", 1),
            _ => (*word).to_owned(),
        }
    };
    words.iter().enumerate().map(mask).collect::<Vec<_>>().join(" ")
}

fn expected(level: &str) -> Vec<String> {
    let table: Value = serde_json::from_str(include_str!("../../log.json")).unwrap();
    table["lines"][level].as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_level_has_its_lines() {
    for level in ["error", "warning", "info", "debug"] {
        assert_eq!(logged(level), expected(level), "{level}");
    }
    assert_eq!(logged(" Trace "), expected("debug"));
    assert_eq!(logged("off"), Vec::<String>::new());
    assert_eq!(logged(""), Vec::<String>::new());
}

#[test]
fn a_call_that_is_dropped_is_logged_as_cancelled() {
    assert_eq!(lines_of("cancel", "info"), ["<time> edgegap info applications.get GET cancelled in <n> ms"]);
    assert_eq!(lines_of("cancel", "warning"), Vec::<String>::new());
}

#[test]
fn a_word_that_is_no_level_is_named_and_counts_as_info() {
    let lines = logged("canary");
    let warning = "<time> edgegap warning the variable EDGEGAP_LOG must be one of off, error, warning, info, debug: \
                   it counts as info";
    assert_eq!(lines[0], warning);
    assert_eq!(lines[1..], expected("info"));
}

#[test]
fn the_readmes_name_the_errors_of_refused_calls() {
    let is_refused =
        |kind: &String| CallEvent { error: Some((kind, "")), ..CallEvent::default() }.level() == LogLevel::Warning;
    let name = |kind: &ErrorKind| serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned();
    let refused: BTreeSet<_> = ErrorKind::ALL.iter().map(name).filter(is_refused).collect();
    for readme in [include_str!("../../../core/README.md"), include_str!("../../../bindings-csharp/sdk/README.md")] {
        let named = readme.split_once("calls (").and_then(|(_, rest)| rest.split_once(')')).unwrap().0;
        assert_eq!(named.split(", ").map(|name| name.trim_matches('`').to_owned()).collect::<BTreeSet<_>>(), refused);
    }
}

/// The emulator shares no code with the SDK, but reads the same variable.
#[test]
fn the_emulator_has_the_same_words() {
    let words: Vec<_> = LogLevel::ALL.iter().map(|level| level.words().to_vec()).collect();
    let own: Vec<_> = LOG_LEVELS.iter().map(|(name, others)| [&[*name], *others].concat()).collect();
    assert_eq!(words, own);
}

#[cfg(unix)]
#[test]
fn a_standard_error_that_is_full_or_has_no_reader_changes_no_call() {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    assert!(peer("log", "debug").stderr(full).status().unwrap().success());
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    assert!(peer("log", "debug").stderr(writer).status().unwrap().success());
}
