//! Patterns of names: `*` matches any characters, `?` one character, and `[0-9a]` or `[!0-9a]` one
//! character of a set, as in a shell.

/// True if the pattern matches the whole name. A `[` without `]` is that character.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut rest, mut at) = (pattern.as_slice(), name.as_slice());
    // Where the last `*` may match one more character.
    let mut retry: Option<(&[char], &[char])> = None;
    loop {
        match (rest, at) {
            (['*', after @ ..], _) => {
                retry = Some((after, at));
                rest = after;
                continue;
            }
            ([], []) => return true,
            (_, [c, others @ ..]) => {
                if let Some(after) = one(rest, *c) {
                    (rest, at) = (after, others);
                    continue;
                }
            }
            (_, []) => {}
        }
        match retry {
            Some((after, [_, others @ ..])) => {
                retry = Some((after, others));
                (rest, at) = (after, others);
            }
            _ => return false,
        }
    }
}

/// The rest of the pattern behind its first element, if that matches the character.
fn one(pattern: &[char], c: char) -> Option<&[char]> {
    match pattern {
        ['?', rest @ ..] => Some(rest),
        ['[', rest @ ..] => match set(rest, c) {
            Some((matches, rest)) => matches.then_some(rest),
            None => (c == '[').then_some(rest),
        },
        [literal, rest @ ..] => (*literal == c).then_some(rest),
        [] => None,
    }
}

/// Whether a set, without its `[`, contains the character, and what follows it.
fn set(pattern: &[char], c: char) -> Option<(bool, &[char])> {
    let (negated, mut items) = match pattern {
        ['!' | '^', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let mut found = false;
    let mut is_first = true;
    loop {
        items = match items {
            // A `]` at the start is an item.
            [']', rest @ ..] if !is_first => return Some((found != negated, rest)),
            [from, '-', to, rest @ ..] if *to != ']' => {
                found |= (*from..=*to).contains(&c);
                rest
            }
            [item, rest @ ..] => {
                found |= *item == c;
                rest
            }
            [] => return None,
        };
        is_first = false;
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_match_whole_names() {
        for (pattern, name) in [
            ("dev", "dev"),
            ("*", ""),
            ("*", "dev"),
            ("lts-*", "lts-1"),
            ("lts-*", "lts-"),
            ("*-lts-*", "a-lts-lts-b"),
            ("[0-9]*", "1.2.3"),
            ("[!0-9]*", "dev"),
            ("v?.[0-9]", "v1.2"),
            ("[]x]", "]"),
            ("[a-]", "-"),
            ("a[b", "a[b"),
            ("é*", "éa"),
            ("**a", "bba"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("dev", "dev2"),
            ("dev", "Dev"),
            ("lts-*", "my-lts-1"),
            ("[0-9]*", "v1"),
            ("[!0-9]*", "1"),
            ("?", ""),
            ("", "a"),
            ("a[b", "ab"),
            ("*a*b", "xa"),
            ("[b-a]", "a"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn many_stars_take_little_time() {
        assert!(!matches(&"*a".repeat(50), &format!("{}b", "a".repeat(5000))));
    }
}
