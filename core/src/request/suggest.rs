//! Advice about a field that is missing or unknown.

use crate::schema::model::{BodyKind, Field, Model, Presence};

/// The message for a missing field, from the first words of its documentation.
pub(crate) fn missing(field: &Field) -> String {
    let (ends, mut was_end) = (['.', ':', ';', ','], false);
    // A mark within a word, as in `https://`, ends nothing.
    let is_after_end = |c: char| std::mem::replace(&mut was_end, ends.contains(&c)) && c.is_whitespace();
    let what = field.doc.trim().split(is_after_end).next().unwrap_or_default().trim_end_matches(ends);
    let mut letters = what.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            format!("is required: {}{}", first.to_lowercase(), letters.as_str())
        }
        _ => format!("is required: {what}"),
    }
}

/// The message for a field that the body does not accept.
pub(crate) fn unknown(model: &Model, body_kind: BodyKind, name: &str) -> String {
    if let Some(field) = model.field(name) {
        let advice = match (body_kind, field.create) {
            (BodyKind::Update, Presence::Required | Presence::Optional | Presence::Nullable) => {
                "cannot be changed by an update; to send it anyway, put it into `$extra`"
            }
            _ => "is set by the service and cannot be sent",
        };
        return advice.to_owned();
    }
    match nearest(name, model.fields_of(body_kind).map(|field| field.name)) {
        Some(nearest) => format!("is not a field; did you mean `{nearest}`?"),
        None => format!(
            "is not a field; the fields are {}; to send another one, put it into `$extra`",
            names(model, body_kind)
        ),
    }
}

/// The one of these names that was probably meant.
pub(crate) fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let nearest = names.into_iter().map(|known| (distance(known, name), known)).min();
    nearest.filter(|(distance, _)| *distance <= 1 + name.len().min(COMPARED) / 4).map(|(_, nearest)| nearest)
}

/// The names of the fields of a body, for messages.
pub(crate) fn names(model: &Model, body_kind: BodyKind) -> String {
    model.fields_of(body_kind).map(|field| field.name).collect::<Vec<_>>().join(", ")
}

/// Bytes of a name that are compared.
const COMPARED: usize = 64;

/// The Levenshtein distance of a known name to the first bytes of another one.
#[expect(clippy::indexing_slicing, reason = "the row has one entry more than `b` has bytes")]
fn distance(a: &str, b: &str) -> usize {
    let b = b.as_bytes().get(..COMPARED).unwrap_or(b.as_bytes());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EndpointStorage;
    use crate::schema::model::Described;

    #[test]
    fn a_missing_field_is_named_by_its_first_words() {
        let message = |name| missing(EndpointStorage::MODEL.field(name).unwrap());
        let url = "is required: URL of the S3 service with `http://` or `https://`";
        assert_eq!([message("endpoint"), message("bucket")], [url, "is required: name of the bucket"]);
    }

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance("req_cpu", "req_cpus"), 1);
        assert_eq!(distance("ports", "prots"), 2);
        assert_eq!(distance("a", ""), 1);
    }
}
