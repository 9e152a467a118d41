//! The table of the control interface. The interface, its help and its README come from it.

/// A request of the control interface.
pub(super) struct Endpoint {
    pub(super) method: &'static str,
    /// The path below the root, without a leading slash. A part in braces is a parameter.
    pub(super) path: &'static str,
    /// The effect, and the response if it has a body.
    pub(super) summary: &'static str,
    /// The parameters of the path and of the query.
    pub(super) parameters: &'static [Field],
    /// The fields of the body.
    pub(super) fields: &'static [Field],
    /// A body as JSON, if the request has one.
    pub(super) example: Option<&'static str>,
}

impl Endpoint {
    /// True for a path that this request may have.
    pub(super) fn has(&self, path: &str) -> bool {
        let (mut own, mut given) = (self.path.split('/'), path.split('/'));
        loop {
            match (own.next(), given.next()) {
                (None, None) => return true,
                (Some(own), Some(given)) if own == given || (own.starts_with('{') && !given.is_empty()) => {}
                _ => return false,
            }
        }
    }
}

/// A parameter, or a field of a body.
pub(super) struct Field {
    pub(super) name: &'static str,
    /// The JSON type, and the default of an optional field.
    pub(super) form: &'static str,
    /// The meaning, with units and bounds.
    pub(super) doc: &'static str,
}

const fn plain(method: &'static str, path: &'static str, summary: &'static str) -> Endpoint {
    with_parameters(method, path, summary, &[])
}

const fn with_parameters(
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    parameters: &'static [Field],
) -> Endpoint {
    Endpoint { method, path, summary, parameters, fields: &[], example: None }
}

const fn with_body(
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    fields: &'static [Field],
    example: &'static str,
) -> Endpoint {
    Endpoint { method, path, summary, parameters: &[], fields, example: Some(example) }
}

const fn field(name: &'static str, form: &'static str, doc: &'static str) -> Field {
    Field { name, form, doc }
}

const FAULT: &[Field] = &[
    field(
        "kind",
        "string",
        "latency, status, reset, truncate, stall, garbage, settle, ignored, rate_limit or eventual_list",
    ),
    field("operation", "string, default *", "the operation to hit, such as versions.create; * hits all"),
    field("when", "string, default before", "before or after the call is carried out"),
    field("skip", "integer, default 0", "number of matching calls that succeed first"),
    field("times", "integer, default no limit", "number of calls to hit, at least 1"),
    field("chance", "number, default 1", "probability of a hit, more than 0 and at most 1"),
    field("ttl_ms", "integer, default no end", "time to the end of the fault in milliseconds, 1 to 86400000"),
    field(
        "name",
        "string, default any",
        "hits only calls with this name of an object in their path, or as the `name` in their body",
    ),
    field(
        "ms",
        "integer",
        "milliseconds up to 600000: of delay for latency; of the window for rate_limit; until an object is in a list \
         for eventual_list; of an empty tag at least for settle, default 0",
    ),
    field("code", "integer", "status to respond with, 200 to 599; only for status"),
    field(
        "retry_after",
        "integer or string, default none",
        "header Retry-After, seconds or a date; only for status and rate_limit",
    ),
    field("reads", "integer, default 1", "number of responses with an empty tag after an update; only for settle"),
    field("calls", "integer", "number of calls in a window that are carried out; only for rate_limit"),
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

const REQUESTS: &[Field] = &[
    field("after", "integer, default 0", "only requests that ended after the one with this `sequence`"),
    field("operation", "string, default any", "only requests of this operation, such as versions.create"),
    field("status", "string, default any", "only responses with this status, such as 404, or class, such as 4xx"),
    field("limit", "integer, default 5000", "only the last requests of those, 1 to 5000"),
];

/// All requests, those of a path next to each other.
pub(super) const ENDPOINTS: &[Endpoint] = &[
    plain("GET", "", "Returns the version, URL and settings of the emulator; to a browser, its page."),
    plain("GET", "help", "Returns this text, or JSON for a request with the header Accept: application/json."),
    with_parameters(
        "GET",
        "requests",
        "Returns the last 5,000 requests to the API with their responses, oldest first, without secrets.",
        REQUESTS,
    ),
    plain("DELETE", "requests", "Clears the list of requests."),
    with_parameters(
        "GET",
        "requests/{id}",
        "Returns one request.",
        &[field("id", "integer", "the number of the request, as in the response header x-request-id")],
    ),
    plain(
        "GET",
        "events",
        "Returns a stream of server-sent events: hello, requests (new ones, without headers and bodies) and changed \
         (the names of what changed: requests, faults, quota, state, tokens). The header Last-Event-ID replays the \
         requests after that id; 0 replays all.",
    ),
    plain("GET", "faults", "Returns the faults, each with its id and the number of calls that it hit."),
    with_body(
        "POST",
        "faults",
        "Injects a fault, and returns its id. Matching faults apply in the order in which they were injected.",
        FAULT,
        r#"{"operation": "versions.create", "kind": "status", "code": 503, "times": 1}"#,
    ),
    plain("DELETE", "faults", "Removes all faults."),
    with_parameters("DELETE", "faults/{id}", "Removes one fault.", &[field("id", "integer", "the id of the fault")]),
    plain("GET", "quota", "Returns the limits of the account."),
    with_body(
        "PUT",
        "quota",
        "Replaces the limits of the account. Existing objects stay.",
        QUOTA,
        r#"{"applications": 2, "versions": null}"#,
    ),
    with_body(
        "PUT",
        "tokens",
        "Replaces the valid tokens.",
        &[field("tokens", "array of strings", "the valid tokens")],
        r#"{"tokens": ["emulator-token", "other-token"]}"#,
    ),
    with_body(
        "POST",
        "tags",
        "Adds tags to an image of the container registry, as if they were pushed now.",
        TAGS,
        r#"{"image": "my-game-server", "tags": ["v1", {"tag": "v2", "size_mb": 12.5}]}"#,
    ),
    with_parameters(
        "GET",
        "state",
        "Returns all objects and seeded tags, without secrets: a scene.",
        &[field("include_secrets", "boolean, default false", "true shows secrets; it needs a valid token")],
    ),
    with_body(
        "PUT",
        "state",
        "Replaces all objects and seeded tags. Nothing changes if a part of the body is not valid. A string as the \
         body is the name of a scene that comes with the emulator: \"demo\".",
        STATE,
        r#"{"applications": [{"name": "my-game", "is_active": true, "image": ""}]}"#,
    ),
    with_parameters(
        "GET",
        "scenes/{name}",
        "Returns a state that comes with the emulator, for PUT state.",
        &[field("name", "string", "demo: a small studio")],
    ),
    plain(
        "POST",
        "reset",
        "Restores the initial state: no objects, tags, requests, faults or quotas, and the first tokens.",
    ),
    with_parameters(
        "GET",
        "openapi/{document}",
        "Returns an OpenAPI 3.1 document.",
        &[field("document", "string", "control.json: of this interface; api.json: of the emulated operations")],
    ),
];
