//! The fenced blocks of a Markdown document.

use serde::de::IgnoredAny;

use crate::step::Result;

/// Blocks of data: nothing can be run.
const DATA: [&str; 5] = ["diff", "json", "mermaid", "toml", "xml"];

/// A block of code, and its output if the document shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// Line of the fence, from 1.
    pub(crate) line: usize,
    /// The word after the fence.
    pub(crate) language: String,
    pub(crate) code: String,
    /// The `text` block that follows directly.
    pub(crate) output: Option<String>,
}

/// The blocks of code in a document.
pub(crate) fn read(document: &str, text: &str) -> Result<Vec<Block>> {
    let mut blocks: Vec<Block> = Vec::new();
    // True while nothing but empty lines follow a block of code.
    let mut follows_code = false;
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        let Some(language) = line.trim_start().strip_prefix("```") else {
            follows_code &= line.trim().is_empty();
            continue;
        };
        let indent = line.len() - line.trim_start().len();
        let mut code = String::new();
        loop {
            match lines.next() {
                Some((_, line)) if line.trim() == "```" => break,
                Some((_, line)) => {
                    code.push_str(line.get(indent..).unwrap_or_default());
                    code.push('\n');
                }
                None => return Err(format!("{document}:{}: the block does not end", index + 1)),
            }
        }
        match (language, blocks.last_mut()) {
            ("text", Some(block)) if follows_code => block.output = Some(code),
            ("", _) => return Err(format!("{document}:{}: the block names no language", index + 1)),
            ("json", _) => drop(
                serde_json::from_str::<IgnoredAny>(&code)
                    .map_err(|error| format!("{document}:{}: the block is not JSON: {error}", index + 1))?,
            ),
            (data, _) if DATA.contains(&data) => {}
            _ => blocks.push(Block { line: index + 1, language: language.to_owned(), code, output: None }),
        }
        follows_code = language != "text" && !DATA.contains(&language);
    }
    Ok(blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_have_a_language_and_an_output() {
        let text =
            "a\n```sh\none\n```\n\n```text\n1\n```\n* b\n\n  ```js\n  two {\n\n    3\n  }\n  ```\n```json\n{}\n```\n";
        let block = |line, language: &str, code: &str, output: Option<&str>| Block {
            line,
            language: language.to_owned(),
            code: code.to_owned(),
            output: output.map(ToOwned::to_owned),
        };
        let wanted = [block(2, "sh", "one\n", Some("1\n")), block(11, "js", "two {\n\n  3\n}\n", None)];
        assert_eq!(read("A.md", text).unwrap(), wanted);
    }

    #[test]
    fn an_output_follows_its_program() {
        let blocks = read("A.md", "```sh\na\n```\nb\n```text\n1\n```\n").unwrap();
        assert!(blocks[0].output.is_none() && blocks[1].language == "text");
    }

    #[test]
    fn a_block_that_nothing_can_check_is_an_error() {
        for text in ["```\na\n```", "```sh\na", "```json\n{a}\n```"] {
            assert!(read("A.md", text).unwrap_err().starts_with("A.md:"), "{text}");
        }
    }
}
