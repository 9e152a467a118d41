//! The packages of a release. First the native libraries and the programs are built, for each
//! target, into `dist/native`; then the packages are made of them. The release workflow does the
//! first on a machine of each system, and the second on one machine.

mod archive;

use clap::ValueEnum;

use crate::cross::{self, Built, LIBRARIES, PROGRAMS, Profile};
use crate::part::{csharp, node, python};
use crate::size::{LARGEST_LIBRARY, LARGEST_LIBRARY_WITH_PROGRAM, at_most};
use crate::step::Result;
use crate::target::{TARGETS, Target};
use crate::{file, layout};

/// A kind of package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Package {
    /// Wheels, and the source distribution.
    Python,
    /// The package of npm, and those of its native addons.
    Node,
    /// The Unity package, and the NuGet package.
    Csharp,
    /// Archives with the programs `edgegap` and `edgegap-emulator`.
    Cli,
}

/// What `cargo xtask package` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Steps {
    All,
    Build,
    Assemble,
}

/// Creates packages of these kinds, or all, for these targets, or this machine.
pub(crate) fn run(packages: Vec<Package>, targets: Vec<&'static Target>, steps: Steps) -> Result {
    let packages = if packages.is_empty() { for_this_machine() } else { packages };
    let (needs_libraries, needs_programs) =
        (packages.iter().any(|package| *package != Package::Cli), packages.contains(&Package::Cli));
    let targets = match (targets.is_empty(), steps) {
        (false, _) => targets,
        (true, Steps::Assemble) => found(needs_libraries),
        (true, _) => vec![Target::host()?],
    };
    if steps != Steps::Assemble {
        for target in &targets {
            build(target, needs_libraries, needs_programs)?;
        }
    }
    if steps == Steps::Build {
        return Ok(());
    }
    // A release in which a target is missing must not be made by mistake.
    if steps == Steps::Assemble && layout::is_ci() && targets.len() < TARGETS.len() {
        return Err(format!("dist/native has {} of {} targets", targets.len(), TARGETS.len()));
    }
    let built: Vec<_> = targets.into_iter().map(kept).collect();
    if built.is_empty() {
        return Err(format!("nothing is built: {} is empty", layout::root().join("dist/native").display()));
    }
    for package in packages {
        match package {
            Package::Python => python::package(&built)?,
            Package::Node => node::package(&built)?,
            Package::Csharp => csharp::package(&built)?,
            Package::Cli => archive::package(&built)?,
        }
    }
    check_libraries()
}

/// Fails if a native library of any target is too large.
fn check_libraries() -> Result {
    for target in found(true) {
        for (package, name) in LIBRARIES {
            let has_program = package != "edgegap-csharp";
            let largest = if has_program { LARGEST_LIBRARY_WITH_PROGRAM } else { LARGEST_LIBRARY };
            at_most(&format!("{package} for {}", target.triple), file::size(&kept(target).library(name))?, largest)?;
        }
    }
    Ok(())
}

/// All kinds, without those of C# where there is no Mono to compile it.
fn for_this_machine() -> Vec<Package> {
    let all = Package::value_variants().iter().copied();
    let packages: Vec<_> = all.filter(|package| *package != Package::Csharp || cfg!(target_os = "linux")).collect();
    if !packages.contains(&Package::Csharp) {
        eprintln!("C# is packaged on Linux only; this makes the other packages");
    }
    packages
}

/// Fails if a package in `dist` is too large.
pub(crate) fn check(packages: Vec<Package>) -> Result {
    let packages = if packages.is_empty() { Package::value_variants().to_vec() } else { packages };
    packages.into_iter().try_for_each(|package| match package {
        Package::Python => python::check(),
        Package::Node => node::check(),
        Package::Csharp | Package::Cli => Ok(()),
    })?;
    check_libraries()
}

/// Builds for a target, and keeps the results.
fn build(target: &'static Target, needs_libraries: bool, needs_programs: bool) -> Result {
    let kept = kept(target);
    if needs_libraries {
        let built = cross::libraries(target, Profile::Shipped)?;
        for (_, name) in LIBRARIES {
            cross::check_paths(&built.library(name))?;
            file::copy(&built.library(name), &kept.library(name))?;
        }
    }
    if needs_programs {
        let built = cross::programs(target, Profile::Shipped)?;
        for (_, name) in PROGRAMS {
            cross::check_paths(&built.program(name))?;
            file::copy(&built.program(name), &kept.program(name))?;
        }
    }
    Ok(())
}

/// What is kept of a build.
fn kept(target: &'static Target) -> Built {
    Built::in_folder(target, layout::root().join("dist/native").join(target.triple))
}

/// The targets that something is kept of.
fn found(needs_libraries: bool) -> Vec<&'static Target> {
    let is_there = |target: &&'static Target| {
        let kept = kept(target);
        if needs_libraries { kept.library("_native").exists() } else { kept.program("edgegap").exists() }
    };
    TARGETS.iter().filter(is_there).collect()
}
