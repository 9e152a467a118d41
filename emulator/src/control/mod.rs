//! The control interface below `/_emulator`: for tests in other processes, and for users with curl.
//! `endpoint` has the table of its requests, from which `help` describes them.
//!
//! Requests from the same machine need no token. So that no web page in a browser on this machine
//! reaches the interface, it refuses a foreign `Origin`, and a foreign `Host`, with which a page
//! could bypass the origin (DNS rebinding). With a token that no page knows, the host may have any
//! name: containers of Docker Desktop reach this machine as `host.docker.internal`. Requests from
//! other machines, which are possible if the emulator listens on a public address, need a valid
//! token.

mod endpoint;
mod help;

use std::net::IpAddr;

use hyper::Method;
use hyper::header::{ACCEPT, ALLOW, CONTENT_TYPE, HOST, HeaderValue, ORIGIN, SERVER};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use self::endpoint::ENDPOINTS;
use crate::config::parse_tokens;
use crate::fault::Fault;
use crate::registry::SeedTag;
use crate::request::Request;
use crate::resource::{container_registry, state};
use crate::response::{HttpResponse, Result};
use crate::service::{Quota, Service};
use crate::store::Store;

/// The path of the control interface.
pub(crate) const ROOT: &str = "/_emulator";
/// The name of the service, in responses and in their header `Server`.
pub(crate) const SERVICE: &str = "edgegap-emulator";
/// The version of the control interface. It changes when a client of an older one would fail.
pub(crate) const FORMAT: u64 = 1;

/// A request of the control interface.
pub(crate) struct Call<'a> {
    pub(crate) method: &'a Method,
    /// The path below the root.
    pub(crate) path: &'a str,
    pub(crate) body: &'a [u8],
    /// True if the help is to be JSON.
    pub(crate) accepts_json: bool,
    /// True if the request has a valid token.
    pub(crate) is_authorized: bool,
}

/// True if a path belongs to the control interface.
pub(crate) fn is_control_path(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Serves a request of the control interface.
pub(crate) async fn serve(service: &Service, request: Request) -> HttpResponse {
    let respond = async {
        check_access(service, &request).map_err(|refusal| identified(&refusal))?;
        let accept = request.headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let call = Call {
            method: &request.method,
            path: &request.uri.path()[ROOT.len()..],
            body: &request.body?,
            accepts_json: accept.into_iter().any(|value| value.to_ascii_lowercase().contains("json")),
            is_authorized: service.authorise(&request.headers).is_ok(),
        };
        perform(service, call).await
    };
    let response = respond.await.unwrap_or_else(|error| error);
    // Identifies the emulator to clients that it refuses.
    response.header(SERVER, HeaderValue::from_static(concat!("edgegap-emulator/", env!("CARGO_PKG_VERSION"))))
}

/// Executes a request of the control interface.
pub(crate) async fn perform(service: &Service, call: Call<'_>) -> Result<HttpResponse> {
    let path = call.path.trim_start_matches('/');
    let methods: Vec<&str> = ENDPOINTS.iter().filter(|known| known.path == path).map(|known| known.method).collect();
    if methods.is_empty() {
        let why = format!("The control interface has no {ROOT}/{path}: GET {ROOT}/help describes its requests.");
        return Err(HttpResponse::message(404, why));
    }
    match (path, call.method.as_str()) {
        ("", "GET") => return Ok(HttpResponse::ok(&info(service, call.is_authorized))),
        ("help", "GET") => return Ok(describe(call.accepts_json)),
        ("requests", "GET") => return Ok(HttpResponse::ok(&json!({"requests": service.log.list()}))),
        ("requests", "DELETE") => service.log.clear(),
        ("faults", "GET") => return Ok(HttpResponse::ok(&json!({"faults": service.faults.list()}))),
        ("faults", "POST") => service.faults.add(parse::<Fault>(call.body)?),
        ("faults", "DELETE") => service.faults.clear(),
        ("quota", "GET") => return Ok(HttpResponse::ok(&json!(service.quota()))),
        ("quota", "PUT") => service.set_quota(parse::<Quota>(call.body)?),
        ("tokens", "PUT") => {
            let Tokens { tokens } = parse(call.body)?;
            service.set_tokens(parse_tokens(tokens).map_err(|why| HttpResponse::message(400, why))?);
        }
        ("tags", "POST") => {
            let Seed { image, tags } = parse(call.body)?;
            container_registry::seed(service, image, tags).await?;
        }
        ("state", "GET") => return Ok(HttpResponse::ok(&state::snapshot(service)?)),
        ("state", "PUT") => state::restore(service, parse(call.body)?).await?,
        ("reset", "POST") => service.reset().await?,
        _ => {
            let methods = methods.join(", ");
            let response = HttpResponse::message(405, format!("Use {methods} here: see GET {ROOT}/help."));
            let allow = HeaderValue::from_str(&methods);
            return Err(allow.into_iter().fold(response, |response, allow| response.header(ALLOW, allow)));
        }
    }
    Ok(HttpResponse::empty(204))
}

fn describe(as_json: bool) -> HttpResponse {
    if as_json {
        return HttpResponse::ok(&help::json());
    }
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    HttpResponse::bytes(200, help::text().into()).header(CONTENT_TYPE, text)
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

/// A refusal that names the service, for clients behind a proxy that replaces the header `Server`.
fn identified(refusal: &HttpResponse) -> HttpResponse {
    HttpResponse::json(refusal.status.as_u16(), &json!({"service": SERVICE, "message": refusal.text()}))
}

fn info(service: &Service, is_authorized: bool) -> Value {
    let url = service.url();
    json!({
        "service": SERVICE,
        "version": env!("CARGO_PKG_VERSION"),
        "url": url,
        "help": format!("{url}{ROOT}/help"),
        "control": FORMAT,
        "authorized": is_authorized,
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
        if host.is_none_or(own) || service.has_own_token(&request.headers) {
            return Ok(());
        }
        refuse(
            "a host name other than localhost without a token of its own: use http://127.0.0.1, or start the \
             emulator with another token than the default one and send that token",
        )
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
    use std::collections::BTreeSet;

    use super::endpoint::Endpoint;
    use super::*;
    use crate::fault::{COMMON_FIELDS, FAULT_KINDS};

    #[tokio::test]
    async fn every_request_of_the_table_is_served_and_documented() {
        let emulator = crate::Emulator::start().await.unwrap();
        for endpoint in &ENDPOINTS {
            let (method, path) = (endpoint.method, endpoint.path);
            let example = endpoint.example.map(|example| serde_json::from_str::<Value>(example).unwrap());
            let body = example.clone().unwrap_or_default();
            emulator.control(method, path, &body).await.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
            assert!(!endpoint.summary.is_empty());
            let documented: Vec<&str> = endpoint.fields.iter().map(|field| field.name).collect();
            let Some(example) = example else {
                assert!(documented.is_empty(), "{method} {path} has no example");
                continue;
            };
            assert!(example.as_object().unwrap().keys().all(|name| documented.contains(&name.as_str())));
            let known = known_fields(&emulator, endpoint, &example).await;
            assert_eq!(BTreeSet::from_iter(documented), known.iter().map(String::as_str).collect(), "{method} {path}");
        }
    }

    /// The fields that the emulator names when it refuses another one.
    async fn known_fields(emulator: &crate::Emulator, endpoint: &Endpoint, example: &Value) -> BTreeSet<String> {
        let mut bodies = vec![example.clone()];
        let mut known = BTreeSet::new();
        if endpoint.path == "faults" {
            bodies = FAULT_KINDS.iter().map(|kind| json!({"kind": kind, "ms": null})).collect();
            bodies[0]["ms"] = json!(1);
            known.extend(COMMON_FIELDS.into_iter().chain(["kind"]).map(str::to_owned));
        }
        for mut body in bodies {
            body["undocumented"] = json!(1);
            let error = emulator.control(endpoint.method, endpoint.path, &body).await.unwrap_err().to_string();
            let (_, names) = error.split_once("unknown field `undocumented`").unwrap_or_else(|| panic!("{error}"));
            known.extend(names.split('`').skip(1).step_by(2).map(str::to_owned));
        }
        known
    }

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
