//! The protocol between a server's program and its runner.

use std::io::{self, Write};

/// Prints the control URL as one line and waits until standard input closes, so that a server never
/// outlives its runner.
///
/// # Errors
/// If standard output or input cannot be used.
pub fn serve_runner(url: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{url}")?;
    out.flush()?;
    io::copy(&mut io::stdin().lock(), &mut io::sink())?;
    Ok(())
}
