//! Lists: every item once, in order, however they are read.

use std::collections::HashSet;
use std::pin::pin;

use edgegap_sdk::{Client, ErrorKind};
use futures_util::StreamExt;
use serde_json::Value;

use super::{application, called, profile, start, storage, version};

const VERSIONS: usize = 250;

async fn filled() -> (super::Emulator, Client) {
    let (emulator, client) = start().await;
    client.applications().create(application("game")).await.unwrap();
    for number in 0..VERSIONS {
        client.versions().create("game", version(&name(number))).await.unwrap();
    }
    emulator.clear_requests();
    (emulator, client)
}

/// In creation order, which is not that of the alphabet.
fn name(number: usize) -> String {
    format!("build {}", VERSIONS - number)
}

#[tokio::test]
async fn a_long_list_is_read_page_by_page() {
    let (emulator, client) = filled().await;
    let expected: Vec<_> = (0..VERSIONS).map(name).collect();
    let mut names = Vec::new();
    let mut list = client.versions().list("game");
    while let Some(version) = list.next().await.unwrap() {
        if names.is_empty() {
            assert_eq!(called(&emulator).len(), 1, "the second page is not read before it is needed");
        }
        names.push(version.name);
    }
    assert_eq!(names, expected);
    assert_eq!(called(&emulator), ["versions.list"; 3], "100, 100 and 50");
    assert!(list.next().await.unwrap().is_none());
    assert_eq!(called(&emulator).len(), 3, "the end is remembered");

    for limit in [7, 50, 250, 1000] {
        let found = client.versions().list("game").limit(limit).collect().await.unwrap();
        assert!(found.iter().map(|version| &version.name).eq(&expected), "with {limit} per page");
    }
    let mut pages = client.versions().list("game").limit(60).page(3);
    let mut numbers = Vec::new();
    while let Some(page) = pages.next_page().await.unwrap() {
        let at = page.page.unwrap();
        assert_eq!((at.total, page.meta.status), (Some(250), 200));
        numbers.push((at.number, page.value.len(), page.value[0].name.clone()));
    }
    assert_eq!(numbers, [(3, 60, name(120)), (4, 60, name(180)), (5, 10, name(240))]);
    assert!(
        client.versions().list("game").page(9).collect().await.unwrap().is_empty(),
        "past the end there is nothing"
    );

    emulator.clear_requests();
    let mut list = client.versions().list("game").limit(20);
    assert_eq!(list.total().await.unwrap(), Some(250));
    assert_eq!(list.next().await.unwrap().unwrap().name, name(0), "asking for the total loses nothing");
    assert_eq!(called(&emulator).len(), 1);

    let mut stream = pin!(client.versions().list("game").into_stream());
    let mut seen = HashSet::new();
    while let Some(version) = stream.next().await {
        assert!(seen.insert(version.unwrap().name));
    }
    assert_eq!(seen.len(), VERSIONS);
}

#[tokio::test]
async fn the_start_of_a_list_is_read_alone() {
    let (emulator, client) = filled().await;
    let names = |found: Vec<edgegap_sdk::Version>| found.into_iter().map(|version| version.name).collect::<Vec<_>>();
    let expected = |from: usize, to: usize| (from..to).map(name).collect::<Vec<_>>();
    let list = || client.versions().list("game");

    assert_eq!(list().first().await.unwrap().unwrap().name, name(0));
    assert_eq!(list().page(2).limit(10).first().await.unwrap().unwrap().name, name(10));
    assert_eq!(client.pull_profiles().list("maps").first().await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(client.endpoint_storages().list().first().await.unwrap().is_none());
    assert!(client.endpoint_storages().list().fields("endpoints{name}").first().await.unwrap().is_none());
    let targets: Vec<_> = emulator.requests().into_iter().filter_map(|request| request.query).collect();
    let one = ["page=1&limit=1", "page=2&limit=10", "page=1&limit=1", "page=1&limit=1", "page=1&limit=1"];
    assert_eq!(targets, one);

    for (limit, calls) in [(0, 0), (3, 1), (99, 1), (100, 1), (101, 2), (250, 3), (1000, 3)] {
        emulator.clear_requests();
        assert_eq!(names(list().collect_up_to(limit).await.unwrap()), expected(0, limit.min(VERSIONS)));
        assert_eq!(called(&emulator).len(), calls, "the first {limit}");
    }

    emulator.clear_requests();
    let mut begun = list();
    begun.next().await.unwrap();
    assert_eq!(names(begun.collect_up_to(101).await.unwrap()), expected(1, 102));
    let mut counted = list().limit(2);
    counted.total().await.unwrap();
    assert_eq!(names(counted.collect_up_to(3).await.unwrap()), expected(0, 3));
    assert_eq!(called(&emulator).len(), 4);
}

#[tokio::test]
async fn every_kind_of_list_has_pages() {
    let (emulator, client) = start().await;
    client.endpoint_storages().create(storage("storage 0")).await.unwrap();
    for number in 0..25 {
        client.applications().create(application(&format!("game {number}"))).await.unwrap();
        client.pull_profiles().create("storage 0", profile(&format!("profile {number}"))).await.unwrap();
        emulator.seed_tags("game", [format!("tag-{number:02}").as_str()]).await.unwrap();
        if number > 0 {
            client.endpoint_storages().create(storage(&format!("storage {number}"))).await.unwrap();
        }
    }
    let expected = |prefix: &str| (0..25).map(|number| format!("{prefix} {number}")).collect::<Vec<_>>();
    let found = client.applications().list().limit(10).collect().await.unwrap();
    assert_eq!(found.into_iter().map(|item| item.name).collect::<Vec<_>>(), expected("game"));
    let found = client.endpoint_storages().list().limit(10).collect().await.unwrap();
    assert_eq!(found.into_iter().map(|item| item.name).collect::<Vec<_>>(), expected("storage"));
    let found = client.pull_profiles().list("storage 0").limit(10).collect().await.unwrap();
    assert_eq!(found.into_iter().map(|item| item.name).collect::<Vec<_>>(), expected("profile"));
    let found = client.container_registry().list_tags("game").limit(10).collect().await.unwrap();
    let tags: Vec<_> = found.into_iter().map(|tag| tag.tag.unwrap()).collect();
    assert_eq!(tags, (0..25).map(|number| format!("tag-{number:02}")).collect::<Vec<_>>());
    assert_eq!(client.endpoint_storages().list().total().await.unwrap(), None, "nobody says how many there are");
}

#[tokio::test]
async fn reading_the_total_loses_no_page() {
    let (_emulator, client) = start().await;
    for name in ["a", "b", "c"] {
        client.applications().create(application(name)).await.unwrap();
    }
    for limit in [2, 100] {
        let mut list = client.applications().list().limit(limit);
        assert_eq!(list.total().await.unwrap(), Some(3));
        let mut names = Vec::new();
        while let Some(page) = list.next_page().await.unwrap() {
            names.extend(page.value.into_iter().map(|application| application.name));
        }
        assert_eq!(names, ["a", "b", "c"]);
        let mut list = client.applications().list().limit(limit);
        list.total().await.unwrap();
        assert_eq!(list.collect().await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn items_with_a_mask_may_be_equal() {
    let (_emulator, client) = start().await;
    for number in 0..5 {
        client.endpoint_storages().create(storage(&format!("storage {number}"))).await.unwrap();
    }
    for mask in ["endpoints{bucket}", "{endpoints{bucket},pagination}"] {
        let found = client.endpoint_storages().list().limit(2).fields(mask).collect().await.unwrap();
        assert_eq!(found.len(), 5, "{mask}");
    }
}

#[tokio::test]
async fn a_field_mask_selects_fields() {
    let (_emulator, client) = start().await;
    for number in 0..12 {
        client.endpoint_storages().create(storage(&format!("storage {number}"))).await.unwrap();
    }
    let storages = client.endpoint_storages();
    for mask in ["endpoints{name,bucket}", "{endpoints{name,bucket},pagination{next_page_number}}"] {
        // The first mask takes away what says where the list ends.
        let found = storages.list().limit(5).fields(mask).collect().await.unwrap();
        assert_eq!(found.len(), 12, "{mask}");
        for (number, item) in found.iter().enumerate() {
            let members: Vec<_> = item.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(members, ["name", "bucket"], "{mask}");
            assert_eq!(item["name"], format!("storage {number}"));
        }
    }
    let whole = storages.list().fields("*").collect().await.unwrap();
    assert!(whole[0]["create_time"].is_string() && whole[0].get("secret_access_key").is_none(), "{:?}", whole[0]);
    assert_eq!(storages.list().fields("endpoints{bucket}").next().await.unwrap().unwrap().get("name"), None::<&Value>);
    let error = storages.list().fields("endpoints{name").next().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::BadRequest, Some(400)), "{error}");
}
