//! The source of a setting, in the names of the caller's language.

use std::fmt;

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

/// The language of the caller, whose names messages use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    #[default]
    Rust,
    Python,
    Node,
    CSharp,
}

impl Language {
    /// The language of a `User-Agent` such as `node/20.1.0`.
    pub(crate) fn from_user_agent(user_agent: &str) -> Self {
        match user_agent.split('/').next() {
            Some("python") => Self::Python,
            Some("node") => Self::Node,
            Some("csharp") => Self::CSharp,
            _ => Self::Rust,
        }
    }

    /// The name of a setting in this language: `ca_file`, `caFile` or `CaFile`.
    pub(crate) fn argument(self, name: &str) -> String {
        let words = name.split('_').enumerate().map(|(index, word)| match self {
            Self::Rust | Self::Python if index > 0 => format!("_{word}"),
            Self::Node if index > 0 => capital(word),
            Self::CSharp => capital(word),
            _ => word.to_owned(),
        });
        words.collect()
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Rust | Self::Python => "argument",
            Self::Node | Self::CSharp => "option",
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
        assert_eq!(names("proxy"), ["proxy", "proxy", "proxy", "Proxy"]);
        assert_eq!(Source::Argument("base_url").in_words(Language::Node), "the baseUrl option");
        assert_eq!(Source::Variable("EDGEGAP_TOKEN").in_words(Language::CSharp), "the variable EDGEGAP_TOKEN");
    }
}
