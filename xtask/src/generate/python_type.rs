//! Python: types of fields.

use edgegap_sdk::model::{Kind, Model};

/// The type of a field in a reply.
pub(crate) fn reply_type(kind: &Kind) -> String {
    match kind {
        Kind::Bool => "bool".to_owned(),
        Kind::Int => "int".to_owned(),
        Kind::Number => "float".to_owned(),
        Kind::String | Kind::Image => "str".to_owned(),
        Kind::Timestamp => "datetime".to_owned(),
        // Words that are not known yet may come.
        Kind::Enum(known) => format!("{} | str", known.name),
        Kind::Object(model) => model.name.to_owned(),
        Kind::List(item) => format!("list[{}]", reply_type(item)),
    }
}

/// The type of a field in a body.
pub(crate) fn send_type(kind: &Kind) -> String {
    match kind {
        Kind::Enum(known) if !known.open => known.name.to_owned(),
        Kind::Image => "Image".to_owned(),
        Kind::Object(model) => format!("{} | {}", sent_name(model), model.name),
        // A text is a sequence of texts, and never meant.
        Kind::List(Kind::String) => "list[str] | tuple[str, ...]".to_owned(),
        Kind::List(item) => format!("Sequence[{}]", send_type(item)),
        kind => reply_type(kind),
    }
}

/// The type of an object in the body of a create.
pub(crate) fn sent_name(model: &Model) -> &'static str {
    model.new.unwrap_or(model.name)
}
