//! JSON Schemas of the boundary and of the vector files.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

/// Compiled once for the process.
static SHARED: LazyLock<Result<Schemas, String>> = LazyLock::new(Schemas::load);

/// The four schemas beside `tests/contract/boundary.md`, and the schema of the vector files.
#[derive(Debug)]
pub struct Schemas {
    /// Arguments: the second parameter of dispatch.
    pub arguments: Validator,
    /// Options: the third parameter of dispatch.
    pub options: Validator,
    /// The reply to a successful call.
    pub reply: Validator,
    /// The error of a failed call.
    pub error: Validator,
    /// A file of vectors.
    pub vectors: Validator,
    /// The field `expect` of a vector.
    pub(crate) expect: Validator,
}

impl Schemas {
    /// Compiles the schemas.
    ///
    /// # Errors
    /// If one of them is not a JSON Schema.
    pub fn load() -> Result<Self, String> {
        let vectors = parse(include_str!("../../vectors/vector.schema.json"))?;
        let expect = json!({"$ref": "#/$defs/expect", "$defs": vectors["$defs"]});
        Ok(Self {
            arguments: compile(&parse(include_str!("../../contract/schemas/arguments.schema.json"))?)?,
            options: compile(&parse(include_str!("../../contract/schemas/options.schema.json"))?)?,
            reply: compile(&parse(include_str!("../../contract/schemas/reply.schema.json"))?)?,
            error: compile(&parse(include_str!("../../contract/schemas/error.schema.json"))?)?,
            vectors: compile(&vectors)?,
            expect: compile(&expect)?,
        })
    }

    /// The schemas, compiled at the first call in this process.
    pub(crate) fn shared() -> Result<&'static Self, String> {
        SHARED.as_ref().map_err(Clone::clone)
    }
}

/// Every violation of a schema by a value, each with its place.
pub fn refusals(schema: &Validator, value: &Value) -> Vec<String> {
    schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn parse(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// Compiles a schema.
///
/// # Errors
/// The reason why it is no JSON Schema of draft 2020-12.
pub fn compile(schema: &Value) -> Result<Validator, String> {
    jsonschema::draft202012::new(schema).map_err(|error| error.to_string())
}
