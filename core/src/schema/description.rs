//! The description of this crate as data: the source of the other languages and of the
//! documentation.

use std::sync::LazyLock;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::error::ErrorKind;
use crate::resources::{OPERATIONS, RESOURCES};
use crate::schema::model::{BodyKind, Enum, Kind, Model};
use crate::schema::operation::{Operation, Parameter, Resource};
use crate::schema::serialize::doc;
use crate::settings::variables::{self, Variable};
use crate::violation::ViolationCode;

/// Operations, models and enumerations with their documentation, units, bounds and defaults. As
/// JSON it is `tests/contract/api.json`.
#[derive(Debug, Serialize)]
pub struct Description {
    /// Resources of a client, in the order of the API's documentation.
    pub resources: &'static [Resource],
    /// Operations, in the order of the API's documentation.
    #[serde(serialize_with = "operations")]
    pub operations: &'static [&'static Operation],
    /// Models, in the order in which the operations name them.
    pub models: Vec<&'static Model>,
    /// Enumerations, in the order in which the models name them.
    pub enums: Vec<&'static Enum>,
    /// Environment variables, in the order of the documentation.
    pub variables: &'static [&'static Variable],
    /// Kinds of errors.
    #[serde(serialize_with = "errors")]
    pub error_kinds: &'static [ErrorKind],
    /// Kinds of rules that an argument can violate.
    pub violation_codes: &'static [ViolationCode],
}

impl Description {
    /// The description of this crate.
    pub fn new() -> Self {
        let mut description = Self {
            resources: &RESOURCES,
            operations: &OPERATIONS,
            models: Vec::new(),
            enums: Vec::new(),
            variables: &variables::ALL,
            error_kinds: &ErrorKind::ALL,
            violation_codes: &ViolationCode::ALL,
        };
        for operation in description.operations {
            let body = operation.body.map(|body| body.model);
            body.into_iter().chain(operation.output.model()).for_each(|model| description.add(model));
        }
        description
    }

    /// Models that are sent as a part of another model.
    pub fn parts_of_bodies(&self) -> impl Iterator<Item = &'static Model> {
        let fields = self.models.iter().flat_map(|model| model.fields_of(BodyKind::Create));
        let parts: Vec<_> = fields.filter_map(|field| Some(field.kind.model()?.name)).collect();
        self.models.iter().copied().filter(move |model| parts.contains(&model.name))
    }

    fn add(&mut self, model: &'static Model) {
        if self.models.iter().any(|known| known.name == model.name) {
            return;
        }
        self.models.push(model);
        for field in model.fields {
            match field.kind.item() {
                Kind::Object(part) => self.add(part),
                Kind::Enum(found) if !self.enums.iter().any(|known| known.name == found.name) => self.enums.push(found),
                _ => {}
            }
        }
    }
}

impl Default for Description {
    fn default() -> Self {
        Self::new()
    }
}

/// The [`Description`] as JSON.
pub fn describe() -> Value {
    serde_json::to_value(Description::new()).unwrap_or_default()
}

/// A short hash of the description. A binding refuses code that was generated from another
/// description.
pub fn contract_hash() -> &'static str {
    static HASH: LazyLock<String> = LazyLock::new(|| {
        // FNV-1a: it detects accidental differences, not attacks.
        let hash = describe()
            .to_string()
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        format!("{hash:016x}")
    });
    &HASH
}

fn operations<S: Serializer>(operations: &&[&Operation], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Described<'a> {
        #[serde(flatten)]
        operation: &'a Operation,
        path_parameters: Vec<Parameter>,
    }
    serializer.collect_seq(
        operations.iter().map(|operation| Described { operation, path_parameters: operation.described_path() }),
    )
}

fn errors<S: Serializer>(kinds: &&[ErrorKind], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Described {
        name: ErrorKind,
        class: &'static str,
        #[serde(serialize_with = "doc")]
        doc: &'static str,
    }
    serializer.collect_seq(kinds.iter().map(|&kind| Described {
        name: kind,
        class: kind.class_name(),
        doc: kind.doc(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_described_once() {
        let description = describe();
        let operations = description["operations"].as_array().unwrap();
        let mut ids: Vec<_> = operations.iter().map(|operation| operation["id"].as_str().unwrap()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 30);
    }

    #[test]
    fn everything_has_words_for_people() {
        let description = describe();
        for kind in ["resources", "operations", "models", "enums", "error_kinds"] {
            for thing in description[kind].as_array().unwrap() {
                assert!(!thing["doc"].as_str().unwrap().is_empty(), "{thing}");
                for field in thing["fields"].as_array().into_iter().flatten() {
                    assert!(!field["doc"].as_str().unwrap().is_empty(), "{field}");
                }
            }
        }
    }
}
