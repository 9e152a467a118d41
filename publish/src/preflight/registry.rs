//! Reads manifests and configurations of images from an OCI registry.

use edgegap_sdk::Outside;
use reqwest::Method;
use serde_json::Value;
use url::Url;

use super::challenge::Challenge;
use super::fetch::{Fetched, Fetcher, Login, Request};

/// The media types of indexes and manifests.
const MANIFESTS: &str = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json";
/// Maximum number of redirects of a blob, which registries keep in a storage elsewhere.
const MAX_REDIRECTS: usize = 3;

/// An image in its registry.
pub(super) struct Registry<'a> {
    fetcher: &'a Fetcher,
    base: Url,
    /// The URL with https of a registry on this machine, until it is known which of both it uses.
    secure: Option<Url>,
    /// Name of the image.
    name: String,
    /// User name and password.
    login: Option<(&'a str, &'a str)>,
    /// What the registry accepts, once it is known.
    session: Session,
}

/// What the registry accepts.
enum Session {
    Anonymous,
    Token(String),
    Basic,
}

/// Why something cannot be read.
#[derive(Debug, PartialEq)]
pub(super) enum Failure {
    /// It does not exist, or the login may not see it.
    Missing,
    /// The registry or its token service refuses the login.
    Refused(u16),
    /// A login is needed, and there is none.
    NoLogin,
    /// Something else: a sentence without its end.
    Other(String),
}

type Result<T> = std::result::Result<T, Failure>;

impl<'a> Registry<'a> {
    /// The registry of an image. Docker's own registry has another host than its name.
    pub(super) fn new(
        fetcher: &'a Fetcher,
        repository: &str,
        image: &str,
        login: Option<(&'a str, &'a str)>,
    ) -> Result<Self> {
        let (host, path) = repository.split_once('/').unwrap_or((repository, ""));
        let path = path.trim_matches('/');
        let mut name = if path.is_empty() { image.to_owned() } else { format!("{path}/{image}") };
        let host = match host.to_ascii_lowercase().as_str() {
            "docker.io" | "index.docker.io" | "registry-1.docker.io" => {
                if !name.contains('/') {
                    name = format!("library/{name}");
                }
                "registry-1.docker.io".to_owned()
            }
            other => other.to_owned(),
        };
        let malformed = || Failure::Other(format!("`{}` is not the host of a registry", host.escape_debug()));
        let base: Url = format!("https://{host}/").parse().map_err(|_| malformed())?;
        // A registry on this machine rarely has a certificate.
        let plain = format!("http://{host}/").parse().ok().filter(Outside::is_safe);
        let (base, secure) = plain.map_or((base.clone(), None), |plain| (plain, Some(base)));
        Ok(Self { fetcher, base, secure, name, login, session: Session::Anonymous })
    }

    /// The index or manifest under a tag or digest, with its media type and its digest.
    pub(super) async fn manifest(&mut self, reference: &str) -> Result<Manifest> {
        let fetched = self.get(&format!("manifests/{reference}"), MANIFESTS).await?;
        let content = fetched.json().ok_or_else(|| Failure::Other("its manifest is not JSON".to_owned()))?;
        Ok(Manifest { content, digest: fetched.header("docker-content-digest").to_owned() })
    }

    /// A configuration, by its digest.
    pub(super) async fn configuration(&mut self, digest: &str) -> Result<Value> {
        let mut fetched = self.get(&format!("blobs/{digest}"), "").await?;
        for _ in 0..MAX_REDIRECTS {
            if !(301..=308).contains(&fetched.status) {
                break;
            }
            // The storage elsewhere gets no login: its URL is signed.
            let target = self.base.join(fetched.header("location"));
            let target = target.map_err(|_| Failure::Other("a redirect of its registry has no target".to_owned()))?;
            self.check_other(&target, "redirects to")?;
            fetched = self.fetch(&target, "", Login::None).await?;
        }
        let json = (fetched.status == 200).then(|| fetched.json()).flatten();
        json.ok_or_else(|| Failure::Other("its configuration cannot be read".to_owned()))
    }

    async fn fetch(&self, url: &Url, accept: &str, login: Login<'_>) -> Result<Fetched> {
        let request = Request { method: Method::GET, url, accept, login };
        self.fetcher.send(request).await.map_err(Failure::Other)
    }

    /// A path of the image. The registry says how to log in when it refuses the first request.
    async fn get(&mut self, path: &str, accept: &str) -> Result<Fetched> {
        let path = format!("v2/{}/{path}", self.name);
        let mut url = join(&self.base, &path)?;
        let mut fetched = self.fetch(&url, accept, self.own_login()).await;
        // A server that wants https responds with 400, or closes the connection.
        if let Some(secure) = self.secure.take()
            && fetched.as_ref().map_or(true, |fetched| fetched.status == 400)
        {
            let secure_url = join(&secure, &path)?;
            match (fetched, self.fetch(&secure_url, accept, self.own_login()).await) {
                (Err(unreachable), Err(_)) => return Err(unreachable),
                (_, other) => fetched = other,
            }
            (self.base, url) = (secure, secure_url);
        }
        let mut fetched = fetched?;
        if fetched.status == 401 && matches!(self.session, Session::Anonymous) {
            self.session = self.log_in(fetched.header("www-authenticate")).await?;
            fetched = self.fetch(&url, accept, self.own_login()).await?;
        }
        match fetched.status {
            200 | 301..=308 => Ok(fetched),
            404 => Err(Failure::Missing),
            401 | 403 if self.login.is_none() => Err(Failure::NoLogin),
            status @ (401 | 403) => Err(Failure::Refused(status)),
            429 => Err(Failure::Other("its registry limits requests (429): try again later".to_owned())),
            status => Err(Failure::Other(format!("its registry responded with {status}"))),
        }
    }

    fn own_login(&self) -> Login<'_> {
        match (&self.session, self.login) {
            (Session::Token(token), _) => Login::Bearer(token),
            (Session::Basic, Some((user, password))) => Login::Basic(user, password),
            _ => Login::None,
        }
    }

    /// Logs in as the registry asks for.
    async fn log_in(&self, header: &str) -> Result<Session> {
        match Challenge::parse(header) {
            Some(Challenge::Bearer { realm, service, scope }) => {
                let mut url: Url =
                    realm.parse().map_err(|_| Failure::Other("its registry names no token service".to_owned()))?;
                self.check_other(&url, "names")?;
                let scope = scope.unwrap_or_else(|| format!("repository:{}:pull", self.name));
                url.query_pairs_mut().extend_pairs(service.map(|service| ("service", service)));
                url.query_pairs_mut().append_pair("scope", &scope);
                self.token(&url).await.map(Session::Token)
            }
            Some(Challenge::Basic) if self.login.is_some() => Ok(Session::Basic),
            Some(Challenge::Basic) => Err(Failure::NoLogin),
            None => Err(Failure::Other("its registry wants a login that is not known here".to_owned())),
        }
    }

    /// Refuses another server without https, unless both it and the registry are on this machine.
    fn check_other(&self, url: &Url, verb: &str) -> Result<()> {
        if url.scheme() == "https" || self.base.scheme() == "http" && Outside::is_safe(url) {
            return Ok(());
        }
        Err(Failure::Other(format!("its registry {verb} a server without https, which is not used")))
    }

    async fn token(&self, url: &Url) -> Result<String> {
        let login = self.login.map_or(Login::None, |(user, password)| Login::Basic(user, password));
        let fetched = self.fetch(url, "application/json", login).await?;
        match fetched.status {
            200 => {}
            400 | 401 | 403 if self.login.is_none() => return Err(Failure::NoLogin),
            status @ (400 | 401 | 403) => return Err(Failure::Refused(status)),
            status => return Err(Failure::Other(format!("the token service of its registry responded with {status}"))),
        }
        let json = fetched.json().unwrap_or_default();
        let token = ["token", "access_token"].iter().find_map(|name| json.get(name)?.as_str());
        let token = token.filter(|token| !token.is_empty()).map(str::to_owned);
        token.ok_or_else(|| Failure::Other("the token service of its registry gave no token".to_owned()))
    }
}

fn join(base: &Url, path: &str) -> Result<Url> {
    base.join(path).map_err(|_| Failure::Other("its name is not valid".to_owned()))
}

/// An index or a manifest.
pub(super) struct Manifest {
    pub(super) content: Value,
    /// Digest, if the registry says it.
    pub(super) digest: String,
}
