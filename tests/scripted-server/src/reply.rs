//! Converts a scripted reply to the bytes that are sent.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::placeholder::Placeholders;
use crate::script::{End, Framing, HeaderValue, Reply};

/// Bytes to write, and the end of the connection after them.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) bytes: Vec<u8>,
    pub(crate) end: Option<End>,
}

impl Reply {
    /// The reply in bytes. A reply that opens a tunnel has no body and so no length.
    pub(crate) fn render(&self, places: &Placeholders, is_tunnel: bool) -> Result<Rendered, String> {
        if let Some(raw) = self.raw_bytes(places)? {
            return Ok(Rendered { bytes: raw, end: Some(self.end.unwrap_or(End::Close)) });
        }
        let Some(status) = self.status else {
            return Ok(Rendered { bytes: Vec::new(), end: self.end });
        };
        let body = self.body_bytes(places)?;
        let mut head = format!("HTTP/1.1 {status} Scripted\r\n");
        let implied = if is_tunnel { Vec::new() } else { self.implied_headers(status, body.as_deref()) };
        for (name, value) in implied {
            if !self.headers.keys().any(|given| given.eq_ignore_ascii_case(name)) {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
        }
        for (name, value) in &self.headers {
            let values = match value {
                None => Vec::new(),
                Some(HeaderValue::One(value)) => vec![value],
                Some(HeaderValue::Many(values)) => values.iter().collect(),
            };
            for value in values {
                // A header has one line, also where it echoes more.
                head.push_str(&format!("{name}: {}\r\n", places.fill(value).replace(['\r', '\n'], " ")));
            }
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        let body = body.unwrap_or_default();
        let promised = self.content_length.is_some_and(|length| length > body.len() as u64);
        match self.framing {
            Framing::Chunked => append_chunks(&mut bytes, &body, self.end.is_none()),
            Framing::Length | Framing::Close => bytes.extend_from_slice(&body),
        }
        let closes = promised || self.framing == Framing::Close;
        Ok(Rendered { bytes, end: self.end.or(closes.then_some(End::Close)) })
    }

    fn raw_bytes(&self, places: &Placeholders) -> Result<Option<Vec<u8>>, String> {
        match (&self.raw, &self.raw_base64) {
            (Some(text), _) => Ok(Some(places.fill(text).into_bytes())),
            (None, Some(text)) => decode(text).map(Some),
            (None, None) => Ok(None),
        }
    }

    fn body_bytes(&self, places: &Placeholders) -> Result<Option<Vec<u8>>, String> {
        if let Some(json) = &self.json {
            return Ok(Some(fill_json(json, places).to_string().into_bytes()));
        }
        if let Some(text) = &self.text {
            return Ok(Some(places.fill(text).into_bytes()));
        }
        if let Some(pieces) = &self.repeat {
            return Ok(Some(
                pieces.iter().map(|piece| piece.text.repeat(piece.times)).collect::<String>().into_bytes(),
            ));
        }
        self.base64.as_deref().map(decode).transpose()
    }

    fn implied_headers(&self, status: u16, body: Option<&[u8]>) -> Vec<(&'static str, String)> {
        let mut headers = Vec::new();
        if self.json.is_some() {
            headers.push(("Content-Type", "application/json".to_owned()));
        }
        match self.framing {
            // These two statuses never have a body and so no length.
            Framing::Length if matches!(status, 204 | 304) && self.content_length.is_none() => {}
            Framing::Length => {
                let length = self.content_length.unwrap_or(body.map_or(0, <[u8]>::len) as u64);
                headers.push(("Content-Length", length.to_string()));
            }
            Framing::Chunked => headers.push(("Transfer-Encoding", "chunked".to_owned())),
            Framing::Close => headers.push(("Connection", "close".to_owned())),
        }
        headers
    }
}

/// Chunks of seven bytes, which split characters and values: a decoder must not depend on them.
fn append_chunks(bytes: &mut Vec<u8>, body: &[u8], finish: bool) {
    for chunk in body.chunks(7) {
        bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
    }
    if finish {
        bytes.extend_from_slice(b"0\r\n\r\n");
    }
}

fn decode(text: &str) -> Result<Vec<u8>, String> {
    STANDARD.decode(text).map_err(|error| format!("not base64: {error}"))
}

fn fill_json(json: &Value, places: &Placeholders) -> Value {
    match json {
        Value::String(text) => Value::String(places.fill(text)),
        Value::Array(items) => items.iter().map(|item| fill_json(item, places)).collect(),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(key, value)| (places.fill(key), fill_json(value, places))).collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn render(reply: Value) -> (String, Option<End>) {
        let places = Placeholders::from_places([("base", "http://b".to_owned())]);
        let reply: Reply = serde_json::from_value(reply).unwrap();
        let rendered = reply.render(&places, false).unwrap();
        (String::from_utf8(rendered.bytes).unwrap(), rendered.end)
    }

    #[test]
    fn json_has_length_and_type_and_no_date() {
        let (text, end) = render(json!({"status": 200, "json": {"at": "{{base}}"}}));
        assert_eq!(
            text,
            "HTTP/1.1 200 Scripted\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{\"at\":\"http://b\"}"
        );
        assert_eq!(end, None);
    }

    #[test]
    fn implied_headers_can_be_removed_and_headers_repeated() {
        let (text, _) = render(json!({"status": 200, "json": 1, "headers": {"content-type": null, "X-A": ["1", "2"]}}));
        assert_eq!(text, "HTTP/1.1 200 Scripted\r\nContent-Length: 1\r\nX-A: 1\r\nX-A: 2\r\n\r\n1");
    }

    #[test]
    fn an_unfinished_body_ends_the_connection() {
        let (text, end) = render(json!({"status": 200, "text": "abc", "content_length": 9}));
        assert_eq!((text.as_str(), end), ("HTTP/1.1 200 Scripted\r\nContent-Length: 9\r\n\r\nabc", Some(End::Close)));
    }

    #[test]
    fn chunks_are_finished_only_when_the_connection_goes_on() {
        let whole = render(json!({"status": 200, "text": "abcdefgh", "framing": "chunked"})).0;
        assert!(whole.ends_with("\r\n\r\n7\r\nabcdefg\r\n1\r\nh\r\n0\r\n\r\n"), "{whole}");
        let cut = render(json!({"status": 200, "text": "abc", "framing": "chunked", "end": "reset"}));
        assert!(cut.0.ends_with("3\r\nabc\r\n") && cut.1 == Some(End::Reset), "{cut:?}");
    }

    #[test]
    fn a_tunnel_has_no_length() {
        let reply: Reply = serde_json::from_value(json!({"status": 200})).unwrap();
        let rendered = reply.render(&Placeholders::from_places([]), true).unwrap();
        assert_eq!(rendered.bytes, b"HTTP/1.1 200 Scripted\r\n\r\n");
    }

    #[test]
    fn raw_bytes_and_no_bytes() {
        assert_eq!(render(json!({"raw": "SSH-2.0\r\n"})), ("SSH-2.0\r\n".into(), Some(End::Close)));
        assert_eq!(render(json!({"end": "stall"})), (String::new(), Some(End::Stall)));
    }

    #[test]
    fn repeated_pieces() {
        let (text, _) =
            render(json!({"status": 200, "repeat": [{"text": "[", "times": 3}, {"text": "]", "times": 3}]}));
        assert!(text.ends_with("\r\n\r\n[[[]]]"));
    }
}
