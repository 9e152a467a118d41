//! The validation of a body without a call, for programs that read bodies from a file.

use serde_json::{Map, Value};

use crate::request::{suggest, validate};
use crate::schema::model::{BodyKind, Model};
use crate::violation::{Violation, Violations};

/// Validates a body and converts it into the form that is sent, as a call does.
pub fn body(body: &mut Map<String, Value>, model: &'static Model, kind: BodyKind) -> Vec<Violation> {
    let mut violations = Violations::default();
    validate::validate(body, model, kind, &mut violations);
    violations.into_violations()
}

/// The one of these names that was probably meant.
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    suggest::nearest(name, names)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Application;
    use crate::schema::model::Described;

    #[test]
    fn a_body_is_validated_and_converted() {
        let mut valid = json!({"name": "a", "is_active": true, "image": "data:;base64,aWNvbg=="});
        let map = valid.as_object_mut().unwrap();
        assert_eq!(body(map, Application::MODEL, BodyKind::Create), []);
        assert_eq!(valid["image"], "aWNvbg==");
        let mut wrong = json!({"name": "", "is_active2": true});
        let found = body(wrong.as_object_mut().unwrap(), Application::MODEL, BodyKind::Create);
        let paths: Vec<_> = found.iter().map(|violation| &*violation.path).collect();
        assert_eq!(paths, ["name", "is_active", "image", "is_active2"]);
    }

    #[test]
    fn the_nearest_name_is_not_far() {
        let names = ["versions", "storages"];
        assert_eq!(nearest("version", names), Some("versions"));
        assert_eq!(nearest("regions", names), None);
        assert_eq!(nearest(&"version".repeat(100), names), None);
    }
}
