//! The program for Rust: makes the calls of the plan through the typed surface and prints all
//! results.

use std::env;
use std::fmt::Debug;
use std::fs;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::exit;
use std::task::{Context, Waker};
use std::time::Duration;

use edgegap_emulator::Emulator;
use edgegap_sdk::{Call, Client, ClientBuilder, Error, NewApplication, NewEndpointStorage, NewVersion};
use edgegap_tests::secrets::VARIABLE;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tracing_subscriber::filter::LevelFilter;

/// Runs all parts and ends the process.
pub(crate) async fn run(leaks: bool) -> ! {
    tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_ansi(false).with_writer(std::io::stderr).init();
    let plan: Value = serde_json::from_slice(&fs::read(env::var(VARIABLE).unwrap()).unwrap()).unwrap();
    println!();
    if leaks {
        println!("{}", plan["canaries"]);
    }
    for case in plan["cases"].as_array().unwrap() {
        for (surface, name) in [("typed", case["name"].as_str().unwrap()), ("generic", "-")] {
            one(case, surface, name).await;
        }
    }
    for case in plan["settings"].as_array().unwrap() {
        let builder = builder(&case["settings"]);
        println!("{builder:?} {builder:#?}");
        match builder.build() {
            Ok(client) => println!("== {}: ok\n{client:?}", case["name"].as_str().unwrap()),
            Err(error) => failed(case["name"].as_str().unwrap(), &error),
        }
    }
    emulator(&plan).await;
    println!("done");
    exit(0)
}

async fn one(case: &Value, surface: &str, name: &str) {
    let mut builder =
        builder(&case["settings"]).max_retries(1).backoff(Duration::from_millis(1), Duration::from_millis(1));
    if let Some(limit) = case["attempt_ms"].as_u64() {
        builder = builder.attempt_timeout(Duration::from_millis(limit));
    }
    println!("{builder:?} {builder:#?}");
    let client = builder.build().unwrap();
    println!("{client:?} {client:#?}");
    let (path, body) = (&case["path"], &case["body"]);
    let (app, version) = (path["app"].as_str().unwrap_or_default(), path["version"].as_str().unwrap_or_default());
    let storage = path["storage"].as_str().unwrap_or_default();
    let operation = case["operation"].as_str().unwrap();
    if surface == "generic" {
        let arguments = if body.is_null() {
            serde_json::json!({"path": path})
        } else {
            serde_json::json!({"path": path, "body": body})
        };
        return match client.dispatch(operation, arguments, Value::Null).await {
            Ok(reply) => println!("== {name}: ok\n{reply:?} {reply:#?} {:?}", reply.meta),
            Err(error) => failed(name, &error),
        };
    }
    match operation {
        "versions.create" => called(name, body, |body| client.versions().create(app, body)).await,
        "versions.update" => called(name, body, |body| client.versions().update(app, version, body)).await,
        "versions.get" => called(name, &Value::Null, |(): ()| client.versions().get(app, version)).await,
        "versions.delete" => called(name, &Value::Null, |(): ()| client.versions().delete(app, version)).await,
        "endpoint_storages.create" => called(name, body, |body| client.endpoint_storages().create(body)).await,
        "endpoint_storages.update" => called(name, body, |body| client.endpoint_storages().update(storage, body)).await,
        "versions.list" => match client.versions().list(app).next_page().await {
            Ok(page) => println!("== {name}: ok\n{page:?} {page:#?} {:?}", page.as_ref().map(|page| &page.value)),
            Err(error) => failed(name, &error),
        },
        other => panic!("there is no {other}"),
    }
}

async fn called<B, T>(name: &str, body: &Value, call: impl Fn(B) -> Call<T>)
where
    B: DeserializeOwned + Debug + Clone,
    T: DeserializeOwned + Debug + Send + 'static,
{
    let Ok(body) = serde_json::from_value::<B>(body.clone()) else { return println!("== {name}: impossible") };
    println!("{body:?} {body:#?} {:?}", call(body.clone()));
    without_runtime(call(body.clone()).into_future());
    match call(body).send().await {
        Ok(reply) => {
            println!("== {name}: ok\n{reply:?} {reply:#?} {:?} {:#?} {:?}", reply.value, reply.value, reply.meta)
        }
        Err(error) => failed(name, &error),
    }
}

/// A call that is polled without a tokio runtime panics. The hook writes its message to standard
/// error.
fn without_runtime<T>(future: impl Future<Output = T> + Send + 'static) {
    let polled = std::thread::spawn(move || {
        let mut future = Box::pin(future);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let _ = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        }));
        panicked.err().and_then(|what| what.downcast::<String>().ok())
    });
    println!("polled: {:?}", polled.join().unwrap());
}

fn failed(name: &str, error: &Error) {
    let kind = serde_json::to_value(error.kind()).unwrap();
    println!("== {name}: {}", kind.as_str().unwrap());
    println!(
        "{error} {error:?} {error:#?} {} {:?}",
        error.to_json(),
        std::error::Error::source(error).map(ToString::to_string)
    );
    println!(
        "{:?} {:?} {:?} {:?} {:?}",
        error.url(),
        error.excerpt(),
        error.extra(),
        error.violations(),
        error.request_id()
    );
    // The most frequent panic.
    let refused = |error: Error| -> Result<(), Error> { Err(error) };
    println!("{:?}", catch_unwind(|| refused(error.clone()).unwrap()).unwrap_err().downcast::<String>().ok());
}

fn builder(settings: &Value) -> ClientBuilder {
    let mut builder = Client::builder();
    for (name, value) in settings.as_object().unwrap() {
        let text = value.as_str().unwrap_or_default();
        builder = match name.as_str() {
            "token" => builder.token(text),
            "base_url" => builder.base_url(text),
            "proxy" => builder.proxy(text),
            "ca_file" => builder.ca_file(text),
            "max_concurrency" => builder.max_concurrency(usize::try_from(value.as_u64().unwrap()).unwrap()),
            other => panic!("there is no setting {other}"),
        };
    }
    if settings.get("token").is_none() { builder.token("t") } else { builder }
}

/// The emulator receives every secret, and its log contains none.
async fn emulator(plan: &Value) {
    let secret = |name: &str| plan["canaries"][name].as_str().unwrap().to_owned();
    let emulator = Emulator::builder().token(secret("api_token")).verbose(true).start().await.unwrap();
    let client = Client::builder().token(secret("api_token")).base_url(emulator.url()).build().unwrap();
    client
        .applications()
        .create(NewApplication { name: "my-game".into(), is_active: true, image: "".into(), ..Default::default() })
        .await
        .unwrap();
    let case = |operation: &str| {
        plan["cases"].as_array().unwrap().iter().find(|case| case["operation"] == operation).unwrap()["body"].clone()
    };
    let version: NewVersion = serde_json::from_value(case("versions.create")).unwrap();
    let storage: NewEndpointStorage = serde_json::from_value(case("endpoint_storages.create")).unwrap();
    println!("{:?}", client.versions().create("my-game", version.clone()).await.unwrap());
    println!("{:?}", client.versions().create("my-game", version).await.unwrap_err());
    println!("{:?}", client.endpoint_storages().create(storage).await.unwrap());
    let requests = emulator.requests();
    println!("emulator: {requests:?} {} {emulator:?}", serde_json::to_string(&requests).unwrap());
}
