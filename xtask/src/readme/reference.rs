//! The examples of the reference, `docs/api.md`. They are generated and each is for itself, so they
//! run on an account that has the objects that they name.

use edgegap_sdk::OPERATIONS;

use super::block::{self, Block};
use super::language::Language;
use super::program::Program;
use crate::step::Result;
use crate::{file, layout};

/// The document.
pub(super) const DOCUMENT: &str = "docs/api.md";

/// The text around the examples of a language. `NUMBER` is that of an example.
struct Frame {
    head: &'static str,
    /// Begins the function of an example, with a client of an emulator.
    open: &'static str,
    close: &'static str,
    main: &'static str,
    call: &'static str,
    end: &'static str,
}

const CSHARP: Frame = Frame {
    head: "using System.Threading.Tasks;\nusing Edgegap.Sdk;\n#pragma warning disable 219\nstatic class Program\n{\n",
    open: "static async Task ExampleNUMBER()\n{\nusing (Emulator emulator = await Emulator.StartAsync())\n\
           using (EdgegapClient client = emulator.Client())\n{\n\
           emulator.SeedTags(\"my-game-server\", \"b40\", \"b41\");\n",
    close: "}\n}\n",
    main: "static void Main()\n{\n",
    call: "ExampleNUMBER().GetAwaiter().GetResult();\n",
    end: "}\n}\n",
};

const PYTHON: Frame = Frame {
    head: "import edgegap\n",
    open: "def example_NUMBER() -> None:\n  with edgegap.Emulator() as emulator, emulator.client() as client:\n    \
           emulator.seed_tags(\"my-game-server\", [\"b40\", \"b41\"])\n",
    close: "",
    main: "",
    call: "example_NUMBER()\n",
    end: "",
};

const RUST: Frame = Frame {
    head: "#![allow(unused)]\nuse edgegap_emulator::Emulator;\nuse edgegap_sdk::*;\n\
           type Done = std::result::Result<(), Box<dyn std::error::Error>>;\n",
    open: "async fn example_NUMBER() -> Done {\nlet emulator = Emulator::start().await?;\n\
           let client = Client::builder().base_url(emulator.url()).token(emulator.token()).build()?;\n\
           emulator.seed_tags(\"my-game-server\", [\"b40\", \"b41\"]).await?;\n",
    close: "Ok(())\n}\n",
    main: "#[tokio::main]\nasync fn main() -> Done {\n",
    call: "example_NUMBER().await?;\n",
    end: "Ok(())\n}\n",
};

const TYPESCRIPT: Frame = Frame {
    head: "import { Emulator } from 'edgegap-sdk'\n",
    open: "async function exampleNUMBER(): Promise<void> {\nconst emulator = await Emulator.start()\n\
           const client = emulator.client()\nawait emulator.seedTags('my-game-server', ['b40', 'b41'])\n",
    close: "await emulator.stop()\n}\n",
    main: "",
    call: "await exampleNUMBER()\n",
    end: "",
};

/// The program with all examples of a language, if the reference has some.
pub(super) fn program(language: Language) -> Result<Option<Program>> {
    let frame = match language {
        Language::CSharp => CSHARP,
        Language::Python => PYTHON,
        Language::Rust => RUST,
        Language::TypeScript => TYPESCRIPT,
        Language::JavaScript | Language::Shell => return Ok(None),
    };
    let blocks = block::read(DOCUMENT, &file::read(&layout::root().join(DOCUMENT))?)?;
    let examples: Vec<Block> =
        blocks.into_iter().filter(|block| Language::named(&block.language) == Some(language)).collect();
    if examples.len() != OPERATIONS.len() {
        let (found, wanted) = (examples.len(), OPERATIONS.len());
        return Err(format!("{DOCUMENT} has {found} examples in {language:?} for {wanted} operations"));
    }
    let mut code = frame.head.to_owned();
    for (number, example) in examples.iter().enumerate() {
        code.push_str(&frame.open.replace("NUMBER", &number.to_string()));
        for part in examples.iter().enumerate().filter(|(other, _)| comes_before(*other, number)) {
            code.push_str(&statement(language, &part.1.code));
        }
        code.push_str(&statement(language, &example.code));
        code.push_str(frame.close);
    }
    code.push_str(frame.main);
    for number in 0..examples.len() {
        code.push_str(&frame.call.replace("NUMBER", &number.to_string()));
    }
    code.push_str(frame.end);
    let mut program = Program::new(DOCUMENT, language, 1);
    let line = examples.first().map_or(0, |example| example.line);
    program.push(Block { line, language: String::new(), code, output: None }, true);
    Ok(Some(program))
}

/// True if an example needs the objects of another one.
fn comes_before(other: usize, number: usize) -> bool {
    let name = |number: usize| OPERATIONS.get(number).map_or("", |operation| operation.id);
    let is_create = |name: &str| name.ends_with(".create");
    match name(other) {
        other_name if is_create(other_name) => other < number || !is_create(name(number)),
        "pull_profiles.link" => name(number) == "pull_profiles.unlink",
        // The wait is for what the update changes.
        "versions.update" => name(number) == "versions.wait",
        _ => false,
    }
}

/// Statements with names of their own.
fn statement(language: Language, code: &str) -> String {
    match language {
        Language::Python => code.lines().map(|line| format!("    {line}\n")).collect(),
        _ => format!("{{\n{code}}}\n"),
    }
}
