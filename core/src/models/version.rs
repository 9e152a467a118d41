use crate::models::{Env, NewEnv, NewPort, Port};
use crate::rules::{self, image, object, registry_host};
use crate::timestamp::Timestamp;
use edgegap_sdk_macros::{model, string_enum};

/// When the container is restarted.
#[string_enum(closed)]
pub enum RestartPolicy {
    /// After every exit.
    #[value("always")]
    Always,
    /// No restart: the deployment ends with the container.
    #[value("never")]
    Never,
    /// After an exit with an error.
    #[value("on_failure")]
    OnFailure,
}

/// One build of an application: a container image with its resources, ports, environment variables
/// and lifecycle.
#[model(
    create = NewVersion,
    update = VersionUpdate,
    rules = [
        &object::MEMORY_PER_CPU,
        &object::IMAGE_WITHOUT_ITS_HOST,
        &object::PORTS_ARE_DISTINCT,
        &object::ENVS_ARE_DISTINCT,
    ],
)]
pub struct Version {
    /// Name, unique within the application.
    #[field(create = required, update = optional, length(1, 64), check(&rules::OBJECT_NAME))]
    pub name: String,
    /// True if new deployments are allowed.
    #[field(create = optional, update = optional, default("true"))]
    pub is_active: Option<bool>,
    /// Host of the container registry, such as `docker.io` or `registry.edgegap.com`, with an
    /// optional port and path, without `https://`.
    #[field(create = required, update = optional, not_empty, check(&registry_host::REGISTRY_HOST))]
    pub docker_repository: String,
    /// Name of the image in the registry, usually `namespace/name`, in lower case, without the host
    /// of the registry and without a tag.
    #[field(create = required, update = optional, not_empty, check(&image::IMAGE_NAME))]
    pub docker_image: String,
    /// Tag of the image. The service caches `latest` and other tags that are overwritten, and may
    /// deploy stale code.
    #[field(create = required, update = optional, not_empty, check(&image::IMAGE_TAG))]
    pub docker_tag: String,
    /// User name for the registry.
    #[field(create = optional, update = optional, masked, check(&rules::ONE_LINE))]
    pub private_username: Option<String>,
    /// Password or token for the registry, for example the key of a Google service account.
    #[field(create = optional, update = optional, secret, masked, check(&rules::SECRET_TEXT))]
    pub private_token: Option<String>,
    /// CPU units; 1024 is one vCPU. Cannot be changed by an update.
    #[field(create = required, at_least(100))]
    pub req_cpu: i64,
    /// Memory in MB, at most twice `req_cpu`. Cannot be changed by an update.
    #[field(create = required, at_least(100))]
    pub req_memory: i64,
    /// GPU units; 1024 is one GPU. Cannot be changed by an update.
    #[field(create = optional, at_least(0))]
    pub req_video: Option<i64>,
    /// Maximum lifetime of a deployment, in minutes. Null in an update restores the default.
    #[field(create = optional, update = nullable, within(-1, 1440), default("1440"))]
    pub max_duration: Option<i64>,
    /// True to cache the image at every location.
    #[field(create = optional, update = optional)]
    pub force_cache: Option<bool>,
    /// Share of locations that have cached the image. Read-only in practice, although the API's
    /// reference page lists it for a create.
    #[field(create = optional, within(0, 1), not_echoed)]
    pub caching_percent: Option<f64>,
    /// Maximum time for a deployment to become ready, in seconds.
    #[field(create = optional, update = optional, at_least(15))]
    pub time_to_deploy: Option<i64>,
    /// True to pull the image before the call is accepted. An image that cannot be pulled is then
    /// an `image` error.
    #[field(create = optional, update = optional, default("false"), not_echoed)]
    pub verify_image: Option<bool>,
    /// Time between the termination signal and the kill, in seconds.
    #[field(create = optional, update = optional, within(5, 3600))]
    pub termination_grace_period_seconds: Option<i64>,
    /// Name of the endpoint storage for the logs. It cannot be cleared: leave the field out instead
    /// of an empty string.
    #[field(create = optional, update = optional, check(&rules::STORAGE_IS_NAMED))]
    pub endpoint_storage: Option<String>,
    /// Command that replaces the image's entry point. Null or an empty string clears it.
    #[field(create = nullable, update = nullable)]
    pub command: Option<String>,
    /// Arguments of the entry point. Null or an empty string clears them.
    #[field(create = nullable, update = nullable)]
    pub arguments: Option<String>,
    /// DNS configuration of the container.
    #[field(create = optional, update = optional)]
    pub dns_config: Option<String>,
    /// True if deployments in mainland China are allowed.
    #[field(create = optional, update = optional, default("false"))]
    pub will_deploy_in_mainland_china: Option<bool>,
    /// Ports of the game server. An update replaces the whole list.
    #[field(create = optional, update = optional, send = Vec<NewPort>)]
    pub ports: Option<Vec<Port>>,
    /// Environment variables, each key once. An update replaces the whole list, hidden values
    /// included.
    #[field(create = optional, update = optional, send = Vec<NewEnv>)]
    pub envs: Option<Vec<Env>>,
    /// When the container is restarted.
    #[field(create = optional, update = optional, default("\"always\""))]
    pub restart_policy: Option<RestartPolicy>,
    /// Creation time, in UTC.
    pub create_time: Option<Timestamp>,
    /// Time of the last change, in UTC.
    pub last_updated: Option<Timestamp>,
}
