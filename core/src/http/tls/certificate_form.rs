//! Recognizes files that should contain PEM certificates but have another format, and says how to
//! convert them.

/// The object identifier of signed data, with which PKCS #7 files start.
pub(crate) const SIGNED_DATA: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];

/// The format of a file without PEM.
pub(crate) fn other_form(content: &[u8]) -> Option<&'static str> {
    let is_der = matches!(content, [0x30, 0x80..=0x84, ..]);
    match content {
        [0xff, 0xfe, ..]
        | [0xfe, 0xff, ..]
        | [0, b' '..=b'~' | b'\n' | b'\r', ..]
        | [b' '..=b'~' | b'\n' | b'\r', 0, ..] => {
            Some("is UTF-16 text, as PowerShell's `>` writes it: save it as UTF-8 or ASCII")
        }
        [0xfe, 0xed, 0xfe, 0xed, ..] => Some(
            "is a Java keystore, not PEM: export the certificate with `keytool -exportcert -rfc -keystore FILE \
             -alias NAME -file FILE.pem`",
        ),
        _ if is_der && is_pkcs_7(content) => Some(
            "is PKCS #7 (`.p7b`), not PEM: convert it with `openssl pkcs7 -inform der -print_certs -in FILE \
             -out FILE.pem`",
        ),
        // The version of PKCS #12 is where a certificate has its content.
        _ if is_der && content.windows(3).take(8).any(|window| window == [0x02, 0x01, 0x03]) => Some(
            "is PKCS #12 (`.p12`, `.pfx`), not PEM: convert it with `openssl pkcs12 -in FILE -nokeys -out FILE.pem`",
        ),
        _ if is_der => Some(
            "is a certificate in DER form, not PEM: convert it with `openssl x509 -inform der -in FILE -out FILE.pem`",
        ),
        _ => None,
    }
}

pub(crate) fn is_pkcs_7(content: &[u8]) -> bool {
    content.get(..40).unwrap_or(content).windows(SIGNED_DATA.len()).any(|window| window == SIGNED_DATA)
}

/// True if DER is a complete sequence.
pub(crate) fn is_whole(der: &[u8]) -> bool {
    match der {
        [0x30, length @ 0..=0x7f, rest @ ..] => rest.len() >= usize::from(*length),
        [0x30, 0x81, length, rest @ ..] => rest.len() >= usize::from(*length),
        [0x30, 0x82, high, low, rest @ ..] => rest.len() >= usize::from(u16::from_be_bytes([*high, *low])),
        _ => false,
    }
}

/// The message for a file without certificates, by its content.
pub(crate) fn without_certificate(text: &str, labels: &[&str]) -> String {
    let has = |word: &str| labels.iter().any(|label| label.contains(word));
    let text = text.trim_start();
    if text.is_empty() {
        "is empty: it needs at least one `-----BEGIN CERTIFICATE-----` block"
    } else if has("CERTIFICATE REQUEST") {
        "has a certificate request, not a certificate"
    } else if has("PRIVATE KEY") {
        "has a private key and no certificate: use the certificate of the authority"
    } else if text.contains("BEGIN CERTIFICATE") {
        "has a BEGIN line without five `-` on each side: it must be `-----BEGIN CERTIFICATE-----`"
    } else if text.starts_with("MII") {
        "has only the base64 of a certificate: add `-----BEGIN CERTIFICATE-----` before it and `-----END \
         CERTIFICATE-----` \
         after it"
    } else if text.starts_with('<') {
        "is a web page, not a certificate: the download returned something else"
    } else {
        "has no certificate: it needs at least one `-----BEGIN CERTIFICATE-----` block"
    }
    .to_owned()
}
