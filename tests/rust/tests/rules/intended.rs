//! The intended differences between the SDK and the emulator.

/// An intended difference.
pub(super) struct Difference {
    /// The name of the entry in [`reading`](super::reading).
    pub(super) about: &'static str,
    /// The value of the SDK; empty if there is none.
    pub(super) sdk: &'static str,
    /// The value of the emulator; empty if there is none.
    pub(super) emulator: &'static str,
    /// The reason why both are right.
    pub(super) reason: &'static str,
}

const STRAY: &str = "Accidental line breaks and spaces fail in a later deployment, which the SDK prevents; no \
                     source says that the service checks them.";

const LEGACY: &str =
    "Older clients still send it, so the emulator accepts it; the SDK sends it only as an extra field.";

/// All intended differences.
pub(super) const INTENDED: &[Difference] = &[
    Difference {
        about: "Version.docker_repository: rule",
        sdk: "registry_host",
        emulator: "",
        reason: "Official clients refuse a scheme; it is unknown if the service does, so the emulator does not.",
    },
    Difference {
        about: "Version.docker_image: rule",
        sdk: "image_name",
        emulator: "",
        reason: "Upper case and an appended tag cannot work, which the SDK reports; no source says that the \
                 service checks it.",
    },
    Difference {
        about: "Version.docker_tag: rule",
        sdk: "image_tag",
        emulator: "",
        reason: "No registry has such a tag, which the SDK reports; no source says that the service checks it.",
    },
    Difference {
        about: "TagSelection.tags: rule",
        sdk: "image_tag",
        emulator: "",
        reason: "No registry has such a tag, so nothing would be deleted, which looks like a success after a lost \
                 response. The service accepts any string.",
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
        reason: "A URL or a path is not the name of a bucket, which the SDK reports; no source says that the service \
                 checks it.",
    },
    Difference {
        about: "Env.key: rule",
        sdk: "variable_name",
        emulator: "",
        reason: "The service sanitises names in an undocumented way; the SDK refuses names that no process can have.",
    },
    Difference {
        about: "Version: rule envs_are_distinct",
        sdk: "yes",
        emulator: "",
        reason: "It is not documented which of two values counts, so the SDK refuses both; the emulator accepts \
                 them as the service may.",
    },
    Difference {
        about: "Version.endpoint_storage: rule",
        sdk: "storage_is_named",
        emulator: "existing_storage",
        reason: "Only the service can check that the storage exists. The SDK refuses an empty string, which the \
                 emulator refuses, too, because no such storage exists.",
    },
    Difference {
        about: "Version: rule image_without_its_host",
        sdk: "yes",
        emulator: "",
        reason: "Such an image cannot be pulled, which the SDK reports; no source says that the service checks it.",
    },
    Difference {
        about: "Version: rule ports_are_distinct",
        sdk: "yes",
        emulator: "",
        reason: "A rule of official clients only; the emulator accepts what the service may accept.",
    },
    Difference {
        about: "PullProfile.source: rule",
        sdk: "bucket_path",
        emulator: "",
        reason: "A rule of official clients only; the service accepts any string.",
    },
    Difference {
        about: "PullProfile.destination: rule",
        sdk: "container_path",
        emulator: "",
        reason: "The service accepts any string; a protected path fails in a later deployment, which the SDK prevents.",
    },
    Difference {
        about: "Version.time_to_deploy: default",
        sdk: "",
        emulator: "30",
        reason: "The documented default contradicts the documented minimum, so the SDK has none. The emulator must \
                 respond with a value.",
    },
    Difference {
        about: "Version.ports: default",
        sdk: "",
        emulator: "[]",
        reason: "Not documented; it is the service's response to a create without ports.",
    },
    Difference {
        about: "Version.envs: default",
        sdk: "",
        emulator: "[]",
        reason: "Not documented; it is the service's response to a create without variables.",
    },
    Difference {
        about: "Version.caching_percent: reply",
        sdk: "shown",
        emulator: "never",
        reason: "Read-only in practice: the service may return it; the emulator, which caches nothing, does not.",
    },
    Difference {
        about: "TagSelection.tags: reply",
        sdk: "never",
        emulator: "shown",
        reason: "It is only in the body of a request; the emulator's table has no value for that.",
    },
    Difference {
        about: "Port.protocol: min",
        sdk: "",
        emulator: "1",
        reason: "An open enum has no length in the description; another test shows that the SDK refuses the empty \
                 string.",
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
