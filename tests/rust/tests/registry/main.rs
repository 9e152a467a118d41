//! Tags and `verify_image` with a real OCI registry. Images are pushed to it as docker pushes them;
//! everything else uses the SDK and the emulator. The registry is Debian's, so this is for Linux.
#![cfg(target_os = "linux")]

mod daemon;
mod image;
mod preflight;

use daemon::{Daemon, PASSWORD, USER};
use edgegap_emulator::Emulator;
use edgegap_sdk::{Client, ErrorKind, NewApplication, NewVersion, TagSelection, Timestamp, VersionUpdate};
use image::{BUILT, Image, Pusher};

const NAME: &str = "studio/game";

async fn serve(url: String) -> (Emulator, Client) {
    let emulator = Emulator::builder().registry(url).start().await.unwrap();
    let client = Client::builder().base_url(emulator.url()).token(emulator.token()).max_retries(0).build().unwrap();
    (emulator, client)
}

/// An image under `a`, `b` and `c`, another under `d` and `e`.
async fn stocked() -> (Daemon, Pusher, Image, Image) {
    let daemon = Daemon::open();
    let pusher = Pusher::to(&daemon);
    let (first, second) = (Image::new(300_000), Image::new(20_000));
    pusher.push(NAME, &first, &["a", "b", "c"]).await;
    pusher.push(NAME, &second, &["d", "e"]).await;
    (daemon, pusher, first, second)
}

async fn tags(client: &Client) -> Vec<String> {
    let tags = client.container_registry().list_tags(NAME).collect().await.unwrap();
    tags.into_iter().map(|tag| tag.tag.unwrap()).collect()
}

#[tokio::test]
async fn tags_are_listed_page_by_page_with_their_artifacts() {
    let (daemon, _pusher, first, second) = stocked().await;
    let (emulator, client) = serve(daemon.url()).await;
    let mut list = client.container_registry().list_tags(NAME).limit(2);
    let (mut sizes, mut found) = (Vec::new(), Vec::new());
    while let Some(page) = list.next_page().await.unwrap() {
        sizes.push(page.value.len());
        found.extend(page.value);
    }
    // A list of tags has no number of pages, so only an empty page shows the end.
    assert_eq!((sizes[..3].to_vec(), sizes[3..].iter().sum()), (vec![2, 2, 1], 0));
    let requests = emulator.requests();
    assert!(requests.iter().all(|request| request.path.ends_with("/images/studio%2Fgame/tags")), "{requests:?}");
    let pages: Vec<_> = requests.iter().map(|request| request.query.clone().unwrap()).collect();
    assert_eq!(pages[..3], ["page=1&limit=2", "page=2&limit=2", "page=3&limit=2"]);

    let names: Vec<_> = found.iter().map(|tag| tag.tag.as_deref().unwrap()).collect();
    assert_eq!(names, ["a", "b", "c", "d", "e"]);
    for tag in found {
        let name = tag.tag.unwrap();
        let artifact = tag.artifact.unwrap();
        let (image, siblings) =
            if name.as_str() < "d" { (&first, vec!["a", "b", "c"]) } else { (&second, vec!["d", "e"]) };
        assert_eq!(artifact.image_hash, Some(image.digest()), "{name}");
        assert_eq!(artifact.size_mb, Some(image.size_mb()), "{name}");
        assert_eq!(artifact.remaining_tags.unwrap(), siblings, "{name}");
        assert_eq!(artifact.artifact_deleted, Some(false), "{name}");
        assert_eq!(tag.last_push_at, Timestamp::read(BUILT), "{name}");
    }
    assert_eq!((first.size_mb(), second.size_mb()), (0.3, 0.02));
}

#[tokio::test]
async fn deleting_a_tag_leaves_the_others_of_its_image() {
    let (daemon, pusher, first, _) = stocked().await;
    let (_emulator, client) = serve(daemon.url()).await;
    let registry = client.container_registry();
    for (tag, remaining) in [("b", vec!["a", "c"]), ("a", vec!["c"]), ("c", vec![])] {
        let deleted = registry.delete_tag(NAME, tag).await.unwrap();
        assert_eq!(deleted.deleted_tag.as_deref(), Some(tag));
        let artifact = deleted.artifact.unwrap();
        assert_eq!(artifact.artifact_deleted, Some(remaining.is_empty()), "{tag}");
        assert_eq!(artifact.image_hash, Some(first.digest()), "{tag}");
        assert_eq!(artifact.remaining_tags.unwrap(), remaining, "{tag}");
        assert_eq!(pusher.digest_of(NAME, tag).await, None, "{tag}");
        for other in &remaining {
            assert_eq!(pusher.digest_of(NAME, other).await, Some(first.digest()), "{other} after {tag}");
        }
    }
    assert_eq!(pusher.digest_of(NAME, &first.digest()).await, None, "the last tag deletes the image");
    assert_eq!(tags(&client).await, ["d", "e"]);

    let error = registry.delete_tag(NAME, "a").await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::NotFound, Some(404)), "{error}");
    assert!(error.message().contains("'a'"), "{error}");
    for name in ["unknown", "game", "studio/game/server"] {
        let error = registry.list_tags(name).next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{name}: {error}");
        assert_eq!(registry.delete_tag(name, "a").await.unwrap_err().kind(), ErrorKind::NotFound, "{name}");
    }
}

#[tokio::test]
async fn deleting_several_tags_returns_a_result_for_each() {
    let (daemon, pusher, _, second) = stocked().await;
    let (_emulator, client) = serve(daemon.url()).await;
    let registry = client.container_registry();
    let selection = |tags: &[&str]| TagSelection {
        tags: tags.iter().map(ToString::to_string).collect(),
        ..TagSelection::default()
    };
    let reply = registry.delete_tags(NAME, selection(&["a", "nowhere", "d", "a"])).send().await.unwrap();
    assert_eq!(reply.meta.status, 207);
    let results: Vec<_> =
        reply.value.results.unwrap().into_iter().map(|result| (result.tag.unwrap(), result.status.unwrap())).collect();
    let expected = [("a", 204), ("nowhere", 404), ("d", 204), ("a", 404)];
    assert_eq!(results, expected.map(|(tag, status)| (tag.to_owned(), status)));
    let summary = reply.value.summary.unwrap();
    assert_eq!((summary.total, summary.success, summary.failed), (Some(4), Some(2), Some(2)));
    assert_eq!(tags(&client).await, ["b", "c", "e"]);
    assert_eq!(pusher.digest_of(NAME, "e").await, Some(second.digest()));

    let error = registry.delete_tags("unknown", selection(&["a"])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    let error = registry.delete_tags(NAME, selection(&[])).await.unwrap_err();
    assert_eq!((error.kind(), error.violations()[0].path.as_str()), (ErrorKind::Validation, "tags"), "{error}");
}

fn version(name: &str, tag: &str) -> NewVersion {
    NewVersion {
        name: name.into(),
        docker_repository: "registry.example.com".into(),
        docker_image: NAME.into(),
        docker_tag: tag.into(),
        req_cpu: 1024,
        req_memory: 2048,
        verify_image: Some(true),
        ..NewVersion::default()
    }
}

fn with_login(version: NewVersion, user: &str, token: &str) -> NewVersion {
    NewVersion { private_username: Some(user.into()), private_token: Some(token.into()), ..version }
}

async fn application(client: &Client) {
    let game = NewApplication { name: "game".into(), is_active: true, ..NewApplication::default() };
    client.applications().create(game).await.unwrap();
}

#[tokio::test]
async fn verify_image_queries_the_registry() {
    let (daemon, pusher, ..) = stocked().await;
    let (_emulator, client) = serve(daemon.url()).await;
    application(&client).await;
    let versions = client.versions();
    versions.create("game", version("1", "a")).await.unwrap();

    let error = versions.create("game", version("2", "missing")).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Image, Some(424)), "{error}");
    assert!(error.message().contains("studio/game:missing"), "{error}");
    assert_eq!(
        versions.get("game", "2").await.unwrap_err().kind(),
        ErrorKind::NotFound,
        "a refused create has no effect"
    );
    let unverified = NewVersion { verify_image: None, ..version("2", "missing") };
    versions.create("game", unverified).await.unwrap();

    let to = |tag: &str| VersionUpdate {
        docker_tag: Some(tag.into()),
        verify_image: Some(true),
        ..VersionUpdate::default()
    };
    assert_eq!(versions.update("game", "1", to("gone")).await.unwrap_err().kind(), ErrorKind::Image);
    assert_eq!(versions.get("game", "1").await.unwrap().docker_tag, "a", "a refused update changes nothing");
    pusher.push(NAME, &Image::new(1_000), &["gone"]).await;
    assert_eq!(versions.update("game", "1", to("gone")).await.unwrap().docker_tag, "gone");
}

#[tokio::test]
async fn verify_image_uses_the_login_of_the_version() {
    let daemon = Daemon::protected();
    Pusher::to(&daemon).push(NAME, &Image::new(1_000), &["a"]).await;
    // The emulator's login is for lists; a pull must not use it.
    let (_emulator, client) = serve(daemon.url_with_login()).await;
    application(&client).await;
    let versions = client.versions();
    for (user, token) in [(USER, "wrong-password-7f3a"), ("nobody", PASSWORD)] {
        let error = versions.create("game", with_login(version("1", "a"), user, token)).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::BadRequest, Some(400)), "{error}");
        assert!(error.message().contains("Unable to login with the given credentials"), "{error}");
        assert!(!format!("{error} {error:?}").contains(token), "{error:?}");
    }
    let error = versions.create("game", version("1", "a")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Image, "without a login: {error}");
    let error = versions.create("game", with_login(version("1", "missing"), USER, PASSWORD)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Image, "{error}");
    versions.create("game", with_login(version("1", "a"), USER, PASSWORD)).await.unwrap();
    assert_eq!(tags(&client).await, ["a"]);
}

#[tokio::test]
async fn an_unusable_registry_is_a_server_error() {
    let mut daemon = Daemon::protected();
    Pusher::to(&daemon).push(NAME, &Image::new(1_000), &["a"]).await;
    let (_emulator, client) = serve(daemon.url()).await;
    application(&client).await;
    let error = client.container_registry().list_tags(NAME).next().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Server, Some(500)), "{error}");
    assert!(error.message().contains("401"), "{error}");

    daemon.kill();
    let error = client.container_registry().list_tags(NAME).next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server, "{error}");
    assert!(error.message().contains(&daemon.address), "{error}");
    let error = client.versions().create("game", version("1", "a")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Image, "{error}");
}

#[test]
fn a_dropped_registry_leaves_nothing_behind() {
    let (address, folder) = {
        let daemon = Daemon::open();
        (daemon.address.clone(), daemon.folder.path().to_owned())
    };
    assert!(!folder.exists());
    assert!(std::net::TcpStream::connect(address).is_err());
}
