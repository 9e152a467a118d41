//! The page for a browser: one document with its style and its script.
//!
//! It is a part of a program that installs it. Nothing else refers to it and to the OpenAPI
//! documents, so that the linker leaves them out of a library that does not, such as that of C#.

use std::sync::OnceLock;

use hyper::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY};
use rustls::crypto::ring::default_provider;

use super::openapi;
use crate::response::{HttpResponse, Result};

const DOCUMENT: &str = include_str!("../page/index.html");
const STYLE: &str = include_str!("../page/style.css");
const SCRIPT: &str = include_str!("../page/page.js");

/// The functions of the page, if it is installed.
static PAGE: OnceLock<Page> = OnceLock::new();

pub(super) struct Page {
    /// Makes the document.
    pub(super) document: fn() -> Result<HttpResponse>,
    /// Makes the OpenAPI document with a name.
    pub(super) openapi: fn(&str) -> Result<HttpResponse>,
}

/// Makes all emulators of this process serve their page and the OpenAPI documents. With the feature
/// `page`, which is on by default, every emulator does so anyway.
pub fn install_page() {
    PAGE.get_or_init(|| Page { document: response, openapi: openapi::response });
}

/// The page; 404 if it is not installed.
pub(super) fn get() -> Result<&'static Page> {
    let missing = "This emulator has no page and no OpenAPI documents: run the program edgegap-emulator.";
    PAGE.get().ok_or_else(|| HttpResponse::message(404, missing))
}

/// The page with a nonce of its own. It has no data: it reads the control interface.
fn response() -> Result<HttpResponse> {
    let mut bytes = [0; 16];
    default_provider()
        .secure_random
        .fill(&mut bytes)
        .map_err(|_| HttpResponse::message(500, "The system has no random numbers."))?;
    let nonce: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    // The nonce comes first: the other parts may contain anything.
    let page = DOCUMENT.replace("{{nonce}}", &nonce).replace("{{style}}", STYLE).replace("{{script}}", SCRIPT);
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; img-src data:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    );
    let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    let response = HttpResponse::bytes(200, page.into())
        .header(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))
        .header(CONTENT_SECURITY_POLICY, policy);
    Ok([
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("x-frame-options"), "DENY"),
        (HeaderName::from_static("x-content-type-options"), "nosniff"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ]
    .into_iter()
    .fold(response, |response, (name, value)| response.header(name, HeaderValue::from_static(value))))
}
