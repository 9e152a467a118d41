//! The identity of the library, which the managed code checks before it uses the library.

/// The version of this library.
#[uniffi::export]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The hash of the API description that this library implements. Generated code contains the hash
/// of its own description.
#[uniffi::export]
pub fn contract() -> String {
    edgegap_sdk::contract_hash().to_owned()
}
