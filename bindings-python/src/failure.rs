//! How an error leaves this module: as the envelope of `tests/contract/boundary.md`, which Python makes one of its own classes of.

use std::panic::{AssertUnwindSafe, catch_unwind};

use edgegap_sdk::{Error, ErrorKind};
use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;

use crate::decode;

create_exception!(_native, Failure, PyException, "An error of the core; its one argument is the envelope, a dict.");

/// The error as an exception.
pub(crate) fn raise(py: Python<'_>, error: &Error) -> PyErr {
    match decode::object(py, &error.to_json().into()) {
        Ok(envelope) => Failure::new_err(envelope.unbind()),
        Err(error) => error,
    }
}

/// Runs what Python called. A panic is an error of kind `internal`, not a `BaseException` that gets past every handler.
pub(crate) fn entry<T>(py: Python<'_>, run: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        let message = "a bug of this SDK; please report it with the lines that were written to standard error";
        Err(raise(py, &Error::from_binding(ErrorKind::Internal, message, None)))
    })
}
