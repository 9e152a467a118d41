//! Many idle or slow connections: the emulator serves other requests, in bounded memory.
//!
//! With `SDK_TEST_LONG` in the environment there are 10,000, or as many as the limit of open files
//! allows.
#![allow(missing_docs)]
#![cfg(target_os = "linux")]

mod client;

use std::time::{Duration, Instant};

use client::program::{Program, command};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// The peak memory of a process in MiB.
fn peak(program: &Program) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.child.id().unwrap())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

fn open_files() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    line.split_whitespace().nth(3).unwrap().parse().unwrap_or(usize::MAX)
}

fn crowd() -> usize {
    let wanted = if std::env::var_os("SDK_TEST_LONG").is_some() { 10_000 } else { 500 };
    wanted.min(open_files().saturating_sub(100))
}

#[tokio::test]
async fn waiting_connections_block_no_request() {
    let token = "Authorization: token emulator-token";
    let partial = [
        String::new(),
        "GET".to_owned(),
        format!("GET /v1/apps HTTP/1.1\r\nHost: a\r\n{token}\r\nX-Slow: "),
        format!("POST /v1/app HTTP/1.1\r\nHost: a\r\n{token}\r\nContent-Length: 1000000\r\n\r\n{{"),
        format!("POST /v1/app HTTP/1.1\r\nHost: a\r\n{token}\r\nTransfer-Encoding: chunked\r\n\r\n"),
        // Requests much data and reads none of it.
        format!("GET /v1/apps HTTP/1.1\r\nHost: a\r\n{token}\r\n\r\n").repeat(100_000 / self::crowd()),
    ];
    for beginning in &partial {
        let program = Program::start(command(&["--port", "0"]), "emulator-token").await;
        program.client.application("game").await;
        let (before, began) = (peak(&program), Instant::now());
        let shown = &beginning[..beginning.len().min(40)];
        let mut crowd: Vec<TcpStream> = Vec::with_capacity(self::crowd());
        for number in 0..self::crowd() {
            let mut stream = TcpStream::connect(&program.client.address).await.unwrap();
            // The emulator may have closed an older connection.
            let _ = stream.write_all(beginning.as_bytes()).await;
            crowd.push(stream);
            if number % 500 == 499 {
                let asked = Instant::now();
                program.client.get("/v1/app/game").await.expect(200);
                assert!(asked.elapsed() < Duration::from_secs(10), "{shown:?}: {:?}", asked.elapsed());
            }
        }
        program.client.post("/v1/app", client::application("another")).await.expect(200);
        let more = peak(&program) - before;
        println!("{} times {shown:?}: {more} MiB, {:?}", crowd.len(), began.elapsed());
        assert!(more < 20 + crowd.len() as u64 / 20, "{} times {shown:?}: {more} MiB", crowd.len());
    }
}

#[tokio::test]
async fn slow_heads_block_no_request() {
    let program = Program::start(command(&["--port", "0"]), "emulator-token").await;
    program.client.application("game").await;
    let mut slow = Vec::new();
    for _ in 0..100 {
        slow.push(TcpStream::connect(&program.client.address).await.unwrap());
    }
    let head = format!("GET /v1/app/game HTTP/1.1\r\nHost: a\r\n{}\r\n\r\n", "X-Slow: y\r\n".repeat(50));
    for byte in head.as_bytes() {
        for stream in &mut slow {
            stream.write_all(&[*byte]).await.unwrap();
        }
    }
    let asked = Instant::now();
    program.client.get("/v1/app/game").await.expect(200);
    assert!(asked.elapsed() < Duration::from_secs(5));
}
