//! The suites of the languages, run by the interpreters of a platform.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use super::{Servers, folder};
use crate::cross::Built;
use crate::step::{Result, command, run};
use crate::target::Target;
use crate::{file, interpreter, layout, native};

/// The tests of Node that start no other process: calls and errors, what a platform may break, and
/// a sample of the vectors.
const NODE: [&str; 8] = [
    "whole-api",
    "bad-input",
    "list",
    "dry-run",
    "platform",
    "hosting/abort-signal-closes-socket",
    "hosting/worker-threads",
    "vectors",
];
/// The same of Python.
const PYTHON: [&str; 7] = [
    "test_whole_api.py",
    "test_bad_input.py",
    "test_lists.py",
    "test_platform.py",
    "test_calls.py",
    "hosting/test_threads.py",
    "test_vectors.py",
];
/// Tests of Python that start another one.
const STARTING: [&str; 2] = ["test_import_loads_no_slow_module", "test_import_in_many_threads_at_once"];
/// One of so many vectors is played.
const EVERY: &str = "30";

/// A platform, and what runs on it.
pub(super) struct Suite<'a> {
    pub(super) target: &'static Target,
    pub(super) servers: &'a Servers,
}

impl Suite<'_> {
    /// Runs the tests of Node. `node` makes a command of the platform's Node.
    pub(super) fn node(&self, built: &Built, node: &dyn Fn() -> Command) -> Result {
        let library = Placed::copy(&built.library("edgegap_node"), &native::places(self.target)[1])?;
        for name in NODE {
            let mut tests = node();
            tests.args(["--expose-gc", &format!("build/{name}.test.js")]);
            tests.current_dir(layout::root().join("bindings-node"));
            self.run_node(&format!("Node, {name}"), &mut tests)?;
        }
        let mut tls = node();
        tls.args(["--test-name-pattern=tls-", "build/vectors.test.js"]);
        tls.current_dir(layout::root().join("bindings-node")).env("SDK_TEST_EVERY", "1");
        self.run_node("Node, vectors of TLS", &mut tls)?;
        drop(library);
        Ok(())
    }

    /// Runs the tests of Python. `python` makes a command of the platform's Python, which starts no
    /// other one; `without` are further tests that are left out.
    pub(super) fn python(&self, built: &Built, python: &dyn Fn() -> Command, without: &[&str]) -> Result {
        let library = Placed::copy(&built.library("_native"), &native::places(self.target)[0])?;
        let packages = site()?;
        let own = layout::root().join("bindings-python");
        let path = [&own.join("python"), &packages];
        let mut tests = python();
        tests.args(["-X", "utf8", "-m", "pytest", "--quiet", "-p", "no:cacheprovider", "-W", "default"]);
        tests.args(PYTHON.map(|name| format!("tests/{name}"))).current_dir(&own);
        let without: Vec<_> = STARTING.iter().chain(without).map(|name| format!("not {name}")).collect();
        tests.args(["-k", &without.join(" and ")]);
        let separator = if self.target.node_os() == "win32" { ";" } else { ":" };
        tests.env("PYTHONPATH", path.map(|path| path.display().to_string()).join(separator));
        tests.env("PYTHONDONTWRITEBYTECODE", "1");
        self.run("Python", &mut tests)?;
        drop(library);
        Ok(())
    }

    /// Runs a program with its output in a pipe, and shows it if it fails.
    pub(super) fn run(&self, what: &str, command: &mut Command) -> Result {
        let title = self.begin(what, command);
        let done = command.stdin(Stdio::piped()).output().map_err(|error| format!("{title}: {error}"))?;
        conclude(&title, done.status, &[done.stdout, done.stderr].concat())
    }

    /// Runs the program of C#, which says at its end that everything has passed: under wine, a
    /// failed one has no exit code.
    pub(super) fn csharp(&self, what: &str, command: &mut Command) -> Result {
        let title = self.begin(what, command);
        let done = command.stdin(Stdio::piped()).output().map_err(|error| format!("{title}: {error}"))?;
        let text = [done.stdout, done.stderr].concat();
        match String::from_utf8_lossy(&text).contains("platform: passed") {
            true => conclude(&title, done.status, &text),
            false => {
                eprintln!("{}", String::from_utf8_lossy(&text));
                Err(format!("{title} failed"))
            }
        }
    }

    /// Runs tests of NUnit, of which there must be some.
    pub(super) fn nunit(&self, what: &str, command: &mut Command) -> Result {
        let title = self.begin(what, command);
        let done = command.stdin(Stdio::null()).output().map_err(|error| format!("{title}: {error}"))?;
        let text = [done.stdout, done.stderr].concat();
        let counts =
            String::from_utf8_lossy(&text).lines().find(|line| line.starts_with("Tests run:")).map(str::to_owned);
        match counts {
            Some(counts) if !counts.starts_with("Tests run: 0,") => eprintln!("{counts}"),
            _ => return Err(format!("{title}: no test ran: {}", String::from_utf8_lossy(&text))),
        }
        conclude(&title, done.status, &text)
    }

    /// Runs Node with its output in a file: under wine it writes to no pipe.
    fn run_node(&self, what: &str, command: &mut Command) -> Result {
        let title = self.begin(what, command);
        let log = folder("logs").join(format!("{}.txt", self.target.npm));
        file::write(&log, "")?;
        let open = || File::options().append(true).open(&log).map_err(|error| format!("{}: {error}", log.display()));
        command.stdin(Stdio::null()).stdout(open()?).stderr(open()?);
        let status = command.status().map_err(|error| format!("{title}: {error}"))?;
        conclude(&title, status, &fs::read(&log).unwrap_or_default())
    }

    /// Sets the variables of the tests, and prints what is run.
    fn begin(&self, what: &str, command: &mut Command) -> String {
        for server in [&self.servers.scripted, &self.servers.faults] {
            command.env(server.variable.0, &server.variable.1);
        }
        if !command.get_envs().any(|(name, _)| name == "SDK_TEST_EVERY") {
            command.env("SDK_TEST_EVERY", EVERY);
        }
        let title = format!("{}: {what}", self.target.title);
        eprintln!("\n── {title}");
        title
    }
}

fn conclude(title: &str, status: ExitStatus, output: &[u8]) -> Result {
    let text = String::from_utf8_lossy(output);
    if status.success() {
        // The last lines have the counts.
        let last: Vec<_> = text.lines().rev().filter(|line| !line.trim().is_empty()).take(1).collect();
        eprintln!("{}", last.concat());
        return Ok(());
    }
    eprintln!("{text}");
    Err(format!("{title} failed ({status})"))
}

/// The pure packages of Python that the tests need, for every platform.
fn site() -> Result<PathBuf> {
    let folder = folder("site");
    let requirements = layout::root().join("bindings-python/requirements-platforms.txt");
    let (wanted, stamp) = (file::read(&requirements)?, folder.join("requirements.stamp"));
    if file::read(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(folder);
    }
    file::remove(&folder)?;
    interpreter::usual()?;
    let mut pip =
        interpreter::command(&["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]);
    pip.args(["--root-user-action=ignore", "--no-deps", "--require-hashes", "--target"])
        .arg(&folder)
        .arg("--requirement")
        .arg(&requirements);
    run("packages for Python on other platforms", &mut pip)?;
    file::write(&stamp, &wanted)?;
    Ok(folder)
}

/// Downloads a package of PyPI for a platform, and unpacks it.
pub(super) fn wheel(name: &str, package: &str, options: &[&str]) -> Result<PathBuf> {
    let folder = folder(name);
    let stamp = folder.join("package.stamp");
    if file::read(&stamp).is_ok_and(|made| made == package) {
        return Ok(folder);
    }
    file::remove(&folder)?;
    let download = folder.join("download");
    file::create(&download)?;
    let mut pip = interpreter::command(&["-m", "pip", "download", "--quiet", "--disable-pip-version-check"]);
    pip.args(["--no-deps", "--dest"]).arg(&download).args(options).arg(package);
    run(package, &mut pip)?;
    for extension in ["whl", "gz"] {
        for path in file::with_extension(&download, extension)? {
            let mut unpack = match extension {
                "whl" => interpreter::command(&["-m", "zipfile", "-e"]),
                _ => command("tar", &["-xzf"]),
            };
            unpack.arg(&path);
            let _ = match extension {
                "whl" => unpack.arg(&folder),
                _ => unpack.arg("-C").arg(&folder),
            };
            run("unpack", &mut unpack)?;
        }
    }
    file::remove(&download)?;
    file::write(&stamp, package)?;
    Ok(folder)
}

/// Downloads a package of npm, and unpacks it.
pub(super) fn npm(name: &str, package: &str) -> Result<PathBuf> {
    let folder = folder(name);
    let stamp = folder.join("package.stamp");
    if file::read(&stamp).is_ok_and(|made| made == package) {
        return Ok(folder.join("package"));
    }
    file::remove(&folder)?;
    file::create(&folder)?;
    run(package, command("npm", &["pack", "--silent", package]).current_dir(&folder).stdout(Stdio::null()))?;
    for path in file::with_extension(&folder, "tgz")? {
        run("unpack", command("tar", &["-xzf"]).arg(&path).arg("-C").arg(&folder))?;
        fs::remove_file(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    file::write(&stamp, package)?;
    Ok(folder.join("package"))
}

/// A library at the place where its language looks for it. The one of this machine that was there
/// is put back.
struct Placed {
    place: PathBuf,
    before: Option<PathBuf>,
}

impl Placed {
    fn copy(library: &Path, place: &Path) -> Result<Self> {
        let before = place.exists().then(|| place.with_extension("before"));
        if let Some(before) = &before {
            file::copy(place, before)?;
        }
        file::copy(library, place)?;
        Ok(Self { place: place.to_owned(), before })
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        // The next build puts the library of this machine back, if this fails.
        let _ = match &self.before {
            Some(before) => fs::rename(before, &self.place),
            None => fs::remove_file(&self.place),
        };
    }
}
