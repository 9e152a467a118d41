//! Reads PEM files as users have them: copied, joined, indented, exported by other systems. rustls'
//! own reader says only that a file is invalid; this one says what is wrong and what to do, without
//! showing the content.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

use crate::http::tls::certificate_form::{is_pkcs_7, is_whole, other_form, without_certificate};

pub(crate) type Certificates = Vec<CertificateDer<'static>>;

/// Maximum size in bytes, fifty times that of a bundle of all public authorities.
const MAX_SIZE: u64 = 16 * 1024 * 1024;
static BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The certificates of a file. An error follows the name of the file in a message.
pub(crate) fn read_file(path: &Path) -> Result<Certificates, String> {
    let mut content = Vec::new();
    // Limited, because it may be a device. Not only regular files, because of a shell's `<(...)`.
    let read = File::open(path).and_then(|file| file.take(MAX_SIZE + 1).read_to_end(&mut content));
    read.map_err(|error| format!("cannot be read: {error}"))?;
    if content.len() as u64 > MAX_SIZE {
        return Err(format!("has more than {MAX_SIZE} bytes, so it is not a bundle of certificates"));
    }
    let certificates = certificates(&content)?;
    let (usable, _) = RootCertStore::empty().add_parsable_certificates(certificates.iter().cloned());
    if usable == 0 {
        return Err("has no certificate that can be used as a root".to_owned());
    }
    Ok(certificates)
}

/// The certificates of the files in a directory. Files without certificates are skipped.
pub(crate) fn read_folder(folder: &Path) -> Result<Certificates, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("cannot be read: {error}"))?;
    let mut all = Certificates::new();
    let mut wrong = None;
    // Sorted, so that the error is always the same.
    let mut paths: Vec<_> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect();
    paths.sort();
    // A directory for OpenSSL has a link by hash for each certificate, in addition to the files and
    // often a bundle.
    if paths.iter().any(|path| is_hashed(path)) {
        paths.retain(|path| is_hashed(path));
    }
    for path in paths {
        match read_file(&path) {
            Ok(certificates) => all.extend(certificates),
            Err(reason) => {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                wrong = wrong.or_else(|| Some(format!("has no certificate to trust: `{name}` {reason}")));
            }
        }
    }
    all.sort_unstable_by(|a, b| a.as_ref().cmp(b.as_ref()));
    all.dedup();
    if all.is_empty() {
        return Err(wrong.unwrap_or_else(|| "has no file, so there is no certificate to trust".to_owned()));
    }
    Ok(all)
}

/// True if a file has a name that OpenSSL looks up: eight hexadecimal digits, a dot and a number.
fn is_hashed(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.split_once('.').is_some_and(|(hash, number)| {
        hash.len() == 8
            && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The certificates of a PEM bundle.
pub(crate) fn certificates(content: &[u8]) -> Result<Certificates, String> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    if let Some(reason) = other_form(content) {
        return Err(reason.to_owned());
    }
    let text = String::from_utf8_lossy(content);
    let mut certificates = Certificates::new();
    let mut labels = Vec::new();
    let mut rest = &*text;
    while let Some((block, behind)) = next_block(rest, labels.len() + 1)? {
        if let Some(certificate) = block.certificate()? {
            certificates.push(certificate);
        }
        labels.push(block.label);
        rest = behind;
    }
    if certificates.is_empty() { Err(without_certificate(&text, &labels)) } else { Ok(certificates) }
}

/// A block with its position in the file.
struct Block<'a> {
    number: usize,
    label: &'a str,
    body: &'a str,
}

/// The next block, and the text after it. Blocks may be indented, joined, or on one line.
fn next_block(text: &str, number: usize) -> Result<Option<(Block<'_>, &str)>, String> {
    let Some((_, rest)) = text.split_once("-----BEGIN ") else { return Ok(None) };
    let Some((label, rest)) = rest.split_once("-----").filter(|(label, _)| label.len() < 64 && !label.contains('\n'))
    else {
        return Err(format!("has a BEGIN line without five `-` at its end, at block {number}"));
    };
    let label = label.trim();
    let cut = || format!("is cut off: block {number} has no END line");
    let (body, rest) = rest.split_once("-----").ok_or_else(cut)?;
    let end = rest.strip_prefix("END ").ok_or_else(cut)?;
    let (end, behind) = end.split_once("-----").ok_or_else(cut)?;
    if end.trim() != label {
        return Err(format!("is damaged: block {number} has different labels at its beginning and end"));
    }
    Ok(Some((Block { number, label, body }, behind)))
}

impl Block<'_> {
    /// The certificate, if the block is one. Files may also contain keys and other blocks.
    fn certificate(&self) -> Result<Option<CertificateDer<'static>>, String> {
        let number = self.number;
        match self.label {
            "CERTIFICATE" | "X509 CERTIFICATE" => {}
            // It may say that the certificate is not trusted.
            "TRUSTED CERTIFICATE" => {
                return Err(format!(
                    "has a `TRUSTED CERTIFICATE`, a format of OpenSSL only, in block {number}: convert it with \
                     `openssl x509 \
                     -in FILE -out FILE.pem`, or use the bundle `tls-ca-bundle.pem` in the same directory"
                ));
            }
            "PKCS7" | "PKCS #7 SIGNED DATA" | "CMS" => {
                return Err("is PKCS #7 (`.p7b`): convert it with `openssl pkcs7 -print_certs -in FILE -out FILE.pem`"
                    .to_owned());
            }
            _ => return Ok(None),
        }
        if self.body.contains("\\n") {
            return Err(format!(
                "has escaped line breaks, `\\n`, in block {number}, as in the value of a variable: write it \
                 with `printf '%b'`"
            ));
        }
        let base64: String = self.body.split_ascii_whitespace().collect();
        let Ok(der) = BASE64.decode(base64) else {
            return Err(format!("is damaged: block {number} is not base64 between its BEGIN and END lines"));
        };
        if is_pkcs_7(&der) {
            return Err(
                "is PKCS #7 (`.p7b`): convert it with `openssl pkcs7 -print_certs -in FILE -out FILE.pem`".to_owned()
            );
        }
        if !is_whole(&der) {
            return Err(format!("is damaged: block {number} is not a complete certificate"));
        }
        Ok(Some(der.into()))
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;
    use crate::http::tls::certificate_form::SIGNED_DATA;

    /// What looks like a certificate from outside.
    fn der(content: u8) -> Vec<u8> {
        [&[0x30, 0x82, 0x00, 0x60][..], &[content; 0x60]].concat()
    }

    fn block(label: &str, der: &[u8]) -> String {
        let base64 = STANDARD.encode(der);
        let lines: Vec<_> =
            base64.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    }

    fn one(content: u8) -> String {
        block("CERTIFICATE", &der(content))
    }

    #[test]
    fn bundles_as_people_have_them_are_read_whole() {
        let two = one(1) + &one(2);
        for (what, text) in [
            ("as it should be", two.clone()),
            ("no line break at the end", two.trim_end().to_owned()),
            ("a byte order mark", format!("\u{feff}{two}")),
            ("Windows", two.replace('\n', "\r\n")),
            ("an old Mac", two.replace('\n', "\r")),
            ("joined", two.replace("-----\n-----BEGIN", "----------BEGIN")),
            ("indented", two.lines().map(|line| format!("    {line}\n")).collect()),
            ("one line", two.replace('\n', " ")),
            ("lines in one", one(1).replacen("\n", "", 2) + &one(2)),
            ("X509", two.replace("CERTIFICATE", "X509 CERTIFICATE")),
            ("a key in front", block("PRIVATE KEY", b"key") + &two),
            (
                "an encrypted key",
                format!(
                    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nQUFB\n-----END RSA PRIVATE \
                     KEY-----\n{two}"
                ),
            ),
            ("a comment", format!("# Issuer: CN=a\nsubject=/CN=b\n{two}")),
            ("no padding", two.replace("=\n", "\n")),
            ("blanks at the ends of lines", two.replace('\n', " \t\n")),
            ("blank lines", two.replace('\n', "\n\n")),
        ] {
            assert_eq!(certificates(text.as_bytes()), Ok(vec![der(1).into(), der(2).into()]), "{what}");
        }
        let latin = [b"# K\xf6ln\n".to_vec(), one(1).into_bytes()].concat();
        assert_eq!(certificates(&latin), Ok(vec![der(1).into()]));
    }

    fn refused(content: &[u8], parts: &[&str]) {
        let reason = certificates(content).unwrap_err();
        assert!(parts.iter().all(|part| reason.contains(part)), "{reason}");
        assert!(reason.len() < 250 && !reason.contains("AQEB"), "{reason}");
    }

    #[test]
    fn what_cannot_be_read_is_named_with_what_to_do() {
        let two = one(1) + &one(2);
        refused(&two.as_bytes()[..two.len() - 40], &["cut off", "block 2", "no END line"]);
        refused(format!("{}{}", &one(1)[..100], one(2)).as_bytes(), &["cut off", "block 1"]);
        refused((one(1) + &one(2).replace("AgIC", "Ag!C")).as_bytes(), &["damaged", "block 2", "base64"]);
        refused(
            (one(1) + &block("CERTIFICATE", &der(2)[..50])).as_bytes(),
            &["damaged", "block 2", "complete certificate"],
        );
        refused(block("CERTIFICATE", b"no certificate").as_bytes(), &["block 1", "complete certificate"]);
        refused(one(1).replace("END CERT", "END X509 CERT").as_bytes(), &["damaged", "block 1", "different labels"]);
        refused(one(1).replace('\n', "\\n").as_bytes(), &["escaped line breaks", "block 1", "printf"]);
        refused(
            (one(1) + &block("TRUSTED CERTIFICATE", &der(2))).as_bytes(),
            &["TRUSTED", "block 2", "openssl x509 -in FILE"],
        );
        refused(block("PKCS7", &der(1)).as_bytes(), &["PKCS #7", "-print_certs"]);
        refused(
            one(1).replace("-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE\n").as_bytes(),
            &["five `-`", "block 1"],
        );
        refused(one(1).replace("-----", "\u{2014}").as_bytes(), &["five `-`"]);
        refused(block("PRIVATE KEY", b"key").as_bytes(), &["private key and no certificate"]);
        refused(block("CERTIFICATE REQUEST", &der(1)).as_bytes(), &["certificate request"]);
        refused(b"", &["is empty"]);
        refused(b"no certificate\n", &["at least one `-----BEGIN CERTIFICATE-----` block"]);
        refused(b"MIIB\n", &["only the base64 of a certificate"]);
        refused(b"<!DOCTYPE html>", &["is a web page"]);
    }

    #[test]
    fn other_forms_are_named_with_what_converts_them() {
        let utf_16 = |unit: fn(u16) -> [u8; 2]| one(1).encode_utf16().flat_map(unit).collect::<Vec<_>>();
        for text in [
            utf_16(u16::to_le_bytes),
            utf_16(u16::to_be_bytes),
            [b"\xff\xfe".to_vec(), utf_16(u16::to_le_bytes)].concat(),
        ] {
            refused(&text, &["UTF-16", "save it as"]);
        }
        refused(&der(1), &["DER form", "openssl x509 -inform der"]);
        let pkcs_7 = [&[0x30, 0x82, 0x00, 0x60][..], &SIGNED_DATA, &[0; 0x60]].concat();
        refused(&pkcs_7, &["PKCS #7", "openssl pkcs7 -inform der"]);
        refused(block("CERTIFICATE", &pkcs_7).as_bytes(), &["PKCS #7", "openssl pkcs7 -print_certs"]);
        refused(&[0x30, 0x82, 0x09, 0x00, 0x02, 0x01, 0x03, 0x30], &["PKCS #12", "openssl pkcs12"]);
        refused(&[0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2], &["Java keystore", "keytool"]);
    }

    #[test]
    fn a_folder_with_nothing_usable_says_why() {
        let folder = std::env::temp_dir().join(format!("edgegap-pem-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        assert!(read_folder(&folder).unwrap_err().contains("has no file"));
        std::fs::write(folder.join("b.pem"), "x").unwrap();
        std::fs::write(folder.join("a.pem"), block("PRIVATE KEY", b"key")).unwrap();
        let reason = read_folder(&folder).unwrap_err();
        assert!(reason.contains("no certificate to trust: `a.pem` has a private key"), "{reason}");
        assert!(read_folder(&folder.join("none")).unwrap_err().contains("cannot be read"));
        assert!(read_file(&folder).unwrap_err().contains("cannot be read"));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_folder_for_openssl_is_read_by_its_links() {
        let is = |name: &str| is_hashed(Path::new("/folder").join(name).as_path());
        assert!(is("0a1b2c3d.0") && is("ABCDEF01.12"));
        assert!(!is("ca-certificates.crt") && !is("0a1b2c3d.pem") && !is("0a1b2c3.0") && !is("0a1b2c3d."));
    }
}
