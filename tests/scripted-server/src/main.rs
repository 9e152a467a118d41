//! Prints the control URL as one line and serves until its standard input closes, so that it never
//! outlives a runner.
#![forbid(unsafe_code)]

use edgegap_scripted_server::{Control, serve_runner};

fn main() -> std::io::Result<()> {
    serve_runner(Control::new()?)
}
