//! Prints the control URL as one line and serves until its standard input closes, so that it never outlives a runner.
#![forbid(unsafe_code)]

use std::io::{self, Write};

use edgegap_fault_server::Control;

fn main() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let control = runtime.block_on(Control::start())?;
    let mut out = io::stdout().lock();
    writeln!(out, "{}", control.url())?;
    out.flush()?;
    io::copy(&mut io::stdin().lock(), &mut io::sink())?;
    Ok(())
}
