//! Preflights of storages with a real S3 server, s3s, which checks the signature of each request.
//! It serves a temporary folder.

use std::fs;
use std::path::Path;

use edgegap_publish::{Format, Inputs, PreflightOptions, preflight, read};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const KEY: &str = "studio-key";
const SECRET: &str = "canary-secret";

/// A server with the bucket `space-arena`. It ends when it is dropped.
struct Server {
    url: String,
    task: JoinHandle<()>,
    _folder: TempDir,
}

impl Server {
    async fn start() -> Server {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let bucket = folder.path().join("space-arena");
        for file in ["configs/balance.json", "maps/a-b+c/1_.map"] {
            let path = bucket.join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
            fs::write(path, "{}").expect("the file");
        }
        let files = s3s_fs::FileSystem::new(folder.path()).expect("the files");
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = service.build().into_shared();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("the port"));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service.clone());
                tokio::spawn(connection);
            }
        });
        Server { url, task, _folder: folder }
    }

    /// The findings about a storage with these profiles, as lines.
    async fn findings(&self, bucket: &str, [key, secret]: [&str; 2], sources: &[[&str; 3]]) -> Vec<String> {
        let profiles = sources.iter().map(|[name, kind, source]| {
            format!(
                "[storages.logs.profiles.{name}]\nsource = \"{source}\"\nsource_type = \"{kind}\"\n\
                 destination = \"/game/{name}\"\n"
            )
        });
        let profiles: String = profiles.collect();
        let text = format!(
            r#"
format = 1
[app]
name = "game"
[storages.logs]
endpoint = "{}"
bucket = "{bucket}"
access_key_id = {{ env = "S3_KEY" }}
secret_access_key = {{ env = "S3_SECRET" }}
{profiles}"#,
            self.url
        );
        let variables = [("S3_KEY", key), ("S3_SECRET", secret)];
        let environment = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let inputs = Inputs { environment, ..Inputs::default() };
        let desired = read(&text, Format::Toml, Path::new("edgegap.toml"), &inputs).expect("a manifest").desired;
        let found = preflight(&desired, &PreflightOptions::default()).await.expect("findings");
        let lines: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert!(!lines.concat().contains(SECRET), "{lines:?}");
        lines
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[tokio::test]
async fn sources_are_found_with_signed_requests() {
    let server = Server::start().await;
    let sources = [
        ["balance", "File", "/configs/balance.json"],
        ["configs", "Folder", "/configs"],
        ["signs", "File", "/maps/a-b+c/1_.map"],
        ["folder", "Folder", "/maps/a-b+c"],
        ["gone", "File", "/configs/gone.json"],
        ["empty", "Folder", "/gone"],
    ];
    assert_eq!(
        server.findings("space-arena", [KEY, SECRET], &sources).await,
        [
            "ok: storage logs: the bucket `space-arena` answers with these keys",
            "ok: profile logs/balance: the file `/configs/balance.json` is there",
            "ok: profile logs/configs: the folder `/configs` is there",
            "ok: profile logs/signs: the file `/maps/a-b+c/1_.map` is there",
            "ok: profile logs/folder: the folder `/maps/a-b+c` is there",
            "error: profile logs/gone: the file `/configs/gone.json` is not in the bucket: upload it, or correct \
             `source` and `source_type`",
            "error: profile logs/empty: the folder `/gone` is not in the bucket: upload it, or correct `source` and \
             `source_type`",
        ]
    );
}

#[tokio::test]
async fn wrong_keys_and_a_missing_bucket_are_errors() {
    let server = Server::start().await;
    let sources = [["balance", "File", "/configs/balance.json"]];
    for (keys, code) in [([KEY, "another-secret"], "SignatureDoesNotMatch"), (["another-key", SECRET], "NotSignedUp")] {
        assert_eq!(
            server.findings("space-arena", keys, &sources).await,
            [format!(
                "error: storage logs: the server refuses the keys ({code}): check access_key_id and secret_access_key"
            )]
        );
    }
    assert_eq!(
        server.findings("gone", [KEY, SECRET], &sources).await,
        ["error: storage logs: the bucket `gone` does not exist: create it, or correct `bucket` and `endpoint`"]
    );
}
