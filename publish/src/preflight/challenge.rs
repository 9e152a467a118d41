//! The header `WWW-Authenticate` of a registry: how to log in.

/// How a registry wants its clients to log in.
#[derive(Debug, PartialEq)]
pub(super) enum Challenge {
    /// A token of a token service.
    Bearer { realm: String, service: Option<String>, scope: Option<String> },
    /// User name and password.
    Basic,
}

impl Challenge {
    /// Parses the header; a token service is preferred. `None` for any other scheme.
    pub(super) fn parse(header: &str) -> Option<Self> {
        let schemes = schemes(header);
        let bearer = schemes.iter().find(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        if let Some((_, parameters)) = bearer {
            let get = |name: &str| {
                let parameter = parameters.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
                parameter.map(|(_, value)| value.clone())
            };
            if let Some(realm) = get("realm") {
                return Some(Self::Bearer { realm, service: get("service"), scope: get("scope") });
            }
        }
        schemes.iter().any(|(scheme, _)| scheme.eq_ignore_ascii_case("basic")).then_some(Self::Basic)
    }
}

type Scheme = (String, Vec<(String, String)>);

/// The schemes of a header, each with its parameters.
fn schemes(header: &str) -> Vec<Scheme> {
    let mut schemes: Vec<Scheme> = Vec::new();
    let mut rest = header.trim();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c == ',' || c.is_whitespace()).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        let behind = behind.trim_start();
        if let Some(value) = behind.strip_prefix('=') {
            let (value, behind) = value_of(value.trim_start());
            if let Some((_, parameters)) = schemes.last_mut() {
                parameters.push((word.to_owned(), value));
            }
            rest = behind;
        } else {
            if !word.is_empty() {
                schemes.push((word.to_owned(), Vec::new()));
            }
            rest = behind;
        }
        rest = rest.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
    }
    schemes
}

/// A value, quoted or not, and what follows it.
fn value_of(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(|c: char| c == ',' || c.is_whitespace()).unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return (value.to_owned(), rest);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            c => value.push(c),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bearer(realm: &str, service: Option<&str>, scope: Option<&str>) -> Option<Challenge> {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Some(Challenge::Bearer { realm: realm.to_owned(), service: owned(service), scope: owned(scope) })
    }

    #[test]
    fn headers_of_registries_are_read() {
        for (header, expected) in [
            (
                r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push""#,
                bearer("https://auth.docker.io/token", Some("registry.docker.io"), Some("repository:a/b:pull,push")),
            ),
            (r#"bearer realm=https://a/t , service = "x\"y""#, bearer("https://a/t", Some("x\"y"), None)),
            (r#"Basic realm="a, b", Bearer realm="https://a/t""#, bearer("https://a/t", None, None)),
            (r#"Basic realm="Registry""#, Some(Challenge::Basic)),
            ("Basic", Some(Challenge::Basic)),
            ("Bearer", None),
            ("Negotiate", None),
            ("", None),
            (",,= =\"", None),
        ] {
            assert_eq!(Challenge::parse(header), expected, "{header}");
        }
    }
}
