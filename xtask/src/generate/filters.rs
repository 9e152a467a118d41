//! Filters of the templates.
#![expect(unreachable_pub, reason = "the macro of askama makes public methods")]

use std::fmt::Display;

use askama::{Result, Values, filter_fn};

use super::text::{self, wrap};

/// The longest line of documentation.
const WIDTH: usize = 100;

/// Documentation as one paragraph.
#[filter_fn]
pub(crate) fn paragraph<T: Display>(text: T, _: &dyn Values) -> Result<String> {
    Ok(edgegap_sdk::paragraph(&text.to_string()))
}

/// `PullProfiles` of `pull_profiles`.
#[filter_fn]
pub(crate) fn pascal<T: Display>(name: T, _: &dyn Values) -> Result<String> {
    Ok(text::pascal(&name.to_string()))
}

/// `pullProfiles` of `pull_profiles`.
#[filter_fn]
pub(crate) fn camel<T: Display>(name: T, _: &dyn Values) -> Result<String> {
    Ok(text::camel(&name.to_string()))
}

/// `pull-profiles` of `pull_profiles`.
#[filter_fn]
pub(crate) fn kebab<T: Display>(name: T, _: &dyn Values) -> Result<String> {
    Ok(text::kebab(&name.to_string()))
}

/// A documentation string of Python.
#[filter_fn]
pub(crate) fn docstring<T: Display>(text: T, _: &dyn Values, indent: usize) -> Result<String> {
    let text = lines(&format!("\"\"\"{}", edgegap_sdk::paragraph(&text.to_string())), indent, 0);
    let is_line = !text.contains('\n') && text.len() + indent + 3 <= WIDTH;
    Ok(if is_line { text + "\"\"\"" } else { format!("{text}\n{}\"\"\"", " ".repeat(indent)) })
}

/// Lines of a documentation string of Python, of which all but the first are indented further.
#[filter_fn]
pub(crate) fn wrapped<T: Display>(text: T, _: &dyn Values, indent: usize, hanging: usize) -> Result<String> {
    Ok(lines(&text.to_string(), indent, hanging))
}

fn lines(text: &str, indent: usize, hanging: usize) -> String {
    wrap(text, WIDTH - indent - hanging).join(&format!("\n{}", " ".repeat(indent + hanging)))
}

/// Paragraphs, one a line, as a comment of TypeScript.
#[filter_fn]
pub(crate) fn tsdoc<T: Display>(text: T, _: &dyn Values, indent: usize) -> Result<String> {
    let text = text.to_string();
    let paragraphs: Vec<_> = text.lines().filter(|paragraph| !paragraph.is_empty()).collect();
    if let [one] = paragraphs.as_slice()
        && indent + one.chars().count() + 7 <= WIDTH
    {
        return Ok(format!("/** {one} */"));
    }
    let mut lines = vec!["/**".to_owned()];
    let mut follows_tag = true;
    for paragraph in paragraphs {
        let is_tag = paragraph.starts_with('@');
        if !(follows_tag && (is_tag || lines.len() == 1)) {
            lines.push(" *".to_owned());
        }
        let hanging = if is_tag { 2 } else { 0 };
        let wrapped = text::wrap(paragraph, WIDTH - indent - 3 - hanging);
        lines.extend(
            wrapped.iter().enumerate().map(|(index, line)| {
                format!(" * {}{line}", if index > 0 { " ".repeat(hanging) } else { String::new() })
            }),
        );
        follows_tag = is_tag;
    }
    lines.push(" */".to_owned());
    Ok(lines.join(&format!("\n{}", " ".repeat(indent))))
}

/// A `summary` of C# documentation.
#[filter_fn]
pub(crate) fn summary<T: Display>(text: T, _: &dyn Values, indent: usize) -> Result<String> {
    Ok(in_element("summary", "", &text.to_string(), indent))
}

/// Another element of C# documentation; `of` is the name of a parameter or of a class of
/// exceptions.
#[filter_fn]
pub(crate) fn element<T: Display>(text: T, _: &dyn Values, indent: usize, name: &str, of: &str) -> Result<String> {
    let attribute = match name {
        "param" => format!(" name=\"{of}\""),
        "exception" => format!(" cref=\"{of}Exception\""),
        _ => String::new(),
    };
    Ok(in_element(name, &attribute, &text.to_string(), indent))
}

/// An element of a documentation comment: in one line where it fits.
fn in_element(name: &str, attribute: &str, text: &str, indent: usize) -> String {
    let (open, close) = (format!("<{name}{attribute}>"), format!("</{name}>"));
    let room = WIDTH - indent - 4;
    // Back quotes stay until the text is broken, so that it is not broken inside of them.
    let text = edgegap_sdk::paragraph(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let text = text.replace("&lt;see", "<see").replace("/&gt;", "/>");
    if open.len() + text.chars().count() + close.len() <= room {
        return format!("/// {open}{}{close}", marked(&text));
    }
    let mut lines = vec![open];
    lines.extend(wrap(&text, room).iter().map(|line| marked(line)));
    lines.push(close);
    let lines: Vec<_> = lines.iter().map(|line| format!("/// {line}")).collect();
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// Back quotes as elements of XML.
fn marked(text: &str) -> String {
    let mut parts = text.split('`');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (index, part) in parts.enumerate() {
        out.push_str(if index % 2 == 0 { "<c>" } else { "</c>" });
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_fit_for_xml() {
        let text = in_element("summary", "", "At most `a < b`.", 4);
        assert_eq!(text, "/// <summary>At most <c>a &lt; b</c>.</summary>");
    }
}
