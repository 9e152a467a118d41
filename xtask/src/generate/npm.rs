//! The native packages of npm: a folder for each target, and their names in TypeScript.

use askama::Template;
use serde_json::{Value, json};

use super::{File, render};
use crate::target::{TARGETS, Target, VERSION};

/// The folder of the packages.
pub(crate) const FOLDER: &str = "bindings-node/npm";
/// The scope of their names.
pub(crate) const SCOPE: &str = "@edgegap-sdk";

/// Every generated file.
pub(crate) fn files() -> Vec<File> {
    let mut files = vec![
        ("bindings-node/ts/generated/packages.ts".to_owned(), render(&Packages { targets: &TARGETS, scope: SCOPE })),
        (format!("{FOLDER}/targets.json"), format!("{:#}\n", targets())),
    ];
    for target in &TARGETS {
        let folder = format!("{FOLDER}/{}", target.npm);
        files.push((format!("{folder}/package.json"), format!("{:#}\n", package(target))));
        files.push((format!("{folder}/README.md"), readme(target)));
    }
    files
}

#[derive(Template)]
#[template(path = "typescript/packages.ts", escape = "none")]
struct Packages {
    targets: &'static [Target],
    scope: &'static str,
}

/// What the scripts of the package need to know.
fn targets() -> Value {
    let targets = TARGETS.iter().map(|target| {
        json!({
            "name": target.npm,
            "platform": target.node_os(),
            "arch": target.cpu,
            "libc": target.libc,
            "library": target.library("edgegap_node"),
        })
    });
    targets.collect()
}

fn package(target: &Target) -> Value {
    let addon = target.addon();
    let mut package = json!({
        "name": format!("{SCOPE}/{}", target.npm),
        "version": VERSION,
        "description": format!("The native addon of edgegap-sdk for {}", target.title),
        "license": "MIT OR Apache-2.0",
        "repository": {
            "type": "git",
            "url": "git+https://github.com/edgegap-sdk/edgegap-sdk.git",
            "directory": format!("{FOLDER}/{}", target.npm),
        },
        "publishConfig": {"access": "public"},
        "main": addon,
        "files": [addon, "LICENSE-APACHE", "LICENSE-MIT", "THIRD_PARTY_NOTICES", "sbom.cdx.json"],
        "os": [target.node_os()],
        "cpu": [target.cpu],
        "engines": {"node": ">=20.9"},
    });
    if let (Some(libc), Some(package)) = (target.libc, package.as_object_mut()) {
        package.insert("libc".to_owned(), json!([libc]));
    }
    package
}

fn readme(target: &Target) -> String {
    format!(
        "# {SCOPE}/{}\n\nThe native addon of [edgegap-sdk](https://github.com/edgegap-sdk/edgegap-sdk) for\n{}. npm \
         installs it as an optional dependency of\n`edgegap-sdk`. Do not depend on it directly.\n",
        target.npm, target.title
    )
}
