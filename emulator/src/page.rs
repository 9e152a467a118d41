//! Pages of lists: what a query asks for, and what an answer says about where it is.

use serde_json::{Value, json};

use crate::answer::Result;
use crate::rules::Violations;

/// Items of a page that no limit was asked for.
const DEFAULT: u64 = 10;
/// Items of a page at most; a greater limit is taken for this one.
const MOST: u64 = 100;

/// One page of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Page {
    number: u64,
    limit: u64,
}

impl Page {
    /// Reads `page` and `limit`; all other members of a query are ignored.
    pub(crate) fn of_query(query: Option<&str>) -> Result<Page> {
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
                    violations.add(name, "must be a whole number of at least 1");
                    default
                }
            }
        };
        let (number, limit) = (read("page", 1), read("limit", DEFAULT));
        violations.refuse()?;
        Ok(Page { number, limit: limit.min(MOST) })
    }

    /// Items before this page.
    pub(crate) fn offset(self) -> u64 {
        (self.number - 1).saturating_mul(self.limit)
    }

    /// Items of this page at most.
    pub(crate) fn limit(self) -> usize {
        self.limit as usize
    }

    /// The `pagination` of an answer, for a list of this many items.
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
    fn queries_are_read_strictly_and_limits_clamped() {
        assert_eq!(Page::of_query(None).unwrap(), Page { number: 1, limit: 10 });
        assert_eq!(Page::of_query(Some("limit=1000&page=3&x=y")).unwrap(), Page { number: 3, limit: 100 });
        for query in
            ["page=0", "limit=-1", "page=1&page=1", "limit=", "page=one", "page=99999999999999999999999", "page=%2B1"]
        {
            assert_eq!(Page::of_query(Some(query)).unwrap_err().status, 400, "{query}");
        }
    }

    #[test]
    fn the_ends_of_a_list_say_so() {
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
