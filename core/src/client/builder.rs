//! The builder of a client.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::client::Client;
use crate::error::{Error, Result};
use crate::execute::Context;
use crate::http::{Limits, Transport};
use crate::log;
use crate::options::{Options, option_setters};
use crate::redact;
use crate::settings::environment::Environment;
use crate::settings::source::Language;
use crate::settings::{self, Given};
use crate::violation::Violations;

/// Builds a [`Client`]. Settings that are left out come from the environment.
///
/// The token stays out of the source code:
/// ```no_run
/// # use edgegap_sdk::Client;
/// let client = Client::builder().max_retries(5).build()?; // EDGEGAP_TOKEN
/// # Ok::<(), edgegap_sdk::Error>(())
/// ```
/// Do not write the token into the source code, because everyone with the source would have the
/// account:
/// ```no_run
/// # use edgegap_sdk::Client;
/// let client = Client::builder().token("0b8d4e2c-...").build()?;
/// # Ok::<(), edgegap_sdk::Error>(())
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct ClientBuilder {
    given: Given,
    max_concurrency: Option<usize>,
    max_body_bytes: Option<usize>,
    user_agent: Option<String>,
    language: Option<String>,
    options: Options,
}

impl ClientBuilder {
    option_setters!("300 s", "60 s", "2");

    /// The API token, with or without the prefix `token `. An empty string is the same as no value.
    /// Default: the variable `EDGEGAP_TOKEN`, else `EDGEGAP_API_TOKEN`, else `EDGEGAP_API_KEY`.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.given.token = Some(token.into());
        self
    }

    /// The URL of the service. An empty string is the same as no value. Default: the variable
    /// `EDGEGAP_BASE_URL`, else `EDGEGAP_API_URL`, else `https://api.edgegap.com`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.given.base_url = Some(url.into());
        self
    }

    /// Allows a plain `http://` URL of another machine, where the token can be read in transit.
    /// Default: loopback only.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.given.allow_http = allow;
        self
    }

    /// A PEM bundle with the only certificates to trust, read when the client is built. Default:
    /// the variables `SSL_CERT_FILE` and `SSL_CERT_DIR`, else the platform's certificates, else
    /// Mozilla's.
    pub fn ca_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.given.ca_file = Some(path.into());
        self
    }

    /// A proxy for all requests, `http://user:password@host:port`; `https`, `socks5h`, `socks5`,
    /// `socks4a` and `socks4` are supported too. Default: the variable `https_proxy` or
    /// `http_proxy` for the scheme of the address, else `all_proxy`, each also in upper case,
    /// unless `no_proxy` names the host; never for loopback.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.given.proxy = Some(url.into());
        self
    }

    /// Refuses every call that can change something, before a request is sent, with a `permission`
    /// error. Default: the variable `EDGEGAP_READ_ONLY`, else false.
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.given.read_only = Some(read_only);
        self
    }

    /// Refuses every call that names another application than these, before a request is sent, with
    /// a `permission` error. Default: the variable `EDGEGAP_APP_ALLOWLIST`, names separated by
    /// commas, else all applications.
    pub fn allow_apps<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.given.allow_apps = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// The environment variables to use in place of those of the process. For hosts that have their
    /// own, such as a worker thread of Node, and for tests.
    pub fn environment<N: Into<String>, V: Into<String>>(self, variables: impl IntoIterator<Item = (N, V)>) -> Self {
        self.raw_environment(variables.into_iter().map(|(name, value)| (name.into(), Some(value.into()))))
    }

    /// The same, with `None` for values that are not valid Unicode. For the bindings of this
    /// repository only.
    #[doc(hidden)]
    pub fn raw_environment(mut self, variables: impl IntoIterator<Item = (String, Option<String>)>) -> Self {
        self.given.environment = Some(Environment::new(variables));
        self
    }

    /// The caller writes the log that `EDGEGAP_LOG` asks for. For the bindings of this repository
    /// only.
    #[doc(hidden)]
    pub fn without_log(mut self) -> Self {
        self.given.is_bound = true;
        self
    }

    /// Maximum number of requests in flight, 1 or more; others wait. Default: no limit.
    pub fn max_concurrency(mut self, requests: usize) -> Self {
        self.max_concurrency = Some(requests);
        self
    }

    /// Maximum size of a response body in bytes, after decompression. Default: 64 MiB.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = Some(bytes);
        self
    }

    /// Product name of the calling program, such as `my-build/1.2`, added at the start of
    /// `User-Agent`.
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.user_agent = Some(product.into());
        self
    }

    /// The language and version of a binding, such as `python/3.12.1`, in place of `rust` in
    /// `User-Agent`.
    #[doc(hidden)]
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Maximum time to make a connection. Default: 10 s.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.options.connect_timeout = Some(limit);
        self
    }

    /// Delay before the first retry, and maximum delay between attempts. Default: 500 ms and 8 s.
    pub fn backoff(mut self, initial: Duration, max: Duration) -> Self {
        self.options.backoff_initial = Some(initial);
        self.options.backoff_max = Some(max);
        self
    }

    /// Builds the client. No connection is made yet.
    ///
    /// # Errors
    /// `configuration`, which names the invalid argument or variable.
    pub fn build(self) -> Result<Client> {
        let product = self.language.as_deref().unwrap_or("rust");
        let language = Language::from_user_agent(product);
        let resolved = settings::resolve(self.given, language)?;
        if self.max_concurrency == Some(0) {
            let name = language.argument("max_concurrency");
            return Err(Error::configuration(format!("{name} must be at least 1")));
        }
        check_options(&self.options, language)?;
        let own = format!("edgegap-sdk/{} {product}", env!("CARGO_PKG_VERSION"));
        let user_agent = self.user_agent.map_or_else(|| own.clone(), |product| format!("{product} {own}"));
        let limits = Limits { concurrency: self.max_concurrency, body: self.max_body_bytes };
        log::write_warnings(resolved.own_log, &resolved.warnings);
        let transport = Transport::new(Arc::new(resolved), limits, &user_agent)?;
        Ok(Client { context: Context { transport: Arc::new(transport), defaults: Arc::new(self.options) } })
    }
}

fn check_options(options: &Options, language: Language) -> Result<()> {
    let mut violations = Violations::default();
    options.check(language, &mut violations);
    match violations.into_violations().as_slice() {
        [] => Ok(()),
        violations => {
            Err(Error::configuration(violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))
        }
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("token", &self.given.token.as_ref().map(|_| redact::REDACTED))
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
