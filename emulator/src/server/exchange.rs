//! One request and its response.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use http_body_util::{BodyExt, Either, Full, StreamBody};
use hyper::Response;
use hyper::body::{Body, Frame, Incoming};
use hyper::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, EXPECT, HeaderValue, TRANSFER_ENCODING};
use tokio::sync::watch;

use super::state::ConnectionState;
use crate::outcome::{EventParts, Outcome};
use crate::request::Request;
use crate::response::HttpResponse;
use crate::service::Service;

/// Maximum size of a body in bytes.
const MAX_BODY: usize = 8 * 1024 * 1024;
/// Number of bytes that are read from a larger body, so that the client receives the response.
const MAX_READ: usize = 8 * MAX_BODY;
/// Maximum time from the head to the end of the body.
const BODY_TIMEOUT: Duration = Duration::from_secs(60);

/// A body of known length, or events until the emulator stops.
pub(super) type ResponseBody = Either<Full<Bytes>, StreamBody<Pin<Box<dyn Stream<Item = Part> + Send>>>>;
type Part = Result<Frame<Bytes>, Infallible>;

pub(super) async fn exchange(
    service: Arc<Service>,
    state: Arc<ConnectionState>,
    peer: SocketAddr,
    request: hyper::Request<Incoming>,
    stopping: watch::Receiver<bool>,
) -> Result<Response<ResponseBody>, Infallible> {
    state.start_exchange();
    let (head, body) = request.into_parts();
    let expects = head.headers.contains_key(EXPECT);
    let mut close = head.headers.contains_key(TRANSFER_ENCODING);
    let body = read(body, expects).await;
    state.end_body();
    close |= body.is_err();
    let request = Request { method: head.method, uri: head.uri, headers: head.headers, body, peer };
    match service.serve(request, &stopping).await {
        Outcome::Response(response) => {
            state.end_exchange();
            Ok(to_hyper(response, close).map(|body| Either::Left(Full::new(body))))
        }
        Outcome::Events(events) => {
            state.end_exchange();
            Ok(event_response(events))
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

fn event_response(events: EventParts) -> Response<ResponseBody> {
    let parts: Pin<Box<dyn Stream<Item = Part> + Send>> = Box::pin(events.map(|part| Ok(Frame::data(part))));
    let mut response = Response::new(Either::Right(StreamBody::new(parts)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn to_hyper(response: HttpResponse, close: bool) -> Response<Bytes> {
    let HttpResponse { status, body, headers: more } = response;
    let has_body = !body.is_empty();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.extend(more);
    if has_body && !headers.contains_key(CONTENT_TYPE) {
        headers.insert(CONTENT_TYPE, HttpResponse::JSON);
    }
    if close {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
