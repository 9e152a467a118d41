//! The calls of `tests/faults/calls.json`, one for each operation, and their description in
//! `tests/contract/api.json`: the class, which determines the outcome after a lost response, and
//! the request for a call without the SDK.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::table::{Class, read};

/// One operation and its call.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) operation: String,
    pub(crate) class: Class,
    pub(crate) method: String,
    path: String,
    /// Status of a response to a create if the name is taken.
    pub(crate) taken: Option<u64>,
    /// True if it deletes several objects, each with its own result.
    pub(crate) is_many: bool,
    pub(crate) arguments: Value,
    pub(crate) drain: Option<String>,
}

/// All calls.
#[derive(Debug)]
pub struct Calls {
    /// The calls that create the objects of a cell, in order.
    pub(crate) fixtures: Vec<Call>,
    pub(crate) tags: Tags,
    /// The preceding call of a cell. It reads an existing object.
    pub(crate) before: NamedCall,
    calls: BTreeMap<String, Call>,
}

/// The tags of an image in each cell.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tags {
    pub(crate) image: String,
    pub(crate) tags: Vec<String>,
}

/// The preceding call of a cell, or a call that creates one of its objects.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedCall {
    /// Id of the operation.
    pub operation: String,
    /// Arguments in the form of the boundary.
    pub arguments: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CallsFile {
    fixtures: Vec<NamedCall>,
    tags: Tags,
    before: NamedCall,
    calls: BTreeMap<String, Arguments>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    arguments: Value,
    drain: Option<String>,
}

impl Calls {
    /// Loads the calls. An operation without a call is an error, and so is a call without an
    /// operation.
    pub fn load() -> Result<Self, String> {
        let api: Value = read("../contract/api.json")?;
        let CallsFile { fixtures, tags, before, mut calls } = read("calls.json")?;
        let operations = api["operations"].as_array().ok_or("api.json has no operations")?;
        let find = |id: &str| {
            let found = operations.iter().find(|operation| operation["id"] == *id);
            found.ok_or_else(|| format!("there is no operation {id}"))
        };
        let named =
            |NamedCall { operation, arguments }| Call::new(find(&operation)?, Arguments { arguments, drain: None });
        let fixtures = fixtures.into_iter().map(named).collect::<Result<_, _>>()?;
        if class_of(find(&before.operation)?)? != Class::Read {
            return Err(format!("{}: the preceding call must not change anything", before.operation));
        }
        let mut all = BTreeMap::new();
        // A call of several requests consists of calls of the others.
        for operation in operations.iter().filter(|operation| operation.get("steps").is_none()) {
            let id = operation["id"].as_str().unwrap_or_default();
            let arguments = calls.remove(id).ok_or_else(|| format!("calls.json has no call of {id}"))?;
            all.insert(id.to_owned(), Call::new(operation, arguments)?);
        }
        match calls.keys().next() {
            Some(id) => Err(format!("there is no operation {id}")),
            None => Ok(Self { fixtures, tags, before, calls: all }),
        }
    }

    /// The ids of all operations.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        self.calls.keys().map(String::as_str)
    }

    pub(crate) fn find(&self, operation: &str) -> Option<&Call> {
        self.calls.get(operation)
    }
}

impl Call {
    fn new(operation: &Value, arguments: Arguments) -> Result<Self, String> {
        let string = |name: &str| operation[name].as_str().unwrap_or_default().to_owned();
        Ok(Self {
            operation: string("id"),
            class: class_of(operation)?,
            method: string("method"),
            path: string("path"),
            taken: operation["recovery"]["taken"].as_u64(),
            is_many: operation["recovery"]["kind"] == "delete_many",
            arguments: arguments.arguments,
            drain: arguments.drain,
        })
    }

    /// The request target. The names in these calls need no percent-encoding.
    pub(crate) fn target(&self) -> String {
        let names = self.arguments["path"].as_object().into_iter().flatten();
        names.fold(self.path.clone(), |path, (parameter, name)| {
            path.replace(&format!("{{{parameter}}}"), name.as_str().unwrap_or_default())
        })
    }

    pub(crate) fn body(&self) -> Vec<u8> {
        self.arguments.get("body").map(|body| body.to_string().into_bytes()).unwrap_or_default()
    }
}

/// The class of an operation in `api.json`.
fn class_of(operation: &Value) -> Result<Class, String> {
    match (operation["method"].as_str(), operation["recovery"]["kind"].as_str()) {
        (Some("GET"), _) => Ok(Class::Read),
        (_, Some("create")) => Ok(Class::Create),
        (_, Some("update")) | (Some("PUT"), Some("repeat")) => Ok(Class::Update),
        (_, Some("delete" | "delete_many")) => Ok(Class::Delete),
        _ => Err(format!("{} does not belong to a class", operation["id"])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_call_and_a_class() {
        let calls = Calls::load().unwrap();
        let count = |class| calls.calls.values().filter(|call| call.class == class).count();
        let counts = [Class::Read, Class::Create, Class::Update, Class::Delete].map(count);
        assert_eq!(counts, [9, 4, 5, 7]);
        let link = calls.find("pull_profiles.link").unwrap();
        assert_eq!(link.target(), "/v1/storage/endpoint/logs/pull-profile/configs/app/game/version/1");
        assert_eq!((link.class, link.body()), (Class::Update, Vec::new()));
        assert_eq!(calls.find("endpoint_storages.create").unwrap().taken, Some(400));
    }
}
