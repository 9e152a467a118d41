//! Every model, with any members that the contract has: canonical JSON, into its type and back, is what it was.

use edgegap_sdk::{
    Application, ApplicationUpdate, DeletedTag, DeletedTags, EndpointStorage, EndpointStorageUpdate, NewApplication,
    NewEndpointStorage, NewPullProfile, NewVersion, PullProfile, PullProfileLink, PullProfileUpdate, Tag, TagSelection,
    Version, VersionUpdate, describe,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::hold;

/// Values of a field's type.
fn value(kind: &Value, nested: &str) -> BoxedStrategy<Value> {
    match kind {
        Value::String(kind) => match kind.as_str() {
            "bool" => any::<bool>().prop_map(Value::from).boxed(),
            "int" => any::<i64>().prop_map(Value::from).boxed(),
            "number" => {
                any::<f64>().prop_filter_map("JSON has it", |number| number.is_finite().then(|| json!(number))).boxed()
            }
            "timestamp" => {
                (0..4_000_000_000_i64, 0..1_000_000_u32).prop_map(|(second, fraction)| stamp(second, fraction)).boxed()
            }
            "string" | "image" => any::<String>().prop_map(Value::from).boxed(),
            other => panic!("there is no kind {other}"),
        },
        kind if kind["enum"].is_string() => word(kind["enum"].as_str().unwrap()),
        kind if kind["model"].is_string() => model(kind["model"].as_str().unwrap(), nested),
        kind => proptest::collection::vec(value(&kind["list"], nested), 0..4).prop_map(Value::from).boxed(),
    }
}

/// A known word; where others are allowed, also one that is not known.
fn word(name: &str) -> BoxedStrategy<Value> {
    let description = describe();
    let vocabulary = find(&description["enums"], name);
    let words: Vec<Value> =
        vocabulary["values"].as_array().unwrap().iter().map(|value| value["value"].clone()).collect();
    prop_oneof![4 => proptest::sample::select(words), 1 => "[a-z]{1,8}".prop_map(Value::from)].boxed()
}

fn find(list: &Value, name: &str) -> Value {
    list.as_array().unwrap().iter().find(|item| item["name"] == name).unwrap_or_else(|| panic!("no {name}")).clone()
}

/// The canonical form of a moment, computed by the test itself.
fn stamp(second: i64, fraction: u32) -> Value {
    let (days, rest) = (second.div_euclid(86_400), second.rem_euclid(86_400));
    // Howard Hinnant's civil_from_days.
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (day, month) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{fraction:06}Z", rest / 3600, rest / 60 % 60, rest % 60)
        .into()
}

/// Objects of a model as they stand in a reply, a create or an update.
fn model(name: &str, slot: &str) -> BoxedStrategy<Value> {
    let described = find(&describe()["models"], name);
    let mut members: BoxedStrategy<Map<String, Value>> = Just(Map::new()).boxed();
    // What is within something else has the form of a create, also in an update.
    let nested = if slot == "reply" { "reply" } else { "create" };
    for field in described["fields"].as_array().unwrap() {
        let Some(place) = field[slot].as_str() else { continue };
        let field_name = field["name"].as_str().unwrap().to_owned();
        let given = value(&field["type"], nested).prop_map(Some);
        let given = match place {
            "required" => given.boxed(),
            "nullable" if slot == "update" => {
                prop_oneof![2 => given, 1 => Just(Some(Value::Null)), 1 => Just(None)].boxed()
            }
            _ => prop_oneof![2 => given, 1 => Just(None)].boxed(),
        };
        members = (members, given)
            .prop_map(move |(mut members, value)| {
                if let Some(value) = value {
                    members.insert(field_name.clone(), value);
                }
                members
            })
            .boxed();
    }
    let extra =
        proptest::option::of(proptest::collection::vec(("x-[a-z]{1,6}", any::<i32>().prop_map(Value::from)), 1..3));
    (members, extra)
        .prop_map(|(mut members, extra)| {
            if let Some(extra) = extra {
                members.insert("$extra".to_owned(), Value::Object(extra.into_iter().collect()));
            }
            Value::Object(members)
        })
        .boxed()
}

fn survives<T: DeserializeOwned + Serialize>(name: &str, slot: &str) {
    hold(60, model(name, slot), |before| {
        let typed: T = serde_json::from_value(before.clone())
            .map_err(|error| TestCaseError::fail(format!("{name}, {slot}: {error}")))?;
        let after = serde_json::to_value(&typed).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(sorted(&before), sorted(&after), "{}, {}", name, slot);
        Ok(())
    });
}

/// Members in the order of their names: JSON has none.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

#[test]
fn replies_survive_their_types() {
    survives::<Application>("Application", "reply");
    survives::<Version>("Version", "reply");
    survives::<Tag>("Tag", "reply");
    survives::<DeletedTag>("DeletedTag", "reply");
    survives::<DeletedTags>("DeletedTags", "reply");
    survives::<EndpointStorage>("EndpointStorage", "reply");
    survives::<PullProfile>("PullProfile", "reply");
    survives::<PullProfileLink>("PullProfileLink", "reply");
}

#[test]
fn creates_survive_their_types() {
    survives::<NewApplication>("Application", "create");
    survives::<NewVersion>("Version", "create");
    survives::<NewEndpointStorage>("EndpointStorage", "create");
    survives::<NewPullProfile>("PullProfile", "create");
    survives::<TagSelection>("TagSelection", "create");
}

#[test]
fn updates_survive_their_types() {
    survives::<ApplicationUpdate>("Application", "update");
    survives::<VersionUpdate>("Version", "update");
    survives::<EndpointStorageUpdate>("EndpointStorage", "update");
    survives::<PullProfileUpdate>("PullProfile", "update");
}
