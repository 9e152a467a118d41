//! Calls that end early, time limits, and connections: their number, the clients that share them,
//! and their end.

use std::future::IntoFuture;
use std::pin::pin;
use std::time::Duration;

use edgegap_sdk::{Client, ClientBuilder, ErrorKind, NewApplication, Options};
use edgegap_tests::held::{APPLICATION, Event, Held, end, get, ok, response};

fn client_of(server: &Held) -> ClientBuilder {
    Client::builder()
        .base_url(server.url())
        .token("test-token")
        .backoff(Duration::from_millis(1), Duration::from_millis(2))
}

#[tokio::test]
async fn dropping_a_call_closes_its_connection() {
    let mut server = Held::start().await;
    let client = client_of(&server).build().unwrap();
    for part in [None, Some("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{\"name\":")] {
        let call = get(&client, "game");
        let request = server.request().await;
        let number = request.connection;
        let kept = match part {
            // No response, and not dropped either: the client must close the connection.
            None => Some(request),
            Some(part) => {
                request.respond(part);
                None
            }
        };
        assert!(server.pending().is_none());
        call.abort();
        assert!(matches!(server.next().await, Event::Closed(closed) if closed == number), "after {part:?}");
        drop(kept);
    }
    // The client still works.
    let call = get(&client, "game");
    server.request().await.respond(ok(APPLICATION));
    assert_eq!(end(call).await.unwrap().name, "game");
}

#[tokio::test]
async fn a_future_that_loses_a_race_closes_its_connection() {
    let mut server = Held::start().await;
    let client = client_of(&server).build().unwrap();
    let mut versions = client.versions().list("game");
    let request = {
        let next = pin!(versions.next());
        tokio::select! {
            _ = next => panic!("there was no response"),
            request = server.request() => request,
        }
    };
    assert!(matches!(server.next().await, Event::Closed(closed) if closed == request.connection));
    // The list continues at the same place.
    let (next, ()) = tokio::join!(versions.next(), async { server.request().await.respond(ok(r#"{"versions":[]}"#)) });
    assert!(next.unwrap().is_none());
}

#[tokio::test]
async fn no_more_requests_than_allowed_are_in_flight() {
    let mut server = Held::start().await;
    let client = client_of(&server).max_concurrency(3).build().unwrap();
    let unlimited = client_of(&server).build().unwrap();
    let mut calls: Vec<_> = (0..12).map(|number| get(&client, &format!("game {number}"))).collect();
    for _ in 0..4 {
        let mut held = Vec::new();
        for _ in 0..3 {
            held.push(server.request().await);
        }
        // This call starts later, so the twelve have sent their requests when it ends.
        let sentinel = get(&unlimited, "sentinel");
        let request = server.request().await;
        assert!(request.head.starts_with("GET /v1/app/sentinel "), "a fourth request: {}", request.head);
        request.respond(ok(APPLICATION));
        end(sentinel).await.unwrap();
        assert!(server.pending().is_none(), "a fourth request came");
        for request in held {
            request.respond(ok(APPLICATION));
        }
    }
    for call in calls.drain(..) {
        end(call).await.unwrap();
    }
}

#[tokio::test]
async fn a_dropped_call_makes_room_for_the_next() {
    let mut server = Held::start().await;
    let client = client_of(&server).max_concurrency(1).build().unwrap();
    let first = get(&client, "first");
    let held = server.request().await;
    let (waiting, second) = (get(&client, "waiting"), get(&client, "second"));
    // A call that waits is removed from the queue, and a pending one makes room.
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    first.abort();
    let request = server.request().await;
    assert!(request.head.starts_with("GET /v1/app/second "), "{}", request.head);
    request.respond(ok(APPLICATION));
    end(second).await.unwrap();
    drop(held);
}

#[tokio::test]
async fn a_call_that_times_out_in_the_queue_was_not_sent() {
    let mut server = Held::start().await;
    let client = client_of(&server).max_concurrency(1).build().unwrap();
    let first = get(&client, "first");
    let held = server.request().await;
    let new = NewApplication { name: "new".into(), ..NewApplication::default() };
    let error = client.applications().create(new).timeout(Duration::from_millis(100)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert!(server.pending().is_none(), "nothing was sent");
    assert_eq!(error.attempts(), [], "there was no attempt");
    assert!(!error.maybe_applied(), "and the call cannot have been applied: {error:?}");
    held.respond(ok(APPLICATION));
    end(first).await.unwrap();
}

#[tokio::test]
async fn waiting_in_the_queue_does_not_count_for_the_attempt() {
    let mut server = Held::start().await;
    let client = client_of(&server).max_concurrency(1).max_retries(0).build().unwrap();
    // The first call takes longer than the attempt timeout of the second one.
    let first = client.applications().get("first").attempt_timeout(Duration::from_millis(1500));
    let first = tokio::spawn(first.into_future());
    let held = server.request().await;
    let second = client.applications().get("second").attempt_timeout(Duration::from_millis(750));
    let second = tokio::spawn(second.into_future());
    assert_eq!(end(first).await.unwrap_err().kind(), ErrorKind::Timeout);
    let request = server.request().await;
    assert!(request.head.starts_with("GET /v1/app/second "), "{}", request.head);
    request.respond(ok(APPLICATION));
    assert_eq!(end(second).await.unwrap().name, "game");
    drop(held);
}

#[tokio::test]
async fn the_time_limit_of_a_call_includes_its_waits() {
    let mut server = Held::start().await;
    let pause = Duration::from_millis(100);
    let client = client_of(&server).backoff(pause, pause).max_retries(100).build().unwrap();
    let call = client.applications().get("game").timeout(Duration::from_millis(500));
    let mut call = tokio::spawn(call.into_future());
    let mut requests = 0;
    let error = loop {
        tokio::select! {
            done = &mut call => break done.unwrap().unwrap_err(),
            request = server.request() => request.respond(response("503 Service Unavailable", "", "{}")),
        }
        requests += 1;
    };
    // Each wait is at least half of the pause, so 500 ms allow ten of them. A hundred would take at
    // least 5 s.
    assert!((2..=11).contains(&requests), "{requests} requests");
    assert!(matches!(error.kind(), ErrorKind::Server | ErrorKind::Timeout), "{error}");
    let waited: u64 = error.attempts().iter().map(|attempt| attempt.waited_ms).sum();
    assert!(waited <= 500, "{:?}", error.attempts());

    // The call does not wait if the delay that the service requests exceeds the time limit.
    // The first server may still have a request of the call that timed out.
    let mut server = Held::start().await;
    let client = client_of(&server).build().unwrap();
    let call = tokio::spawn(client.applications().get("game").timeout(Duration::from_secs(20)).into_future());
    server.request().await.respond(response("429 Too Many Requests", "Retry-After: 30\r\n", "{}"));
    let error = end(call).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::RateLimited, 1), "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
}

#[tokio::test]
async fn clones_and_views_share_their_connections() {
    let mut server = Held::start().await;
    let client = client_of(&server).build().unwrap();
    let mut patient = Options::default();
    patient.max_retries = Some(9);
    patient.timeout = Some(Duration::from_secs(60));
    let view = client.with_options(patient).unwrap();
    let mut connecting = Options::default();
    connecting.connect_timeout = Some(Duration::from_secs(7));
    let other = client.with_options(connecting).unwrap();
    let another = client_of(&server).build().unwrap();
    let mut connections = Vec::new();
    for client in [&client, &client.clone(), &view, &view.clone(), &other, &other.clone(), &client, &another] {
        let call = get(client, "game");
        let request = server.request().await;
        connections.push(request.connection);
        request.respond(ok(APPLICATION));
        end(call).await.unwrap();
    }
    // Another connect timeout requires other connections, and so does another client.
    assert_eq!(connections, [0, 0, 0, 0, 1, 1, 0, 2]);
    drop((client, view, other));
    let mut closed: Vec<_> = Vec::new();
    for _ in 0..2 {
        match server.next().await {
            Event::Closed(number) => closed.push(number),
            Event::Request(request) => panic!("{}", request.head),
        }
    }
    closed.sort_unstable();
    assert_eq!(closed, [0, 1], "the last clone closes the connections");
}

#[tokio::test]
async fn a_response_that_breaks_off_is_retried() {
    let mut server = Held::start().await;
    let client = client_of(&server).build().unwrap();
    for (part, outcome) in [
        ("", "reset"),
        ("HTTP/1.1 200 O", "reset"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", "body"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"name\":\"game\"", "body"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"nam\r\n", "body"),
    ] {
        let call = tokio::spawn(client.applications().get("game").send());
        server.request().await.respond_and_close(part);
        server.request().await.respond(ok(APPLICATION));
        let reply = end(call).await.unwrap();
        let outcomes: Vec<_> = reply.meta.attempts.iter().map(|attempt| attempt.outcome.as_str()).collect();
        assert_eq!(outcomes, [outcome, "200"], "after {part:?}");
    }
}

#[tokio::test]
async fn a_server_that_stops_during_a_response_is_a_connection_error() {
    let mut server = Held::start().await;
    let client = client_of(&server).max_retries(1).build().unwrap();
    let new = NewApplication { name: "new".into(), ..NewApplication::default() };
    let call = tokio::spawn(client.applications().create(new).into_future());
    let request = server.request().await;
    // The server stops listening, and then the response breaks off.
    server.stop().await;
    request.respond_and_close("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"name\":\"new\"");
    let error = end(call).await.unwrap_err();
    let outcomes: Vec<_> = error.attempts().iter().map(|attempt| attempt.outcome.as_str()).collect();
    assert_eq!((error.kind(), outcomes), (ErrorKind::Connection, vec!["body", "connect"]), "{error}");
    assert!(error.maybe_applied() && error.retryable(), "{error:?}");
    let error = end(get(&client, "game")).await.unwrap_err();
    assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::Connection, false), "{error}");
}
