//! What the linker of each platform needs for an addon.

fn main() {
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "macos") {
        // Instead of the path of the build folder.
        println!("cargo::rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libedgegap_node.dylib");
    }
    // With the linker of GNU, this would look for a library of Node; functions are looked up.
    if std::env::var("CARGO_CFG_TARGET_ENV").is_ok_and(|env| env == "gnu")
        && std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "windows")
    {
        return;
    }
    napi_build::setup();
}
