//! Lines and imports of generated code, in the form that formatters give them.

/// Code of a language.
#[derive(Clone, Copy)]
pub(crate) struct Format {
    /// The longest line.
    pub(crate) width: usize,
    /// Spaces of an indentation.
    pub(crate) step: usize,
    /// True if the last item of several lines has a comma, and the closing bracket has a line of
    /// its own.
    pub(crate) trailing_comma: bool,
}

impl Format {
    /// Breaks long lines at their longest brackets, one item a line.
    pub(crate) fn fit(self, code: &str) -> String {
        let mut out = String::new();
        code.lines().for_each(|line| self.line(line, &mut out));
        out
    }

    fn line(self, line: &str, out: &mut String) {
        let indent = line.len() - line.trim_start().len();
        let has_comma = |list: &str| self.trailing_comma && list.ends_with(',') && items(list).len() > 1;
        let is_broken = |(start, end): &(usize, usize)| line.len() > self.width || has_comma(&line[*start..*end]);
        let group = longest_brackets(line).filter(|group| !is_comment(line) && is_broken(group));
        let (indented, inner) = (" ".repeat(indent), " ".repeat(indent + self.step));
        if let Some((start, end)) = group {
            let items = items(&line[start..end]);
            out.push_str(&format!("{}\n", &line[..start]));
            for (index, item) in items.iter().enumerate() {
                let is_last = index + 1 == items.len();
                let comma = if !is_last || self.trailing_comma && items.len() > 1 { "," } else { "" };
                let close = if is_last && !self.trailing_comma { &line[end..] } else { "" };
                self.line(&format!("{inner}{item}{comma}{close}"), out);
            }
            if self.trailing_comma {
                self.line(&format!("{indented}{}", &line[end..]), out);
            }
        } else if let Some((head, union)) = line.split_once(" = ").filter(|_| line.len() > self.width) {
            let values: String = union.split(" | ").map(|value| format!("\n{inner}| {value}")).collect();
            out.push_str(&format!("{head} ={values}\n"));
        } else {
            out.push_str(&format!("{line}\n"));
        }
    }
}

/// The range inside of the longest outermost brackets.
fn longest_brackets(line: &str) -> Option<(usize, usize)> {
    let mut groups = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, letter) in line.char_indices() {
        match letter {
            '(' | '[' | '{' => {
                depth += 1;
                if depth == 1 {
                    start = at + 1;
                }
            }
            ')' | ']' | '}' => {
                depth -= 1;
                if depth == 0 {
                    groups.push((start, at));
                }
            }
            _ => {}
        }
    }
    groups.into_iter().max_by_key(|(start, end)| end - start).filter(|(start, end)| start < end)
}

/// The items between the commas of a list.
fn items(list: &str) -> Vec<&str> {
    let (mut items, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, letter) in list.char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(list[start..].trim());
    items.retain(|item| !item.is_empty());
    items
}

/// Leaves out imported names that the code of a Python or TypeScript file does not use.
pub(crate) fn prune(text: &str) -> String {
    let is_code = |line: &&str| !is_comment(line) && names(line).is_none();
    let code: String =
        text.split("\"\"\"").step_by(2).flat_map(str::lines).filter(is_code).collect::<Vec<_>>().join("\n");
    let is_used = |name: &&str| {
        let name = name.trim_start_matches("type ");
        code.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|word| word == name)
    };
    let mut out: Vec<String> = Vec::new();
    let mut is_dropped = false;
    for line in text.lines() {
        let follows_nothing = out.last().is_none_or(|last| last.is_empty() || last.ends_with(':'));
        if line.is_empty() && is_dropped && follows_nothing {
            continue;
        }
        let list = names(line);
        let used = list.map(|list| list.split(", ").filter(is_used).collect::<Vec<_>>().join(", "));
        is_dropped = used.as_ref().is_some_and(String::is_empty);
        match (list, used) {
            _ if is_dropped => {}
            (Some(list), Some(used)) => out.push(line.replacen(list, &used, 1)),
            _ => out.push(line.to_owned()),
        }
    }
    out.join("\n") + "\n"
}

/// True for a comment of C# or TypeScript.
fn is_comment(line: &str) -> bool {
    ["* ", "*/", "/*", "//"].iter().any(|mark| line.trim_start().starts_with(mark))
}

/// The names that a line imports.
fn names(line: &str) -> Option<&str> {
    let line = line.trim_start();
    if line.starts_with("import ") {
        return Some(line.split_once("{ ")?.1.split_once(" }")?.0);
    }
    Some(line.strip_prefix("from ")?.split_once(" import ")?.1).filter(|names| *names != "annotations")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_broken_at_its_brackets() {
        let format = Format { width: 20, step: 4, trailing_comma: true };
        assert_eq!(format.fit("f(a, g(b)): List[c]"), "f(a, g(b)): List[c]\n");
        assert_eq!(format.fit("    f(a, g(b, c)): List"), "    f(\n        a,\n        g(b, c),\n    ): List\n");
        let nested = "f(\n    {\n        first: 1,\n        second: 2,\n    }\n)\n";
        assert_eq!(format.fit("f({first: 1, second: 2})"), nested);
        assert_eq!(format.fit("/// f(one, two, three, four)"), "/// f(one, two, three, four)\n");
        let format = Format { trailing_comma: false, ..format };
        assert_eq!(format.fit("void F(int a, int b);"), "void F(\n    int a,\n    int b);\n");
        assert_eq!(format.fit("type A = 'one' | 'two'"), "type A =\n    | 'one'\n    | 'two'\n");
    }

    #[test]
    fn unused_imports_are_left_out() {
        let text = "from a import A, B\n\nif C:\n    from d import D\n\n    from e import E\n\"\"\"A D\"\"\"\nB(E)\n";
        assert_eq!(prune(text), "from a import B\n\nif C:\n    from e import E\n\"\"\"A D\"\"\"\nB(E)\n");
        assert_eq!(prune("import { a, type B } from 'a'\n// a\nB\n"), "import { type B } from 'a'\n// a\nB\n");
    }
}
