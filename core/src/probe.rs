//! The request of a call, and the reading of a response, without a connection. For fuzz targets and
//! property tests; not part of the API.

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::execute::attempts::Attempts;
use crate::execute::retry::Outcome;
use crate::execute::{ValidatedCall, present, validate};
use crate::http::HttpResponse;
use crate::json::JsonValue;
use crate::options::Options;
use crate::reply::Reply;
use crate::request::Arguments;
use crate::response::{self, ResponseError};
use crate::schema::operation::Operation;
use crate::settings::source::Language;
use crate::violation::Violations;

/// A request as it would be sent.
#[derive(Debug)]
pub struct Sent {
    /// HTTP method.
    pub method: String,
    /// Full URL.
    pub url: String,
    /// Headers, names in lower case.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: Option<Vec<u8>>,
}

/// The request of a call.
///
/// # Errors
/// `validation`, as the call itself.
pub fn request(client: &Client, operation: &str, arguments: Value, options: Value) -> Result<Sent> {
    let (operation, validated) = validated(client, operation, arguments, options)?;
    let attempts = Attempts::new(&client.context.transport, operation, &validated.prepared, &validated.options)?;
    let url = attempts.target(validated.cursor.map(|cursor| cursor.page));
    let request = client.context.transport.request(&operation.method, url, &attempts.headers(), attempts.body());
    let headers = request.headers().iter();
    Ok(Sent {
        method: request.method().to_string(),
        url: request.url().to_string(),
        headers: headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect(),
        body: request.body().and_then(|body| body.as_bytes()).map(<[u8]>::to_vec),
    })
}

/// The reply of a call to a response to its first attempt, if no further request is needed.
///
/// # Errors
/// The errors of the call.
pub fn reply(
    client: &Client,
    operation: &str,
    arguments: Value,
    status: u16,
    headers: &[(String, Vec<u8>)],
    body: &[u8],
) -> Result<Reply<Value>> {
    let (operation, validated) = validated(client, operation, arguments, Value::Null)?;
    let mut attempts = Attempts::new(&client.context.transport, operation, &validated.prepared, &validated.options)?;
    attempts.note(operation, Outcome::Status(status));
    let headers: HeaderMap = headers
        .iter()
        .filter_map(|(name, value)| {
            Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_bytes(value).ok()?))
        })
        .collect();
    let response = HttpResponse { status, headers, body: Bytes::copy_from_slice(body) };
    if !(200..300).contains(&status) {
        return Err(attempts.status_error(&response));
    }
    match response::read(operation, &validated.prepared, &response, validated.cursor) {
        Ok((value, page)) => {
            let reply = Reply::<JsonValue>::from(present(&attempts, value, page, &response, true));
            reply.map(|value| Ok(value.into()))
        }
        Err(ResponseError::Refused(message)) => Err(attempts.refused_error(&response, message)),
        Err(ResponseError::Missing(reason) | ResponseError::Unreadable(reason)) => {
            Err(attempts.decode_error(&response, &reason))
        }
    }
}

fn validated<'a>(
    client: &'a Client,
    operation: &str,
    arguments: Value,
    options: Value,
) -> Result<(&'static Operation, ValidatedCall<'a>)> {
    let operation =
        Operation::find(operation).ok_or_else(|| Error::new(ErrorKind::Validation, "there is no such operation"))?;
    let mut violations = Violations::default();
    let arguments = Arguments::parse(arguments, &mut violations);
    let options = Options::parse(options, Language::Rust, &mut violations);
    Ok((operation, validate(&client.context, operation, arguments, &options, violations)?))
}
