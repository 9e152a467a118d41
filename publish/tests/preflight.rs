//! Preflights with registries and S3 servers on loopback.

mod support;

use std::time::Duration;

use edgegap_publish::{Desired, Finding, Level, PreflightOptions, preflight};
use serde_json::{Value, json};
use support::server::{Answer, Seen, Server};
use support::{CANARY, desired};

fn image_manifest(host: &str, login: bool) -> Desired {
    let login = if login {
        "private_username = { env = \"REGISTRY_USER\" }\nprivate_token = { env = \"REGISTRY_TOKEN\" }"
    } else {
        ""
    };
    desired(&format!(
        r#"
format = 1
[app]
name = "game"
[versions.dev]
docker_repository = "{host}"
docker_image = "studio/game"
docker_tag = "b42"
req_cpu = 256
req_memory = 256
ports = [{{ port = 7777, protocol = "UDP", name = "gameport" }}, {{ port = 8080, protocol = "HTTP", name = "web" }}]
{login}
"#
    ))
}

/// Findings as lines, without the server's port. None of them has a secret.
async fn findings(desired: &Desired, host: &str) -> Vec<String> {
    let options = PreflightOptions { timeout: Some(Duration::from_secs(20)), ..PreflightOptions::default() };
    let found = preflight(desired, &options).await.unwrap();
    let text = format!("{found:?}{}", serde_json::to_string(&found).unwrap());
    assert!(!text.contains(CANARY) && !text.contains("X-Amz"), "{text}");
    assert!(found.iter().all(|finding: &Finding| finding.place.starts_with("edgegap.toml:")));
    found.iter().map(|finding| finding.to_string().replace(host, "HOST")).collect()
}

fn json_of(body: Value) -> Answer {
    (200, vec![("Docker-Content-Digest", "sha256:1".to_owned())], body.to_string())
}

/// An image with an index, by path.
fn image(target: &str, architecture: &str, exposed: Value) -> Answer {
    match target {
        "/v2/studio/game/manifests/b42" => json_of(json!({"manifests": [
            {"digest": "sha256:a", "platform": {"os": "linux", "architecture": "arm64"}},
            {"digest": "sha256:m", "platform": {"os": "linux", "architecture": architecture}},
            {"digest": "sha256:x", "platform": {"os": "unknown", "architecture": "unknown"}},
        ]})),
        "/v2/studio/game/manifests/sha256:m" => json_of(json!({"config": {"digest": "sha256:c"}})),
        "/v2/studio/game/blobs/sha256:c" => {
            (307, vec![("Location", "/elsewhere?signature=1".to_owned())], String::new())
        }
        "/elsewhere?signature=1" => {
            json_of(json!({"os": "linux", "architecture": architecture, "config": {"ExposedPorts": exposed}}))
        }
        _ => (404, Vec::new(), String::new()),
    }
}

/// A registry with a token service, which wants this login.
async fn registry_with_tokens() -> Server {
    Server::start(|seen, own| {
        let target = seen.target.as_str();
        if target.starts_with("/token") {
            assert_eq!(target, "/token?service=the+registry&scope=repository%3Astudio%2Fgame%3Apull");
            let login = seen.authorization.as_str();
            // canary-REGISTRY_USER:canary-REGISTRY_TOKEN
            return match login == "Basic Y2FuYXJ5LVJFR0lTVFJZX1VTRVI6Y2FuYXJ5LVJFR0lTVFJZX1RPS0VO" {
                true => json_of(json!({"token": "canary-session"})),
                false => (401, Vec::new(), String::new()),
            };
        }
        if target.starts_with("/v2/") && seen.authorization != "Bearer canary-session" {
            let header = format!(
                "Bearer realm=\"http://{own}/token\",service=\"the registry\",scope=\"repository:studio/game:pull\""
            );
            return (401, vec![("WWW-Authenticate", header)], String::new());
        }
        image(target, "amd64", json!({"7777/udp": {}, "8080": {}}))
    })
    .await
}

#[tokio::test]
async fn an_image_is_found_with_the_token_of_its_registry() {
    let server = registry_with_tokens().await;
    let found = findings(&image_manifest(&server.host, true), &server.host).await;
    assert_eq!(found, ["ok: version dev: the image HOST/studio/game:b42 has linux/amd64 (sha256:1)"]);
    let seen = server.seen();
    let authorization = |start: &str| {
        let found = seen.iter().filter(|seen| seen.target.starts_with(start));
        found.map(|seen| seen.authorization.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(authorization("/v2/"), ["", "Bearer", "Bearer", "Bearer"]);
    assert_eq!(authorization("/token"), ["Basic"], "the login goes to the token service alone");
    assert_eq!(authorization("/elsewhere"), [""], "a redirect gets no login");
    assert!(seen.iter().all(|seen| seen.method == "GET"));
}

#[tokio::test]
async fn a_registry_that_refuses_says_what_to_do() {
    let server = registry_with_tokens().await;
    assert_eq!(
        findings(&image_manifest(&server.host, false), &server.host).await,
        ["error: version dev: the image HOST/studio/game:b42 does not exist, or needs a login: set \
                private_username and private_token, or correct its name"]
    );
    let refusing = Server::start(|seen, _| match seen.authorization.as_str() {
        "" => (401, vec![("WWW-Authenticate", "Basic realm=\"x\"".to_owned())], String::new()),
        _ => (403, Vec::new(), String::new()),
    })
    .await;
    assert_eq!(
        findings(&image_manifest(&refusing.host, true), &refusing.host).await,
        ["error: version dev: HOST refuses the login for the image HOST/studio/game:b42 (403): check \
                private_username and private_token"]
    );
    assert_eq!(refusing.seen().len(), 2);
    let empty = Server::start(|_, _| (404, Vec::new(), String::new())).await;
    assert_eq!(
        findings(&image_manifest(&empty.host, true), &empty.host).await,
        ["error: version dev: the image HOST/studio/game:b42 does not exist, or its login may not see it: \
                push it, or correct its name and tag"]
    );
}

#[tokio::test]
async fn a_login_is_not_sent_to_a_token_service_without_https() {
    let server = Server::start(|_, _| {
        let header = "Bearer realm=\"http://registry.example.com/token\"".to_owned();
        (401, vec![("WWW-Authenticate", header)], String::new())
    })
    .await;
    assert_eq!(
        findings(&image_manifest(&server.host, true), &server.host).await,
        ["warning: version dev: the image HOST/studio/game:b42 could not be checked: its registry names a \
                server without https, which is not used"]
    );
    assert!(server.seen().iter().all(|seen| seen.authorization.is_empty()));
}

#[tokio::test]
async fn other_platforms_and_ports_are_found() {
    let server = Server::start(|seen, _| image(&seen.target, "386", json!({}))).await;
    assert_eq!(
        findings(&image_manifest(&server.host, false), &server.host).await,
        ["error: version dev: the image HOST/studio/game:b42 is not for linux/amd64, but for linux/386, \
                linux/arm64: build it with `--platform linux/amd64`"]
    );
    let server = Server::start(|seen, _| image(&seen.target, "amd64", json!({"7777/tcp": {}, "8080/tcp": {}}))).await;
    assert_eq!(
        findings(&image_manifest(&server.host, false), &server.host).await,
        [
            "warning: version dev: the image HOST/studio/game:b42 does not expose 7777/udp, which the version \
                has: correct `ports`, or EXPOSE in the Dockerfile",
            "warning: version dev: the image HOST/studio/game:b42 exposes 7777/tcp, which the version does not \
                have: nobody can connect to it. Add it to `ports` if the game server needs it",
            "ok: version dev: the image HOST/studio/game:b42 has linux/amd64 (sha256:1)",
        ]
    );
    // An image without an index, for another platform.
    let server = Server::start(|seen, _| match seen.target.as_str() {
        "/v2/studio/game/manifests/b42" => json_of(json!({"config": {"digest": "sha256:c"}})),
        _ => json_of(json!({"os": "windows", "architecture": "amd64"})),
    })
    .await;
    let found = findings(&image_manifest(&server.host, false), &server.host).await;
    assert!(found[0].contains("but for windows/amd64"), "{found:?}");
}

#[tokio::test]
async fn a_registry_that_cannot_be_used_is_a_warning() {
    for (answer, part) in [
        ((200, Vec::new(), "<html>".to_owned()), "its manifest is not JSON"),
        ((200, Vec::new(), "{}".to_owned()), "its manifest has no configuration"),
        ((500, Vec::new(), String::new()), "its registry responded with 500"),
        ((429, Vec::new(), String::new()), "its registry limits requests (429)"),
        ((401, Vec::new(), String::new()), "its registry wants a login that is not known here"),
    ] {
        let server = Server::start(move |_: &Seen, _: &str| answer.clone()).await;
        let found = findings(&image_manifest(&server.host, false), &server.host).await;
        assert!(found[0].starts_with("warning: ") && found[0].contains(part), "{found:?}");
    }
    let closed = Server::start(|_, _| unreachable!()).await.host.clone();
    let found = findings(&image_manifest(&closed, false), &closed).await;
    assert!(found[0].contains("127.0.0.1 cannot be reached: "), "{found:?}");
}

fn storage_manifest(host: &str) -> Desired {
    desired(&format!(
        r#"
format = 1
[app]
name = "game"
[storages.logs]
endpoint = "http://{host}"
bucket = "space-arena"
access_key_id = {{ env = "S3_KEY" }}
secret_access_key = {{ env = "S3_SECRET" }}
[storages.logs.profiles.file]
source = "/configs/balance.json"
source_type = "File"
destination = "/game/balance.json"
[storages.logs.profiles.folder]
source = "/maps"
source_type = "Folder"
destination = "/game/maps"
"#
    ))
}

fn xml(status: u16, inner: &str) -> Answer {
    (status, Vec::new(), format!("<?xml version=\"1.0\"?>{inner}"))
}

const LIST: &str = "<ListBucketResult><KeyCount>1</KeyCount><Contents><Key>a</Key></Contents></ListBucketResult>";
const EMPTY: &str = "<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>";

fn query(seen: &Seen, name: &str) -> Option<String> {
    let url: url::Url = format!("http://host{}", seen.target).parse().unwrap();
    url.query_pairs().find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn a_bucket_and_the_sources_of_its_profiles_are_found() {
    let server = Server::start(|_, _| xml(200, LIST)).await;
    assert_eq!(
        findings(&storage_manifest(&server.host), &server.host).await,
        [
            "ok: storage logs: the bucket `space-arena` answers with these keys",
            "ok: profile logs/file: the file `/configs/balance.json` is there",
            "ok: profile logs/folder: the folder `/maps` is there",
        ]
    );
    let seen = server.seen();
    let requests: Vec<_> = seen.iter().map(|seen| (&*seen.method, seen.target.split('?').next().unwrap())).collect();
    assert_eq!(
        requests,
        [("GET", "/space-arena/"), ("HEAD", "/space-arena/configs/balance.json"), ("GET", "/space-arena/")]
    );
    for (seen, prefix) in seen.iter().zip([None, None, Some("maps/")]) {
        assert_eq!(query(seen, "prefix").as_deref(), prefix);
        assert!(query(seen, "X-Amz-Credential").unwrap().starts_with("canary-S3_KEY/"));
        assert_eq!(query(seen, "X-Amz-Signature").unwrap().len(), 64);
        assert!(!seen.target.contains("canary-S3_SECRET") && seen.authorization.is_empty());
    }
    assert_eq!(
        (query(&seen[0], "list-type").as_deref(), query(&seen[0], "max-keys").as_deref()),
        (Some("2"), Some("1"))
    );
}

#[tokio::test]
async fn missing_sources_are_errors() {
    let server = Server::start(|seen, _| match seen.method.as_str() {
        "HEAD" => (404, Vec::new(), String::new()),
        _ => xml(200, EMPTY),
    })
    .await;
    assert_eq!(
        findings(&storage_manifest(&server.host), &server.host).await,
        [
            "ok: storage logs: the bucket `space-arena` answers with these keys",
            "error: profile logs/file: the file `/configs/balance.json` is not in the bucket: upload it, or \
                correct `source` and `source_type`",
            "error: profile logs/folder: the folder `/maps` is not in the bucket: upload it, or correct \
                `source` and `source_type`",
        ]
    );
}

#[tokio::test]
async fn a_server_that_refuses_says_what_to_do() {
    for (status, code, line) in [
        (
            404,
            "NoSuchBucket",
            "error: storage logs: the bucket `space-arena` does not exist: create it, or correct `bucket` and \
                `endpoint`",
        ),
        (
            403,
            "SignatureDoesNotMatch",
            "error: storage logs: the server refuses the keys (SignatureDoesNotMatch): check access_key_id and \
                secret_access_key",
        ),
        (
            403,
            "InvalidAccessKeyId",
            "error: storage logs: the server refuses the keys (InvalidAccessKeyId): check access_key_id and \
                secret_access_key",
        ),
        (
            403,
            "RequestTimeTooSkewed",
            "warning: storage logs: the clock of this machine is wrong: set it, and check again",
        ),
        (
            405,
            "",
            "error: storage logs: the server responded with 405 for the bucket `space-arena`: check \
            `endpoint`",
        ),
        (
            200,
            "",
            "warning: storage logs: the bucket `space-arena` could not be checked: the answer is not one of an \
                S3 server: check `endpoint`",
        ),
    ] {
        let server = Server::start(move |_, _| xml(status, &format!("<Error><Code>{code}</Code></Error>"))).await;
        assert_eq!(findings(&storage_manifest(&server.host), &server.host).await, [line]);
    }
}

#[tokio::test]
async fn keys_that_may_not_list_may_read_files() {
    let server = Server::start(|seen, _| match seen.method.as_str() {
        "HEAD" => (200, Vec::new(), String::new()),
        _ => xml(403, "<Error><Code>AccessDenied</Code></Error>"),
    })
    .await;
    assert_eq!(
        findings(&storage_manifest(&server.host), &server.host).await,
        [
            "warning: storage logs: these keys may not list the bucket `space-arena`: allow `s3:ListBucket`, \
                which folders need",
            "ok: profile logs/file: the file `/configs/balance.json` is there",
            "warning: profile logs/folder: these keys may not read the folder `/maps`: allow `s3:ListBucket`",
        ]
    );
}

#[tokio::test]
async fn the_region_that_a_server_asks_for_is_used() {
    let server = Server::start(|seen, _| {
        let credential = query(seen, "X-Amz-Credential").unwrap();
        match credential.contains("/eu-west-3/") {
            true => xml(200, LIST),
            false => xml(400, "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-3</Region></Error>"),
        }
    })
    .await;
    let found = findings(&storage_manifest(&server.host), &server.host).await;
    assert!(found.iter().all(|line| line.starts_with("ok: ")) && found.len() == 3, "{found:?}");
}

#[tokio::test]
async fn a_server_without_https_is_used_on_this_machine_alone() {
    let desired = storage_manifest("s3.example.com");
    let found = preflight(&desired, &PreflightOptions::default()).await.unwrap();
    assert_eq!(found.len(), 1);
    assert!(
        found[0].level == Level::Warning && found[0].message.contains("http://s3.example.com is not used"),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_ca_file_that_cannot_be_read_is_an_error() {
    let options = PreflightOptions { ca_file: Some("/nowhere.pem".into()), ..PreflightOptions::default() };
    let error = preflight(&Desired::default(), &options).await.unwrap_err();
    assert_eq!(error.exit_code(), 2, "{error}");
}
