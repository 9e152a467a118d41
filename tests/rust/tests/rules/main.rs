//! Compares the rules of the SDK's description with those of the emulator's tables.
//!
//! The two are independent, so that a wrong bound in one of them is a difference. Intended
//! differences are listed in [`intended`] with a reason. A difference that is not listed fails, and
//! so does a listed one that no longer exists.

mod intended;
mod reading;

use std::collections::BTreeMap;

use edgegap_emulator::rules::{MODELS, Presence, Visibility};
use intended::INTENDED;
use reading::{from_emulator, from_sdk};

/// The differences by name, as `(SDK, emulator)`.
fn differences() -> BTreeMap<String, (String, String)> {
    let (sdk, emulator) = (from_sdk(&edgegap_sdk::describe()), from_emulator(MODELS));
    let names = sdk.keys().chain(emulator.keys());
    let value = |side: &BTreeMap<String, String>, name: &str| side.get(name).cloned().unwrap_or_default();
    names
        .map(|name| (name.clone(), (value(&sdk, name), value(&emulator, name))))
        .filter(|(_, (sdk, emulator))| sdk != emulator)
        .collect()
}

#[test]
fn the_sdk_and_the_emulator_have_the_same_rules() {
    let mut found = differences();
    let mut wrong = Vec::new();
    for difference in INTENDED {
        let expected = (difference.sdk.to_owned(), difference.emulator.to_owned());
        match found.remove(difference.about) {
            None => wrong.push(format!("{}: listed as a difference, but both are the same", difference.about)),
            Some(found) if found != expected => {
                wrong.push(format!("{}: listed as {expected:?}, found {found:?}", difference.about));
            }
            Some(_) => {}
        }
    }
    wrong.extend(found.into_iter().map(|(about, (sdk, emulator))| {
        format!(
            "{about}: the SDK has {sdk:?}, the emulator {emulator:?}; one of them is wrong, or the difference is not \
             listed"
        )
    }));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_intended_difference_is_listed_once_with_its_reason() {
    let mut abouts: Vec<_> = INTENDED.iter().map(|difference| difference.about).collect();
    abouts.sort_unstable();
    abouts.dedup();
    assert_eq!(abouts.len(), INTENDED.len(), "a difference is listed twice");
    for difference in INTENDED {
        assert!(difference.reason.len() > 20, "{}: {:?} is not a reason", difference.about, difference.reason);
    }
}

#[test]
fn both_have_the_same_models() {
    let description = edgegap_sdk::describe();
    let models = description["models"].as_array().unwrap().iter();
    let sent = models.filter(|model| model["create_type"].is_string());
    let mut sdk: Vec<_> = sent.map(|model| model["name"].as_str().unwrap().to_owned()).collect();
    let mut emulator: Vec<_> = MODELS.iter().map(|model| model.name.to_owned()).collect();
    sdk.sort_unstable();
    emulator.sort_unstable();
    assert_eq!(sdk, emulator);
}

#[test]
fn fields_that_the_sdk_requires_are_always_in_a_response() {
    let description = edgegap_sdk::describe();
    let mut relied = 0;
    for model in MODELS {
        let described =
            description["models"].as_array().unwrap().iter().find(|other| other["name"] == model.name).unwrap();
        for field in described["fields"].as_array().unwrap().iter().filter(|field| field["reply"] == "required") {
            let name = field["name"].as_str().unwrap();
            let served = model.field(name).unwrap();
            let always = served.create == Presence::Required || matches!(name, "create_time" | "last_updated");
            assert!(
                always && served.visibility == Visibility::Shown,
                "{}.{name} is required, but may be missing",
                model.name
            );
            relied += 1;
        }
    }
    assert!(relied > 15, "only {relied} required fields: the test reads the wrong key");
}

#[tokio::test]
async fn an_empty_enum_value_is_refused_by_the_sdk() {
    let emulator = edgegap_emulator::Emulator::start().await.unwrap();
    let client = edgegap_sdk::Client::builder().base_url(emulator.url()).token(emulator.token()).build().unwrap();
    let new = edgegap_sdk::NewVersion {
        name: "1".into(),
        docker_repository: "docker.io".into(),
        docker_image: "studio/game".into(),
        docker_tag: "b42".into(),
        req_cpu: 1024,
        req_memory: 2048,
        ports: Some(vec![edgegap_sdk::NewPort { port: 1, ..Default::default() }]),
        ..Default::default()
    };
    let error = client.versions().create("game", new).await.unwrap_err();
    assert_eq!(error.violations()[0].path, "ports[0].protocol", "{error}");
    assert!(emulator.requests().is_empty());
}
