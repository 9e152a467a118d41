//! The state at the start, and its snapshot at the end.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::private_file;
use crate::emulator::Emulator;
use crate::error::Error;
use crate::scene::SCENES;
use crate::setting::Setting;

/// Where the state comes from, and where it goes to.
#[derive(Debug, Default)]
pub(super) struct Scenes {
    pub(super) seed: Option<PathBuf>,
    pub(super) snapshot: Option<PathBuf>,
    /// True if the snapshot has the logins of registries.
    pub(super) with_secrets: bool,
}

impl Scenes {
    /// Loads the first state.
    pub(super) async fn load(&self, emulator: &Emulator) -> Result<(), Error> {
        let Some(path) = &self.seed else { return Ok(()) };
        let scene = match SCENES.iter().find(|name| path == Path::new(name)) {
            Some(name) => Value::from(*name),
            None => read(path)?,
        };
        emulator.load(scene).await.map_err(|error: Error| {
            let why = error.to_string();
            let why = why.strip_prefix("The state is not valid: ").unwrap_or(&why);
            Error::new(format!("The state {} is not valid: {why}", path.display())).about(&[Setting::Seed])
        })
    }

    /// Checks that the snapshot can be written, before there is anything to lose.
    pub(super) fn prepare(&self) -> Result<(), Error> {
        let Some(path) = &self.snapshot else { return Ok(()) };
        let probe = private_file::create(path).map_err(|why| describe(path, &why, Setting::SnapshotOnExit))?;
        drop(probe);
        Ok(())
    }

    /// Writes the last state.
    pub(super) async fn save(&self, emulator: &Emulator) -> Result<(), Error> {
        let Some(path) = &self.snapshot else { return Ok(()) };
        let target = if self.with_secrets { "state?include_secrets=true" } else { "state" };
        let state = emulator.control("GET", target, &Value::Null).await?;
        let wrong = |why: String| describe(path, &why, Setting::SnapshotOnExit);
        let file = private_file::create(path).map_err(wrong)?;
        file.publish(&format!("{state:#}\n")).map_err(wrong)
    }
}

fn read(path: &Path) -> Result<Value, Error> {
    let wrong = |why: &str| describe(path, why, Setting::Seed);
    let text = std::fs::read(path).map_err(|error| wrong(&error.to_string()))?;
    serde_json::from_slice(&text).map_err(|error| wrong(&format!("it is not valid JSON: {error}")))
}

fn describe(path: &Path, why: &str, setting: Setting) -> Error {
    let what = if setting == Setting::Seed { "read" } else { "written" };
    let why = why.trim_end_matches('.');
    Error::new(format!("The state {} cannot be {what}: {why}.", path.display())).about(&[setting])
}
