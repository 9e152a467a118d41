use crate::models::Image;
use crate::rules;
use crate::timestamp::Timestamp;
use edgegap_sdk_macros::model;

/// An application: the name under which the versions of a game server are kept.
#[model(create = NewApplication, update = ApplicationUpdate)]
pub struct Application {
    /// Name, unique within the account. Letters, digits and `_ - + .` are safe everywhere. The service's documents disagree on
    /// whether a create may have fewer than three characters.
    #[field(create = required, update = optional, length(1, 64), length_on_update(3, 64), check(&rules::OBJECT_NAME))]
    pub name: String,
    /// Whether new deployments of it are allowed.
    #[field(create = required, update = optional)]
    pub is_active: bool,
    /// Icon: base64 text without a `data:` prefix. Empty text is no icon.
    #[field(create = required, update = optional, send = Image)]
    pub image: String,
    /// Whether the telemetry agent runs beside its servers. Not in the newest documents of the service.
    #[field(create = optional, update = optional)]
    pub is_telemetry_agent_active: Option<bool>,
    /// When it was created, UTC.
    #[field(reply = required)]
    pub create_time: Option<Timestamp>,
    /// When it was last changed, UTC.
    #[field(reply = required)]
    pub last_updated: Option<Timestamp>,
}
