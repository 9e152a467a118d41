//! bindings-csharp: compiled by mcs, run by Mono; under `dotnet` too where there is one. The same library serves stock UniFFI.

mod mono;
mod package;
mod snippet;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use self::mono::{Assembly, Mono};
use crate::step::{Result, cargo, command, run};
use crate::{layout, native, parity, reliability, secrets};

pub(crate) use self::mono::JSON_NET;
pub(crate) use self::package::{check, package};

/// The folder of the package.
const SDK: &str = "bindings-csharp/sdk";
const TESTS: &str = "bindings-csharp/tests";

/// Makes sure that Mono is there.
pub(crate) fn setup() -> Result {
    Mono::find().map(|_| ())
}

/// Everything that has to pass.
pub(crate) fn test() -> Result {
    let mono = Mono::find()?;
    versions()?;
    native::build("debug")?;
    native::build_servers()?;
    compile(&mono)?;
    for tests in ["Edgegap.Sdk.Unity.Tests", "Edgegap.Sdk.Tests"] {
        run(&format!("{tests} under Mono"), &mut with_settings(mono.nunit(tests)))?;
    }
    parity::Report::NUnit(&folder().join("Edgegap.Sdk.Tests.xml")).keep("csharp")?;
    secrets::build()?;
    secrets::try_out("C#", &mono.run("Edgegap.Sdk.Tests.Host", &["secrets"]))?;
    snippet::run_all(&mono)?;
    stock_uniffi()?;
    dotnet()
}

/// The vectors whose names contain this one.
pub(crate) fn play_vectors(name: &str) -> Result {
    let mono = Mono::find()?;
    compile(&mono)?;
    let mut tests = with_settings(mono.nunit("Edgegap.Sdk.Tests"));
    tests.arg("-run=Edgegap.Sdk.Tests.VectorTests").env("SDK_TEST_VECTOR", name).env_remove("SDK_TEST_PARITY");
    run("vectors in C#", &mut tests)
}

/// Programs that measure, compiled.
pub(crate) struct BenchPrograms(Mono);

impl BenchPrograms {
    /// The one that measures a side.
    pub(crate) fn side(&self) -> Command {
        self.0.run("Edgegap.Sdk.Bench", &[])
    }

    /// The one that does nothing.
    pub(crate) fn hello(&self) -> Command {
        self.0.run("Edgegap.Sdk.Bench.Hello", &[])
    }
}

/// The measuring programs, with the package as it is shipped.
pub(crate) fn bench_programs() -> Result<BenchPrograms> {
    native::build("native")?;
    let mono = Mono::find()?;
    sdk(&mono)?;
    let folder = Path::new("tests/bench/csharp");
    let side = Assembly::program("Edgegap.Sdk.Bench").references(&["Edgegap.Sdk", "Newtonsoft.Json"]);
    mono.compile(&side.framework("System.Net.Http"), &mono::sources(&folder.join("side")))?;
    mono.compile(&Assembly::program("Edgegap.Sdk.Bench.Hello"), &mono::sources(&folder.join("hello")))?;
    Ok(BenchPrograms(mono))
}

/// Where everything is built, and run.
fn folder() -> PathBuf {
    layout::root().join("target/csharp")
}

/// The assembly that users have.
fn sdk(mono: &Mono) -> Result {
    let sources = mono::sources(Path::new(SDK).join("Runtime").as_path());
    // Both flavours have to compile; the tests run the larger one.
    let plain = Assembly::library("Edgegap.Sdk.Netstandard20").references(&["Newtonsoft.Json"]);
    mono.compile(&plain, &sources)?;
    let full = Assembly::library("Edgegap.Sdk").references(&["Newtonsoft.Json"]).define("NETSTANDARD2_1").documented();
    mono.compile(&full, &sources)
}

fn compile(mono: &Mono) -> Result {
    sdk(mono)?;
    let tests = Path::new(TESTS);
    let own = ["Edgegap.Sdk", "Newtonsoft.Json", "nunit.framework"];
    let host = Assembly::program("Edgegap.Sdk.Tests.Host").references(&own[..2]);
    mono.compile(&host, &mono::sources(&tests.join("Host")))?;
    let folders = ["Vectors", "Faults", "Api", "Hosting"].map(|folder| mono::sources(&tests.join(folder))).concat();
    let suite = Assembly::library("Edgegap.Sdk.Tests").references(&own).framework("System.Numerics");
    mono.compile(&suite, &folders)?;

    let unity = Assembly::library("Edgegap.Sdk.Unity");
    mono.compile(&unity, &mono::sources(&tests.join("Unity")))?;
    let package = Path::new(SDK);
    let mut sources = ["Editor", "Tests", "Samples~"].map(|folder| mono::sources(&package.join(folder))).concat();
    sources.extend(mono::sources(&tests.join("Sample")));
    sources.push(tests.join("Hosting/SingleThread.cs"));
    let suite = Assembly::library("Edgegap.Sdk.Unity.Tests").references(&own).references(&["Edgegap.Sdk.Unity"]);
    mono.compile(&suite, &sources)
}

/// What the tests have to know, and nothing of the machine's own settings.
fn with_settings(mut command: Command) -> Command {
    command.env("SDK_TEST_SCRIPTED_SERVER", layout::program("debug", "edgegap-scripted-server"));
    command.env("SDK_TEST_FAULT_SERVER", layout::program("debug", "edgegap-fault-server"));
    command.env("SDK_TEST_FAULTS", layout::root().join("tests/faults"));
    command.env(reliability::VARIABLE, reliability::path("csharp"));
    command.env("SDK_TEST_VECTORS", layout::root().join("tests/vectors"));
    command.env("SDK_TEST_CONTRACT", layout::root().join("tests/contract/api.json"));
    command.env("SDK_TEST_PARITY", parity::vectors_of("csharp"));
    for variable in
        ["EDGEGAP_TOKEN", "EDGEGAP_API_TOKEN", "EDGEGAP_API_KEY", "EDGEGAP_BASE_URL", "EDGEGAP_API_URL", "EDGEGAP_LOG"]
    {
        command.env_remove(variable);
    }
    command
}

/// The package files say the same version as everything else.
fn versions() -> Result {
    let version = env!("CARGO_PKG_VERSION");
    let wanted = [
        ("package.json", format!("\"version\": \"{version}\"")),
        ("Edgegap.Sdk.csproj", format!("<Version>{version}</Version>")),
        ("CHANGELOG.md", format!("## {version}")),
    ];
    for (name, text) in wanted {
        let path = layout::root().join(SDK).join(name);
        let content = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        if !content.contains(&text) {
            return Err(format!("{SDK}/{name} does not say {text}"));
        }
    }
    Ok(())
}

/// A call through the Python binding that UniFFI's own generator makes, with the library of the tests.
fn stock_uniffi() -> Result {
    stock_uniffi_with(&native::built("debug", "edgegap_native"))
}

/// The same with another build of the library.
fn stock_uniffi_with(library: &Path) -> Result {
    run("UniFFI's generator", &mut cargo(&["build", "--locked", "--package", "edgegap-stock-uniffi"]))?;
    let (folder, described) = (layout::target().join("stock-uniffi"), native::built("debug", "edgegap_native"));
    let mut generate = command(layout::program("debug", "edgegap-stock-uniffi"), &[]);
    run("stock UniFFI writes a binding", generate.arg(&described).arg(&folder))?;
    let beside = folder.join(described.file_name().unwrap_or_default());
    fs::copy(library, &beside).map_err(|error| format!("cannot copy to {}: {error}", beside.display()))?;
    let mut call = command("python3", &[&format!("{TESTS}/stock/call.py")]);
    run("a call through stock UniFFI", call.env("PYTHONPATH", &folder).env("PYTHONDONTWRITEBYTECODE", "1"))
}

/// The same tests under .NET, where its SDK is installed. Nothing else needs it.
fn dotnet() -> Result {
    if Command::new("dotnet").arg("--version").output().is_err() {
        eprintln!("\n── no dotnet here: the tests ran under Mono alone");
        return Ok(());
    }
    run("the package under dotnet", &mut command("dotnet", &["build", "--nologo", SDK]))?;
    run("tests under dotnet", &mut with_settings(command("dotnet", &["test", "--nologo", TESTS])))
}
