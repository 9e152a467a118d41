use crate::rules;
use crate::schema::macros::model::model;

model! {
    /// An environment variable of a game server.
    Env / NewEnv rules [] {
        /// Name. The service sanitises it: it may come back changed.
        key: String [required, no, maybe].not_empty().not_echoed().check(&rules::VARIABLE_NAME);
        /// Value, up to 4 KB. Of a hidden variable the service only ever answers a placeholder.
        value: String [required, no, maybe].secret_when("is_hidden").check(&rules::FOUR_KILOBYTES);
        /// Whether the value is encrypted and never shown again. Older texts call it `is_secret`.
        is_hidden: bool [optional, no, maybe].default("false").also_read_as("is_secret");
    }
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
