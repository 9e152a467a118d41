//! A version of an application, and its ports and environment variables.

use super::Kind::{Boolean, Enum, Integer, Number, Objects, OpenEnum, String};
use super::Presence::{Absent, Nullable, Optional, Required};
use super::{Field, Model, Relation, Rule, Visibility};

/// The version of the API.
pub static VERSION: Model = Model {
    name: "Version",
    noun: "a version",
    fields: &[
        Field::new("name", String, Required, Optional).within(1, 64).rule(Rule::Name),
        Field::new("is_active", Boolean, Optional, Optional).default("true"),
        Field::new("docker_repository", String, Required, Optional).at_least(1),
        Field::new("docker_image", String, Required, Optional).at_least(1),
        Field::new("docker_tag", String, Required, Optional).at_least(1),
        Field::new("private_username", String, Optional, Optional).empty_clears().visibility(Visibility::Masked),
        Field::new("private_token", String, Optional, Optional).empty_clears().visibility(Visibility::Masked),
        Field::new("req_cpu", Integer, Required, Absent).at_least(100),
        Field::new("req_memory", Integer, Required, Absent).at_least(100),
        Field::new("req_video", Integer, Optional, Absent).at_least(0),
        Field::new("max_duration", Integer, Optional, Nullable).within(-1, 1440).default("1440"),
        Field::new("force_cache", Boolean, Optional, Optional),
        Field::new("caching_percent", Number, Optional, Absent).within(0, 1).visibility(Visibility::Never),
        Field::new("time_to_deploy", Integer, Optional, Optional).at_least(15).default("30"),
        Field::new("verify_image", Boolean, Optional, Optional).default("false"),
        Field::new("termination_grace_period_seconds", Integer, Optional, Optional).within(5, 3600),
        Field::new("endpoint_storage", String, Optional, Optional).rule(Rule::ExistingStorage),
        Field::new("command", String, Nullable, Nullable).empty_clears(),
        Field::new("arguments", String, Nullable, Nullable).empty_clears(),
        Field::new("dns_config", String, Optional, Optional),
        Field::new("will_deploy_in_mainland_china", Boolean, Optional, Optional).default("false"),
        Field::new("ports", Objects(&PORT), Optional, Optional).default("[]"),
        Field::new("envs", Objects(&ENV), Optional, Optional).default("[]"),
        Field::new("restart_policy", Enum(&["always", "never", "on_failure"]), Optional, Optional)
            .default("\"always\""),
        Field::timestamp("create_time"),
        Field::timestamp("last_updated"),
    ],
    ignored: &[
        "use_telemetry",
        "inject_context_env",
        "whitelisting_active",
        "session_config",
        "probe",
        "cache_min_hour",
        "cache_max_hour",
        "enable_all_locations",
        "registry_profile",
    ],
    relations: &[Relation::MemoryPerCpu],
};

/// A port of a version.
pub static PORT: Model = Model {
    name: "Port",
    noun: "a port",
    fields: &[
        Field::new("port", Integer, Required, Absent).within(0, 59999),
        Field::new("protocol", OpenEnum(&["TCP", "UDP", "TCP/UDP", "HTTP", "HTTPS", "WS", "WSS"]), Required, Absent)
            .at_least(1),
        Field::new("to_check", Boolean, Optional, Absent).default("true"),
        Field::new("tls_upgrade", Boolean, Optional, Absent).default("false"),
        Field::new("name", String, Optional, Absent),
    ],
    ignored: &[],
    relations: &[Relation::ZeroPortIsNamed, Relation::TlsUpgradeNeedsPlainWeb],
};

/// An environment variable of a version.
pub static ENV: Model = Model {
    name: "Env",
    noun: "an environment variable",
    fields: &[
        Field::new("key", String, Required, Absent).at_least(1),
        Field::new("value", String, Required, Absent)
            .rule(Rule::Bytes(4096))
            .visibility(Visibility::MaskedWhen("is_hidden")),
        Field::new("is_hidden", Boolean, Optional, Absent).alias("is_secret").default("false"),
    ],
    ignored: &[],
    relations: &[],
};
