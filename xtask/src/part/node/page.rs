//! Tests of the emulator's page in Chromium, with the package for Node.js as the client. They are
//! in `tests/page`.

use std::path::PathBuf;
use std::process::Command;

use super::npm;
use crate::step::{Result, cargo, run};
use crate::{debian, file, layout};

/// The names of the browser on different systems.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// Installs the browser and the tools, or says how to.
pub(super) fn setup() -> Result {
    browser()?;
    install()
}

/// Runs the tests.
pub(super) fn test() -> Result {
    let browser = browser()?;
    install()?;
    run("program edgegap-emulator", &mut cargo(&["build", "--locked", "--package", "edgegap-emulator"]))?;
    // The limit is for a test that hangs: all of them take a minute.
    let mut tests = in_folder("node", &["--test", "--test-timeout=600000", "page.test.mjs"]);
    tests.env("SDK_TEST_EMULATOR", layout::program("debug", "edgegap-emulator"));
    tests.env("SDK_TEST_NODE_PACKAGE", npm::folder());
    tests.env("SDK_TEST_CHROMIUM", browser);
    run("page of the emulator", &mut tests)
}

fn install() -> Result {
    let wanted = file::read(&folder().join("package-lock.json"))?;
    let stamp = folder().join("node_modules/lock.stamp");
    if file::read(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(());
    }
    run("tools of the page", &mut in_folder("npm", &["ci", "--no-audit", "--no-fund"]))?;
    file::write(&stamp, &wanted)
}

/// The browser, which is installed in CI if it is missing.
fn browser() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    debian::install("Chromium", &["chromium"])?;
    find().ok_or_else(|| "Chromium was installed, and is not in the search path".to_owned())
}

fn find() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let programs = BROWSERS.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    programs.into_iter().find(|program| program.is_file())
}

fn in_folder(program: &str, arguments: &[&str]) -> Command {
    let mut command = npm::program(program, arguments);
    command.current_dir(folder());
    command
}

fn folder() -> PathBuf {
    layout::root().join("tests/page")
}
