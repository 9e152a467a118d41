//! Parses the command line. `settings` parses the values, together with those of the environment.

use std::ffi::OsString;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// An emulator of Edgegap's application-management API, without an account or a network.
///
/// Set EDGEGAP_BASE_URL and EDGEGAP_TOKEN to use it with a client. The control interface for
/// faults, quotas, tags and the request log is at /_emulator; GET /_emulator/help describes it.
///
/// Each option can also be set with its environment variable. The option takes precedence. An empty
/// variable counts as unset. EDGEGAP_LOG (error, warning, info, debug) writes a log to standard
/// error.
#[derive(Parser)]
#[command(name = "edgegap-emulator", version)]
pub(crate) struct Arguments {
    /// Address to listen on, an IP address or localhost; other than a loopback address it requires
    /// --token
    /// [env: EDGEGAP_EMULATOR_HOST] [default: 127.0.0.1]
    #[arg(long)]
    pub(crate) host: Option<OsString>,
    /// Port to listen on; 0 is any free port [env: EDGEGAP_EMULATOR_PORT] [default: 8080]
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) port: Option<OsString>,
    /// File for the state, created if it does not exist; without it the state is in memory only
    /// [env: EDGEGAP_EMULATOR_DATA]
    #[arg(long, value_name = "PATH")]
    pub(crate) data: Option<OsString>,
    /// Valid token; may be repeated, and may contain several tokens separated by commas
    /// [env: EDGEGAP_EMULATOR_TOKEN] [default: emulator-token]
    #[arg(long)]
    pub(crate) token: Vec<OsString>,
    /// OCI registry for tags and for the verification of images: http://[user:password@]host:port
    /// [env: EDGEGAP_EMULATOR_REGISTRY]
    #[arg(long, value_name = "URL")]
    pub(crate) registry: Option<OsString>,
    /// Write a line for every request to standard error [env: EDGEGAP_EMULATOR_VERBOSE]
    #[arg(long, short, value_name = "YES|NO", num_args = 0..=1, require_equals = true, default_missing_value = "yes",
          overrides_with = "verbose")]
    pub(crate) verbose: Option<OsString>,
    /// Write only this to standard output when the emulator is ready: its URL and token, as
    /// commands for a shell or as JSON [env: EDGEGAP_EMULATOR_PRINT]
    #[arg(long, value_name = "env|json|powershell|cmd")]
    pub(crate) print: Option<OsString>,
    /// File that appears when the emulator is ready, with its URL and token as JSON, and is removed
    /// when it ends [env: EDGEGAP_EMULATOR_READY_FILE]
    #[arg(long, value_name = "PATH")]
    pub(crate) ready_file: Option<OsString>,
}

/// The position of an argument that is neither an option nor the value of one. It may be a secret:
/// the dashboard copies a token as `token abc`, and in `--token token abc` without quotation marks
/// `abc` is an argument of its own. Position 0 is the name of the program.
pub(crate) fn stray_argument(error: &clap::Error, arguments: &[OsString]) -> Option<usize> {
    match (error.kind(), error.get(ContextKind::InvalidArg)) {
        (ErrorKind::UnknownArgument, Some(ContextValue::String(found))) if !found.starts_with("--") => {
            let is_it = |argument: &OsString| argument.to_string_lossy().starts_with(found);
            Some(arguments.iter().skip(1).position(is_it).unwrap_or_default() + 1)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::program::settings::PORT;
    use crate::setting::Setting;

    #[test]
    fn the_help_contains_every_variable_and_default() {
        for help in [Arguments::command().render_help(), Arguments::command().render_long_help()] {
            // Lines are wrapped if another crate of the build wants it.
            let help = help.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
            for setting in Setting::ALL {
                assert!(help.contains(setting.argument()), "{help}");
                assert!(help.contains(&format!("[env: {}]", setting.variable())), "{help}");
            }
            assert!(help.contains("127.0.0.1") && help.contains(&format!("[default: {PORT}]")), "{help}");
        }
    }
}
