//! Preflights of images in a real OCI registry.

use std::path::{Path, PathBuf};

use edgegap_publish::{Format, Inputs, PreflightOptions, preflight, read};

use crate::NAME;
use crate::daemon::{Daemon, PASSWORD, USER};
use crate::image::{Image, Pusher};

/// The findings about a tag as lines, with `HOST` for the registry.
async fn findings(daemon: &Daemon, tag: &str, password: Option<&str>, ca_file: Option<PathBuf>) -> Vec<String> {
    let address = &daemon.address;
    let login = "private_username = { env = \"REGISTRY_USER\" }\nprivate_token = { env = \"REGISTRY_TOKEN\" }";
    let text = format!(
        r#"
format = 1
[app]
name = "game"
[versions.dev]
docker_repository = "{address}"
docker_image = "{NAME}"
docker_tag = "{tag}"
req_cpu = 256
req_memory = 256
ports = [{{ port = 7777, protocol = "UDP", name = "gameport" }}]
{}
"#,
        if password.is_some() { login } else { "" }
    );
    let variables = [("REGISTRY_USER", USER), ("REGISTRY_TOKEN", password.unwrap_or_default())];
    let environment = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let inputs = Inputs { environment, ..Inputs::default() };
    let desired = read(&text, Format::Toml, Path::new("edgegap.toml"), &inputs).expect("a manifest").desired;
    let options = PreflightOptions { ca_file, ..PreflightOptions::default() };
    let found = preflight(&desired, &options).await.expect("findings");
    let lines: Vec<_> = found.iter().map(|finding| finding.to_string().replace(address.as_str(), "HOST")).collect();
    assert!(!lines.concat().contains(PASSWORD), "{lines:?}");
    lines
}

fn good(image: &str, digest: &str) -> Vec<String> {
    vec![format!("ok: version dev: the image HOST/{NAME}:{image} has linux/amd64 ({digest})")]
}

#[tokio::test]
async fn an_image_is_found_by_its_tag() {
    let daemon = Daemon::open();
    let pusher = Pusher::to(&daemon);
    let image = Image::of(20_000, "amd64", &["7777/udp"]);
    pusher.push(NAME, &image, &["b42"]).await;
    assert_eq!(findings(&daemon, "b42", None, None).await, good("b42", &image.digest()));
    assert_eq!(
        findings(&daemon, "b43", None, None).await,
        [format!(
            "error: version dev: the image HOST/{NAME}:b43 does not exist, or its login may not see it: push it, or \
             correct its name and tag"
        )]
    );
}

#[tokio::test]
async fn the_image_of_an_index_is_the_one_for_the_platform_of_the_service() {
    let daemon = Daemon::open();
    let pusher = Pusher::to(&daemon);
    let (arm, x64) = (Image::of(20_000, "arm64", &[]), Image::of(30_000, "amd64", &["7777/udp", "9000/tcp"]));
    pusher.push_index(NAME, &[&arm, &x64], "both").await;
    let both = pusher.digest_of(NAME, "both").await.expect("the index");
    let port = format!(
        "warning: version dev: the image HOST/{NAME}:both exposes 9000/tcp, which the version does not have: nobody \
         can connect to it. Add it to `ports` if the game server needs it"
    );
    assert_eq!(findings(&daemon, "both", None, None).await, [vec![port], good("both", &both)].concat());
    pusher.push(NAME, &arm, &["arm"]).await;
    assert_eq!(
        findings(&daemon, "arm", None, None).await,
        [format!(
            "error: version dev: the image HOST/{NAME}:arm is not for linux/amd64, but for linux/arm64: build it with \
             `--platform linux/amd64`"
        )]
    );
}

#[tokio::test]
async fn a_login_is_checked_by_the_registry_over_https() {
    let daemon = Daemon::with_https();
    let image = Image::of(20_000, "amd64", &["7777/udp"]);
    Pusher::to(&daemon).push(NAME, &image, &["b42"]).await;
    let ca_file = Some(daemon.folder.path().join("ca.pem"));
    let found = findings(&daemon, "b42", Some(PASSWORD), ca_file.clone()).await;
    assert_eq!(found, good("b42", &image.digest()));
    assert_eq!(
        findings(&daemon, "b42", Some("another-password"), ca_file.clone()).await,
        [format!(
            "error: version dev: HOST refuses the login for the image HOST/{NAME}:b42 (401): check private_username \
             and private_token"
        )]
    );
    assert_eq!(
        findings(&daemon, "b42", None, ca_file).await,
        [format!(
            "error: version dev: the image HOST/{NAME}:b42 does not exist, or needs a login: set private_username and \
             private_token, or correct its name"
        )]
    );
}

#[tokio::test]
async fn an_unknown_certificate_is_a_warning_that_says_so() {
    let daemon = Daemon::with_https();
    let other = Daemon::with_https();
    let found = findings(&daemon, "b42", Some(PASSWORD), Some(other.folder.path().join("ca.pem"))).await;
    assert!(found.len() == 1 && found[0].starts_with("warning: version dev: the image HOST/"), "{found:?}");
    assert!(found[0].contains("certificate"), "{found:?}");
}
