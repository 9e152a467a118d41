//! The options that every command has.

use std::time::Duration;

use clap::builder::{PossibleValue, ValueParser};
use clap::{Arg, ArgAction, ArgMatches, ValueHint};

use super::{option, switch};
use crate::failure::{Failure, Result};

const HEADING: &str = "Global options";
/// The heading in the help of a command, which has only some of them.
const SOME: &str = "Global options, all of them in `edgegap --help`";
/// The options that the help of every command has.
const COMMON: [&str; 3] = ["emulator", "output", "dry-run"];
/// The options that the help of a command with a manifest has, too.
const OF_MANIFEST: [&str; 3] = ["manifest", "set", "timeout"];

/// The form of the result on standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// Text for people.
    #[default]
    Human,
    /// One JSON document.
    Json,
    /// One JSON value on each line.
    Ndjson,
}

impl clap::ValueEnum for Form {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Human, Self::Json, Self::Ndjson]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Human => PossibleValue::new("human").help("Text for people"),
            Self::Json => PossibleValue::new("json").help("One JSON document with a member `format`"),
            Self::Ndjson => PossibleValue::new("ndjson").help("One JSON value on each line, as it is known"),
        })
    }
}

/// The values of the global options.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) base_url: Option<String>,
    pub(crate) token_env: Option<String>,
    pub(crate) ca_file: Option<String>,
    pub(crate) proxy: Option<String>,
    pub(crate) allow_http: bool,
    pub(crate) manifest: Option<String>,
    pub(crate) set: Vec<(String, String)>,
    pub(crate) form: Form,
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
    pub(crate) no_color: bool,
    pub(crate) no_input: bool,
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_retries: Option<u32>,
    pub(crate) dry_run: bool,
    pub(crate) read_only: bool,
    pub(crate) allow_apps: Vec<String>,
    /// Empty for a new emulator, else the URL of one or the path of its data file.
    pub(crate) emulator: Option<String>,
}

/// The arguments of the program.
pub(crate) fn arguments() -> Vec<Arg> {
    let shown = |argument: Arg| {
        let is_rare = !COMMON.contains(&argument.get_id().as_str());
        argument.help_heading(HEADING).hide_short_help(is_rare)
    };
    all().map(shown).collect()
}

/// The same arguments for a command, whose help shows those that are often used with it.
pub(crate) fn of_command(has_manifest: bool) -> Vec<Arg> {
    let shown = |argument: Arg| {
        let name = argument.get_id().as_str();
        let is_shown = COMMON.contains(&name) || (has_manifest && OF_MANIFEST.contains(&name));
        argument.help_heading(SOME).hide_short_help(!is_shown).hide_long_help(!is_shown)
    };
    all().map(shown).collect()
}

fn all() -> impl Iterator<Item = Arg> {
    let arguments = [connection(), manifest(), output(), guards()].concat();
    arguments.into_iter().map(|argument| argument.global(true))
}

fn connection() -> Vec<Arg> {
    vec![
        option("base-url", "URL", "URL of the service [default: EDGEGAP_BASE_URL, else https://api.edgegap.com]")
            .value_hint(ValueHint::Url),
        option(
            "token-env",
            "NAME",
            "Variable that has the API token [default: EDGEGAP_TOKEN, else EDGEGAP_API_TOKEN, else EDGEGAP_API_KEY]",
        ),
        option("ca-file", "FILE", "PEM file with the only certificates to trust").value_hint(ValueHint::FilePath),
        option("proxy", "URL", "Proxy for all requests [default: https_proxy and the like]").value_hint(ValueHint::Url),
        switch("allow-http", "Allow http:// URLs of other machines, where the token can be read in transit"),
        option(
            "timeout",
            "SECONDS",
            "Maximum time for a call, retries included [default: 300], and for the wait for each new tag after an \
             apply [default: 120]",
        )
        .value_parser(ValueParser::new(parse_seconds)),
        option("max-retries", "N", "Maximum number of retries of a call [default: 2]").value_parser(parse_retries),
        switch(
            "emulator",
            "Use an emulator instead of the service, no account needed: a new one, one with this file \
             for its state, or a running one at this URL",
        )
        .value_name("FILE|URL")
        .action(ArgAction::Set)
        .num_args(0..=1)
        .require_equals(true)
        .default_missing_value(""),
    ]
}

fn manifest() -> Vec<Arg> {
    vec![
        option("manifest", "FILE", "The manifest [default: edgegap.toml, else edgegap.json]")
            .short('f')
            .value_hint(ValueHint::FilePath),
        option("set", "K=V", "Value of a variable of the manifest; may be repeated")
            .action(ArgAction::Append)
            .value_parser(ValueParser::new(parse_pair)),
    ]
}

fn output() -> Vec<Arg> {
    vec![
        option("output", "FORM", "Form of the result [default: human]")
            .short('o')
            .value_parser(clap::value_parser!(Form)),
        switch("quiet", "Write no progress to standard error").short('q'),
        switch("verbose", "Log every call and exchange to standard error").short('v').conflicts_with("quiet"),
        switch("no-color", "Write no colors; NO_COLOR does the same"),
        switch("no-input", "Ask nothing; CI does the same"),
    ]
}

fn guards() -> Vec<Arg> {
    vec![
        switch(
            "dry-run",
            "Send nothing that changes the account: show the requests, or the plan of apply, publish and prune",
        ),
        switch("read-only", "Refuse every call that can change something"),
        option("allow-app", "NAME", "Refuse calls that name another application than this; may be repeated")
            .action(ArgAction::Append),
    ]
}

impl Settings {
    /// The values of the command line.
    pub(crate) fn read(matches: &ArgMatches) -> Self {
        let text = |name: &str| matches.get_one::<String>(name).cloned();
        Self {
            base_url: text("base-url"),
            token_env: text("token-env"),
            ca_file: text("ca-file"),
            proxy: text("proxy"),
            allow_http: matches.get_flag("allow-http"),
            manifest: text("manifest"),
            set: matches.get_many("set").into_iter().flatten().cloned().collect(),
            form: matches.get_one("output").copied().unwrap_or_default(),
            quiet: matches.get_flag("quiet"),
            verbose: matches.get_flag("verbose"),
            no_color: matches.get_flag("no-color"),
            no_input: matches.get_flag("no-input"),
            timeout: matches.get_one("timeout").copied(),
            max_retries: matches.get_one("max-retries").copied(),
            dry_run: matches.get_flag("dry-run"),
            read_only: matches.get_flag("read-only"),
            allow_apps: matches.get_many("allow-app").into_iter().flatten().cloned().collect(),
            emulator: text("emulator"),
        }
    }
}

fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| *seconds > 0.0);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "must be a number of seconds above 0, such as 30 or 2.5".to_owned())
}

fn parse_retries(text: &str) -> Result<u32, String> {
    let retries = text.parse().ok().filter(|retries| *retries <= 100);
    retries.ok_or_else(|| "must be a whole number between 0 and 100".to_owned())
}

/// Parses `NAME=VALUE`.
pub(crate) fn parse_pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err("must be a name, `=` and a value".to_owned()),
    }
}

/// The form that the arguments ask for, before they are parsed: an error in them has it too.
pub(crate) fn find_form(arguments: &[std::ffi::OsString]) -> Form {
    let words: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let is_form = |form: &str| {
        words.windows(2).any(|pair| matches!(pair, ["-o" | "--output", value] if *value == form))
            || words.iter().any(|word| {
                word.strip_prefix("--output=")
                    .or_else(|| word.strip_prefix("-o"))
                    .is_some_and(|value| value.strip_prefix('=').unwrap_or(value) == form)
            })
    };
    match () {
        () if is_form("json") => Form::Json,
        () if is_form("ndjson") => Form::Ndjson,
        () => Form::Human,
    }
}

/// The flag that consents to a destructive command.
pub(crate) fn yes() -> Arg {
    switch("yes", "Do not ask for confirmation").short('y')
}

/// The flag that makes differences an exit code.
pub(crate) fn exit_code() -> Arg {
    switch("exit-code", "End with exit code 10 if there are differences")
}

/// Refuses two values for one thing.
pub(crate) fn only_one(sources: &[&str]) -> Result<()> {
    match sources {
        [] | [_] => Ok(()),
        many => Err(Failure::usage(format!("use only one of {}", many.join(" and ")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_found_without_parsing() {
        let find = |line: &str| find_form(&line.split(' ').map(Into::into).collect::<Vec<_>>());
        for line in ["apps list -o json", "-ojson apps", "--output=json", "--output json --nonsense", "-o=json"] {
            assert_eq!(find(line), Form::Json, "{line}");
        }
        assert_eq!(find("-o ndjson"), Form::Ndjson);
        assert_eq!(find("apps get json"), Form::Human);
    }

    #[test]
    fn values_are_checked() {
        assert_eq!(parse_seconds("2.5"), Ok(Duration::from_millis(2500)));
        for text in ["0", "-1", "NaN", "1e999", "5s", ""] {
            assert!(parse_seconds(text).is_err(), "{text}");
        }
        assert_eq!(parse_pair("A=b=c"), Ok(("A".to_owned(), "b=c".to_owned())));
        assert!(parse_pair("A").is_err() && parse_pair("=b").is_err());
        assert!(parse_retries("101").is_err() && parse_retries("0") == Ok(0));
    }
}
