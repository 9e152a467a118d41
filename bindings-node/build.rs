//! What the linker of each platform needs for an addon.

fn main() {
    napi_build::setup();
}
