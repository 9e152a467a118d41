//! The identity of the addon, which the TypeScript code checks when it loads.

use napi_derive::napi;

/// Hash of the operations and models of the core.
#[napi(catch_unwind)]
pub fn contract() -> &'static str {
    edgegap_sdk::contract_hash()
}

/// Version of the addon, which is the version of its package.
#[napi(catch_unwind)]
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
