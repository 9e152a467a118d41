//! What a command works with: the settings, the output, and the client with its emulator.

use std::cell::OnceCell;

use edgegap_emulator::Emulator;
use edgegap_sdk::operation::Operation;
use edgegap_sdk::{Client, Description, Reply};
use serde_json::{Map, Value, json};

use crate::arguments::global::Settings;
use crate::ci::Ci;
use crate::exit;
use crate::failure::{Failure, Result};
use crate::host::Host;
use crate::output::Output;

/// A run of the program.
pub(crate) struct Session<'a> {
    pub(crate) host: &'a Host,
    pub(crate) settings: Settings,
    pub(crate) output: Output<'a>,
    pub(crate) ci: Ci,
    client: OnceCell<Client>,
    /// The emulator of `--emulator`, which ends with the session.
    emulator: OnceCell<Emulator>,
}

/// The name of the program in `User-Agent`, which makes messages name its options.
const LANGUAGE: &str = concat!("cli/", env!("CARGO_PKG_VERSION"));

impl<'a> Session<'a> {
    pub(crate) fn new(host: &'a Host, settings: Settings) -> Self {
        let output = Output::new(host, &settings);
        let ci = Ci::new(host);
        Self { host, settings, output, ci, client: OnceCell::new(), emulator: OnceCell::new() }
    }

    /// The client, made at the first call.
    pub(crate) async fn client(&self) -> Result<&Client> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let token = if self.settings.emulator.is_some() { String::new() } else { self.token()? };
        let client = self.build(token).await?;
        Ok(self.client.get_or_init(|| client))
    }

    /// A client with this token; an empty one means the variables of the SDK.
    pub(crate) async fn build(&self, token: String) -> Result<Client> {
        let settings = &self.settings;
        let mut builder = Client::builder().language(LANGUAGE).raw_environment(self.variables());
        if let Some(choice) = &settings.emulator {
            let (url, token) = self.emulator(choice).await?;
            builder = builder.token(token).base_url(url);
        } else {
            builder = builder.token(token);
            builder = settings.base_url.iter().fold(builder, |builder, url| builder.base_url(url));
        }
        builder = settings.ca_file.iter().fold(builder, |builder, path| builder.ca_file(self.host.path(path)));
        builder = settings.proxy.iter().fold(builder, |builder, url| builder.proxy(url));
        builder = settings.timeout.iter().fold(builder, |builder, limit| builder.timeout(*limit));
        builder = settings.max_retries.iter().fold(builder, |builder, retries| builder.max_retries(*retries));
        if settings.read_only {
            builder = builder.read_only(true);
        }
        if !settings.allow_apps.is_empty() {
            builder = builder.allow_apps(&settings.allow_apps);
        }
        Ok(builder.allow_http(settings.allow_http).build()?)
    }

    /// The environment of the client.
    fn variables(&self) -> Vec<(String, Option<String>)> {
        let variables = self
            .host
            .variables()
            .filter_map(|(name, value)| Some((name.to_str()?.to_owned(), value.to_str().map(ToOwned::to_owned))));
        let mut variables: Vec<_> = variables.collect();
        let level = if self.settings.verbose { Some("debug") } else { self.settings.quiet.then_some("off") };
        if let Some(level) = level {
            variables.retain(|(name, _)| name != "EDGEGAP_LOG");
            variables.push(("EDGEGAP_LOG".to_owned(), Some(level.to_owned())));
        }
        variables
    }

    /// The token from the variable that `--token-env` names. Empty for the variables of the SDK.
    pub(crate) fn token(&self) -> Result<String> {
        if let Some(name) = &self.settings.token_env {
            // The name is not shown: it may be the token itself, by mistake.
            return self.host.variable(name).map(ToOwned::to_owned).ok_or_else(|| {
                Failure::new(
                    exit::TOKEN,
                    "--token-env: the variable with this name is not set; the option takes the name of a variable, not \
                     a token",
                )
            });
        }
        let names = token_variables();
        if names.iter().any(|name| self.host.variable(name).is_some()) {
            return Ok(String::new());
        }
        let (first, others) = names.split_first().unwrap_or((&"", &[]));
        Err(Failure::new(
            exit::TOKEN,
            format!(
                "there is no API token: set the variable {first}, or name the variable that has it with --token-env. \
                 {} are also read. With --emulator no token is needed",
                others.join(" and ")
            ),
        ))
    }

    /// The URL and a token of the emulator that `--emulator` chooses.
    pub(crate) async fn emulator(&self, choice: &str) -> Result<(String, String)> {
        if choice.starts_with("http://") || choice.starts_with("https://") {
            let emulator = Emulator::attach(choice).await?;
            return Ok((emulator.url().to_owned(), emulator.token().to_owned()));
        }
        if let Some(emulator) = self.emulator.get() {
            return Ok((emulator.url(), emulator.token().to_owned()));
        }
        if choice.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()) {
            return Err(Failure::usage(format!(
                "--emulator={choice}: a running emulator is named with its scheme, http://{choice}"
            )));
        }
        let builder = Emulator::builder().environment(self.host.variables());
        let builder = if choice.is_empty() { builder } else { builder.data(self.host.path(choice)) };
        let emulator = builder.start().await?;
        let found = (emulator.url(), emulator.token().to_owned());
        // Kept for the length of the run.
        drop(self.emulator.set(emulator));
        Ok(found)
    }

    /// Writes the state of the emulator, and ends it.
    pub(crate) async fn end(self) {
        drop(self.client);
        if let Some(emulator) = self.emulator.into_inner() {
            emulator.stop().await;
        }
    }

    /// Makes a call, or shows its requests with `--dry-run` if it changes something.
    pub(crate) async fn call(&self, operation: &Operation, arguments: Value) -> Result<Reply<Value>> {
        let is_dry = self.settings.dry_run && operation.is_changing();
        let options = if is_dry { json!({"dry_run": true}) } else { json!({}) };
        Ok(self.client().await?.dispatch(operation.id, arguments, options).await?)
    }

    /// Gets an object.
    pub(crate) async fn get(&self, operation: &Operation, names: &Map<String, Value>) -> Result<Map<String, Value>> {
        match self.call(operation, json!({"path": names})).await?.value {
            Value::Object(object) => Ok(object),
            _ => Err(Failure::new(exit::FAILED, format!("{}: the reply has no object", operation.id))),
        }
    }

    /// Asks for consent to something that cannot be undone.
    pub(crate) async fn confirm(&self, consents: bool, what: &str) -> Result<()> {
        if consents || self.settings.dry_run {
            return Ok(());
        }
        if !self.is_interactive() {
            let terminals = self.host.streams.terminals;
            let why = match terminals.input && terminals.errors {
                true => "nothing is asked with --no-input or CI",
                false => "there is no terminal",
            };
            return Err(Failure::usage(format!("{what}: confirmation is needed, but {why}: add --yes")));
        }
        self.output.ask(&format!("{what}? [y/N] "));
        let answer = self.host.input().read_line().await;
        match answer.map(|answer| answer.to_ascii_lowercase()).as_deref() {
            Ok("y" | "yes") => Ok(()),
            _ => Err(Failure::new(exit::FAILED, "nothing was done")),
        }
    }

    /// True if questions can be asked.
    fn is_interactive(&self) -> bool {
        let terminals = self.host.streams.terminals;
        terminals.input && terminals.errors && !self.settings.no_input && !self.host.has_flag("CI")
    }
}

/// The variables that may have the token.
pub(crate) fn token_variables() -> &'static [&'static str] {
    let variables = Description::new().variables;
    let is_token = |names: &&[&str]| names.iter().any(|name| name.ends_with("_TOKEN"));
    variables.iter().map(|variable| variable.names).find(is_token).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::{Streams, Terminals};

    /// Asks at a terminal with this answer.
    fn ask(answer: &'static str, variables: &[(&'static str, &'static str)], settings: Settings) -> Result<()> {
        let mut streams = Streams::new(answer.as_bytes(), std::io::sink(), std::io::sink());
        streams.terminals = Terminals { input: true, output: true, errors: true };
        let host = Host::of_process().environment(variables.iter().copied()).streams(streams);
        let session = Session::new(&host, settings);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(session.confirm(false, "delete it"))
    }

    #[test]
    fn a_terminal_is_asked_once() {
        for answer in ["y\n", "YES", " yes \nno\n"] {
            assert!(ask(answer, &[], Settings::default()).is_ok(), "{answer}");
        }
        for answer in ["", "\n", "n\n", "yess\n", "no\ny\n"] {
            let refused = ask(answer, &[], Settings::default()).unwrap_err();
            assert_eq!((refused.code, refused.message.as_str()), (exit::FAILED, "nothing was done"), "{answer}");
        }
    }

    #[test]
    fn nothing_is_asked_where_nobody_answers() {
        let quiet = Settings { no_input: true, ..Settings::default() };
        for refused in [ask("y\n", &[("CI", "true")], Settings::default()), ask("y\n", &[], quiet)] {
            assert!(refused.unwrap_err().message.ends_with("add --yes"));
        }
        assert!(ask("y\n", &[("CI", "false")], Settings::default()).is_ok());
        let dry = Settings { dry_run: true, ..Settings::default() };
        assert!(ask("n\n", &[("CI", "1")], dry).is_ok());
    }
}
