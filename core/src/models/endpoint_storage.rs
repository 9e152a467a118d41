use crate::rules;
use crate::timestamp::Timestamp;
use edgegap_sdk_macros::{model, string_enum};

/// Format of the log files in a bucket.
#[string_enum(closed)]
pub enum OutputFormat {
    /// Plain text.
    #[value("TEXT")]
    Text,
    /// One JSON object per line.
    #[value("NDJSON")]
    Ndjson,
}

/// An S3 bucket that stores the logs of versions and the files of pull profiles.
#[model(create = NewEndpointStorage, update = EndpointStorageUpdate)]
pub struct EndpointStorage {
    /// Name, unique within the account.
    #[field(create = required, update = optional, not_empty, check(&rules::OBJECT_NAME))]
    pub name: String,
    /// Access key ID of the bucket's account.
    #[field(create = required, update = optional, not_empty, login, check(&rules::ONE_LINE))]
    pub access_key_id: String,
    /// Secret access key of the bucket's account. The API never returns it.
    #[field(create = required, update = optional, reply = absent)]
    #[field(not_empty, secret, check(&rules::SECRET_TEXT))]
    pub secret_access_key: String,
    /// URL of the S3 service with `http://` or `https://`, a host and no login.
    #[field(create = required, update = optional, check(&rules::WEB_URL))]
    pub endpoint: String,
    /// Name of the bucket, without `s3://`, a path or white space.
    #[field(create = required, update = optional, not_empty, check(&rules::BUCKET))]
    pub bucket: String,
    /// Format of the log files.
    #[field(create = optional, update = optional, default("\"TEXT\""))]
    pub output_format: Option<OutputFormat>,
    /// Creation time, in UTC.
    pub create_time: Option<Timestamp>,
    /// Time of the last change, in UTC.
    pub last_updated: Option<Timestamp>,
}
