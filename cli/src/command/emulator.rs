//! `edgegap emulator`: runs an emulator, or controls a running one.

use std::ffi::OsString;

use clap::ArgMatches;
use edgegap_emulator::{AttachedEmulator, Emulator};
use serde_json::{Map, Value, json};

use super::exec;
use super::state::{read_scene, state_request, write_state};
use crate::arguments::global::Form;
use crate::exit;
use crate::failure::{Failure, Result};
use crate::output::table;
use crate::session::{Session, token_variables};

/// The arguments for the emulator's own command line, if they are for it: `emulator`, `emulator run
/// ...` and `emulator --port ...`.
pub(crate) fn program_arguments(arguments: &[OsString]) -> Option<Vec<OsString>> {
    let (first, rest) = arguments.get(1..)?.split_first()?;
    if first != "emulator" {
        return None;
    }
    let own = match rest.split_first() {
        None => rest,
        Some((first, own)) if first == "run" => own,
        Some((first, _)) if first == "--help" || first == "-h" => return None,
        Some((first, _)) if first.to_string_lossy().starts_with('-') => rest,
        Some(_) => return None,
    };
    Some(program(own))
}

/// A command line of the emulator.
fn program(own: &[OsString]) -> Vec<OsString> {
    std::iter::once("edgegap emulator".into()).chain(own.iter().cloned()).collect()
}

pub(super) async fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<u8> {
    let done = |()| exit::DONE;
    match matches.subcommand() {
        Some(("exec", matches)) => exec::run(session, matches).await,
        Some(("seed", matches)) => seed(session, matches).await.map(done),
        Some(("snapshot", matches)) => snapshot(session, matches).await.map(done),
        Some(("fault", matches)) => fault(session, matches).await.map(done),
        Some(("reset", matches)) => reset(session, matches).await.map(done),
        Some(("run", matches)) => start(session, matches.get_many::<OsString>("command").into_iter().flatten()).await,
        _ => start(session, std::iter::empty()).await,
    }
}

/// Runs the emulator behind global options: `edgegap --quiet emulator run`.
async fn start(session: &Session<'_>, own: impl Iterator<Item = &OsString>) -> Result<u8> {
    let own: Vec<OsString> = own.cloned().collect();
    let variables: Vec<_> = session.host.variables().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    // It has a runtime of its own, which cannot start inside of another one.
    let running = tokio::task::spawn_blocking(move || edgegap_emulator::program::run_with(program(&own), variables));
    running.await.map_err(|error| Failure::new(exit::FAILED, format!("the emulator failed: {error}")))
}

/// The emulator that a command controls.
async fn attach(session: &Session<'_>, matches: &ArgMatches) -> Result<AttachedEmulator> {
    let host = session.host;
    if let Some(choice) = &session.settings.emulator {
        let (url, token) = session.emulator(choice).await?;
        return Ok(Emulator::attach(url).token(token).await?);
    }
    let url = matches.get_one::<String>("url").or(session.settings.base_url.as_ref()).map(String::as_str);
    let Some(url) = url.or_else(|| host.variable("EDGEGAP_BASE_URL")) else {
        return Err(Failure::usage(
            "which emulator? Give its URL with --url or EDGEGAP_BASE_URL, as the emulator printed it",
        ));
    };
    let names = match &session.settings.token_env {
        Some(name) => vec![name.as_str()],
        None => token_variables().to_vec(),
    };
    let token = names.into_iter().find_map(|name| host.variable(name)).unwrap_or_default();
    Ok(Emulator::attach(url).token(token).await?)
}

async fn seed(session: &Session<'_>, matches: &ArgMatches) -> Result<()> {
    let path = matches.get_one::<String>("file").map(String::as_str).unwrap_or_default();
    let scene = read_scene(session, path).await?;
    let emulator = attach(session, matches).await?;
    emulator.load(scene).await?;
    session.output.note(&format!("{} has the state of {path}", emulator.url()));
    Ok(())
}

async fn snapshot(session: &Session<'_>, matches: &ArgMatches) -> Result<()> {
    let path = matches.get_one::<String>("file").map(String::as_str).unwrap_or_default();
    let emulator = attach(session, matches).await?;
    let state = emulator.control("GET", state_request(matches), &Value::Null).await?;
    if path == "-" {
        return session.output.document(&state);
    }
    write_state(session, path, matches, &state)?;
    session.output.note(&format!("{path} has the state of {}", emulator.url()));
    Ok(())
}

async fn reset(session: &Session<'_>, matches: &ArgMatches) -> Result<()> {
    let emulator = attach(session, matches).await?;
    session.confirm(matches.get_flag("yes"), &format!("remove the state of {}", emulator.url())).await?;
    emulator.reset().await?;
    session.output.note(&format!("{} has its initial state", emulator.url()));
    Ok(())
}

async fn fault(session: &Session<'_>, matches: &ArgMatches) -> Result<()> {
    let emulator = attach(session, matches).await?;
    if matches.get_flag("clear") {
        emulator.clear_faults().await?;
        session.output.note("no faults");
        return Ok(());
    }
    if let Some(id) = matches.get_one::<u64>("remove") {
        emulator.remove_fault(*id).await.map_err(|error| Failure::usage(error.to_string()))?;
        session.output.note(&format!("fault {id} removed"));
        return Ok(());
    }
    let Some(kind) = matches.get_one::<String>("kind") else { return list_faults(session, &emulator).await };
    let mut fault: Map<String, Value> = Map::from_iter([("kind".to_owned(), kind.as_str().into())]);
    for name in ["operation", "when", "retry_after", "name"] {
        fault.extend(matches.get_one::<String>(name).map(|value| (name.to_owned(), value.as_str().into())));
    }
    for name in ["skip", "times", "ms", "code", "ttl_ms", "reads", "calls"] {
        fault.extend(matches.get_one::<u64>(name).map(|value| (name.to_owned(), (*value).into())));
    }
    fault.extend(matches.get_one::<f64>("chance").map(|value| ("chance".to_owned(), (*value).into())));
    let injected = emulator.control("POST", "faults", &fault.into()).await;
    let injected = injected.map_err(|error| Failure::usage(error.to_string()))?;
    session.output.note(&format!("{kind} injected as fault {}", injected["id"]));
    Ok(())
}

async fn list_faults(session: &Session<'_>, emulator: &AttachedEmulator) -> Result<()> {
    let faults: Vec<Value> = emulator.faults().await?.iter().map(|fault| json!(fault)).collect();
    match session.output.form {
        Form::Json => session.output.document(&json!({"format": "edgegap.faults/1", "faults": faults})),
        Form::Ndjson => faults.iter().try_for_each(|fault| session.output.line(fault)),
        Form::Human if faults.is_empty() => {
            session.output.note("no faults");
            Ok(())
        }
        Form::Human => {
            let names = ["id", "kind", "operation", "when", "skip", "times", "hits"];
            let rows =
                faults.iter().map(|fault| names.map(|name| crate::output::text::of_value(&fault[name])).to_vec());
            let headers = names.map(str::to_ascii_uppercase);
            session.output.text(&table::of_rows(&headers, rows.collect(), session.output.has_color))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_emulator_has_a_command_line_of_its_own() {
        let own = |line: &str| {
            let arguments: Vec<OsString> = line.split(' ').map(Into::into).collect();
            program_arguments(&arguments).map(|own| own.join(" ".as_ref()).into_string().unwrap())
        };
        assert_eq!(own("edgegap emulator").as_deref(), Some("edgegap emulator"));
        assert_eq!(own("edgegap emulator run --port 0").as_deref(), Some("edgegap emulator --port 0"));
        assert_eq!(own("edgegap emulator --port 0").as_deref(), Some("edgegap emulator --port 0"));
        for line in
            ["edgegap", "edgegap emulator --help", "edgegap emulator reset", "edgegap apps", "edgegap -q emulator"]
        {
            assert_eq!(own(line), None, "{line}");
        }
    }
}
