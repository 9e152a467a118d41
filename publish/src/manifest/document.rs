//! Makes what is wanted from the tables of a manifest.

use edgegap_sdk::model::Model;
use serde_json::Value;

use super::check::Body;
use super::context::{Context, Given, find, given};
use super::place::Span;
use super::prune;
use super::references::Seen;
use super::report::At;
use super::table::{KEY_IS_NAME, TableOf, object_name};
use super::tree::{Node, Tree};
use super::version::read_versions;
use crate::desired::{Desired, DesiredProfile, DesiredStorage};
use crate::object::model_of_body as model;

/// The format that is read.
const FORMAT: i64 = 1;
const KEYS: [&str; 8] = ["format", "app", "defaults", "versions", "storages", "prune", "strict", "$schema"];

/// The models of the bodies.
struct Models {
    application: &'static Model,
    version: &'static Model,
    storage: &'static Model,
    profile: &'static Model,
}

/// Reads a whole manifest.
pub(super) fn read(context: &mut Context<'_>, root: &Node) -> Desired {
    let mut desired = Desired::default();
    let start = At::new("", Span::default());
    let Some(entries) = context.table(&start, root) else { return desired };
    let given = given(entries, "");
    if !check_format(context, &given) {
        return desired;
    }
    context.check_keys(&given, &KEYS);
    let Some(models) = Models::new() else { return desired };
    let mut seen = Seen::default();
    read_app(context, &given, models.application, &mut desired);
    read_versions(context, &given, models.version, &mut desired, &mut seen);
    read_storages(context, &given, &models, &mut desired, &mut seen);
    if let Some(table) = find(&given, "prune") {
        desired.prune = prune::read(context, table, &seen.left_out);
    }
    desired.strict = find(&given, "strict").and_then(|strict| context.boolean(strict)).unwrap_or_default();
    seen.check(context, &desired);
    desired.left_out = seen.left_out;
    desired
}

impl Models {
    /// `None` only if the SDK has no such operations.
    fn new() -> Option<Self> {
        Some(Self {
            application: model("applications.create")?,
            version: model("versions.create")?,
            storage: model("endpoint_storages.create")?,
            profile: model("pull_profiles.create")?,
        })
    }
}

/// True if the rest of the manifest can be read.
fn check_format(context: &mut Context<'_>, given: &[Given<'_>]) -> bool {
    let Some(format) = find(given, "format") else {
        let at = At::new("format", Span::default());
        context.report.error("missing", &at, format!("is required: the format of the manifest, `format = {FORMAT}`"));
        return true;
    };
    let Tree::Number(number) = &format.node.tree else {
        context.wrong_type(&format.at, format.node, "the number 1");
        return true;
    };
    if number.as_i64() == Some(FORMAT) {
        return true;
    }
    let at = format.at.on(format.node.span);
    let message = format!("must be {FORMAT}, got {number}");
    context.report.error("not_allowed", &at, message).advise("a newer format needs a newer version of this program");
    false
}

fn read_app(context: &mut Context<'_>, root: &[Given<'_>], model: &'static Model, desired: &mut Desired) {
    let Some(app) = find(root, "app") else {
        let at = At::new("app", Span::default());
        context.report.error("missing", &at, "is required: a table with the `name` of the application");
        return;
    };
    let Some(entries) = context.table(&app.at, app.node) else { return };
    let given = given(entries, &app.at.path);
    let mut body = Body::new(model, app.at.clone());
    let table = TableOf { model, more: &["icon"], instead: ("image", "use `icon`, the path of a file") };
    let misspelt = table.check(context, &given);
    for field in given.iter().filter(|given| table.is_field(given.key)) {
        body.give(context, field);
    }
    body.not_missing(&misspelt);
    if let Some(icon) = find(&given, "icon") {
        give_icon(context, icon, &mut body);
    }
    // A create needs them, a manifest does not: what it does not name is not changed.
    body.not_missing(&["is_active", "image"]);
    let body = body.validate(context);
    if let Some((Value::String(image), _)) = body.known("image") {
        context.variables.uses("icon", image);
    }
    desired.app = context.object(app, body);
}

/// The path of a file becomes the image; an empty one means no icon.
fn give_icon(context: &mut Context<'_>, icon: &Given<'_>, body: &mut Body) {
    let at = icon.at.on(icon.node.span);
    match context.string(&icon.at, icon.node) {
        None => body.set_blank("image", at),
        Some(path) if path.is_empty() => body.set("image", path.into(), at),
        Some(path) => {
            let path = context.variables.path(&path);
            body.set("image", serde_json::json!({"path": path.to_string_lossy()}), at);
        }
    }
}

fn read_storages(
    context: &mut Context<'_>,
    root: &[Given<'_>],
    models: &Models,
    desired: &mut Desired,
    seen: &mut Seen,
) {
    let Some(table) = find(root, "storages") else { return };
    let Some(entries) = context.table(&table.at, table.node) else { return };
    let objects = TableOf { model: models.storage, more: &["profiles"], instead: KEY_IS_NAME };
    let mut names = Vec::new();
    for storage in given(entries, &table.at.path) {
        let name = object_name(context, &storage, &mut names);
        let Some(entries) = context.table(&storage.at, storage.node) else { continue };
        let own = given(entries, &storage.at.path);
        let object = objects.read(context, &storage, &name, &own);
        let mut profiles = Vec::new();
        if let Some(table) = find(&own, "profiles")
            && let Some(entries) = context.table(&table.at, table.node)
        {
            let given = given(entries, &table.at.path);
            profiles = read_profiles(context, &given, models.profile, seen);
        }
        desired.storages.push(DesiredStorage { object, profiles });
    }
}

fn read_profiles(
    context: &mut Context<'_>,
    given_profiles: &[Given<'_>],
    model: &'static Model,
    seen: &mut Seen,
) -> Vec<DesiredProfile> {
    let objects = TableOf { model, more: &["link"], instead: KEY_IS_NAME };
    let mut names = Vec::new();
    let mut profiles = Vec::new();
    for profile in given_profiles {
        let name = object_name(context, profile, &mut names);
        let Some(entries) = context.table(&profile.at, profile.node) else { continue };
        let own = given(entries, &profile.at.path);
        let object = objects.read(context, profile, &name, &own);
        let link = match find(&own, "link") {
            Some(link) => context.strings(link, &seen.left_out),
            None => Vec::new(),
        };
        seen.links.extend(link.iter().cloned());
        profiles.push(DesiredProfile { object, link: link.into_iter().map(|(name, _)| name).collect() });
    }
    profiles
}
