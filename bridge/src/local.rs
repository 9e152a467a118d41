//! Values that belong to the process that made them.
//!
//! A fork copies memory, not threads, and shares descriptors: an epoll set of the parent would lose its sockets if the child dropped its copies.
//! So in a child these values are refused, and forgotten instead of dropped.

use std::mem;
use std::process;

use edgegap_sdk::{Error, ErrorKind};

/// A value that only the process that made it may use or drop.
#[derive(Debug)]
pub struct Local<T> {
    value: Option<T>,
    process: u32,
}

impl<T> Local<T> {
    /// A value of this process.
    pub fn new(value: T) -> Self {
        Self { value: Some(value), process: process::id() }
    }

    /// The value, in the process that made it.
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref().filter(|_| self.is_here())
    }

    /// The value, or why this process may not use it.
    ///
    /// # Errors
    /// `closed`, naming what it was and what to do.
    pub fn used_as(&self, what: &str) -> Result<&T, Error> {
        self.get().ok_or_else(|| {
            let message = format!(
                "{what} belongs to the process that made it, and this one was forked from it: make one after the fork"
            );
            Error::from_binding(ErrorKind::Closed, message, None)
        })
    }

    fn is_here(&self) -> bool {
        self.process == process::id()
    }

    #[cfg(test)]
    fn inherited(value: T) -> Self {
        Self { value: Some(value), process: process::id().wrapping_add(1) }
    }
}

impl<T> Drop for Local<T> {
    fn drop(&mut self) {
        if !self.is_here() {
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
        let own = Local::new(value.clone());
        assert_eq!(own.get(), Some(&value));
        drop(own);
        assert_eq!(Arc::strong_count(&value), 1);

        let inherited = Local::inherited(value.clone());
        assert!(inherited.get().is_none());
        let error = inherited.used_as("an emulator").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Closed);
        assert!(error.message().contains("an emulator belongs to the process"), "{error}");
        drop(inherited);
        assert_eq!(Arc::strong_count(&value), 2, "forgotten, not dropped");
    }
}
