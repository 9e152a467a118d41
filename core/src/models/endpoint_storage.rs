use crate::rules;
use crate::timestamp::Timestamp;
use edgegap_sdk_macros::{model, string_enum};

/// Format of the log files in a bucket.
#[string_enum(closed)]
pub enum OutputFormat {
    /// Plain text.
    #[value("TEXT")]
    Text,
    /// A JSON object per line.
    #[value("NDJSON")]
    Ndjson,
}

/// An S3 bucket: it takes the logs of versions, and pull profiles copy from it.
#[model(create = NewEndpointStorage, update = EndpointStorageUpdate)]
pub struct EndpointStorage {
    /// Name, unique within the account.
    #[field(create = required, update = optional, not_empty, check(&rules::OBJECT_NAME))]
    pub name: String,
    /// Access key id of the bucket's account.
    #[field(create = required, update = optional, not_empty, check(&rules::ONE_LINE))]
    pub access_key_id: String,
    /// Secret access key of the bucket's account. Never returned.
    #[field(create = required, update = optional, reply = never, not_empty, secret, check(&rules::SECRET_TEXT))]
    pub secret_access_key: String,
    /// Address of the S3 service, a full `http` or `https` URL.
    #[field(create = required, update = optional, check(&rules::WEB_URL))]
    pub endpoint: String,
    /// Name of the bucket.
    #[field(create = required, update = optional, not_empty, check(&rules::BUCKET))]
    pub bucket: String,
    /// Format of the log files.
    #[field(create = optional, update = optional, default("\"TEXT\""))]
    pub output_format: Option<OutputFormat>,
    /// When it was created, UTC.
    pub create_time: Option<Timestamp>,
    /// When it was last changed, UTC.
    pub last_updated: Option<Timestamp>,
}
