//! The NuGet package. A release is packed by `dotnet pack` from the project file; without .NET,
//! this packs the same files with the assemblies that Mono compiles, so that the structure is
//! tested.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::mono::{Assembly, Mono, sources};
use super::super::{SDK, folder};
use super::Plugin;
use crate::interpreter;
use crate::step::{Result, output, run};
use crate::supply_chain::SBOM;
use crate::target::{TARGETS, VERSION};
use crate::{file, layout};

const ID: &str = "EdgegapSdk";

/// Packs it into a folder. `unity` has the Unity package.
pub(super) fn pack(mono: &Mono, plugins: &[Plugin], unity: &Path, dist: &Path) -> Result {
    check_project()?;
    let stage = layout::target().join("nuget");
    file::remove(&stage)?;
    for (framework, symbol) in [("netstandard2.0", None), ("netstandard2.1", Some("NETSTANDARD2_1"))] {
        let sdk = Assembly::library("Edgegap.Sdk").references(&["Newtonsoft.Json"]).documented();
        // The plain one defines attributes that .NET Standard 2.0 lacks; Mono, which has them,
        // warns.
        let sdk = symbol.map_or(sdk.clone().without_warning(436), |symbol| sdk.define(symbol));
        mono.compile(&sdk, &sources(Path::new(SDK).join("Runtime").as_path()))?;
        for name in ["Edgegap.Sdk.dll", "Edgegap.Sdk.xml"] {
            file::copy(&folder().join(name), &stage.join("lib").join(framework).join(name))?;
        }
    }
    for Plugin { folder, name, content, .. } in plugins {
        let place = stage.join("runtimes").join(folder).join("native");
        file::create(&place)?;
        fs::write(place.join(name), content).map_err(|error| format!("{}: {error}", place.display()))?;
    }
    for name in ["README.md", "Third Party Notices.md", "LICENSE-APACHE", "LICENSE-MIT", SBOM] {
        file::copy(&unity.join(name), &stage.join(name))?;
    }
    file::write(&stage.join(format!("{ID}.nuspec")), &nuspec())?;
    file::write(&stage.join("[Content_Types].xml"), CONTENT_TYPES)?;
    file::write(&stage.join("_rels/.rels"), &RELATIONS.replace("NUSPEC", &format!("{ID}.nuspec")))?;
    let package = dist.join(format!("{ID}.{VERSION}.nupkg"));
    let mut zip = interpreter::command(&["-m", "zipfile", "-c"]);
    zip.arg(&package).current_dir(&stage);
    // The relations come first, as in every package of this kind.
    let mut names = vec![PathBuf::from("_rels"), PathBuf::from("[Content_Types].xml")];
    names.extend(entries(&stage)?.into_iter().filter(|name| !names.contains(name)).collect::<Vec<_>>());
    run("NuGet package", zip.args(&names))?;
    let listed = output(interpreter::command(&["-m", "zipfile", "-l"]).arg(&package))?;
    for plugin in plugins {
        let path = format!("runtimes/{}/native/{}", plugin.folder, plugin.name);
        if !listed.contains(&path) {
            return Err(format!("{} has no {path}", package.display()));
        }
    }
    Ok(())
}

fn entries(stage: &Path) -> Result<Vec<PathBuf>> {
    let entries = stage.read_dir().map_err(|error| format!("{}: {error}", stage.display()))?;
    let mut names: Vec<_> = entries.flatten().map(|entry| PathBuf::from(entry.file_name())).collect();
    names.sort();
    Ok(names)
}

/// Fails unless the project file packs the library of every target.
fn check_project() -> Result {
    let path = layout::root().join(SDK).join("Edgegap.Sdk.csproj");
    let project = file::read(&path)?;
    for folder in TARGETS.iter().filter_map(|target| target.csharp) {
        let line = format!("PackagePath=\"runtimes/{folder}/native/\"");
        if !project.contains(&line) {
            return Err(format!("{} does not pack the library for {folder}: it has no {line}", path.display()));
        }
    }
    Ok(())
}

fn nuspec() -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <package xmlns=\"http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd\">\n  <metadata>\n    \
         <id>{ID}</id>\n    <version>{VERSION}</version>\n    <authors>edgegap-sdk contributors</authors>\n    \
         <license type=\"expression\">MIT OR Apache-2.0</license>\n    <readme>README.md</readme>\n    \
         <description>A typed client of Edgegap's application-management API. A community project, not affiliated \
         with Edgegap.</description>\n    \
         <repository type=\"git\" url=\"https://github.com/edgegap-sdk/edgegap-sdk\" />\n    <dependencies>\n      \
         <group targetFramework=\".NETStandard2.0\">\n        \
         <dependency id=\"Newtonsoft.Json\" version=\"13.0.3\" />\n      </group>\n      \
         <group targetFramework=\".NETStandard2.1\">\n        \
         <dependency id=\"Newtonsoft.Json\" version=\"13.0.3\" />\n      </group>\n    </dependencies>\n  \
         </metadata>\n</package>\n"
    )
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
  <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />
  <Default Extension="nuspec" ContentType="application/octet" />
  <Default Extension="dll" ContentType="application/octet" />
  <Default Extension="so" ContentType="application/octet" />
  <Default Extension="dylib" ContentType="application/octet" />
  <Default Extension="xml" ContentType="application/octet" />
  <Default Extension="md" ContentType="application/octet" />
</Types>
"#;

const RELATIONS: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/NUSPEC" Id="R1" />
</Relationships>
"#;
