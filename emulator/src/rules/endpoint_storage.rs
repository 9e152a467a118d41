//! An endpoint storage.

use super::Kind::{Enum, String};
use super::Presence::{Optional, Required};
use super::{Field, Model, Rule, Visibility};

/// The endpoint storage of the API.
pub static ENDPOINT_STORAGE: Model = Model {
    name: "EndpointStorage",
    noun: "an endpoint storage",
    fields: &[
        Field::new("name", String, Required, Optional).at_least(1).rule(Rule::Name),
        Field::new("access_key_id", String, Required, Optional).at_least(1),
        Field::new("secret_access_key", String, Required, Optional).at_least(1).visibility(Visibility::Never),
        Field::new("endpoint", String, Required, Optional).rule(Rule::WebUrl),
        Field::new("bucket", String, Required, Optional).at_least(1),
        Field::new("output_format", Enum(&["TEXT", "NDJSON"]), Optional, Optional).default("\"TEXT\""),
        Field::timestamp("create_time"),
        Field::timestamp("last_updated"),
    ],
    ignored: &[],
    relations: &[],
};
