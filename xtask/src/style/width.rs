//! Line widths: 100 columns for comments and Markdown, 120 for code. Generated files are checked as
//! code.

use super::Source;

const PROSE: usize = 100;
const CODE: usize = 120;

/// The lines that are too long.
pub(super) fn check(source: &Source) -> Vec<String> {
    let mut reader = Reader { ending: source.ending(), is_inside: false };
    let mut findings = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let (limit, what) = match reader.limit(line) {
            Some(PROSE) if !source.is_generated => (PROSE, "a comment or text"),
            Some(_) => (CODE, "a line"),
            None => continue,
        };
        let width = without_links(line).chars().count();
        if width > limit {
            findings.push(format!("{}:{}: {width} columns, {what} may have {limit}", source.path, index + 1));
        }
    }
    findings
}

/// Reads the lines of a file in order.
struct Reader<'a> {
    ending: &'a str,
    /// True inside a block: a docstring, a block comment or a fenced block.
    is_inside: bool,
}

impl Reader<'_> {
    /// The limit of a line, or `None` if it has none.
    fn limit(&mut self, line: &str) -> Option<usize> {
        let line = line.trim_start();
        match self.ending {
            "md" => {
                let is_fence = line.starts_with("```");
                self.is_inside ^= is_fence;
                (!is_fence && !self.is_inside && !line.starts_with('|')).then_some(PROSE)
            }
            "py" | "pyi" => {
                let was_inside = self.is_inside;
                let is_start = line.starts_with("\"\"\"") || line.starts_with("r\"\"\"");
                if (was_inside || is_start) && line.matches("\"\"\"").count() == 1 {
                    self.is_inside = !was_inside;
                }
                Some(if was_inside || is_start || line.starts_with('#') { PROSE } else { CODE })
            }
            "toml" | "yml" => Some(if line.starts_with('#') { PROSE } else { CODE }),
            _ => {
                let is_comment = self.is_inside || line.starts_with("//") || line.starts_with("/*");
                self.is_inside = (self.is_inside || line.starts_with("/*")) && !line.contains("*/");
                Some(if is_comment { PROSE } else { CODE })
            }
        }
    }
}

/// A line without the targets of its links, which cannot be broken.
fn without_links(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, link)) = rest.split_once("](") {
        text.push_str(before);
        text.push(']');
        rest = link.split_once(')').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text.split_inclusive(' ').filter(|word| !word.contains("://")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, lines: &[&str]) -> Vec<usize> {
        let source = Source { path: path.to_owned(), text: lines.join("\n"), is_generated: false };
        let findings = check(&source);
        findings.iter().map(|finding| finding.split(':').nth(1).unwrap().parse().unwrap()).collect()
    }

    #[test]
    fn comments_and_code_have_limits_of_their_own() {
        let (wide, wider) = ("x".repeat(105), "x".repeat(125));
        let comment = format!("// {wide}");
        assert_eq!(lines("a.rs", &[&comment, &wide, &wider, "/*", &wide, "*/", &wide]), [1, 3, 5]);
        assert_eq!(lines("a.py", &[&format!("# {wide}"), "\"\"\"A", &wide, "\"\"\"", &wide, &wider]), [1, 3, 6]);
        assert_eq!(lines("a.toml", &[&format!("# {wide}"), &wide]), [1]);
        let generated = Source { path: "a.rs".into(), text: comment, is_generated: true };
        assert!(check(&generated).is_empty());
    }

    #[test]
    fn tables_fenced_blocks_and_links_have_no_limit() {
        let (wide, link) = ("x".repeat(125), format!("[a](https://example.com/{})", "x".repeat(125)));
        assert_eq!(lines("a.md", &[&wide, &format!("| {wide} |"), "```sh", &wide, "```", &link, &wide]), [1, 7]);
    }
}
