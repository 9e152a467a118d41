//! Values that belong to the process that created them.
//!
//! A fork copies memory but not threads, and shares file descriptors: if the child dropped its copy
//! of an epoll set, the parent would lose its sockets. So a child neither uses nor drops these
//! values.

use std::mem;
use std::process;

use edgegap_sdk::{Error, ErrorKind};

/// A value that only the process that created it can use or drop.
#[derive(Debug)]
pub(crate) struct ProcessLocal<T> {
    value: Option<T>,
    process: u32,
}

impl<T> ProcessLocal<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { value: Some(value), process: process::id() }
    }

    /// The value, or `None` in a process that was forked from its owner.
    pub(crate) fn get(&self) -> Option<&T> {
        self.value.as_ref().filter(|_| self.is_own())
    }

    /// The value.
    ///
    /// # Errors
    /// `closed` in a process that was forked from the owner. `name` is the name of the value in the
    /// message.
    pub(crate) fn try_get(&self, name: &str) -> Result<&T, Error> {
        self.get().ok_or_else(|| {
            let message = format!(
                "{name} belongs to the process that made it, and this process was forked from that one: make a new one \
                 after the fork"
            );
            Error::from_binding(ErrorKind::Closed, message, None)
        })
    }

    fn is_own(&self) -> bool {
        self.process == process::id()
    }

    #[cfg(test)]
    fn inherited(value: T) -> Self {
        Self { value: Some(value), process: process::id().wrapping_add(1) }
    }
}

impl<T> Drop for ProcessLocal<T> {
    fn drop(&mut self) {
        if !self.is_own() {
            mem::forget(self.value.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn an_inherited_value_is_neither_used_nor_dropped() {
        let value = Arc::new(1);
        let own = ProcessLocal::new(value.clone());
        assert_eq!(own.get(), Some(&value));
        drop(own);
        assert_eq!(Arc::strong_count(&value), 1);

        let inherited = ProcessLocal::inherited(value.clone());
        assert!(inherited.get().is_none());
        let error = inherited.try_get("an emulator").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Closed);
        assert!(error.message().contains("an emulator belongs to the process"), "{error}");
        drop(inherited);
        assert_eq!(Arc::strong_count(&value), 2, "forgotten, not dropped");
    }
}
