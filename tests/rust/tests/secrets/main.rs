//! No secret that went in comes out of Rust: of no `Debug`, `Display`, error, panic or log.

mod program;

use std::env;
use std::process::Command;

use edgegap_tests::secrets::{self, VARIABLE};

/// Makes the program print every secret.
const LEAK: &str = "SECRETS_TEST_LEAK";

/// Every scenario, in this program as a process of its own.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_shows_a_secret() {
    if env::var_os(VARIABLE).is_some() {
        program::run(env::var_os(LEAK).is_some()).await;
    }
    let faults = secrets::try_out(this_program()).await.unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The search is worth something: what is printed is found.
#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_is_printed_is_found() {
    let mut leaking = this_program();
    leaking.env(LEAK, "1");
    let mut faults = secrets::try_out(leaking).await.unwrap();
    for name in ["api_token", "private_token", "secret_access_key", "hidden_env", "proxy_password", "base_url_password"]
    {
        let at = faults
            .iter()
            .position(|fault| fault.contains(&format!(": {name} is in")))
            .unwrap_or_else(|| panic!("{name} was not found"));
        faults.remove(at);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn this_program() -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "nothing_shows_a_secret", "--nocapture", "--test-threads=1"]);
    command
}
