//! A small OCI image, and a client that pushes it to a registry.

use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::daemon::{Daemon, PASSWORD, USER};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// The build time of all images.
pub(crate) const BUILT: &str = "2026-01-02T03:04:05Z";

/// An image with one layer that contains one file.
pub(crate) struct Image {
    config: Vec<u8>,
    layer: Vec<u8>,
    manifest: Vec<u8>,
    architecture: String,
}

impl Image {
    /// Creates an image of about this many bytes. Images of different sizes have different digests.
    pub(crate) fn new(bytes: usize) -> Image {
        Image::of(bytes, "amd64", &[])
    }

    /// An image for an architecture that exposes ports, such as `7777/udp`.
    pub(crate) fn of(bytes: usize, architecture: &str, exposed: &[&str]) -> Image {
        let mut archive = tar::Builder::new(Vec::new());
        let content = noise(bytes);
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o755);
        archive.append_data(&mut header, "game/server", content.as_slice()).expect("a file in the layer");
        let archive = archive.into_inner().expect("the layer");
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&archive).expect("the compressed layer");
        let layer = encoder.finish().expect("the compressed layer");
        let exposed: Map<String, Value> = exposed.iter().map(|port| ((*port).to_owned(), json!({}))).collect();
        let config = json!({
            "created": BUILT, "architecture": architecture, "os": "linux",
            "config": {"Entrypoint": ["/game/server"], "ExposedPorts": exposed},
            "rootfs": {"type": "layers", "diff_ids": [digest(&archive)]},
        });
        let config = config.to_string().into_bytes();
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": {
                "mediaType": "application/vnd.oci.image.config.v1+json",
                "digest": digest(&config),
                "size": config.len(),
            },
            "layers": [{
                "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                "digest": digest(&layer),
                "size": layer.len(),
            }],
        });
        Image { config, layer, manifest: manifest.to_string().into_bytes(), architecture: architecture.to_owned() }
    }

    /// The digest of the manifest.
    pub(crate) fn digest(&self) -> String {
        digest(&self.manifest)
    }

    /// The size without the manifest, in MB with two decimals.
    pub(crate) fn size_mb(&self) -> f64 {
        ((self.config.len() + self.layer.len()) as f64 / 10_000.0).round() / 100.0
    }
}

/// Pushes images as docker does.
pub(crate) struct Pusher {
    client: Client,
    base: String,
}

impl Pusher {
    pub(crate) fn to(daemon: &Daemon) -> Pusher {
        let mut roots = rustls::RootCertStore::empty();
        for certificate in &daemon.certificates {
            roots.add(certificate.clone()).expect("a certificate");
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the versions of ring")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = Client::builder().tls_backend_preconfigured(tls).no_proxy().build().expect("a client");
        Pusher { client, base: daemon.url() }
    }

    fn request(&self, method: Method, url: &str) -> RequestBuilder {
        let url = if url.starts_with('/') { format!("{}{url}", self.base) } else { url.to_owned() };
        // A registry without a login ignores it.
        self.client
            .request(method, url)
            .basic_auth(USER, Some(PASSWORD))
            .header("Accept", format!("{MANIFEST}, {INDEX}"))
    }

    /// Pushes an image under some tags.
    pub(crate) async fn push(&self, name: &str, image: &Image, tags: &[&str]) {
        for blob in [&image.config, &image.layer] {
            let begun = self.send(Method::POST, &format!("/v2/{name}/blobs/uploads/"), StatusCode::ACCEPTED).await;
            let location = begun.headers()[LOCATION].to_str().expect("where to upload");
            let joint = if location.contains('?') { '&' } else { '?' };
            let url = format!("{location}{joint}digest={}", digest(blob));
            let upload = self.request(Method::PUT, &url).header(CONTENT_TYPE, "application/octet-stream");
            expect(upload.body(blob.clone()), StatusCode::CREATED).await;
        }
        for tag in tags {
            let put = self.request(Method::PUT, &format!("/v2/{name}/manifests/{tag}")).header(CONTENT_TYPE, MANIFEST);
            let put = expect(put.body(image.manifest.clone()), StatusCode::CREATED).await;
            assert_eq!(put.headers()["docker-content-digest"], image.digest().as_str());
        }
    }

    /// Pushes images for several architectures under one tag, as `docker buildx` does.
    pub(crate) async fn push_index(&self, name: &str, images: &[&Image], tag: &str) {
        let mut manifests = Vec::new();
        for image in images {
            self.push(name, image, &[&image.digest()]).await;
            manifests.push(json!({
                "mediaType": MANIFEST, "digest": image.digest(), "size": image.manifest.len(),
                "platform": {"os": "linux", "architecture": image.architecture},
            }));
        }
        let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests}).to_string();
        let put = self.request(Method::PUT, &format!("/v2/{name}/manifests/{tag}")).header(CONTENT_TYPE, INDEX);
        expect(put.body(index), StatusCode::CREATED).await;
    }

    /// The digest of a tag or a manifest in the registry.
    pub(crate) async fn digest_of(&self, name: &str, reference: &str) -> Option<String> {
        let head = self.request(Method::HEAD, &format!("/v2/{name}/manifests/{reference}")).send().await;
        let head = head.expect("a response of the registry");
        match head.status() {
            StatusCode::NOT_FOUND => None,
            status => {
                assert_eq!(status, StatusCode::OK);
                Some(head.headers()["docker-content-digest"].to_str().expect("a digest").to_owned())
            }
        }
    }

    async fn send(&self, method: Method, path: &str, status: StatusCode) -> Response {
        expect(self.request(method, path), status).await
    }
}

async fn expect(request: RequestBuilder, status: StatusCode) -> Response {
    let response = request.send().await.expect("a response of the registry");
    assert_eq!(response.status(), status, "{} {:?}", response.url(), response.headers());
    response
}

fn digest(bytes: &[u8]) -> String {
    let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hash}")
}

/// Incompressible bytes, the same in each run.
fn noise(bytes: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    let mut content: Vec<u8> = (0..=bytes / 8).flat_map(|_| next()).collect();
    content.truncate(bytes);
    content
}
