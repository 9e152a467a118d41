//! The languages of the blocks that run.

use crate::step::Result;

/// A program prints this line between two blocks.
pub(super) const MARK: &str = "\u{1e}";

/// A language of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    CSharp,
    JavaScript,
    Python,
    Rust,
    Shell,
    TypeScript,
}

impl Language {
    /// The language with this name at a fence.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "csharp" => Some(Self::CSharp),
            "js" => Some(Self::JavaScript),
            "python" => Some(Self::Python),
            "rust" => Some(Self::Rust),
            "sh" => Some(Self::Shell),
            "ts" => Some(Self::TypeScript),
            _ => None,
        }
    }

    /// True if a block imports the SDK, and so is the first one of a program. All blocks of a
    /// shell are one script.
    pub(super) fn begins(self, code: &str) -> bool {
        code.lines().any(|line| match self {
            Self::CSharp => line.starts_with("using Edgegap.Sdk"),
            Self::JavaScript | Self::TypeScript => line.contains("'edgegap-sdk'"),
            Self::Python => line.starts_with("import edgegap") || line.starts_with("from edgegap"),
            Self::Rust => line.starts_with("use edgegap_"),
            Self::Shell => false,
        })
    }

    /// A program of these blocks, which prints [`MARK`] between them. The further blocks of C# and
    /// Rust are statements. They continue the innermost block that is open after the last statement
    /// of a C# program, and precede the `Ok(())` of a Rust one.
    pub(super) fn join(self, blocks: &[&str]) -> Result<String> {
        let mark = match self {
            Self::CSharp => "Console.WriteLine(\"\\u001e\");\n",
            Self::JavaScript | Self::TypeScript => "console.log('\\u001e')\n",
            Self::Python => "print(\"\\x1e\")\n",
            Self::Rust => "println!(\"\\u{1e}\");\n",
            Self::Shell => "printf '\\036\\n'\n",
        };
        let Some((first, others)) = blocks.split_first() else { return Ok(String::new()) };
        let (head, tail) = match self {
            _ if others.is_empty() => (*first, ""),
            Self::CSharp => split_before(first, |line| line.trim() == "}" || line.trim().is_empty()),
            Self::Rust => first.rfind("    Ok(())\n}\n").map_or((*first, ""), |end| first.split_at(end)),
            _ => (*first, ""),
        };
        if matches!(self, Self::CSharp | Self::Rust) && !others.is_empty() && tail.is_empty() {
            return Err("the program cannot be continued: it ends neither with `}` nor with `Ok(())`".to_owned());
        }
        let mut program = head.to_owned();
        for block in others {
            program.push_str(mark);
            program.push_str(block);
        }
        Ok(program + tail)
    }
}

/// Splits a text before the last lines, all of which belong to its end.
fn split_before(text: &str, is_end: impl Fn(&str) -> bool) -> (&str, &str) {
    let lines = text.split_inclusive('\n').rev().take_while(|line| is_end(line));
    text.split_at(text.len() - lines.map(str::len).sum::<usize>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn further_blocks_continue_the_first_one() {
        let join = |language: Language, blocks: &[&str]| language.join(blocks).unwrap();
        assert_eq!(join(Language::Python, &["a\n", "b\n"]), "a\nprint(\"\\x1e\")\nb\n");
        let program = "class A\n{\n    Main()\n    {\n        a();\n    }\n}\n";
        let wanted = program.replace("    }\n}", "Console.WriteLine(\"\\u001e\");\nb();\n    }\n}");
        assert_eq!(join(Language::CSharp, &[program, "b();\n"]), wanted);
        assert_eq!(join(Language::CSharp, &[program]), program);
        let rust = join(Language::Rust, &["fn main() {\n    a();\n    Ok(())\n}\n", "b();\n"]);
        assert_eq!(rust, "fn main() {\n    a();\nprintln!(\"\\u{1e}\");\nb();\n    Ok(())\n}\n");
        assert!(Language::CSharp.join(&["a();\n", "b();\n"]).is_err());
    }

    #[test]
    fn an_import_of_the_sdk_begins_a_program() {
        assert!(Language::TypeScript.begins("import {\n  Client,\n} from 'edgegap-sdk'\n"));
        assert!(Language::Python.begins("import asyncio\nimport edgegap\n"));
        assert!(!Language::Python.begins("import asyncio\nclient.versions.list()\n"));
    }
}
