//! Short forms for the items of a list: `--port 7777/UDP:gameport`, `--env MODE=ranked`.

use clap::{Arg, ArgAction, ArgMatches};
use edgegap_sdk::model::{Field, Kind};
use serde_json::{Map, Value, json};

use super::option;
use crate::failure::{Failure, Result};
use crate::host::Host;

/// A short form for the items of one list.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shorthand {
    Port,
    Env,
}

impl Shorthand {
    /// The short form for the items of a field.
    pub(crate) fn of(field: &Field) -> Option<Self> {
        match (field.kind, field.kind.model()?.name) {
            (Kind::List(_), "Port") => Some(Self::Port),
            (Kind::List(_), "Env") => Some(Self::Env),
            _ => None,
        }
    }

    pub(crate) fn arguments(self) -> Vec<Arg> {
        let append = |name: &'static str, value: &'static str, help: &'static str| {
            option(name, value, help).action(ArgAction::Append)
        };
        match self {
            Self::Port => vec![append(
                "port",
                "PORT/PROTOCOL[:NAME]",
                "A port of `ports`, such as 7777/UDP:gameport; may be repeated",
            )],
            Self::Env => vec![
                append("env", "KEY=VALUE", "A variable of `envs`; may be repeated"),
                append(
                    "hidden-env",
                    "KEY[=NAME]",
                    "A hidden variable of `envs`, with the value of the environment variable KEY or NAME; may be \
                     repeated",
                ),
            ],
        }
    }

    /// The items of the command line.
    pub(crate) fn items(self, matches: &ArgMatches, host: &Host) -> Result<Vec<Value>> {
        let given = |name: &str| matches.get_many::<String>(name).into_iter().flatten();
        match self {
            Self::Port => given("port").map(|text| parse_port(text)).collect(),
            Self::Env => {
                let open = given("env").map(|text| parse_env(text));
                let hidden = given("hidden-env").map(|text| parse_hidden(text, host));
                open.chain(hidden).collect()
            }
        }
    }
}

/// `7777/UDP:gameport`. The protocol `TCP/UDP` has a slash too.
fn parse_port(text: &str) -> Result<Value> {
    let (rest, name) = text.split_once(':').map_or((text, None), |(rest, name)| (rest, Some(name)));
    let port = rest.split_once('/').and_then(|(port, protocol)| Some((port.trim().parse::<i64>().ok()?, protocol)));
    let Some((port, protocol)) = port.filter(|(_, protocol)| !protocol.is_empty()) else {
        return Err(Failure::usage(format!(
            "--port {text}: must be a number, `/` and a protocol, such as 7777/UDP:game"
        )));
    };
    let mut item = json!({"port": port, "protocol": protocol});
    if let (Some(name), Some(item)) = (name, item.as_object_mut()) {
        item.insert("name".to_owned(), name.into());
    }
    Ok(item)
}

fn parse_env(text: &str) -> Result<Value> {
    match text.split_once('=') {
        Some((key, value)) => Ok(json!({"key": key, "value": value})),
        // Not shown: it may be a value without its name.
        None => Err(Failure::usage("--env: must be a name, `=` and a value, such as --env MODE=ranked")),
    }
}

fn parse_hidden(text: &str, host: &Host) -> Result<Value> {
    let (key, name) = text.split_once('=').unwrap_or((text, text));
    match host.variable(name) {
        Some(value) => Ok(json!({"key": key, "value": value, "is_hidden": true})),
        None => Err(Failure::usage(format!(
            "--hidden-env {key}: the environment variable with its value is not set: --hidden-env KEY=NAME takes the \
             value of the variable NAME, never the value itself"
        ))),
    }
}

/// True if a list that was given as an argument has a hidden value, which no argument may have.
pub(crate) fn has_hidden(items: &Value) -> bool {
    let is_hidden = |item: &Map<String, Value>| {
        ["is_hidden", "is_secret"].iter().any(|flag| item.get(*flag) == Some(&Value::Bool(true)))
    };
    items.as_array().into_iter().flatten().filter_map(Value::as_object).any(is_hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_have_a_number_a_protocol_and_perhaps_a_name() {
        for (text, port) in [
            ("7777/UDP", json!({"port": 7777, "protocol": "UDP"})),
            ("0/TCP/UDP:game", json!({"port": 0, "protocol": "TCP/UDP", "name": "game"})),
            ("1/ws:a:b", json!({"port": 1, "protocol": "ws", "name": "a:b"})),
        ] {
            assert_eq!(parse_port(text).unwrap(), port);
        }
        for text in ["", "7777", "/UDP", "UDP/7777", "7777/"] {
            assert!(parse_port(text).unwrap_err().message.starts_with(&format!("--port {text}: must be")), "{text}");
        }
    }

    #[test]
    fn a_value_without_a_name_is_not_shown() {
        assert!(!parse_env("canary").unwrap_err().message.contains("canary"));
        assert_eq!(parse_env("A=b=c").unwrap(), json!({"key": "A", "value": "b=c"}));
        let host = Host::of_process().environment([("CANARY", "shh")]);
        let hidden = json!({"key": "KEY", "value": "shh", "is_hidden": true});
        assert_eq!(parse_hidden("KEY=CANARY", &host).unwrap(), hidden);
        assert!(has_hidden(&json!([hidden])) && !has_hidden(&json!([{"key": "A", "value": "b"}])));
        let message = parse_hidden("KEY=s3cret", &host).unwrap_err().message;
        assert!(!message.contains("s3cret"), "{message}");
    }
}
