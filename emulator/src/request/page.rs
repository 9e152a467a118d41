//! Pages of lists: the query parameters, and the `pagination` object of a response.

use serde_json::{Value, json};

use crate::response::Result;
use crate::rules::Violations;

/// Items of a page if the query has no limit.
const DEFAULT_LIMIT: u64 = 10;
/// Maximum number of items of a page. A greater limit is reduced to this one.
const MAX_LIMIT: u64 = 100;

/// One page of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Page {
    number: u64,
    limit: u64,
}

impl Page {
    /// Parses `page` and `limit`. All other parameters are ignored.
    pub(crate) fn from_query(query: Option<&str>) -> Result<Page> {
        let mut violations = Violations::default();
        let mut read = |name: &str, default: u64| {
            let mut values =
                url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).filter(|(key, _)| key == name);
            let Some((_, value)) = values.next() else { return default };
            if values.next().is_some() {
                violations.add(name, "must be given once");
            }
            let number = Some(&value)
                .filter(|value| value.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|value| value.parse().ok());
            match number {
                Some(number) if number > 0 => number,
                _ => {
                    violations.add(name, "must be an integer of at least 1");
                    default
                }
            }
        };
        let (number, limit) = (read("page", 1), read("limit", DEFAULT_LIMIT));
        violations.into_result()?;
        Ok(Page { number, limit: limit.min(MAX_LIMIT) })
    }

    /// The number of items before this page.
    pub(crate) fn offset(self) -> u64 {
        (self.number - 1).saturating_mul(self.limit)
    }

    /// Maximum number of items of this page.
    pub(crate) fn limit(self) -> usize {
        self.limit as usize
    }

    /// The `pagination` object of a response, for a list with this many items.
    pub(crate) fn pagination(self, total: u64) -> Value {
        let pages = total.div_ceil(self.limit).max(1);
        let (next, previous) = (self.number < pages, self.number > 1);
        json!({
            "number": self.number,
            "next_page_number": next.then(|| self.number + 1),
            "previous_page_number": previous.then(|| self.number - 1),
            "paginator": {"num_pages": pages},
            "has_next": next,
            "has_previous": previous,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_parsed_strictly_and_limits_clamped() {
        assert_eq!(Page::from_query(None).unwrap(), Page { number: 1, limit: 10 });
        assert_eq!(Page::from_query(Some("limit=1000&page=3&x=y")).unwrap(), Page { number: 3, limit: 100 });
        for query in
            ["page=0", "limit=-1", "page=1&page=1", "limit=", "page=one", "page=99999999999999999999999", "page=%2B1"]
        {
            assert_eq!(Page::from_query(Some(query)).unwrap_err().status, 400, "{query}");
        }
    }

    #[test]
    fn the_first_and_the_last_page_are_marked() {
        let page = |number| Page { number, limit: 10 };
        assert_eq!(page(1).pagination(0)["paginator"]["num_pages"], 1);
        assert_eq!(page(1).pagination(0)["has_next"], false);
        assert_eq!(page(2).pagination(21)["next_page_number"], 3);
        assert_eq!(page(3).pagination(21)["next_page_number"], Value::Null);
        let beyond = page(9).pagination(21);
        assert_eq!(
            (&beyond["number"], &beyond["next_page_number"], &beyond["has_next"]),
            (&9.into(), &Value::Null, &false.into())
        );
        assert_eq!(page(u64::MAX).offset(), u64::MAX);
    }
}
