//! C# under Mono beside HttpClient and HttpWebRequest with Json.NET, memory, the unload of a domain. The server answers canned replies.

use std::process::Command;

use super::canned::Canned;
use crate::native;
use crate::step::{Result, run};

/// Runs all measurements and prints them. `program` makes the command of the measuring program with these arguments.
pub(crate) fn run_all(program: impl Fn(&[&str]) -> Command) -> Result {
    let server = Canned::start()?;
    for what in ["sequential", "concurrent", "memory", "unload"] {
        run(&format!("C#: {what}"), &mut program(&[what, &server.url, "canned"]))?;
    }
    println!("{{\"figure\": \"native library of C#\", \"mb\": {:.2}}}", native::shipped_mb("edgegap_native")?);
    Ok(())
}
