//! The tree of commands. The arguments of a command are built when it is used, so that `--version`
//! takes no time.

use clap::builder::ValueParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, ValueHint};
use edgegap_sdk::model::Secrecy;

use super::{field, global, option, publish, resource, switch};

/// The program.
pub(crate) fn program() -> Command {
    Command::new("edgegap")
        .bin_name("edgegap")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Publishes and manages game server versions on Edgegap")
        .long_about(
            "Publishes and manages game server versions on Edgegap. A community project, not affiliated with \
             Edgegap.\n\nThe API token comes from EDGEGAP_TOKEN. With --emulator no account is needed.",
        )
        .after_help("Run `edgegap COMMAND --help` for the options of a command, `edgegap --help` for all global ones.")
        .max_term_width(100)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .args(global::arguments())
        .subcommands(commands())
}

/// The commands, in the order of a first use.
fn commands() -> impl Iterator<Item = Command> {
    let with_manifest = publish::commands().into_iter().chain([status()]);
    let others = [diff()].into_iter().chain(resource::resources().iter().map(resource::command)).chain([
        call(),
        emulator(),
        Command::new("doctor").about("Checks the settings, the network and the token"),
        publish::schema(),
        completion(),
    ]);
    with_manifest
        .map(|command| command.args(global::of_command(true)))
        .chain(others.map(|command| command.args(global::of_command(false))))
}

fn status() -> Command {
    Command::new("status")
        .about("Shows the applications and their versions")
        .defer(|command| command.arg(Arg::new("app").value_name("APP").help("Name of an application [default: all]")))
}

fn diff() -> Command {
    let version = |id: &'static str| {
        Arg::new(id).required(true).value_name("APP/VERSION").value_parser(ValueParser::new(parse_version))
    };
    Command::new("diff")
        .about("Compares two versions")
        .arg(version("from").help("A version, such as space-arena/dev"))
        .arg(version("to").help("The version to compare it with"))
        .arg(global::exit_code())
}

/// `space-arena/dev`.
fn parse_version(text: &str) -> Result<(String, String), String> {
    match text.split_once('/') {
        Some((app, version)) if !app.is_empty() && !version.is_empty() => Ok((app.to_owned(), version.to_owned())),
        _ => Err("must be the name of an application, `/` and the name of a version".to_owned()),
    }
}

fn call() -> Command {
    Command::new("call").about("Makes a call by the name of its operation, such as versions.create").defer(|command| {
        let pair = |id: &'static str, help: &'static str| {
            option(id, "K=V", help).action(ArgAction::Append).value_parser(ValueParser::new(global::parse_pair))
        };
        let operations = edgegap_sdk::OPERATIONS.iter().map(|operation| {
            clap::builder::PossibleValue::new(operation.id).help(super::first_sentence(operation.doc))
        });
        command
            .arg(
                Arg::new("operation")
                    .required(true)
                    .value_name("OPERATION")
                    .value_parser(operations.collect::<Vec<_>>())
                    .help("Name of the operation"),
            )
            .arg(pair("path", "A name in the path, such as app=space-arena; may be repeated"))
            .arg(pair("query", "A query parameter, such as limit=10; may be repeated"))
            .arg(field::whole().help("JSON file with the body, - for standard input"))
            .arg(global::yes())
    })
}

fn emulator() -> Command {
    let file = |help: &'static str| {
        Arg::new("file").required(true).value_name("FILE").value_hint(ValueHint::FilePath).help(help)
    };
    Command::new("emulator")
        .about("Runs an emulator of the service, or controls a running one")
        .long_about(
            "Runs an emulator of the service, or controls a running one. `edgegap emulator` alone is `edgegap emulator \
             run`.",
        )
        .subcommand(
            Command::new("run")
                .about("Runs an emulator until Ctrl-C; --help describes its options")
                .disable_help_flag(true)
                .arg(rest("Options of the emulator")),
        )
        .subcommand(
            Command::new("exec")
                .about("Runs a command with an emulator of its own: sets EDGEGAP_BASE_URL and EDGEGAP_TOKEN")
                .arg(
                    option("seed", "FILE|demo", "Start with the state of this file, or with the scene `demo`")
                        .value_hint(ValueHint::FilePath),
                )
                .arg(
                    Arg::new("snapshot_on_exit")
                        .long("snapshot-on-exit")
                        .value_name("FILE")
                        .value_hint(ValueHint::FilePath)
                        .help("Write the state to this file after the command, as `emulator snapshot` does"),
                )
                .arg(include_secrets())
                .arg(rest("The command and its arguments").required(true).trailing_var_arg(false).last(true)),
        )
        .subcommand(
            running(Command::new("seed").about("Replaces the state with that of a file"))
                .arg(file("File from `emulator snapshot`, or written by hand; - for standard input; demo for a scene")),
        )
        .subcommand(
            running(Command::new("snapshot").about("Writes the state to a file"))
                .arg(file("The file to write; - for standard output"))
                .arg(include_secrets()),
        )
        .subcommand(fault())
        .subcommand(
            running(Command::new("reset").about("Restores the initial state: no objects, faults or quotas"))
                .arg(global::yes()),
        )
}

fn include_secrets() -> Arg {
    switch("include_secrets", "Write the logins of registries too, instead of placeholders").long("include-secrets")
}

fn rest(help: &'static str) -> Arg {
    Arg::new("command")
        .value_name("ARGUMENT")
        .num_args(1..)
        .trailing_var_arg(true)
        .allow_hyphen_values(true)
        .value_parser(clap::value_parser!(std::ffi::OsString))
        .help(help)
}

/// A command for a running emulator.
fn running(command: Command) -> Command {
    command.arg(option("url", "URL", "URL of the emulator [default: EDGEGAP_BASE_URL]").value_hint(ValueHint::Url))
}

fn fault() -> Command {
    let number = |id: &'static str, help: &'static str| option(id, "N", help).value_parser(clap::value_parser!(u64));
    running(Command::new("fault").about("Lists, injects or removes faults"))
        .long_about(
            "Lists, injects or removes faults. Without a kind it lists the active ones.\n\n\
             Example: edgegap emulator fault status --code 503 --operation versions.create --times 1",
        )
        .arg(
            Arg::new("kind")
                .value_name("KIND")
                .value_parser(edgegap_emulator::FAULT_KINDS)
                .help("What happens to a call"),
        )
        .arg(option("operation", "OPERATION", "The calls to hit [default: all]"))
        .arg(
            option("when", "before|after", "Hit before or after the call is carried out [default: before]")
                .value_parser(["before", "after"]),
        )
        .arg(number("skip", "Number of matching calls that succeed first"))
        .arg(number("times", "Number of calls to hit [default: no limit]"))
        .arg(number("ms", "Milliseconds, for latency, settle, rate_limit and eventual_list"))
        .arg(number("code", "Status of the response, for status"))
        .arg(number("reads", "Number of responses with an empty tag, for settle [default: 1]"))
        .arg(number("calls", "Number of calls in a window, for rate_limit"))
        .arg(number("ttl_ms", "Milliseconds until the fault ends [default: no end]").long("ttl-ms"))
        .arg(
            option("chance", "NUMBER", "Probability of a hit, up to 1 [default: 1]")
                .value_parser(clap::value_parser!(f64)),
        )
        .arg(option("name", "NAME", "Hit only calls that have this name of an object [default: any]"))
        .arg(
            Arg::new("retry_after")
                .long("retry-after")
                .value_name("SECONDS")
                .help("Header Retry-After of the response, for status and rate_limit"),
        )
        .arg(number("remove", "Remove the fault with this id").conflicts_with_all(["kind", "clear"]))
        .arg(switch("clear", "Remove all faults").conflicts_with("kind"))
}

fn completion() -> Command {
    Command::new("completion").about("Writes a completion script for a shell").arg(
        Arg::new("shell")
            .required(true)
            .value_name("SHELL")
            .value_parser(clap::value_parser!(clap_complete::Shell))
            .help("The shell"),
    )
}

/// Advice for an option that would have a secret as its value, if the error is about one.
pub(crate) fn secret_advice(error: &clap::Error) -> Option<String> {
    let Some(ContextValue::String(found)) = error.get(ContextKind::InvalidArg) else { return None };
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let why = "other users of the machine can see the arguments of a program";
    if found == "--token" {
        return Some(format!(
            "there is no option --token, because {why}: set the variable EDGEGAP_TOKEN, or name the variable that has \
             the token with --token-env"
        ));
    }
    let bodies = edgegap_sdk::OPERATIONS.iter().filter_map(|operation| operation.body);
    let mut secrets = bodies.flat_map(|body| body.model.fields).filter(|field| field.secrecy == Secrecy::Secret);
    let is_secret = secrets.any(|secret| *found == format!("--{}", super::flag(secret.name)));
    is_secret.then(|| {
        format!("there is no option {found}, because {why}: use {found}-env NAME, {found}-file FILE or {found}-stdin")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_can_be_built() {
        program().debug_assert();
    }

    #[test]
    fn every_operation_has_a_command() {
        let verbs = resource::resources().iter().flat_map(resource::verbs);
        let operations = verbs.flat_map(|verb| match verb.action {
            resource::Action::Call(operation) => vec![operation.id],
            resource::Action::DeleteMany { one, many } => vec![one.id, many.id],
            resource::Action::SetActive { .. } | resource::Action::Copy { .. } => Vec::new(),
        });
        let reached: Vec<_> = operations.collect();
        let missing: Vec<_> = edgegap_sdk::OPERATIONS.iter().filter(|own| !reached.contains(&own.id)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
