//! The commands of publishing.

use clap::{Arg, ArgAction, Command, ValueHint};
use edgegap_sdk::operation::Operation;

use super::{field, global, option, switch};
use crate::ci;

/// The commands, in the order of a first use.
pub(crate) fn commands() -> [Command; 6] {
    [init(), check(), plan(), apply(), publish(), prune()]
}

fn init() -> Command {
    Command::new("init").about("Writes a manifest: empty, or from what is live").defer(|command| {
        command
            .long_about(
                "Writes a manifest, edgegap.toml: an empty one to fill in, or with --from what is live. Secrets become \
                 variables, { env = \"...\" }.",
            )
            .arg(option("from", "APP[/VERSION]", "Take the application with all its versions, or with one of them"))
    })
}

fn check() -> Command {
    Command::new("check")
        .about("Checks the manifest, with --online also what it refers to")
        .arg(switch(
            "online",
            "Look for the images in their registries, for the buckets, and for the sources of profiles",
        ))
        .arg(switch("deny-warnings", "End with exit code 2 if there are warnings"))
}

fn plan() -> Command {
    Command::new("plan").about("Shows what would change").defer(|command| {
        ci::arguments(options(command))
            .arg(
                option("out", "FILE", "Write the plan as JSON, for `edgegap apply FILE`")
                    .value_hint(ValueHint::FilePath),
            )
            .arg(global::exit_code())
    })
}

fn apply() -> Command {
    Command::new("apply").about("Creates and updates what differs from the manifest, and waits for new tags").defer(
        |command| {
            let command = command.long_about(
                "Creates and updates what differs from the manifest. What the manifest does not name is left as it \
                 is.\n\nIt waits until the service reports each new tag, at most 120 s or the value of --timeout, and \
                 ends with exit code 6 if it does not. What was written before stays: run the same command again.",
            );
            ci::arguments(options(command)).arg(global::yes()).arg(
                Arg::new("plan").value_name("PLAN.json").value_hint(ValueHint::FilePath).help(
                    "A plan from `edgegap plan --out`, carried out without confirmation unless it deletes something",
                ),
            )
        },
    )
}

fn publish() -> Command {
    Command::new("publish").about("Publishes an image as one version, with or without a manifest").defer(|command| {
        let command = ci::arguments(options(command))
            .arg(option("app", "APP", "Name of the application [default: that of the manifest]"))
            .arg(option("version", "VERSION", "Name of the version").required(true))
            .arg(option("image", "REGISTRY/IMAGE:TAG", "The image, such as registry.edgegap.com/my-studio/game:b43"))
            .arg(global::yes());
        match Operation::find("versions.create").and_then(|create| create.body) {
            Some(body) => field::add(command, None, body),
            None => command,
        }
    })
}

fn prune() -> Command {
    Command::new("prune").about("Disables or deletes old versions, and deletes old tags").defer(|command| {
        let number =
            |name: &'static str, help: &'static str| option(name, "N", help).value_parser(clap::value_parser!(u64));
        ci::arguments(command)
            .long_about(
                "Disables or deletes old versions, and deletes old tags, by the rules in [prune] of the manifest. It \
                 never touches what the manifest protects or names.",
            )
            .arg(number("versions", "Number of the newest versions that stay [default: the manifest's]"))
            .arg(number("tags", "Number of the newest tags that stay [default: the manifest's]"))
            .arg(switch("delete", "Delete old versions instead of what the manifest says"))
            .arg(global::yes())
    })
}

/// The command for schemas.
pub(crate) fn schema() -> Command {
    let documents = ["manifest", "plan", "events"];
    Command::new("schema")
        .about("Writes the JSON Schema of the manifest, for editors, or of what the program writes")
        .arg(
            Arg::new("of")
                .value_name("DOCUMENT")
                .value_parser(documents)
                .default_value("manifest")
                .help("The manifest, a plan (plan --out, --output json), or the events of a run (--output ndjson)"),
        )
}

/// The options of a plan.
fn options(command: Command) -> Command {
    command
        .arg(switch("resend-secrets", "Send secrets that cannot be compared, even if nothing else differs"))
        .arg(
            option(
                "unlink",
                "PROFILE:VERSION",
                "Remove the link between a pull profile and a version, STORAGE/PROFILE:VERSION; may be repeated",
            )
            .action(ArgAction::Append),
        )
        .arg(switch("recreate", "Delete a version and create it again if a field differs that an update cannot change"))
}
