//! `parameters.py`: the words and nested objects that calls take; and the contract with the names of all parameters.

use super::{WIDTH, field_doc, mark, send_type};
use crate::generate::api::{Api, Kind, Model, Slot};
use crate::generate::code::Code;

pub(crate) fn module(api: &Api) -> String {
    let mut code = Code::default();
    code.line(0, mark("What calls take beside plain values.").trim_end());
    code.gap();
    code.line(0, "from typing import TYPE_CHECKING, Literal, TypedDict, Union");
    code.gap();
    code.line(0, "if TYPE_CHECKING:");
    code.line(1, "import os");
    code.gap();
    code.line(0, "Image = Union[str, bytes, bytearray, \"os.PathLike[str]\"]");
    code.line(
        0,
        "\"\"\"An icon: text is base64, bytes are content, a path is a file that is read when the call is made.\"\"\"",
    );
    for words in &api.enums {
        let all: Vec<_> = words.words.iter().map(|word| format!("\"{}\"", word.word)).collect();
        code.gap();
        code.line(0, format!("{} = Literal[{}]", words.name, all.join(", ")));
        let meanings: Vec<_> =
            words.words.iter().map(|word| format!("`{}`: {}", word.word, word.doc.trim_end_matches('.'))).collect();
        let rest = if words.open { " Other words are sent as they are." } else { "" };
        code.wrapped("", "", &format!("\"\"\"{} {}.{rest}\"\"\"", words.doc, meanings.join("; ")), WIDTH);
    }
    for model in nested(api) {
        typed_dict(&mut code, api, model);
    }
    code.into_text()
}

/// `__init__.py`: what the hand-written code asks the generated code.
pub(crate) fn contract(api: &Api) -> String {
    let mut code = Code::default();
    code.line(0, mark("What was generated from the core's description.").trim_end());
    code.gap();
    code.line(0, format!("CONTRACT = \"{}\"", api.contract));
    code.line(0, "\"\"\"The description that this was generated from; the native library has the same.\"\"\"");
    code.gap();
    code.line(0, "PARAMETERS = {");
    for operation in &api.operations {
        let names = operation.path_parameters.iter().chain(&operation.query).map(|parameter| &parameter.name);
        let names: Vec<_> = names
            .chain(api.body_fields(operation).into_iter().map(|field| &field.name))
            .map(|name| format!("\"{name}\""))
            .collect();
        let tuple = if names.len() == 1 { format!("({},)", names[0]) } else { format!("({})", names.join(", ")) };
        let line = format!("\"{}\": {tuple},", operation.id);
        if line.len() + 4 <= super::LINE {
            code.line(1, line);
            continue;
        }
        code.line(1, format!("\"{}\": (", operation.id));
        names.iter().for_each(|name| code.line(2, format!("{name},")));
        code.line(1, "),");
    }
    code.line(0, "}");
    code.line(0, "\"\"\"The parameters of each operation's method, for advice on misspelt ones.\"\"\"");
    code.into_text()
}

/// Models that are part of a body.
pub(super) fn nested(api: &Api) -> Vec<&Model> {
    let parts = api.models.iter().flat_map(|model| &model.fields).filter(|field| field.create.is_some());
    let names: Vec<_> = parts
        .filter_map(|field| match &field.kind {
            Kind::List(item) => match &**item {
                Kind::Model(name) => Some(name),
                _ => None,
            },
            _ => None,
        })
        .collect();
    api.models.iter().filter(|model| names.contains(&&model.name)).collect()
}

/// Two classes, because Python 3.10 knows no `Required`.
fn typed_dict(code: &mut Code, api: &Api, model: &Model) {
    let name = model.create_type.as_deref().unwrap_or(&model.name);
    for required in [true, false] {
        code.gap();
        code.gap();
        if required {
            code.line(0, format!("class _{name}(TypedDict):"));
        } else {
            code.line(0, format!("class {name}(_{name}, total=False):"));
            code.wrapped("    ", "", &format!("\"\"\"{}\"\"\"", model.doc), WIDTH);
            code.gap();
        }
        for field in model.fields.iter().filter(|field| field.create.is_some()) {
            if field.is_required(Slot::Create) == required {
                code.line(1, format!("{}: {}", field.name, send_type(api, &field.kind)));
                code.wrapped("    ", "", &format!("\"\"\"{}\"\"\"", field_doc(field, Slot::Create)), WIDTH);
            }
        }
    }
}
