//! Resource classes: a method for each operation.

use super::text::{Side, WIDTH, camel, comment, kind, sentence};
use crate::generate::api::{self, Api, Kind, Operation, Output, Slot, kind_of_status};
use crate::generate::code::{Code, capital, pascal};

pub(super) fn write(code: &mut Code, api: &Api, resource: &str, operations: &[&Operation]) {
    for operation in operations {
        if !operation.query.is_empty() {
            query(code, api, operation);
        }
    }
    code.gap();
    comment(code, "", &[about(resource)]);
    code.line(0, format!("export class {} {{", pascal(resource)));
    code.line(0, "  readonly #caller: Caller");
    code.gap();
    code.line(0, "  /** @internal */");
    code.line(0, "  constructor(caller: Caller) {");
    code.line(0, "    this.#caller = caller");
    code.line(0, "  }");
    for operation in operations {
        code.gap();
        method(code, api, operation);
    }
    code.line(0, "}");
}

/// A resource in words.
pub(super) fn about(resource: &str) -> String {
    sentence(&capital(&resource.replace('_', " ")))
}

fn query(code: &mut Code, api: &Api, operation: &Operation) {
    code.gap();
    comment(code, "", &[format!("What a list of {} begins with.", what_is_listed(operation))]);
    code.line(0, format!("export interface {} {{", query_type(operation)));
    for parameter in &operation.query {
        comment(code, "  ", &[sentence(&parameter.doc)]);
        let kind = parameter.kind.as_ref().map_or_else(|| "string".into(), |known| kind(api, known, Side::Request));
        code.line(0, format!("  {}?: {kind} | undefined", parameter.name));
    }
    code.line(0, "}");
}

fn what_is_listed(operation: &Operation) -> String {
    match operation.name().strip_prefix("list_") {
        Some(what) => what.replace('_', " "),
        None => operation.resource().replace('_', " "),
    }
}

fn query_type(operation: &Operation) -> String {
    format!("{}{}Query", pascal(operation.resource()), pascal(operation.name()))
}

/// A parameter of a method: its name, its type, what it is.
struct Parameter {
    name: String,
    declared: String,
    doc: String,
}

fn parameters(operation: &Operation) -> Vec<Parameter> {
    let named = |parameter: &api::Parameter| Parameter {
        name: camel(&parameter.name),
        declared: format!("{}: string", camel(&parameter.name)),
        doc: parameter.doc.clone(),
    };
    let mut parameters: Vec<_> = operation.path_parameters.iter().map(named).collect();
    if let Some(body) = &operation.body {
        let doc = match body.slot {
            Slot::Create => "What to send.",
            Slot::Update => "What to change.",
        };
        let declared = format!("body: {}", body.kind);
        parameters.push(Parameter { name: "body".into(), declared, doc: doc.into() });
    }
    if !operation.query.is_empty() {
        let declared = format!("query?: {}", query_type(operation));
        parameters.push(Parameter {
            name: "query".into(),
            declared,
            doc: "Where to begin, and how much to read at once.".into(),
        });
    }
    let doc = "Of this call alone: time limits, retries, headers, a signal that cancels it.".into();
    parameters.push(Parameter { name: "options".into(), declared: "options?: CallOptions".into(), doc });
    parameters
}

fn method(code: &mut Code, api: &Api, operation: &Operation) {
    let parameters = parameters(operation);
    let mut doc = vec![sentence(&operation.doc), format!("`{} {}`", operation.method, operation.path)];
    doc.extend(parameters.iter().map(|parameter| format!("@param {} - {}", parameter.name, sentence(&parameter.doc))));
    doc.push(format!("@throws {}", errors(operation)));
    comment(code, "  ", &doc);
    let name = camel(operation.name());
    let returned = match &operation.output {
        Output::Nothing => "Call<null>".to_owned(),
        Output::One { model } => format!("Call<{model}>"),
        Output::Page { model } => format!("List<{model}>"),
    };
    if let (true, Output::Page { model }) = (operation.has_query("fields"), &operation.output) {
        let declared = |fields: &str| {
            parameters
                .iter()
                .map(|parameter| match parameter.name.as_str() {
                    "query" if fields == "string" => format!("query: {} & {{ fields: string }}", query_type(operation)),
                    "query" => format!("query?: {} & {{ fields?: undefined }}", query_type(operation)),
                    _ => parameter.declared.clone(),
                })
                .collect::<Vec<_>>()
        };
        signature(code, &name, &declared("string"), &format!("List<Partial<{model}>>"), "");
        signature(code, &name, &declared("undefined"), &returned, "");
    }
    let declared: Vec<_> = parameters.iter().map(|parameter| parameter.declared.clone()).collect();
    signature(code, &name, &declared, &returned, " {");
    code.line(0, format!("    return {}", call(api, operation)));
    code.line(0, "  }");
}

fn signature(code: &mut Code, name: &str, parameters: &[String], returned: &str, end: &str) {
    let line = format!("  {name}({}): {returned}{end}", parameters.join(", "));
    if line.len() <= WIDTH {
        code.line(0, line);
        return;
    }
    code.line(0, format!("  {name}("));
    for parameter in parameters {
        code.line(0, format!("    {parameter},"));
    }
    code.line(0, format!("  ): {returned}{end}"));
}

fn call(api: &Api, operation: &Operation) -> String {
    let path = operation.path_parameters.iter().map(|parameter| {
        let own = camel(&parameter.name);
        if own == parameter.name { own } else { format!("{}: {own}", parameter.name) }
    });
    let path: Vec<_> = path.collect();
    let path = if path.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", path.join(", ")) };
    if matches!(operation.output, Output::Page { .. }) {
        return format!("this.#caller.list('{}', {path}, query, options)", operation.id);
    }
    let body = match &operation.body {
        Some(body) if api.model(&body.model).fields.iter().any(|field| field.kind == Kind::Image) => {
            ", body: withImage(body)"
        }
        Some(_) => ", body",
        None => "",
    };
    format!("this.#caller.call('{}', {{ path: {path}{body} }}, options)", operation.id)
}

/// `BadRequestError` (400), ...: the documented ones first, then those of every call.
fn errors(operation: &Operation) -> String {
    let documented: Vec<_> =
        operation.errors.iter().map(|status| format!("`{}` ({status})", class(kind_of_status(*status)))).collect();
    format!(
        "{}; `ValidationError` before anything is sent; and what every call may throw, see `EdgegapError`.",
        documented.join(", ")
    )
}

/// The class of a kind of error, as `ts/error.ts` has it.
pub(super) fn class(kind: &str) -> String {
    match kind {
        "permission" => "PermissionDeniedError".into(),
        "timeout" => "TimedOutError".into(),
        "connection" => "ConnectionFailedError".into(),
        other => format!("{}Error", pascal(other)),
    }
}
