use crate::rules;
use edgegap_sdk_macros::model;

/// An environment variable of a game server.
#[model(create = NewEnv)]
pub struct Env {
    /// Name. The service sanitises it: it may come back changed.
    #[field(create = required, not_empty, not_echoed, check(&rules::VARIABLE_NAME))]
    pub key: Option<String>,
    /// Value, up to 4 KB. Of a hidden variable the service only ever answers a placeholder.
    #[field(create = required, secret_when("is_hidden"), check(&rules::FOUR_KILOBYTES))]
    pub value: Option<String>,
    /// Whether the value is encrypted and never shown again. Older texts call it `is_secret`.
    #[field(create = optional, default("false"), also_read_as("is_secret"))]
    pub is_hidden: Option<bool>,
}

impl NewEnv {
    /// A variable that anybody with access to the account may read.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into(), ..Self::default() }
    }

    /// A variable whose value is encrypted and never shown again.
    pub fn hidden(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { is_hidden: Some(true), ..Self::new(key, value) }
    }
}
