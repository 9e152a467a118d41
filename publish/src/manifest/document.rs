//! Makes what is wanted from the tables of a manifest.

use edgegap_sdk::model::{BodyKind, Model};
use serde_json::Value;

use super::check::{Body, Context, Given, find, given, model};
use super::place::Span;
use super::prune;
use super::report::At;
use super::tree::{Node, Tree, join};
use super::variables::Name;
use super::warning;
use crate::desired::{Desired, DesiredObject, DesiredProfile, DesiredStorage, DesiredVersion};

/// The format that is read.
const FORMAT: i64 = 1;
const KEYS: [&str; 8] = ["format", "app", "defaults", "versions", "storages", "prune", "strict", "$schema"];

/// What is known about all objects, for references between them.
#[derive(Default)]
struct Seen {
    /// Versions as they are named in the manifest, before variables are replaced.
    left_out: Vec<String>,
    links: Vec<(String, At)>,
    endpoint_storages: Vec<(String, At)>,
}

/// A table whose keys are the fields of a create.
struct TableOf<'a> {
    model: &'static Model,
    /// Keys that are no fields.
    more: &'a [&'static str],
    /// The field that is no key, and what to do instead.
    instead: (&'static str, &'static str),
}

const KEY_IS_NAME: (&str, &str) = ("name", "the name is the key of the table, as in `[versions.dev]`");

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

fn read_versions(
    context: &mut Context<'_>,
    root: &[Given<'_>],
    model: &'static Model,
    desired: &mut Desired,
    seen: &mut Seen,
) {
    let table = TableOf { model, more: &["recreate"], instead: KEY_IS_NAME };
    let mut open = |name: &str| {
        let table = find(root, name)?;
        Some(given(context.table(&table.at, table.node)?, &table.at.path))
    };
    let (defaults, versions) = (open("defaults").unwrap_or_default(), open("versions").unwrap_or_default());
    let misspelt = table.check(context, &defaults);
    if versions.is_empty() {
        let home = find(root, "defaults").map(|defaults| defaults.at.clone()).unwrap_or_default();
        return check_defaults(context, &table, &defaults, home);
    }
    let mut names: Vec<(String, Span)> = Vec::new();
    for version in &versions {
        let name = object_name(context, version, &mut names);
        let Some(entries) = context.table(&version.at, version.node) else { continue };
        let own = given(entries, &version.at.path);
        let mut body = Body::new(model, version.at.clone());
        body.set_name(&name, &version.at);
        let misspelt = [misspelt.as_slice(), &table.check(context, &own)].concat();
        context.variables.is_left_out = matches!(name, Name::Unset);
        let recreate = give_version(context, &table, &mut body, [&defaults, &own]);
        body.not_missing(&misspelt);
        let body = body.validate(context);
        if std::mem::take(&mut context.variables.is_left_out) {
            seen.left_out.push(version.key.to_owned());
            continue;
        }
        warning::check_version(context, &body);
        if let Some((Value::String(storage), at)) = body.known("endpoint_storage") {
            seen.endpoint_storages.push((storage.clone(), at.clone()));
        }
        let object = context.object(version, body);
        desired.versions.push(DesiredVersion { object, recreate });
    }
}

/// The fields of a version: its own, and those of the defaults that it does not have. Returns
/// `recreate`.
fn give_version(
    context: &mut Context<'_>,
    table: &TableOf<'_>,
    body: &mut Body,
    [defaults, own]: [&[Given<'_>]; 2],
) -> bool {
    let mut recreate = false;
    for field in merge(defaults, own) {
        match field.key {
            "envs" => give_envs(context, body, &field, [find(defaults, "envs"), find(own, "envs")]),
            "recreate" => recreate = context.boolean(&field).unwrap_or_default(),
            key if table.is_field(key) => body.give(context, &field),
            _ => {}
        }
    }
    recreate
}

/// The environment variables of the defaults with those of the version.
fn give_envs(context: &mut Context<'_>, body: &mut Body, field: &Given<'_>, tables: [Option<&Given<'_>>; 2]) {
    let mut envs = Vec::new();
    for table in tables.into_iter().flatten() {
        match table.node.as_table() {
            Some(entries) => envs = merge(&envs, &given(entries, &table.at.path)),
            None => {
                let at = table.at.on(table.node.span);
                let message = format!("must be a table of keys with values, not {}", table.node.type_name());
                context.report.error("wrong_type", &at, message).advise("write `envs = { KEY = \"value\" }`");
                table.node.strings(&mut |_, span| context.report.hide(span));
                return body.set_blank("envs", at);
            }
        }
    }
    body.give_envs(context, field.at.clone(), &envs);
}

/// Both lists; a key of the second replaces the same key of the first.
fn merge<'a>(defaults: &[Given<'a>], own: &[Given<'a>]) -> Vec<Given<'a>> {
    let replaced = defaults.iter().map(|field| find(own, field.key).unwrap_or(field).clone());
    let added = own.iter().filter(|field| find(defaults, field.key).is_none()).cloned();
    replaced.chain(added).collect()
}

/// Checks the values of defaults that no version uses.
fn check_defaults(context: &mut Context<'_>, table: &TableOf<'_>, defaults: &[Given<'_>], home: At) {
    let mut body = Body::new(table.model, home);
    give_version(context, table, &mut body, [defaults, &[]]);
    let required = table.model.fields_of(BodyKind::Create).filter(|field| field.is_required(BodyKind::Create));
    body.not_missing(&required.map(|field| field.name).collect::<Vec<_>>());
    body.validate(context);
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

/// The name of an object, which no earlier object in the same table has.
fn object_name(context: &mut Context<'_>, object: &Given<'_>, names: &mut Vec<(String, Span)>) -> Name {
    let name = context.variables.name(object.key, &object.at, &mut context.report);
    if let Name::Known(name) = &name {
        match names.iter().find(|(known, _)| known == name) {
            Some((_, first)) => {
                let message = format!("has the name `{}`, as an earlier one", name.escape_debug());
                let draft = context.report.error("duplicate", &object.at, message);
                draft.and([*first]).advise("names are unique: rename or remove one of them");
            }
            None => names.push((name.clone(), object.at.span)),
        }
    }
    name
}

impl TableOf<'_> {
    /// Reports keys that are not known, and returns those that were probably meant.
    fn check(&self, context: &mut Context<'_>, given: &[Given<'_>]) -> Vec<&str> {
        let fields = self.model.fields_of(BodyKind::Create).map(|field| field.name);
        let known = fields.filter(|name| *name != self.instead.0).chain(self.more.iter().copied()).chain(["$extra"]);
        let (own, rest): (Vec<_>, Vec<_>) = given.iter().cloned().partition(|given| given.key == self.instead.0);
        for given in own {
            context.report.error("unknown", &given.at, format!("is not a key: {}", self.instead.1));
        }
        // The validation says why a field of the service cannot be sent.
        let rest: Vec<_> = rest.into_iter().filter(|given| !self.is_field(given.key)).collect();
        context.check_keys(&rest, &known.collect::<Vec<_>>())
    }

    /// True for a key that goes into the body.
    fn is_field(&self, key: &str) -> bool {
        key == "$extra" || key != self.instead.0 && self.model.field(key).is_some()
    }

    /// An object whose other keys are read by the caller.
    fn read(&self, context: &mut Context<'_>, table: &Given<'_>, name: &Name, own: &[Given<'_>]) -> DesiredObject {
        let mut body = Body::new(self.model, table.at.clone());
        body.set_name(name, &table.at);
        let misspelt = self.check(context, own);
        for field in own.iter().filter(|field| self.is_field(field.key)) {
            body.give(context, field);
        }
        body.not_missing(&misspelt);
        let body = body.validate(context);
        context.object(table, body)
    }
}

impl Context<'_> {
    /// `edgegap.toml:12`.
    fn place(&self, at: &At) -> String {
        let before = self.text.get(..at.span.start).unwrap_or_default();
        format!("{}:{}", self.path.display(), before.matches('\n').count() + 1)
    }

    fn object(&self, table: &Given<'_>, body: Body) -> DesiredObject {
        let name = body.known("name").and_then(|(name, _)| name.as_str()).unwrap_or_default().to_owned();
        DesiredObject { name, place: self.place(&table.at), body: body.map }
    }
}

impl Body {
    fn set_name(&mut self, name: &Name, at: &At) {
        match name {
            Name::Known(name) => self.set("name", name.as_str().into(), at.clone()),
            Name::Unset | Name::Wrong => self.set_blank("name", at.clone()),
        }
    }
}

impl Seen {
    /// Checks the references between objects. What they name may exist in the account.
    fn check(&self, context: &mut Context<'_>, desired: &Desired) {
        for (name, at) in &self.endpoint_storages {
            if desired.storages.iter().all(|storage| storage.object.name != *name) {
                let message = format!("the storage `{}` is not in the manifest", name.escape_debug());
                context.report.note("unknown_storage", at, message).advise("it must exist already");
            }
        }
        for (name, at) in &self.links {
            if desired.versions.iter().all(|version| version.object.name != *name) {
                let message = format!("the version `{}` is not in the manifest", name.escape_debug());
                let draft = context.report.warning("unknown_version", at, message);
                draft.advise(format!("it must exist already, or add `[{}]`", join("versions", name)));
            }
        }
    }
}
