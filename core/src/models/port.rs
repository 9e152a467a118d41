use crate::rules::{self, object};
use edgegap_sdk_macros::{model, string_enum};

/// Transport protocol of a port.
#[string_enum(open)]
pub enum Protocol {
    /// TCP.
    #[value("TCP")]
    Tcp,
    /// UDP.
    #[value("UDP")]
    Udp,
    /// TCP and UDP on the same port.
    #[value("TCP/UDP", alias = "UDP/TCP")]
    TcpUdp,
    /// HTTP.
    #[value("HTTP")]
    Http,
    /// HTTP over TLS.
    #[value("HTTPS")]
    Https,
    /// WebSocket.
    #[value("WS", alias = "Websocket")]
    Ws,
    /// WebSocket over TLS.
    #[value("WSS")]
    Wss,
}

/// A port that a game server listens on.
#[model(create = NewPort, rules = [&object::ZERO_PORT_IS_NAMED, &object::TLS_UPGRADE_NEEDS_PLAIN_WEB])]
pub struct Port {
    /// Port number inside the container. 0 means one-to-one mapping, which needs a `name`.
    #[field(create = required, within(0, 59999))]
    pub port: Option<i64>,
    /// Transport protocol.
    #[field(create = required)]
    pub protocol: Option<Protocol>,
    /// True if a deployment is ready only after this port answers.
    #[field(create = optional, default("true"))]
    pub to_check: Option<bool>,
    /// True if the service terminates TLS for this port. For `HTTP` and `WS` only.
    #[field(create = optional, default("false"))]
    pub tls_upgrade: Option<bool>,
    /// Name, unique within the version.
    #[field(create = optional, check(&rules::ONE_LINE))]
    pub name: Option<String>,
}

impl NewPort {
    /// A port with the service's defaults.
    pub fn new(port: u16, protocol: Protocol) -> Self {
        Self { port: port.into(), protocol, ..Self::default() }
    }

    /// The same port with a name.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }
}
