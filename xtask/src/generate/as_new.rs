//! Python: the arguments of a create, as types and as made of an object that was read.

use edgegap_sdk::Description;
use edgegap_sdk::model::{BodyKind, Field, Model, Presence};
use edgegap_sdk::operation::Operation;

use super::python_type::send_type;
use super::text::{snake, spoken};

/// The type of a field in the body of a create, with None if it may be null.
pub(crate) fn sent_type(field: &Field) -> String {
    let null = if field.presence(BodyKind::Create) == Presence::Nullable { " | None" } else { "" };
    send_type(&field.kind) + null
}

/// The operation that creates an object; none for a part of another model.
fn create(api: &Description, model: &Model) -> Option<&'static Operation> {
    let mut creates = api.operations.iter().copied().filter(|operation| operation.name() == "create");
    creates.find(|operation| operation.body.is_some_and(|body| body.model.name == model.name))
}

/// The documentation of the type of a create's arguments.
pub(crate) fn class_doc(api: &Description, model: &Model) -> String {
    let create = create(api, model).map(|create| format!("{}.create", create.resource())).unwrap_or_default();
    format!("Keyword arguments of `{create}`, which `as_new` returns: `{create}(..., **new)`.")
}

/// The parameters of the method. A field that no reply has is required if a create requires it.
pub(crate) fn parameters(model: &'static Model) -> String {
    let parameter = |field: &Field| {
        let kind = send_type(&field.kind);
        match (field.is_required(BodyKind::Create), field.reply.is_absent()) {
            (true, true) => format!("{}: {kind}", field.name),
            (true, false) => format!("{}: {kind} | Unset = UNSET", field.name),
            (false, _) => format!("{}: {kind} | Unset | None = UNSET", field.name),
        }
    };
    let parameters: Vec<_> = model.fields_of(BodyKind::Create).map(parameter).collect();
    format!("self, *, {},", parameters.join(", "))
}

/// The first sentence of the method's documentation.
pub(crate) fn doc(model: &Model, is_part: bool) -> String {
    match is_part {
        true => "Returns this object as a part of the arguments of a create or an update.".to_owned(),
        false => format!("Returns the arguments of a create, for another {} like this one.", spoken(model.name)),
    }
}

/// A call of the method; none for a part of another model.
pub(crate) fn example(api: &Description, model: &'static Model) -> Option<String> {
    let create = create(api, model)?;
    let path: String = create.path_parameters().map(|name| format!("{name}, ")).collect();
    let hidden = model.fields_of(BodyKind::Create).filter(|field| field.reply.is_absent());
    let hidden: String = hidden.map(|field| format!(", {0}={0}", field.name)).collect();
    let changed = format!("{}.as_new(name=\"copy\"{hidden})", snake(model.name));
    Some(format!("client.{}.create({path}**{changed})", create.resource()))
}
