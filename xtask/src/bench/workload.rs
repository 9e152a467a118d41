//! The workloads of the benchmarks.

/// A client in a case, and its number of calls per round.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    pub(super) name: &'static str,
    pub(super) calls: u32,
    pub(super) is_baseline: bool,
}

/// A workload with the clients that run it, the SDK first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case {
    pub(super) name: &'static str,
    /// The name of the workload for the programs.
    pub(super) workload: &'static str,
    pub(super) in_flight: u32,
    /// Number of processes for each client; each process has several rounds.
    pub(super) turns: u32,
    pub(super) sides: &'static [Side],
}

/// Growth of resident memory while 10,000 versions are read page by page.
pub(super) const PAGING: &str = "paging 10,000 versions, growth";
/// The name of the case in which the server closes connections.
const CLOSING: &str = "GET, 3 ms apart, closed after each";
/// Resident memory after many calls, relative to that after few.
pub(super) const MEMORY: &str = "resident, 100,000 calls over 10,000";

pub(super) const fn side(name: &'static str, calls: u32) -> Side {
    Side { name, calls, is_baseline: false }
}

/// A client that is not an alternative: bare bytes through a socket, or a part of the SDK.
pub(super) const fn baseline(name: &'static str, calls: u32) -> Side {
    Side { name, calls, is_baseline: true }
}

impl Case {
    pub(super) const fn in_sequence(name: &'static str, workload: &'static str, sides: &'static [Side]) -> Self {
        Self { name, workload, in_flight: 1, turns: 3, sides }
    }

    /// Repeated GETs, 64 in flight.
    pub(super) const fn at_once(sides: &'static [Side]) -> Self {
        Self { name: "GET, 64 in flight", workload: "get", in_flight: 64, turns: 3, sides }
    }

    /// Repeated GETs, 3 ms apart, of a server that closes the connection after each reply. The
    /// pauses do not count.
    pub(super) const fn closing(sides: &'static [Side]) -> Self {
        Self { name: CLOSING, workload: "closing", in_flight: 1, turns: 3, sides }
    }

    /// The first call of a new process, over TLS.
    pub(super) const fn first_over_tls(sides: &'static [Side]) -> Self {
        Self { name: "first call over TLS", workload: "first", in_flight: 1, turns: 9, sides }
    }

    /// True if the calls use TLS.
    pub(super) fn is_tls(&self) -> bool {
        self.workload == "first"
    }
}
