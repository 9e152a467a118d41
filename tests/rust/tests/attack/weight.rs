//! Memory use of hostile responses: the growth of the peak of a process during the call.
#![cfg(target_os = "linux")]

use std::io::Write;
use std::sync::Arc;

use edgegap_sdk::ErrorKind;
use edgegap_tests::child;
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::builder;
use super::server::Server;

const MIB: usize = 1024 * 1024;

/// The peak memory of this process, in MiB.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() / 1024
}

/// A response of each kind, and the kind of its error.
fn reply(case: &str) -> (Vec<u8>, Vec<u8>, ErrorKind) {
    let head = |more: &str| format!("HTTP/1.1 200 OK\r\n{more}\r\n").into_bytes();
    match case {
        "gzip bomb" => {
            let mut packed = GzEncoder::new(Vec::new(), Compression::best());
            let zeros = vec![b' '; MIB];
            for _ in 0..256 {
                packed.write_all(&zeros).unwrap();
            }
            (head("Content-Encoding: gzip\r\n"), packed.finish().unwrap(), ErrorKind::Decode)
        }
        "endless body" => (head(""), vec![b' '; MIB], ErrorKind::Decode),
        "endless headers" => (b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-A: b\r\n".repeat(MIB / 8), ErrorKind::Decode),
        "endless header" => (b"HTTP/1.1 200 OK\r\nX-A: ".to_vec(), vec![b'a'; MIB], ErrorKind::Decode),
        "empty lists" => {
            (head(&format!("Content-Length: {}\r\n", 60 * MIB)), filled("[", "[],", "[]]"), ErrorKind::Decode)
        }
        "empty members" => {
            (head(&format!("Content-Length: {}\r\n", 60 * MIB)), filled("{", "\"\":{},", "\"\":1}"), ErrorKind::Decode)
        }
        "brackets" => (head(&format!("Content-Length: {}\r\n", 60 * MIB)), vec![b'['; 60 * MIB], ErrorKind::Decode),
        _ => panic!("there is no case {case}"),
    }
}

/// 60 MiB with this start, this repeated part and this end.
fn filled(first: &str, again: &str, last: &str) -> Vec<u8> {
    let times = (60 * MIB - first.len() - last.len()) / again.len();
    let mut whole = format!("{first}{}", again.repeat(times)).into_bytes();
    whole.resize(60 * MIB - last.len(), b' ');
    whole.extend_from_slice(last.as_bytes());
    whole
}

#[test]
fn hostile_responses_use_at_most_a_few_times_the_limit() {
    let Some(case) = child::case() else {
        for case in [
            "gzip bomb",
            "endless body",
            "endless headers",
            "endless header",
            "empty lists",
            "empty members",
            "brackets",
        ] {
            child::run("weight::hostile_responses_use_at_most_a_few_times_the_limit", case, &[]);
        }
        return;
    };
    let (first, then, kind) = reply(&case);
    let is_endless = case.starts_with("endless");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let (first, then): (Arc<[u8]>, Arc<[u8]>) = (first.into(), then.into());
        let server = Server::start(move |mut stream: TcpStream, _| {
            let (first, then) = (Arc::clone(&first), Arc::clone(&then));
            async move {
                stream.write_all(&first).await.ok()?;
                stream.write_all(&then).await.ok()?;
                if is_endless {
                    loop {
                        stream.write_all(&then).await.ok()?;
                    }
                }
                let _ = stream.shutdown().await;
                None
            }
        })
        .await;
        let client = builder(&server.url()).build().unwrap();
        let before = peak();
        let error = client.applications().get("game").await.unwrap_err();
        assert_eq!(error.kind(), kind, "{case}: {error}");
        let more = peak() - before;
        println!("{case}: {more} MiB more");
        // The limit is 64 MiB. Growing buffers are copied, and the body exists beside its values.
        assert!(more < 400, "{case}: {more} MiB more");
    });
}
