//! Tests of the environment: all threads of a process share one, so such a test runs itself again
//! in a process of its own.
//!
//! ```no_run
//! # use edgegap_tests::child;
//! // In a #[test] named `a_variable_is_read`:
//! if let Some(case) = child::case() {
//!     assert_eq!(std::env::var("A_VARIABLE").unwrap(), case);
//!     return;
//! }
//! child::run("a_variable_is_read", "one", &[("A_VARIABLE", "one")]);
//! ```

use std::env;
use std::process::{Command, Stdio};

const MARKER: &str = "SDK_TEST_TEST_CASE";

/// Variables that a machine may have set and that would change a test.
const CLEARED: [&str; 14] = [
    "ALL_PROXY",
    "EDGEGAP_BASE_URL",
    "EDGEGAP_TOKEN",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "REQUEST_METHOD",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "all_proxy",
    "https_proxy",
    "http_proxy",
    "no_proxy",
    "SDK_TEST_PARITY",
];

/// The case of the test, in a process of its own.
pub fn case() -> Option<String> {
    env::var(MARKER).ok()
}

/// Runs a test of this program again, for one case and in this environment. Panics with its output
/// if it fails.
pub fn run(test: &str, case: &str, environment: &[(&str, &str)]) {
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
    for name in CLEARED {
        command.env_remove(name);
    }
    command.env(MARKER, case).envs(environment.iter().copied()).stdin(Stdio::null());
    let done = command.output().expect("this program again");
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{test}, {case}: {}\n{said}", done.status);
    // A name that no test has succeeds too.
    assert!(said.contains("1 passed"), "{test}, {case} did not run:\n{said}");
}
