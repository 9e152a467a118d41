//! The settings of the program, and the names of their arguments and environment variables.

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    Host,
    Port,
    Data,
    Token,
    Registry,
    Verbose,
}

impl Setting {
    pub(crate) const ALL: [Setting; 6] =
        [Setting::Host, Setting::Port, Setting::Data, Setting::Token, Setting::Registry, Setting::Verbose];

    /// The argument that sets the value.
    pub(crate) fn argument(self) -> &'static str {
        match self {
            Setting::Host => "--host",
            Setting::Port => "--port",
            Setting::Data => "--data",
            Setting::Token => "--token",
            Setting::Registry => "--registry",
            Setting::Verbose => "--verbose",
        }
    }

    /// The environment variable that sets the value if the argument is missing.
    pub(crate) fn variable(self) -> &'static str {
        match self {
            Setting::Host => "EDGEGAP_EMULATOR_HOST",
            Setting::Port => "EDGEGAP_EMULATOR_PORT",
            Setting::Data => "EDGEGAP_EMULATOR_DATA",
            Setting::Token => "EDGEGAP_EMULATOR_TOKEN",
            Setting::Registry => "EDGEGAP_EMULATOR_REGISTRY",
            Setting::Verbose => "EDGEGAP_EMULATOR_VERBOSE",
        }
    }
}
