//! Names and lines of text.

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

/// Words; what stands in back quotes is one, and so is a link.
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
        is_open = match word {
            _ if word.ends_with("<see") || word.ends_with("{@link") => true,
            _ if word.contains("/>") || word.contains('}') && !word.contains('`') => false,
            _ => is_open ^ (word.matches('`').count() % 2 == 1),
        };
    }
    words
}

/// `PullProfiles` of `pull_profiles`.
pub(crate) fn pascal(name: &str) -> String {
    name.split('_').map(capital).collect()
}

/// `pullProfiles` of `pull_profiles`.
pub(crate) fn camel(name: &str) -> String {
    let pascal = pascal(name);
    let (first, rest) = pascal.split_at(1);
    first.to_lowercase() + rest
}

/// `pull-profiles` of `pull_profiles`.
pub(crate) fn kebab(name: &str) -> String {
    name.replace('_', "-")
}

/// Documentation as one paragraph with a full stop.
pub(crate) fn sentence(doc: &str) -> String {
    let text = edgegap_sdk::paragraph(doc);
    if text.is_empty() || text.ends_with(['.', '!', '?', ':']) { text } else { text + "." }
}

/// `pull_profile` of `PullProfile`.
pub(crate) fn snake(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// `endpoint storage` of `EndpointStorage`.
pub(crate) fn spoken(model: &str) -> String {
    snake(model).replace('_', " ")
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
