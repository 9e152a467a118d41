//! The control interface below `/_emulator`, for whoever runs the emulator: tests in other processes, people with curl.
//!
//! On this machine it asks for nothing, so it must not be reachable from a web page that a browser on this machine shows:
//! a foreign `Origin` is refused, and a foreign `Host`, which is how a page gets around origins. From another machine, which
//! an emulator on a public address allows, it takes one of the tokens.

use std::net::IpAddr;

use hyper::Method;
use hyper::header::{ALLOW, HOST, HeaderValue, ORIGIN};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::answer::{Answer, Result};
use crate::fault::Fault;
use crate::quota::Quota;
use crate::service::{Call, Service};
use crate::store::Store;
use crate::tag::SeedTag;
use crate::value::mistake;

const ROOT: &str = "/_emulator";

/// Whether a path is one of the control interface.
pub(crate) fn is_for(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub(crate) async fn serve(service: &Service, call: Call) -> Answer {
    match answer(service, call).await {
        Ok(answer) | Err(answer) => answer,
    }
}

async fn answer(service: &Service, call: Call) -> Result<Answer> {
    admit(service, &call)?;
    let body = call.body?;
    perform(service, &call.method, &call.uri.path()[ROOT.len()..], &body).await
}

/// What the interface does, for whoever may: the path is that below its root.
pub(crate) async fn perform(service: &Service, method: &Method, path: &str, body: &[u8]) -> Result<Answer> {
    match (path.trim_start_matches('/'), method) {
        ("", &Method::GET) => Ok(Answer::ok(&info(service))),
        ("requests", &Method::GET) => Ok(Answer::ok(&json!({"requests": service.log.list()}))),
        ("requests", &Method::DELETE) => {
            service.log.clear();
            Ok(Answer::empty(204))
        }
        ("faults", &Method::GET) => Ok(Answer::ok(&json!({"faults": service.faults.list()}))),
        ("faults", &Method::POST) => {
            service.faults.add(read::<Fault>(body)?);
            Ok(Answer::empty(204))
        }
        ("faults", &Method::DELETE) => {
            service.faults.clear();
            Ok(Answer::empty(204))
        }
        ("quota", &Method::GET) => Ok(Answer::ok(&json!(service.quota()))),
        ("quota", &Method::PUT) => {
            service.set_quota(read::<Quota>(body)?);
            Ok(Answer::empty(204))
        }
        ("tokens", &Method::PUT) => {
            service.set_tokens(checked_tokens(read::<Tokens>(body)?.tokens).map_err(|why| Answer::message(400, why))?);
            Ok(Answer::empty(204))
        }
        ("tags", &Method::POST) => {
            let Seed { image, tags } = read(body)?;
            crate::resource::container_registry::seed(service, image, tags).await?;
            Ok(Answer::empty(204))
        }
        ("reset", &Method::POST) => {
            service.reset().await?;
            Ok(Answer::empty(204))
        }
        (path, _) => {
            match allowed(path) {
                Some(methods) => Err(Answer::message(405, format!("Use {methods} here."))
                    .header(ALLOW, HeaderValue::from_static(methods))),
                None => Err(Answer::message(404, format!("The control interface has no {ROOT}/{path}."))),
            }
        }
    }
}

fn allowed(path: &str) -> Option<&'static str> {
    match path {
        "" => Some("GET"),
        "requests" => Some("GET, DELETE"),
        "faults" => Some("GET, POST, DELETE"),
        "quota" => Some("GET, PUT"),
        "tokens" => Some("PUT"),
        "tags" | "reset" => Some("POST"),
        _ => None,
    }
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

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    serde_json::from_slice(body).map_err(|error| {
        // Where in the text it is says nothing to whoever did not write the text.
        let why = error.to_string();
        let why = why.rsplit_once(" at line ").map_or(why.as_str(), |(why, _)| why);
        Answer::message(400, format!("The body does not fit: {why}."))
    })
}

/// Tokens as clients send them.
pub(crate) fn checked_tokens(tokens: Vec<String>) -> Result<Vec<String>, String> {
    tokens.iter().map(|token| checked_token(token)).collect()
}

/// Removes a leading `token `, as clients do.
fn checked_token(token: &str) -> Result<String, String> {
    let mut secret = token.trim();
    while let Some((word, rest)) = secret.split_once(char::is_whitespace)
        && word.eq_ignore_ascii_case("token")
    {
        secret = rest.trim_start();
    }
    if let Some(mistake) = mistake(secret) {
        return Err(format!("A token {mistake}."));
    }
    if secret.is_empty() || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("A token is empty or has characters that a header cannot carry, such as a blank.".into());
    }
    Ok(secret.to_owned())
}

fn info(service: &Service) -> Value {
    json!({
        "service": "edgegap-emulator",
        "version": env!("CARGO_PKG_VERSION"),
        "url": format!("http://{}", service.address),
        "data": service.data.as_deref(),
        "format": Store::format(),
        "registry": service.registry.as_ref().map(|registry| registry.shown()),
    })
}

fn admit(service: &Service, call: &Call) -> Result<()> {
    let refused = |why: &str| Err(Answer::message(403, format!("The control interface is not for {why}.")));
    let own = |authority: &str| is_own(authority, service.address.ip());
    if let Some(origin) = call.headers.get(ORIGIN) {
        let host = origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
        if !host.is_some_and(own) {
            return refused("pages of other origins");
        }
    }
    let host = call.headers.get(HOST).map(|host| host.to_str().unwrap_or_default());
    // The host of an absolute target comes before the header.
    if call.uri.authority().is_some_and(|target| !own(target.as_str())) {
        return refused("this host");
    }
    if call.peer.ip().to_canonical().is_loopback() {
        // HTTP/1.0 has no Host, and no browser speaks it.
        if host.is_some_and(|host| !own(host)) { refused("this Host") } else { Ok(()) }
    } else {
        service.authorise(&call.headers)
    }
}

/// Whether an authority names this machine's loopback, or the address that the emulator listens on.
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
    fn tokens_are_normalised() {
        for token in ["abc", " abc\n", "token abc", "Token  TOKEN\tabc"] {
            assert_eq!(checked_token(token).unwrap(), "abc", "{token:?}");
        }
        for token in ["tokenabc", "token", "a\"b", "QUJDRA=="] {
            assert_eq!(checked_token(token).unwrap(), token);
        }
        for token in
            ["", " ", "canary canary", "canary\r\nX: y", "canäry", "\"canary\"", "${CANARY}", "TOKEN=canary", "None"]
        {
            let error = checked_token(token).unwrap_err();
            assert!(error.starts_with("A token ") && !error.to_lowercase().contains("canary"), "{error}");
        }
    }

    #[test]
    fn loopback_and_the_own_address_are_own() {
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
