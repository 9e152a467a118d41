//! The settings of a client, resolved once: argument, else environment, else default. Copies, views and forked children of a
//! client keep them, whatever happens to the environment, the working directory or a file meanwhile.

pub(crate) mod base_url;
pub(crate) mod environment;
pub(crate) mod source;
pub(crate) mod token;
pub(crate) mod variables;

pub use source::Source;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use self::base_url::BaseUrl;
use self::environment::Environment;
use self::source::Language;
use crate::error::{Error, Result};
use crate::http::proxy::{self, Proxy, Way};
use crate::http::tls::{self, Roots};
use crate::redact;

use self::variables::{BASE_URL, TOKEN};

/// Those of the emulator begin like this.
const EMULATOR: &str = "EDGEGAP_EMULATOR_";
/// More names than this say nothing to anybody.
const MOST_NAMES: usize = 8;

/// One setting of a client, for people: what it is and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// Its name in Rust: `token`, `base_url`, `proxy`, `ca_file`.
    pub name: &'static str,
    /// Its value, where that is not a secret; `***` for one.
    pub value: String,
    /// Where the value came from.
    pub source: Source,
}

/// What was given for settings that the environment may hold too.
#[derive(Clone, Default)]
pub(crate) struct Given {
    pub(crate) token: Option<String>,
    pub(crate) base_url: Option<String>,
    pub(crate) allow_http: bool,
    pub(crate) ca_file: Option<PathBuf>,
    pub(crate) proxy: Option<String>,
    /// The environment that the host has; absent: the process's own.
    pub(crate) environment: Option<Environment>,
}

/// Settings once they are resolved.
pub(crate) struct Resolved {
    pub(crate) token: String,
    pub(crate) base: BaseUrl,
    pub(crate) way: Way,
    pub(crate) roots: Roots,
    pub(crate) language: Language,
    /// Variables of other programs that name certificates, and that were not read.
    pub(crate) unread_roots: Vec<&'static str>,
    pub(crate) warnings: Vec<String>,
    pub(crate) shown: Vec<Setting>,
}

impl Way {
    /// Whether TLS is spoken on it: with the service, or with the proxy.
    fn speaks_tls(&self, base: &BaseUrl) -> bool {
        match self {
            Way::Proxy(proxy) => base.is_https || proxy.speaks_tls(),
            Way::Direct(_) => base.is_https,
            Way::Platform => true,
        }
    }
}

impl Resolved {
    /// Whether TLS is spoken on the way.
    pub(crate) fn speaks_tls(&self) -> bool {
        self.way.speaks_tls(&self.base)
    }

    /// The proxy that a setting of ours names.
    pub(crate) fn proxy(&self) -> Option<&Proxy> {
        match &self.way {
            Way::Proxy(proxy) => Some(proxy),
            Way::Direct(_) | Way::Platform => None,
        }
    }
}

/// Resolves settings.
///
/// # Errors
/// `configuration`, naming the argument or the variable that is wrong.
pub(crate) fn resolve(given: Given, language: Language) -> Result<Resolved> {
    let environment = given.environment.unwrap_or_else(Environment::of_process);
    let (token, token_source) =
        first(given.token, "token", &environment, TOKEN.names)?.ok_or_else(|| no_token(&environment, language))?;
    let token = token::normalise(&token, token_source, language)?;
    let (base, base_source) = first(given.base_url, "base_url", &environment, BASE_URL.names)?
        .unwrap_or_else(|| (base_url::DEFAULT.to_owned(), Source::Default));
    let base = BaseUrl::parse(&base, base_source, language, given.allow_http)?;
    let way = proxy::way(given.proxy.as_deref(), &environment, &base, language)?;
    let roots = if way.speaks_tls(&base) {
        tls::roots(given.ca_file.as_deref(), &environment, language)?
    } else {
        // No variable of the environment matters to a client that never speaks TLS, but a wrong argument is a mistake.
        tls::roots(given.ca_file.as_deref(), &Environment::default(), language)?
    };
    let shown = vec![
        Setting { name: "token", value: redact::REDACTED.to_owned(), source: token_source },
        Setting { name: "base_url", value: base.text.clone(), source: base_source },
        show_way(&way),
        show_roots(&roots),
    ];
    let unread_roots = tls::unread(&environment, language);
    Ok(Resolved { token, base, way, roots, language, unread_roots, warnings: warnings(&environment), shown })
}

/// The argument, else the first variable that is set. Empty text is what a form leaves that nobody filled in.
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
        "there is no API token: set the variable {}, or give the client `{}`. {} and {} are read too",
        TOKEN.names[0],
        language.argument("token"),
        TOKEN.names[1],
        TOKEN.names[2]
    );
    // Somebody may have meant one of these.
    for name in unknown(environment).into_iter().filter(|name| is_like_token(name)).take(MOST_NAMES) {
        message.push_str(&format!("; {} is not", name.escape_debug()));
    }
    Error::configuration(message)
}

fn show_way(way: &Way) -> Setting {
    match way {
        Way::Proxy(proxy) => Setting { name: "proxy", value: proxy.shown.clone(), source: proxy.source },
        Way::Direct(source) => Setting { name: "proxy", value: "none".to_owned(), source: *source },
        Way::Platform => Setting { name: "proxy", value: "that of the platform".to_owned(), source: Source::Default },
    }
}

fn show_roots(roots: &Roots) -> Setting {
    let (value, source) = match roots {
        Roots::Only(certificates, source) => (format!("{} certificates", certificates.len()), *source),
        Roots::Platform(more, source) if more.is_empty() => ("those of the platform".to_owned(), *source),
        Roots::Platform(more, source) => (format!("those of the platform and {} more", more.len()), *source),
    };
    Setting { name: "ca_file", value, source }
}

/// Variables that begin with our name and that nothing reads: somebody meant something by them. Each is named once in a
/// process.
fn warnings(environment: &Environment) -> Vec<String> {
    static NAMED: Mutex<Option<HashSet<String>>> = Mutex::new(None);
    let unknown = unknown(environment);
    if unknown.is_empty() {
        return Vec::new();
    }
    let mut named = NAMED.lock().unwrap_or_else(PoisonError::into_inner);
    let named = named.get_or_insert_with(HashSet::new);
    let new = unknown.into_iter().filter(|name| named.len() < MOST_NAMES && named.insert((*name).to_owned()));
    new.map(warning).collect()
}

fn unknown(environment: &Environment) -> Vec<&str> {
    let is_known =
        |name: &str| variables::ALL.iter().any(|known| known.names.contains(&name)) || name.starts_with(EMULATOR);
    let named = environment.beginning_with("EDGEGAP_").filter(|name| !is_known(name) && !is_of_service(name));
    let mut unknown: Vec<_> = named.collect();
    unknown.sort_unstable();
    unknown
}

fn is_like_token(name: &str) -> bool {
    ["TOKEN", "KEY", "SECRET"].iter().any(|part| name.contains(part))
}

/// Whether Kubernetes or Docker sets such a variable for a service or a container whose name begins with `edgegap`.
fn is_of_service(name: &str) -> bool {
    name.ends_with("_PORT")
        || name.ends_with("_SERVICE_HOST")
        || ["_PORT_", "_SERVICE_PORT", "_ENV_"].iter().any(|part| name.contains(part))
}

fn warning(name: &str) -> String {
    let advice = match name {
        name if name.contains("URL") || name.contains("HOST") || name.contains("ENDPOINT") => BASE_URL.names[0],
        name if is_like_token(name) => TOKEN.names[0],
        _ => "",
    };
    // A name is what somebody wrote, so it is shown as it is, but for what would break the line.
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
        resolve(Given { environment: Some(Environment::of(variables)), ..given }, Language::Rust)
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
                "ca_file: those of the platform (the default)",
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
