//! Content codings of a body. Servers and proxies spell them in different ways, and some name
//! codings that have no effect.

use std::io::Read;

use bytes::Bytes;
use flate2::bufread::GzDecoder;
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap, TRANSFER_ENCODING};

/// Maximum number of codings of one body; more are an attack.
const MAX_CODINGS: usize = 3;

/// The error of a body that cannot be decoded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Undecodable {
    /// It is larger than the limit.
    TooLarge,
    /// The coding was not requested.
    Unknown(String),
    /// It ended early or is invalid.
    Broken(String),
}

/// Decodes a body by its headers, and removes these headers. The result has at most `max` bytes.
pub(crate) fn decode(headers: &mut HeaderMap, body: Bytes, max: usize) -> Result<Bytes, Undecodable> {
    let codings = codings(headers);
    if codings.is_empty() || body.is_empty() {
        return Ok(body);
    }
    if codings.len() > MAX_CODINGS {
        return Err(Undecodable::Unknown(format!("its body was compressed {} times", codings.len())));
    }
    let mut body = body;
    // In reverse order of their application.
    for coding in codings.iter().rev() {
        body = match coding.as_str() {
            "gzip" | "x-gzip" => gunzip(&body, max)?,
            other => {
                let shown: String = other.chars().filter(char::is_ascii_graphic).take(40).collect();
                return Err(Undecodable::Unknown(format!(
                    "its body has the coding `{shown}`, which was not requested"
                )));
            }
        };
    }
    for name in [CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING] {
        headers.remove(name);
    }
    Ok(body)
}

/// The codings that have an effect, in lower case, in the order of their application.
fn codings(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all(CONTENT_ENCODING).into_iter();
    let texts = lines.map(|line| String::from_utf8_lossy(line.as_bytes()).to_ascii_lowercase());
    let all: Vec<_> =
        texts.flat_map(|text| text.split(',').map(|coding| coding.trim().to_owned()).collect::<Vec<_>>()).collect();
    all.into_iter().filter(|coding| !matches!(coding.as_str(), "" | "identity" | "none" | "utf-8" | "utf8")).collect()
}

fn gunzip(body: &[u8], max: usize) -> Result<Bytes, Undecodable> {
    // Some say that they compress, and do not.
    if !body.starts_with(&[0x1f, 0x8b]) {
        return match body.first() {
            Some(b'{' | b'[' | b'<' | b' ' | b'\n' | b'\r' | b'\t' | b'"') => Ok(Bytes::copy_from_slice(body)),
            _ => Err(Undecodable::Unknown("its body says that it is gzip and is not".to_owned())),
        };
    }
    let mut out = Vec::with_capacity(body.len().saturating_mul(4).min(max));
    let mut rest = body;
    // One gzip member after the other. Data after the last one is ignored, as in every other client.
    while rest.starts_with(&[0x1f, 0x8b]) {
        let limit = (max - out.len()) as u64 + 1;
        let mut member = GzDecoder::new(rest).take(limit);
        let read = member.read_to_end(&mut out);
        if out.len() > max {
            return Err(Undecodable::TooLarge);
        }
        if let Err(error) = read {
            return Err(Undecodable::Broken(format!("its compressed body ended early or is broken: {error}")));
        }
        rest = member.into_inner().into_inner();
    }
    Ok(out.into())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use reqwest::header::HeaderValue;

    use super::*;

    fn gzip(body: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(body).unwrap();
        encoder.finish().unwrap()
    }

    fn headers(values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        values.iter().for_each(|value| {
            headers.append(CONTENT_ENCODING, HeaderValue::from_static(value));
        });
        headers
    }

    fn read(values: &[&'static str], body: Vec<u8>) -> Result<Bytes, Undecodable> {
        decode(&mut headers(values), body.into(), 1000)
    }

    #[test]
    fn codings_in_every_spelling() {
        for values in [&["gzip"][..], &["GZIP"], &["x-gzip"], &["gzip, identity"], &["identity", "Gzip"], &[" gzip ,"]]
        {
            assert_eq!(read(values, gzip(b"{}")).unwrap(), "{}", "{values:?}");
        }
        for values in [&["identity"][..], &["Identity"], &[""], &[], &["gzip"]] {
            assert_eq!(read(values, b"{}".to_vec()).unwrap(), "{}", "{values:?}");
        }
        assert_eq!(read(&["gzip, gzip"], gzip(&gzip(b"{}"))).unwrap(), "{}");
        assert_eq!(read(&["gzip"], Vec::new()).unwrap(), "");
        assert_eq!(read(&["gzip"], [gzip(b"{"), gzip(b"}")].concat()).unwrap(), "{}");
        assert_eq!(read(&["gzip"], [gzip(b"{}"), b"\n\0\0".to_vec()].concat()).unwrap(), "{}");
    }

    #[test]
    fn what_cannot_be_decoded_is_named() {
        assert!(matches!(read(&["br"], b"x".to_vec()), Err(Undecodable::Unknown(why)) if why.contains("`br`")));
        assert!(matches!(read(&["gzip"], b"\x01\x02".to_vec()), Err(Undecodable::Unknown(_))));
        assert!(matches!(read(&["gzip"], gzip(b"{}")[..8].to_vec()), Err(Undecodable::Broken(_))));
        assert!(matches!(read(&["gzip, gzip, gzip, gzip"], b"x".to_vec()), Err(Undecodable::Unknown(_))));
        assert_eq!(read(&["gzip"], gzip(&[b' '; 1001])), Err(Undecodable::TooLarge));
    }
}
