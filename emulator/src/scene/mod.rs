//! States that come with the emulator.

use serde_json::Value;

use crate::response::HttpResponse;

/// The names of the scenes that come with the emulator, for [`Emulator::load`](crate::Emulator::load).
pub const SCENES: [&str; 1] = ["demo"];

/// The scene with a name.
pub(crate) fn scene(name: &str) -> Option<Value> {
    (name == SCENES[0]).then(|| serde_json::from_str(include_str!("demo.json")).unwrap_or_default())
}

/// The refusal of another name.
pub(crate) fn unknown(status: u16) -> HttpResponse {
    HttpResponse::message(status, format!("There is no scene with this name, only {}.", SCENES.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Emulator;

    #[tokio::test]
    async fn every_scene_can_be_restored_and_is_its_own_snapshot() {
        for name in SCENES {
            let emulator = Emulator::start().await.unwrap();
            let scene = scene(name).unwrap();
            emulator.load(scene.clone()).await.unwrap();
            let text = |value: &Value| format!("{value:#}");
            assert_eq!(text(&emulator.state().unwrap()), text(&scene));
        }
        assert!(super::scene("none").is_none());
    }
}
