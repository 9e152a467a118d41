//! What the linker of each platform needs for a library that C# loads.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "macos") {
        // Instead of the path of the build folder.
        println!("cargo::rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libedgegap_native.dylib");
    }
}
