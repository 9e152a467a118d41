use crate::models::Image;
use crate::rules;
use crate::schema::macros::model::model;
use crate::timestamp::Timestamp;

model! {
    /// An application: the name under which the versions of a game server are kept.
    Application / NewApplication / ApplicationUpdate rules [] {
        /// Name, unique within the account. Letters, digits and `_ - + .` are safe everywhere. The service's documents disagree on
        /// whether a create may have fewer than three characters.
        name: String [required, optional, promised].length(1, 64).length_on_update(3, 64).check(&rules::OBJECT_NAME);
        /// Whether new deployments of it are allowed.
        is_active: bool [required, optional, promised];
        /// Icon: base64 text without a `data:` prefix. Empty text is no icon.
        image: String as Image [required, optional, promised];
        /// Whether the telemetry agent runs beside its servers. Not in the newest documents of the service.
        is_telemetry_agent_active: bool [optional, optional, maybe];
        /// When it was created, UTC.
        create_time: Timestamp [no, no, promised_if_readable];
        /// When it was last changed, UTC.
        last_updated: Timestamp [no, no, promised_if_readable];
    }
}
