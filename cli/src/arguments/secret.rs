//! Secrets of a body: from a variable, a file or standard input, never from the command line, which
//! other users of the machine can see.

use clap::{Arg, ArgAction, ArgMatches, ValueHint};
use edgegap_sdk::model::Field;

use super::flag;
use super::global::only_one;
use crate::failure::{Failure, Result};
use crate::host::Host;

/// The arguments of a secret field.
pub(crate) fn arguments(field: &Field) -> Vec<Arg> {
    let doc = edgegap_sdk::paragraph(field.doc);
    let long = |kind: &str| format!("{}-{kind}", flag(field.name));
    let argument = |kind: &str| Arg::new(long(kind)).long(long(kind));
    vec![
        argument("env").value_name("NAME").help(format!("{doc} From this environment variable")),
        argument("file")
            .value_name("FILE")
            .value_hint(ValueHint::FilePath)
            .help("The same from a file, without a line break at its end"),
        argument("stdin").action(ArgAction::SetTrue).help("The same from standard input"),
    ]
}

/// The value of a secret field, if one is given.
pub(crate) async fn read(field: &Field, matches: &ArgMatches, host: &Host) -> Result<Option<String>> {
    let long = |kind: &str| format!("{}-{kind}", flag(field.name));
    let (variable, file) = (matches.get_one::<String>(&long("env")), matches.get_one::<String>(&long("file")));
    let reads_input = matches.get_flag(&long("stdin"));
    let given = [(variable.is_some(), "env"), (file.is_some(), "file"), (reads_input, "stdin")];
    let given: Vec<_> =
        given.iter().filter(|(is_given, _)| *is_given).map(|(_, kind)| format!("--{}", long(kind))).collect();
    only_one(&given.iter().map(String::as_str).collect::<Vec<_>>())?;
    let value = match (variable, file) {
        (Some(name), _) => match host.variable(name) {
            Some(value) => value.to_owned(),
            // The name is not shown: it may be the secret itself, by mistake.
            None => {
                let why =
                    "the variable with this name is not set; the option takes the name of a variable, not a value";
                return Err(Failure::usage(format!("--{}: {why}", long("env"))));
            }
        },
        (None, Some(path)) => std::fs::read_to_string(host.path(path))
            .map_err(|error| Failure::usage(format!("--{} {path}: {error}", long("file"))))?,
        (None, None) if reads_input => text(host.input().read_all().await)
            .map_err(|error| Failure::usage(format!("--{}: {error}", long("stdin"))))?,
        (None, None) => return Ok(None),
    };
    let value = value.trim_end_matches(['\n', '\r']);
    match (value, given.first()) {
        ("", Some(name)) => Err(Failure::usage(format!("{name}: the value is empty"))),
        (value, _) => Ok(Some(value.to_owned())),
    }
}

/// The text of bytes that were read.
pub(crate) fn text(bytes: std::io::Result<Vec<u8>>) -> Result<String, String> {
    let bytes = bytes.map_err(|error| format!("standard input cannot be read: {error}"))?;
    String::from_utf8(bytes).map_err(|_| "standard input is not valid UTF-8".to_owned())
}
