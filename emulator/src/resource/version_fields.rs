//! The parts of a version that other objects do not have: verification and an endpoint storage. All
//! functions also take other objects, and have no effect on them.

use serde_json::{Map, Value};

use crate::response::Result;
use crate::rules::{Model, Record, Violations};
use crate::store::{Kind, View};

type Body = Map<String, Value>;

pub(super) fn wants_verification(body: &Body) -> bool {
    body.get("verify_image") == Some(&Value::Bool(true))
}

pub(super) fn add_unknown_storage(violations: &mut Violations) {
    violations.add("endpoint_storage", "must be the name of an existing endpoint storage");
}

/// Replaces the name of the storage by its id, so that the version follows a renamed storage.
pub(super) fn with_storage_id(view: &impl View, mut body: Body) -> Result<Body> {
    if let Some(storage) = body.get_mut("endpoint_storage") {
        match view.find(Kind::Storage, 0, storage.as_str().unwrap_or_default())? {
            Some(id) => *storage = id.into(),
            None => {
                let mut violations = Violations::default();
                add_unknown_storage(&mut violations);
                violations.into_result()?;
            }
        }
    }
    Ok(body)
}

/// Converts a stored record to the form of a response.
pub(super) fn to_response(view: &impl View, model: &Model, mut record: Record) -> Result<Record> {
    model.mask(&mut record);
    with_storage_name(view, record)
}

/// Replaces the id of the storage by its name.
pub(super) fn with_storage_name(view: &impl View, mut record: Record) -> Result<Record> {
    if let Some(id) = record.get("endpoint_storage").and_then(Value::as_u64)
        && let Some(name) = view.name(id)?
    {
        record.insert("endpoint_storage".into(), name.into());
    }
    Ok(record)
}
