//! Every operation under every fault, with the untyped call: one test for each. The server runs in
//! its own process, as for other languages.
//!
//! `SDK_TEST_RELIABILITY=path` in the environment writes the results to that file.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use edgegap_fault_server::Suite;
use edgegap_sdk::{Client, Error};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

/// Maximum number of attempts for a cell that is void: the connection of the preceding call may not
/// be available in time for the next call.
const MAX_ATTEMPTS: usize = 20;

/// Time limit of a cell. None takes more than a few seconds.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The fault server, which ends when its standard input closes.
struct Server {
    program: Child,
    url: String,
}

struct Matrix {
    runtime: Runtime,
    http: reqwest::Client,
    url: String,
    results: Mutex<Vec<Value>>,
}

fn main() -> Result<ExitCode, String> {
    let mut arguments = Arguments::from_args();
    // Most cells wait most of the time.
    arguments.test_threads.get_or_insert(64);
    let suite = Suite::load()?;
    // The faults of an operation are consecutive, so that slow cells run at the same time as fast
    // ones.
    let faults: Vec<_> = suite.table.faults().map(|fault| fault.name.as_str()).collect();
    let operations = suite.calls.operations();
    let cells =
        operations.flat_map(|operation| faults.iter().map(move |fault| (fault.to_string(), operation.to_owned())));
    let server = Server::start()?;
    let matrix = Arc::new(Matrix::new(&server)?);
    let trials = cells.map(|(fault, operation)| {
        let matrix = Arc::clone(&matrix);
        Trial::test(format!("{fault}::{operation}"), move || matrix.run(&fault, &operation))
    });
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    if let Some(path) = std::env::var_os("SDK_TEST_RELIABILITY") {
        matrix.write(Path::new(&path)).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(conclusion.exit_code())
}

impl Server {
    fn start() -> Result<Self, String> {
        let mut program = Command::new(env!("CARGO_BIN_EXE_edgegap-fault-server"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut url = String::new();
        let output = program.stdout.take().ok_or("the server has no output")?;
        BufReader::new(output).read_line(&mut url).map_err(|error| error.to_string())?;
        Ok(Self { program, url: url.trim().to_owned() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.program.stdin.take());
        // Its exit code does not matter.
        let _ = self.program.wait();
    }
}

impl Matrix {
    fn new(server: &Server) -> Result<Self, String> {
        let runtime = Builder::new_multi_thread().enable_all().build().map_err(|error| error.to_string())?;
        // reqwest requires a TLS provider, even for plain HTTP.
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let http = reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build();
        let http = http.map_err(|error| error.to_string())?;
        Ok(Self { runtime, http, url: server.url.clone(), results: Mutex::default() })
    }

    fn run(&self, fault: &str, operation: &str) -> Result<(), Failed> {
        let cell = self.runtime.block_on(async { tokio::time::timeout(TIMEOUT, self.cell(fault, operation)).await });
        let mut verdict = cell.unwrap_or_else(|_| Err("the cell timed out".to_owned()))?;
        let entry = verdict["entry"].take();
        self.results.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
        match verdict["differences"].as_array() {
            Some(differences) if differences.is_empty() => Ok(()),
            _ => Err(format!("Rust: {:#}", verdict["differences"]).into()),
        }
    }

    async fn cell(&self, fault: &str, operation: &str) -> Result<Value, String> {
        for _ in 0..MAX_ATTEMPTS {
            let setup = self.post("/_fault", &json!({"fault": fault, "operation": operation})).await?;
            let outcome = match self.call(&setup).await {
                Ok(outcome) => outcome,
                Err(error) => json!({"error": error.to_json()}),
            };
            let verdict = self.post(&format!("/_fault/{}", setup["id"]), &outcome).await?;
            if verdict["void"] == false {
                return Ok(verdict);
            }
        }
        Err(format!("no connection was reused in {MAX_ATTEMPTS} attempts"))
    }

    /// Makes the calls of a cell.
    async fn call(&self, setup: &Value) -> Result<Value, Error> {
        let client = client(setup)?;
        if let Some(before) = setup.get("before") {
            let operation = before["operation"].as_str().unwrap_or_default();
            client.dispatch(operation, before["arguments"].clone(), json!({})).await?;
            let idle = self.http.get(format!("{}/_fault/{}/idle", self.url, setup["id"])).send().await;
            idle.and_then(reqwest::Response::error_for_status)
                .expect("the server responds when the connection is idle");
        }
        let operation = setup["operation"].as_str().unwrap_or_default();
        let reply = client.dispatch(operation, setup["arguments"].clone(), json!({})).await?;
        let json = reply.to_json();
        Ok(json!({"value": json["value"], "attempts": json["meta"]["attempts"]}))
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value, String> {
        let response = self.http.post(format!("{}{path}", self.url)).json(body).send().await;
        let response = response.map_err(|error| format!("{path}: {error:?}"))?;
        let is_success = response.status().is_success();
        let content: Value = response.json().await.map_err(|error| format!("{path}: {error:?}"))?;
        if is_success { Ok(content) } else { Err(format!("{path}: {content}")) }
    }

    fn write(&self, path: &Path) -> std::io::Result<()> {
        let mut results = self.results.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for entry in &mut results {
            entry["surface"] = "dispatch".into();
        }
        results.sort_by_key(Value::to_string);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, format!("{:#}\n", json!({"language": "rust", "results": results})))
    }
}

/// The client of a cell.
fn client(setup: &Value) -> Result<Client, Error> {
    let string = |name: &str| setup[name].as_str();
    let environment: [(String, String); 0] = [];
    let mut builder = Client::builder()
        .environment(environment)
        .token(string("token").unwrap_or_default())
        .base_url(string("base_url").unwrap_or_default())
        .backoff(Duration::from_millis(1), Duration::from_millis(2));
    if let Some(path) = string("ca_file") {
        builder = builder.ca_file(PathBuf::from(path));
    }
    if let Some(proxy) = string("proxy") {
        builder = builder.proxy(proxy);
    }
    if let Some(limit) = setup["timeout_ms"]["attempt"].as_u64() {
        builder = builder.attempt_timeout(Duration::from_millis(limit));
    }
    builder.build()
}
