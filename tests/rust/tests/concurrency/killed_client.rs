//! A program that creates, changes and links objects is killed with SIGKILL at a random time, and
//! run again until it ends by itself. The state afterwards equals that of an undisturbed run.

use std::time::{Duration, Instant};

use edgegap_sdk::Client;
use serde_json::{Value, json};

use super::process::Process;
use super::rounds;

/// All objects without their timestamps.
async fn state(client: &Client) -> Value {
    let mut all = Vec::new();
    for (operation, arguments) in [
        ("applications.list", json!({})),
        ("versions.list", json!({"path": {"app": "game"}})),
        ("endpoint_storages.list", json!({})),
        ("pull_profiles.list", json!({"path": {"storage": "maps"}})),
    ] {
        let mut items = client.dispatch(operation, arguments, Value::Null).await.unwrap().value;
        for item in items.as_array_mut().unwrap() {
            let fields = item.as_object_mut().unwrap();
            fields.shift_remove("create_time");
            fields.shift_remove("last_updated");
        }
        all.push(items);
    }
    // A link exists if it can be deleted once.
    for name in ["blue", "green"] {
        let path = json!({"path": {"storage": "maps", "profile": name, "app": "game", "version": name}});
        let first = client.dispatch("pull_profiles.unlink", path.clone(), Value::Null).await.is_ok();
        let second = client.dispatch("pull_profiles.unlink", path, Value::Null).await.is_ok();
        all.push(json!([first, second]));
    }
    all.into()
}

async fn clear(client: &Client) {
    for (operation, path) in
        [("applications.delete", json!({"app": "game"})), ("endpoint_storages.delete", json!({"storage": "maps"}))]
    {
        // After an early kill it may not exist.
        let _ = client.dispatch(operation, json!({"path": path}), Value::Null).await;
    }
}

#[tokio::test]
async fn a_program_that_is_killed_and_run_again_ends_in_the_same_state() {
    let (rounds, seed) = rounds(10, 200);
    let mut random = Random(seed);
    let emulator = Process::start(None).await;
    let client = emulator.builder().build().unwrap();
    let began = Instant::now();
    assert!(emulator.furnish().status().await.unwrap().success());
    let whole = began.elapsed();
    let expected = state(&client).await;
    assert_eq!(expected[4], json!([true, false]));
    let mut kills = 0;
    for round in 0..rounds {
        clear(&client).await;
        // It is killed several times, then it runs undisturbed.
        let most = 1 + random.below(4);
        for _ in 0..most {
            let mut child = emulator.furnish().spawn().unwrap();
            let moment = Duration::from_micros(random.below(whole.as_micros() as u64));
            tokio::select! {
                // It ended before the kill.
                status = child.wait() => assert!(status.unwrap().success(), "seed {seed}, round {round}"),
                () = tokio::time::sleep(moment) => {
                    child.kill().await.unwrap();
                    kills += 1;
                }
            }
        }
        let done = emulator.furnish().output().await.unwrap();
        assert!(done.status.success(), "seed {seed}, round {round}: {}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(state(&client).await, expected, "seed {seed}, round {round}");
    }
    assert!(kills >= rounds / 2, "{kills} kills in {rounds} rounds");
    println!("{rounds} rounds, {kills} kills, a whole run takes {whole:?}");
}

/// Marsaglia's xorshift, which is good enough to choose times.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 |= 1;
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound.max(1)
    }
}
