//! The schemas of the boundary: what crosses it is checked against them.

use std::path::Path;

use jsonschema::Validator;
use serde_json::Value;

use crate::load::{SCHEMA, folder};

/// The four schemas beside `tests/contract/boundary.md`, and that of the vector files.
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
    /// Of a file of vectors.
    pub vectors: Validator,
}

impl Schemas {
    /// Reads and compiles them.
    pub fn load() -> Result<Self, String> {
        let boundary =
            |name| read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../contract/schemas/{name}.schema.json")));
        Ok(Self {
            arguments: boundary("arguments")?,
            options: boundary("options")?,
            reply: boundary("reply")?,
            error: boundary("error")?,
            vectors: read(&folder().join(SCHEMA))?,
        })
    }
}

/// Everything about a value that a schema refuses.
pub fn refusals(schema: &Validator, value: &Value) -> Vec<String> {
    schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn read(path: &Path) -> Result<Validator, String> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{shown}: {error}"))?;
    let schema = serde_json::from_str(&text).map_err(|error| format!("{shown}: {error}"))?;
    jsonschema::draft202012::new(&schema).map_err(|error| format!("{shown}: {error}"))
}
