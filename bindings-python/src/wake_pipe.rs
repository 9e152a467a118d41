//! A file descriptor that an event loop can watch.

use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;

/// Two connected sockets, both non-blocking. A byte in them means that a call completed.
pub(crate) struct WakePipe {
    writer: UnixStream,
    reader: UnixStream,
}

impl WakePipe {
    pub(crate) fn new() -> io::Result<Self> {
        let (writer, reader) = UnixStream::pair()?;
        writer.set_nonblocking(true)?;
        reader.set_nonblocking(true)?;
        Ok(Self { writer, reader })
    }

    /// Makes the descriptor readable. If the buffer is full, it is readable already.
    pub(crate) fn wake(&self) {
        let _ = (&self.writer).write(&[1]);
    }

    /// Removes the wake-ups. One read is enough: there is one byte per wake-up that was not
    /// cleared, and a late loop adds few.
    pub(crate) fn clear(&self) {
        let _ = (&self.reader).read(&mut [0; 64]);
    }

    pub(crate) fn descriptor(&self) -> i32 {
        self.reader.as_raw_fd()
    }
}
