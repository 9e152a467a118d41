//! Forks beside calls of other threads.
//!
//! A fork copies the lock of a value that another thread is initializing, but not that thread, so
//! the child would wait for the value forever. Only threads that hold the GIL fork. PyO3 releases
//! the GIL when it initializes a lazy value, and the calls of a client run without it. So whatever
//! calls need is initialized while the module is loaded, and clippy refuses the lazy values of PyO3
//! everywhere else.

use pyo3::panic::PanicException;
use pyo3::prelude::*;
use pyo3::types::{PyMapping, PySequence};

use crate::{decode, signal};

/// Initializes the values that calls need.
///
/// # Errors
/// Errors of Python, such as a lack of memory.
pub(crate) fn prepare(py: Python<'_>) -> PyResult<()> {
    // The core's description, which needs its list of operations.
    edgegap_sdk::contract_hash();
    // They need the core's table of names, which decodes replies.
    decode::intern_names(py);
    signal::prepare(py)?;
    // PyO3 compares the type of every exception that it catches with this one.
    let class = py.get_type::<PanicException>();
    py.get_type::<PyMapping>();
    py.get_type::<PySequence>();
    // The interned names of these attributes.
    class.name()?;
    class.qualname()?;
    // The check that the interpreter is initialized. A thread that has the GIL skips it.
    py.detach(|| Python::try_attach(|_| ()));
    Ok(())
}
