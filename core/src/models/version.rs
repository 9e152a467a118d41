use crate::models::{Env, NewEnv, NewPort, Port};
use crate::rules::{self, image, object, registry_host};
use crate::timestamp::Timestamp;
use edgegap_sdk_macros::{model, string_enum};

/// What happens when the container ends.
#[string_enum(closed)]
pub enum RestartPolicy {
    /// It is started again.
    #[value("always")]
    Always,
    /// The deployment ends.
    #[value("never")]
    Never,
    /// It is started again when it ended with an error.
    #[value("on_failure")]
    OnFailure,
}

/// One build of an application: a container image with its resources, ports, variables and life cycle.
#[model(create = NewVersion, update = VersionUpdate, rules = [&object::MEMORY_PER_CPU, &object::IMAGE_WITHOUT_ITS_HOST, &object::PORTS_ARE_DISTINCT, &object::ENVS_ARE_DISTINCT])]
pub struct Version {
    /// Name, unique within its application.
    #[field(create = required, update = optional, length(1, 64), check(&rules::OBJECT_NAME))]
    pub name: String,
    /// Whether new deployments of it are allowed.
    #[field(create = optional, update = optional, default("true"))]
    pub is_active: Option<bool>,
    /// Host of the container registry, without a scheme: `docker.io`, `registry.edgegap.com`. A path may follow.
    #[field(create = required, update = optional, not_empty, check(&registry_host::REGISTRY_HOST))]
    pub docker_repository: String,
    /// Name of the image in the registry, lower case, usually `namespace/name`, without a tag.
    #[field(create = required, update = optional, not_empty, check(&image::IMAGE_NAME))]
    pub docker_image: String,
    /// Tag of the image. `latest` is accepted but cached by the service: an overwritten tag deploys stale code.
    #[field(create = required, update = optional, not_empty, check(&image::IMAGE_TAG))]
    pub docker_tag: String,
    /// User name at the registry.
    #[field(create = optional, update = optional, masked, check(&rules::ONE_LINE))]
    pub private_username: Option<String>,
    /// Password or token at the registry. A key may have several lines, as that of a Google service account.
    #[field(create = optional, update = optional, secret, masked, check(&rules::SECRET_TEXT))]
    pub private_token: Option<String>,
    /// CPU share; 1024 is one vCPU. Cannot be changed by an update.
    #[field(create = required, at_least(100))]
    pub req_cpu: i64,
    /// Memory in MB, at most twice `req_cpu`. Cannot be changed by an update.
    #[field(create = required, at_least(100))]
    pub req_memory: i64,
    /// GPU share; 1024 is one GPU. Cannot be changed by an update.
    #[field(create = optional, at_least(0))]
    pub req_video: Option<i64>,
    /// Minutes after which a deployment is ended. Left out on create it is 1440; null on update goes back to that.
    #[field(create = optional, update = nullable, within(-1, 1440), default("1440"))]
    pub max_duration: Option<i64>,
    /// Whether the image is cached near every location.
    #[field(create = optional, update = optional)]
    pub force_cache: Option<bool>,
    /// Share of locations that hold the image already, 0 to 1. Read-only in practice, although the reference page has it in a create's body.
    #[field(create = optional, within(0, 1), not_echoed)]
    pub caching_percent: Option<f64>,
    /// Seconds that a deployment may take to become ready.
    #[field(create = optional, update = optional, at_least(15))]
    pub time_to_deploy: Option<i64>,
    /// Whether the service tries to pull the image before it accepts the call; an image that cannot be pulled is an `image` error then.
    #[field(create = optional, update = optional, default("false"), not_echoed)]
    pub verify_image: Option<bool>,
    /// Seconds between the signal to end and the kill.
    #[field(create = optional, update = optional, within(5, 3600))]
    pub termination_grace_period_seconds: Option<i64>,
    /// Name of the endpoint storage that takes its logs. It cannot be cleared: leave it out instead of sending empty text.
    #[field(create = optional, update = optional, check(&rules::STORAGE_IS_NAMED))]
    pub endpoint_storage: Option<String>,
    /// Command that replaces the image's entry point. Null or empty text clears it.
    #[field(create = nullable, update = nullable)]
    pub command: Option<String>,
    /// Arguments of the entry point. Null or empty text clears them.
    #[field(create = nullable, update = nullable)]
    pub arguments: Option<String>,
    /// DNS configuration of the container.
    #[field(create = optional, update = optional)]
    pub dns_config: Option<String>,
    /// Whether it may be deployed in mainland China.
    #[field(create = optional, update = optional, default("false"))]
    pub will_deploy_in_mainland_china: Option<bool>,
    /// Ports. An update replaces the whole list.
    #[field(create = optional, update = optional, send = Vec<NewPort>)]
    pub ports: Option<Vec<Port>>,
    /// Environment variables, each key once. An update replaces the whole list, so hidden values have to be given again.
    #[field(create = optional, update = optional, send = Vec<NewEnv>)]
    pub envs: Option<Vec<Env>>,
    /// What happens when the container ends.
    #[field(create = optional, update = optional, default("\"always\""))]
    pub restart_policy: Option<RestartPolicy>,
    /// When it was created, UTC.
    pub create_time: Option<Timestamp>,
    /// When it was last changed, UTC.
    pub last_updated: Option<Timestamp>,
}
