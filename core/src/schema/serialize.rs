//! Serialization of parts of the description.

use reqwest::Method;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A doc comment as one paragraph.
pub fn paragraph(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) fn doc<S: Serializer>(doc: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&paragraph(doc))
}

pub(crate) fn json<S: Serializer>(text: &Option<&str>, serializer: S) -> Result<S::Ok, S::Error> {
    let parse = |text| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
    text.map(parse).serialize(serializer)
}

pub(crate) fn values<S: Serializer>(values: &&[(&str, &str)], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Described<'a> {
        value: &'a str,
        #[serde(serialize_with = "doc")]
        doc: &'a str,
    }
    serializer.collect_seq(values.iter().map(|(value, doc)| Described { value, doc }))
}

pub(crate) fn method<S: Serializer>(method: &Method, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(method.as_str())
}
