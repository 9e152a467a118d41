//! The two ends of a call without a connection between them, for fuzz targets and properties: the request as it would be sent, and an
//! answer as it would be read. No part of the API.

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::answer::{self, Incomplete};
use crate::arguments::Arguments;
use crate::client::Client;
use crate::engine::{Evidence, Proven, present, prove};
use crate::error::{Error, ErrorKind, Result};
use crate::operation::Operation;
use crate::options::Options;
use crate::reply::Reply;
use crate::retry::Outcome;
use crate::run::Run;
use crate::transport::Answer;
use crate::tree::Tree;
use crate::violation::Report;

/// A request as it would be sent.
#[derive(Debug)]
pub struct Sent {
    /// HTTP method.
    pub method: String,
    /// The whole URL.
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
    let (operation, proven) = proven(client, operation, arguments, options)?;
    let run = Run::new(client, operation, &proven.prepared, &proven.options)?;
    let url = run.target(proven.cursor.map(|cursor| cursor.page));
    let request = client.transport.request(&operation.method, url, &run.headers(), run.body());
    let headers = request.headers().iter();
    Ok(Sent {
        method: request.method().to_string(),
        url: request.url().to_string(),
        headers: headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect(),
        body: request.body().and_then(|body| body.as_bytes()).map(<[u8]>::to_vec),
    })
}

/// What a call makes of an answer to its first attempt, where it does not have to ask the service for more.
///
/// # Errors
/// As the call itself.
pub fn reply(
    client: &Client,
    operation: &str,
    arguments: Value,
    status: u16,
    headers: &[(String, Vec<u8>)],
    body: &[u8],
) -> Result<Reply<Value>> {
    let (operation, proven) = proven(client, operation, arguments, Value::Null)?;
    let mut run = Run::new(client, operation, &proven.prepared, &proven.options)?;
    run.note(operation, Outcome::Status(status));
    let headers: HeaderMap = headers
        .iter()
        .filter_map(|(name, value)| {
            Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_bytes(value).ok()?))
        })
        .collect();
    let answer = Answer { status, headers, body: Bytes::copy_from_slice(body) };
    if !(200..300).contains(&status) {
        return Err(run.status_error(&answer));
    }
    match answer::read(operation, &proven.prepared, &answer, proven.cursor) {
        Ok((value, page)) => {
            let reply = Reply::<Tree>::from(present(&run, value, page, &answer, Evidence::Wanted));
            reply.map(|value| Ok(value.into()))
        }
        Err(Incomplete::Refused(message)) => Err(run.refused_error(&answer, message)),
        Err(Incomplete::Missing(reason) | Incomplete::Unreadable(reason)) => Err(run.decode_error(&answer, &reason)),
    }
}

fn proven<'a>(
    client: &'a Client,
    operation: &str,
    arguments: Value,
    options: Value,
) -> Result<(&'static Operation, Proven<'a>)> {
    let operation =
        Operation::find(operation).ok_or_else(|| Error::new(ErrorKind::Validation, "there is no such operation"))?;
    let mut report = Report::default();
    let arguments = Arguments::parse(arguments, &mut report);
    let options = Options::parse(options, &mut report);
    Ok((operation, prove(client, operation, arguments, &options, report)?))
}
