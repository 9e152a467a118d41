//! Resources: a method per operation, with and without options.

use super::super::api::{Api, Operation, Output, Slot, kind_of_status};
use super::super::code::{capital, pascal};
use super::name;
use super::text::Source;

const TOKEN: &str = "CancellationToken cancellationToken = default(CancellationToken)";

pub(super) fn class(api: &Api, class: &str, operations: &[&Operation]) -> String {
    let usings = ["System.Threading", "System.Threading.Tasks", "Edgegap.Sdk.Json", "Newtonsoft.Json.Linq"];
    let has_mask = operations.iter().any(|operation| operation.has_query("fields"));
    let usings: Vec<_> = if has_mask { usings.to_vec() } else { usings[..2].to_vec() };
    let mut source = Source::new(&usings, "Edgegap.Sdk");
    source.summary(1, &format!("Operations of `{}`, reached through a client.", operations[0].resource()));
    source.line(1, format!("public sealed class {class}"));
    source.open(1);
    source.line(2, "private readonly Caller _caller;");
    source.gap();
    source.line(2, format!("internal {class}(Caller caller)"));
    source.open(2);
    source.line(3, "_caller = caller;");
    source.close(2);
    for operation in operations {
        source.gap();
        match &operation.output {
            Output::Page { model } => list(&mut source, operation, model),
            Output::One { model } => one(api, &mut source, operation, Some(model)),
            Output::Nothing => one(api, &mut source, operation, None),
        }
    }
    source.close(1);
    source.finish()
}

/// The parameters of an operation in C#: declaration and name, those of the path, then the body.
fn parameters(api: &Api, operation: &Operation) -> Vec<(String, String, String)> {
    let mut all: Vec<_> = operation
        .path_parameters
        .iter()
        .map(|parameter| ("string".to_owned(), parameter.name.clone(), parameter.doc.clone()))
        .collect();
    if let Some(body) = &operation.body {
        let kind = name::body_type(api, &body.model, body.slot);
        let (name, doc) = match body.slot {
            Slot::Create => ("body", "What to send."),
            Slot::Update => ("changes", "What to change."),
        };
        all.push((kind, name.to_owned(), doc.to_owned()));
    }
    all
}

fn one(api: &Api, source: &mut Source, operation: &Operation, model: Option<&String>) {
    let method = format!("{}Async", pascal(operation.name()));
    let parameters = parameters(api, operation);
    let declared: Vec<_> = parameters.iter().map(|(kind, name, _)| format!("{kind} {name}")).collect();
    let declared = declared.join(", ");
    let comma = if declared.is_empty() { "" } else { ", " };
    let given: String = parameters.iter().map(|(_, name, _)| format!("{name}, ")).collect();
    let task = model.map_or_else(|| "Task".to_owned(), |model| format!("Task<Models.{model}>"));

    documented(source, operation, &parameters);
    source.parameter(2, "cancellationToken", "Ends the call and closes its connection.");
    if let Some(model) = model {
        source.returns(2, &api.model(model).doc);
    }
    exceptions(source, operation);
    source.line(2, format!("public {task} {method}({declared}{comma}{TOKEN}) =>"));
    source.line(3, format!("{method}({given}null, cancellationToken);"));
    source.gap();
    source.summary(2, "The same with options for this call.");
    source.line(2, format!("public {task} {method}({declared}{comma}CallOptions options, {TOKEN})"));
    source.open(2);
    build(source, operation, "");
    let reader = model.map(|model| format!("Models.{model}.Reader, ")).unwrap_or_default();
    source.line(3, format!("return _caller.SendAsync(call, {reader}options, cancellationToken);"));
    source.close(2);
}

fn list(source: &mut Source, operation: &Operation, model: &str) {
    let method = pascal(operation.name());
    let paths: Vec<(String, String, String)> = operation
        .path_parameters
        .iter()
        .map(|parameter| ("string".to_owned(), parameter.name.clone(), parameter.doc.clone()))
        .collect();
    let declared: String = paths.iter().map(|(kind, name, _)| format!("{kind} {name}, ")).collect();
    let rest = "long? page = null, long? limit = null, CallOptions options = null";
    documented(source, operation, &paths);
    for query in operation.query.iter().filter(|query| query.name != "fields") {
        source.parameter(2, &query.name, &query.doc);
    }
    source.parameter(2, "options", "Options for each page.");
    source.returns(2, "The list, of which nothing was read yet. What is wrong is thrown when it is read.");
    source.line(2, format!("public PagedList<Models.{model}> {method}({declared}{rest})"));
    source.open(2);
    build(source, operation, ".Query(page, limit)");
    source.line(3, format!("return new PagedList<Models.{model}>(_caller, call, Models.{model}.Reader, options);"));
    source.close(2);
    let Some(fields) = operation.query.iter().find(|query| query.name == "fields") else { return };
    source.gap();
    source.summary(2, &format!("The same with some of the members alone. {}", capital(&fields.doc)));
    source.line(2, format!("public PagedList<JToken> {method}Fields({declared}string fields, {rest})"));
    source.open(2);
    // Left out, the items would be whole, and no plain ones.
    build(source, operation, ".Query(page, limit, fields ?? \"\")");
    source.line(3, "return new PagedList<JToken>(_caller, call, JsonInput.ReadAny, options);");
    source.close(2);
}

fn documented(source: &mut Source, operation: &Operation, parameters: &[(String, String, String)]) {
    source.summary(2, &operation.doc);
    source.remarks(2, &format!("`{} {}`", operation.method, operation.path));
    for (_, name, doc) in parameters {
        source.parameter(2, name, doc);
    }
}

fn exceptions(source: &mut Source, operation: &Operation) {
    source.exception(2, "ValidationException", "An argument is wrong; nothing was sent. It names all that are.");
    for status in &operation.errors {
        let (class, doc) = match kind_of_status(*status) {
            "permission" => ("PermissionDeniedException", "The token may not do this."),
            "not_found" => ("NotFoundException", "Something that the call names does not exist."),
            "conflict" => ("ConflictException", "The name is taken."),
            "image" => ("ImageException", "The image cannot be pulled."),
            "bad_request" => ("BadRequestException", "The service refuses the request."),
            other => panic!("the C# template has no words for {other}"),
        };
        source.exception(2, class, &format!("{doc} ({status})"));
    }
    source.exception(2, "EdgegapException", "Whatever else goes wrong: the token, the network, the service.");
}

fn build(source: &mut Source, operation: &Operation, query: &str) {
    let paths: String =
        operation.path_parameters.iter().map(|parameter| format!(".Path(\"{0}\", {0})", parameter.name)).collect();
    let body = match operation.slot() {
        Some(Slot::Create) => ".Body(body)",
        Some(Slot::Update) => ".Body(changes)",
        None => "",
    };
    source.line(3, format!("var call = new Call(\"{}\"){paths}{query}{body};", operation.id));
}
