use crate::rules;
use edgegap_sdk_macros::model;

/// An environment variable of a game server.
#[model(create = NewEnv)]
pub struct Env {
    /// Name. The service sanitizes it, so the response may have another one.
    #[field(create = required, not_empty, not_echoed, check(&rules::VARIABLE_NAME))]
    pub key: Option<String>,
    /// Value, up to 4096 bytes. For a hidden variable, responses have a placeholder.
    #[field(create = required, secret_when("is_hidden"), check(&rules::FOUR_KILOBYTES))]
    pub value: Option<String>,
    /// True if the value is encrypted and never returned. Older documentation of the API calls it
    /// `is_secret`.
    #[field(create = optional, default("false"), also_read_as("is_secret"))]
    pub is_hidden: Option<bool>,
}

impl NewEnv {
    /// A variable that everyone with access to the account can read.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into(), ..Self::default() }
    }

    /// A variable whose value is encrypted and never returned.
    pub fn hidden(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { is_hidden: Some(true), ..Self::new(key, value) }
    }
}
