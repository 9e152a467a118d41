use crate::rules;
use crate::schema::macros::model::model;
use crate::schema::macros::string_enum::string_enum;
use crate::timestamp::Timestamp;

string_enum! {
    /// Format of the log files in a bucket.
    OutputFormat closed {
        /// Plain text.
        Text = "TEXT",
        /// A JSON object per line.
        Ndjson = "NDJSON",
    }
}

model! {
    /// An S3 bucket: it takes the logs of versions, and pull profiles copy from it.
    EndpointStorage / NewEndpointStorage / EndpointStorageUpdate rules [] {
        /// Name, unique within the account.
        name: String [required, optional, promised].not_empty().check(&rules::OBJECT_NAME);
        /// Access key id of the bucket's account.
        access_key_id: String [required, optional, promised].not_empty().check(&rules::ONE_LINE);
        /// Secret access key of the bucket's account. Never returned.
        secret_access_key: String [required, optional, no].not_empty().secret().check(&rules::SECRET_TEXT);
        /// Address of the S3 service, a full `http` or `https` URL.
        endpoint: String [required, optional, promised].check(&rules::WEB_URL);
        /// Name of the bucket.
        bucket: String [required, optional, promised].not_empty().check(&rules::BUCKET);
        /// Format of the log files.
        output_format: OutputFormat [optional, optional, maybe].default("\"TEXT\"");
        /// When it was created, UTC.
        create_time: Timestamp [no, no, maybe];
        /// When it was last changed, UTC.
        last_updated: Timestamp [no, no, maybe];
    }
}
