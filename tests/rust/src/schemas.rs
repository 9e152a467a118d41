//! The schemas of the boundary: what crosses it is checked against them.

use std::path::Path;

use jsonschema::Validator;
use serde_json::Value;

/// The four schemas beside `tests/contract/boundary.md`.
#[derive(Debug)]
pub struct Schemas {
    /// Of the second parameter of dispatch.
    pub arguments: Validator,
    /// Of the third.
    pub options: Validator,
    /// Of a success.
    pub reply: Validator,
    /// Of a failure.
    pub error: Validator,
}

impl Schemas {
    /// Reads and compiles them.
    pub fn load() -> Result<Self, String> {
        Ok(Self {
            arguments: read("arguments")?,
            options: read("options")?,
            reply: read("reply")?,
            error: read("error")?,
        })
    }
}

/// Everything about a value that a schema refuses.
pub fn refusals(schema: &Validator, value: &Value) -> Vec<String> {
    schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn read(name: &str) -> Result<Validator, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../contract/schemas/{name}.schema.json"));
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let schema = serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
    jsonschema::draft202012::new(&schema).map_err(|error| format!("{name}: {error}"))
}
