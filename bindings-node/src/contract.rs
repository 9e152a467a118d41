//! What the TypeScript beside it is checked against when it is loaded.

use napi_derive::napi;

/// Short name of exactly the operations and models that the core knows.
#[napi(catch_unwind)]
pub fn contract() -> &'static str {
    edgegap_sdk::contract_hash()
}

/// Version of the addon, which is that of its package.
#[napi(catch_unwind)]
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
