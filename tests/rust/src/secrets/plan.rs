//! The plan of a program: the scenarios of the list, each played on ports of its own, directly and
//! through a proxy.

use std::fs;
use std::io::Write;

use edgegap_scripted_server::{Playing, Script};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tempfile::NamedTempFile;

use super::canary::{Canaries, USER, percent};
use super::folder;

/// The variable with the path of the plan.
pub const VARIABLE: &str = "SDK_TEST_SECRETS_PLAN";

/// More repetitions than any call has attempts.
const REPLIES: usize = 8;

/// The list, as it is in the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    /// Not a secret: it must be in the output, otherwise the search would prove nothing.
    pub(super) control: String,
    pub(super) canaries: Canaries,
    calls: Map<String, Value>,
    scenarios: Vec<Scenario>,
    settings: Vec<Settings>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    name: String,
    call: String,
    outcome: String,
    reply: Option<Value>,
    at: Option<String>,
    attempt_ms: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct Settings {
    name: String,
    settings: Value,
}

/// The required output for one scenario.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) name: String,
    pub(super) outcome: String,
    /// Not every language can express it.
    pub(super) is_untyped: bool,
    /// The service returns the control, so that the program prints it.
    pub(super) has_control: bool,
}

/// A plan that is played. Dropping it ends it.
pub(super) struct Plan {
    json: Value,
    pub(super) expected: Vec<Expected>,
    _playing: Vec<Playing>,
}

/// Reads the list.
pub(super) fn read() -> Result<List, String> {
    let path = folder().join("canaries.json");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

impl Plan {
    pub(super) async fn start(list: &List) -> Result<Self, String> {
        let (mut cases, mut expected, mut playing) = (Vec::new(), Vec::new(), Vec::new());
        for scenario in &list.scenarios {
            let call = list.calls.get(&scenario.call).ok_or_else(|| format!("there is no call {}", scenario.call))?;
            for is_proxied in [false, true] {
                if is_proxied && scenario.at.is_some() {
                    continue;
                }
                let played = play(list, scenario, call, is_proxied).await?;
                let name = format!("{}{}", scenario.name, if is_proxied { ", through a proxy" } else { "" });
                let mut case = list.fill(call, "");
                case["name"] = name.as_str().into();
                case["attempt_ms"] = scenario.attempt_ms.into();
                case["settings"] =
                    json!({"token": list.canaries.value("api_token"), "base_url": base_url(scenario, &played)?});
                if is_proxied {
                    let password = percent(list.canaries.value("proxy_password"));
                    case["settings"]["base_url"] = "http://localhost:9".into();
                    case["settings"]["proxy"] =
                        played.base_url().replace("//", &format!("//{USER}:{password}@")).into();
                }
                cases.push(case);
                playing.push(played);
                expected.push(Expected {
                    name,
                    outcome: scenario.outcome.clone(),
                    is_untyped: call["untyped"] == true,
                    has_control: scenario.reply.as_ref().is_some_and(|reply| reply.to_string().contains("{{control}}")),
                });
            }
        }
        let settings =
            list.settings.iter().map(|one| json!({"name": one.name, "settings": list.fill(&one.settings, "")}));
        let settings: Vec<_> = settings.collect();
        expected.extend(list.settings.iter().map(|one| Expected {
            name: one.name.clone(),
            outcome: "configuration".to_owned(),
            is_untyped: false,
            has_control: false,
        }));
        let json = json!({"control": list.control, "canaries": list.canaries, "cases": cases, "settings": settings});
        Ok(Self { json, expected, _playing: playing })
    }

    /// Writes the plan for the program.
    pub(super) fn write(&self) -> Result<NamedTempFile, String> {
        let written =
            NamedTempFile::new().and_then(|mut file| file.write_all(self.json.to_string().as_bytes()).map(|()| file));
        written.map_err(|error| format!("cannot write the plan: {error}"))
    }
}

impl List {
    /// A value with its placeholders filled in.
    fn fill(&self, value: &Value, echo: &str) -> Value {
        match value {
            Value::String(text) => self.filled(text, echo).into(),
            Value::Array(items) => items.iter().map(|item| self.fill(item, echo)).collect(),
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| (self.filled(name, echo), self.fill(value, echo)))
                .collect::<Map<_, _>>()
                .into(),
            other => other.clone(),
        }
    }

    fn filled(&self, text: &str, echo: &str) -> String {
        let mut text = text
            .replace("{{control}}", &self.control)
            .replace("{{long}}", &"x".repeat(8192))
            .replace("{{pad}}", &"x".repeat(990));
        for (name, value) in self.canaries.all() {
            text = text
                .replace(&format!("{{{{{name}}}}}"), value)
                .replace(&format!("{{{{{name}_encoded}}}}"), &percent(value));
        }
        text.replace("{{echo}}", echo)
    }
}

/// Plays the reply of a scenario, which echoes the request in every form.
async fn play(list: &List, scenario: &Scenario, call: &Value, is_proxied: bool) -> Result<Playing, String> {
    let sends = call["sends"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let of_client = ["api_token", "proxy_password"].into_iter().take(if is_proxied { 2 } else { 1 });
    let echo = sends.chain(of_client).flat_map(|name| list.canaries.forms(name)).collect::<Vec<_>>().join(" ");
    let reply = list.fill(scenario.reply.as_ref().unwrap_or(&json!({"end": "close"})), &echo);
    // Vectors test the requests.
    let exchange = json!({"request": {"method": "ANY", "target": "/"}, "reply": reply});
    let script = Script::from_json(json!({"exchanges": vec![exchange; REPLIES]}))
        .map_err(|error| format!("{}: {error}", scenario.name))?;
    Playing::start(script).await.map_err(|error| error.to_string())
}

fn base_url(scenario: &Scenario, played: &Playing) -> Result<String, String> {
    match scenario.at.as_deref() {
        None => Ok(played.base_url()),
        Some(place @ ("closed" | "plain")) => Ok(played.fill(&format!("{{{{{place}}}}}"))),
        Some(other) => Err(format!("{}: there is no place {other}", scenario.name)),
    }
}
