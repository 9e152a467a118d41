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

const STRAY: &str = "Line breaks and blanks that came along by accident fail in a later deployment, which the SDK prevents; no source says that the \
                     service checks it.";

const LEGACY: &str = "Older clients still send it, so the emulator takes it; the SDK sends it only as an extra member.";

/// All of them.
pub(super) const INTENDED: &[Difference] = &[
    Difference {
        about: "Version.docker_repository: rule",
        sdk: "registry_host",
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
        about: "Version.docker_tag: rule",
        sdk: "image_tag",
        emulator: "",
        reason: "No registry has such a tag, which the SDK says before sending; no source says that the service checks it.",
    },
    Difference {
        about: "TagSelection.tags: rule",
        sdk: "image_tag",
        emulator: "",
        reason: "No registry has such a tag, so nothing would be deleted, and that after a lost answer reads as done. The service takes any text.",
    },
    Difference { about: "Version.private_username: rule", sdk: "one_line", emulator: "", reason: STRAY },
    Difference { about: "Version.private_token: rule", sdk: "secret_text", emulator: "", reason: STRAY },
    Difference { about: "Port.name: rule", sdk: "one_line", emulator: "", reason: STRAY },
    Difference { about: "EndpointStorage.access_key_id: rule", sdk: "one_line", emulator: "", reason: STRAY },
    Difference { about: "EndpointStorage.secret_access_key: rule", sdk: "secret_text", emulator: "", reason: STRAY },
    Difference {
        about: "EndpointStorage.bucket: rule",
        sdk: "bucket",
        emulator: "",
        reason: "A URL or a path is no name of a bucket, which the SDK says before sending; no source says that the service checks it.",
    },
    Difference {
        about: "Env.key: rule",
        sdk: "variable_name",
        emulator: "",
        reason: "The service sanitises names without saying how; the SDK refuses those that no process can be given.",
    },
    Difference {
        about: "Version: rule envs_are_distinct",
        sdk: "yes",
        emulator: "",
        reason: "Which of two values counts is not documented, so the SDK refuses both; the emulator takes what the service may take.",
    },
    Difference {
        about: "Version.endpoint_storage: rule",
        sdk: "storage_is_named",
        emulator: "existing_storage",
        reason: "Only the service knows what exists. The SDK refuses empty text, which names nothing and so is refused by the emulator too.",
    },
    Difference {
        about: "Version: rule image_without_its_host",
        sdk: "yes",
        emulator: "",
        reason: "Such an image cannot be pulled, which the SDK says before sending; no source says that the service checks it.",
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
