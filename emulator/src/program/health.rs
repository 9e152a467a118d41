//! The health of an emulator that runs in another process, such as the main one of a container.

use std::net::SocketAddr;

use crate::emulator::Emulator;
use crate::error::Error;

/// Where an emulator with the same settings runs.
pub(super) struct Running {
    pub(super) address: SocketAddr,
    pub(super) token: Option<String>,
}

impl Running {
    /// Asks the emulator whether it works.
    pub(super) async fn check(&self) -> Result<String, Error> {
        let attach = Emulator::attach(format!("http://{}", self.address));
        let emulator = attach.token(self.token.clone().unwrap_or_default()).await?;
        // Reads the store, too.
        emulator.state().await?;
        Ok(format!("The emulator at {} works.\n", emulator.url()))
    }
}
