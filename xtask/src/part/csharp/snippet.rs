//! C# examples in documents: programs are compiled and run with an emulator, statements are
//! compiled.

use std::path::Path;

use super::mono::{Assembly, Mono};
use super::{folder, window};
use crate::emulator::Emulator;
use crate::step::{Result, cargo, run};
use crate::{file, layout};

const FENCE: &str = "```csharp\n";

const DOCUMENTS: [&str; 3] = ["README.md", "bindings-csharp/sdk/README.md", "docs/api.md"];

/// Variables that the statements may use.
const AROUND: &str = "EdgegapClient client, Emulator emulator, CancellationToken cancellationToken, string token";

/// Compiles the examples of all documents and runs the programs.
pub(super) fn run_all(mono: &Mono) -> Result {
    run("emulator", &mut cargo(&["build", "--locked", "--package", "edgegap-emulator", "--bins"]))?;
    let folder = folder().join("snippets");
    let (mut programs, mut statements) = (0, Vec::new());
    for document in DOCUMENTS {
        let text = file::read(&layout::root().join(document))?;
        for block in blocks(&text) {
            if window::is_window(block) {
                continue;
            }
            if block.contains("static void Main") {
                programs += 1;
                program(mono, document, &folder.join("Program.cs"), block)?;
            } else {
                statements.push(block.to_owned());
            }
        }
    }
    if programs == 0 || statements.is_empty() {
        return Err(format!("no C# was found in {}", DOCUMENTS.join(", ")));
    }
    let file = folder.join("Statements.cs");
    file::write(&file, &class(&statements))?;
    let library = Assembly::library("Edgegap.Sdk.Statements").references(&["Edgegap.Sdk", "Newtonsoft.Json"]);
    mono.compile(&library, &[file])
}

fn program(mono: &Mono, document: &str, file: &Path, block: &str) -> Result {
    file::write(file, block)?;
    let program = Assembly::program("Edgegap.Sdk.Program").references(&["Edgegap.Sdk", "Newtonsoft.Json"]);
    mono.compile(&program, &[file.to_owned()])?;
    let emulator = Emulator::start("debug", &[])?;
    let mut program = mono.run("Edgegap.Sdk.Program", &[]);
    program.env("EDGEGAP_BASE_URL", &emulator.url).env("EDGEGAP_TOKEN", &emulator.token);
    run(&format!("the program of {document}"), &mut program)
}

/// The C# examples of a document.
fn blocks(text: &str) -> Vec<&str> {
    text.split(FENCE).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// A class with one method for each example.
fn class(statements: &[String]) -> String {
    let mut class =
        String::from("using System;\nusing System.Threading;\nusing System.Threading.Tasks;\nusing Edgegap.Sdk;\n");
    class.push_str("static class Statements\n{\n");
    for (index, block) in statements.iter().enumerate() {
        // Some examples await nothing, or assign a variable without using it.
        class.push_str(&format!(
            "#pragma warning disable 219, 1998\n    public static async Task Block{index}({AROUND})\n    {{\n\
             {block}    }}\n"
        ));
    }
    class.push_str("}\n");
    class
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found() {
        assert_eq!(
            blocks("a\n```csharp\none();\n```\n```rust\nno\n```\n```csharp\ntwo();\n```\n"),
            ["one();\n", "two();\n"]
        );
        assert!(blocks("nothing").is_empty());
    }
}
