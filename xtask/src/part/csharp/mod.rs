//! bindings-csharp: compiled and tested with Mono, and with `dotnet` if it is installed. Also tests
//! that stock UniFFI can use the native library.

mod mono;
mod package;
mod readme;
mod window;

use std::path::{Path, PathBuf};
use std::process::Command;

use self::mono::{Assembly, Mono};
use crate::step::{Result, cargo, command, run};
use crate::{debian, file, interpreter, layout, native, parity, reliability, secrets};

pub(crate) use self::mono::{JSON_NET, NUNIT};
pub(crate) use self::package::package;

/// The folder of the package.
const SDK: &str = "bindings-csharp/sdk";
const TESTS: &str = "bindings-csharp/tests";

/// Makes sure that Mono is installed.
pub(crate) fn setup() -> Result {
    Mono::find().map(|_| ())
}

/// Runs all tests.
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
    readme::run_all(&mono)?;
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

/// Runs the code in the documents.
pub(crate) fn run_documents() -> Result {
    let mono = Mono::find()?;
    sdk(&mono)?;
    readme::run_all(&mono)
}

/// The compiled benchmarks.
pub(crate) struct BenchPrograms(Mono);

impl BenchPrograms {
    /// The program that measures a client.
    pub(crate) fn side(&self) -> Command {
        self.0.run("Edgegap.Sdk.Bench", &[])
    }

    /// A program that does nothing.
    pub(crate) fn hello(&self) -> Command {
        self.0.run("Edgegap.Sdk.Bench.Hello", &[])
    }
}

/// Compiles the benchmarks with the shipped library.
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

/// The program that other platforms run, and its assemblies, in a folder.
pub(crate) fn for_platform() -> Result<PathBuf> {
    let mono = Mono::find()?;
    // .NET Core does not have all types of Mono's mscorlib there, but those of .NET Framework
    // 4.7.1.
    let unpacked = layout::target().join("platforms/mono-devel");
    debian::unpack("reference assemblies of .NET", &["mono-devel"], &unpacked)?;
    let api = unpacked.join("usr/lib/mono/4.7.1-api");
    let sdk = Assembly::library("Edgegap.Sdk").references(&["Newtonsoft.Json"]);
    mono.compile(&sdk.api(&api), &mono::sources(Path::new(SDK).join("Runtime").as_path()))?;
    let host = Assembly::program("Edgegap.Sdk.Tests.Host").references(&["Edgegap.Sdk", "Newtonsoft.Json"]);
    mono.compile(&host.api(&api), &mono::sources(&Path::new(TESTS).join("Host")))?;
    let to = layout::target().join("platforms/csharp");
    for name in ["Edgegap.Sdk.Tests.Host.exe", "Edgegap.Sdk.dll", "Newtonsoft.Json.dll"] {
        file::copy(&folder().join(name), &to.join(name))?;
    }
    Ok(to)
}

/// The assemblies of the tests, in a folder, for the Mono of another platform.
pub(crate) fn tests_for_platform() -> Result<PathBuf> {
    compile(&Mono::find()?)?;
    let to = layout::target().join("platforms/csharp-tests");
    file::remove(&to)?;
    for path in file::with_extension(&folder(), "dll")? {
        file::copy(&path, &to.join(path.file_name().unwrap_or_default()))?;
    }
    Ok(to)
}

/// Adds the arguments that run a class of the tests, and their variables. The results are of this
/// platform only, so they are not kept.
pub(crate) fn platform_tests(mut command: Command, folder: &Path, class: &str) -> Command {
    command.arg(Path::new(NUNIT).join("nunit-console.exe"));
    command.args(["-nologo", "-nodots", "-noshadow", "-domain=None", "Edgegap.Sdk.Tests.dll"]);
    command.arg(format!("-run=Edgegap.Sdk.Tests.{class}")).current_dir(folder);
    let mut command = with_settings(command);
    command.env_remove("SDK_TEST_PARITY").env_remove(reliability::VARIABLE);
    command
}

/// The folder for all assemblies.
fn folder() -> PathBuf {
    layout::root().join("target/csharp")
}

/// Compiles the assembly of the SDK.
fn sdk(mono: &Mono) -> Result {
    let sources = mono::sources(Path::new(SDK).join("Runtime").as_path());
    // Both flavors have to compile; the tests use the larger one. The plain one defines attributes
    // that .NET Standard 2.0 lacks; Mono, which has them, warns.
    let plain = Assembly::library("Edgegap.Sdk.Netstandard20").references(&["Newtonsoft.Json"]);
    mono.compile(&plain.without_warning(436), &sources)?;
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
    sources.push(window::extract()?);
    let suite = Assembly::library("Edgegap.Sdk.Unity.Tests").references(&own).references(&["Edgegap.Sdk.Unity"]);
    // Their names are compared with those of the SDK.
    let suite = ["System.ComponentModel.DataAnnotations", "System.Xml"].into_iter().fold(suite, Assembly::framework);
    mono.compile(&suite, &sources)
}

/// Sets the variables of the tests and removes the settings of the user.
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

/// Checks the version in the package files, and that both changelogs have the same versions.
fn versions() -> Result {
    let version = env!("CARGO_PKG_VERSION");
    let wanted = [
        ("package.json", format!("\"version\": \"{version}\"")),
        ("Edgegap.Sdk.csproj", format!("<Version>{version}</Version>")),
    ];
    for (name, text) in wanted {
        let path = layout::root().join(SDK).join(name);
        if !file::read(&path)?.contains(&text) {
            return Err(format!("{SDK}/{name} does not contain {text}"));
        }
    }
    let [all, own] = [Path::new(""), Path::new(SDK)].map(|folder| {
        let text = file::read(&layout::root().join(folder).join("CHANGELOG.md"))?;
        Ok::<_, String>(text.lines().filter(|line| line.starts_with("## ")).map(str::to_owned).collect::<Vec<_>>())
    });
    if all? != own? {
        return Err(format!("CHANGELOG.md and {SDK}/CHANGELOG.md have different versions"));
    }
    Ok(())
}

/// Makes a call through the Python binding that UniFFI generates for the library of the tests.
fn stock_uniffi() -> Result {
    stock_uniffi_with(&native::built("debug", "edgegap_native"))
}

/// Makes a call through the same binding with another build of the library.
fn stock_uniffi_with(library: &Path) -> Result {
    run("UniFFI's generator", &mut cargo(&["build", "--locked", "--package", "edgegap-stock-uniffi"]))?;
    let (folder, described) = (layout::target().join("stock-uniffi"), native::built("debug", "edgegap_native"));
    let mut generate = command(layout::program("debug", "edgegap-stock-uniffi"), &[]);
    run("stock UniFFI writes a binding", generate.arg(&described).arg(&folder))?;
    let beside = folder.join(described.file_name().unwrap_or_default());
    file::copy(library, &beside)?;
    let mut call = interpreter::command(&[&format!("{TESTS}/stock/call.py")]);
    run("a call through stock UniFFI", call.env("PYTHONPATH", &folder).env("PYTHONDONTWRITEBYTECODE", "1"))
}

/// Runs the tests under .NET if its SDK is installed.
fn dotnet() -> Result {
    if Command::new("dotnet").arg("--version").output().is_err() {
        eprintln!("\n── dotnet is not installed: the tests ran with Mono only");
        return Ok(());
    }
    run("the package under dotnet", &mut command("dotnet", &["build", "--nologo", SDK]))?;
    run("tests under dotnet", &mut with_settings(command("dotnet", &["test", "--nologo", TESTS])))
}
