//! Reads the vector files and finds contradictions among them.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use edgegap_scripted_server::{Drain, Judge, Script};
use serde_json::Value;

use crate::vector::Vector;

/// Their schema, in the same folder.
pub const SCHEMA: &str = "vector.schema.json";

/// A vector and the file it came from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Name of the file without `.json`.
    pub file: String,
    /// The vector.
    pub vector: Vector,
}

/// The folder of the vectors.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors")
}

/// The vector files in the order of their names, as JSON.
pub fn files() -> Result<Vec<(String, Value)>, String> {
    let folder = folder();
    let shown = folder.display();
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .map_err(|error| format!("{shown}: {error}"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "json") && !path.ends_with(SCHEMA))
        .collect();
    paths.sort();
    let read = |path: PathBuf| {
        let file = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
        let json = serde_json::from_str(&text).map_err(|error| format!("{file}: {error}"))?;
        Ok((file, json))
    };
    paths.into_iter().map(read).collect()
}

/// All vectors, in the order of files.
pub fn load() -> Result<Vec<Loaded>, String> {
    let mut loaded = Vec::new();
    for (file, json) in files()? {
        for value in json.as_array().into_iter().flatten() {
            let vector =
                serde_json::from_value(value.clone()).map_err(|error| format!("{file}, {}: {error}", value["name"]))?;
            loaded.push(Loaded { file: file.clone(), vector });
        }
    }
    Ok(loaded)
}

/// Every fault of the vectors taken together. `operations` are the ids that exist.
pub fn faults(loaded: &[Loaded], operations: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut names: HashMap<&str, &str> = HashMap::new();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for Loaded { file, vector } in loaded {
        let name = vector.name.as_str();
        if let Some(other) = names.insert(name, file) {
            faults.push(format!("{name} is in {other} and in {file}"));
        }
        if let Err(why) = (Script { exchanges: vector.exchanges.clone() }).check() {
            faults.push(format!("{name}: {why}"));
        }
        if let Err(why) = Judge::new(&vector.operation, vector.drain, &vector.expect) {
            faults.push(format!("{name}: {why}"));
        }
        if operations.contains(&file.as_str()) {
            *counts.entry(file).or_default() += 1;
            if vector.operation != *file {
                faults.push(format!("{name} is in {file} and calls {}", vector.operation));
            }
        }
        for call in vector.before.iter().filter(|call| !operations.contains(&call.operation.as_str())) {
            faults.push(format!("{name}: there is no operation {}", call.operation));
        }
        faults.extend(contradiction(vector).map(|why| format!("{name}: {why}")));
    }
    for operation in operations {
        let count = counts.get(operation).copied().unwrap_or_default();
        if count < 4 {
            faults.push(format!("{operation}.json has {count} vectors, fewer than four"));
        }
    }
    faults
}

fn contradiction(vector: &Vector) -> Option<&'static str> {
    let has = |name| vector.expect.get(name).is_some();
    let is_list = vector.operation.ends_with(".list") || vector.operation.ends_with(".list_tags");
    match vector.drain {
        None if is_list => Some("a list needs drain"),
        Some(_) if !is_list => Some("drain is for lists"),
        // Where time passes, the value is not known beforehand.
        None if !has("value") && has("meta") => None,
        None | Some(Drain::Page) if !has("value") && !has("error") => Some("value or error is due"),
        Some(Drain::Items) if !has("items") && !has("error") => Some("items or error is due"),
        Some(Drain::Pages) if !has("pages") && !has("error") => Some("pages or error is due"),
        _ if has("error") && (has("value") || has("meta")) => Some("an error has no value and no meta"),
        _ => None,
    }
}
