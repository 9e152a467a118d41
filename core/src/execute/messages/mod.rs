//! The messages of errors: what was wrong, where, and what to do. `outcome.rs` redacts them.

pub(crate) mod status;
pub(crate) mod transport;

use crate::error::ErrorKind;

/// Advice for a proxy that requires a login.
const PROXY_LOGIN: &str = "It requires a login: put it into the proxy's URL, `http://user:password@host:port`";

const EXCERPT: usize = 1024;
const MESSAGE: usize = 8 * 1024;

/// The start of a string, cut between characters.
pub(crate) fn excerpt(text: &str) -> String {
    let cut = (0..=EXCERPT.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text[..cut.unwrap_or_default()].to_owned()
}

/// A message without control characters. Removing one can join the parts of a secret, so the result
/// is redacted again.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}

/// A message of limited length.
pub(crate) fn sentence(mut text: String) -> String {
    if text.len() > MESSAGE {
        text.truncate((0..=MESSAGE).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default());
        text.push('…');
    }
    text
}

/// Advice for an error of a call that may have been carried out. The message for a taken name
/// contains it already.
pub(crate) fn doubt(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Conflict => "",
        _ => ". The call may have been carried out anyway: check before you retry",
    }
}
