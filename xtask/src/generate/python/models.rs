//! `models.py`: the objects of replies. What they can do is in `_model.py`.

use super::{WIDTH, mark, reply_type, send_type};
use crate::generate::api::{Api, Field, Kind, Model, Promise, Slot};
use crate::generate::code::Code;

pub(crate) fn module(api: &Api) -> String {
    let mut code = Code::default();
    code.line(0, mark("The objects that the API answers.").trim_end());
    code.gap();
    code.line(0, "from typing import TYPE_CHECKING, Any, ClassVar");
    code.gap();
    code.line(0, "from .._model import Model");
    code.gap();
    code.line(0, "if TYPE_CHECKING:");
    code.line(1, "from datetime import datetime");
    code.gap();
    code.line(1, format!("from .parameters import {}", enums(api).join(", ")));
    for model in ordered(api) {
        class(&mut code, api, model);
    }
    code.into_text()
}

fn enums(api: &Api) -> Vec<&str> {
    let mut names: Vec<_> = api.enums.iter().map(|words| words.name.as_str()).collect();
    names.sort_unstable();
    names
}

/// Models of replies, each behind those that are part of it.
fn ordered(api: &Api) -> Vec<&Model> {
    fn add<'a>(api: &'a Api, model: &'a Model, found: &mut Vec<&'a Model>) {
        for name in model.fields.iter().filter_map(|field| nested(&field.kind)) {
            add(api, api.model(name), found);
        }
        if !found.iter().any(|known| known.name == model.name) {
            found.push(model);
        }
    }
    let mut found = Vec::new();
    for model in api.models.iter().filter(|model| model.fields.iter().any(|field| field.reply.is_some())) {
        add(api, model, &mut found);
    }
    found
}

fn nested(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Model(name) => Some(name),
        Kind::List(item) => nested(item),
        _ => None,
    }
}

fn class(code: &mut Code, api: &Api, model: &Model) {
    let fields: Vec<_> = model.fields.iter().filter(|field| field.reply.is_some()).collect();
    code.gap();
    code.gap();
    code.line(0, format!("class {}(Model):", model.name));
    code.wrapped("    ", "", &format!("\"\"\"{}\"\"\"", model.doc), WIDTH);
    code.gap();
    for field in &fields {
        let kind = reply_type(&field.kind);
        match field.reply {
            Some(Promise::Promised) if field.kind != Kind::Stamp => code.line(1, format!("{}: {kind}", field.name)),
            _ => code.line(1, format!("{}: {kind} | None = None", field.name)),
        }
        code.wrapped("    ", "", &format!("\"\"\"{}\"\"\"", field.doc), WIDTH);
    }
    tables(code, &fields);
    if is_part_of_a_body(api, model) {
        constructor(code, api, &fields);
    }
}

/// What the base class has to know of the members.
fn tables(code: &mut Code, fields: &[&Field]) {
    let names = |wanted: &dyn Fn(&Field) -> bool| -> Vec<String> {
        fields.iter().filter(|field| wanted(field)).map(|field| format!("\"{}\"", field.name)).collect()
    };
    let tuple = |names: &[String]| {
        if names.len() == 1 { format!("({},)", names[0]) } else { format!("({})", names.join(", ")) }
    };
    let pairs = |pairs: Vec<String>| format!("{{{}}}", pairs.join(", "));
    let stamps = names(&|field| field.kind == Kind::Stamp);
    let secrets = names(&|field| field.secret);
    let parts: Vec<_> =
        fields.iter().filter_map(|field| Some(format!("\"{}\": {}", field.name, nested(&field.kind)?))).collect();
    let when: Vec<_> = fields
        .iter()
        .filter_map(|field| Some(format!("\"{}\": \"{}\"", field.name, field.secret_when.as_ref()?)))
        .collect();
    if !(stamps.is_empty() && secrets.is_empty() && parts.is_empty() && when.is_empty()) {
        code.gap();
    }
    if !stamps.is_empty() {
        code.line(1, format!("_stamps = {}", tuple(&stamps)));
    }
    if !parts.is_empty() {
        code.line(1, format!("_nested: ClassVar[dict[str, type[Model]]] = {}", pairs(parts)));
    }
    if !secrets.is_empty() {
        code.line(1, format!("_secrets = {}", tuple(&secrets)));
    }
    if !when.is_empty() {
        code.line(1, format!("_secret_when: ClassVar[dict[str, str]] = {}", pairs(when)));
    }
}

/// Whether it is sent as a part of another object, so that programs make some.
fn is_part_of_a_body(api: &Api, model: &Model) -> bool {
    let mut fields = api.models.iter().flat_map(|model| &model.fields).filter(|field| field.create.is_some());
    fields.any(|field| nested(&field.kind) == Some(&model.name))
}

fn constructor(code: &mut Code, api: &Api, fields: &[&Field]) {
    code.gap();
    code.line(1, "def __init__(");
    code.line(2, "self,");
    code.line(2, "*,");
    for field in fields {
        let kind = send_type(api, &field.kind);
        match field.is_required(Slot::Create) {
            true => code.line(2, format!("{}: {kind},", field.name)),
            false => code.line(2, format!("{}: {kind} | None = None,", field.name)),
        }
    }
    code.line(2, "**members: Any,");
    code.line(1, ") -> None:");
    let given: Vec<_> = fields.iter().map(|field| format!("{0}={0}", field.name)).collect();
    code.line(2, format!("super().__init__({}, **members)", given.join(", ")));
}
