//! The blocks of documents that are an exception, each with its reason.

use super::block::Block;

/// A block that is not run, or has an output that is not compared.
pub(super) struct Exempt {
    /// Path of the document.
    pub(super) document: &'static str,
    /// The first line of the block.
    pub(super) first_line: &'static str,
    pub(super) kind: Kind,
    /// The reason, and what tests the block instead.
    pub(super) reason: &'static str,
}

/// What the harness does not do with a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is not run.
    NotRun,
    /// It is run, and its output is not compared.
    NotCompared,
}

const fn not_run(document: &'static str, first_line: &'static str, reason: &'static str) -> Exempt {
    Exempt { document, first_line, kind: Kind::NotRun, reason }
}

const fn not_compared(document: &'static str, first_line: &'static str, reason: &'static str) -> Exempt {
    Exempt { document, first_line, kind: Kind::NotCompared, reason }
}

/// The commands of the recipes need the files of build systems.
const COOKBOOK: &str = "`cli/tests/cookbook.rs` runs its commands, and the action with bash";

/// All exceptions. An entry that names no block, or more than one, is an error.
pub(super) const TABLE: &[Exempt] = &[
    not_run(
        "bindings-csharp/sdk/README.md",
        "using Edgegap.Sdk;",
        "needs NUnit; the tests of C# compile and run the same text, `Samples~/Testing/ExampleTests.cs`",
    ),
    not_run(
        "CONTRIBUTING.md",
        "cargo xtask setup           # optional: fetch everything that the tests need",
        "runs all tests, so also itself; CI runs the same command",
    ),
    not_run(
        "README.md",
        "cargo run -p edgegap-cli -- apply -f examples/space-arena/edgegap.toml --set TAG=b42 --emulator --yes",
        "the block before it runs the same command; the second command runs all tests, so also itself",
    ),
    not_run("docs/cookbook/README.md", "name: publish", COOKBOOK),
    not_run("docs/cookbook/README.md", "    env:", COOKBOOK),
    not_run("docs/cookbook/README.md", "      - run: edgegap plan --set TAG=\"$GITHUB_SHA\"", COOKBOOK),
    not_run("docs/cookbook/README.md", "publish:", COOKBOOK),
    not_run("docs/cookbook/README.md", "pipeline {", COOKBOOK),
    not_run("docs/cookbook/README.md", "#!/usr/bin/env bash", COOKBOOK),
    not_run(
        "core/README.md",
        "cargo add edgegap-sdk --path ../edgegap-sdk/core",
        "asks a registry; the crates are path dependencies of the tests in the same way",
    ),
    not_run(
        "bindings-csharp/sdk/README.md",
        "git clone https://github.com/edgegap-sdk/edgegap-sdk && cd edgegap-sdk",
        "clones from the network; `package csharp` tests the package that it makes",
    ),
    not_run(
        "bindings-csharp/sdk/README.md",
        "tar -xzf com.edgegap-sdk.sdk-0.1.0.tgz && cp package/Plugins/linux-x64/*.so .",
        "`package csharp` makes the tarball, compiles its sources and makes a call with its library",
    ),
    not_run(
        "bindings-csharp/sdk/README.md",
        "// ApplicationsWindow.cs, in a folder named Editor",
        "the tests of C# compile it with stand-ins for Unity and press its buttons",
    ),
    not_run(
        "bindings-node/README.md",
        "npx --package edgegap-sdk edgegap-emulator --port 8080 --data state.redb",
        "runs until it is stopped, on a port of its own; `test/consumer.test.ts` runs the program",
    ),
    not_run(
        "bindings-node/README.md",
        "npx edgegap-sdk apps list --emulator",
        "needs an installed package; `test/consumer.test.ts` runs the same command with one",
    ),
    not_run(
        "bindings-node/README.md",
        "esbuild app.mjs --bundle --platform=node --format=esm --outdir=dist --loader:.node=copy \\",
        "`test node --tools` bundles with these options",
    ),
    not_run(
        "cli/README.md",
        "git clone https://github.com/edgegap-sdk/edgegap-sdk",
        "clones from the network; the tests of the program run what it installs",
    ),
    not_run("emulator/README.md", "rm -f emulator.env", "`emulator/tests/readme.rs` runs it, with curl"),
    not_run(
        "emulator/README.md",
        r"edgegap-emulator exec --seed demo --snapshot-on-exit scene.json -- \",
        "`emulator/tests/readme.rs` runs it, with curl",
    ),
    not_run(
        "emulator/README.md",
        "rm -f ready.json # of an earlier run that was killed",
        "`emulator/tests/readme.rs` runs it, with curl",
    ),
    not_run(
        "emulator/README.md",
        "# All requests to a new emulator.",
        "`emulator/tests/readme.rs` runs it, with curl, and compares it with the help of the emulator",
    ),
    not_run(
        "emulator/README.md",
        "2026-04-22T20:30:52.283Z edgegap-emulator info versions.create POST /v1/app/my-game/version 200 in 4 ms",
        "lines of a log, whose form `emulator/tests/log.rs` compares",
    ),
    not_run(
        "bindings-node/README.md",
        "git clone https://github.com/edgegap-sdk/edgegap-sdk",
        "clones from the network; `package node` tests the packages that it makes",
    ),
    not_run(
        "bindings-python/README.md",
        "git clone https://github.com/edgegap-sdk/edgegap-sdk",
        "clones from the network; `test python` installs the folder in the same way",
    ),
    not_run(
        "publish/README.md",
        "error[unknown]: app.nam: is not a key; did you mean `name`?",
        "the problems of the manifest above it; `publish/tests/readme.rs` compares them",
    ),
    not_compared(
        "bindings-node/README.md",
        "import assert from 'node:assert/strict'",
        "the runner of Node prints durations, in a form that depends on its version",
    ),
];

impl Exempt {
    pub(super) fn names(&self, document: &str, block: &Block) -> bool {
        self.document == document && block.code.lines().next() == Some(self.first_line)
    }
}
