//! Python: models, parameters and resource methods.

use super::File;
use super::api::Api;

pub(crate) const FOLDER: &str = "bindings-python/python/edgegap/_generated";

pub(crate) fn files(_api: &Api) -> Vec<File> {
    Vec::new()
}
