//! One request and its response.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::Response;
use hyper::body::{Body, Incoming};
use hyper::header::{CONNECTION, CONTENT_TYPE, EXPECT, HeaderValue, TRANSFER_ENCODING};

use super::state::ConnectionState;
use crate::dispatch::Outcome;
use crate::request::Request;
use crate::response::HttpResponse;
use crate::service::Service;

/// Maximum size of a body in bytes.
const MAX_BODY: usize = 8 * 1024 * 1024;
/// Number of bytes that are read from a larger body, so that the client receives the response.
const MAX_READ: usize = 8 * MAX_BODY;
/// Maximum time from the head to the end of the body.
const BODY_TIMEOUT: Duration = Duration::from_secs(60);

pub(super) async fn exchange(
    service: Arc<Service>,
    state: Arc<ConnectionState>,
    peer: SocketAddr,
    request: hyper::Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    state.start_exchange();
    let (head, body) = request.into_parts();
    let expects = head.headers.contains_key(EXPECT);
    let mut close = head.headers.contains_key(TRANSFER_ENCODING);
    let body = read(body, expects).await;
    state.end_body();
    close |= body.is_err();
    let request = Request { method: head.method, uri: head.uri, headers: head.headers, body, peer };
    match service.serve(request).await {
        Outcome::Response(response) => {
            state.end_exchange();
            Ok(to_hyper(response, close))
        }
        Outcome::Fault(fault) => {
            state.inject(fault);
            std::future::pending().await
        }
    }
}

async fn read(body: Incoming, expects: bool) -> Result<Bytes, HttpResponse> {
    let declared = body.size_hint().lower();
    if declared > MAX_READ as u64 || (expects && declared > MAX_BODY as u64) {
        return Err(too_large());
    }
    if declared == 0 && body.is_end_stream() {
        return Ok(Bytes::new());
    }
    match tokio::time::timeout(BODY_TIMEOUT, collect(body)).await {
        Ok(collected) => collected,
        Err(_) => Err(HttpResponse::message(408, "The body of the request did not arrive in time.")),
    }
}

async fn collect(mut body: Incoming) -> Result<Bytes, HttpResponse> {
    let mut collected = BytesMut::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| {
            HttpResponse::message(400, "The body of the request is incomplete or its chunks are malformed.")
        })?;
        let Ok(data) = frame.into_data() else { continue };
        length += data.len();
        if length <= MAX_BODY {
            collected.extend_from_slice(&data);
        } else if length > MAX_READ {
            break;
        }
    }
    if length > MAX_BODY { Err(too_large()) } else { Ok(collected.freeze()) }
}

fn too_large() -> HttpResponse {
    HttpResponse::message(413, format!("The body of the request is larger than {MAX_BODY} bytes."))
}

fn to_hyper(response: HttpResponse, close: bool) -> Response<Full<Bytes>> {
    let HttpResponse { status, body, headers: more } = response;
    let has_body = !body.is_empty();
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.extend(more);
    if has_body && !headers.contains_key(CONTENT_TYPE) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    if close {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
