use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use serde_json::json;

use super::*;
use crate::client::closed_error;

const LONG: Duration = Duration::from_secs(30);

fn queue() -> (Queue, Arc<AtomicUsize>) {
    let wakes = Arc::new(AtomicUsize::new(0));
    let counted = wakes.clone();
    let wake = move || {
        counted.fetch_add(1, Ordering::SeqCst);
    };
    (Queue::new(FirstPoll::OnRuntime, wake), wakes)
}

impl Queue {
    fn begin(&self, operation: OperationId, call: Call) -> Result<Ticket, Error> {
        self.shared.get().unwrap().start(operation, call, Progress::default())
    }
}

fn fail() -> Outcome {
    Err(closed_error(""))
}

#[test]
fn the_consumer_is_woken_when_the_queue_stops_being_empty_and_not_again() {
    let (queue, wakes) = queue();
    let tickets: Vec<_> = (0..4).map(|_| queue.begin(OperationId::Unknown, Box::pin(pending())).unwrap()).collect();
    // Cancelling completes the call on this thread, so the test does not have to wait.
    tickets[..3].iter().for_each(|ticket| queue.cancel(*ticket));
    assert_eq!(wakes.load(Ordering::SeqCst), 1);
    assert_eq!(queue.drain().iter().map(|done| done.ticket).collect::<Vec<_>>(), tickets[..3]);
    assert!(queue.drain().is_empty() && queue.next(Duration::ZERO).is_empty());
    queue.cancel(tickets[3]);
    assert_eq!((wakes.load(Ordering::SeqCst), queue.drain().len()), (2, 1));
}

#[test]
fn the_consumer_is_woken_from_the_runtime_too() {
    let (sender, woken) = mpsc::channel();
    let queue = Queue::new(FirstPoll::OnRuntime, move || sender.send(()).unwrap());
    let ticket = queue.begin(OperationId::Unknown, Box::pin(ready(fail()))).unwrap();
    woken.recv_timeout(LONG).unwrap();
    assert_eq!(queue.drain().iter().map(|done| done.ticket).collect::<Vec<_>>(), [ticket]);
}

#[test]
fn a_cancelled_call_is_dropped_and_completes_once() {
    struct Dropped(mpsc::Sender<()>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            let _ = self.0.send(());
        }
    }
    let (queue, _) = queue();
    let (sender, dropped) = mpsc::channel();
    let guard = Dropped(sender);
    let id = OperationId::find("versions.create");
    let ticket = queue
        .begin(
            id,
            Box::pin(async move {
                let _guard = guard;
                pending().await
            }),
        )
        .unwrap();
    queue.cancel(ticket);
    queue.cancel(ticket);
    dropped.recv_timeout(LONG).unwrap();
    let done = queue.next(LONG);
    assert_eq!(done.len(), 1);
    let error = done[0].outcome.as_ref().unwrap_err();
    assert_eq!(
        (error.kind(), error.operation(), error.maybe_applied()),
        (ErrorKind::Cancelled, Some("versions.create"), false),
        "nothing was sent"
    );
    queue.cancel(99);
    assert!(queue.drain().is_empty());
}

#[test]
fn closing_ends_all_calls_and_later_ones_are_refused() {
    let (queue, _) = queue();
    queue.begin(OperationId::Unknown, Box::pin(pending())).unwrap();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| queue.next(LONG).len());
        queue.close();
        assert_eq!(waiting.join().unwrap(), 0);
    });
    assert_eq!(queue.in_flight(), 0);
    assert_eq!(queue.begin(OperationId::Unknown, Box::pin(ready(fail()))).unwrap_err().kind(), ErrorKind::Closed);
}

#[test]
fn queues_are_independent() {
    let (first, second) = (queue().0, queue().0);
    let one = first.begin(OperationId::Unknown, Box::pin(ready(fail()))).unwrap();
    let other = second.begin(OperationId::Unknown, Box::pin(pending())).unwrap();
    assert_eq!(one, other, "tickets are numbered per queue");
    first.cancel(other);
    assert_eq!(first.next(LONG).len(), 1);
    assert_eq!(second.in_flight(), 1);
    first.close();
    second.cancel(other);
    assert_eq!(second.next(LONG).len(), 1);
}

#[test]
fn a_panic_is_an_error() {
    let (queue, _) = queue();
    let call = crate::reply::catch_panic(OperationId::find("versions.get"), async { panic!("a bug") });
    queue.begin(OperationId::find("versions.get"), Box::pin(call)).unwrap();
    let done = queue.next(LONG);
    let error = done[0].outcome.as_ref().unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Internal, Some("versions.get")));
    queue.begin(OperationId::Unknown, Box::pin(ready(fail()))).unwrap();
    assert_eq!(queue.next(LONG).len(), 1, "the queue still works");
}

#[test]
fn the_outcome_does_not_depend_on_the_first_poll() {
    let emulator = crate::Emulator::start(Value::Null).unwrap();
    let control = |method, path, body| emulator.control(method, path, body).unwrap();
    for first_poll in [FirstPoll::OnCaller, FirstPoll::OnRuntime] {
        let queue = Queue::new(first_poll, || ());
        let client =
            Client::new(json!({"token": emulator.token().unwrap(), "base_url": emulator.url().unwrap()})).unwrap();
        let submit = |operation, path| queue.submit(&client, operation, json!({ "path": path }), Value::Null);
        let kind = |ticket| {
            let done = queue.next(LONG);
            assert_eq!(done.iter().map(|done| done.ticket).collect::<Vec<_>>(), [ticket], "{first_poll:?}");
            done[0].outcome.as_ref().err().map(Error::kind)
        };
        assert_eq!(kind(submit("applications.list", json!({})).unwrap()), None);
        assert_eq!(kind(submit("applications.get", json!({"app": "nope"})).unwrap()), Some(ErrorKind::NotFound));
        assert_eq!(kind(submit("applications.get", json!({"app": ""})).unwrap()), Some(ErrorKind::Validation));
        assert_eq!(kind(submit("applications.nope", json!({})).unwrap()), Some(ErrorKind::Validation));
        control("DELETE", "/requests", Value::Null);
        control("POST", "/faults", json!({"kind": "stall"}));
        let [cancelled, closed] = [(); 2].map(|()| submit("applications.list", json!({})).unwrap());
        while control("GET", "/requests", Value::Null)["requests"].as_array().unwrap().len() < 2 {
            std::thread::yield_now();
        }
        queue.cancel(cancelled);
        assert_eq!(kind(cancelled), Some(ErrorKind::Cancelled));
        client.close();
        assert_eq!(kind(closed), Some(ErrorKind::Closed));
        assert_eq!(kind(submit("applications.list", json!({})).unwrap()), Some(ErrorKind::Closed));
        queue.close();
        assert_eq!(submit("applications.list", json!({})).unwrap_err().kind(), ErrorKind::Closed);
        control("DELETE", "/faults", Value::Null);
        assert_eq!(control("GET", "/requests", Value::Null)["requests"].as_array().unwrap().len(), 2, "{first_poll:?}");
    }
}

#[test]
fn the_spinner_measures_every_call() {
    let (queue, _) = queue();
    // A separate runtime, because other tests make calls at the same time.
    let background = runtime::start().unwrap();
    queue.shared.get().unwrap().background.set(background).unwrap();
    let spinner = &background.spinner;
    spinner.record_fast_call();
    let slow = async {
        tokio::time::sleep(Duration::from_millis(5)).await;
        fail()
    };
    queue.begin(OperationId::Unknown, Box::pin(slow)).unwrap();
    assert_eq!(queue.next(LONG).len(), 1);
    assert!(!spinner.is_awake(), "a slow call");
    let cancelled = queue.begin(OperationId::Unknown, Box::pin(pending())).unwrap();
    queue.cancel(cancelled);
    while !spinner.is_idle() {
        std::thread::yield_now();
    }
}

#[test]
fn a_call_that_waited_for_its_turn_was_not_sent() {
    let emulator = crate::Emulator::start(Value::Null).unwrap();
    emulator.control("POST", "/faults", json!({"kind": "stall"})).unwrap();
    let settings =
        json!({"token": emulator.token().unwrap(), "base_url": emulator.url().unwrap(), "max_concurrency": 1});
    let client = Client::new(settings).unwrap();
    let (queue, _) = queue();
    let arguments = |name: &str| json!({"body": {"name": name, "is_active": true, "image": ""}});
    let [first, second] =
        ["a", "b"].map(|name| queue.submit(&client, "applications.create", arguments(name), Value::Null).unwrap());
    while emulator.control("GET", "/requests", Value::Null).unwrap()["requests"] == json!([]) {
        std::thread::yield_now();
    }
    // The second call first: it would start when the first one ends.
    queue.cancel(second);
    queue.cancel(first);
    let applied: Vec<_> = queue.drain().into_iter().map(|done| done.outcome.unwrap_err().maybe_applied()).collect();
    assert_eq!(applied, [false, true]);
}
