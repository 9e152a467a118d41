//! Messages for TLS errors, with advice for the settings of the client.

use rustls::{AlertDescription, CertificateError, Error, InvalidMessage};

use crate::http::tls::{Roots, is_authority};
use crate::settings::source::Language;

/// The settings that the messages depend on.
pub(crate) struct Setup<'a> {
    pub(crate) roots: &'a Roots,
    pub(crate) language: Language,
    /// Variables of other programs for root certificates that were not read.
    pub(crate) unread: &'a [&'static str],
}

/// The message for a TLS error.
pub(crate) fn message(error: &Error, setup: &Setup<'_>) -> String {
    if is_authority(error) {
        let mut message = format!(
            "the server's own certificate is that of an authority, which is not accepted. Pass exactly that \
             certificate as {}, \
             or use one on the server that the authority issued",
            setup.language.argument("ca_file")
        );
        if !setup.unread.is_empty() {
            message.push_str(&format!(". {} is set, but not read here", setup.unread.join(" and ")));
        }
        return message;
    }
    match error {
        Error::InvalidCertificate(error) => certificate(error, setup),
        Error::AlertReceived(alert) => refused(*alert),
        Error::NoCertificatesPresented => "the server sent no certificate".to_owned(),
        Error::InvalidMessage(InvalidMessage::InvalidContentType) | Error::InappropriateMessage { .. } => {
            "the server's response is not TLS. Check that the port of the base URL uses TLS".to_owned()
        }
        Error::InvalidMessage(_) | Error::DecryptError | Error::PeerSentOversizedRecord => {
            "the server's data cannot be decrypted or parsed. A proxy or firewall may have changed it".to_owned()
        }
        Error::PeerIncompatible(_) | Error::NoApplicationProtocol => {
            "the server and this SDK have no TLS version or cipher in common; the SDK supports TLS 1.2 and 1.3"
                .to_owned()
        }
        Error::PeerMisbehaved(_) => "the server violates the TLS protocol".to_owned(),
        _ => {
            "the handshake failed. Check that the base URL is that of a server with TLS, with the right port".to_owned()
        }
    }
}

fn certificate(error: &CertificateError, setup: &Setup<'_>) -> String {
    match error {
        CertificateError::BadSignature => {
            format!(
                "the server's certificate does not match the trusted authority of that name: it is from another \
                 one, or a key is \
                 too short (RSA needs 2048 bits). {}",
                trust(setup)
            )
        }
        CertificateError::UnknownIssuer => {
            format!("the server's certificate is from an authority that is not trusted. {}", trust(setup))
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the server's certificate has expired. Check the clock of this machine; if it is right, the server \
             needs a new one"
                .to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the server's certificate is not valid yet. Check the clock of this machine".to_owned()
        }
        CertificateError::NotValidForNameContext { expected, presented } if !presented.is_empty() => format!(
            "the server's certificate is for {}, not for {}. Check the host of the base URL",
            presented.iter().take(5).map(|name| plain(name)).collect::<Vec<_>>().join(", "),
            expected.to_str()
        ),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "the server's certificate is for another host. Check the host of the base URL".to_owned()
        }
        CertificateError::Revoked => "the server's certificate was revoked".to_owned(),
        CertificateError::BadEncoding => "the server's certificate cannot be parsed".to_owned(),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "the server's certificate is not valid for servers".to_owned()
        }
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "the server's certificate has a signature that is not accepted, such as SHA-1 or a short RSA key".to_owned()
        }
        _ => "the server's certificate was rejected".to_owned(),
    }
}

/// `DnsName("a.test")` and `IpAddress(127.0.0.1)` as they are written in a certificate.
fn plain(name: &str) -> String {
    let inside = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(name);
    inside.trim_matches('"').to_owned()
}

fn trust(setup: &Setup<'_>) -> String {
    let ca_file = setup.language.argument("ca_file");
    if let Roots::Only(_, source) = setup.roots {
        return format!(
            "Add the certificate of that authority, or of the proxy that inspects TLS, to the file or directory \
             of {}, which \
             does not contain it",
            source.in_words(setup.language)
        );
    }
    match setup.unread {
        [] => format!(
            "If a proxy inspects TLS, or the server has a private authority, pass its certificate as {ca_file}, \
             or set the \
             variable SSL_CERT_FILE"
        ),
        unread => format!(
            "{} is set, but not read here: pass the same file as {ca_file}, or set the variable SSL_CERT_FILE",
            unread.join(" and ")
        ),
    }
}

fn refused(alert: AlertDescription) -> String {
    match alert {
        AlertDescription::CertificateRequired => {
            "the server requires a client certificate, which this SDK does not support. Check the base URL".to_owned()
        }
        AlertDescription::HandshakeFailure
        | AlertDescription::InsufficientSecurity
        | AlertDescription::ProtocolVersion => {
            "the server rejected the handshake: it has no TLS version or cipher in common with this SDK, which \
             supports TLS \
             1.2 and 1.3, or it requires a client certificate, which this SDK does not support"
                .to_owned()
        }
        AlertDescription::UnrecognisedName => "the server does not recognize the host of the base URL".to_owned(),
        AlertDescription::UnknownCA | AlertDescription::BadCertificate | AlertDescription::CertificateUnknown => {
            "the server requires a client certificate, which this SDK does not support".to_owned()
        }
        AlertDescription::AccessDenied => {
            "the server denied access. A proxy or firewall may block this host".to_owned()
        }
        AlertDescription::BadRecordMac | AlertDescription::DecryptError | AlertDescription::DecodeError => {
            "the server could not decrypt or parse the request. A proxy or firewall may have changed it".to_owned()
        }
        AlertDescription::InternalError => "the server closed the connection because of an internal error".to_owned(),
        other => format!("the server closed the connection with the alert {other:?}"),
    }
}

/// True if the server requires a client certificate. In TLS 1.3 this alert may come after the
/// request was sent, but before the server reads it.
pub(crate) fn requires_certificate(error: &Error) -> bool {
    matches!(error, Error::AlertReceived(AlertDescription::CertificateRequired))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::source::Source;

    fn say(error: Error, roots: &Roots, unread: &[&'static str]) -> String {
        message(&error, &Setup { roots, language: Language::Node, unread })
    }

    #[test]
    fn advice_fits_what_was_configured() {
        let unknown = || Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let platform = Roots::Platform(Vec::new(), Source::Default);
        assert!(say(unknown(), &platform, &[]).contains("pass its certificate as caFile"));
        assert!(say(unknown(), &platform, &["CURL_CA_BUNDLE"]).contains("CURL_CA_BUNDLE is set, but not read here"));
        let given = say(unknown(), &Roots::Only(Vec::new(), Source::Argument("ca_file")), &[]);
        assert!(given.contains("of the caFile option, which") && !given.contains("give"), "{given}");
        let given = say(unknown(), &Roots::Only(Vec::new(), Source::Variable("SSL_CERT_FILE")), &[]);
        assert!(given.contains("of the variable SSL_CERT_FILE, which"), "{given}");
    }

    #[test]
    fn no_words_are_those_of_a_library() {
        let platform = Roots::Platform(Vec::new(), Source::Default);
        for error in [
            Error::InvalidCertificate(CertificateError::UnknownIssuer),
            Error::InvalidCertificate(CertificateError::Expired),
            Error::AlertReceived(AlertDescription::BadRecordMac),
            Error::AlertReceived(AlertDescription::CertificateRequired),
            Error::InvalidMessage(InvalidMessage::InvalidContentType),
            Error::DecryptError,
        ] {
            let text = say(error, &platform, &[]);
            assert!(!text.contains("Error") && !text.contains("UnknownIssuer") && !text.contains("Mac"), "{text}");
        }
        assert_eq!(plain("DnsName(\"a.test\")"), "a.test");
    }
}
