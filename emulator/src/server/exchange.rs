//! One request and its answer.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper::header::{CONNECTION, CONTENT_TYPE, EXPECT, HeaderValue, TRANSFER_ENCODING};
use hyper::{Request, Response};

use super::signal::Signal;
use crate::answer::Answer;
use crate::service::{Call, Reply, Service};

/// Bytes that a body may have.
const MOST: usize = 8 * 1024 * 1024;
/// Bytes that are read of a body that has too many, so that its sender comes to read the answer.
const PATIENCE: usize = 8 * MOST;
/// From the head to the end of the body.
const BODY_TIMEOUT: Duration = Duration::from_secs(60);

pub(super) async fn exchange(
    service: Arc<Service>,
    signal: Arc<Signal>,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    signal.begin();
    let (head, body) = request.into_parts();
    let expects = head.headers.contains_key(EXPECT);
    let mut close = head.headers.contains_key(TRANSFER_ENCODING);
    let body = read(body, expects).await;
    signal.received();
    close |= body.is_err();
    let call = Call { method: head.method, uri: head.uri, headers: head.headers, body, peer };
    match service.serve(call).await {
        Reply::Answer(answer) => {
            signal.answered();
            Ok(response(answer, close))
        }
        Reply::Spoilt(spoil) => {
            signal.spoil(spoil);
            std::future::pending().await
        }
    }
}

async fn read(body: Incoming, expects: bool) -> Result<Bytes, Answer> {
    let declared = body.size_hint().lower();
    if declared > PATIENCE as u64 || (expects && declared > MOST as u64) {
        return Err(too_large());
    }
    if declared == 0 && body.is_end_stream() {
        return Ok(Bytes::new());
    }
    match tokio::time::timeout(BODY_TIMEOUT, collect(body)).await {
        Ok(collected) => collected,
        Err(_) => Err(Answer::message(408, "The body of the request took too long.")),
    }
}

async fn collect(mut body: Incoming) -> Result<Bytes, Answer> {
    let mut collected = BytesMut::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame
            .map_err(|_| Answer::message(400, "The body of the request breaks off or its chunks are malformed."))?;
        let Ok(data) = frame.into_data() else { continue };
        length += data.len();
        if length <= MOST {
            collected.extend_from_slice(&data);
        } else if length > PATIENCE {
            break;
        }
    }
    if length > MOST { Err(too_large()) } else { Ok(collected.freeze()) }
}

fn too_large() -> Answer {
    Answer::message(413, format!("The body of the request is larger than {MOST} bytes."))
}

fn response(answer: Answer, close: bool) -> Response<Full<Bytes>> {
    let has_body = !answer.body.is_empty();
    let mut response = Response::new(Full::new(answer.body));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    if has_body {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    headers.extend(answer.headers);
    if close {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
