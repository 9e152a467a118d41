//! bindings-python.

use crate::native;
use crate::step::Result;

pub(crate) fn setup() -> Result {
    Ok(())
}

pub(crate) fn test() -> Result {
    native::build("debug")
}

pub(crate) fn bench() -> Result {
    native::build("release")
}

pub(crate) fn package() -> Result {
    Ok(())
}
