//! TypeScript: one file per resource with its models and its methods, in `bindings-node/ts/generated`.

mod example;
mod methods;
mod models;
mod text;

use std::collections::BTreeSet;

use super::File;
use super::api::{Api, Kind, Model, Operation, Output};
use super::code::{Code, pascal};

pub(crate) use example::example;

pub(crate) const FOLDER: &str = "bindings-node/ts/generated";

pub(crate) fn files(api: &Api) -> Vec<File> {
    let resources = api.resources();
    let mut taken = BTreeSet::new();
    let mut files: Vec<File> = resources
        .iter()
        .map(|(resource, operations)| {
            let models = reached(api, operations, &mut taken);
            (path(resource), resource_file(api, resource, operations, &models))
        })
        .collect();
    let names: Vec<&str> = resources.iter().map(|(name, _)| *name).collect();
    files.push(contract(api));
    files.push(error_kind(api));
    files.push(secret(api));
    files.push(client_part(&names));
    files.push(index(&names));
    files
}

/// The models that the operations name and that no resource before has, outermost first.
fn reached<'a>(api: &'a Api, operations: &[&Operation], taken: &mut BTreeSet<String>) -> Vec<&'a Model> {
    let mut waiting: Vec<String> = Vec::new();
    for operation in operations {
        waiting.extend(operation.body.as_ref().map(|body| body.model.clone()));
        if let Output::One { model } | Output::Page { model } = &operation.output {
            waiting.push(model.clone());
        }
    }
    waiting.reverse();
    let mut found = Vec::new();
    while let Some(name) = waiting.pop() {
        if !taken.insert(name.clone()) {
            continue;
        }
        let model = api.model(&name);
        waiting.extend(model.fields.iter().rev().filter_map(|field| model_of(&field.kind)).map(ToOwned::to_owned));
        found.push(model);
    }
    found
}

fn model_of(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Model(name) => Some(name),
        Kind::List(item) => model_of(item),
        _ => None,
    }
}

fn resource_file(api: &Api, resource: &str, operations: &[&Operation], models: &[&Model]) -> String {
    let mut code = head(&format!("`client.{}`: models and methods.", text::camel(resource)));
    let has_list = operations.iter().any(|operation| matches!(operation.output, Output::Page { .. }));
    let has_image = models.iter().any(|model| model.fields.iter().any(|field| field.kind == Kind::Image));
    code.line(0, "import type { Call } from '../call.js'");
    code.line(0, "import type { Caller } from '../caller.js'");
    if has_image {
        code.line(0, "import { withImage, type ImageSource } from '../image.js'");
    }
    if has_list {
        code.line(0, "import type { List } from '../list.js'");
    }
    code.line(0, "import type { CallOptions } from '../options.js'");
    models::write(&mut code, api, models);
    methods::write(&mut code, api, resource, operations);
    code.into_text()
}

fn contract(api: &Api) -> File {
    let mut code = head("Which description of the API the types here come from; the native part has to have the same.");
    code.line(0, "/** Short name of exactly that description. */");
    code.line(0, format!("export const CONTRACT = '{}'", api.contract));
    (path("contract"), code.into_text())
}

fn error_kind(api: &Api) -> File {
    let mut code = head("Kinds of errors.");
    let words: Vec<_> = api.error_kinds.iter().map(|kind| format!("'{kind}'")).collect();
    code.line(0, "/** What the caller can do about an error: the `code` of every `EdgegapError`. */");
    text::union(&mut code, "ErrorKind", &words);
    (path("error_kind"), code.into_text())
}

fn secret(api: &Api) -> File {
    let fields = || api.models.iter().flat_map(|model| &model.fields);
    let always: BTreeSet<_> = fields().filter(|field| field.secret).map(|field| format!("'{}'", field.name)).collect();
    let when: BTreeSet<_> =
        fields().filter_map(|field| Some(format!("{}: '{}'", field.name, field.secret_when.as_ref()?))).collect();
    let listed = |words: BTreeSet<String>| words.into_iter().collect::<Vec<_>>().join(", ");
    let mut code = head("Members that are secrets.");
    code.line(0, "/** Those that always are. */");
    code.line(0, format!("export const SECRETS: readonly string[] = [{}]", listed(always)));
    code.gap();
    code.line(0, "/** Those that are when another member is true. */");
    code.line(0, format!("export const SECRET_WHEN: Readonly<Record<string, string>> = {{ {} }}", listed(when)));
    (path("secret"), code.into_text())
}

fn client_part(resources: &[&str]) -> File {
    let mut code = head("The resources of a client.");
    code.line(0, "import type { Caller } from '../caller.js'");
    for name in resources {
        code.line(0, format!("import {{ {} }} from './{}.js'", pascal(name), text::kebab(name)));
    }
    code.gap();
    code.line(0, "/** What a client can be asked about. */");
    code.line(0, "export abstract class Resources {");
    for name in resources {
        code.line(0, format!("  /** {} */", methods::about(name)));
        code.line(0, format!("  readonly {}: {}", text::camel(name), pascal(name)));
    }
    code.gap();
    code.line(0, "  /** @internal */");
    code.line(0, "  constructor(caller: Caller) {");
    for name in resources {
        code.line(0, format!("    this.{} = new {}(caller)", text::camel(name), pascal(name)));
    }
    code.line(0, "  }");
    code.line(0, "}");
    (path("resources"), code.into_text())
}

fn index(resources: &[&str]) -> File {
    let mut code = head("Everything generated that users see.");
    for name in resources {
        code.line(0, format!("export * from './{}.js'", text::kebab(name)));
    }
    code.line(0, "export type { ErrorKind } from './error-kind.js'");
    (path("index"), code.into_text())
}

fn head(what: &str) -> Code {
    let mut code = Code::default();
    code.line(0, "/**");
    code.wrapped(" * ", "", what, text::WIDTH);
    code.line(0, " *");
    code.line(0, " * Generated by `cargo xtask generate` from tests/contract/api.json; do not edit.");
    code.line(0, " */");
    code.gap();
    code
}

fn path(name: &str) -> String {
    format!("{FOLDER}/{}.ts", text::kebab(name))
}
