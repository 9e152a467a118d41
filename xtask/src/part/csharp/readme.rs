//! The C# in the documents, compiled by mcs and run under Mono.

use super::mono::{Assembly, Mono};
use crate::file;
use crate::readme::{self, Language};
use crate::step::Result;

/// Runs the programs of all documents, and the shell blocks of the package.
pub(super) fn run_all(mono: &Mono) -> Result {
    let is_own = |document: &str| document.starts_with("bindings-csharp/");
    readme::run_all(&[Language::CSharp], is_own, |program, folder| {
        if program.language == Language::Shell {
            return readme::shell(program, folder);
        }
        let source = folder.join("Program.cs");
        file::write(&source, &program.code()?)?;
        let assembly = Assembly::program("Edgegap.Sdk.Program").references(&["Edgegap.Sdk", "Newtonsoft.Json"]);
        mono.compile(&assembly, &[source])?;
        Ok(mono.run("Edgegap.Sdk.Program", &[]))
    })
}
