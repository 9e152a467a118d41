//! The levels of the log on standard error.

/// The words for each level in `EDGEGAP_LOG`; the first word is the name of the level. Case and
/// surrounding white space are ignored. The SDKs read the variable in the same way.
pub const LOG_LEVELS: [(&str, &[&str]); 5] = [
    ("off", &["none", "false", "no", "0"]),
    ("error", &[]),
    ("warning", &["warn"]),
    ("info", &["on", "true", "yes", "1"]),
    ("debug", &["trace", "verbose"]),
];

/// The least important lines that are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    #[default]
    Off,
    Error,
    Warning,
    Info,
    Debug,
}

impl Level {
    const ALL: [Level; 5] = [Level::Off, Level::Error, Level::Warning, Level::Info, Level::Debug];

    /// Parses a level. `None` means that the word is unknown.
    pub(crate) fn parse(text: &str) -> Option<Level> {
        let word = text.trim().to_ascii_lowercase();
        let is_it = |(name, others): &(&str, &[&str])| *name == word || others.contains(&word.as_str());
        let found = Level::ALL.into_iter().zip(&LOG_LEVELS).find(|(_, words)| is_it(words));
        found.map(|(level, _)| level)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "info",
            Level::Debug => "debug",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_words_agree() {
        for (level, (name, others)) in Level::ALL.into_iter().zip(LOG_LEVELS) {
            assert_eq!(level.name(), name);
            for word in others.iter().copied().chain([name]) {
                assert_eq!(Level::parse(word), Some(level));
                assert_eq!(Level::parse(&format!(" {}\n", word.to_uppercase())), Some(level));
            }
        }
        for word in ["", "loud", "2", "errors"] {
            assert_eq!(Level::parse(word), None, "{word}");
        }
    }
}
