use crate::models::{Env, NewEnv, NewPort, Port};
use crate::rules::{self, image, object, registry_host};
use crate::schema::macros::model::model;
use crate::schema::macros::string_enum::string_enum;
use crate::timestamp::Timestamp;

string_enum! {
    /// What happens when the container ends.
    RestartPolicy closed {
        /// It is started again.
        Always = "always",
        /// The deployment ends.
        Never = "never",
        /// It is started again when it ended with an error.
        OnFailure = "on_failure",
    }
}

model! {
    /// One build of an application: a container image with its resources, ports, variables and life cycle.
    Version / NewVersion / VersionUpdate rules [&object::MEMORY_PER_CPU, &object::IMAGE_WITHOUT_ITS_HOST, &object::PORTS_ARE_DISTINCT, &object::ENVS_ARE_DISTINCT] {
        /// Name, unique within its application.
        name: String [required, optional, promised].length(1, 64).check(&rules::OBJECT_NAME);
        /// Whether new deployments of it are allowed.
        is_active: bool [optional, optional, maybe].default("true");
        /// Host of the container registry, without a scheme: `docker.io`, `registry.edgegap.com`. A path may follow.
        docker_repository: String [required, optional, promised].not_empty().check(&registry_host::REGISTRY_HOST);
        /// Name of the image in the registry, lower case, usually `namespace/name`, without a tag.
        docker_image: String [required, optional, promised].not_empty().check(&image::IMAGE_NAME);
        /// Tag of the image. `latest` is accepted but cached by the service: an overwritten tag deploys stale code.
        docker_tag: String [required, optional, promised].not_empty().check(&image::IMAGE_TAG);
        /// User name at the registry.
        private_username: String [optional, optional, maybe].masked().check(&rules::ONE_LINE);
        /// Password or token at the registry. A key may have several lines, as that of a Google service account.
        private_token: String [optional, optional, maybe].secret().masked().check(&rules::SECRET_TEXT);
        /// CPU share; 1024 is one vCPU. Cannot be changed by an update.
        req_cpu: i64 [required, no, promised].at_least(100);
        /// Memory in MB, at most twice `req_cpu`. Cannot be changed by an update.
        req_memory: i64 [required, no, promised].at_least(100);
        /// GPU share; 1024 is one GPU. Cannot be changed by an update.
        req_video: i64 [optional, no, maybe].at_least(0);
        /// Minutes after which a deployment is ended. Left out on create it is 1440; null on update goes back to that.
        max_duration: i64 [optional, nullable, maybe].within(-1, 1440).default("1440");
        /// Whether the image is cached near every location.
        force_cache: bool [optional, optional, maybe];
        /// Share of locations that hold the image already, 0 to 1. Read-only in practice, although the reference page has it in a create's body.
        caching_percent: f64 [optional, no, maybe].within(0, 1).not_echoed();
        /// Seconds that a deployment may take to become ready.
        time_to_deploy: i64 [optional, optional, maybe].at_least(15);
        /// Whether the service tries to pull the image before it accepts the call; an image that cannot be pulled is an `image` error then.
        verify_image: bool [optional, optional, maybe].default("false").not_echoed();
        /// Seconds between the signal to end and the kill.
        termination_grace_period_seconds: i64 [optional, optional, maybe].within(5, 3600);
        /// Name of the endpoint storage that takes its logs. It cannot be cleared: leave it out instead of sending empty text.
        endpoint_storage: String [optional, optional, maybe].check(&rules::STORAGE_IS_NAMED);
        /// Command that replaces the image's entry point. Null or empty text clears it.
        command: String [nullable, nullable, maybe];
        /// Arguments of the entry point. Null or empty text clears them.
        arguments: String [nullable, nullable, maybe];
        /// DNS configuration of the container.
        dns_config: String [optional, optional, maybe];
        /// Whether it may be deployed in mainland China.
        will_deploy_in_mainland_china: bool [optional, optional, maybe].default("false");
        /// Ports. An update replaces the whole list.
        ports: Vec<Port> as Vec<NewPort> [optional, optional, maybe];
        /// Environment variables, each key once. An update replaces the whole list, so hidden values have to be given again.
        envs: Vec<Env> as Vec<NewEnv> [optional, optional, maybe];
        /// What happens when the container ends.
        restart_policy: RestartPolicy [optional, optional, maybe].default("\"always\"");
        /// When it was created, UTC.
        create_time: Timestamp [no, no, maybe];
        /// When it was last changed, UTC.
        last_updated: Timestamp [no, no, maybe];
    }
}
