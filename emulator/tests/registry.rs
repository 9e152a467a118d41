//! Tags and the verification of images, seeded and in a registry.
#![allow(missing_docs)]

mod client;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use client::{Client, Response, version, with};
use edgegap_emulator::{Emulator, SeedTag};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const TAGS: &str = "/v1/container-registry/images/game/tags";

fn tags(response: Response) -> Vec<String> {
    let body = response.expect(200).json();
    body["data"].as_array().unwrap().iter().map(|tag| tag["tag"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn seeded_tags_are_listed_and_deleted() {
    let (emulator, client) = client::start().await;
    let digest = format!("sha256:{}", "a".repeat(64));
    let shared = |tag| SeedTag::new(tag).digest(&digest).size_mb(12.5);
    emulator.seed_tags("game", [shared("v1"), shared("latest"), "v2".into()]).await.unwrap();
    emulator.seed_tags("studio/game", ["v9"]).await.unwrap();
    let first = client.get(TAGS).await.expect(200).json()["data"][0].clone();
    let expected =
        json!({"artifact_deleted": false, "remaining_tags": ["v1", "latest"], "image_hash": digest, "size_mb": 12.5});
    assert_eq!((&first["tag"], &first["artifact"]), (&json!("v1"), &expected));
    assert_eq!(first["last_push_at"].as_str().unwrap().len(), 26);
    assert_eq!(tags(client.get(&format!("{TAGS}?page=2&limit=2")).await), ["v2"]);
    client.get(&format!("{TAGS}?page=0")).await.expect(400);
    for path in ["studio/game", "studio%2Fgame"] {
        assert_eq!(tags(client.get(&format!("/v1/container-registry/images/{path}/tags")).await), ["v9"]);
    }
    let deleted = client.delete(&format!("{TAGS}/v1")).await.expect(200).json();
    let artifact =
        json!({"artifact_deleted": false, "remaining_tags": ["latest"], "image_hash": digest, "size_mb": 12.5});
    assert_eq!(deleted, json!({"deleted_tag": "v1", "artifact": artifact}));
    client.delete(&format!("{TAGS}/v1")).await.expect(404);
    let deleted = client.delete(&format!("{TAGS}/latest")).await.expect(200).json();
    assert_eq!(
        (&deleted["artifact"]["artifact_deleted"], &deleted["artifact"]["remaining_tags"]),
        (&json!(true), &json!([]))
    );
    client.delete(&format!("{TAGS}/v2")).await.expect(200);
    client.get(TAGS).await.expect(404);
    client.delete(&format!("{TAGS}/v2")).await.expect(404);
}

#[tokio::test]
async fn several_tags_are_deleted_with_one_result_each() {
    let (emulator, client) = client::start().await;
    emulator.seed_tags("game", ["v1", "v2", "v3"]).await.unwrap();
    let path = format!("{TAGS}/bulk-delete");
    let response = client.post(&path, json!({"tags": ["v1", "none", "v2"]})).await.expect(207).json();
    assert_eq!(response["summary"], json!({"total": 3, "success": 2, "failed": 1}));
    let results: Vec<_> =
        response["results"].as_array().unwrap().iter().map(|result| (&result["tag"], &result["status"])).collect();
    assert_eq!(results, [(&json!("v1"), &json!(204)), (&json!("none"), &json!(404)), (&json!("v2"), &json!(204))]);
    assert_eq!(tags(client.get(TAGS).await), ["v3"]);
    for body in
        [json!({}), json!({"tags": []}), json!({"tags": "v3"}), json!({"tags": [3]}), json!({"tags": ["v3"], "x": 1})]
    {
        client.post(&path, body).await.expect(400);
    }
    client.post("/v1/container-registry/images/none/tags/bulk-delete", json!({"tags": ["a"]})).await.expect(404);
}

#[tokio::test]
async fn images_are_verified_on_request_if_there_are_seeded_tags() {
    let (emulator, client) = client::start().await;
    client.application("game").await;
    let verified = |name: &str| with(version(name), json!({"verify_image": true}));
    client.post("/v1/app/game/version", verified("unknown registry")).await.expect(200);
    emulator.seed_tags("studio/game", ["b42"]).await.unwrap();
    client.post("/v1/app/game/version", verified("1")).await.expect(200);
    let missing = |name: &str| with(verified(name), json!({"docker_tag": "b43"}));
    assert!(client.post("/v1/app/game/version", missing("2")).await.expect(424).json()["message"].is_string());
    client.get("/v1/app/game/version/2").await.expect(404);
    client.post("/v1/app/game/version", with(missing("2"), json!({"verify_image": false}))).await.expect(200);
    client.patch("/v1/app/game/version/1", json!({"docker_tag": "b43"})).await.expect(200);
    client.patch("/v1/app/game/version/1", json!({"verify_image": true})).await.expect(424);
    client.patch("/v1/app/game/version/1", json!({"verify_image": true, "docker_tag": "b42"})).await.expect(200);
}

/// The parts of a registry that the emulator uses: manifests by digest, tags that point to them,
/// and a login.
#[derive(Default)]
struct Fake {
    login: Option<String>,
    manifests: BTreeMap<String, String>,
    tags: BTreeMap<String, String>,
    count: usize,
}

impl Fake {
    async fn start(login: Option<&str>) -> (Arc<Mutex<Fake>>, String) {
        let fake = Arc::new(Mutex::new(Fake { login: login.map(str::to_owned), ..Fake::default() }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let shared = Arc::clone(&fake);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        (fake, address)
    }

    fn push(&mut self, tag: &str, manifest: &str) -> String {
        let known = self.manifests.iter().find(|(_, other)| *other == manifest).map(|(digest, _)| digest.clone());
        self.count += 1;
        let digest = known.unwrap_or_else(|| format!("sha256:{:064x}", self.count));
        self.manifests.insert(digest.clone(), manifest.to_owned());
        self.tags.insert(tag.to_owned(), digest.clone());
        digest
    }

    fn response(&mut self, method: &str, path: &str, head: &str, body: &str) -> (u16, String, String) {
        if self.login.as_ref().is_some_and(|login| !head.contains(&format!("authorization: Basic {login}\r\n"))) {
            return (401, String::new(), "{}".into());
        }
        let path = path.strip_prefix("/v2/studio/game/").unwrap_or("unknown");
        let path = path.split('?').next().unwrap();
        if path == "tags/list" {
            let names: Vec<&String> = self.tags.keys().collect();
            return (200, String::new(), json!({"name": "studio/game", "tags": names}).to_string());
        }
        if path == "blobs/sha256:config" {
            return (200, String::new(), json!({"created": "2026-04-22T20:30:52.283949123Z"}).to_string());
        }
        let Some(reference) = path.strip_prefix("manifests/") else { return (404, String::new(), "{}".into()) };
        if method == "PUT" {
            let digest = self.push(reference, body);
            return (201, digest, String::new());
        }
        let digest = self.tags.get(reference).cloned().unwrap_or(reference.to_owned());
        let Some(manifest) = self.manifests.get(&digest).cloned() else { return (404, String::new(), "{}".into()) };
        if method == "DELETE" {
            self.manifests.remove(&digest);
            self.tags.retain(|_, other| *other != digest);
            return (202, String::new(), String::new());
        }
        (200, digest, manifest)
    }
}

async fn serve(mut stream: TcpStream, fake: Arc<Mutex<Fake>>) {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await.unwrap() == 0 {
            return;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |length| length.parse().unwrap());
    while bytes.len() < end + length {
        stream.read_buf(&mut bytes).await.unwrap();
    }
    let body = String::from_utf8(bytes[end..].to_vec()).unwrap();
    let mut words = head.split(' ');
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    let (status, digest, response) = fake.lock().unwrap().response(method, path, &head, &body);
    let shown = if method == "HEAD" { "" } else { &response };
    let response = format!(
        "HTTP/1.1 {status} Status\r\ncontent-type: application/vnd.oci.image.manifest.v1+json\r\n\
         docker-content-digest: {digest}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{shown}",
        response.len()
    );
    stream.write_all(response.as_bytes()).await.unwrap();
}

fn manifest(number: u64) -> String {
    let config = json!({"digest": "sha256:config", "size": 500_000});
    json!({"schemaVersion": 2, "config": config, "layers": [{"size": number * 1_000_000}]}).to_string()
}

#[tokio::test]
async fn a_registry_is_listed_and_its_tags_deleted_one_by_one() {
    let (fake, address) = Fake::start(None).await;
    let shared = fake.lock().unwrap().push("v1", &manifest(2));
    fake.lock().unwrap().push("latest", &manifest(2));
    fake.lock().unwrap().push("v0", &manifest(1));
    let emulator = Emulator::builder().registry(format!("http://{address}")).start().await.unwrap();
    let client = Client::new(&emulator);
    let path = "/v1/container-registry/images/studio%2Fgame/tags";
    let listed = client.get(path).await.expect(200).json();
    let artifact =
        json!({"artifact_deleted": false, "remaining_tags": ["latest", "v1"], "image_hash": shared, "size_mb": 2.5});
    assert_eq!(
        listed["data"][0],
        json!({"tag": "latest", "artifact": artifact, "last_push_at": "2026-04-22 20:30:52.283949"})
    );
    assert_eq!(tags(client.get(&format!("{path}?limit=1&page=3")).await), ["v1"]);

    let deleted = client.delete(&format!("{path}/v1")).await.expect(200).json();
    assert_eq!(
        deleted["artifact"],
        json!({"artifact_deleted": false, "remaining_tags": ["latest"], "image_hash": shared, "size_mb": 2.5})
    );
    assert_eq!(fake.lock().unwrap().tags.get("latest"), Some(&shared));
    assert_eq!(fake.lock().unwrap().manifests.len(), 2);
    let deleted = client.delete(&format!("{path}/latest")).await.expect(200).json();
    assert_eq!(deleted["artifact"]["artifact_deleted"], true);
    assert_eq!(fake.lock().unwrap().manifests.len(), 1);
    client.delete(&format!("{path}/latest")).await.expect(404);
    let response =
        client.post(&format!("{path}/bulk-delete"), json!({"tags": ["v0", "latest"]})).await.expect(207).json();
    assert_eq!(response["summary"], json!({"total": 2, "success": 1, "failed": 1}));
    client.get(path).await.expect(404);
    for image in ["unknown", "..%2F..", "a%3Fb", "UPPER"] {
        client.get(&format!("/v1/container-registry/images/{image}/tags")).await.expect(404);
    }
    let error = emulator.seed_tags("studio/game", ["v1"]).await.unwrap_err();
    assert!(error.to_string().contains("registry"), "{error}");
}

#[tokio::test]
async fn tags_are_listed_with_the_login_of_the_registry_and_verified_with_that_of_the_version() {
    let (fake, address) = Fake::start(Some("dXNlcjpwYXNz")).await;
    fake.lock().unwrap().push("b42", &manifest(1));
    let emulator = Emulator::builder().registry(format!("http://user:pass@{address}")).start().await.unwrap();
    let client = Client::new(&emulator);
    client.application("game").await;
    assert_eq!(tags(client.get("/v1/container-registry/images/studio/game/tags").await), ["b42"]);
    let info: Value = client.get("/_emulator").await.json();
    assert_eq!(info["registry"], format!("http://{address}/"));

    let login =
        |user: &str, password: &str| json!({"verify_image": true, "private_username": user, "private_token": password});
    let create =
        async |name: &str, fields: Value| client.post("/v1/app/game/version", with(version(name), fields)).await;
    create("1", login("user", "pass")).await.expect(200);
    let refused = create("2", login("user", "wrong")).await.expect(400);
    assert_eq!(refused.json()["message"], "Unable to login with the given credentials");
    create("2", json!({"verify_image": true})).await.expect(424);
    create("2", with(login("user", "pass"), json!({"docker_tag": "none"}))).await.expect(424);
    create("2", with(login("user", "pass"), json!({"docker_image": "studio/none"}))).await.expect(424);
    create("2", with(login("user", "pass"), json!({"docker_image": "../../x"}))).await.expect(424);
    let path = json!({"docker_repository": format!("{address}/studio"), "docker_image": "game"});
    create("2", with(login("user", "pass"), path)).await.expect(200);
    client.patch("/v1/app/game/version/1", json!({"verify_image": true})).await.expect(200);
    client.patch("/v1/app/game/version/1", json!({"verify_image": true, "private_token": "wrong"})).await.expect(400);
}

#[tokio::test]
async fn an_unreachable_registry_is_reported() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let emulator = Emulator::builder().registry(format!("http://user:hidden@{address}")).start().await.unwrap();
    let client = Client::new(&emulator);
    client.application("game").await;
    let message = client.get(TAGS).await.expect(500).json()["message"].as_str().unwrap().to_owned();
    assert!(message.contains(&address.to_string()) && !message.contains("hidden"), "{message}");
    client.post("/v1/app/game/version", with(version("1"), json!({"verify_image": true}))).await.expect(424);
}
