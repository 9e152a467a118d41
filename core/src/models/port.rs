use crate::rules::{self, object};
use crate::schema::macros::model::model;
use crate::schema::macros::string_enum::string_enum;

string_enum! {
    /// Transport of a port.
    Protocol open {
        /// TCP.
        Tcp = "TCP",
        /// UDP.
        Udp = "UDP",
        /// TCP and UDP on the same port.
        TcpUdp = "TCP/UDP",
        /// HTTP.
        Http = "HTTP",
        /// HTTP over TLS.
        Https = "HTTPS",
        /// WebSocket.
        Ws = "WS" | "Websocket",
        /// WebSocket over TLS.
        Wss = "WSS",
    }
}

model! {
    /// A port that a game server listens on.
    Port / NewPort rules [&object::ZERO_PORT_IS_NAMED, &object::TLS_UPGRADE_NEEDS_PLAIN_WEB] {
        /// Number inside the container. 0 means one-to-one mapping, which needs a `name`.
        port: i64 [required, no, maybe].within(0, 59999);
        /// Transport.
        protocol: Protocol [required, no, maybe];
        /// Whether the service waits for the port to response before it calls a deployment ready.
        to_check: bool [optional, no, maybe].default("true");
        /// Whether the service terminates TLS in front of it; for `HTTP` and `WS` only.
        tls_upgrade: bool [optional, no, maybe].default("false");
        /// Name, unique within the version.
        name: String [optional, no, maybe].check(&rules::ONE_LINE);
    }
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
