//! Manifests in `manifest/` with what they give beside them. SDK_TEST_OVERWRITE=1 writes it again.
//!
//! A line `#: set NAME=VALUE` or `#: env NAME=VALUE` of a manifest is an input of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use edgegap_publish::{Desired, DesiredObject, Format, Inputs, Level, Loaded, Problems, load, read};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The start of every value that no output may have.
const CANARY: &str = "canary";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/manifest")
}

fn manifests() -> Vec<PathBuf> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let is_manifest = |path: &PathBuf| path.extension().is_some_and(|end| end == "toml" || end == "json");
    let mut files: Vec<_> = files.filter(is_manifest).collect();
    files.sort();
    files
}

fn inputs(text: &str) -> Inputs {
    let secrets = ["REGISTRY_USER", "REGISTRY_TOKEN", "MATCH_KEY", "S3_KEY", "S3_SECRET"];
    let environment = secrets.map(|name| (name.to_owned(), format!("{CANARY}-{name}"))).into();
    let mut inputs = Inputs { set: BTreeMap::new(), environment };
    for line in text.lines().filter_map(|line| line.strip_prefix("#: ")) {
        let (kind, rest) = line.split_once(' ').unwrap();
        let (name, value) = rest.split_once('=').unwrap();
        let map = if kind == "set" { &mut inputs.set } else { &mut inputs.environment };
        map.insert(name.to_owned(), value.to_owned());
    }
    inputs
}

/// Reads a manifest by a relative path, so that messages have no path of this machine.
fn read_as(path: &Path, text: &str) -> Result<Loaded, Problems> {
    let name = Path::new("tests/manifest").join(path.file_name().unwrap());
    read(text, Format::of(path), &name, &inputs(text))
}

fn object(object: &DesiredObject) -> Value {
    let mut body = serde_json::to_string(&object.body).unwrap();
    for name in ["REGISTRY_USER", "REGISTRY_TOKEN", "MATCH_KEY", "S3_KEY", "S3_SECRET"] {
        body = body.replace(&format!("{CANARY}-{name}"), &format!("(env {name})"));
    }
    let body: Value = serde_json::from_str(&body).unwrap();
    json!({"name": object.name, "place": object.place, "body": body})
}

fn shown(desired: &Desired) -> Value {
    let storages = desired.storages.iter().map(|storage| {
        let profiles = storage.profiles.iter().map(|profile| json!([object(&profile.object), profile.link]));
        json!({"storage": object(&storage.object), "profiles": profiles.collect::<Vec<_>>()})
    });
    let versions = desired.versions.iter().map(|version| json!([object(&version.object), version.recreate]));
    json!({
        "app": object(&desired.app),
        "versions": versions.collect::<Vec<_>>(),
        "storages": storages.collect::<Vec<_>>(),
        "prune": format!("{:?}", desired.prune),
        "strict": desired.strict,
        "left_out": desired.left_out,
    })
}

fn outcome(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let result = read_as(path, &text);
    let debug = format!("{result:?} {result:#?}");
    assert!(!debug.contains(CANARY), "{}: {debug}", path.display());
    match result {
        Ok(loaded) => {
            let warnings: String = loaded.warnings.iter().map(|problem| format!("{problem}\n\n")).collect();
            format!("{warnings}{:#}\n", shown(&loaded.desired))
        }
        Err(problems) => {
            let json = serde_json::to_string(&problems).unwrap();
            assert!(!json.contains(CANARY), "{}: {json}", path.display());
            format!("{problems}\n")
        }
    }
}

#[test]
fn every_manifest_gives_what_is_beside_it() {
    let overwrite = std::env::var_os("SDK_TEST_OVERWRITE").is_some();
    let mut wrong = Vec::new();
    for path in manifests() {
        let outcome = outcome(&path);
        assert!(!outcome.contains(CANARY), "{}: {outcome}", path.display());
        let expected = path.with_extension(format!("{}.txt", path.extension().unwrap().to_str().unwrap()));
        if overwrite {
            fs::write(&expected, &outcome).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != outcome {
            wrong.push(format!("{}:\n{outcome}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "SDK_TEST_OVERWRITE=1 writes what is expected\n{}", wrong.join("\n"));
}

#[test]
fn a_text_with_twelve_mistakes_has_twelve_problems() {
    let text = fs::read_to_string(folder().join("twelve.toml")).unwrap();
    let problems = read_as(Path::new("twelve.toml"), &text).unwrap_err();
    assert_eq!(problems.iter().filter(|problem| problem.level == Level::Error).count(), 12);
}

#[test]
fn many_problems_are_counted() {
    let text = (0..101).map(|number| format!("a{number} = 1\n")).collect::<String>();
    let problems = read_as(Path::new("x.toml"), &text).unwrap_err();
    assert_eq!(problems.iter().count(), 103, "and format and app are missing");
    assert!(problems.to_string().ends_with("tests/manifest/x.toml: 103 errors; the first 100 are shown"), "{problems}");
}

fn hash(text: &str, change: impl FnOnce(&mut Inputs)) -> String {
    let mut inputs = inputs(text);
    change(&mut inputs);
    read(text, Format::Toml, Path::new("edgegap.toml"), &inputs).unwrap().desired.hash
}

#[test]
fn the_hash_is_of_the_text_and_of_what_it_uses() {
    let text = fs::read_to_string(folder().join("full.toml")).unwrap();
    let first = hash(&text, |_| {});
    assert_eq!(first.len(), 64);
    assert_eq!(hash(&text, |inputs| _ = inputs.environment.insert("OTHER".into(), "x".into())), first);
    assert_ne!(hash(&text, |inputs| _ = inputs.set.insert("TAG".into(), "b44".into())), first);
    assert_ne!(hash(&text, |inputs| _ = inputs.environment.insert("MATCH_KEY".into(), "x".into())), first);
    assert_ne!(hash(&format!("{text}\n"), |_| {}), first);
}

#[test]
fn files_are_relative_to_the_manifest() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &[u8]| fs::write(folder.path().join(name), content).unwrap();
    write("token", b"canary-token\n");
    write("key.json", b"{\n}\n");
    write("icon.png", b"icon");
    write(
        "edgegap.toml",
        br#"
format = 1
app = { name = "my-game", icon = "icon.png" }
[versions.dev]
docker_repository = "docker.io"
docker_image = "me/game"
docker_tag = "b1"
req_cpu = 256
req_memory = 256
private_username = { file = "key.json" }
private_token = { file = "token" }
"#,
    );
    let path = folder.path().join("edgegap.toml");
    let loaded = load(&path, &Inputs::default());
    let problems = loaded.unwrap_err();
    assert_eq!(problems.iter().map(|problem| &*problem.path).collect::<Vec<_>>(), ["versions.dev.private_username"]);
    write("key.json", b"user");
    let desired = load(&path, &Inputs::default()).unwrap().desired;
    assert_eq!(desired.versions[0].object.body["private_token"], "canary-token");
    assert_eq!(desired.app.body["image"], "aWNvbg==");
    assert!(!desired.app.body.contains_key("is_active"), "the manifest does not name it");
    write("icon.png", b"another");
    assert_ne!(load(&path, &Inputs::default()).unwrap().desired.hash, desired.hash);
}

#[test]
fn a_file_that_cannot_be_read_is_a_problem() {
    for (name, content, part) in [
        ("none.toml", None, "the manifest cannot be read"),
        ("edgegap.yaml", Some("format: 1"), "the manifest is YAML"),
        ("edgegap.toml", Some("\u{0}"), "is not valid TOML"),
        ("edgegap.json", Some("{,}"), "is not valid JSON"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        if let Some(content) = content {
            fs::write(&path, content).unwrap();
        }
        let problems = load(&path, &Inputs::default()).unwrap_err();
        assert!(problems.to_string().contains(part), "{problems}");
    }
}

#[test]
fn a_terminal_gets_colors_and_a_file_none() {
    let problems = read("format = 2", Format::Toml, Path::new("edgegap.toml"), &Inputs::default()).unwrap_err();
    assert!(problems.render(true).contains('\u{1b}'));
    assert!(!problems.render(false).contains('\u{1b}'));
    let name = "\"\\u001b[31m\" = 1";
    let problems = read(name, Format::Toml, Path::new("\u{1b}[31m"), &Inputs::default()).unwrap_err();
    assert!(!problems.to_string().contains('\u{1b}'), "{problems:?}");
}

#[test]
fn files_of_every_system_are_read() {
    let text = fs::read_to_string(folder().join("full.toml")).unwrap();
    let inputs = inputs(&text);
    let read = |text: &str| read(text, Format::Toml, Path::new("edgegap.toml"), &inputs);
    let place = |text: &str| read(text).unwrap().desired.versions[1].object.place.clone();
    let first = place(&text);
    assert_eq!(first, "edgegap.toml:34");
    assert_eq!(place(&text.replace('\n', "\r\n")), first);
    assert_eq!(place(&format!("\u{feff}{text}")), first);
    let wrong = text.replace("\"udp\"", "1").replace('\n', "\r\n");
    let problems = read(&wrong).unwrap_err();
    assert!(!problems.to_string().contains('\r'), "{problems:?}");
}

#[test]
fn inputs_are_shown_by_name_only() {
    let shown = format!("{:?}", inputs("#: set TAG=canary\n"));
    assert!(shown.contains("TAG") && shown.contains("MATCH_KEY") && !shown.contains(CANARY), "{shown}");
}

/// A manifest in which parts were removed, repeated or replaced.
fn broken() -> impl Strategy<Value = (String, Format)> {
    let texts: Vec<_> = manifests().iter().map(|path| (fs::read_to_string(path).unwrap(), Format::of(path))).collect();
    let change = (any::<prop::sample::Index>(), 0..40_usize, "([\\[\\]{}=\",.$\n a-c\\\\]|\\PC){0,6}");
    (prop::sample::select(texts), prop::collection::vec(change, 0..6)).prop_map(|((text, format), changes)| {
        let mut characters: Vec<char> = text.chars().collect();
        for (at, length, inserted) in changes {
            let at = at.index(characters.len() + 1);
            let end = (at + length).min(characters.len());
            characters.splice(at..end, inserted.chars());
        }
        (characters.into_iter().collect(), format)
    })
}

/// Reads and shows it; the values of variables are not shown.
fn survives(text: &str, format: Format) {
    let path = Path::new("tests/manifest/x.toml");
    let result = read(text, format, path, &inputs("#: set TAG=b1\n"));
    let shown = match &result {
        Ok(loaded) => loaded.warnings.iter().map(ToString::to_string).collect(),
        Err(problems) => problems.to_string(),
    };
    assert!(!shown.contains("canary-REGISTRY_TOKEN") && !format!("{result:?}").contains("canary-REGISTRY_TOKEN"));
    if let Err(problems) = &result {
        assert!(problems.iter().any(|problem| problem.level == Level::Error));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_broken_manifest_panics((text, format) in broken()) {
        survives(&text, format);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,200}", is_json in any::<bool>()) {
        survives(&text, if is_json { Format::Json } else { Format::Toml });
    }
}
