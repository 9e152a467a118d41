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
    Print,
    ReadyFile,
    Seed,
    SnapshotOnExit,
    IncludeSecrets,
}

impl Setting {
    pub(crate) const ALL: [Setting; 11] = [
        Setting::Host,
        Setting::Port,
        Setting::Data,
        Setting::Token,
        Setting::Registry,
        Setting::Verbose,
        Setting::Print,
        Setting::ReadyFile,
        Setting::Seed,
        Setting::SnapshotOnExit,
        Setting::IncludeSecrets,
    ];

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Setting::Host => ("--host", "EDGEGAP_EMULATOR_HOST"),
            Setting::Port => ("--port", "EDGEGAP_EMULATOR_PORT"),
            Setting::Data => ("--data", "EDGEGAP_EMULATOR_DATA"),
            Setting::Token => ("--token", "EDGEGAP_EMULATOR_TOKEN"),
            Setting::Registry => ("--registry", "EDGEGAP_EMULATOR_REGISTRY"),
            Setting::Verbose => ("--verbose", "EDGEGAP_EMULATOR_VERBOSE"),
            Setting::Print => ("--print", "EDGEGAP_EMULATOR_PRINT"),
            Setting::ReadyFile => ("--ready-file", "EDGEGAP_EMULATOR_READY_FILE"),
            Setting::Seed => ("--seed", "EDGEGAP_EMULATOR_SEED"),
            Setting::SnapshotOnExit => ("--snapshot-on-exit", "EDGEGAP_EMULATOR_SNAPSHOT_ON_EXIT"),
            Setting::IncludeSecrets => ("--include-secrets", "EDGEGAP_EMULATOR_INCLUDE_SECRETS"),
        }
    }

    /// The argument that sets the value.
    pub(crate) fn argument(self) -> &'static str {
        self.names().0
    }

    /// The environment variable that sets the value if the argument is missing.
    pub(crate) fn variable(self) -> &'static str {
        self.names().1
    }
}
