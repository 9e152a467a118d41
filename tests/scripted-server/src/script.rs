//! The form of a script: the field `exchanges` of a vector. `tests/vectors/README.md` explains
//! every field.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::certificate::Identity;

/// The requests a vector expects, in order, with the reply to each.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// The exchanges in order.
    pub exchanges: Vec<Exchange>,
}

/// One request and the reply to it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// The request that the client is expected to send.
    pub request: ExpectedRequest,
    /// The reply, also to a request that is not the expected one.
    pub reply: Reply,
}

/// A request as it should arrive.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedRequest {
    /// The port that it comes to.
    #[serde(default)]
    pub origin: Origin,
    /// The method, in upper case.
    pub method: String,
    /// Path and query exactly as in the request line, with placeholders.
    pub target: String,
    /// Headers with their exact value, with placeholders; null means that the header must be
    /// absent.
    #[serde(default)]
    pub headers: BTreeMap<String, Option<String>>,
    /// True if it must come on a connection that has answered a request before. Otherwise the play
    /// is void.
    #[serde(default)]
    pub reused: bool,
    /// The body as JSON; without it neither body nor `Content-Type` may be sent.
    pub body: Option<Value>,
}

/// The port of a script that a request comes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The usual one, for plain HTTP.
    #[default]
    Base,
    /// Another one, to which nothing may be sent.
    Other,
    /// One that plays a proxy.
    Proxy,
    /// One for TLS; a tunnel through the proxy leads to it too.
    Tls,
    /// The same over TLS 1.2.
    Tls12,
    /// One whose certificate is self-signed.
    TlsSelfSigned,
    /// One whose certificate has expired.
    TlsExpired,
    /// One whose certificate is for another host.
    TlsOtherHost,
    /// One that demands a certificate of the client.
    TlsClientAuth,
    /// The same over TLS 1.2.
    Tls12ClientAuth,
}

impl Origin {
    /// The identity of the server at this port, if it speaks TLS.
    pub fn identity(self) -> Option<Identity> {
        match self {
            Self::Base | Self::Other | Self::Proxy => None,
            Self::Tls => Some(Identity::Good),
            Self::Tls12 => Some(Identity::Tls12),
            Self::TlsSelfSigned => Some(Identity::SelfSigned),
            Self::TlsExpired => Some(Identity::Expired),
            Self::TlsOtherHost => Some(Identity::OtherHost),
            Self::TlsClientAuth => Some(Identity::ClientAuth),
            Self::Tls12ClientAuth => Some(Identity::Tls12ClientAuth),
        }
    }

    /// The name of the port in a script, and of the placeholder for its address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Other => "other",
            Self::Proxy => "proxy",
            Self::Tls => "tls",
            Self::Tls12 => "tls12",
            Self::TlsSelfSigned => "tls_self_signed",
            Self::TlsExpired => "tls_expired",
            Self::TlsOtherHost => "tls_other_host",
            Self::TlsClientAuth => "tls_client_auth",
            Self::Tls12ClientAuth => "tls12_client_auth",
        }
    }
}

/// The reply to a request. Without a status or raw bytes nothing is written, and the connection
/// ends as `end` says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The status of an HTTP reply.
    pub status: Option<u16>,
    /// Headers in addition to those that follow from the body; null removes one of those.
    #[serde(default)]
    pub headers: BTreeMap<String, Option<HeaderValue>>,
    /// A body of JSON, with `Content-Type: application/json`.
    pub json: Option<Value>,
    /// A body of text.
    pub text: Option<String>,
    /// A body of any bytes.
    pub base64: Option<String>,
    /// A body made of repeated pieces.
    pub repeat: Option<Vec<Repeat>>,
    /// Bytes written in place of an HTTP reply, after which the connection is closed.
    pub raw: Option<String>,
    /// The same in base64.
    pub raw_base64: Option<String>,
    /// The way in which the end of the body is marked.
    #[serde(default)]
    pub framing: Framing,
    /// A `Content-Length` in place of the true one.
    pub content_length: Option<u64>,
    /// A pause before anything is written.
    pub delay_ms: Option<u64>,
    /// The end of the connection after the last byte. Without it the connection stays open.
    pub end: Option<End>,
}

/// One value of a header, or several for a header that is repeated.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum HeaderValue {
    /// The header once.
    One(String),
    /// The header once for each value.
    Many(Vec<String>),
}

/// A piece of a body and its number of repetitions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// The piece.
    pub text: String,
    /// The number of repetitions.
    pub times: usize,
}

/// The way in which the end of a body is marked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Framing {
    /// With `Content-Length`.
    #[default]
    Length,
    /// With `Transfer-Encoding: chunked`.
    Chunked,
    /// By closing the connection.
    Close,
}

/// The end of a connection after the last byte of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// It is closed cleanly.
    Close,
    /// It is reset.
    Reset,
    /// It stays open and nothing more is ever written.
    Stall,
    /// Over TLS: the TCP connection is closed without `close_notify`.
    Cut,
    /// Over TLS: a fatal alert.
    Alert,
    /// Over TLS: a record that cannot be decrypted.
    BrokenRecord,
    /// Over TLS: unencrypted bytes.
    ClearText,
}

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    /// If it has another form or a reply contradicts itself.
    pub fn from_json(json: Value) -> Result<Self, String> {
        let script: Self = serde_json::from_value(json).map_err(|error| error.to_string())?;
        script.check()?;
        Ok(script)
    }

    /// True if a request must come on a connection that was used before.
    pub(crate) fn needs_reuse(&self) -> bool {
        self.exchanges.iter().any(|exchange| exchange.request.reused)
    }

    /// Checks that no reply contradicts itself.
    ///
    /// # Errors
    /// If one does.
    pub fn check(&self) -> Result<(), String> {
        for (number, exchange) in self.exchanges.iter().enumerate() {
            exchange.check().map_err(|why| format!("exchange {}: {why}", number + 1))?;
        }
        Ok(())
    }
}

impl Exchange {
    fn check(&self) -> Result<(), String> {
        let needs_tls = matches!(self.reply.end, Some(End::Cut | End::Alert | End::BrokenRecord | End::ClearText));
        if needs_tls && self.request.origin.identity().is_none() {
            return Err("this end of a connection is one of TLS: the request needs such an origin".into());
        }
        if self.request.origin == Origin::Other {
            return Err("nothing may be sent to the other origin".into());
        }
        self.reply.check()
    }
}

impl Reply {
    fn check(&self) -> Result<(), String> {
        let bodies = [self.json.is_some(), self.text.is_some(), self.base64.is_some(), self.repeat.is_some()];
        let bodies = bodies.iter().filter(|given| **given).count();
        let raw = self.raw.is_some() || self.raw_base64.is_some();
        if bodies > 1 {
            return Err("a reply has one body: json, text, base64 or repeat".into());
        }
        if self.status.is_none() && (bodies > 0 || !self.headers.is_empty()) {
            return Err("a reply with headers or a body needs a status".into());
        }
        if raw && (self.status.is_some() || (self.raw.is_some() && self.raw_base64.is_some())) {
            return Err("a reply is a status, raw or raw_base64".into());
        }
        if self.status.is_none() && !raw && self.end.is_none() {
            return Err("a reply needs a status, raw bytes or an end".into());
        }
        if self.content_length.is_some() && self.framing != Framing::Length {
            return Err("content_length goes with framing length alone".into());
        }
        Ok(())
    }
}
