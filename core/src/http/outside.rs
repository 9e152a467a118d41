//! HTTP to servers other than Edgegap's, such as container registries, with the certificates and
//! the proxy of the SDK's settings and without its token.

use std::path::Path;
use std::sync::OnceLock;

use reqwest::Url;
use rustls::ClientConfig;

use crate::error::{Error, Result};
use crate::http::proxy::{self, Route};
use crate::http::resolver::Resolver;
use crate::http::tls::error::{Setup, message};
use crate::http::tls::{self, Roots};
use crate::http::{CONNECT_TIMEOUT, find, reason};
use crate::settings::base_url::BaseUrl;
use crate::settings::environment::Environment;
use crate::settings::source::{Language, Source};

/// The settings of connections to other servers. For the crates of this repository only.
pub struct Outside {
    environment: Environment,
    proxy: Option<String>,
    roots: Roots,
    /// Made at the first connection with TLS, because reading the platform's certificates takes
    /// time.
    tls: OnceLock<ClientConfig>,
    language: Language,
}

impl Outside {
    /// Settings from these variables, and from arguments that replace them.
    ///
    /// # Errors
    /// `configuration` if the certificates cannot be read.
    pub fn new(
        variables: impl IntoIterator<Item = (String, String)>,
        ca_file: Option<&Path>,
        proxy: Option<&str>,
        language: Language,
    ) -> Result<Self> {
        let environment = Environment::new(variables.into_iter().map(|(name, value)| (name, Some(value))));
        let roots = tls::roots(ca_file, &environment, language)?;
        Ok(Self { environment, proxy: proxy.map(str::to_owned), roots, tls: OnceLock::new(), language })
    }

    /// True for a URL over which a login may be sent: `https`, or plain `http` to this machine.
    pub fn is_safe(url: &Url) -> bool {
        BaseUrl::parse(&url.origin().ascii_serialization(), Source::Default, Language::Rust, false).is_ok()
    }

    /// A client for the host of a URL. It follows no redirects.
    ///
    /// # Errors
    /// `configuration` if the URL is not safe, or the proxy cannot be used.
    pub fn client(&self, url: &Url) -> Result<reqwest::Client> {
        let origin = url.origin().ascii_serialization();
        let base = BaseUrl::parse(&origin, Source::Default, self.language, false).map_err(|_| {
            Error::configuration(format!("{origin} is not used: its scheme must be https, or its host this machine"))
        })?;
        let route = proxy::route(self.proxy.as_deref(), &self.environment, &base, self.language)?;
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(if route.uses_tls(&base) { self.tls()? } else { tls::without_roots()? })
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .dns_resolver(Resolver);
        let builder = match route {
            Route::Proxy(proxy) => builder.proxy(proxy.inner),
            // Otherwise reqwest would read the variables itself.
            Route::Direct(_) => builder.no_proxy(),
            Route::Platform => builder,
        };
        builder
            .build()
            .map_err(|error| Error::configuration(format!("the HTTP client cannot be set up: {}", reason(&error))))
    }

    fn tls(&self) -> Result<ClientConfig> {
        if let Some(tls) = self.tls.get() {
            return Ok(tls.clone());
        }
        let tls = tls::with_roots(&self.roots)?;
        Ok(self.tls.get_or_init(|| tls).clone())
    }

    /// The reason of an error, without its URL.
    pub fn reason(&self, error: &reqwest::Error) -> String {
        if error.is_timeout() {
            return "there was no response in time".to_owned();
        }
        match find(error, |error| error.downcast_ref::<rustls::Error>()) {
            Some(tls) => {
                let unread = tls::unread(&self.environment, self.language);
                message(tls, &Setup { roots: &self.roots, language: self.language, unread: &unread })
            }
            None => reason(error),
        }
    }
}

/// Without the values of variables, which may be secrets.
impl std::fmt::Debug for Outside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outside").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_machine_are_safe() {
        for url in ["https://registry.example.com/v2/", "http://127.0.0.1:5000/v2/", "http://localhost:5000/"] {
            assert!(Outside::is_safe(&url.parse().unwrap()), "{url}");
        }
        let outside = Outside::new([], None, None, Language::Rust).unwrap();
        for url in ["http://registry.example.com/v2/", "ftp://127.0.0.1/", "http://10.0.0.1:5000/"] {
            let url: Url = url.parse().unwrap();
            assert!(!Outside::is_safe(&url), "{url}");
            assert!(outside.client(&url).unwrap_err().message().contains("is not used"), "{url}");
        }
    }
}
