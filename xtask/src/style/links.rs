//! Links in Markdown. A link inside the repository leads to a file that exists, and to one of its
//! headings. Documents that are part of a package have no relative links: those would lead nowhere
//! on the page of a registry.

use std::path::{Component, Path, PathBuf};

use super::Source;
use crate::{file, layout};

/// The documents that registries and editors show.
const IN_PACKAGES: [&str; 6] = [
    "bindings-csharp/sdk/README.md",
    "bindings-node/README.md",
    "bindings-python/README.md",
    "core/README.md",
    "emulator/README.md",
    "publish/README.md",
];

/// Addresses of files of this repository.
const OWN: [&str; 2] =
    ["https://github.com/edgegap-sdk/edgegap-sdk/blob/main/", "https://github.com/edgegap-sdk/edgegap-sdk/tree/main/"];

/// The links that lead nowhere.
pub(super) fn check(source: &Source) -> Vec<String> {
    // The links of a template are those of the document that is made from it.
    if source.ending() != "md" || source.path.starts_with("xtask/templates/") {
        return Vec::new();
    }
    let links = links(&source.text);
    links
        .iter()
        .filter_map(|(line, link)| Some(format!("{}:{line}: {}", source.path, problem(source, link)?)))
        .collect()
}

/// The lines and targets of all links outside of code.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut is_code = false;
    for (index, line) in text.lines().enumerate() {
        is_code ^= line.trim_start().starts_with("```");
        if is_code {
            continue;
        }
        let inline = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let definition = line.strip_prefix('[').and_then(|rest| Some(rest.split_once("]: ")?.1));
        found.extend(inline.chain(definition).map(|link| (index + 1, link)));
    }
    found
}

/// The reason for which a link leads nowhere.
fn problem(source: &Source, link: &str) -> Option<String> {
    let own = OWN.iter().find_map(|address| link.strip_prefix(address));
    if own.is_none() && link.contains("://") {
        return None;
    }
    if own.is_none() && IN_PACKAGES.contains(&source.path.as_str()) {
        return Some(format!("the link `{link}` is relative, and this document is a part of a package"));
    }
    let (path, heading) = own.unwrap_or(link).split_once('#').unwrap_or((own.unwrap_or(link), ""));
    let folder = if own.is_some() { Path::new("") } else { Path::new(&source.path).parent()? };
    let target = layout::root().join(inside(folder, path));
    let text = match (path, heading) {
        ("", _) => source.text.clone(),
        _ if !target.exists() => return Some(format!("the link `{link}` leads to no file")),
        (_, "") => return None,
        _ => file::read(&target).ok()?,
    };
    let is_there = headings(&text).any(|own| own == heading);
    (!is_there).then(|| format!("the link `{link}` leads to no heading"))
}

/// A path below a folder, without `..`.
fn inside(folder: &Path, path: &str) -> PathBuf {
    let mut inside = PathBuf::new();
    for part in folder.join(path).components() {
        match part {
            Component::ParentDir => drop(inside.pop()),
            part => inside.push(part),
        }
    }
    inside
}

/// The anchors of the headings, as GitHub makes them.
fn headings(text: &str) -> impl Iterator<Item = String> {
    let titles = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    titles.map(|title| {
        let kept = title.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
        kept.map(|letter| if letter == ' ' { '-' } else { letter.to_ascii_lowercase() }).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(path: &str, text: &str) -> Vec<String> {
        check(&Source { path: path.to_owned(), text: text.to_owned(), is_generated: false })
    }

    #[test]
    fn links_lead_to_files_and_headings() {
        let text = "# A b: c\n[1](README.md) [2](docs/api.md#errors) [3](#a-b-c) [4](https://example.com/)\n\
                    ```js\na[0](no.md)\n```\n[x]: docs/api.md\n";
        assert!(find("NEW.md", text).is_empty(), "{:?}", find("NEW.md", text));
        for link in ["no.md", "docs/api.md#no", "#no", "https://github.com/edgegap-sdk/edgegap-sdk/blob/main/no"] {
            assert_eq!(find("NEW.md", &format!("a\n[1]({link})")).len(), 1, "{link}");
        }
        assert!(find("docs/new.md", "[1](../README.md)").is_empty());
    }

    #[test]
    fn documents_of_packages_have_no_relative_links() {
        assert_eq!(find("core/README.md", "[1](../README.md)").len(), 1);
        let absolute = "[1](https://github.com/edgegap-sdk/edgegap-sdk/blob/main/README.md)";
        assert!(find("core/README.md", absolute).is_empty());
    }
}
