//! Faults of a version's `docker_tag`, which the service takes over after its response to an
//! update: it may read back empty for a while, or stay the old one.

use bytes::Bytes;
use serde_json::Value;

use crate::response::HttpResponse;

const TAG: &str = "docker_tag";

/// The body of an update without its tag.
pub(crate) fn without_tag(body: Bytes) -> Bytes {
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(&body) else { return body };
    match fields.shift_remove(TAG) {
        Some(_) => Value::Object(fields).to_string().into(),
        None => body,
    }
}

/// The response with an empty tag in each version.
pub(crate) fn with_pending_tag(mut response: HttpResponse) -> HttpResponse {
    if let Ok(mut body) = serde_json::from_slice::<Value>(&response.body) {
        clear(&mut body);
        response.body = body.to_string().into();
    }
    response
}

/// Clears the tag of a version, bare, in the field `version`, or in a list.
fn clear(body: &mut Value) {
    let Value::Object(fields) = body else { return };
    if let Some(tag) = fields.get_mut(TAG) {
        *tag = "".into();
    }
    if let Some(version) = fields.get_mut("version") {
        clear(version);
    }
    if let Some(Value::Array(versions)) = fields.get_mut("versions") {
        versions.iter_mut().for_each(clear);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tags_are_removed_from_bodies_and_cleared_in_responses() {
        assert_eq!(without_tag(r#"{"docker_tag":"b","name":"v"}"#.into()), r#"{"name":"v"}"#);
        assert_eq!(without_tag("no JSON".into()), "no JSON");
        let version = json!({"name": "v", "docker_tag": "b"});
        let pending = json!({"name": "v", "docker_tag": ""});
        for (body, expected) in [
            (version.clone(), pending.clone()),
            (json!({"success": true, "version": version}), json!({"success": true, "version": pending})),
            (json!({"versions": [version]}), json!({"versions": [pending]})),
            (json!([1]), json!([1])),
        ] {
            let response = with_pending_tag(HttpResponse::ok(&body));
            assert_eq!(serde_json::from_slice::<Value>(&response.body).unwrap(), expected);
        }
        assert!(with_pending_tag(HttpResponse::empty(200)).body.is_empty());
    }
}
