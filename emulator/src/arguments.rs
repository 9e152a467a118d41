//! The command line, parsed. Values are parsed with those of the environment, in `settings`.

use std::ffi::OsString;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// The Edgegap application-management API on this machine: no account, no network.
///
/// Point a client at it with EDGEGAP_BASE_URL and EDGEGAP_TOKEN. Faults, quotas, tags and the log
/// of requests are at /_emulator below the same URL.
///
/// Every option can also be set by the environment variable named beside it. The option wins; an
/// empty variable counts as unset.
#[derive(Parser)]
#[command(name = "edgegap-emulator", version)]
pub(crate) struct Arguments {
    /// Address to listen on, an IP address or localhost; any but a loopback address needs --token
    /// [env: EDGEGAP_EMULATOR_HOST] [default: 127.0.0.1]
    #[arg(long)]
    pub(crate) host: Option<OsString>,
    /// Port to listen on; 0 is any free one [env: EDGEGAP_EMULATOR_PORT] [default: 8080]
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) port: Option<OsString>,
    /// File for the state, made if it is not there; without it the state is gone when the emulator
    /// ends [env: EDGEGAP_EMULATOR_DATA]
    #[arg(long, value_name = "PATH")]
    pub(crate) data: Option<OsString>,
    /// Token to take; may be given several times, or several with commas between them. Without it:
    /// emulator-token [env: EDGEGAP_EMULATOR_TOKEN]
    #[arg(long)]
    pub(crate) token: Vec<OsString>,
    /// OCI registry that tags come from and images are verified against:
    /// http://[user:password@]host:port [env: EDGEGAP_EMULATOR_REGISTRY]
    #[arg(long, value_name = "URL")]
    pub(crate) registry: Option<OsString>,
    /// Write a line for every request to standard error [env: EDGEGAP_EMULATOR_VERBOSE]
    #[arg(long, short, value_name = "YES|NO", num_args = 0..=1, require_equals = true, default_missing_value = "yes",
          overrides_with = "verbose")]
    pub(crate) verbose: Option<OsString>,
}

/// The position of an argument that is neither an option nor the value of one. It may be a secret:
/// the dashboard copies a token as `token abc`, and `--token token abc` without quotation marks
/// leaves `abc` over. Position 0 is the program's name.
pub(crate) fn stray(error: &clap::Error, arguments: &[OsString]) -> Option<usize> {
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
    use crate::setting::Setting;
    use crate::settings::PORT;

    #[test]
    fn the_help_names_every_variable_and_default() {
        for help in [Arguments::command().render_help(), Arguments::command().render_long_help()] {
            let help = help.to_string();
            for setting in Setting::ALL {
                assert!(help.contains(setting.argument()), "{help}");
                assert!(help.contains(&format!("[env: {}]", setting.variable())), "{help}");
            }
            assert!(help.contains("127.0.0.1") && help.contains(&format!("[default: {PORT}]")), "{help}");
        }
    }
}
