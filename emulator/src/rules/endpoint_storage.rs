//! An endpoint storage.

use super::Kind::{Text, Word};
use super::Presence::{Optional, Required};
use super::{Field, Model, Reply, Rule};

/// The endpoint storage of the API.
pub static ENDPOINT_STORAGE: Model = Model {
    name: "EndpointStorage",
    noun: "an endpoint storage",
    fields: &[
        Field::new("name", Text, Required, Optional).at_least(1).rule(Rule::Name),
        Field::new("access_key_id", Text, Required, Optional).at_least(1),
        Field::new("secret_access_key", Text, Required, Optional).at_least(1).reply(Reply::Never),
        Field::new("endpoint", Text, Required, Optional).rule(Rule::WebUrl),
        Field::new("bucket", Text, Required, Optional).at_least(1),
        Field::new("output_format", Word(&["TEXT", "NDJSON"]), Optional, Optional).default("\"TEXT\""),
        Field::stamp("create_time"),
        Field::stamp("last_updated"),
    ],
    ignored: &[],
    relations: &[],
};
