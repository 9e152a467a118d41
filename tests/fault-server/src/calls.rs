//! The calls of `tests/faults/calls.json`, one for each operation, with what
//! `tests/contract/api.json` says of it: the class that decides what a lost answer means, and the
//! request for whoever makes the call without the SDK.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cell::Before;
use crate::table::read;

/// What an operation does, as far as faults are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// It changes nothing.
    Read,
    /// It makes an object under a name that must be free.
    Create,
    /// It changes an object, and twice is once.
    Update,
    /// It takes something away.
    Delete,
}

/// One operation and its call.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) operation: String,
    pub(crate) class: Class,
    pub(crate) method: String,
    path: String,
    /// The status by which a create says that the name is taken.
    pub(crate) taken: Option<u64>,
    /// Whether it deletes several things and answers for each.
    pub(crate) is_many: bool,
    pub(crate) arguments: Value,
    pub(crate) drain: Option<String>,
}

/// All calls.
#[derive(Debug)]
pub struct Calls {
    /// What is made before a cell begins, in order.
    pub(crate) furnished: Vec<Call>,
    pub(crate) tags: Tags,
    before: Call,
    calls: BTreeMap<String, Call>,
}

/// Tags that an image has before a cell begins.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tags {
    pub(crate) image: String,
    pub(crate) tags: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    furnished: Vec<Named>,
    tags: Tags,
    before: Named,
    calls: BTreeMap<String, Made>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    operation: String,
    arguments: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
    arguments: Value,
    drain: Option<String>,
}

impl Class {
    /// Its word in the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }

    fn of(operation: &Value) -> Result<Self, String> {
        match (operation["method"].as_str(), operation["recovery"]["kind"].as_str()) {
            (Some("GET"), _) => Ok(Self::Read),
            (_, Some("create")) => Ok(Self::Create),
            (_, Some("update")) | (Some("PUT"), Some("repeat")) => Ok(Self::Update),
            (_, Some("delete" | "delete_many")) => Ok(Self::Delete),
            _ => Err(format!("{} is of no class that faults are known for", operation["id"])),
        }
    }
}

impl Calls {
    /// Reads the calls. An operation without one is an error, and so is a call without an
    /// operation.
    pub fn load() -> Result<Self, String> {
        let api: Value = read("../contract/api.json")?;
        let Written { furnished, tags, before, mut calls } = read("calls.json")?;
        let operations = api["operations"].as_array().ok_or("api.json has no operations")?;
        let find = |id: &str| {
            let found = operations.iter().find(|operation| operation["id"] == *id);
            found.ok_or_else(|| format!("there is no operation {id}"))
        };
        let named = |Named { operation, arguments }| Call::new(find(&operation)?, Made { arguments, drain: None });
        let furnished = furnished.into_iter().map(named).collect::<Result<_, _>>()?;
        let before = named(before)?;
        if before.class != Class::Read {
            return Err(format!("{}: what comes before changes nothing", before.operation));
        }
        let mut all = BTreeMap::new();
        for operation in operations {
            let id = operation["id"].as_str().unwrap_or_default();
            let made = calls.remove(id).ok_or_else(|| format!("calls.json has no call of {id}"))?;
            all.insert(id.to_owned(), Call::new(operation, made)?);
        }
        match calls.keys().next() {
            Some(id) => Err(format!("there is no operation {id}")),
            None => Ok(Self { furnished, tags, before, calls: all }),
        }
    }

    /// The operations.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        self.calls.keys().map(String::as_str)
    }

    /// The call that comes before others: it changes nothing, and what it reads is there.
    pub(crate) fn before(&self) -> Before {
        Before { operation: self.before.operation.clone(), arguments: self.before.arguments.clone() }
    }

    pub(crate) fn find(&self, operation: &str) -> Option<&Call> {
        self.calls.get(operation)
    }
}

impl Call {
    fn new(operation: &Value, made: Made) -> Result<Self, String> {
        let text = |name: &str| operation[name].as_str().unwrap_or_default().to_owned();
        Ok(Self {
            operation: text("id"),
            class: Class::of(operation)?,
            method: text("method"),
            path: text("path"),
            taken: operation["recovery"]["taken"].as_u64(),
            is_many: operation["recovery"]["kind"] == "delete_many",
            arguments: made.arguments,
            drain: made.drain,
        })
    }

    /// Where it goes. The names of these calls need no encoding.
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
