//! The number of files side by side in a folder of the core.

use std::collections::BTreeMap;

const ROOT: &str = "core/src/";
const MOST: usize = 16;

/// The folders with too many files.
pub(super) fn check<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for (folder, _) in paths.filter(|path| path.starts_with(ROOT)).filter_map(|path| path.rsplit_once('/')) {
        *folders.entry(folder).or_default() += 1;
    }
    let crowded = folders.into_iter().filter(|(_, files)| *files > MOST);
    crowded.map(|(folder, files)| format!("{folder}:1: {files} files side by side, a folder may have {MOST}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowded_folder_is_found() {
        let files: Vec<_> = (0..17).map(|number| format!("core/src/http/file{number}.rs")).collect();
        let paths = || files.iter().map(String::as_str);
        assert_eq!(check(paths()), ["core/src/http:1: 17 files side by side, a folder may have 16"]);
        assert!(check(paths().skip(1)).is_empty());
    }
}
