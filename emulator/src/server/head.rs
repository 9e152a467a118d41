//! Validates the head of a request before hyper parses it. hyper responds to a malformed head
//! without a body, and hides a length that contradicts a transfer encoding. This module refuses
//! both with a reason.

use hyper::Uri;

use crate::response::HttpResponse;

/// Maximum size of a head in bytes.
pub(super) const MAX_BYTES: usize = 32 * 1024;
const MAX_HEADERS: usize = 100;

/// The framing of the body after a head.
#[derive(Debug, PartialEq)]
pub(super) enum Framing {
    /// A body of this many bytes.
    Length(u64),
    /// A chunked body.
    Chunked,
}

/// A valid head.
#[derive(Debug, PartialEq)]
pub(super) struct Head {
    /// Length of the head in bytes.
    pub(super) length: usize,
    pub(super) framing: Framing,
}

/// Parses the bytes received so far. `None` means that the head is not complete yet.
pub(super) fn parse(bytes: &[u8]) -> Result<Option<Head>, HttpResponse> {
    let invalid = |why: &str| HttpResponse::message(400, format!("The request is not HTTP/1.1: {why}."));
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let length = match request.parse(bytes) {
        Ok(httparse::Status::Complete(length)) if length <= MAX_BYTES => length,
        Ok(httparse::Status::Partial) if bytes.len() <= MAX_BYTES => return Ok(None),
        Ok(_) => {
            return Err(HttpResponse::message(
                431,
                format!("The head of the request is larger than {MAX_BYTES} bytes."),
            ));
        }
        Err(httparse::Error::TooManyHeaders) => {
            return Err(HttpResponse::message(431, format!("The request has more than {MAX_HEADERS} headers.")));
        }
        Err(httparse::Error::Version) => {
            return Err(HttpResponse::message(400, "The request is not HTTP/1.1: use HTTP/1.1 without TLS."));
        }
        Err(error) => return Err(invalid(&error.to_string())),
    };
    if bytes[..length].iter().enumerate().any(|(at, byte)| *byte == b'\n' && (at == 0 || bytes[at - 1] != b'\r')) {
        return Err(invalid("a line does not end with CR LF"));
    }
    if request.method == Some("CONNECT") {
        return Err(invalid("the emulator is not a proxy"));
    }
    let target = Uri::try_from(request.path.unwrap_or_default());
    if !target.is_ok_and(|target| target.path().starts_with('/')) {
        return Err(invalid("the request target is not a URL"));
    }
    let framing = framing(&request).map_err(invalid)?;
    // hyper itself refuses a longer length, without JSON.
    if matches!(framing, Framing::Length(length) if length > u64::from(u32::MAX)) {
        return Err(HttpResponse::message(413, "The body of the request is too large."));
    }
    Ok(Some(Head { length, framing }))
}

fn framing(request: &httparse::Request<'_, '_>) -> Result<Framing, &'static str> {
    let values = |name: &str| -> Vec<&[u8]> {
        request
            .headers
            .iter()
            .filter(|header| header.name.eq_ignore_ascii_case(name))
            .map(|header| header.value)
            .collect()
    };
    let is_current = request.version == Some(1);
    match values("host").len() {
        0 if is_current => return Err("it has no Host"),
        0 | 1 => {}
        _ => return Err("it has more than one Host"),
    }
    match (values("transfer-encoding").as_slice(), values("content-length").as_slice()) {
        ([], []) => Ok(Framing::Length(0)),
        ([], [length]) => {
            let digits = std::str::from_utf8(length)
                .ok()
                .filter(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
            digits
                .and_then(|digits| digits.parse().ok())
                .map(Framing::Length)
                .ok_or("its Content-Length is not a number")
        }
        ([], _) => Err("it has more than one Content-Length"),
        ([encoding], []) if is_current && encoding.eq_ignore_ascii_case(b"chunked") => Ok(Framing::Chunked),
        (_, []) => Err("its Transfer-Encoding is not chunked, once"),
        _ => Err("it has both Transfer-Encoding and Content-Length"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(head: &str) -> u16 {
        match parse(head.as_bytes()) {
            Ok(Some(_)) => 200,
            Ok(None) => 0,
            Err(response) => response.status.as_u16(),
        }
    }

    #[test]
    fn valid_heads_are_parsed_with_their_framing() {
        let framing = |rest: &str| {
            parse(format!("POST /v1/app HTTP/1.1\r\nHost: a\r\n{rest}\r\n").as_bytes()).unwrap().unwrap().framing
        };
        assert_eq!(framing(""), Framing::Length(0));
        assert_eq!(framing("Content-Length: 12\r\n"), Framing::Length(12));
        assert_eq!(framing("Transfer-Encoding: Chunked\r\n"), Framing::Chunked);
        assert_eq!(status("GET / HTTP/1.0\r\n\r\n"), 200);
        assert_eq!(status("GET / HTTP/1.1\r\nHost: a\r\n"), 0);
    }

    #[test]
    fn malformed_and_ambiguous_heads_are_refused() {
        for head in [
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\n\r\n",
            "GET / HTTP/1.1\nHost: a\n\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
            "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET relative HTTP/1.1\r\nHost: a\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
            "\0\0\0\0",
        ] {
            assert_eq!(status(head), 400, "{head}");
        }
    }

    #[test]
    fn large_heads_are_refused() {
        assert_eq!(status(&format!("GET / HTTP/1.1\r\n{}", "A: b\r\n".repeat(101))), 431);
        assert_eq!(status(&format!("GET /{}", "a".repeat(MAX_BYTES))), 431);
    }
}
