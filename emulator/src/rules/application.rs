//! An application.

use super::Kind::{Base64, Boolean, String};
use super::Presence::{Optional, Required};
use super::{Field, Model, Rule};

/// The application of the API.
pub static APPLICATION: Model = Model {
    name: "Application",
    noun: "an application",
    fields: &[
        Field::new("name", String, Required, Optional).within(1, 64).within_on_update(3, 64).rule(Rule::Name),
        Field::new("is_active", Boolean, Required, Optional),
        Field::new("image", Base64, Required, Optional),
        Field::new("is_telemetry_agent_active", Boolean, Optional, Optional),
        Field::timestamp("create_time"),
        Field::timestamp("last_updated"),
    ],
    ignored: &[],
    relations: &[],
};
