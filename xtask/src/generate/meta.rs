//! Unity keeps a `.meta` file beside every file and folder of a package; without it a package from
//! the registry is not imported. The GUID in it must never change, so it is made of the path.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::File;
use crate::layout;

const PACKAGE: &str = "bindings-csharp/sdk";

/// The end of every `.meta`.
const TAIL: &str = "  userData: \n  assetBundleName: \n  assetBundleVariant: \n";

/// A `.meta` for everything that is committed in the package, and for what is generated.
pub(crate) fn files(generated: &[File]) -> Vec<File> {
    let mut paths = Vec::new();
    walk(&layout::root().join(PACKAGE), "", &mut paths);
    for (name, _) in generated {
        if let Some(path) = name.strip_prefix(PACKAGE).and_then(|rest| rest.strip_prefix('/'))
            && !paths.iter().any(|(known, _)| known == path)
        {
            paths.push((path.to_owned(), false));
        }
    }
    // A folder that holds generated files alone may not be there yet.
    for (path, _) in paths.clone() {
        for (at, _) in path.match_indices('/') {
            let folder = path.get(..at).unwrap_or_default();
            if !paths.iter().any(|(known, _)| known == folder) {
                paths.push((folder.to_owned(), true));
            }
        }
    }
    paths.sort();
    let meta = |(path, is_folder): &(String, bool)| {
        let content = if *is_folder { of_folder(path) } else { of_file(path) };
        (format!("{PACKAGE}/{path}.meta"), content)
    };
    paths.iter().map(meta).collect()
}

/// The `.meta` files in the package that are not among these.
pub(crate) fn left_over(files: &[File]) -> Vec<String> {
    fn search(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = format!("{prefix}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                search(&entry.path(), &name, found);
            } else if name.ends_with(".meta") {
                found.push(name);
            }
        }
    }
    let mut found = Vec::new();
    search(&layout::root().join(PACKAGE), PACKAGE, &mut found);
    found.retain(|name| !files.iter().any(|(known, _)| known == name));
    found
}

/// Files and folders that Unity imports: not hidden ones, those that end with `~`, and build
/// output.
fn walk(folder: &Path, prefix: &str, paths: &mut Vec<(String, bool)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_built = ["bin", "obj", "Plugins"].contains(&name.as_str());
        if name.starts_with('.') || name.ends_with('~') || name.ends_with(".meta") || is_built {
            continue;
        }
        let path = format!("{prefix}{name}");
        let is_folder = entry.path().is_dir();
        // Generated files are added by the caller.
        let is_stale = prefix == "Runtime/Generated/";
        if !is_stale {
            paths.push((path.clone(), is_folder));
        }
        if is_folder {
            walk(&entry.path(), &format!("{path}/"), paths);
        }
    }
}

/// The `.meta` of a folder.
pub(crate) fn of_folder(path: &str) -> String {
    format!("{}folderAsset: yes\nDefaultImporter:\n  externalObjects: {{}}\n{TAIL}", head(path))
}

/// The `.meta` of a file: which importer takes it depends on its ending.
pub(crate) fn of_file(path: &str) -> String {
    let (_, ending) = path.rsplit_once('.').unwrap_or_default();
    let importer = match ending {
        "cs" => {
            "MonoImporter:\n  externalObjects: {}\n  serializedVersion: 2\n  defaultReferences: []\n  \
             executionOrder: 0\n  icon: {instanceID: 0}\n"
        }
        "asmdef" => "AssemblyDefinitionImporter:\n  externalObjects: {}\n",
        "md" => "TextScriptImporter:\n  externalObjects: {}\n",
        "json" if path == "package.json" => "PackageManifestImporter:\n  externalObjects: {}\n",
        "so" | "dylib" | "dll" | "a" => return format!("{}{}{TAIL}", head(path), plugin(path)),
        _ => "DefaultImporter:\n  externalObjects: {}\n",
    };
    format!("{}{importer}{TAIL}", head(path))
}

fn head(path: &str) -> String {
    format!("fileFormatVersion: 2\nguid: {}\n", guid(path))
}

/// A native library, for the editor and players of its system and processor alone. Whether a player
/// contains it is decided at each build, by `Editor/PlayerLibraries.cs`.
fn plugin(path: &str) -> String {
    let (system, player_of, processor) = match path.split('/').nth(1).unwrap_or_default() {
        "linux-x64" => ("Linux", Some("Linux64"), "x86_64"),
        "linux-arm64" => ("Linux", None, "ARM64"),
        // One library for both processors: Unity leaves out both of two with one name.
        "osx" => ("OSX", Some("OSXUniversal"), "AnyCPU"),
        "win-x64" => ("Windows", Some("Win64"), "x86_64"),
        "win-arm64" => ("Windows", None, "ARM64"),
        other => panic!("no Unity platform is known for {other}"),
    };
    let platform = |first: &str, second: &str, settings: &str| {
        format!("  - first:\n      {first}: {second}\n    second:\n      enabled: 1\n      settings:\n{settings}")
    };
    let editor = platform(
        "Editor",
        "Editor",
        &format!("        CPU: {processor}\n        DefaultValueInitialized: true\n        OS: {system}\n"),
    );
    let player = |player| platform("Standalone", player, &format!("        CPU: {processor}\n"));
    let standalone = player_of.map(player).unwrap_or_default();
    format!(
        "PluginImporter:\n  externalObjects: {{}}\n  serializedVersion: 2\n  iconMap: {{}}\n  executionOrder: {{}}\n  \
         defineConstraints: []\n  isPreloaded: 0\n  isOverridable: 0\n  isExplicitlyReferenced: 0\n  \
         validateReferences: 1\n  platformData:\n  - first:\n      Any: \n    second:\n      enabled: 0\n      \
         settings: {{}}\n{editor}{standalone}"
    )
}

/// 32 hexadecimal digits that belong to this path in this package.
fn guid(path: &str) -> String {
    let digest = Sha256::digest(format!("com.edgegap-sdk.sdk/{path}"));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_belongs_to_its_path() {
        assert_eq!(guid("Runtime").len(), 32);
        assert_eq!(guid("Runtime"), guid("Runtime"));
        assert_ne!(guid("Runtime"), guid("Editor"));
        assert!(of_file("Runtime/A.cs").contains("MonoImporter"));
        for (path, os, cpu, player) in [
            ("Plugins/linux-x64/libedgegap_native.so", "Linux", "x86_64", Some("Linux64")),
            ("Plugins/linux-arm64/libedgegap_native.so", "Linux", "ARM64", None),
            ("Plugins/osx/libedgegap_native.dylib", "OSX", "AnyCPU", Some("OSXUniversal")),
            ("Plugins/win-x64/edgegap_native.dll", "Windows", "x86_64", Some("Win64")),
            ("Plugins/win-arm64/edgegap_native.dll", "Windows", "ARM64", None),
        ] {
            let meta = of_file(path);
            let editor = format!("CPU: {cpu}\n        DefaultValueInitialized: true\n        OS: {os}\n");
            assert!(meta.contains(&editor), "{meta}");
            let standalone = player.map(|player| format!("Standalone: {player}\n"));
            assert_eq!(meta.contains("Standalone: "), standalone.is_some(), "{meta}");
            assert!(standalone.is_none_or(|player| meta.contains(&player)), "{meta}");
        }
        assert!(of_folder("Runtime").contains("folderAsset: yes"));
    }
}
