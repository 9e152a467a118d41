//! The stream that hyper reads from. It validates each request head and passes it on whole, or
//! refuses it. Bodies pass through.
//!
//! The end of a chunked body is not determined here, so a head after it cannot be validated. The
//! exchange with a chunked body therefore closes the connection.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, BytesMut};
use hyper::rt::ReadBufCursor;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

use super::head::{self, Framing};
use super::state::ConnectionState;
use crate::response::HttpResponse;

/// Maximum time from the first to the last byte of a head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
const CHUNK: usize = 16 * 1024;

pub(super) struct HeadFilter {
    stream: TcpStream,
    state: Arc<ConnectionState>,
    /// Bytes that were received and not passed on yet.
    buffer: BytesMut,
    /// Number of those bytes that can be passed on.
    valid: usize,
    expected: Expected,
    deadline: Option<Pin<Box<Sleep>>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Expected {
    Head,
    Body(u64),
    /// All bytes until the end of the connection.
    Rest,
    /// No more bytes: a head was refused.
    Nothing,
}

impl HeadFilter {
    pub(super) fn new(stream: TcpStream, state: Arc<ConnectionState>) -> HeadFilter {
        HeadFilter { stream, state, buffer: BytesMut::new(), valid: 0, expected: Expected::Head, deadline: None }
    }

    pub(super) fn into_stream(self) -> TcpStream {
        self.stream
    }

    fn refuse(&mut self, response: HttpResponse) {
        self.expected = Expected::Nothing;
        self.state.refuse(response);
    }

    /// Determines the number of valid bytes in the buffer.
    fn validate(&mut self) {
        match self.expected {
            Expected::Head => match head::parse(&self.buffer) {
                Ok(None) => {}
                Ok(Some(head)) => {
                    self.valid = head.length;
                    self.deadline = None;
                    self.expected = match head.framing {
                        Framing::Length(0) => Expected::Head,
                        Framing::Length(length) => Expected::Body(length),
                        Framing::Chunked => Expected::Rest,
                    };
                }
                Err(response) => self.refuse(response),
            },
            Expected::Body(left) => {
                let received = left.min(self.buffer.len() as u64);
                self.valid = received as usize;
                self.expected = if received == left { Expected::Head } else { Expected::Body(left - received) };
            }
            Expected::Rest => self.valid = self.buffer.len(),
            Expected::Nothing => {}
        }
    }

    /// Reads from the stream into the buffer. False means the end of the stream.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        let mut chunk = [0; CHUNK];
        let mut buffer = ReadBuf::new(&mut chunk);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buffer))?;
        self.buffer.extend_from_slice(buffer.filled());
        Poll::Ready(Ok(!buffer.filled().is_empty()))
    }

    /// Refuses a head that is incomplete after its deadline.
    fn poll_deadline(&mut self, cx: &mut Context<'_>) {
        if self.expected == Expected::Head && !self.buffer.is_empty() {
            let deadline = self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(HEAD_TIMEOUT)));
            if deadline.as_mut().poll(cx).is_ready() {
                self.refuse(HttpResponse::message(408, "The head of the request did not arrive in time."));
            }
        }
    }
}

impl hyper::rt::Read for HeadFilter {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut target: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        if self.valid == 0 && !self.buffer.is_empty() && self.expected != Expected::Nothing {
            self.validate();
        }
        loop {
            if self.valid > 0 {
                let length = self.valid.min(target.remaining());
                target.put_slice(&self.buffer[..length]);
                self.buffer.advance(length);
                self.valid -= length;
                return Poll::Ready(Ok(()));
            }
            if self.expected == Expected::Nothing {
                // The loop that drives the connection sends the response; it checks the state after
                // every poll.
                return Poll::Pending;
            }
            match self.poll_fill(cx)? {
                // Only a line break can complete a head.
                Poll::Ready(true)
                    if self.expected == Expected::Head
                        && !self.buffer.contains(&b'\n')
                        && self.buffer.len() < CHUNK => {}
                Poll::Ready(true) => self.validate(),
                Poll::Ready(false) if self.expected == Expected::Head && !self.buffer.is_empty() => {
                    self.refuse(HttpResponse::message(400, "The request is not HTTP/1.1: its head is incomplete."));
                }
                Poll::Ready(false) => return Poll::Ready(Ok(())),
                Poll::Pending => {
                    self.poll_deadline(cx);
                    return Poll::Pending;
                }
            }
        }
    }
}

impl hyper::rt::Write for HeadFilter {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        self.state.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }
}
