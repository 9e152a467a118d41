//! Ctrl-C.

use crate::exit;
use crate::failure::Failure;

/// Waits for Ctrl-C.
pub(crate) async fn interruption() -> Failure {
    match tokio::signal::ctrl_c().await {
        Ok(()) => Failure::new(exit::INTERRUPTED, "interrupted: a call that was in progress may have been carried out"),
        // Without a handler, Ctrl-C ends the process.
        Err(_) => std::future::pending().await,
    }
}
