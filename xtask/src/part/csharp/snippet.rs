//! C# examples in documents: those of the READMEs are programs that run, those of the reference
//! are statements that are compiled.

use super::folder;
use super::mono::{Assembly, Mono};
use crate::readme::{self, Language};
use crate::step::Result;
use crate::{file, layout};

const FENCE: &str = "```csharp\n";

/// The generated reference, whose examples are statements.
const REFERENCE: &str = "docs/api.md";

/// Compiles and runs the examples of all documents.
pub(super) fn run_all(mono: &Mono) -> Result {
    readme::run_all(
        &[Language::CSharp],
        |document| document.starts_with("bindings-csharp/"),
        |program, folder| {
            if program.language == Language::Shell {
                return readme::shell(program, folder);
            }
            let source = folder.join("Program.cs");
            file::write(&source, &program.code()?)?;
            let assembly = Assembly::program("Edgegap.Sdk.Program").references(&["Edgegap.Sdk", "Newtonsoft.Json"]);
            mono.compile(&assembly, &[source])?;
            Ok(mono.run("Edgegap.Sdk.Program", &[]))
        },
    )?;
    reference(mono)
}

/// Compiles the examples of the reference.
fn reference(mono: &Mono) -> Result {
    let text = file::read(&layout::root().join(REFERENCE))?;
    let statements = blocks(&text);
    if statements.is_empty() {
        return Err(format!("no C# was found in {REFERENCE}"));
    }
    let file = folder().join("snippets/Statements.cs");
    file::write(&file, &class(&statements))?;
    let library = Assembly::library("Edgegap.Sdk.Statements").references(&["Edgegap.Sdk", "Newtonsoft.Json"]);
    mono.compile(&library, &[file])
}

/// The C# examples of a document.
fn blocks(text: &str) -> Vec<&str> {
    text.split(FENCE).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// A class with one method for each example.
fn class(statements: &[&str]) -> String {
    let mut class = String::from("using System;\nusing System.Threading.Tasks;\nusing Edgegap.Sdk;\n");
    class.push_str("static class Statements\n{\n");
    for (index, block) in statements.iter().enumerate() {
        // Some examples await nothing, or assign a variable without using it.
        class.push_str(&format!(
            "#pragma warning disable 219, 1998\n    \
             public static async Task Block{index}(EdgegapClient client)\n    {{\n{block}    }}\n"
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
