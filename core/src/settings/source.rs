//! The source of a setting, in the names of the caller's language.

use std::fmt;

use serde_json::Number;

/// The source of a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// An argument of the client, by its name in Rust.
    Argument(&'static str),
    /// An environment variable.
    Variable(&'static str),
    /// The SDK's default.
    Default,
}

impl Source {
    /// The source in the names of this language, for messages.
    pub(crate) fn in_words(self, language: Language) -> String {
        match self {
            Self::Argument(name) => format!("the {} {}", language.argument(name), language.noun()),
            Self::Variable(name) => format!("the variable {name}"),
            Self::Default => "the default".to_owned(),
        }
    }
}

/// In the names of Rust.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words(Language::Rust))
    }
}

/// The language of the caller, whose names and units messages use. For the bindings of this
/// repository; not part of the API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Language {
    /// Rust.
    #[default]
    Rust,
    /// Python.
    Python,
    /// TypeScript and JavaScript.
    Node,
    /// C#.
    CSharp,
    /// The command line of the program `edgegap`.
    Program,
}

impl Language {
    /// The language of a `User-Agent` such as `node/20.1.0`.
    pub fn from_user_agent(user_agent: &str) -> Self {
        match user_agent.split('/').next() {
            Some("python") => Self::Python,
            Some("node") => Self::Node,
            Some("csharp") => Self::CSharp,
            Some("cli") => Self::Program,
            _ => Self::Rust,
        }
    }

    /// The name of a setting in this language: `ca_file`, `caFile`, `CaFile` or `--ca-file`.
    pub fn argument(self, name: &str) -> String {
        if self == Self::Program {
            return match name {
                // A token is never an argument of a program, which other users of the machine see.
                "token" => "--token-env".to_owned(),
                "allow_apps" => "--allow-app".to_owned(),
                name => format!("--{}", name.replace('_', "-")),
            };
        }
        let words = name.split('_').enumerate().map(|(index, word)| match self {
            Self::Rust | Self::Python if index > 0 => format!("_{word}"),
            Self::Node if index > 0 => capital(word),
            Self::CSharp => capital(word),
            _ => word.to_owned(),
        });
        words.collect()
    }

    /// The name of an option in this language, from its path on the boundary: `timeout_ms.total` is
    /// `timeout`, `timeout.total` or `Timeout`.
    pub(crate) fn option(self, path: &str) -> String {
        let (name, part) = path.split_once('.').map_or((path, ""), |(name, part)| (name, part));
        let own = match (name, part) {
            ("timeout_ms", "total") if self.has_flat_times() => "timeout",
            ("timeout_ms", "connect") if self.has_flat_times() => "connect_timeout",
            ("timeout_ms", "attempt") if self.has_flat_times() => "attempt_timeout",
            ("backoff_ms", "initial") if self.has_flat_times() => "backoff_initial",
            ("backoff_ms", "max") if self.has_flat_times() => "backoff_max",
            (name, "") => return self.argument(name.strip_suffix("_ms").unwrap_or(name)),
            (name, part) => return format!("{}.{part}", self.argument(name.strip_suffix("_ms").unwrap_or(name))),
        };
        self.argument(own)
    }

    /// True if every time is an option of its own.
    fn has_flat_times(self) -> bool {
        matches!(self, Self::Rust | Self::CSharp | Self::Program)
    }

    /// The bounds of a time with this minimum in milliseconds, for a message.
    pub(crate) fn time_bounds(self, min: i64, max: i64) -> String {
        match self {
            Self::Node => format!("must be between {min} and {max} milliseconds"),
            Self::Python => format!("must be between {} and {} seconds", min as f64 / 1000.0, max / 1000),
            Self::CSharp if min > 0 => "must be at least 1 ms, for example TimeSpan.FromSeconds(30); \
                                        Timeout.InfiniteTimeSpan means no limit"
                .to_owned(),
            Self::CSharp => "must not be negative".to_owned(),
            Self::Rust | Self::Program if min > 0 => {
                format!("must be more than 0 and at most {} days", max / 86_400_000)
            }
            Self::Rust | Self::Program => format!("must be at most {} days", max / 86_400_000),
        }
    }

    /// A bound of a time in the unit of this language, if it has one.
    pub(crate) fn time_limit(self, milliseconds: i64) -> Option<Number> {
        match self {
            Self::Node => Some(milliseconds.into()),
            Self::Python => Number::from_f64(milliseconds as f64 / 1000.0),
            Self::Rust | Self::CSharp | Self::Program => None,
        }
    }

    /// The type of a time, for a message.
    pub(crate) fn time_type(self) -> &'static str {
        match self {
            Self::Python => "a number of seconds",
            _ => "an integer number of milliseconds",
        }
    }

    /// Advice to give a setting of a client, after "or".
    pub(crate) fn advice(self, name: &str) -> String {
        match self {
            Self::CSharp => format!("set ClientOptions.{} (in Unity from EditorPrefs)", self.argument(name)),
            Self::Program => format!("name another variable with {}", self.argument(name)),
            _ => format!("pass `{}` to the client", self.argument(name)),
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Rust | Self::Python => "argument",
            Self::Node | Self::CSharp | Self::Program => "option",
        }
    }
}

fn capital(word: &str) -> String {
    word[..1].to_ascii_uppercase() + &word[1..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_own_names() {
        let names = |name: &str| {
            ["rust/1", "python/3.12.1", "node/20.1.0", "csharp/mono-6.8"]
                .map(|agent| Language::from_user_agent(agent).argument(name))
        };
        assert_eq!(names("ca_file"), ["ca_file", "ca_file", "caFile", "CaFile"]);
        let options =
            |path: &str| [Language::Rust, Language::Python, Language::Node, Language::CSharp].map(|l| l.option(path));
        assert_eq!(options("timeout_ms.total"), ["timeout", "timeout.total", "timeout.total", "Timeout"]);
        assert_eq!(
            options("timeout_ms.connect"),
            ["connect_timeout", "timeout.connect", "timeout.connect", "ConnectTimeout"]
        );
        assert_eq!(options("backoff_ms.max"), ["backoff_max", "backoff.max", "backoff.max", "BackoffMax"]);
        assert_eq!(options("timeout_ms"), ["timeout", "timeout", "timeout", "Timeout"]);
        assert_eq!(options("max_retries"), ["max_retries", "max_retries", "maxRetries", "MaxRetries"]);
        assert_eq!(
            options("extra_query.a_b"),
            ["extra_query.a_b", "extra_query.a_b", "extraQuery.a_b", "ExtraQuery.a_b"]
        );
        assert_eq!(options("headers.X-A"), ["headers.X-A", "headers.X-A", "headers.X-A", "Headers.X-A"]);
        let bounds = |l: Language| (l.time_bounds(1, 31_536_000_000), l.time_limit(1).map(|limit| limit.to_string()));
        let (words, limit) = bounds(Language::Python);
        assert_eq!((words.as_str(), limit.as_deref()), ("must be between 0.001 and 31536000 seconds", Some("0.001")));
        let (words, limit) = bounds(Language::Node);
        assert_eq!((words.as_str(), limit.as_deref()), ("must be between 1 and 31536000000 milliseconds", Some("1")));
        assert_eq!(bounds(Language::Rust).0, "must be more than 0 and at most 365 days");
        assert_eq!(names("proxy"), ["proxy", "proxy", "proxy", "Proxy"]);
        let program = Language::from_user_agent("cli/0.1.0");
        assert_eq!(
            ["ca_file", "token", "allow_apps"].map(|name| program.argument(name)),
            ["--ca-file", "--token-env", "--allow-app"]
        );
        assert_eq!(program.option("timeout_ms.total"), "--timeout");
        assert_eq!(Source::Argument("base_url").in_words(Language::Node), "the baseUrl option");
        assert_eq!(Source::Variable("EDGEGAP_TOKEN").in_words(Language::CSharp), "the variable EDGEGAP_TOKEN");
    }
}
