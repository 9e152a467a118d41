//! The values of settings, and the environment variables that contain them.

mod environment;
mod token;
mod value;

pub(crate) use environment::{CERTIFICATE_VARIABLES, Environment, LOG_VARIABLE, is_service_address};
pub use token::DEFAULT_TOKEN;
pub(crate) use token::parse_tokens;
pub use value::parse_host;
pub(crate) use value::{find_mistake, is_blank, parse_flag, parse_port};
