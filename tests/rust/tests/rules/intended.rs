//! Where the SDK and the emulator differ on purpose.

/// One difference.
pub(super) struct Difference {
    /// What it is about, as [`reading`](super::reading) writes it.
    pub(super) about: &'static str,
    /// What the SDK says; empty for nothing.
    pub(super) sdk: &'static str,
    /// What the emulator says; empty for nothing.
    pub(super) emulator: &'static str,
    /// Why both are right.
    pub(super) reason: &'static str,
}

const LEGACY: &str = "Older clients still send it, so the emulator takes it; the SDK sends it only as an extra member.";

/// All of them.
pub(super) const INTENDED: &[Difference] = &[
    Difference {
        about: "Version.docker_repository: rule",
        sdk: "no_scheme",
        emulator: "",
        reason: "Official clients refuse a scheme themselves; whether the service does is not known, so the emulator does not.",
    },
    Difference {
        about: "Version.docker_image: rule",
        sdk: "image_name",
        emulator: "",
        reason: "Upper case and an appended tag cannot work, which the SDK says before sending; no source says that the service checks it.",
    },
    Difference {
        about: "Version.endpoint_storage: rule",
        sdk: "storage_is_named",
        emulator: "existing_storage",
        reason: "Only the service knows what exists. The SDK refuses empty text, which names nothing and so is refused by the emulator too.",
    },
    Difference {
        about: "Version: rule ports_are_distinct",
        sdk: "yes",
        emulator: "",
        reason: "A rule of official clients alone; the emulator takes what the service may take.",
    },
    Difference {
        about: "PullProfile.source: rule",
        sdk: "bucket_path",
        emulator: "",
        reason: "A rule of official clients alone: the service takes any text.",
    },
    Difference {
        about: "PullProfile.destination: rule",
        sdk: "container_path",
        emulator: "",
        reason: "The service takes any text; a protected place fails in the later deployment, which the SDK prevents.",
    },
    Difference {
        about: "Version.time_to_deploy: default",
        sdk: "",
        emulator: "30",
        reason: "The documented default contradicts the documented minimum, so the SDK names none. The emulator has to answer something.",
    },
    Difference {
        about: "Version.ports: default",
        sdk: "",
        emulator: "[]",
        reason: "Not documented; it is what the service answers to a create without ports.",
    },
    Difference {
        about: "Version.envs: default",
        sdk: "",
        emulator: "[]",
        reason: "Not documented; it is what the service answers to a create without variables.",
    },
    Difference {
        about: "Version.caching_percent: reply",
        sdk: "shown",
        emulator: "never",
        reason: "Read-only in practice: the service may answer it, and the emulator, which caches nothing, has nothing to answer.",
    },
    Difference {
        about: "TagSelection.tags: reply",
        sdk: "never",
        emulator: "shown",
        reason: "It is the body of a request and is never answered; the emulator's table has no word for that.",
    },
    Difference {
        about: "Port.protocol: min",
        sdk: "",
        emulator: "1",
        reason: "An open word has no length in the description; that the SDK refuses the empty one has a test of its own.",
    },
    Difference { about: "Version.use_telemetry: type", sdk: "", emulator: "ignored", reason: LEGACY },
    Difference { about: "Version.inject_context_env: type", sdk: "", emulator: "ignored", reason: LEGACY },
    Difference { about: "Version.whitelisting_active: type", sdk: "", emulator: "ignored", reason: LEGACY },
    Difference { about: "Version.session_config: type", sdk: "", emulator: "ignored", reason: LEGACY },
    Difference { about: "Version.probe: type", sdk: "", emulator: "ignored", reason: LEGACY },
    Difference { about: "Version.cache_min_hour: type", sdk: "", emulator: "ignored", reason: LEGACY },
    Difference { about: "Version.cache_max_hour: type", sdk: "", emulator: "ignored", reason: LEGACY },
    Difference { about: "Version.enable_all_locations: type", sdk: "", emulator: "ignored", reason: LEGACY },
    Difference { about: "Version.registry_profile: type", sdk: "", emulator: "ignored", reason: LEGACY },
];
