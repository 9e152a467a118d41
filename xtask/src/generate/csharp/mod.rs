//! C#: models, bodies, words, resources, and what Unity wants beside every file.

mod body;
mod example;
mod meta;
mod model;
mod name;
mod resource;
mod text;
mod word;

use self::text::Source;
use super::File;
use super::api::Api;

pub(crate) use self::example::example;
pub(crate) use self::meta::{
    files as metas, left_over as left_over_metas, of_file as meta_of_file, of_folder as meta_of_folder,
};

pub(crate) const FOLDER: &str = "bindings-csharp/sdk/Runtime/Generated";

/// Every generated C# file, without those of Unity: see [`metas`].
pub(crate) fn files(api: &Api) -> Vec<File> {
    let mut files = vec![file("Contract", contract(api))];
    for model in &api.models {
        if model.fields.iter().any(|field| field.reply.is_some()) {
            files.push(file(&model.name, model::class(model)));
        }
        if let Some(name) = &model.create_type {
            files.push(file(name, body::create(api, model, name)));
        }
        if let Some(name) = name::update_type(model) {
            files.push(file(&name, body::update(api, model, &name)));
        }
    }
    files.extend(api.enums.iter().map(|words| file(&words.name, word::structure(words))));
    for (name, operations) in api.resources() {
        let class = super::code::pascal(name);
        files.push(file(&class, resource::class(api, &class, &operations)));
    }
    files
}

fn file(name: &str, content: String) -> File {
    (format!("{FOLDER}/{name}.cs"), content)
}

fn contract(api: &Api) -> String {
    let mut source = Source::new(&[], "Edgegap.Sdk");
    source.summary(1, "What the generated code was made from; the native library has to say the same.");
    source.line(1, "internal static class Contract");
    source.open(1);
    source.summary(2, "The version of this SDK.");
    source.line(2, format!("internal const string Version = \"{}\";", env!("CARGO_PKG_VERSION")));
    source.gap();
    source.summary(2, "The short name of the description.");
    source.line(2, format!("internal const string Hash = \"{}\";", api.contract));
    source.close(1);
    source.finish()
}
