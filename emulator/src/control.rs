//! The control interface below `/_emulator`: for tests in other processes, and for users with curl.
//!
//! Requests from the same machine need no token. So that no web page in a browser on this machine
//! reaches the interface, it refuses a foreign `Origin`, and a foreign `Host`, with which a page
//! could bypass the origin (DNS rebinding). Requests from other machines, which are possible if the
//! emulator listens on a public address, need a valid token.

use std::net::IpAddr;

use hyper::Method;
use hyper::header::{ALLOW, HOST, HeaderValue, ORIGIN};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::config::parse_tokens;
use crate::fault::Fault;
use crate::registry::SeedTag;
use crate::request::Request;
use crate::resource::container_registry;
use crate::response::{HttpResponse, Result};
use crate::service::{Quota, Service};
use crate::store::Store;

const ROOT: &str = "/_emulator";

/// The paths below the root, and their methods.
const ROUTES: [(&str, &str); 7] = [
    ("", "GET"),
    ("requests", "GET, DELETE"),
    ("faults", "GET, POST, DELETE"),
    ("quota", "GET, PUT"),
    ("tokens", "PUT"),
    ("tags", "POST"),
    ("reset", "POST"),
];

/// True if a path belongs to the control interface.
pub(crate) fn is_control_path(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Serves a request of the control interface.
pub(crate) async fn serve(service: &Service, request: Request) -> HttpResponse {
    let respond = async {
        check_access(service, &request)?;
        let body = request.body?;
        call(service, &request.method, &request.uri.path()[ROOT.len()..], &body).await
    };
    respond.await.unwrap_or_else(|error| error)
}

/// Executes a request of the control interface. `path` is the path below its root.
pub(crate) async fn call(service: &Service, method: &Method, path: &str, body: &[u8]) -> Result<HttpResponse> {
    let path = path.trim_start_matches('/');
    let (_, methods) = ROUTES
        .iter()
        .find(|(known, _)| *known == path)
        .ok_or_else(|| HttpResponse::message(404, format!("The control interface has no {ROOT}/{path}.")))?;
    match (path, method.as_str()) {
        ("", "GET") => return Ok(HttpResponse::ok(&info(service))),
        ("requests", "GET") => return Ok(HttpResponse::ok(&json!({"requests": service.log.list()}))),
        ("requests", "DELETE") => service.log.clear(),
        ("faults", "GET") => return Ok(HttpResponse::ok(&json!({"faults": service.faults.list()}))),
        ("faults", "POST") => service.faults.add(parse::<Fault>(body)?),
        ("faults", "DELETE") => service.faults.clear(),
        ("quota", "GET") => return Ok(HttpResponse::ok(&json!(service.quota()))),
        ("quota", "PUT") => service.set_quota(parse::<Quota>(body)?),
        ("tokens", "PUT") => {
            let Tokens { tokens } = parse(body)?;
            service.set_tokens(parse_tokens(tokens).map_err(|why| HttpResponse::message(400, why))?);
        }
        ("tags", "POST") => {
            let Seed { image, tags } = parse(body)?;
            container_registry::seed(service, image, tags).await?;
        }
        ("reset", "POST") => service.reset().await?,
        _ => {
            let allow = HeaderValue::from_static(methods);
            return Err(HttpResponse::message(405, format!("Use {methods} here.")).header(ALLOW, allow));
        }
    }
    Ok(HttpResponse::empty(204))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tokens {
    tokens: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seed {
    image: String,
    tags: Vec<SeedTag>,
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    serde_json::from_slice(body).map_err(|error| {
        // The position means nothing to a caller who did not write the JSON.
        let why = error.to_string();
        let why = why.rsplit_once(" at line ").map_or(why.as_str(), |(why, _)| why);
        HttpResponse::message(400, format!("The body is not valid: {why}."))
    })
}

fn info(service: &Service) -> Value {
    json!({
        "service": "edgegap-emulator",
        "version": env!("CARGO_PKG_VERSION"),
        "url": format!("http://{}", service.address),
        "data": service.data.as_deref(),
        "format": Store::format(),
        "registry": service.registry.as_ref().map(|registry| registry.base_url()),
    })
}

fn check_access(service: &Service, request: &Request) -> Result<()> {
    let refuse = |why: &str| Err(HttpResponse::message(403, format!("The control interface refuses {why}.")));
    let own = |authority: &str| is_own(authority, service.address.ip());
    if let Some(origin) = request.headers.get(ORIGIN) {
        let host = origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
        if !host.is_some_and(own) {
            return refuse("web pages of other origins");
        }
    }
    let host = request.headers.get(HOST).map(|host| host.to_str().unwrap_or_default());
    // The host of an absolute request target takes precedence over the header.
    if request.uri.authority().is_some_and(|target| !own(target.as_str())) {
        return refuse("this host");
    }
    if request.peer.ip().to_canonical().is_loopback() {
        // A request of HTTP/1.0 may have no Host; no browser sends one.
        if host.is_some_and(|host| !own(host)) { refuse("this Host header") } else { Ok(()) }
    } else {
        service.authorise(&request.headers)
    }
}

/// True if an authority is a loopback address, or the address that the emulator listens on.
fn is_own(authority: &str, address: IpAddr) -> bool {
    let Ok(authority) = authority.parse::<hyper::http::uri::Authority>() else { return false };
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    match host.parse::<IpAddr>() {
        Ok(ip) => ip.is_loopback() || ip == address,
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_and_the_listening_address_are_own() {
        let address = "10.0.0.7".parse().unwrap();
        for authority in ["localhost", "LOCALHOST:80", "127.0.0.1:8080", "127.9.9.9", "[::1]:1", "10.0.0.7:80"] {
            assert!(is_own(authority, address), "{authority}");
        }
        for authority in
            ["example.com", "localhost.example.com", "10.0.0.8", "127.0.0.1.example.com", "", "a b", "[::2]"]
        {
            assert!(!is_own(authority, address), "{authority}");
        }
    }
}
