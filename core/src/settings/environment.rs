//! The environment variables that settings come from: those of the host language, else those of the
//! process. No other code reads values of variables; `http` only checks if the process has
//! variables that libraries would read.

use std::fmt;

use crate::error::{Error, Result};

/// Variables with their values. `None` is a value that is not valid Unicode.
#[derive(Clone, Default)]
pub(crate) struct Environment(Vec<(String, Option<String>)>);

impl Environment {
    /// The environment of the process. Languages with their own environment pass it instead,
    /// because it may differ, as in a worker thread of Node.
    pub(crate) fn from_process() -> Self {
        let variables = std::env::vars_os();
        Self::new(variables.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()))))
    }

    pub(crate) fn new(variables: impl IntoIterator<Item = (String, Option<String>)>) -> Self {
        Self(variables.into_iter().map(|(name, value)| (normalize(name, cfg!(windows)), value)).collect())
    }

    /// The value without surrounding white space. An empty variable counts as not set, because CI
    /// systems set missing secrets to an empty string.
    ///
    /// # Errors
    /// `configuration` when the value is not valid Unicode.
    pub(crate) fn get(&self, name: &str) -> Result<Option<&str>> {
        let Some((_, value)) = self.0.iter().find(|(own, _)| is_same(own, name)) else { return Ok(None) };
        let Some(value) = value else {
            return Err(Error::configuration(format!("the variable {name} is not valid Unicode: set it again")));
        };
        Ok(Some(value.trim()).filter(|value| !value.is_empty()))
    }

    /// The first of these variables that is set, with its name.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub(crate) fn first<'a>(&'a self, names: &[&'static str]) -> Result<Option<(&'static str, &'a str)>> {
        for name in names {
            if let Some(value) = self.get(name)? {
                return Ok(Some((name, value)));
            }
        }
        Ok(None)
    }

    /// The names of the variables that are set and start with this prefix.
    pub(crate) fn starting_with<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        let set = self.0.iter().filter(|(_, value)| value.as_deref().is_none_or(|value| !value.trim().is_empty()));
        set.map(|(name, _)| name.as_str()).filter(move |name| name.starts_with(prefix))
    }
}

/// Names of variables are not case-sensitive on Windows.
fn is_same(own: &str, name: &str) -> bool {
    if cfg!(windows) { own.eq_ignore_ascii_case(name) } else { own == name }
}

/// The name of a variable, in upper case where names are not case-sensitive: prefixes and known
/// names are compared with it.
fn normalize(name: String, ignores_case: bool) -> String {
    if ignores_case { name.to_ascii_uppercase() } else { name }
}

/// Without the values, which may be secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// Quotation marks that a user may have written as part of the syntax.
pub(crate) const QUOTES: [char; 6] = ['"', '\'', '`', '\u{201c}', '\u{201d}', '\u{2019}'];

/// The mistake in a value that a shell, a compose file or a program has left wrong, if there is
/// one. The text follows the name of the setting in a message, and never shows the value.
pub(crate) fn mistake(value: &str) -> Option<&'static str> {
    let value = value.trim();
    if value.starts_with(QUOTES) || value.ends_with(QUOTES) {
        return Some("has quotation marks around it: remove them, because they are not part of the value");
    }
    if is_unexpanded(value) {
        return Some("is a variable or placeholder that was not replaced with its value: check how it is set");
    }
    let words = ["none", "null", "nil", "undefined", "nan", "[object object]", "true", "false"];
    if words.iter().any(|word| value.eq_ignore_ascii_case(word)) {
        return Some(
            "is what programs write for a missing value, like `None` or `undefined`: set a value or leave it out",
        );
    }
    if is_assignment(value) {
        return Some("starts with a name and `=`, as in `EDGEGAP_TOKEN=...`: use only the part after `=`");
    }
    None
}

/// `${NAME}`, `$NAME`, `$(command)`, `$env:NAME`, `{{ name }}`, `#{name}`, `%NAME%`, `!NAME!`,
/// `@NAME@`, `__NAME__`, `<your token>`, `(null)`, `***`.
pub(crate) fn is_unexpanded(value: &str) -> bool {
    let inside = |open, close| value.strip_prefix(open).and_then(|rest: &str| rest.strip_suffix(close));
    let pairs = [("%", "%"), ("!", "!"), ("@", "@"), ("__", "__")];
    ["${", "{{", "#{", "$env:"].iter().any(|part| value.contains(part))
        || value.starts_with("$(")
        || inside("<", ">").is_some()
        || inside("(", ")").is_some()
        || value.strip_prefix('$').is_some_and(is_variable)
        || pairs.iter().filter_map(|(open, close)| inside(open, close)).any(is_variable)
        || value.len() >= 3 && value.bytes().all(|byte| matches!(byte, b'*' | b'x' | b'X'))
}

/// True for a name that a variable may have: in capitals, or of several words.
fn is_variable(text: &str) -> bool {
    let is_name = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name && (text.contains('_') || !text.bytes().any(|byte| byte.is_ascii_lowercase()))
}

/// `NAME=value`, perhaps behind `export`.
fn is_assignment(value: &str) -> bool {
    let value = value.strip_prefix("export ").unwrap_or(value).trim_start();
    value.split_once('=').is_some_and(|(name, rest)| {
        let is_ours = ["token", "api_key", "apikey", "key", "url"].iter().any(|word| name.eq_ignore_ascii_case(word));
        !rest.trim_matches('=').is_empty() && (is_ours || name.contains('_') && is_variable(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::new(variables.iter().map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned()))))
    }

    #[test]
    fn empty_is_unset_and_white_space_goes() {
        let environment = environment(&[("A", ""), ("B", " \n"), ("C", " c\n")]);
        assert_eq!(environment.first(&["A", "B", "C"]).unwrap(), Some(("C", "c")));
        assert_eq!(environment.get("D").unwrap(), None);
        assert_eq!(environment.starting_with("").collect::<Vec<_>>(), ["C"]);
    }

    #[test]
    fn names_are_in_upper_case_where_case_does_not_matter() {
        assert_eq!(normalize("Edgegap_Token".to_owned(), true), "EDGEGAP_TOKEN");
        assert_eq!(normalize("Edgegap_Token".to_owned(), false), "Edgegap_Token");
    }

    #[test]
    fn what_is_not_unicode_is_named_when_it_is_read() {
        let environment = Environment::new([("A".to_owned(), None)]);
        assert!(environment.get("B").is_ok());
        assert!(environment.get("A").unwrap_err().message().contains("the variable A"));
    }

    #[test]
    fn values_as_shells_and_compose_files_leave_them_are_noticed() {
        for value in [
            "\"abc\"",
            "'abc'",
            "\"abc",
            "${EDGEGAP_TOKEN}",
            "$EDGEGAP_TOKEN",
            "%EDGEGAP_TOKEN%",
            "{{ token }}",
            "$(cat token)",
            "<your token>",
            "https://${HOST}",
            "None",
            "null",
            "undefined",
            "EDGEGAP_TOKEN=abc",
            "export EDGEGAP_TOKEN=abc",
            "$env:EDGEGAP_TOKEN",
            "$edgegap_token",
            "%edgegap_token%",
            "!EDGEGAP_TOKEN!",
            "#{TOKEN}#",
            "__EDGEGAP_TOKEN__",
            "@TOKEN@",
            "token=abc",
            "(null)",
            "***",
        ] {
            assert!(mistake(value).is_some(), "{value}");
        }
        for value in
            ["abc", "a=b", "a$b", "$ecret", "p%40", "dGVzdA==", "https://h/?a=b", "0b8d4e2c-1111", "QUFB=", "nonesuch"]
        {
            assert_eq!(mistake(value), None, "{value}");
        }
    }
}
