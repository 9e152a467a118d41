//! What a plan was made from: a manifest, an application and an account, without its token.

use std::fmt::{self, Display, Formatter};

use edgegap_sdk::{Client, Source};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use crate::desired::Desired;
use crate::error::{Error, Result};
use crate::object::plain;

/// What a plan was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Origin {
    /// Path of the manifest.
    manifest: String,
    /// Hash of the manifest: [`Desired::hash`].
    pub(crate) hash: String,
    /// Name of the application.
    pub(crate) app: String,
    /// URL of the service.
    base_url: String,
    /// Start of a SHA-256 of the token: it tells accounts apart and does not reveal the token.
    account: String,
    /// Variable of the token, for display. Empty if the program gave it.
    token_source: String,
}

/// Bytes of the fingerprint of an account.
const LENGTH: usize = 8;

impl Origin {
    pub(crate) fn new(client: &Client, desired: &Desired) -> Self {
        let digest = client.with_token(|token| Sha256::digest(format!("edgegap account\n{token}")));
        let source = client.settings().iter().find(|setting| setting.name == "token").map(|setting| setting.source);
        Self {
            manifest: desired.path.display().to_string(),
            hash: desired.hash.clone(),
            app: desired.app.name.clone(),
            base_url: client.base_url().to_owned(),
            account: digest.iter().take(LENGTH).map(|byte| format!("{byte:02x}")).collect(),
            token_source: match source {
                Some(Source::Variable(name)) => name.to_owned(),
                _ => String::new(),
            },
        }
    }

    /// The host of the service, with a port or a path if the URL has one.
    fn host(&self) -> String {
        let Ok(url) = Url::parse(&self.base_url) else { return self.base_url.clone() };
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}{port}{}", url.host_str().unwrap_or_default(), url.path().trim_end_matches('/'))
    }

    /// Refuses a client of another service or account, and another manifest.
    pub(crate) fn check(&self, client: &Client, desired: &Desired) -> Result<()> {
        let now = Self::new(client, desired);
        // An emulator that keeps its state has another port in each process.
        if now.base_url != self.base_url && !(is_loopback(&now.base_url) && is_loopback(&self.base_url)) {
            return Err(Error::Moved(format!(
                "the plan was made for {}, and the client uses {}: use the same base URL, or make a new plan",
                self.base_url, now.base_url
            )));
        }
        if now.account != self.account {
            let source = match now.token_source.as_str() {
                "" => String::new(),
                name => format!(" than {name} has"),
            };
            return Err(Error::Moved(format!(
                "the plan was made with another API token{source}, and so perhaps for another account: use that token \
                 again, or make a new plan"
            )));
        }
        if now.hash != self.hash || now.app != self.app {
            return Err(Error::Moved(format!(
                "{} is not what the plan was made from: the file, a variable or a file that it uses has changed. Make \
                 a new plan",
                now.manifest
            )));
        }
        Ok(())
    }
}

fn is_loopback(url: &str) -> bool {
    match Url::parse(url).ok().as_ref().and_then(Url::host) {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The first line of a plan.
impl Display for Origin {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (manifest, app) = (plain(&self.manifest), plain(&self.app));
        write!(f, "{manifest} -> {app} at {}", plain(&self.host()))?;
        // A token that the program gave has no variable.
        match self.token_source.as_str() {
            "" => Ok(()),
            source => write!(f, " (token from {})", plain(source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(token: &str, url: &str) -> Client {
        Client::builder().base_url(url).environment([("EDGEGAP_API_TOKEN", token)]).build().unwrap()
    }

    #[test]
    fn an_origin_is_known_by_its_service_token_and_manifest() {
        let mut desired = Desired { path: "edgegap.toml".into(), hash: "1".into(), ..Desired::default() };
        desired.app.name = "space-arena".into();
        let own = client("canary-1", "https://api.edgegap.com");
        let origin = Origin::new(&own, &desired);
        assert!(!format!("{origin:?}").contains("canary"));
        assert_eq!(origin.to_string(), "edgegap.toml -> space-arena at api.edgegap.com (token from EDGEGAP_API_TOKEN)");
        assert!(origin.check(&client("token canary-1", "https://api.edgegap.com/"), &desired).is_ok());
        let changed = Desired { hash: "2".into(), ..desired.clone() };
        for (client, desired) in [
            (&client("canary-2", "https://api.edgegap.com"), &desired),
            (&client("canary-1", "http://127.0.0.1:9/x"), &desired),
            (&own, &changed),
        ] {
            let refused = origin.check(client, desired);
            assert!(matches!(&refused, Err(Error::Moved(message)) if !message.contains("canary")), "{refused:?}");
        }
        assert_eq!(Origin::new(&client("t", "http://127.0.0.1:9/x"), &desired).host(), "127.0.0.1:9/x");
    }
}
