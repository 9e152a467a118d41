//! A program of a document: blocks of one language that run in order.

use super::block::Block;
use super::language::{Language, MARK};
use crate::step::Result;

/// A program of a document.
pub(crate) struct Program {
    /// Path of the document.
    pub(crate) document: String,
    pub(crate) language: Language,
    /// A name that is different for every program, and is a file name.
    pub(crate) name: String,
    blocks: Vec<Block>,
    /// Lines of the blocks with an output that is not shown, because it is different in each run.
    silent: Vec<usize>,
}

impl Program {
    pub(super) fn new(document: &str, language: Language, number: usize) -> Self {
        let name = format!("{}_{number}", document.replace(['/', '.', '-', '~', ' '], "_").to_lowercase());
        Self { document: document.to_owned(), language, name, blocks: Vec::new(), silent: Vec::new() }
    }

    pub(super) fn push(&mut self, block: Block, is_silent: bool) {
        if is_silent {
            self.silent.push(block.line);
        }
        self.blocks.push(block);
    }

    /// The place of the first block.
    pub(crate) fn place(&self) -> String {
        format!("{}:{}", self.document, self.blocks.first().map_or(0, |block| block.line))
    }

    /// The text of the program.
    pub(crate) fn code(&self) -> Result<String> {
        let blocks: Vec<_> = self.blocks.iter().map(|block| block.code.as_str()).collect();
        self.language.join(&blocks).map_err(|error| format!("{}: {error}", self.place()))
    }

    /// Compares the output of the program with the one in the document.
    pub(super) fn check(&self, output: &str) -> Result {
        let parts: Vec<_> = output.split(&format!("{MARK}\n")).collect();
        if parts.len() != self.blocks.len() {
            let (done, all) = (parts.len(), self.blocks.len());
            return Err(format!("{}: {done} of {all} blocks have run; the output is\n{output}", self.place()));
        }
        let different = self.blocks.iter().zip(parts).filter_map(|(block, printed)| {
            let wanted = block.output.as_deref().unwrap_or_default();
            let place = format!("{}:{}", self.document, block.line);
            (!self.silent.contains(&block.line) && !matches(wanted, printed))
                .then(|| format!("{place}: the block prints\n{printed}\nand the document shows\n{wanted}"))
        });
        let errors: Vec<_> = different.collect();
        if errors.is_empty() { Ok(()) } else { Err(errors.join("\n")) }
    }
}

/// True if an output is the wanted one. `...` stands for any text within a line.
fn matches(wanted: &str, printed: &str) -> bool {
    wanted.lines().count() == printed.lines().count()
        && wanted.lines().zip(printed.lines()).all(|(wanted, printed)| line_matches(wanted, printed))
}

fn line_matches(wanted: &str, printed: &str) -> bool {
    let Some((before, rest)) = wanted.split_once("...") else { return wanted == printed };
    let Some(printed) = printed.strip_prefix(before) else { return false };
    (0..=printed.len()).any(|at| printed.get(at..).is_some_and(|printed| line_matches(rest, printed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(outputs: &[Option<&str>]) -> Program {
        let mut program = Program::new("a/README.md", Language::Shell, 1);
        for (line, output) in outputs.iter().enumerate() {
            let output = output.map(ToOwned::to_owned);
            program.push(Block { line, language: "sh".to_owned(), code: String::new(), output }, line == 2);
        }
        program
    }

    #[test]
    fn every_block_prints_what_the_document_shows() {
        let program = program(&[Some("a ... c\n"), None, None]);
        assert!(program.check("a 12 c\n\u{1e}\n\u{1e}\nanything\n").is_ok());
        assert!(program.check("a c\n\u{1e}\n\u{1e}\n").is_err(), "another text");
        assert!(program.check("a b c\n\u{1e}\nb\n\u{1e}\n").is_err(), "a text that is not shown");
        assert!(program.check("a b c\n\u{1e}\n").is_err(), "the last block has not run");
    }

    #[test]
    fn dots_stand_for_a_part_of_a_line() {
        assert!(matches("at ... in ... ms\n", "at 12:00 in 3 ms\n"));
        assert!(matches("'iVBOR...' (9 characters)\n", "'iVBOR...' (9 characters)\n"));
        assert!(!matches("at ...\n", "at 12:00\nmore\n") && !matches("", "at 12:00\n"));
    }
}
