//! The account that a plan was made for, without its token.

use edgegap_sdk::{Client, Source};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use crate::error::{Error, Result};

/// The account of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    /// URL of the service.
    pub(crate) base_url: String,
    /// Start of a SHA-256 of the token: it tells accounts apart and does not reveal the token.
    pub(crate) account: String,
    /// Source of the token, for display.
    pub(crate) token_source: String,
}

/// Bytes of the fingerprint.
const LENGTH: usize = 8;

impl Account {
    pub(crate) fn of(client: &Client) -> Self {
        let digest = client.with_token(|token| Sha256::digest(format!("edgegap account\n{token}")));
        let source = client.settings().iter().find(|setting| setting.name == "token").map(|setting| setting.source);
        Self {
            base_url: client.base_url().to_owned(),
            account: digest.iter().take(LENGTH).map(|byte| format!("{byte:02x}")).collect(),
            token_source: match source {
                Some(Source::Variable(name)) => name.to_owned(),
                Some(source) => source.to_string(),
                None => String::new(),
            },
        }
    }

    /// The host of the service, with a port or a path if the URL has one.
    pub(crate) fn host(&self) -> String {
        let Ok(url) = Url::parse(&self.base_url) else { return self.base_url.clone() };
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}{port}{}", url.host_str().unwrap_or_default(), url.path().trim_end_matches('/'))
    }

    /// Refuses a client of another service or account.
    pub(crate) fn check(&self, client: &Client) -> Result<()> {
        let other = Self::of(client);
        if other.base_url != self.base_url {
            return Err(Error::Moved(format!(
                "the plan was made for {}, and the client uses {}: use the same base URL, or make a new plan",
                self.base_url, other.base_url
            )));
        }
        if other.account != self.account {
            return Err(Error::Moved(format!(
                "the plan was made with another API token, and so perhaps for another account: use that token again, \
                 or make a new plan (this token is from {})",
                other.token_source
            )));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(token: &str, url: &str) -> Client {
        Client::builder().token(token).base_url(url).environment([("HOME", "/")]).build().unwrap()
    }

    #[test]
    fn an_account_is_known_by_its_service_and_token() {
        let account = Account::of(&client("canary-1", "https://api.edgegap.com"));
        assert!(!format!("{account:?}").contains("canary"));
        assert_eq!(account.host(), "api.edgegap.com");
        assert_eq!(account.token_source, "the token argument");
        assert!(account.check(&client("token canary-1", "https://api.edgegap.com/")).is_ok());
        for other in [client("canary-2", "https://api.edgegap.com"), client("canary-1", "http://127.0.0.1:9/x")] {
            assert!(matches!(account.check(&other), Err(Error::Moved(message)) if !message.contains("canary")));
        }
        assert_eq!(Account::of(&client("t", "http://127.0.0.1:9/x")).host(), "127.0.0.1:9/x");
    }
}
