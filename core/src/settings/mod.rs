//! The settings of a client, resolved once: argument, else environment, else default. Clones, views
//! and forked children keep them, even if the environment, the working directory or a file changes.

pub(crate) mod base_url;
pub(crate) mod environment;
pub(crate) mod guard;
pub(crate) mod source;
pub(crate) mod token;
pub(crate) mod variables;

pub use source::Source;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use self::base_url::BaseUrl;
use self::environment::Environment;
use self::guard::Guard;
use self::source::Language;
use crate::error::{Error, Result};
use crate::http::proxy::{self, Proxy, Route};
use crate::http::tls::{self, Roots};
use crate::log::LogLevel;
use crate::redact;

use self::variables::{BASE_URL, LOG, TOKEN};

/// Prefix of the emulator's variables.
const EMULATOR: &str = "EDGEGAP_EMULATOR_";
/// Maximum number of names in a message.
const MAX_NAMES: usize = 8;

/// A setting of a client, with its source, for display.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// Name in Rust: `token`, `base_url`, `proxy`, `ca_file`, `read_only` or `allow_apps`.
    pub name: &'static str,
    /// Value, or `***` for a secret.
    pub value: String,
    /// Source of the value.
    pub source: Source,
}

/// Arguments for settings that can also come from the environment.
#[derive(Clone, Default)]
pub(crate) struct Given {
    pub(crate) token: Option<String>,
    pub(crate) base_url: Option<String>,
    pub(crate) allow_http: bool,
    pub(crate) ca_file: Option<PathBuf>,
    pub(crate) proxy: Option<String>,
    pub(crate) read_only: Option<bool>,
    pub(crate) allow_apps: Option<Vec<String>>,
    /// Environment of the host language; `None` means that of the process.
    pub(crate) environment: Option<Environment>,
    /// True if the host language writes the log.
    pub(crate) is_bound: bool,
}

/// Resolved settings.
pub(crate) struct Resolved {
    pub(crate) token: String,
    pub(crate) base: BaseUrl,
    pub(crate) route: Route,
    pub(crate) roots: Roots,
    pub(crate) guard: Guard,
    pub(crate) language: Language,
    /// Variables of other programs that name certificates and were not read.
    pub(crate) unread_roots: Vec<&'static str>,
    pub(crate) warnings: Vec<String>,
    pub(crate) log_level: LogLevel,
    /// The level of the log that this crate writes: off if the host language writes it.
    pub(crate) own_log: LogLevel,
    pub(crate) shown: Vec<Setting>,
}

impl Route {
    /// True if the service or the proxy uses TLS.
    pub(crate) fn uses_tls(&self, base: &BaseUrl) -> bool {
        match self {
            Route::Proxy(proxy) => base.is_https || proxy.uses_tls(),
            Route::Direct(_) => base.is_https,
            Route::Platform => true,
        }
    }
}

impl Resolved {
    /// True if the service or the proxy uses TLS.
    pub(crate) fn uses_tls(&self) -> bool {
        self.route.uses_tls(&self.base)
    }

    /// The proxy from an argument or a variable.
    pub(crate) fn proxy(&self) -> Option<&Proxy> {
        match &self.route {
            Route::Proxy(proxy) => Some(proxy),
            Route::Direct(_) | Route::Platform => None,
        }
    }
}

/// Resolves settings.
///
/// # Errors
/// `configuration`, which names the invalid argument or variable.
pub(crate) fn resolve(given: Given, language: Language) -> Result<Resolved> {
    let environment = given.environment.unwrap_or_else(Environment::from_process);
    let (token, token_source) =
        first(given.token, "token", &environment, TOKEN.names)?.ok_or_else(|| no_token(&environment, language))?;
    let token = token::normalize(&token, token_source, language)?;
    let (base, base_source) = first(given.base_url, "base_url", &environment, BASE_URL.names)?
        .unwrap_or_else(|| (base_url::DEFAULT.to_owned(), Source::Default));
    let base = BaseUrl::parse(&base, base_source, language, given.allow_http)?;
    let route = proxy::route(given.proxy.as_deref(), &environment, &base, language)?;
    let roots = if route.uses_tls(&base) {
        tls::roots(given.ca_file.as_deref(), &environment, language)?
    } else {
        // A client without TLS ignores the variables, but an invalid argument is an error.
        tls::roots(given.ca_file.as_deref(), &Environment::default(), language)?
    };
    let guard = Guard::resolve(given.read_only, given.allow_apps, &environment, language)?;
    let shown = vec![
        Setting { name: "token", value: redact::REDACTED.to_owned(), source: token_source },
        Setting { name: "base_url", value: base.text.clone(), source: base_source },
        show_proxy(&route),
        show_roots(&roots),
        Setting { name: "read_only", value: guard.read_only.to_string(), source: guard.read_only_source },
        show_apps(&guard),
    ];
    let unread_roots = tls::unread(&environment, language);
    let mut warnings = Vec::new();
    let log_level = log_level(&environment, &mut warnings);
    if !is_quiet(log_level, &environment) {
        warnings.splice(0..0, self::warnings(&environment));
    }
    let own_log = if given.is_bound { LogLevel::Off } else { log_level };
    Ok(Resolved { token, base, route, roots, guard, language, unread_roots, warnings, log_level, own_log, shown })
}

/// The argument, else the first variable that is set. An empty string counts as not set, as an
/// empty field of a form.
fn first(
    given: Option<String>,
    argument: &'static str,
    environment: &Environment,
    variables: &[&'static str],
) -> Result<Option<(String, Source)>> {
    if let Some(value) = given.filter(|value| !value.trim().is_empty()) {
        return Ok(Some((value, Source::Argument(argument))));
    }
    Ok(environment.first(variables)?.map(|(name, value)| (value.to_owned(), Source::Variable(name))))
}

fn no_token(environment: &Environment, language: Language) -> Error {
    let mut message = format!(
        "there is no API token: set the variable {}, or {}. {} are also read",
        TOKEN.first(),
        language.advice("token"),
        TOKEN.others()
    );
    // The user may have set one of these by mistake.
    for name in unknown(environment).into_iter().filter(|name| is_like_token(name)).take(MAX_NAMES) {
        message.push_str(&format!("; {} is not", name.escape_debug()));
    }
    Error::configuration(message)
}

fn show_proxy(route: &Route) -> Setting {
    match route {
        Route::Proxy(proxy) => Setting { name: "proxy", value: proxy.shown.clone(), source: proxy.source },
        Route::Direct(source) => Setting { name: "proxy", value: "none".to_owned(), source: *source },
        Route::Platform => Setting { name: "proxy", value: "the platform's".to_owned(), source: Source::Default },
    }
}

fn show_roots(roots: &Roots) -> Setting {
    let (value, source) = match roots {
        Roots::Only(certificates, source) => (format!("{} certificates", certificates.len()), *source),
        Roots::Platform(more, source) if more.is_empty() => ("the platform's".to_owned(), *source),
        Roots::Platform(more, source) => (format!("the platform's and {} more", more.len()), *source),
    };
    Setting { name: "ca_file", value, source }
}

fn show_apps(guard: &Guard) -> Setting {
    let value = guard.allow_apps.as_ref().map_or_else(|| "all".to_owned(), |names| names.join(", "));
    Setting { name: "allow_apps", value, source: guard.allow_apps_source }
}

/// The level of the log. A word that is none of the known ones is a warning, not an error: no call
/// depends on the log.
fn log_level(environment: &Environment, warnings: &mut Vec<String>) -> LogLevel {
    static NAMED: AtomicBool = AtomicBool::new(false);
    match environment.get(LOG.first()).map(|word| LogLevel::from_word(word.unwrap_or_default())) {
        Ok(Some(level)) => level,
        Ok(None) | Err(_) => {
            if !NAMED.swap(true, Ordering::Relaxed) {
                let names = LogLevel::ALL.map(LogLevel::name).join(", ");
                warnings.push(format!("the variable {} must be one of {names}: it counts as info", LOG.first()));
            }
            LogLevel::Info
        }
    }
}

/// True if the program chose a log without warnings. The default, `off`, is not a choice.
fn is_quiet(log_level: LogLevel, environment: &Environment) -> bool {
    let is_set = environment.get(LOG.first()).is_ok_and(|word| word.is_some());
    is_set && log_level < LogLevel::Warning
}

/// Warnings about variables that start with `EDGEGAP_` and are not read. Each variable is reported
/// once per process.
fn warnings(environment: &Environment) -> Vec<String> {
    static NAMED: Mutex<Option<HashSet<String>>> = Mutex::new(None);
    let unknown = unknown(environment);
    if unknown.is_empty() {
        return Vec::new();
    }
    let mut named = NAMED.lock().unwrap_or_else(PoisonError::into_inner);
    let named = named.get_or_insert_with(HashSet::new);
    let new = unknown.into_iter().filter(|name| named.len() < MAX_NAMES && named.insert((*name).to_owned()));
    new.map(warning).collect()
}

fn unknown(environment: &Environment) -> Vec<&str> {
    let is_known =
        |name: &str| variables::ALL.iter().any(|known| known.names.contains(&name)) || name.starts_with(EMULATOR);
    let named = environment.starting_with("EDGEGAP_").filter(|name| !is_known(name) && !is_service_variable(name));
    let mut unknown: Vec<_> = named.collect();
    unknown.sort_unstable();
    unknown
}

fn is_like_token(name: &str) -> bool {
    ["TOKEN", "KEY", "SECRET"].iter().any(|part| name.contains(part))
}

/// True for variables that Kubernetes or Docker set for a service or a container whose name starts
/// with `edgegap`.
fn is_service_variable(name: &str) -> bool {
    name.ends_with("_PORT")
        || name.ends_with("_SERVICE_HOST")
        || ["_PORT_", "_SERVICE_PORT", "_ENV_"].iter().any(|part| name.contains(part))
}

fn warning(name: &str) -> String {
    let advice = match name {
        name if name.contains("URL") || name.contains("HOST") || name.contains("ENDPOINT") => BASE_URL.first(),
        name if is_like_token(name) => TOKEN.first(),
        _ => "",
    };
    // Escaped, because a name may contain line breaks.
    let name = name.escape_debug();
    match advice {
        "" => format!("the variable {name} is set, but edgegap-sdk does not read it"),
        meant => format!("the variable {name} is set, but edgegap-sdk does not read it: the name is {meant}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve_with(variables: &[(&str, &str)], given: Given) -> Result<Resolved> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned())));
        resolve(Given { environment: Some(Environment::new(variables)), ..given }, Language::Rust)
    }

    fn sources(resolved: &Resolved) -> Vec<String> {
        resolved
            .shown
            .iter()
            .map(|setting| format!("{}: {} ({})", setting.name, setting.value, setting.source))
            .collect()
    }

    #[test]
    fn argument_then_variable_then_default() {
        let given = Given { token: Some("a".to_owned()), ..Given::default() };
        let resolved = resolve_with(&[("EDGEGAP_TOKEN", "b"), ("EDGEGAP_API_URL", "https://u.test")], given).unwrap();
        assert_eq!(resolved.token, "a");
        assert_eq!(resolved.base.text, "https://u.test");
        assert_eq!(
            sources(&resolved),
            [
                "token: *** (the token argument)",
                "base_url: https://u.test (the variable EDGEGAP_API_URL)",
                "proxy: none (the default)",
                "ca_file: the platform's (the default)",
                "read_only: false (the default)",
                "allow_apps: all (the default)",
            ]
        );
    }

    #[test]
    fn empty_is_unset_wherever_it_stands() {
        let given = Given {
            token: Some(String::new()),
            base_url: Some(" ".to_owned()),
            proxy: Some(String::new()),
            ..Given::default()
        };
        let variables = [("EDGEGAP_TOKEN", " "), ("EDGEGAP_API_KEY", "k"), ("SSL_CERT_FILE", ""), ("https_proxy", "")];
        let resolved = resolve_with(&variables, given).unwrap();
        assert_eq!((resolved.token.as_str(), resolved.base.text.as_str()), ("k", base_url::DEFAULT));
        assert!(resolved.proxy().is_none());
    }

    #[test]
    fn no_token_names_every_variable() {
        let error = resolve_with(&[("EDGEGAP_KEY", "k")], Given::default()).map(|_| ()).unwrap_err();
        assert!(error.message().ends_with("; EDGEGAP_KEY is not"), "{error}");
        assert!(TOKEN.names.iter().all(|name| error.message().contains(name)), "{error}");
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_an_error_where_it_would_be_used() {
        let variables = [("EDGEGAP_TOKEN", "t"), ("https_proxy", "socks://h")];
        assert!(resolve_with(&variables, Given::default()).is_err());
        let excepted = [&variables[..], &[("NO_PROXY", ""), ("no_proxy", "*.edgegap.com")]].concat();
        let resolved = resolve_with(&excepted, Given::default()).unwrap();
        assert_eq!(sources(&resolved)[2], "proxy: none (the variable no_proxy)");
        let local = Given { base_url: Some("http://127.0.0.1:1".to_owned()), ..Given::default() };
        assert!(resolve_with(&variables, local).is_ok());
    }

    #[test]
    fn a_log_level_that_does_not_exist_is_named_once_and_counts_as_info() {
        let given = Given { token: Some("t".to_owned()), ..Given::default() };
        let level = |word, given: &Given| {
            let resolved = resolve_with(&[("EDGEGAP_LOG", word)], given.clone()).unwrap();
            (resolved.log_level, resolved.own_log, resolved.warnings)
        };
        let warning = "the variable EDGEGAP_LOG must be one of off, error, warning, info, debug: it counts as info";
        assert_eq!(level("canary", &given), (LogLevel::Info, LogLevel::Info, vec![warning.to_owned()]));
        assert_eq!(level("loud", &given), (LogLevel::Info, LogLevel::Info, vec![]));
        assert_eq!(level(" WARN ", &given), (LogLevel::Warning, LogLevel::Warning, vec![]));
        assert_eq!(level("", &given), (LogLevel::Off, LogLevel::Off, vec![]));
        let bound = Given { is_bound: true, ..given };
        assert_eq!(level("debug", &bound), (LogLevel::Debug, LogLevel::Off, vec![]));
    }

    #[test]
    fn a_log_without_warnings_has_none_about_settings() {
        let warnings = |log| {
            let variables = [("EDGEGAP_TOKEN", "t"), ("EDGEGAP_LOG", log), ("EDGEGAP_UNREAD", "1")];
            resolve_with(&variables, Given::default()).unwrap().warnings.len()
        };
        assert_eq!(["off", "error", "", "off"].map(warnings), [0, 0, 1, 0]);
    }

    #[test]
    fn variables_that_nothing_reads_are_named_once() {
        let variables = [
            ("EDGEGAP_TOKEN", "t"),
            ("EDGEGAP_URL", "https://canary"),
            ("EDGEGAP_EMULATOR_PORT", "1"),
            ("EDGEGAP_PORT", "tcp://10.0.0.1:80"),
            ("EDGEGAP_PROXY_SERVICE_HOST", "10.0.0.1"),
            ("EDGEGAP_PROXY_PORT_80_TCP_ADDR", "10.0.0.1"),
        ];
        let named = |resolved: Resolved| resolved.warnings;
        let warnings = named(resolve_with(&variables, Given::default()).unwrap());
        assert_eq!(
            warnings,
            ["the variable EDGEGAP_URL is set, but edgegap-sdk does not read it: the name is EDGEGAP_BASE_URL"]
        );
        assert!(named(resolve_with(&variables, Given::default()).unwrap()).is_empty());
    }
}
