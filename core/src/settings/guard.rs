//! The guard rails of a client: reading only, and only some applications.

use crate::error::{Error, Result};
use crate::settings::environment::Environment;
use crate::settings::source::{Language, Source};
use crate::settings::variables::{ALLOW_APPS, READ_ONLY};

/// The guard rails, with their sources.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    pub(crate) read_only: bool,
    pub(crate) read_only_source: Source,
    /// The only applications that calls may name; `None` means all.
    pub(crate) allow_apps: Option<Vec<String>>,
    pub(crate) allow_apps_source: Source,
}

impl Guard {
    /// The argument, else the variable, else no guard.
    ///
    /// # Errors
    /// `configuration` for a word that is neither yes nor no, or for a list without a name: a guard
    /// that cannot be read must not be ignored.
    pub(crate) fn resolve(
        read_only: Option<bool>,
        allow_apps: Option<Vec<String>>,
        environment: &Environment,
        language: Language,
    ) -> Result<Self> {
        let (read_only, read_only_source) = match (read_only, environment.first(READ_ONLY.names)?) {
            (Some(given), _) => (given, Source::Argument("read_only")),
            (None, Some((name, word))) => (parse_flag(name, word)?, Source::Variable(name)),
            (None, None) => (false, Source::Default),
        };
        let (allow_apps, allow_apps_source) = match (allow_apps, environment.first(ALLOW_APPS.names)?) {
            (Some(given), _) => (Some(given), Source::Argument("allow_apps")),
            (None, Some((name, list))) => (Some(parse_list(list)), Source::Variable(name)),
            (None, None) => (None, Source::Default),
        };
        if allow_apps.as_ref().is_some_and(|names| names.is_empty() || names.iter().any(|name| name.trim().is_empty()))
        {
            let source = allow_apps_source.in_words(language);
            return Err(Error::configuration(format!(
                "{source} has no name of an application, or an empty one: name at least one, or leave it out to allow \
                 all"
            )));
        }
        Ok(Self { read_only, read_only_source, allow_apps, allow_apps_source })
    }
}

fn parse_flag(name: &str, word: &str) -> Result<bool> {
    match word.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok(true),
        "0" | "false" | "no" | "off" => Ok(false),
        _ => Err(Error::configuration(format!("the variable {name} must be true or false"))),
    }
}

/// Names separated by commas. An empty one, as after a last comma, is left out.
fn parse_list(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(variables: &[(&str, &str)]) -> Result<Guard> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned())));
        Guard::resolve(None, None, &Environment::new(variables), Language::Rust)
    }

    #[test]
    fn variables_set_guards() {
        let guard = resolve(&[("EDGEGAP_READ_ONLY", "Yes"), ("EDGEGAP_APP_ALLOWLIST", " a, b c,")]).unwrap();
        assert!(guard.read_only);
        assert_eq!(guard.allow_apps, Some(vec!["a".to_owned(), "b c".to_owned()]));
        let guard = resolve(&[("EDGEGAP_READ_ONLY", "0"), ("EDGEGAP_APP_ALLOWLIST", " ")]).unwrap();
        assert!(!guard.read_only && guard.allow_apps.is_none());
    }

    #[test]
    fn a_guard_that_cannot_be_read_is_an_error() {
        for variable in [("EDGEGAP_READ_ONLY", "maybe"), ("EDGEGAP_APP_ALLOWLIST", ",")] {
            let error = resolve(&[variable]).map(|_| ()).unwrap_err();
            assert!(error.message().contains(variable.0), "{error}");
        }
    }

    #[test]
    fn an_argument_wins() {
        let environment = Environment::new([("EDGEGAP_READ_ONLY".to_owned(), Some("1".to_owned()))]);
        let guard = Guard::resolve(Some(false), Some(vec!["a".to_owned()]), &environment, Language::Rust).unwrap();
        assert!(!guard.read_only);
        assert_eq!(guard.allow_apps_source, Source::Argument("allow_apps"));
    }
}
