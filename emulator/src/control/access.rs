//! Who may use the control interface.
//!
//! Requests from the same machine need no token. So that no web page in a browser on this machine
//! reaches the interface, it refuses a foreign `Origin`, and a foreign `Host`, with which a page
//! could bypass the origin (DNS rebinding). With a token that no page knows, the host may have any
//! name: containers of Docker Desktop reach this machine as `host.docker.internal`. Requests from
//! other machines, which are possible if the emulator listens on a public address, need a valid
//! token.

use std::net::IpAddr;

use hyper::header::{HOST, ORIGIN};
use hyper::http::uri::Authority;

use crate::request::Request;
use crate::response::{HttpResponse, Result};
use crate::service::Service;

/// Refuses a request that may come from a web page of another origin, or has no valid token and
/// needs one.
pub(super) fn check(service: &Service, request: &Request) -> Result<()> {
    check_host(service, request)?;
    if is_local(request) { Ok(()) } else { service.authorise(&request.headers) }
}

/// Refuses a request for the page that may come from elsewhere. The page has no data, so other
/// machines need no token for it: it asks for one.
pub(super) fn check_page(service: &Service, request: &Request) -> Result<()> {
    if is_local(request) { check_host(service, request) } else { Ok(()) }
}

fn is_local(request: &Request) -> bool {
    request.peer.ip().to_canonical().is_loopback()
}

fn check_host(service: &Service, request: &Request) -> Result<()> {
    let refuse = |why: &str| Err(HttpResponse::message(403, format!("The control interface refuses {why}.")));
    let own = |authority: &str| is_own(authority, service.address.ip());
    let host = request.headers.get(HOST).map(|host| host.to_str().unwrap_or_default());
    let has_own_token = || service.has_own_token(&request.headers);
    if let Some(origin) = request.headers.get(ORIGIN) {
        let origin = origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
        // The emulator's own page, under the name that another machine knows it by.
        let is_same = || origin.is_some() && origin == host && has_own_token();
        if !origin.is_some_and(own) && !is_same() {
            return refuse("web pages of other origins");
        }
    }
    // The host of an absolute request target takes precedence over the header.
    if request.uri.authority().is_some_and(|target| !own(target.as_str())) {
        return refuse("this host");
    }
    // A request of HTTP/1.0 may have no Host; no browser sends one.
    if !is_local(request) || host.is_none_or(own) || has_own_token() {
        return Ok(());
    }
    refuse(
        "a host name other than localhost without a token of its own: use http://127.0.0.1, or start the emulator \
         with another token than the default one and send that token",
    )
}

/// True if an authority is a loopback address, or the address that the emulator listens on.
fn is_own(authority: &str, address: IpAddr) -> bool {
    let Ok(authority) = authority.parse::<Authority>() else { return false };
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
