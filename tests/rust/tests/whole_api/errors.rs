//! What goes wrong, by what the caller can do about it.

use std::time::Duration;

use edgegap_emulator::{Emulator, Fault};
use edgegap_sdk::{Error, ErrorKind, NewApplication, NewVersion};

use super::{application, called, client_of, furnished, profile, start, storage, version};

#[tokio::test]
async fn every_status_has_its_kind() {
    let (emulator, client) = furnished().await;
    let stranger = client_of(&emulator).token("another-token-3b9f").build().unwrap();
    let error = stranger.applications().get("game").await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Authentication, Some(401)), "{error}");
    assert!(!format!("{error} {error:?}").contains("3b9f"), "{error:?}");

    let other = NewApplication { is_active: false, ..application("game") };
    let error = client.applications().create(other).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status(), error.maybe_applied()),
        (ErrorKind::Conflict, Some(409), false),
        "{error}"
    );
    let error = client.versions().create("game", version("1")).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Conflict, Some(409)), "{error}");
    let error = client.endpoint_storages().create(storage("logs")).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::BadRequest, Some(400)), "{error}");
    let error = client.pull_profiles().create("logs", profile("configs")).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::BadRequest, Some(400)), "{error}");

    let parents: [Error; 4] = [
        client.versions().create("nothing", version("1")).await.unwrap_err(),
        client.versions().list("nothing").next().await.unwrap_err(),
        client.pull_profiles().create("nothing", profile("a")).await.unwrap_err(),
        client.pull_profiles().link("logs", "configs", "game", "nothing").await.unwrap_err(),
    ];
    for error in parents {
        assert_eq!((error.kind(), error.status()), (ErrorKind::NotFound, Some(404)), "{error}");
        assert!(error.message().contains("nothing"), "{error}");
    }
    let dangling = NewVersion { endpoint_storage: Some("nothing".into()), ..version("2") };
    let error = client.versions().create("game", dangling).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadRequest, "{error}");
    assert!(error.message().contains("endpoint_storage"), "{error}");
    assert!(error.extra()["errors"]["endpoint_storage"].is_string(), "{error:?}");
    assert_eq!(error.operation(), Some("versions.create"));
    assert!(error.url().unwrap().ends_with("/v1/app/game/version"), "{error:?}");
    assert_eq!(error.request_id(), Some(emulator.requests().last().unwrap().id.to_string().as_str()));
}

#[tokio::test]
async fn a_reached_limit_is_an_error() {
    let (emulator, client) = start().await;
    emulator.set_quota(2, 1);
    for name in ["one", "two"] {
        client.applications().create(application(name)).await.unwrap();
    }
    let error = client.applications().create(application("three")).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::BadRequest, Some(400)));
    assert!(error.message().contains("You have reached you Application limit of 2"), "{error}");
    client.versions().create("one", version("1")).await.unwrap();
    let error = client.versions().create("one", version("2")).await.unwrap_err();
    assert!(error.message().contains("You have reached you Application Version limit of 1"), "{error}");
    client.versions().create("two", version("1")).await.unwrap();
    client.applications().delete("two").await.unwrap();
    client.applications().create(application("three")).await.unwrap();
}

#[tokio::test]
async fn a_copied_token_works_with_its_prefix() {
    let emulator = Emulator::builder().token("0b8d4e2c").start().await.unwrap();
    for token in ["token 0b8d4e2c", "token token 0b8d4e2c", " Token  TOKEN 0b8d4e2c\n"] {
        let client = client_of(&emulator).token(token).build().unwrap();
        assert!(client.applications().list().collect().await.unwrap().is_empty(), "{token:?}");
    }
}

#[tokio::test]
async fn errors_of_the_service_are_retried_if_that_is_safe() {
    let (emulator, client) = furnished().await;
    for status in [429, 502, 503, 504] {
        emulator.inject(Fault::status("*", status).times(2)).unwrap();
        let reply = client.applications().get("game").send().await.unwrap();
        let outcomes: Vec<_> = reply.meta.attempts.iter().map(|attempt| attempt.outcome.as_str()).collect();
        assert_eq!(outcomes, [&status.to_string(), &status.to_string(), "200"]);
    }
    for (fault, outcome) in [(Fault::reset("*"), "reset"), (Fault::truncate("*"), "body")] {
        emulator.inject(fault.times(1)).unwrap();
        let reply = client.applications().get("game").send().await.unwrap();
        let outcomes: Vec<_> = reply.meta.attempts.iter().map(|attempt| attempt.outcome.as_str()).collect();
        assert_eq!(outcomes, [outcome, "200"]);
    }
    emulator.inject(Fault::status("*", 500).times(1)).unwrap();
    client.applications().get("game").await.unwrap();
    emulator.inject(Fault::garbage("*").times(1)).unwrap();
    let error = client.applications().get("game").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Decode, 1), "{error}");

    emulator.clear_requests();
    emulator.inject(Fault::status("*", 500).times(1)).unwrap();
    let error = client.applications().create(application("new")).await.unwrap_err();
    assert_eq!((error.kind(), error.maybe_applied(), error.retryable()), (ErrorKind::Server, true, true), "{error}");
    assert_eq!(called(&emulator), ["applications.create"], "a create is not repeated after a 500");
    emulator.inject(Fault::status("*", 403).times(1)).unwrap();
    assert_eq!(client.applications().get("game").await.unwrap_err().kind(), ErrorKind::Permission);
    emulator.inject(Fault::status("*", 429).retry_after(61).times(1)).unwrap();
    let error = client.applications().get("game").await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(Duration::from_secs(61))), "{error}");
    emulator.inject(Fault::status("*", 503)).unwrap();
    let error = client.applications().get("game").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Server, 3), "{error}");
}

#[tokio::test]
async fn a_stalled_service_is_a_timeout() {
    let (emulator, client) = furnished().await;
    emulator.inject(Fault::stall("*")).unwrap();
    let call = client.applications().get("game").attempt_timeout(Duration::from_millis(100)).max_retries(1);
    let error = call.await.unwrap_err();
    let outcomes: Vec<_> = error.attempts().iter().map(|attempt| attempt.outcome.as_str()).collect();
    assert_eq!((error.kind(), outcomes), (ErrorKind::Timeout, vec!["timeout"; 2]), "{error}");
    assert!(!error.maybe_applied(), "reading changes nothing");
    let change = client.versions().delete("game", "1").timeout(Duration::from_millis(100));
    let error = change.await.unwrap_err();
    assert_eq!((error.kind(), error.maybe_applied()), (ErrorKind::Timeout, true), "{error}");
    emulator.clear_faults();
    client.versions().get("game", "1").await.unwrap();
}
