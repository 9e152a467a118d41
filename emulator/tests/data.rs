//! The data file: persistence, and the files that are refused and not modified.
#![allow(missing_docs)]

mod client;

use std::path::Path;

use client::{Client, Directory, profile, version, with};
use edgegap_emulator::Emulator;
use redb::{Database, TableDefinition};
use serde_json::json;

async fn start(path: &Path) -> (Emulator, Client) {
    let emulator = Emulator::builder().data(path).start().await.unwrap();
    let client = Client::new(&emulator);
    (emulator, client)
}

async fn refused(path: &Path) -> String {
    let before = std::fs::read(path).unwrap();
    let message = Emulator::builder().data(path).start().await.unwrap_err().to_string();
    assert!(std::fs::read(path).unwrap() == before, "the file was modified");
    assert!(message.contains(&path.display().to_string()), "{message}");
    message
}

#[tokio::test]
async fn all_objects_survive_a_restart() {
    let directory = Directory::new("restart");
    let path = directory.file("state.redb");
    let (emulator, client) = start(&path).await;
    client.application("game").await;
    client.storage("logs").await;
    client.post("/v1/storage/endpoint/logs/pull-profile", profile("configs")).await.expect(200);
    let secrets = json!({"endpoint_storage": "logs", "private_token": "login",
        "envs": [{"key": "A", "value": "hidden-value", "is_hidden": true}]});
    client.post("/v1/app/game/version", with(version("1"), secrets)).await.expect(200);
    let link = "/v1/storage/endpoint/logs/pull-profile/configs/app/game/version/1";
    client.put(link).await.expect(200);
    emulator.seed_tags("game", ["v1"]).await.unwrap();
    let paths = [
        "/v1/apps",
        "/v1/app/game/versions",
        "/v1/storage/endpoints",
        "/v1/storage/endpoint/logs/pull-profiles",
        "/v1/container-registry/images/game/tags",
    ];
    let mut before = Vec::new();
    for path in paths {
        before.push(client.get(path).await.expect(200).json());
    }
    emulator.stop().await;
    let bytes = std::fs::read(&path).unwrap();
    for secret in ["hidden-value", "storage-secret"] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
    }
    let (emulator, client) = start(&path).await;
    for (path, before) in paths.iter().zip(before) {
        assert_eq!(client.get(path).await.expect(200).json(), before);
    }
    client.delete(link).await.expect(204);
    client.application("later").await;
    emulator.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_writes_are_all_kept() {
    let directory = Directory::new("writers");
    let path = directory.file("state.redb");
    let (emulator, client) = start(&path).await;
    client.application("game").await;
    let writers: Vec<_> = (0..20)
        .map(|number| {
            let client = Client::new(&emulator);
            tokio::spawn(async move { client.version("game", &number.to_string()).await })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    emulator.stop().await;
    let (_emulator, client) = start(&path).await;
    assert_eq!(client.get("/v1/app/game/versions").await.json()["total_count"], 20);
}

#[tokio::test]
async fn a_file_in_use_is_refused_until_its_emulator_stops() {
    let directory = Directory::new("in-use");
    let path = directory.file("state.redb");
    let (emulator, client) = start(&path).await;
    client.application("game").await;
    let message = Emulator::builder().data(&path).start().await.unwrap_err().to_string();
    assert!(message.contains("another emulator has it open"), "{message}");
    client.get("/v1/app/game").await.expect(200);
    emulator.stop().await;
    start(&path).await.1.get("/v1/app/game").await.expect(200);
}

#[tokio::test]
async fn a_newer_format_is_refused() {
    let directory = Directory::new("newer");
    let path = directory.file("state.redb");
    start(&path).await.0.stop().await;
    {
        let database = Database::open(&path).unwrap();
        let transaction = database.begin_write().unwrap();
        let table: TableDefinition<&[u8], &[u8]> = TableDefinition::new("edgegap_emulator");
        transaction.open_table(table).unwrap().insert(&b"format"[..], &2_u64.to_be_bytes()[..]).unwrap();
        transaction.commit().unwrap();
    }
    let message = refused(&path).await;
    assert!(message.contains("a newer emulator wrote it (format 2, this one supports 1)"), "{message}");
}

#[tokio::test]
async fn foreign_files_are_refused() {
    let directory = Directory::new("foreign");
    let path = directory.file("notes.txt");
    std::fs::write(&path, "remember the milk").unwrap();
    assert!(refused(&path).await.contains("it is not a data file of the emulator"));

    let path = directory.file("foreign.redb");
    {
        let database = Database::create(&path).unwrap();
        let transaction = database.begin_write().unwrap();
        let table: TableDefinition<&str, &str> = TableDefinition::new("somebody_else");
        transaction.open_table(table).unwrap().insert("a", "b").unwrap();
        transaction.commit().unwrap();
    }
    assert!(refused(&path).await.contains("it belongs to another program"));

    let message = Emulator::builder().data(directory.file("none/state.redb")).start().await.unwrap_err().to_string();
    assert!(message.contains("cannot be opened"), "{message}");
}

#[tokio::test]
async fn a_path_without_a_file_is_refused_with_advice() {
    let directory = Directory::new("no-file");
    let start = async |path: &Path| Emulator::builder().data(path).start().await.unwrap_err().to_string();
    let message = start(&directory.0).await;
    assert!(message.contains("it is a directory: use the path of a file in it"), "{message}");
    let message = start(&directory.file("none/state.redb")).await;
    assert!(
        message.contains(&format!("its directory {} does not exist", directory.file("none").display())),
        "{message}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn pipes_devices_and_huge_files_are_refused_immediately() {
    let directory = Directory::new("pipe");
    let path = directory.file("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    for path in [path.as_path(), Path::new("/dev/null")] {
        let message = Emulator::builder().data(path).start().await.unwrap_err().to_string();
        assert!(message.contains("it is not a regular file"), "{message}");
    }
    // A sparse file, of which only the first bytes are read.
    let path = directory.file("large.img");
    std::fs::File::create(&path).unwrap().set_len(64 << 30).unwrap();
    let message = Emulator::builder().data(&path).start().await.unwrap_err().to_string();
    assert!(message.contains("it is not a data file of the emulator"), "{message}");
}

/// A limit on the size of files simulates a small disk.
#[cfg(unix)]
#[tokio::test]
async fn a_full_disk_is_reported_and_loses_nothing() {
    use client::program::{Program, command, command_in_shell, refusal};

    let directory = Directory::new("full");
    let path = directory.file("state.redb");
    let arguments = ["--port", "0", "--data", path.to_str().unwrap()];
    let (code, message) = refusal(command_in_shell("ulimit -f 8", &arguments)).await;
    assert_eq!(code, Some(1), "{message}");
    assert!(message.contains("--data: ") && message.contains("no room"), "{message}");
    // An incomplete file would be refused at the next start.
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 0);

    let program = Program::start(command_in_shell("ulimit -f 4000", &arguments), "emulator-token").await;
    let image = "A".repeat(60_000);
    let create = async |number: usize| {
        let application = with(client::application(&number.to_string()), json!({"image": image}));
        program.client.post("/v1/app", application).await
    };
    let mut kept = 0;
    let refusal = loop {
        let response = create(kept).await;
        if response.status != 200 {
            break response.expect(500).json();
        }
        kept += 1;
        assert!(kept < 1000, "the limit is not reached");
    };
    assert!(kept > 0 && refusal["message"].as_str().unwrap().contains("no room on the disk"), "{kept}: {refusal}");
    let refusal = create(kept).await.expect(500).json();
    assert!(refusal["message"].as_str().unwrap().contains("start the emulator again"), "{refusal}");
    program.client.get("/v1/app/0").await.expect(200);
    program.end().await;

    let program = Program::start(command(&arguments), "emulator-token").await;
    for number in 0..kept {
        program.client.get(&format!("/v1/app/{number}")).await.expect(200);
    }
    program.client.application("more").await;
    program.end().await;
}

#[tokio::test]
async fn a_file_with_any_damage_is_refused() {
    let directory = Directory::new("damaged");
    let path = directory.file("state.redb");
    let (emulator, client) = start(&path).await;
    client.application("game").await;
    for number in 0..50 {
        client.version("game", &number.to_string()).await;
    }
    emulator.stop().await;
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(refused(&path).await.contains("damaged"));
    // Every page with a version has a checksum.
    let needle = b"\"docker_repository\"";
    let hits: Vec<usize> = (0..whole.len() - needle.len()).filter(|at| whole[*at..].starts_with(needle)).collect();
    let mut refusals = 0;
    for at in hits.iter().step_by(hits.len() / 10 + 1) {
        let mut damaged = whole.clone();
        damaged[at + 3] ^= 0x55;
        std::fs::write(&path, &damaged).unwrap();
        match Emulator::builder().data(&path).start().await {
            Err(error) => {
                assert!(error.to_string().contains("damaged"), "{error}");
                assert!(std::fs::read(&path).unwrap() == damaged, "the file was modified");
                refusals += 1;
            }
            // The page is no longer in use.
            Ok(emulator) => {
                assert_eq!(
                    Client::new(&emulator).get("/v1/app/game/versions").await.expect(200).json()["total_count"],
                    50
                );
                emulator.stop().await;
            }
        }
    }
    assert!(refusals > 0);
}
