//! Connections that the server closes after each response without an announcement.

use edgegap_sdk::{Client, NewApplication};
use edgegap_tests::held::{APPLICATION, Event, Held, ok};
use tokio::task::JoinSet;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closed_connections_lose_no_create() {
    let mut server = Held::start().await;
    let client = Client::builder().token("t").base_url(server.url()).max_retries(0).build().unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..8 {
        let client = client.clone();
        calls.spawn(async move {
            for _ in 0..40 {
                let new = NewApplication { name: "game".into(), is_active: true, ..NewApplication::default() };
                client.applications().create(new).await.unwrap();
            }
        });
    }
    for _ in 0..8 * 40 {
        server.request().await.respond_and_close(ok(APPLICATION));
    }
    while let Some(done) = calls.join_next().await {
        done.unwrap();
    }
    while let Some(event) = server.pending() {
        assert!(matches!(event, Event::Closed(_)), "each request is sent once");
    }
}
