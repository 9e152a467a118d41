//! Packages of Debian and Ubuntu: CI installs what is missing, and a person gets the command.

use std::path::Path;
use std::process::Stdio;

use crate::step::{self, Result, as_root, output, run};
use crate::{file, layout};

/// Installs packages in CI. On other machines, the error has the command that does.
pub(crate) fn install(what: &str, packages: &[&str]) -> Result {
    let install = ["apt-get", "install", "--yes", "--no-install-recommends"];
    if !layout::is_ci() {
        let (install, packages) = (install.join(" "), packages.join(" "));
        return Err(format!("{what} is missing: sudo apt-get update && sudo {install} {packages}"));
    }
    run("package lists", &mut as_root("apt-get", &["update", "-qq"]))?;
    let mut command = as_root("env", &["DEBIAN_FRONTEND=noninteractive"]);
    run(what, command.args(install).args(packages).stdout(Stdio::null()))
}

/// Unpacks packages into a folder, unless it has them already. Nothing is installed.
pub(crate) fn unpack(what: &str, packages: &[&str], folder: &Path) -> Result {
    let (stamp, wanted) = (folder.join("packages.stamp"), packages.join(" "));
    if file::read(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(());
    }
    file::remove(folder)?;
    let download = folder.join("download");
    file::create(&download)?;
    if fetch(what, packages, &download).is_err() {
        // A fresh machine has no package lists; only root can fetch them.
        if !layout::is_ci() && !step::is_root() {
            return Err(format!("{what} cannot be downloaded; run `sudo apt-get update` once and try again"));
        }
        run("package lists", &mut as_root("apt-get", &["update", "-qq"]))?;
        fetch(what, packages, &download)?;
    }
    unpack_all(&download, folder)?;
    file::write(&stamp, &wanted)
}

/// True on Debian, and not on a system that is made of it.
pub(crate) fn is_debian() -> bool {
    file::read(Path::new("/etc/os-release")).is_ok_and(|text| text.lines().any(|line| line == "ID=debian"))
}

/// Unpacks packages for another processor, with everything that they depend on, into a folder. The
/// lists and the archives of apt are its own: the machine stays as it is.
pub(crate) fn unpack_for(processor: &str, what: &str, packages: &[&str], folder: &Path) -> Result {
    unpack_closure(
        what,
        packages,
        folder,
        &[&format!("APT::Architecture={processor}"), &format!("APT::Architectures={processor}")],
    )
}

/// Unpacks packages of another suite, such as `sid`, in the same way. On a system that is not
/// Debian, they are those of its own suite.
pub(crate) fn unpack_of(suite: &str, what: &str, packages: &[&str], folder: &Path) -> Result {
    let Some(server) = server() else { return unpack_closure(what, packages, folder, &[]) };
    let list = folder.with_extension("list");
    file::write(&list, &format!("deb [signed-by={KEYRING}] {server} {suite} main\n"))?;
    let lists = [format!("Dir::Etc::sourcelist={}", list.display()), "Dir::Etc::sourceparts=-".to_owned()];
    unpack_closure(what, packages, folder, &[&lists[0], &lists[1]])
}

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// The server of Debian's packages that this machine uses.
fn server() -> Option<String> {
    let mut paths = vec![Path::new("/etc/apt/sources.list").to_owned()];
    for extension in ["list", "sources"] {
        paths.extend(file::with_extension(Path::new("/etc/apt/sources.list.d"), extension).unwrap_or_default());
    }
    let texts = paths.iter().filter_map(|path| file::read(path).ok());
    let is_debian = |word: &&str| word.starts_with("http") && word.trim_end_matches('/').ends_with("/debian");
    let known = Path::new(KEYRING).exists();
    texts.filter(|_| known).find_map(|text| {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        lines.flat_map(str::split_whitespace).find(is_debian).map(str::to_owned)
    })
}

fn unpack_closure(what: &str, packages: &[&str], folder: &Path, options: &[&str]) -> Result {
    let (stamp, wanted) = (folder.join("packages.stamp"), packages.join(" "));
    if file::read(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(());
    }
    file::remove(folder)?;
    let apt = folder.with_extension("apt");
    file::remove(&apt)?;
    for name in ["state/lists/partial", "cache/archives/partial"] {
        file::create(&apt.join(name))?;
    }
    file::write(&apt.join("status"), "")?;
    let own = [
        format!("Dir::State={}", apt.join("state").display()),
        format!("Dir::Cache={}", apt.join("cache").display()),
        format!("Dir::State::status={}", apt.join("status").display()),
        "Debug::NoLocking=1".to_owned(),
    ];
    let options: Vec<&str> = own.iter().map(String::as_str).chain(options.iter().copied()).collect();
    let get = |arguments: &[&str]| {
        let mut command = step::command("apt-get", &[]);
        command.args(options.iter().flat_map(|option| ["-o", *option])).args(arguments).stdout(Stdio::null());
        command
    };
    run(&format!("package lists for {what}"), &mut get(&["update", "-qq"]))?;
    let mut download = get(&["install", "--download-only", "--yes", "-qq", "--no-install-recommends"]);
    run(&format!("download {what}"), download.args(packages))?;
    unpack_all(&apt.join("cache/archives"), folder)?;
    file::remove(&apt)?;
    file::write(&stamp, &wanted)
}

fn fetch(what: &str, packages: &[&str], folder: &Path) -> Result {
    let mut download = step::command("apt-get", &["download"]);
    run(&format!("download {what}"), download.args(packages).current_dir(folder).stdout(Stdio::null()))
}

/// Unpacks all packages in a folder, and removes it.
fn unpack_all(download: &Path, folder: &Path) -> Result {
    let packages = file::with_extension(download, "deb")?;
    if packages.is_empty() {
        return Err("apt-get downloaded no package".to_owned());
    }
    eprintln!("\n── unpack {} packages", packages.len());
    for package in packages {
        output(step::command("dpkg-deb", &["-x"]).arg(package).arg(folder))?;
    }
    file::remove(download)
}
