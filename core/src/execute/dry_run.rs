//! A dry run: the requests of a call as they would be sent.

use std::collections::BTreeMap;

use reqwest::header::AUTHORIZATION;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::execute::Outcome;
use crate::execute::attempts::Attempts;
use crate::json::JsonValue;
use crate::redact::REDACTED;
use crate::reply::{Change, Meta};
use crate::schema::secrecy::redact;

/// The result of a dry run: the requests that the call would send. Secrets are `***`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DryRun {
    /// The requests, in order. Empty if there is nothing to do.
    pub requests: Vec<DryRunRequest>,
    /// What an `ensure` would do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
}

/// A request as it would be sent. Secrets are `***`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DryRunRequest {
    /// HTTP method.
    pub method: String,
    /// URL with query.
    pub url: String,
    /// Headers, with names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The JSON body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The same request as a command line of curl for a POSIX shell, with the token from the
    /// variable `EDGEGAP_TOKEN`.
    pub curl: String,
}

impl DryRun {
    /// The outcome of a call with these requests.
    pub(crate) fn into_outcome(self) -> Outcome {
        let value = serde_json::to_value(self).unwrap_or_default();
        Outcome { value: JsonValue::from(value), page: None, meta: Meta::default() }
    }
}

/// The request that these attempts would send.
pub(super) fn preview(attempts: &Attempts<'_>, page: Option<u64>) -> DryRun {
    let secrets = attempts.secrets();
    let body = attempts.prepared.body.as_ref().map(|body| {
        let mut body = body.clone();
        if let Some(expected) = attempts.operation.body {
            redact(&mut body, expected.model);
            // A user name is half of a login.
            let logins = expected.model.fields.iter().filter(|field| field.masked);
            logins.for_each(|field| body.get_mut(field.name).into_iter().for_each(|value| *value = REDACTED.into()));
        }
        let mut body = Value::Object(body);
        secrets.redact_value(&mut body);
        body
    });
    let request = DryRunRequest {
        method: attempts.operation.method.to_string(),
        url: secrets.redact(attempts.target(page).as_str()),
        headers: headers(attempts),
        curl: String::new(),
        body,
    };
    DryRun { requests: vec![DryRunRequest { curl: curl(&request), ..request }], change: None }
}

/// The headers. Values of the caller may be secrets.
fn headers(attempts: &Attempts<'_>) -> BTreeMap<String, String> {
    let own = attempts.headers();
    let is_own = |name: &str| own.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
    let request = attempts.request(attempts.target(None));
    let headers = request.headers().iter().map(|(name, value)| {
        let shown = match value.to_str() {
            _ if name == AUTHORIZATION => format!("token {REDACTED}"),
            Ok(value) if !is_own(name.as_str()) || name == "x-fields" => value.to_owned(),
            _ => REDACTED.to_owned(),
        };
        (name.as_str().to_owned(), shown)
    });
    headers.collect()
}

/// The request as a command line of curl.
fn curl(request: &DryRunRequest) -> String {
    let mut line = format!("curl -X {} {}", request.method, quoted(&request.url));
    for (name, value) in &request.headers {
        match name.as_str() {
            "authorization" => line.push_str(" -H \"Authorization: token $EDGEGAP_TOKEN\""),
            // Of the SDK's own transport.
            "accept-encoding" | "user-agent" => {}
            name => line.push_str(&format!(" -H {}", quoted(&format!("{name}: {value}")))),
        }
    }
    if let Some(body) = &request.body {
        line.push_str(&format!(" --data-raw {}", quoted(&body.to_string())));
    }
    line
}

/// The text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
