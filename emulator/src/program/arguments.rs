//! Parses the command line. `settings` parses the values, together with those of the environment.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Parser, Subcommand};

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
    #[arg(long, global = true)]
    pub(crate) host: Option<OsString>,
    /// Port to listen on; 0 is any free port [env: EDGEGAP_EMULATOR_PORT] [default: 8080]
    #[arg(long, global = true, allow_negative_numbers = true)]
    pub(crate) port: Option<OsString>,
    /// File for the state, created if it does not exist; without it the state is in memory only
    /// [env: EDGEGAP_EMULATOR_DATA]
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) data: Option<OsString>,
    /// Valid token; may be repeated, and may contain several tokens separated by commas
    /// [env: EDGEGAP_EMULATOR_TOKEN] [default: emulator-token]
    #[arg(long, global = true)]
    pub(crate) token: Vec<OsString>,
    /// OCI registry for tags and for the verification of images: http://[user:password@]host:port
    /// [env: EDGEGAP_EMULATOR_REGISTRY]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) registry: Option<OsString>,
    /// Write a line for every request to standard error [env: EDGEGAP_EMULATOR_VERBOSE]
    #[arg(long, global = true, short, value_name = "YES|NO", num_args = 0..=1, require_equals = true,
          default_missing_value = "yes", overrides_with = "verbose")]
    pub(crate) verbose: Option<OsString>,
    /// Write only this to standard output when the emulator is ready: its URL and token, as
    /// commands for a shell or as JSON [env: EDGEGAP_EMULATOR_PRINT]
    #[arg(long, global = true, value_name = "env|json|powershell|cmd")]
    pub(crate) print: Option<OsString>,
    /// File that appears when the emulator is ready, with its URL and token as JSON, and is removed
    /// when it ends [env: EDGEGAP_EMULATOR_READY_FILE]
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) ready_file: Option<OsString>,
    /// State to start with: a JSON file, as GET /_emulator/state returns it, or `demo`, a scene
    /// that comes with the emulator; it replaces the state of --data [env: EDGEGAP_EMULATOR_SEED]
    #[arg(long, global = true, value_name = "PATH|demo")]
    pub(crate) seed: Option<OsString>,
    /// File for the state when the emulator ends, for --seed [env:
    /// EDGEGAP_EMULATOR_SNAPSHOT_ON_EXIT]
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) snapshot_on_exit: Option<OsString>,
    /// Write the logins of registries to that file too, instead of placeholders
    /// [env: EDGEGAP_EMULATOR_INCLUDE_SECRETS]
    #[arg(long, global = true, value_name = "YES|NO", num_args = 0..=1, require_equals = true,
          default_missing_value = "yes", overrides_with = "include_secrets")]
    pub(crate) include_secrets: Option<OsString>,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What the program does instead of running until Ctrl-C.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run a command with an emulator of its own, and end with its exit code
    ///
    /// The command finds the emulator in EDGEGAP_BASE_URL and EDGEGAP_TOKEN. The default port is
    /// any free one. Example: edgegap-emulator exec --seed demo -- python build.py
    Exec {
        /// The command and its arguments
        #[arg(required = true, num_args = 1.., trailing_var_arg = true, value_name = "COMMAND")]
        words: Vec<OsString>,
    },
    /// Ask the emulator at --host and --port whether it works: for a health check of a container
    Health,
}

/// The position of an argument that is neither an option nor the value of one. It may be a secret:
/// the dashboard copies a token as `token abc`, and in `--token token abc` without quotation marks
/// `abc` is an argument of its own. Position 0 is the name of the program.
pub(crate) fn stray_argument(error: &clap::Error, arguments: &[OsString]) -> Option<usize> {
    let found = match error.kind() {
        ErrorKind::UnknownArgument => error.get(ContextKind::InvalidArg),
        ErrorKind::InvalidSubcommand => error.get(ContextKind::InvalidSubcommand),
        _ => None,
    };
    match found {
        Some(ContextValue::String(found)) if !found.starts_with("--") => {
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
