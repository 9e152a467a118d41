//! Debian's docker-registry on a free local port, with its files in a temporary folder. Dropping it
//! stops the registry and removes the folder.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use tempfile::TempDir;

/// The login of a registry that requires one.
pub(crate) const USER: &str = "studio";
pub(crate) const PASSWORD: &str = "registry-password";
/// bcrypt of [`PASSWORD`], at the lowest cost, because the registry computes it for each request.
const HASH: &str = "$2b$04$ehnETVGAWA8jl8UjUpwl7.DJ34IfwVyhcXReb1cTpt/ZNfILCd1fC";

/// The part of the configuration that requires a login.
const LOGIN: &str = "auth: {htpasswd: {realm: test, path: FOLDER/htpasswd}}\n";

const READY: Duration = Duration::from_secs(60);

/// A running registry.
pub(crate) struct Daemon {
    child: Child,
    /// `127.0.0.1:41234`.
    pub(crate) address: String,
    pub(crate) folder: TempDir,
    /// The certificates to trust; empty for a registry without https.
    pub(crate) certificates: Vec<CertificateDer<'static>>,
}

impl Daemon {
    /// Starts a registry without a login.
    pub(crate) fn open() -> Daemon {
        Daemon::start("", false)
    }

    /// Starts a registry that requires [`USER`] and [`PASSWORD`].
    pub(crate) fn protected() -> Daemon {
        Daemon::start(LOGIN, false)
    }

    /// The same over https. `ca.pem` in its folder is the certificate to trust.
    pub(crate) fn with_https() -> Daemon {
        Daemon::start(LOGIN, true)
    }

    fn start(auth: &str, is_https: bool) -> Daemon {
        let program = program();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let shown = folder.path().display().to_string();
        fs::write(folder.path().join("htpasswd"), format!("{USER}:{HASH}\n")).expect("the passwords");
        let certificates = if is_https { certificates(folder.path()) } else { Vec::new() };
        let tls = if is_https { ", tls: {certificate: FOLDER/ca.pem, key: FOLDER/key.pem}" } else { "" };
        let config = format!(
            "version: 0.1\n\
             log: {{level: info, accesslog: {{disabled: true}}}}\n\
             storage: {{filesystem: {{rootdirectory: FOLDER/data}}, delete: {{enabled: true}}}}\n\
             http: {{addr: '127.0.0.1:0', secret: test{tls}}}\n{auth}"
        );
        let path = folder.path().join("config.yml");
        fs::write(&path, config.replace("FOLDER", &shown)).expect("the configuration");
        let mut child = Command::new(&program)
            .arg("serve")
            .arg(&path)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let (sender, receiver) = mpsc::channel();
        let log = child.stderr.take().expect("its log");
        let reader = thread::spawn(move || {
            let mut lines = String::new();
            // A registry whose log is not read would block.
            for line in BufReader::new(log).lines().map_while(Result::ok) {
                if let Some(address) = listening_on(&line) {
                    // Fails only after the timeout.
                    let _ = sender.send(address.to_owned());
                }
                lines.push_str(&line);
                lines.push('\n');
            }
            lines
        });
        match receiver.recv_timeout(READY) {
            Ok(address) => Daemon { child, address, folder, certificates },
            Err(why) => {
                end(&mut child);
                panic!("the registry does not listen ({why}): {}", reader.join().unwrap_or_default());
            }
        }
    }

    /// The URL without the login.
    pub(crate) fn url(&self) -> String {
        format!("{}://{}", if self.certificates.is_empty() { "http" } else { "https" }, self.address)
    }

    /// The URL with the login.
    pub(crate) fn url_with_login(&self) -> String {
        format!("http://{USER}:{PASSWORD}@{}", self.address)
    }

    /// Stops the registry early.
    pub(crate) fn kill(&mut self) {
        end(&mut self.child);
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Writes a certificate for 127.0.0.1 and its key.
fn certificates(folder: &Path) -> Vec<CertificateDer<'static>> {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    fs::write(folder.join("ca.pem"), made.cert.pem()).expect("the certificate");
    fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).expect("its key");
    vec![made.cert.der().clone()]
}

fn end(child: &mut Child) {
    // An error means that it has ended already.
    let _ = child.kill();
    let _ = child.wait();
}

/// `... msg="listening on 127.0.0.1:41234" ...`
fn listening_on(line: &str) -> Option<&str> {
    let (_, address) = line.split_once("listening on ")?;
    address.split(['"', ' ', ',']).next()
}

/// The path from `cargo xtask test`, or the path where `cargo xtask setup` installs it.
fn program() -> PathBuf {
    let program = std::env::var_os("SDK_TEST_DOCKER_REGISTRY").map_or_else(
        || Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("docker-registry").join("usr/bin/docker-registry"),
        PathBuf::from,
    );
    assert!(program.is_file(), "{} does not exist: run `cargo xtask setup`", program.display());
    program
}
