//! Where a list goes on, and where it ends: with a service that says so, says nothing, or says what is not true.
//!
//! No list is endless: each next page has a higher number, an empty page ends it, so does a page equal to the one before, and so does
//! a count of pages that no account has.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::quality::{FixedState, FoldHasher};
use serde_json::{Map, Value};

use crate::json::JsonValue;
use crate::reply::Page;
use crate::request::validate::integer;

const MAX_PAGES: u64 = 10_000;
/// The most empty pages in a row.
const MAX_EMPTY: u64 = 10;
/// Whole numbers up to here are exact everywhere.
const LARGEST: u64 = 1 << 53;

/// What has to be remembered from page to page; opaque text to everybody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// Number of the page to ask for.
    pub(crate) page: u64,
    /// The first page that was asked for.
    first: u64,
    /// Items that have come.
    seen: u64,
    /// Pages that have come.
    pages: u64,
    /// What the page before looked like.
    before: u64,
    /// Empty pages that have come since the last one with items.
    empty: u64,
    /// Whether the service said that there is this page.
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
            .all(|number| number <= LARGEST);
        (parts.next().is_none() && sane && cursor.page > cursor.first).then_some(cursor)
    }

    fn to_text(self) -> String {
        let promised = u8::from(self.promised);
        let Self { page, first, seen, pages, before, empty, .. } = self;
        format!("2.{page:x}.{first:x}.{seen:x}.{pages:x}.{before:x}.{empty:x}.{promised}")
    }

    /// Whether this status says that the list ended with the page before: nothing promised this one, it was asked for to
    /// see.
    pub(crate) fn ends_with(self, status: u16) -> bool {
        self.page > self.first && !self.promised && matches!(status, 204 | 400 | 404 | 416 | 422)
    }

    /// The page that is not there.
    pub(crate) fn nothing(self) -> Page {
        Page { number: self.page, total: None, cursor: None }
    }

    /// Decides what follows a page. The items are emptied when they repeat the page before; under a field mask all may look alike, so
    /// that says nothing.
    pub(crate) fn after(self, items: &mut Vec<JsonValue>, body: &Map<String, Value>, masked: bool) -> Page {
        let total = body.get("total_count").and_then(integer).and_then(|total| u64::try_from(total).ok());
        let mut page = Page { number: self.page, total, cursor: None };
        if items.is_empty() {
            // What says that more follows is believed, for some pages: a service may filter after it has counted.
            if let Some(Claim::Next(next)) = claim(body.get("pagination"), self.page)
                && self.empty < MAX_EMPTY
            {
                let cursor =
                    Cursor { page: next, pages: self.pages + 1, empty: self.empty + 1, promised: true, ..self };
                page.cursor = Some(cursor.to_text());
            }
            return page;
        }
        let looks = fingerprint(items);
        if !masked && self.pages > 0 && looks == self.before {
            items.clear();
            return page;
        }
        let (seen, pages) = (self.seen + items.len() as u64, self.pages + 1);
        // What is on all pages is known only to who began with the first.
        // A total that is less than what came counts something else.
        let all_seen = total.filter(|total| self.first == 1 && seen <= *total).map(|total| seen == total);
        let says_more = body.get("pagination").and_then(|pagination| pagination.get("has_next"));
        let says_more = says_more.is_some_and(|more| *more == true || more == "true");
        let (next, promised) = match claim(body.get("pagination"), self.page) {
            Some(Claim::Next(next)) => (Some(next), true),
            Some(Claim::Last) if all_seen != Some(false) => (None, false),
            None if all_seen == Some(true) => (None, false),
            // A total that was not reached promises more.
            Some(Claim::Last) | None => (Some(self.page + 1), says_more || all_seen == Some(false)),
        };
        if let Some(next) = next.filter(|_| pages < MAX_PAGES) {
            page.cursor = Some(
                Cursor { page: next, first: self.first, seen, pages, before: looks, empty: 0, promised }.to_text(),
            );
        }
        page
    }
}

/// What a usable `pagination` says.
enum Claim {
    Next(u64),
    Last,
}

/// Usable is what agrees with itself and with what was asked, and leads forward.
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

/// What the items look like, in every process of one version: with a cursor that was kept from another one, a page that repeats the one before is
/// noticed one page later.
fn fingerprint(items: &[JsonValue]) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    items.iter().for_each(|item| look(item, &mut hasher));
    hasher.finish()
}

/// Like deriving `Hash`, which took four times as long as one place that knows what there is.
fn look(value: &JsonValue, hasher: &mut FoldHasher<'_>) {
    match value {
        JsonValue::Null => hasher.write_u8(0),
        JsonValue::Bool(truth) => hasher.write_u8(1 + u8::from(*truth)),
        JsonValue::Number(number) => number.hash(hasher),
        JsonValue::Text(text) => hasher.write(text.as_bytes()),
        JsonValue::List(items) => {
            hasher.write_usize(items.len());
            items.iter().for_each(|item| look(item, hasher));
        }
        JsonValue::Object(members) => {
            hasher.write_usize(members.len());
            for (name, value) in members {
                name.hash(hasher);
                look(value, hasher);
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
