//! The bill of materials of a published package, CycloneDX 1.6: the linked crates with licences,
//! checksums and dependencies. It has neither times nor names of the machine, so two builds of the
//! same sources have the same one; those of maturin and cargo-cyclonedx do, list crates of other
//! systems too, and know one registry only.

use std::fmt::Write;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::crates::{Linked, Lock, Package};
use crate::step::Result;

/// The bill of a package. `purl` is its package URL without a version, such as
/// `pkg:npm/edgegap-sdk`.
pub(super) fn of(purl: &str, linked: &Linked, lock: &Lock) -> Result<Value> {
    let [library, others @ ..] = linked.crates.as_slice() else { return Err(format!("{purl} has no crates")) };
    let version = &library.version;
    let purl = format!("{purl}@{version}");
    let name = purl.rsplit('/').next().and_then(|rest| rest.split('@').next()).unwrap_or_default();
    let components: Vec<_> = others.iter().map(|package| component(package, lock)).collect::<Result<_>>()?;
    let reference = |place: usize| if place == 0 { purl.clone() } else { linked.crates[place].purl() };
    let dependencies: Vec<_> = (0..linked.crates.len())
        .map(|place| {
            let needed = linked.edges.iter().filter(|(parent, _)| *parent == place).map(|(_, child)| reference(*child));
            json!({"ref": reference(place), "dependsOn": needed.collect::<Vec<_>>()})
        })
        .collect();
    let target = format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS);
    let mut bill = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
                "licenses": [{"expression": library.license}],
            },
            "properties": [{"name": "edgegap:target", "value": target}],
        },
        "components": components,
        "dependencies": dependencies,
    });
    bill["serialNumber"] = serial_number(&bill).into();
    Ok(bill)
}

fn component(package: &Package, lock: &Lock) -> Result<Value> {
    let mut component = json!({
        "type": "library", "bom-ref": package.purl(), "name": package.name, "version": package.version,
        "purl": package.purl(), "scope": "required",
    });
    if let Some(licence) = &package.license {
        component["licenses"] = json!([{"expression": licence.replace('/', " OR ")}]);
    }
    if let Some(description) = &package.description {
        component["description"] = description.split_whitespace().collect::<Vec<_>>().join(" ").into();
    }
    if let Some(repository) = &package.repository {
        component["externalReferences"] = json!([{"type": "vcs", "url": repository}]);
    }
    match lock.checksum(package) {
        Some(checksum) => component["hashes"] = json!([{"alg": "SHA-256", "content": checksum}]),
        None if package.source.is_some() => {
            return Err(format!("{} {} has no checksum", package.name, package.version));
        }
        None => {}
    }
    Ok(component)
}

/// A UUID that is derived from the content.
fn serial_number(bill: &Value) -> String {
    let digest = Sha256::digest(bill.to_string().as_bytes());
    let mut bytes: Vec<u8> = digest.iter().copied().take(16).collect();
    // Version 8 (custom) and the variant of RFC 9562.
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let mut text = String::from("urn:uuid:");
    for (at, byte) in bytes.iter().enumerate() {
        let dash = if [4, 6, 8, 10].contains(&at) { "-" } else { "" };
        let _ = write!(text, "{dash}{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::bill;
    use super::*;
    use crate::step::{cargo, output};
    use crate::target::TARGETS;

    fn read(package: &str) -> Value {
        serde_json::from_str(&bill("pkg:npm/edgegap-sdk", package).unwrap()).unwrap()
    }

    fn text<'a>(value: &'a Value, name: &str) -> &'a str {
        value[name].as_str().unwrap_or_else(|| panic!("{name} is not a string: {value}"))
    }

    #[test]
    fn every_linked_crate_is_listed_and_no_other() {
        for package in ["edgegap-node", "edgegap-python", "edgegap-csharp", "edgegap-sdk"] {
            let tree = [
                "tree",
                "--locked",
                "--package",
                package,
                "--edges",
                "normal,no-proc-macro",
                "--prefix",
                "none",
                "--format",
                "{p}",
            ];
            let trees = TARGETS.iter().map(|target| output(cargo(&tree).args(["--target", target.triple])).unwrap());
            let tree = trees.collect::<String>();
            let words = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join("@").replace("@v", "@");
            let mut linked: BTreeSet<_> = tree.lines().filter(|line| !line.is_empty()).map(words).collect();
            linked.retain(|name| !name.starts_with(&format!("{package}@")));
            let bill = read(package);
            let listed = bill["components"].as_array().unwrap().iter();
            let listed: BTreeSet<_> =
                listed.map(|one| format!("{}@{}", text(one, "name"), text(one, "version"))).collect();
            assert_eq!(listed, linked);
            assert!(linked.len() > 50, "{}", linked.len());
        }
    }

    #[test]
    fn it_follows_cyclonedx() {
        let bill = read("edgegap-node");
        assert_eq!(
            (text(&bill, "bomFormat"), text(&bill, "specVersion"), &bill["version"]),
            ("CycloneDX", "1.6", &json!(1))
        );
        let members: BTreeSet<_> = bill.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            members,
            BTreeSet::from([
                "$schema",
                "bomFormat",
                "specVersion",
                "serialNumber",
                "version",
                "metadata",
                "components",
                "dependencies"
            ])
        );
        let uuid = text(&bill, "serialNumber").strip_prefix("urn:uuid:").unwrap();
        let parts: Vec<_> = uuid.split('-').map(str::len).collect();
        assert!(parts == [8, 4, 4, 4, 12] && uuid.chars().all(|c| c == '-' || c.is_ascii_hexdigit()), "{uuid}");
        let mut references = BTreeSet::from([text(&bill["metadata"]["component"], "bom-ref").to_owned()]);
        for component in bill["components"].as_array().unwrap() {
            assert_eq!(component["type"], "library");
            assert_eq!(
                text(component, "purl"),
                format!("pkg:cargo/{}@{}", text(component, "name"), text(component, "version"))
            );
            assert!(references.insert(text(component, "bom-ref").to_owned()), "{component} occurs twice");
            let licence = text(&component["licenses"][0], "expression");
            assert!(spdx::Expression::parse(licence).is_ok(), "{licence}");
            if let Some(hash) = component.get("hashes") {
                let digits = text(&hash[0], "content");
                assert!(
                    hash[0]["alg"] == "SHA-256" && digits.len() == 64 && digits.chars().all(|c| c.is_ascii_hexdigit()),
                    "{hash}"
                );
            } else {
                assert!(text(component, "name").starts_with("edgegap-"), "{component} has no checksum");
            }
        }
        let dependencies = bill["dependencies"].as_array().unwrap();
        let of: BTreeSet<_> = dependencies.iter().map(|one| text(one, "ref").to_owned()).collect();
        assert_eq!(of, references);
        let mut reached = BTreeSet::new();
        for needed in dependencies.iter().flat_map(|one| one["dependsOn"].as_array().unwrap()) {
            assert!(references.contains(needed.as_str().unwrap()), "{needed}");
            reached.insert(needed.as_str().unwrap().to_owned());
        }
        assert_eq!(reached.len() + 1, references.len(), "every crate is a dependency of another");
    }

    #[test]
    fn it_is_reproducible_and_names_no_machine() {
        let (one, other) = (
            bill("pkg:pypi/edgegap-sdk", "edgegap-python").unwrap(),
            bill("pkg:pypi/edgegap-sdk", "edgegap-python").unwrap(),
        );
        assert_eq!(one, other);
        let root = crate::layout::root().display().to_string();
        assert!(!one.contains(&root) && !one.contains("file://") && !one.contains("timestamp"));
    }
}
