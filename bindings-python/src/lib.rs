//! `edgegap._native`: the bridge as Python objects. The public API is written in Python. This
//! module converts values, releases the GIL and checks for signals.
#![warn(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::too_many_lines, clippy::unwrap_used)]
#![deny(missing_docs)]

mod client;
mod decode;
#[cfg(feature = "emulator")]
mod emulator;
mod encode;
mod failure;
mod fork;
mod interpreter;
mod log;
mod model_factory;
mod queue;
mod reply;
mod signal;
mod unset;
#[cfg(unix)]
mod wake_pipe;

use pyo3::prelude::*;

/// A call allocates memory on one thread and frees it on another. The system's allocator takes
/// locks for that, mimalloc does not.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The native module.
#[pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::client::{AsyncClient, Client};
    #[cfg(feature = "emulator")]
    #[pymodule_export]
    use crate::emulator::{Emulator, run_emulator, run_program};
    #[pymodule_export]
    use crate::failure::Failure;
    #[pymodule_export]
    use crate::log::log;
    #[pymodule_export]
    use crate::model_factory::ModelFactory;
    #[pymodule_export]
    use crate::queue::Queue;
    #[pymodule_export]
    use crate::reply::Meta;
    #[pymodule_export]
    use crate::unset::Unset;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::interpreter::require_first(module.py())?;
        crate::fork::prepare(module.py())?;
        module.add("UNSET", Unset::instance(module.py())?)?;
        module.add("CONTRACT", edgegap_sdk::contract_hash())?;
        module.add("VERSION", env!("CARGO_PKG_VERSION"))
    }
}
