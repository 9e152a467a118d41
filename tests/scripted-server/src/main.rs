//! Prints the control URL as one line and serves until its standard input closes, so that it never
//! outlives a runner.
#![forbid(unsafe_code)]

use edgegap_scripted_server::{Control, serve_runner};

fn main() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let control = runtime.block_on(Control::start())?;
    serve_runner(&control.url())
}
