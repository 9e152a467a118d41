//! Prints the control URL as one line, and runs until its standard input closes, so that it always
//! ends with its runner.
#![forbid(unsafe_code)]

use std::io;

use edgegap_fault_server::Control;
use edgegap_scripted_server::serve_runner;

fn main() -> io::Result<()> {
    serve_runner(Control::new().map_err(io::Error::other)?)
}
