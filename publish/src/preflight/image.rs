//! Checks the image of a version: that it exists, for `linux/amd64`, with the ports of the version.

use std::collections::BTreeSet;

use serde_json::Value;

use super::fetch::Fetcher;
use super::registry::{Failure, Registry};
use super::{Finding, Findings};
use crate::desired::DesiredObject;
use crate::manifest::Level;
use crate::object::{ObjectKind, plain};

/// The platform of the service.
const PLATFORM: &str = "linux/amd64";

/// What a registry says about an image.
struct Image {
    digest: String,
    /// Ports that the image exposes, such as `7777/udp`.
    exposed: BTreeSet<String>,
}

/// Why an image cannot be used.
enum Wrong {
    Registry(Failure),
    /// The platforms that it has.
    Platform(Vec<String>),
}

impl From<Failure> for Wrong {
    fn from(failure: Failure) -> Self {
        Self::Registry(failure)
    }
}

/// Checks the image of a version.
pub(super) async fn check(fetcher: &Fetcher, version: &DesiredObject) -> Vec<Finding> {
    let mut findings = Findings::new(ObjectKind::Version, version.name.clone(), version);
    let [repository, image, tag] = ["docker_repository", "docker_image", "docker_tag"].map(|name| findings.text(name));
    let [user, password] = ["private_username", "private_token"].map(|name| findings.text(name));
    let login = (!user.is_empty() && !password.is_empty()).then_some((user, password));
    let name = format!("{}/{}:{}", plain(repository), plain(image), plain(tag));
    match look(fetcher, repository, image, tag, login).await {
        Ok(found) => {
            compare_ports(&mut findings, &name, version.body.get("ports"), &found.exposed);
            let digest = if found.digest.is_empty() { String::new() } else { format!(" ({})", plain(&found.digest)) };
            findings.add(Level::Note, "image", format!("the image {name} has {PLATFORM}{digest}"));
        }
        Err(wrong) => add(&mut findings, &name, &plain(repository), wrong),
    }
    findings.found
}

fn add(findings: &mut Findings<'_>, name: &str, repository: &str, wrong: Wrong) {
    let (level, code, message) = match wrong {
        Wrong::Registry(Failure::Missing) => (
            Level::Error,
            "image_missing",
            format!(
                "the image {name} does not exist, or its login may not see it: push it, or correct its name and tag"
            ),
        ),
        Wrong::Registry(Failure::Refused(status)) => (
            Level::Error,
            "image_login_refused",
            format!(
                "{repository} refuses the login for the image {name} ({status}): check private_username and \
                    private_token"
            ),
        ),
        Wrong::Registry(Failure::NoLogin) => (
            Level::Error,
            "image_login_missing",
            format!(
                "the image {name} does not exist, or needs a login: set private_username and private_token, or \
                    correct its name"
            ),
        ),
        Wrong::Registry(Failure::Other(why)) => {
            (Level::Warning, "image_unknown", format!("the image {name} could not be checked: {why}"))
        }
        Wrong::Platform(platforms) => (
            Level::Error,
            "image_platform",
            format!(
                "the image {name} is not for {PLATFORM}, but for {}: build it with `--platform {PLATFORM}`",
                platforms.join(", ")
            ),
        ),
    };
    findings.add(level, code, message);
}

/// Looks an image up in its registry.
async fn look(
    fetcher: &Fetcher,
    repository: &str,
    image: &str,
    tag: &str,
    login: Option<(&str, &str)>,
) -> Result<Image, Wrong> {
    let mut registry = Registry::new(fetcher, repository, image, login)?;
    let top = registry.manifest(tag).await?;
    let mut content = top.content;
    if let Some(manifests) = content.get("manifests").and_then(Value::as_array) {
        let of_platform = manifests.iter().find(|manifest| platform(manifest.get("platform")) == PLATFORM);
        let Some(digest) = of_platform.and_then(|manifest| manifest.get("digest")?.as_str()) else {
            return Err(Wrong::Platform(platforms(manifests)));
        };
        content = registry.manifest(digest).await?.content;
    }
    let config = content.get("config").and_then(|config| config.get("digest")?.as_str());
    let config = config.ok_or_else(|| Failure::Other("its manifest has no configuration".to_owned()))?;
    let config = registry.configuration(config).await?;
    let platform = platform(Some(&config));
    if platform != PLATFORM {
        return Err(Wrong::Platform(vec![plain(&platform)]));
    }
    let exposed = config.get("config").and_then(|config| config.get("ExposedPorts")?.as_object());
    let exposed = exposed.map(|ports| ports.keys().map(|port| with_protocol(port)).collect());
    Ok(Image { digest: top.digest, exposed: exposed.unwrap_or_default() })
}

/// `linux/amd64`
fn platform(object: Option<&Value>) -> String {
    let text = |name: &str| object.and_then(|object| object.get(name)?.as_str()).unwrap_or("unknown");
    format!("{}/{}", text("os"), text("architecture"))
}

/// The platforms of an index. Attestations have an unknown one.
fn platforms(manifests: &[Value]) -> Vec<String> {
    let all = manifests.iter().map(|manifest| plain(&platform(manifest.get("platform"))));
    let known: BTreeSet<_> = all.filter(|platform| !platform.starts_with("unknown/")).collect();
    if known.is_empty() { vec!["no platform".to_owned()] } else { known.into_iter().collect() }
}

/// An exposed port with its protocol, which is TCP if none is written.
fn with_protocol(port: &str) -> String {
    let port = port.to_ascii_lowercase();
    if port.contains('/') { port } else { format!("{port}/tcp") }
}

/// Compares the ports that an image exposes with those of the version. An image that exposes none
/// says nothing.
fn compare_ports(findings: &mut Findings<'_>, name: &str, ports: Option<&Value>, exposed: &BTreeSet<String>) {
    let wanted: BTreeSet<_> = ports.and_then(Value::as_array).into_iter().flatten().flat_map(transports).collect();
    if exposed.is_empty() || ports.is_none() {
        return;
    }
    let join = |ports: Vec<&String>| ports.into_iter().map(|port| plain(port)).collect::<Vec<_>>().join(", ");
    let (missing, more) = (join(wanted.difference(exposed).collect()), join(exposed.difference(&wanted).collect()));
    if !missing.is_empty() {
        let message = format!(
            "the image {name} does not expose {missing}, which the version has: correct `ports`, or EXPOSE in the \
             Dockerfile"
        );
        findings.add(Level::Warning, "port_not_exposed", message);
    }
    if !more.is_empty() {
        let message = format!(
            "the image {name} exposes {more}, which the version does not have: nobody can connect to it. Add it to \
             `ports` if the game server needs it"
        );
        findings.add(Level::Warning, "port_not_named", message);
    }
}

/// A port of a version as an image exposes it: `7777/udp`. Port 0 is any port.
fn transports(port: &Value) -> Vec<String> {
    let number = port.get("port").and_then(Value::as_u64).filter(|number| *number > 0);
    let transports: &[&str] = match port.get("protocol").and_then(Value::as_str).unwrap_or_default() {
        "UDP" => &["udp"],
        "TCP/UDP" => &["tcp", "udp"],
        _ => &["tcp"],
    };
    number
        .map(|number| transports.iter().map(|transport| format!("{number}/{transport}")).collect())
        .unwrap_or_default()
}
