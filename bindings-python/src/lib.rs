//! `edgegap._native`: the bridge as Python objects. Everything that a user sees is written in Python; what is here translates values, releases
//! the GIL and asks for signals.
#![warn(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::too_many_lines, clippy::unwrap_used)]
#![deny(missing_docs)]

mod client;
mod decode;
#[cfg(feature = "emulator")]
mod emulator;
mod encode;
mod failure;
mod interpreter;
mod queue;
mod shape;
mod signal;
mod unset;

use pyo3::prelude::*;

/// A call is made on one thread and ends on another. The system's allocator makes both wait for each other, this one does not.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The native module.
#[pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::client::{AsyncClient, Client};
    #[pymodule_export]
    use crate::decode::Meta;
    #[cfg(feature = "emulator")]
    #[pymodule_export]
    use crate::emulator::{Emulator, run_emulator};
    #[pymodule_export]
    use crate::failure::Failure;
    #[pymodule_export]
    use crate::queue::Queue;
    #[pymodule_export]
    use crate::shape::Shape;
    #[pymodule_export]
    use crate::unset::Unset;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::interpreter::only_one(module.py())?;
        module.add("UNSET", Unset::the_one(module.py())?)?;
        // Asked for here, so that no first call in two threads has to wait for it, and no fork can fall into it.
        module.add("CONTRACT", edgegap_sdk::contract_hash())?;
        module.add("VERSION", env!("CARGO_PKG_VERSION"))
    }
}
