//! The stream that hyper reads from. It collects each head, has it judged, and hands it over whole or not at all; bodies pass.
//!
//! A chunked body passes without being measured, so nothing behind it can be judged: the exchange that reads it closes the
//! connection.

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

use super::head::{Framing, inspect};
use super::signal::Signal;
use crate::answer::Answer;

/// From the first byte of a head to its last.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
const CHUNK: usize = 16 * 1024;

pub(super) struct Gate {
    stream: TcpStream,
    signal: Arc<Signal>,
    /// What came and was not handed over.
    waiting: BytesMut,
    /// How much of that may be handed over.
    passed: usize,
    expecting: Expecting,
    deadline: Option<Pin<Box<Sleep>>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Expecting {
    Head,
    Body(u64),
    /// Whatever comes until the end.
    Rest,
    /// Nothing: a head was refused.
    Nothing,
}

impl Gate {
    pub(super) fn new(stream: TcpStream, signal: Arc<Signal>) -> Gate {
        Gate { stream, signal, waiting: BytesMut::new(), passed: 0, expecting: Expecting::Head, deadline: None }
    }

    pub(super) fn into_stream(self) -> TcpStream {
        self.stream
    }

    fn refuse(&mut self, answer: Answer) {
        self.expecting = Expecting::Nothing;
        self.signal.refuse(answer);
    }

    /// Moves the border between what may be handed over and what may not.
    fn judge(&mut self) {
        match self.expecting {
            Expecting::Head => match inspect(&self.waiting) {
                Ok(None) => {}
                Ok(Some(head)) => {
                    self.passed = head.length;
                    self.deadline = None;
                    self.expecting = match head.framing {
                        Framing::Length(0) => Expecting::Head,
                        Framing::Length(length) => Expecting::Body(length),
                        Framing::Chunked => Expecting::Rest,
                    };
                }
                Err(answer) => self.refuse(answer),
            },
            Expecting::Body(left) => {
                let here = left.min(self.waiting.len() as u64);
                self.passed = here as usize;
                self.expecting = if here == left { Expecting::Head } else { Expecting::Body(left - here) };
            }
            Expecting::Rest => self.passed = self.waiting.len(),
            Expecting::Nothing => {}
        }
    }

    /// Fills what waits from the stream; the end of the stream gives false.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        let mut chunk = [0; CHUNK];
        let mut buffer = ReadBuf::new(&mut chunk);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buffer))?;
        self.waiting.extend_from_slice(buffer.filled());
        Poll::Ready(Ok(!buffer.filled().is_empty()))
    }
}

impl hyper::rt::Read for Gate {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut target: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        if self.passed == 0 && !self.waiting.is_empty() && self.expecting != Expecting::Nothing {
            self.judge();
        }
        loop {
            if self.passed > 0 {
                let length = self.passed.min(target.remaining());
                target.put_slice(&self.waiting[..length]);
                self.waiting.advance(length);
                self.passed -= length;
                return Poll::Ready(Ok(()));
            }
            if self.expecting == Expecting::Nothing {
                // The loop that drives the connection answers; it looks after every poll.
                return Poll::Pending;
            }
            match self.poll_fill(cx)? {
                // Only a new line can end a head.
                Poll::Ready(true)
                    if self.expecting == Expecting::Head
                        && !self.waiting.contains(&b'\n')
                        && self.waiting.len() < CHUNK => {}
                Poll::Ready(true) => self.judge(),
                Poll::Ready(false) if self.expecting == Expecting::Head && !self.waiting.is_empty() => {
                    self.refuse(Answer::message(400, "The request is not HTTP/1.1: it ends within its head."));
                }
                Poll::Ready(false) => return Poll::Ready(Ok(())),
                Poll::Pending => {
                    if self.expecting == Expecting::Head && !self.waiting.is_empty() {
                        let deadline = self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(HEAD_TIMEOUT)));
                        if deadline.as_mut().poll(cx).is_ready() {
                            self.refuse(Answer::message(408, "The head of the request took too long."));
                        }
                    }
                    return Poll::Pending;
                }
            }
        }
    }
}

impl hyper::rt::Write for Gate {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        self.signal.flushed();
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
