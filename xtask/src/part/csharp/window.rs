//! The editor window in the README of the package. The tests compile it and press its buttons.

use std::path::{Path, PathBuf};

use super::{SDK, folder};
use crate::step::Result;
use crate::{file, layout};

/// Writes the window to a file of its own, and returns its path.
pub(super) fn extract() -> Result<PathBuf> {
    let readme = Path::new(SDK).join("README.md");
    let text = file::read(&layout::root().join(&readme))?;
    let window = find(&text).ok_or_else(|| format!("{} has no block with an EditorWindow", readme.display()))?;
    let path = folder().join("snippets/ReadmeWindow.cs");
    file::write(&path, window)?;
    Ok(path)
}

/// The block of a document that is a window.
fn find(text: &str) -> Option<&str> {
    let blocks = text.split("```csharp\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.into_iter().find(|block| is_window(block))
}

/// True if a block is a window, which needs Unity.
fn is_window(block: &str) -> bool {
    block.contains(": EditorWindow")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_found() {
        let text = "a\n```csharp\none();\n```\n```csharp\nclass A : EditorWindow\n```\n";
        assert_eq!(find(text), Some("class A : EditorWindow\n"));
        assert_eq!(find("```csharp\none();\n```\n"), None);
    }
}
