//! The manifests of README.md, and its tables of keys.

use std::collections::BTreeMap;
use std::path::Path;

use edgegap_publish::{Format, Inputs, read};
use edgegap_sdk::OPERATIONS;

const README: &str = include_str!("../README.md");

/// The blocks of this language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README.split(fence.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

fn inputs(tag: bool) -> Inputs {
    let secrets = ["REGISTRY_USER", "REGISTRY_TOKEN", "MATCH_KEY", "S3_KEY", "S3_SECRET"];
    let environment = secrets.map(|name| (name.to_owned(), "x".to_owned())).into();
    let set = tag.then(|| ("TAG".to_owned(), "b43".to_owned()));
    Inputs { set: BTreeMap::from_iter(set), environment }
}

#[test]
fn every_manifest_can_be_used() {
    for (text, format) in [(blocks("toml")[0], Format::Toml), (blocks("json")[0], Format::Json)] {
        let loaded = read(text, format, Path::new("edgegap.toml"), &inputs(true)).unwrap();
        assert!(loaded.warnings.is_empty(), "{}", loaded.warnings[0]);
        assert_eq!(loaded.desired.versions[0].object.body["docker_tag"], "b43");
    }
    assert_eq!((blocks("toml").len(), blocks("json").len()), (2, 1), "the test reads all of them");
}

#[test]
fn the_manifest_of_the_repository_can_be_used() {
    let text = include_str!("../../README.md").split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let example = Path::new("../examples/space-arena/edgegap.toml");
    let loaded = read(text, Format::Toml, example, &inputs(true)).unwrap();
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings[0]);
    let loaded = edgegap_publish::load(example, &inputs(true)).unwrap();
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings[0]);
}

#[test]
fn problems_are_shown_as_the_text_says() {
    let problems = read(blocks("toml")[1], Format::Toml, Path::new("edgegap.toml"), &inputs(false)).unwrap_err();
    assert_eq!(format!("{problems}\n"), blocks("text")[0]);
}

#[test]
fn every_field_is_in_a_table() {
    for id in ["applications.create", "versions.create", "endpoint_storages.create", "pull_profiles.create"] {
        let operation = OPERATIONS.iter().find(|operation| operation.id == id).unwrap();
        for field in operation.body_fields() {
            let key = if field.name == "image" { "icon" } else { field.name };
            assert!(README.lines().any(|line| line.starts_with('|') && line.contains(&format!("`{key}`"))), "{key}");
        }
    }
}
