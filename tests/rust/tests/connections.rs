//! Connections that the server closes after each response, without saying so before.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use edgegap_sdk::{Client, NewApplication};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const APPLICATION: &str = r#"{"name":"game","is_active":true,"image":"","create_time":"2026-04-22 20:30:52","last_updated":"2026-04-22 20:30:52"}"#;

/// Serves for as long as the test runs, and counts the requests.
async fn closing_server() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = requests.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let counted = counted.clone();
            tokio::spawn(async move {
                let mut read = Vec::new();
                while !read.ends_with(b"}") {
                    if stream.read_buf(&mut read).await.unwrap_or_default() == 0 {
                        return;
                    }
                }
                counted.fetch_add(1, Ordering::Relaxed);
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", APPLICATION.len());
                let _ = stream.write_all((head + APPLICATION).as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    (url, requests)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_lose_no_create_to_connections_that_were_closed() {
    let (url, requests) = closing_server().await;
    let client = Client::builder().token("t").base_url(url).max_retries(0).build().unwrap();
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let client = client.clone();
        calls.spawn(async move {
            for _ in 0..40 {
                let new = NewApplication { name: "game".into(), is_active: true, ..NewApplication::default() };
                client.applications().create(new).await.unwrap();
            }
        });
    }
    while let Some(done) = calls.join_next().await {
        done.unwrap();
    }
    assert_eq!(requests.load(Ordering::Relaxed), 8 * 40, "each was read once");
}
