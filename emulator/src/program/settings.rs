//! The settings of the program: from arguments, then environment variables, then defaults. The
//! source of each value is kept, so that an error can name the argument or variable to change.

use std::ffi::{OsStr, OsString};
use std::net::SocketAddr;
use std::path::PathBuf;

use super::announcement::{Announcement, Form};
use super::arguments::{Arguments, Command};
use super::health::Running;
use super::scenes::Scenes;
use crate::builder::Builder;
use crate::config::{Environment, LOG_VARIABLE, is_blank, is_service_address, parse_flag, parse_host, parse_port};
use crate::error::Error;
use crate::level::{LOG_LEVELS, Level};
use crate::setting::Setting;

/// The default port of the program.
pub(crate) const PORT: u16 = 8080;

/// The source of a value.
#[derive(Clone, Copy, PartialEq)]
enum Source {
    Argument,
    Variable,
}

/// The settings of one run.
pub(super) struct Parsed {
    pub(super) builder: Builder,
    pub(super) announcement: Announcement,
    pub(super) scenes: Scenes,
    pub(super) running: Running,
}

/// The settings, not parsed yet.
pub(crate) struct Settings {
    /// The settings that have a value.
    given: Vec<(Setting, Source, Vec<OsString>)>,
    environment: Environment,
    /// The level from `EDGEGAP_LOG`.
    level: Level,
    default_port: u16,
    warnings: Vec<String>,
}

impl Settings {
    /// Takes each setting from the arguments, or else from the environment.
    pub(crate) fn resolve(arguments: Arguments, command: Option<&Command>, environment: Environment) -> Settings {
        let Arguments { host, port, data, token, registry, verbose, print, ready_file, .. } = arguments;
        let one = |value: Option<OsString>| Vec::from_iter(value);
        // Another emulator may run at the default port, and the command finds this one at any.
        let default_port = if matches!(command, Some(Command::Exec { .. })) { 0 } else { PORT };
        let warnings = warnings(&environment);
        let mut settings = Settings { given: Vec::new(), level: Level::Off, default_port, warnings, environment };
        settings.add(Setting::Host, one(host));
        settings.add(Setting::Port, one(port));
        settings.add(Setting::Data, one(data));
        settings.add(Setting::Token, token);
        settings.add(Setting::Registry, one(registry));
        settings.add(Setting::Verbose, one(verbose));
        settings.add(Setting::Print, one(print));
        settings.add(Setting::ReadyFile, one(ready_file));
        settings.add(Setting::Seed, one(arguments.seed));
        settings.add(Setting::SnapshotOnExit, one(arguments.snapshot_on_exit));
        settings.add(Setting::IncludeSecrets, one(arguments.include_secrets));
        settings.add_level();
        settings
    }

    fn add(&mut self, setting: Setting, arguments: Vec<OsString>) {
        if !arguments.is_empty() {
            return self.given.push((setting, Source::Argument, arguments));
        }
        let name = setting.variable();
        match self.environment.get(name) {
            Some(value) if setting == Setting::Port && is_service_address(value) => self.warnings.push(format!(
                "{name} is ignored: it is not a port but the address of a service, set by Kubernetes or Docker. \
                 To use another port than {PORT}, set {}.",
                setting.argument()
            )),
            Some(value) => self.given.push((setting, Source::Variable, vec![value.to_owned()])),
            None => {}
        }
    }

    fn add_level(&mut self) {
        let Some(value) = self.environment.get(LOG_VARIABLE) else { return };
        self.level = value.to_str().and_then(Level::parse).unwrap_or_else(|| {
            let names = LOG_LEVELS.map(|(name, _)| name).join(", ");
            self.warnings.push(format!("{LOG_VARIABLE} must be one of {names}: it counts as info."));
            Level::Info
        });
    }

    /// Warnings of one line each.
    pub(crate) fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// True if there are tokens.
    pub(crate) fn has_token(&self) -> bool {
        self.given.iter().any(|(setting, ..)| *setting == Setting::Token)
    }

    /// Parses the values.
    pub(super) fn parse(&self) -> Result<Parsed, Error> {
        let mut builder =
            Builder::default().port(self.default_port).variables(self.environment.clone()).level(self.level);
        let mut announcement = Announcement { hides_token: self.has_token(), ..Announcement::default() };
        let mut scenes = Scenes::default();
        let (mut host, mut port, mut first_token) = (None, self.default_port, None);
        for (setting, source, values) in &self.given {
            let (setting, source) = (*setting, *source);
            for value in values {
                if is_blank(value) {
                    return Err(Error::new("The value is empty: set one, or omit the option.").about(&[setting]));
                }
                match setting {
                    Setting::Host => {
                        let parsed = parse_host(unicode(setting, value)?)?;
                        (builder, host) = (builder.host(parsed), Some(parsed));
                    }
                    Setting::Port => {
                        port = parse_port(unicode(setting, value)?)?;
                        builder = builder.port(port);
                    }
                    Setting::Data => builder = builder.data(path(source, value)),
                    Setting::Token => {
                        let parts = unicode(setting, value)?.split(',').filter(|token| !token.trim().is_empty());
                        let tokens: Vec<&str> = parts.collect();
                        if tokens.is_empty() {
                            return Err(Error::new("The value contains no token.").about(&[setting]));
                        }
                        first_token = first_token.or_else(|| tokens.first().map(|token| token.trim().to_owned()));
                        builder = tokens.into_iter().fold(builder, Builder::token);
                    }
                    Setting::Registry => builder = builder.registry(unicode(setting, value)?),
                    Setting::Verbose => {
                        if parse_flag(setting, unicode(setting, value)?)? {
                            builder = builder.level(self.level.max(Level::Info));
                        }
                    }
                    Setting::Print => announcement.form = Some(Form::parse(unicode(setting, value)?)?),
                    Setting::ReadyFile => announcement.ready_file = Some(path(source, value)),
                    Setting::Seed => scenes.seed = Some(path(source, value)),
                    Setting::SnapshotOnExit => scenes.snapshot = Some(path(source, value)),
                    Setting::IncludeSecrets => scenes.with_secrets = parse_flag(setting, unicode(setting, value)?)?,
                }
            }
        }
        let host = host.unwrap_or_else(|| [127, 0, 0, 1].into());
        let running = Running { address: SocketAddr::new(host, port), token: first_token };
        Ok(Parsed { builder, announcement, scenes, running })
    }

    /// The message of an error with the names of the arguments or variables to change.
    pub(crate) fn explain(&self, error: &Error) -> String {
        let (mut before, mut after) = (String::new(), String::new());
        for setting in error.settings() {
            let source = self.given.iter().find(|(given, ..)| given == setting).map(|(_, source, _)| *source);
            match source {
                Some(Source::Argument) => before.push_str(&format!("{}: ", setting.argument())),
                Some(Source::Variable) => before.push_str(&format!("{}: ", setting.variable())),
                None => after.push_str(&format!(" Set it with {} or {}.", setting.argument(), setting.variable())),
            }
        }
        format!("{before}{error}{after}")
    }
}

/// A warning about variables with the emulator's prefix that are not settings.
fn warnings(environment: &Environment) -> Vec<String> {
    let unknown = environment.unknown_names();
    if unknown.is_empty() {
        return Vec::new();
    }
    let known: Vec<&str> = Setting::ALL.iter().map(|setting| setting.variable()).collect();
    vec![format!("The emulator does not read {}. Its variables are {}.", unknown.join(", "), known.join(", "))]
}

/// Every value except a path must be Unicode.
fn unicode(setting: Setting, value: &OsStr) -> Result<&str, Error> {
    value.to_str().ok_or_else(|| Error::new("The value is not valid Unicode.").about(&[setting]))
}

/// White space around the value of a variable is not part of the path: on Windows `set NAME=value
/// && program` adds a space.
fn path(source: Source, value: &OsStr) -> PathBuf {
    match value.to_str() {
        Some(text) if source == Source::Variable => text.trim().into(),
        _ => value.into(),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn settings(arguments: &[&str], environment: &[(&str, &str)]) -> Settings {
        let arguments = Arguments::try_parse_from([&["edgegap-emulator"], arguments].concat()).unwrap();
        Settings::resolve(arguments, None, Environment::new(environment.iter().copied()))
    }

    fn error_of(arguments: &[&str], environment: &[(&str, &str)]) -> String {
        let settings = settings(arguments, environment);
        settings.explain(&settings.parse().err().unwrap())
    }

    fn debug(arguments: &[&str], environment: &[(&str, &str)]) -> String {
        format!("{:?}", settings(arguments, environment).parse().unwrap().builder)
    }

    #[test]
    fn arguments_take_precedence_over_variables_and_variables_over_defaults() {
        let default = r#"Builder { host: 127.0.0.1, port: 8080, data: None, .. }"#;
        assert_eq!(debug(&[], &[]), default);
        let variables = [
            ("EDGEGAP_EMULATOR_HOST", "[::1]"),
            ("EDGEGAP_EMULATOR_PORT", " 1\n"),
            ("EDGEGAP_EMULATOR_DATA", "b.redb "),
        ];
        assert_eq!(debug(&[], &variables), r#"Builder { host: ::1, port: 1, data: Some("b.redb"), .. }"#);
        let arguments = ["--host", "localhost", "--port=2", "--data", "a.redb"];
        assert_eq!(debug(&arguments, &variables), r#"Builder { host: 127.0.0.1, port: 2, data: Some("a.redb"), .. }"#);
        let blank = Setting::ALL.map(|setting| (setting.variable(), " "));
        assert_eq!(debug(&[], &blank), default);
        assert!(!settings(&[], &blank).has_token());
        assert!(settings(&[], &[("EDGEGAP_EMULATOR_TOKEN", "a, b")]).has_token());
        // A variable that an argument overrides is not parsed.
        assert_eq!(debug(&["--port", "8080"], &[("EDGEGAP_EMULATOR_PORT", "x")]), default);
    }

    #[test]
    fn an_error_names_the_source_of_the_value() {
        let variable = |setting: Setting, value: &str| error_of(&[], &[(setting.variable(), value)]);
        for (setting, value) in [
            (Setting::Port, "-1"),
            (Setting::Port, "99999"),
            (Setting::Port, "\"8080\""),
            (Setting::Host, "emulator:8080"),
            (Setting::Host, "${HOST}"),
            (Setting::Verbose, "very"),
            (Setting::Verbose, "None"),
            (Setting::Print, "yaml"),
            (Setting::IncludeSecrets, "some"),
            (Setting::Print, "$FORM"),
        ] {
            let error = variable(setting, value);
            assert!(error.starts_with(&format!("{}: The ", setting.variable())), "{error}");
            assert!(!error.contains("--"), "{error}");
            let error = error_of(&[&format!("{}={value}", setting.argument())], &[]);
            assert!(error.starts_with(&format!("{}: The ", setting.argument())), "{error}");
            assert!(!error.contains("EDGEGAP_"), "{error}");
        }
        for setting in Setting::ALL {
            let error = error_of(&[&format!("{}=", setting.argument())], &[]);
            assert!(error.starts_with(&format!("{}: The value is empty", setting.argument())), "{error}");
        }
        let error = error_of(&["--port", "-1"], &[]);
        assert!(error.starts_with("--port: "), "{error}");
    }

    #[test]
    fn an_error_about_several_settings_names_each() {
        let error = || Error::new("It is wrong.").about(&[Setting::Host, Setting::Token]);
        let host = settings(&[], &[("EDGEGAP_EMULATOR_HOST", "0.0.0.0")]);
        assert_eq!(
            host.explain(&error()),
            "EDGEGAP_EMULATOR_HOST: It is wrong. Set it with --token or EDGEGAP_EMULATOR_TOKEN."
        );
        let both = settings(&["--token", "a"], &[("EDGEGAP_EMULATOR_HOST", "0.0.0.0")]);
        assert_eq!(both.explain(&error()), "EDGEGAP_EMULATOR_HOST: --token: It is wrong.");
        assert_eq!(both.explain(&Error::new("It broke.")), "It broke.");
    }

    #[test]
    fn the_variables_of_a_service_are_ignored() {
        let service = [
            ("EDGEGAP_EMULATOR_PORT", "tcp://10.96.0.10:9090"),
            ("EDGEGAP_EMULATOR_SERVICE_HOST", "10.96.0.10"),
            ("EDGEGAP_EMULATOR_PORT_9090_TCP", "tcp://10.96.0.10:9090"),
        ];
        let found = settings(&[], &service);
        assert!(format!("{:?}", found.parse().unwrap().builder).contains("port: 8080"));
        let [warning] = found.warnings() else { panic!("{:?}", found.warnings()) };
        assert!(warning.starts_with("EDGEGAP_EMULATOR_PORT is ignored"), "{warning}");
        assert!(settings(&["--port", "1"], &service).warnings().is_empty());
        let error = error_of(&["--port", "tcp://10.96.0.10:9090"], &[]);
        assert!(error.starts_with("--port: "), "{error}");
    }

    #[test]
    fn the_level_of_the_log_is_the_most_detailed_one_that_is_set() {
        let level = |arguments: &[&str], variable: &str| {
            let settings = settings(arguments, &[("EDGEGAP_LOG", variable)]);
            (settings.parse().unwrap().builder.log_level(), settings.warnings().to_vec())
        };
        assert_eq!(level(&[], " "), (Level::Off, vec![]));
        assert_eq!(level(&["--verbose"], ""), (Level::Info, vec![]));
        assert_eq!(level(&["--verbose"], "Error"), (Level::Info, vec![]));
        assert_eq!(level(&["--verbose"], "debug"), (Level::Debug, vec![]));
        assert_eq!(level(&["--verbose=no"], "warn"), (Level::Warning, vec![]));
        let (found, warnings) = level(&[], "canary");
        assert_eq!(found, Level::Info);
        assert_eq!(warnings, ["EDGEGAP_LOG must be one of off, error, warning, info, debug: it counts as info."]);
    }

    #[test]
    fn an_unknown_variable_is_named() {
        let found = settings(&[], &[("EDGEGAP_EMULATOR_TOKENS", "canary"), ("EDGEGAP_EMULATOR_TOKEN", "a")]);
        let [warning] = found.warnings() else { panic!("{:?}", found.warnings()) };
        assert!(warning.starts_with("The emulator does not read EDGEGAP_EMULATOR_TOKENS."), "{warning}");
        assert!(!warning.contains("canary"), "{warning}");
    }

    #[cfg(unix)]
    #[test]
    fn only_a_path_may_be_other_than_unicode() {
        use std::os::unix::ffi::OsStringExt;
        let value = OsString::from_vec(b"a\xff".to_vec());
        for setting in Setting::ALL {
            let environment = Environment::new([(setting.variable(), value.clone())]);
            let arguments = Arguments::try_parse_from(["edgegap-emulator"]).unwrap();
            let settings = Settings::resolve(arguments, None, environment);
            match settings.parse() {
                Ok(_) => assert!(
                    [Setting::Data, Setting::ReadyFile, Setting::Seed, Setting::SnapshotOnExit].contains(&setting),
                    "{setting:?}"
                ),
                Err(error) => assert_eq!(
                    settings.explain(&error),
                    format!("{}: The value is not valid Unicode.", setting.variable())
                ),
            }
        }
    }
}
