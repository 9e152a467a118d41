//! The variables of the environment that settings come from: their names in the order in which they are asked, and what they
//! mean. The documentation is written from this table.

/// Variables of which the first that is set counts.
pub(crate) struct Variable {
    /// In the order in which they are asked.
    pub(crate) names: &'static [&'static str],
    /// What they hold, and when they are read.
    pub(crate) doc: &'static str,
}

pub(crate) static TOKEN: Variable = Variable {
    names: &["EDGEGAP_TOKEN", "EDGEGAP_API_TOKEN", "EDGEGAP_API_KEY"],
    doc: "The API token, with or without `token ` in front, where the client is given none.",
};

pub(crate) static BASE_URL: Variable = Variable {
    names: &["EDGEGAP_BASE_URL", "EDGEGAP_API_URL"],
    doc: "The address of the service, where the client is given none. Default `https://api.edgegap.com`.",
};

pub(crate) static LOG: Variable = Variable {
    names: &["EDGEGAP_LOG"],
    doc: "How much Python, Node and C# write about calls to standard error; `debug` works in all three. In Rust `tracing` decides.",
};

pub(crate) static PROXY_OF_HTTPS: Variable = Variable {
    names: &["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"],
    doc: "The proxy for an `https` address, where the client is given none; never for an address on this machine. Where none is \
          set, Windows and macOS have a setting of the system, which counts.",
};

pub(crate) static PROXY_OF_HTTP: Variable = Variable {
    names: &["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"],
    doc: "The same for an `http` address. `HTTP_PROXY` is not read where `REQUEST_METHOD` is set: there it may be a header of \
          somebody's request.",
};

pub(crate) static NO_PROXY: Variable = Variable {
    names: &["no_proxy", "NO_PROXY"],
    doc: "Hosts that are reached without the proxy of a variable, separated by commas, semicolons or white space: `*` for all; \
          `example.com`, `.example.com` and `*.example.com` for that host and all below it; an IP address; a network such as \
          `10.0.0.0/8` or `fd00::/8`. A name or an address may have a port, `example.com:8443`, `[fd00::1]:8443`.",
};

pub(crate) static ROOTS: Variable = Variable {
    names: &["SSL_CERT_FILE", "SSL_CERT_DIR"],
    doc: "A PEM file, and folders of such files separated as in `PATH`, with the only certificates to trust, where the client is \
          given no CA file. Both count. Default: the platform's certificates, else Mozilla's.",
};

pub(crate) static ROOTS_OF_PYTHON: Variable = Variable {
    names: &["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"],
    doc: "A PEM file or a folder with the only certificates to trust; read by Python alone, where the two before are not set. In \
          other languages an error about an unknown authority says that it was not read.",
};

pub(crate) static ROOTS_OF_NODE: Variable = Variable {
    names: &["NODE_EXTRA_CA_CERTS"],
    doc: "A PEM file with certificates to trust beside the platform's; read by Node alone, where nothing above is set.",
};

/// All of them, in the order of the documentation.
pub(crate) static ALL: [&Variable; 9] =
    [&TOKEN, &BASE_URL, &PROXY_OF_HTTPS, &PROXY_OF_HTTP, &NO_PROXY, &ROOTS, &ROOTS_OF_PYTHON, &ROOTS_OF_NODE, &LOG];
