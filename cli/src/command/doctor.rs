//! `edgegap doctor`: the settings with their sources, the network, the token, the clock, and other
//! programs of the same name.

use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use edgegap_sdk::{Client, ErrorKind, Language, Reply, Source};
use serde_json::{Value, json};

use crate::arguments::global::Form;
use crate::exit;
use crate::failure::{Failure, Result};
use crate::output::object;
use crate::session::Session;

/// Stands in place of a missing token: the service refuses it, which shows that the network works.
const NO_TOKEN: &str = "edgegap-doctor";
/// Signed URLs and tokens of other services fail beyond a few minutes.
const MAX_CLOCK_DIFFERENCE: Duration = Duration::from_secs(60);

/// One line of the report.
struct Check {
    name: &'static str,
    state: State,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Ok,
    Warning,
    Error,
}

impl Check {
    fn new(name: &'static str, state: State, text: impl Into<String>) -> Self {
        Self { name, state, text: text.into() }
    }
}

pub(super) async fn run(session: &Session<'_>) -> Result<u8> {
    let version = format!("edgegap {}, contract {}", env!("CARGO_PKG_VERSION"), edgegap_sdk::contract_hash());
    let mut checks = vec![Check::new("version", State::Ok, version)];
    let code = check(session, &mut checks).await;
    checks.push(programs(session));
    show(session, &checks)?;
    Ok(code)
}

/// Checks settings and service, and returns the exit code.
async fn check(session: &Session<'_>, checks: &mut Vec<Check>) -> u8 {
    let token = if session.settings.emulator.is_some() { Ok(String::new()) } else { session.token() };
    let (token, missing) = match token {
        Ok(token) => (token, None),
        Err(failure) => (NO_TOKEN.to_owned(), Some(failure)),
    };
    let client = match session.build(token).await {
        Ok(client) => client,
        Err(failure) => {
            checks.push(Check::new("settings", State::Error, failure.message));
            return failure.code;
        }
    };
    checks.extend(client.settings().iter().filter(|setting| setting.name != "token" || missing.is_none()).map(
        |setting| {
            Check::new(setting.name, State::Ok, format!("{} ({})", setting.value, source(session, setting.source)))
        },
    ));
    checks.extend(client.warnings().iter().map(|warning| Check::new("variable", State::Warning, warning.as_str())));
    let answered = service(&client, missing.is_some(), checks).await;
    match missing {
        Some(failure) => {
            checks.push(Check::new("token", State::Error, failure.message));
            if answered == exit::DONE { failure.code } else { answered }
        }
        None => answered,
    }
}

/// The source of a setting in the names of the command line.
fn source(session: &Session<'_>, source: Source) -> String {
    match source {
        Source::Argument("base_url" | "token") if session.settings.emulator.is_some() => "--emulator".to_owned(),
        Source::Argument("token") => {
            format!("the variable {}, --token-env", session.settings.token_env.as_deref().unwrap_or_default())
        }
        Source::Argument(name) => Language::Program.argument(name),
        other => other.to_string(),
    }
}

/// Checks if the service answers, and returns the exit code.
async fn service(client: &Client, has_no_token: bool, checks: &mut Vec<Check>) -> u8 {
    let started = Instant::now();
    let reply = client.dispatch("applications.list", json!({"query": {"limit": 1}}), json!({})).await;
    let elapsed = started.elapsed().as_millis();
    match reply {
        Ok(reply) => {
            checks.push(Check::new("service", State::Ok, format!("answers in {elapsed} ms, the token is valid")));
            checks.push(clock(&reply));
            exit::DONE
        }
        Err(error) if has_no_token && error.kind() == ErrorKind::Authentication => {
            checks.push(Check::new("service", State::Ok, format!("answers in {elapsed} ms")));
            exit::DONE
        }
        Err(error) => {
            let failure = Failure::from(error);
            checks.push(Check::new("service", State::Error, failure.message));
            failure.code
        }
    }
}

/// The difference between this clock and that of the service.
fn clock(reply: &Reply<Value>) -> Check {
    let theirs = reply.meta.headers.get("date").and_then(|date| httpdate::parse_http_date(date).ok());
    let Some(theirs) = theirs else {
        return Check::new("clock", State::Ok, "the service does not say its time");
    };
    let now = SystemTime::now();
    let (difference, word) = match now.duration_since(theirs) {
        Ok(difference) => (difference, "ahead of"),
        Err(error) => (error.duration(), "behind"),
    };
    if difference > MAX_CLOCK_DIFFERENCE {
        let text = format!("{} s {word} the service: set the time of this machine", difference.as_secs());
        return Check::new("clock", State::Warning, text);
    }
    Check::new("clock", State::Ok, "agrees with the service")
}

/// The programs of this name in the search path.
fn programs(session: &Session<'_>) -> Check {
    let name = format!("edgegap{}", std::env::consts::EXE_SUFFIX);
    let folders = session.host.variable("PATH").map(|path| std::env::split_paths(path).collect::<Vec<_>>());
    let mut found: Vec<(PathBuf, PathBuf)> = Vec::new();
    for folder in folders.into_iter().flatten() {
        let path = session.host.path(folder).join(&name);
        let Ok(real) = path.canonicalize() else { continue };
        if real.is_file() && found.iter().all(|(_, other)| *other != real) {
            found.push((path, real));
        }
    }
    let paths: Vec<_> = found.iter().map(|(path, _)| path.display().to_string()).collect();
    match paths.as_slice() {
        [] => Check::new("program", State::Ok, "no edgegap on PATH"),
        [only] => Check::new("program", State::Ok, only.as_str()),
        [first, others @ ..] => {
            let text = format!("{first}; also on PATH: {}: remove those that are not used", others.join(", "));
            Check::new("program", State::Warning, text)
        }
    }
}

fn show(session: &Session<'_>, checks: &[Check]) -> Result<()> {
    let word = |state| match state {
        State::Ok => "ok",
        State::Warning => "warning",
        State::Error => "error",
    };
    let json = |check: &Check| json!({"name": check.name, "state": word(check.state), "text": check.text});
    match session.output.form {
        Form::Json => {
            let checks: Vec<_> = checks.iter().map(json).collect();
            session.output.document(&json!({"format": "edgegap.doctor/1", "checks": checks}))
        }
        Form::Ndjson => checks.iter().try_for_each(|check| session.output.line(&json(check))),
        Form::Human => {
            let rows: Vec<_> = checks
                .iter()
                .map(|check| match check.state {
                    State::Ok => (check.name.to_owned(), check.text.clone()),
                    state => (check.name.to_owned(), format!("{}: {}", word(state), check.text)),
                })
                .collect();
            session.output.text(&object::of_rows(&rows, session.output.has_color))
        }
    }
}
