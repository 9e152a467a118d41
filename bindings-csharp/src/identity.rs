//! What the managed code asks first, to refuse a library that it was not made for.

/// The version of this library.
#[uniffi::export]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The short name of the description that this library implements; generated code carries the one that it was made from.
#[uniffi::export]
pub fn contract() -> String {
    edgegap_sdk::contract_hash().to_owned()
}
