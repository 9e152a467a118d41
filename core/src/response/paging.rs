//! The next page of a list, and its end, for a service whose pagination may be missing or wrong.
//!
//! Every list ends: each next page has a higher number, and the list ends with an empty page, with
//! a page equal to the one before, or at the maximum number of pages.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::quality::{FixedState, FoldHasher};
use serde_json::{Map, Value};

use crate::json::JsonValue;
use crate::reply::Page;
use crate::request::validate::integer;

const MAX_PAGES: u64 = 10_000;
/// Maximum number of empty pages in a row.
const MAX_EMPTY: u64 = 10;
/// Integers up to this value are exact in every language.
const MAX_INTEGER: u64 = 1 << 53;

/// The state of a list between pages. Callers see it as an opaque string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// Number of the next page.
    pub(crate) page: u64,
    /// Number of the first page of this list.
    first: u64,
    /// Number of items so far.
    seen: u64,
    /// Number of pages so far.
    pages: u64,
    /// Fingerprint of the previous page.
    before: u64,
    /// Number of empty pages since the last item.
    empty: u64,
    /// True if the service announced this page.
    promised: bool,
}

impl Cursor {
    pub(crate) fn start(page: u64) -> Self {
        Self { page, first: page, seen: 0, pages: 0, before: 0, empty: 0, promised: true }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("2.")?.split('.').map(|part| u64::from_str_radix(part, 16).ok());
        let mut next = || parts.next().flatten();
        let [page, first, seen, pages, before, empty] = [next()?, next()?, next()?, next()?, next()?, next()?];
        let cursor = Self { page, first, seen, pages, before, empty, promised: next()? == 1 };
        let sane = [cursor.page, cursor.first, cursor.seen, cursor.pages, cursor.empty]
            .into_iter()
            .all(|number| number <= MAX_INTEGER);
        (parts.next().is_none() && sane && cursor.page > cursor.first).then_some(cursor)
    }

    fn to_text(self) -> String {
        let promised = u8::from(self.promised);
        let Self { page, first, seen, pages, before, empty, .. } = self;
        format!("2.{page:x}.{first:x}.{seen:x}.{pages:x}.{before:x}.{empty:x}.{promised}")
    }

    /// True if this status means that the list ended with the previous page. Nothing announced this
    /// page: it was requested to find out.
    pub(crate) fn ends_with(self, status: u16) -> bool {
        self.page > self.first && !self.promised && matches!(status, 204 | 400 | 404 | 416 | 422)
    }

    /// The empty page after the last one.
    pub(crate) fn empty_page(self) -> Page {
        Page { number: self.page, total: None, cursor: None }
    }

    /// The page with the cursor of the next one. The items are removed if they repeat the previous
    /// page, except under a field mask, where different items may look the same.
    pub(crate) fn after(self, items: &mut Vec<JsonValue>, body: &Map<String, Value>, masked: bool) -> Page {
        let total = body.get("total_count").and_then(integer).and_then(|total| u64::try_from(total).ok());
        let mut page = Page { number: self.page, total, cursor: None };
        if items.is_empty() {
            // If the service announces more, some empty pages are accepted: it may filter items
            // after counting them.
            if let Some(Claim::Next(next)) = claim(body.get("pagination"), self.page)
                && self.empty < MAX_EMPTY
            {
                let cursor =
                    Cursor { page: next, pages: self.pages + 1, empty: self.empty + 1, promised: true, ..self };
                page.cursor = Some(cursor.to_text());
            }
            return page;
        }
        let hash = fingerprint(items);
        if !masked && self.pages > 0 && hash == self.before {
            items.clear();
            return page;
        }
        let (seen, pages) = (self.seen + items.len() as u64, self.pages + 1);
        // The total counts only for a list from page 1, and only if it is not less than the number
        // of items so far.
        let all_seen = total.filter(|total| self.first == 1 && seen <= *total).map(|total| seen == total);
        let has_more = body.get("pagination").and_then(|pagination| pagination.get("has_next"));
        let has_more = has_more.is_some_and(|more| *more == true || more == "true");
        let (next, promised) = match claim(body.get("pagination"), self.page) {
            Some(Claim::Next(next)) => (Some(next), true),
            Some(Claim::Last) if all_seen != Some(false) => (None, false),
            None if all_seen == Some(true) => (None, false),
            // If the total is not reached, there is more.
            Some(Claim::Last) | None => (Some(self.page + 1), has_more || all_seen == Some(false)),
        };
        if let Some(next) = next.filter(|_| pages < MAX_PAGES) {
            page.cursor =
                Some(Cursor { page: next, first: self.first, seen, pages, before: hash, empty: 0, promised }.to_text());
        }
        page
    }
}

/// The content of a consistent `pagination`.
enum Claim {
    Next(u64),
    Last,
}

/// Reads `pagination` if it is consistent with itself and the request, and leads forward.
fn claim(pagination: Option<&Value>, asked: u64) -> Option<Claim> {
    let pagination = pagination?.as_object()?;
    let number = |name| pagination.get(name).filter(|value| !value.is_null());
    let positive = |value: &Value| integer(value).and_then(|number| u64::try_from(number).ok());
    if number("number").is_some_and(|number| positive(number) != Some(asked)) {
        return None;
    }
    match (pagination.get("has_next")?.as_bool()?, number("next_page_number")) {
        (true, Some(next)) => positive(next).filter(|next| *next > asked).map(Claim::Next),
        (false, None) => Some(Claim::Last),
        _ => None,
    }
}

/// A hash of the items, equal in every process of one version of the SDK. With a cursor of another
/// version, a repeated page is detected one page later.
fn fingerprint(items: &[JsonValue]) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    items.iter().for_each(|item| hash_value(item, &mut hasher));
    hasher.finish()
}

/// Four times as fast as a derived `Hash`.
fn hash_value(value: &JsonValue, hasher: &mut FoldHasher<'_>) {
    match value {
        JsonValue::Null => hasher.write_u8(0),
        JsonValue::Bool(truth) => hasher.write_u8(1 + u8::from(*truth)),
        JsonValue::Number(number) => number.hash(hasher),
        JsonValue::String(text) => hasher.write(text.as_bytes()),
        JsonValue::Timestamp(timestamp) => timestamp.hash(hasher),
        JsonValue::List(items) => {
            hasher.write_usize(items.len());
            items.iter().for_each(|item| hash_value(item, hasher));
        }
        JsonValue::Object(fields) => {
            hasher.write_usize(fields.len());
            for (name, value) in fields {
                name.hash(hasher);
                hash_value(value, hasher);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn after(cursor: Cursor, items: Value, body: Value) -> (usize, Option<u64>) {
        let mut items = items.as_array().unwrap().iter().cloned().map(JsonValue::from).collect();
        let page = cursor.after(&mut items, body.as_object().unwrap(), false);
        (items.len(), page.cursor.map(|text| Cursor::parse(&text).unwrap().page))
    }

    #[test]
    fn a_usable_pagination_is_believed() {
        let next = json!({"pagination": {"number": 1, "has_next": true, "next_page_number": 2}, "total_count": 3});
        assert_eq!(after(Cursor::start(1), json!([1, 2]), next), (2, Some(2)));
        let last = json!({"pagination": {"number": 1, "has_next": false, "next_page_number": null}});
        assert_eq!(after(Cursor::start(1), json!([1, 2]), last), (2, None));
    }

    #[test]
    fn an_unusable_one_is_not() {
        for pagination in [
            json!(null),
            json!("x"),
            json!([]),
            json!({"has_next": true}),
            json!({"has_next": true, "next_page_number": 1}),
            json!({"number": 7, "has_next": false}),
        ] {
            assert_eq!(
                after(Cursor::start(1), json!([1]), json!({ "pagination": pagination })),
                (1, Some(2)),
                "{pagination}"
            );
            assert_eq!(
                after(Cursor::start(1), json!([1]), json!({ "pagination": pagination, "total_count": 1 })),
                (1, None),
                "{pagination}"
            );
            assert_eq!(
                after(Cursor::start(1), json!([]), json!({ "pagination": pagination })),
                (0, None),
                "{pagination}"
            );
        }
    }

    #[test]
    fn the_end_is_not_believed_before_the_total_has_come() {
        let last = json!({"pagination": {"has_next": false}, "total_count": 5});
        assert_eq!(after(Cursor::start(1), json!([1]), last.clone()), (1, Some(2)));
        assert_eq!(after(Cursor::start(2), json!([1]), last), (1, None));
    }

    #[test]
    fn a_page_that_nothing_promised_may_be_missing() {
        let next = |body: Value| {
            let mut items = vec![json!(1).into()];
            let page = Cursor::start(1).after(&mut items, body.as_object().unwrap(), false);
            Cursor::parse(&page.cursor.unwrap()).unwrap()
        };
        assert!(next(json!({})).ends_with(404) && !next(json!({})).ends_with(401));
        assert!(!next(json!({"total_count": 5})).ends_with(404));
        assert!(!next(json!({"pagination": {"has_next": true, "next_page_number": 2}})).ends_with(404));
        assert!(!Cursor::start(2).ends_with(404));
    }

    #[test]
    fn an_empty_page_before_one_that_is_promised_is_passed_over_some_times() {
        let more = json!({"pagination": {"has_next": true, "next_page_number": 2}});
        assert_eq!(after(Cursor::start(1), json!([]), more), (0, Some(2)));
        let mut cursor = Cursor::start(1);
        for asked in 0..MAX_EMPTY {
            let body = json!({"pagination": {"has_next": true, "next_page_number": asked + 2}});
            let page = cursor.after(&mut Vec::new(), body.as_object().unwrap(), false);
            cursor = Cursor::parse(&page.cursor.unwrap()).unwrap();
        }
        let body = json!({"pagination": {"has_next": true, "next_page_number": 99}});
        assert_eq!(cursor.after(&mut Vec::new(), body.as_object().unwrap(), false).cursor, None);
    }

    #[test]
    fn a_total_that_is_less_than_what_came_says_nothing() {
        for total in [0, 1] {
            assert_eq!(after(Cursor::start(1), json!([1, 2]), json!({ "total_count": total })), (2, Some(2)));
        }
        assert_eq!(after(Cursor::start(1), json!([1, 2]), json!({"total_count": 2})), (2, None));
    }

    #[test]
    fn a_repeated_page_is_dropped_and_ends_the_list() {
        let body = json!({"pagination": {"has_next": true, "next_page_number": 2}});
        let mut items = vec![json!(1).into()];
        let cursor = Cursor::start(1).after(&mut items, body.as_object().unwrap(), false).cursor.unwrap();
        let again = json!({"pagination": {"has_next": true, "next_page_number": 3}});
        assert_eq!(after(Cursor::parse(&cursor).unwrap(), json!([1]), again), (0, None));
    }

    #[test]
    fn under_a_mask_pages_that_look_alike_are_pages() {
        let body = json!({"pagination": {"has_next": true, "next_page_number": 2}});
        let mut items = vec![json!({"bucket": "b"}).into()];
        let cursor = Cursor::start(1).after(&mut items, body.as_object().unwrap(), true).cursor.unwrap();
        let next = Cursor::parse(&cursor).unwrap().after(&mut items, &Map::new(), true);
        assert_eq!((items.len(), next.cursor.is_some()), (1, true));
    }

    #[test]
    fn only_our_own_text_is_a_cursor() {
        for text in [
            "",
            "1",
            "2.2",
            "2.2.1.1.1.1.0.1.1",
            "1.2.1.1.1.1.0.1",
            "2.1.1.1.1.1.0.1",
            "2.x.1.1.1.1.0.1",
            "2.ffffffffffffffff.1.0.0.0.0.1",
            "2.2.1.ffffffffffffffff.0.0.0.1",
        ] {
            assert_eq!(Cursor::parse(text), None, "{text}");
        }
    }
}
