//! Tests inside the tools that people use the package with: pydantic, typer, rich, loguru, pytest,
//! gevent, trio, uvloop, IPython and others. They use the emulator as a program would.

use crate::interpreter;
use crate::native;
use crate::step::{Result, run};
use crate::venv::Venv;

use super::pytest;

/// The oldest Python for which all of these tools are made.
const OLDEST: (u32, u32) = (3, 11);

/// Runs the tests of all tools.
pub(crate) fn test() -> Result {
    native::build("debug")?;
    let found = interpreter::all()?.into_iter().find(|python| python.version >= OLDEST);
    let python = found.ok_or("the tests inside tools need Python 3.11 or newer")?;
    let venv = Venv::with("tools", &python, "requirements-tools.txt")?;
    run(&format!("tests inside tools with Python {}", python.name()), pytest(&venv).arg("tests/tools"))
}
