//! Prints the control URL as one line, and runs until its standard input closes, so that it always
//! ends with its runner.
#![forbid(unsafe_code)]

use edgegap_fault_server::Control;
use edgegap_scripted_server::serve_runner;

fn main() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let control = runtime.block_on(Control::start())?;
    serve_runner(&control.url())
}
