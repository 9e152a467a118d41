//! The table of the control interface. The interface, its help and its README come from it.

/// A request of the control interface.
pub(super) struct Endpoint {
    pub(super) method: &'static str,
    /// The path below the root, without a leading slash.
    pub(super) path: &'static str,
    /// The effect, and the response if it has a body.
    pub(super) summary: &'static str,
    /// The fields of the body.
    pub(super) fields: &'static [Field],
    /// A body as JSON, if the request has one.
    pub(super) example: Option<&'static str>,
}

/// A field of a body.
pub(super) struct Field {
    pub(super) name: &'static str,
    /// The JSON type, and the default of an optional field.
    pub(super) form: &'static str,
    /// The meaning, with units and bounds.
    pub(super) doc: &'static str,
}

const fn plain(method: &'static str, path: &'static str, summary: &'static str) -> Endpoint {
    Endpoint { method, path, summary, fields: &[], example: None }
}

const fn field(name: &'static str, form: &'static str, doc: &'static str) -> Field {
    Field { name, form, doc }
}

const FAULT: &[Field] = &[
    field("kind", "string", "latency, status, reset, truncate, stall, garbage, pending_tag or kept_tag"),
    field("operation", "string, default *", "the operation to hit, such as versions.create; * hits all"),
    field("when", "string, default before", "before or after the call is carried out"),
    field("skip", "integer, default 0", "number of matching calls that succeed first"),
    field("times", "integer, default no limit", "number of calls to hit, at least 1"),
    field("ms", "integer", "delay in milliseconds, 0 to 600000; only for latency"),
    field("code", "integer", "status to respond with, 200 to 599; only for status"),
    field("retry_after", "integer or string, default none", "header Retry-After, seconds or a date; only for status"),
];

const QUOTA: &[Field] = &[
    field("applications", "integer or null, default no limit", "maximum number of applications"),
    field("versions", "integer or null, default no limit", "maximum number of versions of each application"),
];

const TAGS: &[Field] = &[
    field("image", "string", "name of the image"),
    field(
        "tags",
        "array",
        "names of tags, or objects: tag, and optionally digest (sha256:...) and size_mb (default 100); tags with the \
         same digest share an artifact",
    ),
];

const STATE: &[Field] = &[
    field("format", "string, default edgegap.emulator/1", "the form of the body, edgegap.emulator/1"),
    field("applications", "array, default none", "bodies of creates, each with an array `versions` of such bodies"),
    field(
        "storages",
        "array, default none",
        "bodies of creates, each with an array `profiles`, and each profile with an array `links` of objects with \
         `app` and `version`",
    ),
    field("images", "object, default none", "the tags of each image, in the form of POST tags"),
];

/// All requests, those of a path next to each other.
pub(super) const ENDPOINTS: [Endpoint; 14] = [
    plain("GET", "", "Returns the version, URL and settings of the emulator."),
    plain("GET", "help", "Returns this text, or JSON for a request with the header Accept: application/json."),
    plain("GET", "requests", "Returns the last 1,000 requests to the API, oldest first, without secrets."),
    plain("DELETE", "requests", "Clears the list of requests."),
    plain("GET", "faults", "Returns the active faults, each with the number of calls that it hit."),
    Endpoint {
        method: "POST",
        path: "faults",
        summary: "Injects a fault. Matching faults apply in the order in which they were injected.",
        fields: FAULT,
        example: Some(r#"{"operation": "versions.create", "kind": "status", "code": 503, "times": 1}"#),
    },
    plain("DELETE", "faults", "Removes all faults."),
    plain("GET", "quota", "Returns the limits of the account."),
    Endpoint {
        method: "PUT",
        path: "quota",
        summary: "Replaces the limits of the account. Existing objects stay.",
        fields: QUOTA,
        example: Some(r#"{"applications": 2, "versions": null}"#),
    },
    Endpoint {
        method: "PUT",
        path: "tokens",
        summary: "Replaces the valid tokens.",
        fields: &[field("tokens", "array of strings", "the valid tokens")],
        example: Some(r#"{"tokens": ["emulator-token", "other-token"]}"#),
    },
    Endpoint {
        method: "POST",
        path: "tags",
        summary: "Adds tags to an image of the container registry, as if they were pushed now.",
        fields: TAGS,
        example: Some(r#"{"image": "my-game-server", "tags": ["v1", {"tag": "v2", "size_mb": 12.5}]}"#),
    },
    plain("GET", "state", "Returns all objects and seeded tags, without secrets."),
    Endpoint {
        method: "PUT",
        path: "state",
        summary: "Replaces all objects and seeded tags. Nothing changes if a part of the body is not valid.",
        fields: STATE,
        example: Some(r#"{"applications": [{"name": "my-game", "is_active": true, "image": ""}]}"#),
    },
    plain(
        "POST",
        "reset",
        "Restores the initial state: no objects, tags, requests, faults or quotas, and the first tokens.",
    ),
];
