//! The environment variables of the emulator. No other module reads the environment: the program
//! may run inside another language, whose environment may differ from that of the process.

use std::ffi::{OsStr, OsString};

use super::is_blank;
use crate::setting::Setting;

/// The prefix of the emulator's variables. Kubernetes and Docker set variables with the same prefix
/// for a service named `edgegap-emulator`.
const PREFIX: &str = "EDGEGAP_EMULATOR_";
/// The variables for a file and for directories of CA certificates.
pub(crate) const CERTIFICATE_VARIABLES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];
/// The variable for the level of the log. The SDKs read it too.
pub(crate) const LOG_VARIABLE: &str = "EDGEGAP_LOG";

/// The variables of an environment that are relevant to the emulator.
#[derive(Clone, Default)]
pub(crate) struct Environment(Vec<(String, OsString)>);

impl Environment {
    pub(crate) fn new(variables: impl IntoIterator<Item = (impl Into<OsString>, impl Into<OsString>)>) -> Environment {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        let named = variables.filter_map(|(name, value)| Some((canonical(name.into_string().ok()?), value)));
        let is_read =
            |name: &str| name.starts_with(PREFIX) || name == LOG_VARIABLE || CERTIFICATE_VARIABLES.contains(&name);
        Environment(named.filter(|(name, _)| is_read(name)).collect())
    }

    pub(crate) fn from_process() -> Environment {
        Environment::new(std::env::vars_os())
    }

    /// The value of a variable. An empty one counts as unset.
    pub(crate) fn get(&self, name: &str) -> Option<&OsStr> {
        let found = self.0.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_os_str()).filter(|value| !is_blank(value))
    }

    /// The names with the emulator's prefix that are not a setting, sorted. Such a name may be a
    /// typing error.
    pub(crate) fn unknown_names(&self) -> Vec<&str> {
        let known = |name: &str| Setting::ALL.iter().any(|setting| setting.variable() == name);
        let with_prefix = self.0.iter().filter(|(name, _)| name.starts_with(PREFIX) && !known(name));
        let unknown = with_prefix.filter(|(name, value)| !is_service_variable(name, value));
        let mut names: Vec<&str> = unknown.map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names
    }
}

/// Names of variables are not case-sensitive on Windows.
fn canonical(name: String) -> String {
    if cfg!(windows) { name.to_ascii_uppercase() } else { name }
}

/// True if a value is an address such as `tcp://10.96.0.10:8080`. Kubernetes sets
/// `EDGEGAP_EMULATOR_PORT` to one for a service named `edgegap-emulator`, Docker for a container.
pub(crate) fn is_service_address(value: &OsStr) -> bool {
    let text = value.to_string_lossy();
    ["tcp", "udp", "sctp"].iter().any(|protocol| {
        text.trim()
            .strip_prefix(protocol)
            .and_then(|rest| rest.strip_prefix("://"))
            .is_some_and(|rest| !rest.is_empty())
    })
}

/// True if Kubernetes or Docker sets such a variable for a service or a linked container whose name
/// begins with `edgegap-emulator`.
fn is_service_variable(name: &str, value: &OsStr) -> bool {
    let rest = &name[PREFIX.len()..];
    let is_port = ["_TCP", "_UDP", "_SCTP"].iter().any(|protocol| rest.contains(protocol)) && rest.contains("PORT_");
    is_service_address(value)
        || is_port
        || rest.ends_with("SERVICE_HOST")
        || rest.contains("SERVICE_PORT")
        || rest.starts_with("ENV_")
        || rest.contains("_ENV_")
        || (rest.ends_with("NAME") && value.to_string_lossy().starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_is_unset() {
        let environment = Environment::new([
            ("EDGEGAP_EMULATOR_PORT", ""),
            ("EDGEGAP_EMULATOR_HOST", " \t\r\n"),
            ("EDGEGAP_EMULATOR_DATA", "x"),
            ("SSL_CERT_FILE", ""),
            ("PATH", "/bin"),
        ]);
        assert_eq!(environment.get("EDGEGAP_EMULATOR_PORT"), None);
        assert_eq!(environment.get("EDGEGAP_EMULATOR_HOST"), None);
        assert_eq!(environment.get("SSL_CERT_FILE"), None);
        assert_eq!(environment.get("EDGEGAP_EMULATOR_DATA"), Some(OsStr::new("x")));
        assert_eq!(environment.get("PATH"), None);
    }

    #[test]
    fn variables_of_kubernetes_and_docker_are_not_unknown() {
        let environment = Environment::new([
            ("EDGEGAP_EMULATOR_SERVICE_HOST", "10.96.0.10"),
            ("EDGEGAP_EMULATOR_SERVICE_PORT", "8080"),
            ("EDGEGAP_EMULATOR_SERVICE_PORT_HTTP", "8080"),
            ("EDGEGAP_EMULATOR_PORT", "tcp://10.96.0.10:8080"),
            ("EDGEGAP_EMULATOR_PORT_8080_TCP", "tcp://10.96.0.10:8080"),
            ("EDGEGAP_EMULATOR_PORT_8080_TCP_PROTO", "tcp"),
            ("EDGEGAP_EMULATOR_PORT_8080_TCP_PORT", "8080"),
            ("EDGEGAP_EMULATOR_PORT_8080_TCP_ADDR", "10.96.0.10"),
            ("EDGEGAP_EMULATOR_TEST_SERVICE_HOST", "10.96.0.11"),
            ("EDGEGAP_EMULATOR_TEST_PORT", "tcp://10.96.0.11:8080"),
            ("EDGEGAP_EMULATOR_1_PORT_8080_TCP_PROTO", "tcp"),
            ("EDGEGAP_EMULATOR_NAME", "/web/edgegap-emulator"),
            ("EDGEGAP_EMULATOR_ENV_PATH", "/bin"),
            ("EDGEGAP_EMULATOR_1_ENV_PATH", "/bin"),
            ("EDGEGAP_EMULATOR_HOST", "127.0.0.1"),
            ("EDGEGAP_EMULATOR_TOKENS", "canary"),
            ("EDGEGAP_EMULATOR_PATH", "x"),
            ("EDGEGAP_TOKEN", "canary"),
        ]);
        assert_eq!(environment.unknown_names(), ["EDGEGAP_EMULATOR_PATH", "EDGEGAP_EMULATOR_TOKENS"]);
    }

    #[test]
    fn service_addresses_are_distinguished_from_ports() {
        for value in ["tcp://10.96.0.10:8080", "udp://10.96.0.10:53", "tcp://[fd00::1]:8080", " tcp://a:1 "] {
            assert!(is_service_address(OsStr::new(value)), "{value}");
        }
        for value in ["8080", "tcp://", "tcp", "http://10.96.0.10:8080", ""] {
            assert!(!is_service_address(OsStr::new(value)), "{value}");
        }
    }
}
