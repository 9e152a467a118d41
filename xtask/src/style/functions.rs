//! Lengths of functions in Python and C#. Clippy checks those in Rust (`too_many_lines`), eslint
//! those in TypeScript (`max-lines-per-function`).

use super::Source;

const MOST: usize = 60;

/// The functions that are too long. Blank lines, comments and docstrings do not count.
pub(super) fn check(source: &Source) -> Vec<String> {
    if source.is_generated || source.is_test() {
        return Vec::new();
    }
    let lines: Vec<&str> = source.text.lines().collect();
    let starts = (0..lines.len()).filter(|at| match source.ending() {
        "py" => lines[*at].trim_start().trim_start_matches("async ").starts_with("def "),
        "cs" => lines[*at].trim() == "{" && *at > 0 && lines[*at - 1].ends_with(')'),
        _ => false,
    });
    let long = starts.map(|at| (at, length(&lines[at..]))).filter(|(_, length)| *length > MOST);
    long.map(|(at, length)| format!("{}:{}: {length} lines, a function may have {MOST}", source.path, at + 1)).collect()
}

/// The number of lines of code from the start of a function to its end.
fn length(lines: &[&str]) -> usize {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = indent(lines[0]);
    let (mut code, mut is_docstring) = (1, false);
    for line in &lines[1..] {
        let text = line.trim();
        let is_quoted = is_docstring || text.starts_with("\"\"\"");
        if is_quoted && text.matches("\"\"\"").count() == 1 {
            is_docstring = !is_docstring;
        }
        let is_code = !is_quoted && !text.is_empty() && !text.starts_with("//") && !text.starts_with('#');
        // The signature of a function in Python may end with a bracket at its own indentation.
        if is_code && indent(line) <= own && !text.starts_with(')') {
            break;
        }
        code += usize::from(is_code);
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(path: &str, text: String) -> Vec<String> {
        check(&Source { path: path.to_owned(), text, is_generated: false })
    }

    #[test]
    fn long_functions_are_found() {
        let body = |count| "        x = 1\n\n        # why\n".repeat(count);
        let python = |count| {
            format!(
                "class A:\n    def f(\n        self,\n    ):\n        \"\"\"Doc.\n{}\"\"\"\n{}    y = 1\n",
                "\n".repeat(99),
                body(count)
            )
        };
        assert_eq!(find("a.py", python(58)), ["a.py:2: 61 lines, a function may have 60"]);
        assert!(find("a.py", python(57)).is_empty() && find("tests/a.py", python(99)).is_empty());
        let csharp = |count| format!("class A\n{{\n    void F()\n    {{\n{}    }}\n}}\n", body(count));
        assert_eq!(find("a.cs", csharp(60)), ["a.cs:4: 61 lines, a function may have 60"]);
        assert!(find("a.cs", csharp(59)).is_empty());
    }
}
