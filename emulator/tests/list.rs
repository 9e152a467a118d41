//! Lists and their pages.
#![allow(missing_docs)]

mod client;

use serde_json::{Value, json};

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn pages_are_in_order_of_creation_with_their_position() {
    let (_emulator, client) = client::start().await;
    let all: Vec<String> = (0..25).map(|number| format!("app {:02}", 99 - number)).collect();
    for name in &all {
        client.application(name).await;
    }
    let page = client.get("/v1/apps").await.expect(200).json();
    assert_eq!(names(&page["applications"]), all[..10]);
    assert_eq!(page["total_count"], 25);
    assert_eq!(
        page["pagination"],
        json!({"number": 1, "next_page_number": 2, "previous_page_number": null, "paginator": {"num_pages": 3},
            "has_next": true, "has_previous": false})
    );
    let page = client.get("/v1/apps?page=3&limit=10&other=1").await.expect(200).json();
    assert_eq!(names(&page["applications"]), all[20..]);
    assert_eq!(
        (&page["pagination"]["next_page_number"], &page["pagination"]["previous_page_number"]),
        (&Value::Null, &json!(2))
    );
    let page = client.get("/v1/apps?page=7").await.expect(200).json();
    assert_eq!((&page["applications"], &page["total_count"]), (&json!([]), &json!(25)));
    assert_eq!((&page["pagination"]["number"], &page["pagination"]["has_next"]), (&json!(7), &json!(false)));
    let page = client.get("/v1/apps?limit=1000").await.expect(200).json();
    assert_eq!(names(&page["applications"]), all);
    client.delete("/v1/app/app%2090").await.expect(200);
    let page = client.get("/v1/apps?page=2&limit=9").await.expect(200).json();
    assert_eq!(names(&page["applications"])[0], "app 89");
    for query in ["page=0", "limit=0", "page=-1", "limit=ten", "page=", "page=1&page=2", "page=1.0"] {
        client.get(&format!("/v1/apps?{query}")).await.expect(400);
    }
    let both = client.get("/v1/apps?page=x&limit=y").await.expect(400);
    assert_eq!(both.violations(), ["page", "limit"]);
}

#[tokio::test]
async fn a_limit_above_100_is_clamped() {
    let (_emulator, client) = client::start().await;
    client.application("game").await;
    for number in 0..101 {
        client.version("game", &number.to_string()).await;
    }
    let page = client.get("/v1/app/game/versions?limit=101").await.expect(200).json();
    assert_eq!((page["versions"].as_array().unwrap().len(), &page["total_count"]), (100, &json!(101)));
    assert_eq!(page["pagination"]["paginator"]["num_pages"], 2);
    client.get("/v1/app/none/versions").await.expect(404);
}

#[tokio::test]
async fn each_list_has_its_own_fields() {
    let (emulator, client) = client::start().await;
    client.storage("logs").await;
    client.profile("logs", "configs").await;
    let keys = |value: Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(client.get("/v1/storage/endpoints").await.expect(200).json()), ["endpoints", "pagination"]);
    let profiles = client.get("/v1/storage/endpoint/logs/pull-profiles").await.expect(200).json();
    assert_eq!(keys(profiles), ["pull_profiles", "total_count", "pagination"]);
    let empty = client.get("/v1/apps").await.expect(200).json();
    assert_eq!(empty["pagination"]["paginator"]["num_pages"], 1);
    emulator.seed_tags("game", ["v1"]).await.unwrap();
    assert_eq!(keys(client.get("/v1/container-registry/images/game/tags").await.expect(200).json()), ["data"]);
}

#[tokio::test]
async fn the_list_of_storages_supports_field_masks() {
    let (_emulator, client) = client::start().await;
    client.storage("logs").await;
    let list = async |mask: &str| client.send("GET", "/v1/storage/endpoints", &[("X-Fields", mask)], None).await;
    assert_eq!(list("{endpoints{bucket}}").await.expect(200).json(), json!({"endpoints": [{"bucket": "logs"}]}));
    assert_eq!(
        list("endpoints{name},pagination{number}").await.json(),
        json!({"endpoints": [{"name": "logs"}], "pagination": {"number": 1}})
    );
    assert_eq!(list("*").await.json(), client.get("/v1/storage/endpoints").await.json());
    for mask in ["{endpoints", "endpoints{}", "a,,b"] {
        list(mask).await.expect(400);
    }
}
