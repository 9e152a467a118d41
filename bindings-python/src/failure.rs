//! Errors as exceptions. Their argument is the error in the form of `tests/contract/boundary.md`,
//! which the Python package converts to one of its error classes.
#![expect(clippy::disallowed_types, reason = "of the macro: the module exports the exception, so it is made at load")]

use edgegap_sdk::Error;
use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;

use crate::decode;

create_exception!(_native, Failure, PyException, "An error of the core. Its only argument is a dict, the envelope.");

/// Converts an error to an exception.
pub(crate) fn exception(py: Python<'_>, error: &Error) -> PyErr {
    match decode::object(py, &error.to_json().into()) {
        Ok(envelope) => Failure::new_err(envelope.unbind()),
        Err(error) => error,
    }
}

/// Runs the body of a native function. A panic becomes an error of kind `internal`, not a
/// `BaseException`, which most handlers do not catch.
pub(crate) fn guard<T>(py: Python<'_>, body: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    edgegap_bridge::guard(body, |error| exception(py, &error))
}
