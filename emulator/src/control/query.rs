//! The query of a request to the control interface. Each parameter is optional.

use std::borrow::Cow;

use crate::log::Selection;
use crate::request::OPERATIONS;
use crate::response::{HttpResponse, Result};

/// Maximum number of requests in a response.
const MAX_LIMIT: usize = 5000;

/// The parameters, in the order of the query.
pub(super) struct Query<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Query<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Query<'a>> {
        let parameters: Vec<_> = url::form_urlencoded::parse(text.as_bytes()).collect();
        for (index, (name, _)) in parameters.iter().enumerate() {
            if parameters[..index].iter().any(|(other, _)| other == name) {
                return Err(invalid(name, "is there twice"));
            }
        }
        Ok(Query(parameters))
    }

    /// The query of a list of requests.
    pub(super) fn into_selection(self) -> Result<Selection> {
        let mut selection = Selection::default();
        for (name, value) in self.0 {
            match &*name {
                "after" => selection.after = number(&name, &value)?,
                "operation" if OPERATIONS.contains(&&*value) => selection.operation = Some(value.into_owned()),
                "operation" => return Err(invalid(&name, &format!("must be one of {}", OPERATIONS.join(", ")))),
                "status" => selection.status = Some(status(&name, &value)?),
                "limit" => {
                    let limit: usize = number(&name, &value)?;
                    if limit == 0 || limit > MAX_LIMIT {
                        return Err(invalid(&name, &format!("must be between 1 and {MAX_LIMIT}")));
                    }
                    selection.limit = Some(limit);
                }
                _ => return Err(unknown(&name, "after, operation, status, limit")),
            }
        }
        Ok(selection)
    }

    /// The query of a state.
    pub(super) fn includes_secrets(self) -> Result<bool> {
        let mut includes = false;
        for (name, value) in self.0 {
            match (&*name, &*value) {
                ("include_secrets", "true" | "false") => includes = value == "true",
                ("include_secrets", _) => return Err(invalid(&name, "must be true or false")),
                _ => return Err(unknown(&name, "include_secrets")),
            }
        }
        Ok(includes)
    }
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T> {
    value.parse().map_err(|_| invalid(name, "must be an integer, 0 or more"))
}

/// A status, or the first digit of `4xx`.
fn status(name: &str, value: &str) -> Result<u16> {
    let (digits, range) = match value.strip_suffix("xx") {
        Some(class) => (class, 1..=5),
        None => (value, 100..=599),
    };
    let status = digits.parse().ok().filter(|status| range.contains(status));
    status.ok_or_else(|| invalid(name, "must be a status, such as 404, or a class, such as 4xx"))
}

fn invalid(name: &str, why: &str) -> HttpResponse {
    HttpResponse::message(400, format!("The parameter `{name}` {why}."))
}

fn unknown(name: &str, known: &str) -> HttpResponse {
    HttpResponse::message(400, format!("The parameter `{name}` is unknown: use {known}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(query: &str) -> Result<Selection, String> {
        Query::parse(query).and_then(Query::into_selection).map_err(|response| response.text().unwrap())
    }

    #[test]
    fn requests_are_selected() {
        let found = selection("after=7&operation=versions.get&status=4xx&limit=2").unwrap();
        assert_eq!((found.after, found.status, found.limit), (7, Some(4), Some(2)));
        assert_eq!(found.operation.as_deref(), Some("versions.get"));
        assert_eq!(selection("status=404").unwrap().status, Some(404));
        for (query, part) in [
            ("after=-1", "`after` must be an integer"),
            ("after=1&after=2", "`after` is there twice"),
            ("operation=none", "`operation` must be one of applications.create, "),
            ("status=6xx", "`status` must be a status"),
            ("status=4", "`status` must be a status"),
            ("limit=0", "`limit` must be between 1 and 5000"),
            ("page=1", "`page` is unknown: use after, operation, status, limit"),
        ] {
            let error = selection(query).unwrap_err();
            assert!(error.contains(part), "{query}: {error}");
        }
    }

    #[test]
    fn a_state_has_no_secrets_by_default() {
        let includes = |query| Query::parse(query).and_then(Query::includes_secrets).ok();
        assert_eq!((includes(""), includes("include_secrets=true")), (Some(false), Some(true)));
        assert_eq!((includes("include_secrets=1"), includes("secrets=true")), (None, None));
    }
}
