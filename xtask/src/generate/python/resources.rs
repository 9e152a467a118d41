//! `versions.py`, `async_versions.py` and so on: the methods of the resources, for both clients from one template.

use std::collections::BTreeSet;

use super::{LINE, WIDTH, field_doc, mark, reply_type, send_type};
use crate::generate::api::{Api, Field, Kind, Operation, Output, Parameter, Presence, kind_of_status};
use crate::generate::code::{Code, pascal};

/// Which client the methods are of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    Sync,
    Async,
}

impl Flavour {
    pub(crate) fn module(self, resource: &str) -> String {
        format!("{}{resource}", if self == Flavour::Sync { "" } else { "async_" })
    }

    /// What stands in front of the names of classes.
    fn prefix(self) -> &'static str {
        if self == Flavour::Sync { "" } else { "Async" }
    }
}

pub(crate) fn module(api: &Api, resource: &str, operations: &[&Operation], flavour: Flavour) -> String {
    let mut code = Code::default();
    let what = if flavour == Flavour::Sync { "" } else { " with asyncio" };
    code.line(0, mark(&format!("Calls of `{resource}`{what}.")).trim_end());
    code.gap();
    imports(&mut code, api, operations, flavour);
    code.gap();
    code.gap();
    code.line(0, format!("class {0}{1}({0}Resource):", flavour.prefix(), pascal(resource)));
    code.line(1, format!("\"\"\"Calls of `{resource}`; see `{}Client.{resource}`.\"\"\"", flavour.prefix()));
    code.gap();
    code.line(1, "__slots__ = ()");
    for operation in operations {
        code.gap();
        method(&mut code, api, operation, flavour);
    }
    code.into_text()
}

fn imports(code: &mut Code, api: &Api, operations: &[&Operation], flavour: Flavour) {
    let masked = operations.iter().any(|operation| operation.has_query("fields"));
    let takes_unset = operations.iter().any(|operation| {
        !operation.query.is_empty()
            || api
                .body_fields(operation)
                .iter()
                .any(|field| operation.slot().is_some_and(|slot| !field.is_required(slot)))
    });
    let fields: Vec<_> = operations.iter().flat_map(|operation| api.body_fields(operation)).collect();
    let (mut parameters, mut parts, mut models) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for field in &fields {
        words(api, &field.kind, &mut parameters, &mut parts);
    }
    for operation in operations {
        if let Output::One { model } | Output::Page { model } = &operation.output {
            models.insert(model.clone());
        }
    }
    let is_list = operations.iter().any(|operation| matches!(operation.output, Output::Page { .. }));
    let sequences = fields.iter().any(|field| send_type(api, &field.kind).contains("Sequence["));
    code.line(0, format!("from typing import TYPE_CHECKING{}", if masked { ", Any, overload" } else { "" }));
    code.gap();
    if takes_unset {
        code.line(0, if masked { "from .._native import UNSET, Unset" } else { "from .._native import UNSET" });
    }
    code.line(0, format!("from .._resource import {}Resource", flavour.prefix()));
    if operations.iter().any(|operation| operation.body.is_some()) {
        code.line(0, "from .._sealed import Sealed");
    }
    code.line(0, format!("from .models import {}", models.iter().cloned().collect::<Vec<_>>().join(", ")));
    code.gap();
    code.line(0, "if TYPE_CHECKING:");
    if sequences {
        code.line(1, "from collections.abc import Sequence");
        code.gap();
    }
    code.line(1, "from typing_extensions import Unpack");
    code.gap();
    if takes_unset && !masked {
        code.line(1, "from .._native import Unset");
    }
    code.line(1, "from .._options import CallOptions");
    if is_list {
        code.line(1, format!("from .._pager import {}Pager", flavour.prefix()));
    }
    let parts: Vec<_> = parts.difference(&models).cloned().collect();
    if !parts.is_empty() {
        code.line(1, format!("from .models import {}", parts.join(", ")));
    }
    if !parameters.is_empty() {
        code.line(1, format!("from .parameters import {}", parameters.into_iter().collect::<Vec<_>>().join(", ")));
    }
}

/// The names that the type of a member needs.
fn words(api: &Api, kind: &Kind, parameters: &mut BTreeSet<String>, parts: &mut BTreeSet<String>) {
    match kind {
        Kind::Enum(name) => drop(parameters.insert(name.clone())),
        Kind::Image => drop(parameters.insert("Image".to_owned())),
        Kind::List(item) => words(api, item, parameters, parts),
        Kind::Model(name) => {
            for model in api.parts_of_bodies().into_iter().filter(|model| model.name == *name) {
                parameters.extend(model.create_type.clone());
                parts.insert(model.name.clone());
            }
        }
        _ => {}
    }
}

fn method(code: &mut Code, api: &Api, operation: &Operation, flavour: Flavour) {
    let result = result(operation, flavour);
    if operation.has_query("fields") {
        let plain = format!("{}Pager[dict[str, Any]]", flavour.prefix());
        for (fields, result) in [("fields: Unset = UNSET", &result), ("fields: str", &plain)] {
            code.line(1, "@overload");
            signature(code, api, operation, flavour, Some(fields), &format!("{result}: ..."));
        }
        signature(code, api, operation, flavour, Some("fields: str | Unset = UNSET"), &format!("{result} | {plain}:"));
    } else {
        signature(code, api, operation, flavour, None, &format!("{result}:"));
    }
    documentation(code, api, operation);
    call(code, api, operation, flavour);
}

fn result(operation: &Operation, flavour: Flavour) -> String {
    match &operation.output {
        Output::Nothing => "None".to_owned(),
        Output::One { model } => model.clone(),
        Output::Page { model } => format!("{}Pager[{model}]", flavour.prefix()),
    }
}

/// A list is no coroutine: it is asked for nothing until somebody iterates.
fn is_coroutine(operation: &Operation, flavour: Flavour) -> bool {
    flavour == Flavour::Async && !matches!(operation.output, Output::Page { .. })
}

fn signature(code: &mut Code, api: &Api, operation: &Operation, flavour: Flavour, fields: Option<&str>, end: &str) {
    let keyword = if is_coroutine(operation, flavour) { "async def" } else { "def" };
    let mut parameters = vec!["self".to_owned()];
    parameters.extend(operation.path_parameters.iter().map(|parameter| format!("{}: str", parameter.name)));
    let mut named: Vec<String> = Vec::new();
    if let Some(slot) = operation.slot() {
        for field in api.body_fields(operation) {
            let kind = send_type(api, &field.kind);
            named.push(match field.presence(slot) {
                Some(Presence::Required) => format!("{}: {kind}", field.name),
                Some(Presence::Nullable) => format!("{}: {kind} | Unset | None = UNSET", field.name),
                _ => format!("{}: {kind} | Unset = UNSET", field.name),
            });
        }
    }
    named.extend(operation.query.iter().map(|parameter| match (parameter.name.as_str(), fields) {
        ("fields", Some(fields)) => fields.to_owned(),
        _ => format!("{}: {} | Unset = UNSET", parameter.name, query_type(parameter)),
    }));
    if !named.is_empty() {
        parameters.push("*".to_owned());
        parameters.extend(named);
    }
    parameters.push("**options: Unpack[CallOptions]".to_owned());
    let line = format!("{keyword} {}({}) -> {end}", operation.name(), parameters.join(", "));
    if line.len() + 4 <= LINE && parameters.len() <= 5 {
        return code.line(1, line);
    }
    code.line(1, format!("{keyword} {}(", operation.name()));
    parameters.iter().for_each(|parameter| code.line(2, format!("{parameter},")));
    code.line(1, format!(") -> {end}"));
}

fn query_type(parameter: &Parameter) -> String {
    parameter.kind.as_ref().map_or_else(|| "str".to_owned(), reply_type)
}

fn documentation(code: &mut Code, api: &Api, operation: &Operation) {
    let indent = "        ";
    let (summary, rest) =
        operation.doc.split_once(". ").map_or((operation.doc.trim_end_matches('.'), ""), |parts| parts);
    code.wrapped(indent, "", &format!("\"\"\"{summary}."), WIDTH);
    if !rest.is_empty() {
        code.gap();
        code.wrapped(indent, "", rest, WIDTH);
    }
    code.gap();
    code.line(2, format!("HTTP: `{} {}`", operation.method, operation.path));
    code.gap();
    code.line(2, "Args:");
    let entry =
        |code: &mut Code, name: &str, doc: &str| code.wrapped("            ", "    ", &format!("{name}: {doc}"), WIDTH);
    for parameter in &operation.path_parameters {
        entry(code, &parameter.name, &parameter.doc);
    }
    if let Some(slot) = operation.slot() {
        for field in api.body_fields(operation) {
            entry(code, &field.name, &field_doc(field, slot));
        }
    }
    for parameter in &operation.query {
        entry(code, &parameter.name, &parameter.doc);
    }
    let options = "`timeout`, `max_retries`, `headers`, `extra_query`, `extra_body`; see `edgegap.CallOptions`.";
    entry(code, "**options", options);
    code.gap();
    code.line(2, "Raises:");
    entry(code, "ValidationError", &validation(api, operation));
    for status in &operation.errors {
        let class = match kind_of_status(*status) {
            "permission" => "PermissionDenied".to_owned(),
            kind => pascal(kind),
        };
        entry(code, &format!("{class}Error"), &format!("{status}, {}.", meaning(*status)));
    }
    entry(code, "EdgegapError", "anything else: token, network, time limit, the service itself.");
    code.line(2, "\"\"\"");
}

fn validation(api: &Api, operation: &Operation) -> String {
    let rules = operation.body.iter().flat_map(|body| api.model(&body.model).rules_of(body.slot));
    rules.fold("an argument is wrong; nothing was sent.".to_owned(), |text, rule| format!("{text} {}", rule.doc))
}

fn meaning(status: u16) -> &'static str {
    match status {
        403 => "the token may not do this",
        404 => "something that is named does not exist",
        409 => "the name is taken",
        424 => "the image cannot be pulled",
        _ => "the service refuses the call",
    }
}

fn call(code: &mut Code, api: &Api, operation: &Operation, flavour: Flavour) {
    let path: Vec<_> =
        operation.path_parameters.iter().map(|parameter| format!("\"{0}\": {0}", parameter.name)).collect();
    let path = format!("{{{}}}", path.join(", "));
    let id = format!("\"{}\"", operation.id);
    let query = || {
        let query: Vec<_> = operation.query.iter().map(|parameter| format!("\"{0}\": {0}", parameter.name)).collect();
        format!("{{{}}}", query.join(", "))
    };
    let awaited = if is_coroutine(operation, flavour) { "await " } else { "" };
    match &operation.output {
        Output::Nothing => code.line(2, format!("{awaited}self._nothing({id}, {path}, options)")),
        Output::Page { model } if operation.has_query("fields") => {
            code.line(2, format!("query: dict[str, Any] = {}", query()));
            code.line(2, "if isinstance(fields, Unset):");
            code.line(3, format!("return self._list({model}, {id}, {path}, query, options)"));
            code.line(2, format!("return self._plain_list({id}, {path}, query, options)"));
        }
        Output::Page { model } => {
            code.line(2, format!("return self._list({model}, {id}, {path}, {}, options)", query()))
        }
        Output::One { model } => {
            one(code, api, operation, &format!("return {awaited}self._one("), &[model, &id, &path])
        }
    }
}

/// The body is sealed, and the parameters that hold secrets are forgotten, before anything can fail.
fn one(code: &mut Code, api: &Api, operation: &Operation, start: &str, first: &[&str]) {
    let fields = api.body_fields(operation);
    let body = if operation.body.is_some() { "sealed" } else { "None" };
    if operation.body.is_some() {
        let members: Vec<_> = fields.iter().map(|field| format!("\"{0}\": {0}", field.name)).collect();
        sealed(code, &members);
    }
    let secrets: Vec<_> =
        fields.iter().filter(|field| holds_secrets(api, field)).map(|field| field.name.as_str()).collect();
    if !secrets.is_empty() {
        code.line(2, format!("del {}", secrets.join(", ")));
    }
    let line = format!("{start}{}, {body}, options)", first.join(", "));
    if line.len() + 8 <= LINE {
        return code.line(2, line);
    }
    code.line(2, start);
    first.iter().chain(&[body, "options"]).for_each(|argument| code.line(3, format!("{argument},")));
    code.line(2, ")");
}

fn sealed(code: &mut Code, members: &[String]) {
    let line = format!("sealed = Sealed({{{}}})", members.join(", "));
    if line.len() + 8 <= LINE {
        return code.line(2, line);
    }
    code.line(2, "sealed = Sealed(");
    code.line(3, "{");
    members.iter().for_each(|member| code.line(4, format!("{member},")));
    code.line(3, "}");
    code.line(2, ")");
}

/// Whether a member is a secret, or an object that may have one.
fn holds_secrets(api: &Api, field: &Field) -> bool {
    let part = field.kind.model().map(|name| api.model(name));
    field.secret
        || field.secret_when.is_some()
        || part.is_some_and(|part| part.fields.iter().any(|field| holds_secrets(api, field)))
}
