//! Every name is either refused or stands in its segment, and comes back from there as it went in.

use edgegap_sdk::probe;
use edgegap_sdk::{Client, ErrorKind, OPERATIONS};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::hold;

fn name() -> impl Strategy<Value = String> {
    // Any text, and text that is mostly dots, slashes and escapes.
    prop_oneof![any::<String>(), "[./%2eE#?&;:@ \\\\]{0,12}", "[a-zA-Z0-9_.+-]{1,64}", "\\PC{1,40}"]
}

/// JSON of any form.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    let word = || {
        prop_oneof![
            Just("name".to_owned()),
            Just("ports".to_owned()),
            Just("envs".to_owned()),
            Just("image".to_owned()),
            Just("$extra".to_owned()),
            Just("$unsendable".to_owned()),
            Just("req_cpu".to_owned()),
            Just("tags".to_owned()),
            any::<String>()
        ]
    };
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((word(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn client() -> Client {
    Client::builder().token("property-token-1c55").base_url("http://127.0.0.1:9").build().unwrap()
}

#[test]
fn every_name_stays_in_its_segment() {
    let client = client();
    hold(
        300,
        (proptest::sample::select(OPERATIONS.clone()), proptest::collection::vec(name(), 4)),
        |(operation, names)| {
            let parameters: Vec<_> = operation.path_parameters().collect();
            let path: Map<_, _> = parameters
                .iter()
                .zip(&names)
                .map(|(parameter, name)| ((*parameter).to_owned(), Value::from(name.as_str())))
                .collect();
            let body = operation.body.map(|_| json!({"name": "xyz", "tags": ["1"]}));
            let mut arguments = json!({"path": path});
            if let Some(body) = body {
                arguments["body"] = body;
            }
            let Ok(sent) = probe::request(&client, operation.id, arguments, Value::Null) else { return Ok(()) };
            let path = sent.url.strip_prefix("http://127.0.0.1:9").unwrap();
            let path = path.split_once('?').map_or(path, |(path, _)| path);
            let segments: Vec<_> = path.split('/').collect();
            prop_assert_eq!(segments.len(), operation.path.split('/').count(), "{}", path);
            let mut found = Vec::new();
            for (wanted, got) in operation.path.split('/').zip(segments) {
                if wanted.starts_with('{') {
                    let text = reqwest::Url::parse(&format!("http://a/?{got}")).unwrap();
                    found.push(text.query_pairs().next().map(|(name, _)| name.into_owned()).unwrap_or_default());
                    prop_assert!(!matches!(got, "." | "..") && !got.contains('+'), "{}", path);
                } else {
                    prop_assert_eq!(wanted, got);
                }
            }
            prop_assert_eq!(&found[..], &names[..parameters.len()]);
            Ok(())
        },
    );
}

#[test]
fn any_json_is_a_request_or_violations() {
    let client = client();
    hold(
        500,
        (proptest::sample::select(OPERATIONS.clone()), json(), json(), json()),
        |(operation, path, body, options)| {
            let arguments = json!({"path": path, "body": body});
            if let Err(error) = probe::request(&client, operation.id, arguments, options) {
                prop_assert_eq!(error.kind(), ErrorKind::Validation, "{}", error);
                prop_assert!(!error.violations().is_empty());
                prop_assert!(error.violations().iter().all(|violation| !violation.message.is_empty()));
            }
            Ok(())
        },
    );
}
