//! What the linker of each platform needs for a module of Python.

fn main() {
    // On macOS the functions of Python are those of the running one.
    pyo3_build_config::add_extension_module_link_args();
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "macos") {
        // Instead of the path of the build folder.
        println!("cargo::rustc-cdylib-link-arg=-Wl,-install_name,@rpath/_native.abi3.so");
    }
}
