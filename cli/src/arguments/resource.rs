//! The commands of the resources, made from the operations.

use clap::builder::ValueParser;
use clap::{Arg, ArgMatches, Command};
use edgegap_sdk::Description;
use edgegap_sdk::Resource;
use edgegap_sdk::model::Kind;
use edgegap_sdk::operation::{Body, Operation, Parameter};

use super::{field, first_sentence, flag, global, switch};

/// The short names of resources. Another resource has its own name.
const NAMES: [(&str, &str); 5] = [
    ("apps", "applications"),
    ("versions", "versions"),
    ("tags", "container_registry"),
    ("storages", "endpoint_storages"),
    ("profiles", "pull_profiles"),
];

/// A command of a resource.
#[derive(Clone, Debug)]
pub(crate) struct Verb {
    pub(crate) name: String,
    pub(crate) action: Action,
}

/// What a command of a resource does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Action {
    /// One call.
    Call(&'static Operation),
    /// One or more objects, each by its name.
    DeleteMany { one: &'static Operation, many: &'static Operation },
    /// Sets `is_active`.
    SetActive { update: &'static Operation, is_active: bool },
    /// Creates an object from another one.
    Copy { get: &'static Operation, create: &'static Operation },
}

/// The resources of the API.
pub(crate) fn resources() -> &'static [Resource] {
    Description::new().resources
}

/// The name of a resource's command.
pub(crate) fn name(resource: &Resource) -> String {
    let short = NAMES.iter().find(|(_, name)| *name == resource.name).map(|(short, _)| (*short).to_owned());
    short.unwrap_or_else(|| resource.name.replace('_', "-"))
}

/// The resource with this name of a command.
pub(crate) fn find(command: &str) -> Option<&'static Resource> {
    resources().iter().find(|resource| name(resource) == command)
}

/// The command of a resource. Its own commands are built when it is used.
pub(crate) fn command(resource: &'static Resource) -> Command {
    Command::new(name(resource))
        .about(super::first_sentence(resource.doc))
        .long_about(edgegap_sdk::paragraph(resource.doc))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .defer(|command| match find(command.get_name()) {
            Some(resource) => command.subcommands(verbs(resource).iter().map(Verb::command)),
            None => command,
        })
}

/// The commands of a resource.
pub(crate) fn verbs(resource: &Resource) -> Vec<Verb> {
    let find = |name: &str| resource.operations.iter().copied().find(|operation| operation.name() == name);
    let mut verbs: Vec<Verb> = Vec::new();
    for operation in resource.operations.iter().copied() {
        // `list_tags` of the container registry: the command already names the tags.
        let name = operation.name().trim_end_matches("_tag").trim_end_matches("_tags").replace('_', "-");
        match verbs.iter_mut().find(|verb| verb.name == name) {
            Some(verb) => {
                if let Action::Call(one) = verb.action {
                    verb.action = Action::DeleteMany { one, many: operation };
                }
            }
            None => verbs.push(Verb { name, action: Action::Call(operation) }),
        }
    }
    if let (Some(get), Some(create)) = (find("get"), find("create")) {
        verbs.push(Verb { name: "copy".to_owned(), action: Action::Copy { get, create } });
    }
    if let Some(update) = find("update").filter(|update| has_switch(update)) {
        for (name, is_active) in [("enable", true), ("disable", false)] {
            verbs.push(Verb { name: name.to_owned(), action: Action::SetActive { update, is_active } });
        }
    }
    verbs
}

fn has_switch(update: &Operation) -> bool {
    update.body_fields().iter().any(|field| field.name == "is_active")
}

/// True if a call destroys something that another call cannot bring back.
pub(crate) fn is_destructive(operation: &Operation) -> bool {
    operation.name().starts_with("delete")
}

/// The noun of the object that an operation is about.
pub(crate) fn noun(operation: &Operation) -> &'static str {
    match operation.resource() {
        "applications" => "application",
        "versions" => "version",
        "container_registry" => "tag",
        "endpoint_storages" => "storage",
        "pull_profiles" => "profile",
        _ => operation.path_parameters().last().map_or("object", |parameter| operation.noun(parameter)),
    }
}

impl Verb {
    fn command(&self) -> Command {
        let command = Command::new(self.name.clone());
        match self.action {
            Action::Call(operation) => of_operation(command, operation),
            Action::DeleteMany { one, many } => {
                let several =
                    Arg::new("items").required(true).num_args(1..).value_name("TAG").help("Names of the tags");
                let long = format!("{} {}\n\nRequest: {} or {}", doc(one), doc(many), one.requests(), many.requests());
                let command = command.about("Deletes one or more tags of an image").long_about(long);
                path(command, many).arg(several).arg(global::yes())
            }
            Action::SetActive { update, is_active } => {
                let what = if is_active { "Allows new deployments" } else { "Allows no new deployments" };
                path(command.about(format!("{what} of the {}: sets `is_active`", noun(update))), update)
            }
            Action::Copy { get, create } => copy(command, get, create),
        }
    }
}

fn doc(operation: &Operation) -> String {
    edgegap_sdk::paragraph(operation.doc)
}

fn described(command: Command, doc: &str, operation: &Operation) -> Command {
    let requests = operation.requests();
    command.about(first_sentence(doc)).long_about(format!("{doc}\n\nRequest: {requests}"))
}

fn of_operation(command: Command, operation: &'static Operation) -> Command {
    let mut command = path(described(command, &doc(operation), operation), operation);
    command = operation.parameters.iter().fold(command, |command, parameter| command.arg(query(parameter)));
    if let Some(body) = operation.body {
        command = field::add(named(command, operation, body), Some(operation), body);
    }
    if is_destructive(operation) { command.arg(global::yes()) } else { command }
}

/// Adds the names in the path as positional arguments.
fn path(command: Command, operation: &Operation) -> Command {
    let arguments = operation.path_parameters().map(|name| {
        let help = format!("Name of the {}", operation.noun(name));
        Arg::new(format!("path.{name}")).required(true).value_name(name.to_ascii_uppercase()).help(help)
    });
    command.args(arguments)
}

/// Adds the name of a new object as a positional argument. It may be in the file of `--body` too.
fn named(command: Command, operation: &Operation, body: Body) -> Command {
    match field::is_named(body) {
        true => command.arg(Arg::new("name").value_name("NAME").help(format!("Name of the {}", noun(operation)))),
        false => command,
    }
}

fn query(parameter: &'static Parameter) -> Arg {
    let argument = Arg::new(format!("query.{}", parameter.name)).long(flag(parameter.name));
    match (parameter.name, parameter.kind) {
        ("limit", _) => argument.value_name("N").value_parser(at_least_one()).help("Show at most N items"),
        ("page", _) => argument
            .value_name("N")
            .value_parser(at_least_one())
            .help("Show only this page, from 1, of 100 items or of --limit [default: all pages]"),
        (_, Kind::Int) => argument.value_name("N").value_parser(at_least_one()).help(parameter.doc.as_ref()),
        _ => argument.value_name("TEXT").help(parameter.doc.as_ref()),
    }
}

fn at_least_one() -> ValueParser {
    ValueParser::new(|text: &str| {
        text.parse::<u64>().ok().filter(|number| *number > 0).ok_or("must be a whole number, 1 or more")
    })
}

fn copy(command: Command, get: &Operation, create: &'static Operation) -> Command {
    let noun = noun(create);
    let command = command.about(format!("Creates a {noun} with the fields of another one")).long_about(format!(
        "Creates a {noun} with the fields of another one. Flags replace fields. The service shows no secrets, so \
         they cannot be copied: give them again, or leave them out with --without-secrets."
    ));
    let command = path(command, get)
        .arg(Arg::new("name").required(true).value_name("NEW_NAME").help(format!("Name of the new {noun}")));
    let command = match create.body {
        Some(body) => field::add(command, None, body),
        None => command,
    };
    command.arg(switch("without-secrets", "Leave out the secrets of the original that are not given"))
}

/// The names in the path of a call, from the command line.
pub(crate) fn names(operation: &Operation, matches: &ArgMatches) -> serde_json::Map<String, serde_json::Value> {
    let name = |parameter: &'static str| {
        let value = matches.get_one::<String>(&format!("path.{parameter}")).cloned().unwrap_or_default();
        (parameter.to_owned(), value.into())
    };
    operation.path_parameters().map(name).collect()
}

/// The model of the objects that an operation returns.
pub(crate) fn model(id: &str) -> Option<&'static edgegap_sdk::model::Model> {
    Operation::find(id)?.output.model()
}
