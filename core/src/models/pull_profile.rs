use crate::rules;
use crate::schema::macros::model::model;
use crate::schema::macros::string_enum::string_enum;
use crate::timestamp::Timestamp;

string_enum! {
    /// What a pull profile copies.
    SourceType closed {
        /// One file.
        File = "File",
        /// A folder with everything in it.
        Folder = "Folder",
    }
}

model! {
    /// What is copied from a bucket into a container when it boots. It does nothing until it is linked to a version.
    PullProfile / NewPullProfile / PullProfileUpdate rules [] {
        /// Name, unique within its endpoint storage.
        name: String [required, optional, promised].not_empty().check(&rules::OBJECT_NAME);
        /// Path in the bucket: begins with `/`, does not end with `/`, letters, digits and `/ _ - + .` only.
        source: String [required, optional, promised].check(&rules::BUCKET_PATH);
        /// Whether `source` is a file or a folder.
        source_type: SourceType [required, optional, promised];
        /// Absolute path in the container. `/etc` and what is below it is refused: the deployment would fail.
        destination: String [required, optional, promised].check(&rules::CONTAINER_PATH);
        /// When it was created, UTC.
        create_time: Timestamp [no, no, maybe];
        /// When it was last changed, UTC.
        last_updated: Timestamp [no, no, maybe];
    }
}

model! {
    /// The link between a pull profile and a version.
    PullProfileLink {
        /// Name of the application.
        app: String [no, no, promised];
        /// Name of the version.
        app_version: String [no, no, promised];
        /// Name of the endpoint storage.
        endpoint: String [no, no, promised];
        /// Name of the pull profile.
        pull_profile: String [no, no, promised];
        /// When it was created, UTC.
        create_time: Timestamp [no, no, maybe];
        /// When it was last changed, UTC.
        last_updated: Timestamp [no, no, maybe];
    }
}
