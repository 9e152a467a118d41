//! The operation of a call, for its errors.

use edgegap_sdk::operation::Operation;
use edgegap_sdk::{Error, ErrorKind};

/// An operation of the core or of publishing. An unknown one has no id.
#[derive(Clone, Copy, Debug)]
pub(crate) enum OperationId {
    Core(&'static Operation),
    Publish(&'static str),
    Unknown,
}

impl OperationId {
    /// Looks an operation up.
    pub(crate) fn find(name: &str) -> Self {
        match Operation::find(name) {
            Some(operation) => Self::Core(operation),
            None => edgegap_publish::find_operation(name).map_or(Self::Unknown, Self::Publish),
        }
    }

    /// An error of a call of this operation.
    pub(crate) fn error(self, kind: ErrorKind, message: &str) -> Error {
        match self {
            Self::Core(operation) => Error::from_binding(kind, message, Some(operation)),
            Self::Publish(name) => edgegap_publish::error_of(name, kind, message),
            Self::Unknown => Error::from_binding(kind, message, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_aborted_call_may_have_been_applied_if_it_changes_something() {
        for (name, operation, may) in [
            ("versions.create", Some("versions.create"), true),
            ("versions.get", Some("versions.get"), false),
            ("publish.apply", Some("publish.apply"), true),
            ("publish.plan", Some("publish.plan"), false),
            ("unknown", None, false),
        ] {
            let error = OperationId::find(name).error(ErrorKind::Cancelled, "m").after(Duration::ZERO, true);
            assert_eq!((error.operation(), error.maybe_applied()), (operation, may), "{name}");
        }
    }
}
