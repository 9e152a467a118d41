//! Text of source code, line by line.

/// Where lines gather.
#[derive(Default)]
pub(crate) struct Code(String);

impl Code {
    /// Adds a line; an empty one is left without spaces.
    pub(crate) fn line(&mut self, indent: usize, text: impl AsRef<str>) {
        let text = text.as_ref();
        if !text.is_empty() {
            self.0.push_str(&"    ".repeat(indent));
            self.0.push_str(text);
        }
        self.0.push('\n');
    }

    /// Adds an empty line.
    pub(crate) fn gap(&mut self) {
        self.0.push('\n');
    }

    /// Adds text in lines of at most `width` characters, each with `prefix` in front, the later ones with `hanging` behind it.
    pub(crate) fn wrapped(&mut self, prefix: &str, hanging: &str, text: &str, width: usize) {
        for (index, line) in wrap(text, width.saturating_sub(prefix.len() + hanging.len())).iter().enumerate() {
            self.0.push_str(prefix);
            if index > 0 {
                self.0.push_str(hanging);
            }
            self.0.push_str(line);
            self.0.push('\n');
        }
    }

    pub(crate) fn into_text(self) -> String {
        self.0
    }
}

/// Text in lines of at most `width` characters, broken at spaces outside of back quotes.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(text) {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            *line = word;
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(&word);
        } else {
            lines.push(word);
        }
    }
    lines
}

/// Words, of which what stands in back quotes is one.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_open = false;
    for word in text.split_whitespace() {
        match words.last_mut().filter(|_| is_open) {
            Some(last) => {
                last.push(' ');
                last.push_str(word);
            }
            None => words.push(word.to_owned()),
        }
        is_open ^= word.matches('`').count() % 2 == 1;
    }
    words
}

/// `PullProfiles` of `pull_profiles`.
pub(crate) fn pascal(name: &str) -> String {
    name.split('_').map(capital).collect()
}

/// The text with its first letter in upper case.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_broken_outside_of_quotes() {
        assert_eq!(wrap("one two `three four` five", 9), ["one two", "`three four`", "five"]);
        assert_eq!(wrap("", 9), [""]);
        assert_eq!(pascal("pull_profiles"), "PullProfiles");
    }
}
