use crate::models::Image;
use crate::rules;
use crate::timestamp::Timestamp;
use edgegap_sdk_macros::model;

/// An application: a game server, with its versions.
#[model(create = NewApplication, update = ApplicationUpdate)]
pub struct Application {
    /// Name, unique within the account. Letters, digits and `_ - + .` are safe everywhere. A create
    /// accepts 1 to 64 characters here, because the API's documentation is inconsistent; use at
    /// least 3.
    #[field(create = required, update = optional)]
    #[field(length(1, 64), length_on_update(3, 64), check(&rules::OBJECT_NAME))]
    pub name: String,
    /// True if new deployments are allowed.
    #[field(create = required, update = optional)]
    pub is_active: bool,
    /// Icon as base64, without a `data:` prefix. An empty string means no icon.
    #[field(create = required, update = optional, send = Image)]
    pub image: String,
    /// True if the telemetry agent runs beside the game servers. The newest documentation of the
    /// API does not have it.
    #[field(create = optional, update = optional)]
    pub is_telemetry_agent_active: Option<bool>,
    /// Creation time, in UTC.
    #[field(reply = required)]
    pub create_time: Option<Timestamp>,
    /// Time of the last change, in UTC.
    #[field(reply = required)]
    pub last_updated: Option<Timestamp>,
}
