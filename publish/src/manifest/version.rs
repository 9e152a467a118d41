//! Reads the versions of a manifest, with their defaults.

use edgegap_sdk::model::{BodyKind, Model};
use serde_json::Value;

use super::check::Body;
use super::context::{Context, Given, find, given};
use super::place::Span;
use super::references::Seen;
use super::report::At;
use super::table::{KEY_IS_NAME, TableOf, object_name};
use super::variables::Name;
use super::warning;
use crate::desired::{Desired, DesiredVersion};

/// Reads all versions.
pub(super) fn read_versions(
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
