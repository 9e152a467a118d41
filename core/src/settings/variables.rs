//! The environment variables of the SDK, with their names in order of precedence. The documentation
//! is generated from this table.

/// Variables of one setting, of which the first that is set counts.
#[derive(Debug, serde::Serialize)]
pub struct Variable {
    /// Names in order of precedence.
    pub names: &'static [&'static str],
    /// Meaning, and when they are read.
    #[serde(serialize_with = "crate::schema::serialize::doc")]
    pub doc: &'static str,
}

impl Variable {
    /// The names as a list for messages, without the first.
    pub(crate) fn others(&self) -> String {
        self.names.iter().skip(1).copied().collect::<Vec<_>>().join(" and ")
    }

    /// The name with the highest precedence.
    pub(crate) fn first(&self) -> &'static str {
        self.names.first().copied().unwrap_or_default()
    }
}

pub(crate) static TOKEN: Variable = Variable {
    names: &["EDGEGAP_TOKEN", "EDGEGAP_API_TOKEN", "EDGEGAP_API_KEY"],
    doc: "The API token, with or without the prefix `token `, if the client has no argument for it.",
};

pub(crate) static BASE_URL: Variable = Variable {
    names: &["EDGEGAP_BASE_URL", "EDGEGAP_API_URL"],
    doc: "The URL of the service, if the client has no argument for it. Default: `https://api.edgegap.com`.",
};

pub(crate) static LOG: Variable = Variable { names: &["EDGEGAP_LOG"], doc: crate::log::VARIABLE };

pub(crate) static PROXY_OF_HTTPS: Variable = Variable {
    names: &["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"],
    doc: "The proxy for `https` URLs, if the client has no argument for it; never for a URL of this machine. \
          Without it, the system settings of Windows and macOS apply.",
};

pub(crate) static PROXY_OF_HTTP: Variable = Variable {
    names: &["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"],
    doc: "The same for `http` URLs. `HTTP_PROXY` is ignored if `REQUEST_METHOD` is set, because in a CGI program it \
          may come from a request header.",
};

pub(crate) static NO_PROXY: Variable = Variable {
    names: &["no_proxy", "NO_PROXY"],
    doc: "Hosts that are reached without the proxy of a variable, separated by commas, semicolons or white space: \
          `*` for all; `example.com`, `.example.com` or `*.example.com` for a host and its subdomains; an IP \
          address; a network such as `10.0.0.0/8` or `fd00::/8`. A name or an address may have a port, \
          `example.com:8443` or `[fd00::1]:8443`.",
};

pub(crate) static ROOTS: Variable = Variable {
    names: &["SSL_CERT_FILE", "SSL_CERT_DIR"],
    doc: "A PEM file, and directories of such files separated as in `PATH`, with the only certificates to trust, if \
          the client has no CA file argument. Both are read. Default: the platform's certificates, else Mozilla's.",
};

pub(crate) static ROOTS_OF_PYTHON: Variable = Variable {
    names: &["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"],
    doc: "A PEM file or a directory with the only certificates to trust. Read only by Python, if neither of the two \
          above is set. In other languages, an error about an unknown authority says that it was not read.",
};

pub(crate) static ROOTS_OF_NODE: Variable = Variable {
    names: &["NODE_EXTRA_CA_CERTS"],
    doc: "A PEM file with certificates to trust in addition to the platform's. Read only by Node, if none of the \
          above is set.",
};

pub(crate) static READ_ONLY: Variable = Variable {
    names: &["EDGEGAP_READ_ONLY"],
    doc: "`true`, `1`, `yes` or `on`: a call that can change something is a `permission` error before a request is \
          sent, if the client has no argument for it. `false`, `0`, `no` or `off` is the default.",
};

pub(crate) static ALLOW_APPS: Variable = Variable {
    names: &["EDGEGAP_APP_ALLOWLIST"],
    doc: "Names of applications, separated by commas: a call that names another one is a `permission` error before a \
          request is sent, if the client has no argument for it. Lists of applications, storages and tags are not \
          restricted.",
};

/// All of them, in the order of the documentation.
pub(crate) static ALL: [&Variable; 11] = [
    &TOKEN,
    &BASE_URL,
    &READ_ONLY,
    &ALLOW_APPS,
    &PROXY_OF_HTTPS,
    &PROXY_OF_HTTP,
    &NO_PROXY,
    &ROOTS,
    &ROOTS_OF_PYTHON,
    &ROOTS_OF_NODE,
    &LOG,
];
