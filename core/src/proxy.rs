//! Proxies, and what must not be shown of the logins at them. reqwest finds the proxies of the environment by itself.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use url::Url;

use crate::error::{Error, Result};

/// An explicit proxy.
#[derive(Clone)]
pub(crate) struct Proxy {
    pub(crate) inner: reqwest::Proxy,
    /// Every form in which its password travels.
    pub(crate) login: Vec<String>,
}

impl Proxy {
    /// The URL may hold a password, so no error shows it.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let refuse = |reason: &str| {
            let example = "give something like `http://proxy.example.com:3128`";
            Error::configuration(format!("the proxy argument {reason}: {example}"))
        };
        let url = Url::parse(text).map_err(|error| refuse(&format!("is no URL ({error})")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(refuse("has neither the scheme `http` nor `https`"));
        }
        let login = login(&url);
        let inner = reqwest::Proxy::all(url).map_err(|_| refuse("cannot be used"))?;
        Ok(Self { inner, login })
    }
}

/// The logins at the proxies that the environment names. A proxy that echoes one must not make an error show it.
pub(crate) fn logins_of_environment() -> Vec<String> {
    let variables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];
    let names = variables.into_iter().flat_map(|name| [name.to_owned(), name.to_lowercase()]);
    let values = names.filter_map(|name| std::env::var(name).ok());
    values
        .filter_map(|value| {
            Url::parse(&value).ok().filter(Url::has_host).or_else(|| Url::parse(&format!("http://{value}")).ok())
        })
        .flat_map(|url| login(&url))
        .collect()
}

/// The password as it stands in the URL, as it is, and as it travels with the user name.
fn login(url: &Url) -> Vec<String> {
    let Some(encoded) = url.password() else { return Vec::new() };
    let decode = |text: &str| percent_decode_str(text).collect::<Vec<u8>>();
    let (user, password) = (decode(url.username()), decode(encoded));
    let basic = STANDARD.encode([user.as_slice(), b":", password.as_slice()].concat());
    vec![encoded.to_owned(), String::from_utf8_lossy(&password).into_owned(), basic]
}
