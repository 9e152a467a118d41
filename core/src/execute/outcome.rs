//! The result of a call: its metadata, and its errors without secrets.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::SystemTime;

use reqwest::Url;
use reqwest::header::HeaderMap;
use tokio::time::Instant;

use crate::error::Error;
use crate::execute::attempts::{ATTEMPT_TIMEOUT, Attempts, TOTAL_TIMEOUT, redirect};
use crate::execute::messages::status::{self, SkippedRedirect};
use crate::execute::messages::{self, transport};
use crate::execute::retry::retry_after;
use crate::http::{HttpResponse, TransportError};
use crate::redact::Secrets;
use crate::reply::Meta;
use crate::rules::stray::stray_name;
use crate::settings::source::Language;

impl Attempts<'_> {
    /// Metadata of a response.
    pub(crate) fn meta(&self, response: &HttpResponse, secrets: &Secrets) -> Meta {
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in &response.headers {
            let value = secrets.redact(&String::from_utf8_lossy(value.as_bytes()));
            headers
                .entry(secrets.redact(name.as_str()))
                .and_modify(|all| *all = format!("{all}, {value}"))
                .or_insert(value);
        }
        Meta {
            status: response.status,
            request_id: request_id(&response.headers).map(|id| secrets.redact(&id)),
            headers,
            attempts: self.attempts(),
            change: None,
        }
    }

    /// The secrets of this call.
    pub(crate) fn secrets(&self) -> Cow<'_, Secrets> {
        let secrets = &self.transport.secrets;
        match self.prepared.body.as_ref().zip(self.operation.body) {
            Some((body, expected)) => Cow::Owned(secrets.with_body(body, expected.model)),
            None => Cow::Borrowed(secrets),
        }
    }

    /// The error for a status other than 2xx.
    pub(crate) fn status_error(&self, response: &HttpResponse) -> Error {
        let redirect = redirect_target(response, &self.transport.resolved.base.text);
        let mut error = status::from_status(
            self.operation,
            response,
            retry_after(&response.headers, SystemTime::now()),
            redirect,
            self.language(),
        );
        let names = self.operation.path_parameters().zip(&self.prepared.names);
        let unusual = names.filter_map(|(parameter, name)| Some((parameter, stray_name(name)?))).next();
        if let (404, Some((parameter, what))) = (response.status, unusual) {
            error.0.message.push_str(&format!(". The {} in the call {what}", self.operation.noun(parameter)));
        }
        self.finish(error, Some(response))
    }

    /// The error for a create whose name is taken, maybe by an earlier attempt of the same call.
    pub(crate) fn taken_error(&self, response: &HttpResponse) -> Error {
        self.finish(status::from_taken(self.operation, response), Some(response))
    }

    /// The error for a create whose name is taken by an object that equals the request and was
    /// created after the call started.
    pub(crate) fn equal_error(&self, response: &HttpResponse) -> Error {
        let mut error = status::from_equal(self.operation, response);
        error.0.maybe_applied = true;
        self.finish(error, Some(response))
    }

    /// The error for `success: false` in a 2xx.
    pub(crate) fn refused_error(&self, response: &HttpResponse, message: Option<String>) -> Error {
        self.finish(status::from_refusal(self.operation, response, message), Some(response))
    }

    /// The error for a 2xx that cannot be parsed.
    pub(crate) fn decode_error(&self, response: &HttpResponse, reason: &str) -> Error {
        let mut error = status::from_decoding(self.operation, response, reason);
        error.0.maybe_applied = !self.operation.is_get();
        self.finish(error, Some(response))
    }

    pub(super) fn transport_error(&self, error: TransportError) -> Error {
        self.finish(
            transport::from_transport_error(
                self.operation,
                error,
                self.body().map_or(0, |body| body.len()),
                self.transport,
            ),
            None,
        )
    }

    pub(super) fn timeout_error(&self) -> Error {
        let total = self.options.timeout.unwrap_or(TOTAL_TIMEOUT);
        let attempt = self.options.attempt_timeout.unwrap_or(ATTEMPT_TIMEOUT);
        let is_total = Instant::now() >= self.deadline;
        let limit = if is_total { total } else { attempt };
        self.finish(transport::from_timeout(self.operation, limit, is_total, self.language()), None)
    }

    fn language(&self) -> Language {
        self.transport.resolved.language
    }

    /// Adds the details of the call and redacts all secrets.
    fn finish(&self, mut error: Error, response: Option<&HttpResponse>) -> Error {
        let envelope = &mut *error.0;
        let secrets = self.secrets();
        envelope.operation = Some(self.operation.id);
        envelope.maybe_applied |= self.ambiguous && !self.operation.is_get();
        envelope.attempts = self.attempts();
        envelope.elapsed = self.elapsed();
        envelope.method = Some(self.operation.method.to_string());
        envelope.url = Some(
            self.transport.secrets.redact(&format!("{}{}", self.transport.resolved.base.text, self.prepared.path)),
        );
        let message = messages::plain(&secrets.redact(&envelope.message));
        envelope.message = messages::sentence(secrets.redact(&message));
        if envelope.maybe_applied {
            envelope.message.truncate(envelope.message.trim_end_matches('.').len());
            envelope.message.push_str(messages::doubt(envelope.kind));
        }
        envelope.excerpt = envelope.excerpt.as_deref().map(|text| messages::excerpt(&secrets.redact(text)));
        envelope.extra = std::mem::take(&mut envelope.extra)
            .into_iter()
            .map(|(name, mut value)| {
                secrets.redact_value(&mut value);
                (secrets.redact(&name), value)
            })
            .collect();
        if let Some(response) = response {
            envelope.status = Some(response.status);
            envelope.request_id = request_id(&response.headers).map(|id| secrets.redact(&id));
        }
        error
    }
}

fn request_id(headers: &HeaderMap) -> Option<String> {
    ["x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "cf-ray"]
        .iter()
        .find_map(|name| headers.get(*name))
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// The target of a redirect that was not followed.
fn redirect_target(response: &HttpResponse, base: &str) -> Option<SkippedRedirect> {
    let base = Url::parse(base).ok()?;
    let url = redirect(response, &base)?;
    if url.origin() == base.origin() {
        return Some(SkippedRedirect::Here);
    }
    let target = match url.host_str() {
        Some(host) => {
            format!("{}://{host}{}", url.scheme(), url.port().map(|port| format!(":{port}")).unwrap_or_default())
        }
        None => format!("{}:", url.scheme()),
    };
    match url.host_str() == base.host_str() && (base.scheme(), url.scheme()) == ("http", "https") {
        true => Some(SkippedRedirect::Secure(target)),
        false => Some(SkippedRedirect::Elsewhere(target)),
    }
}
