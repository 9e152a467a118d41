//! Creation of requests: any arguments and options result in violations, or in a request that
//! matches the template of its operation.

use edgegap_sdk::operation::{Operation, Output};
use edgegap_sdk::{Client, ErrorKind, probe};
use edgegap_tests::schemas::Schemas;
use fastrand::Rng;
use serde_json::Value;
use url::Url;

use super::{TOKEN, Target, call, check_error, client, shows_token};
use crate::corpus::Seed;

const BASE: &str = "http://127.0.0.1:9/base%20path";

pub(super) struct Requests {
    client: Client,
    schemas: Schemas,
}

impl Requests {
    pub(super) fn new() -> Self {
        Self { client: client(BASE), schemas: Schemas::load().expect("the schemas") }
    }
}

impl Target for Requests {
    fn input(&self, corpus: &[Seed], rng: &mut Rng) -> Value {
        call(corpus, rng)
    }

    fn execute(&mut self, input: &Value) -> Result<(), String> {
        let Some(operation) = input["operation"].as_str().and_then(Operation::find) else { return Ok(()) };
        let (arguments, options) = (input["arguments"].clone(), input["options"].clone());
        match probe::request(&self.client, operation.id, arguments.clone(), options.clone()) {
            Ok(sent) => check(operation, &arguments, &options, &sent),
            Err(error) => {
                if error.kind() != ErrorKind::Validation || error.violations().is_empty() {
                    return Err(format!("an error without violations: {}", error.to_json()));
                }
                // An error contains names of fields, which may be the token by chance.
                if !input.to_string().contains(TOKEN) {
                    shows_token(&format!("{error} {error:?} {}", error.to_json()))?;
                }
                check_error(&error, &self.schemas)
            }
        }
    }
}

/// Checks that a request matches the call.
pub(crate) fn check(
    operation: &Operation,
    arguments: &Value,
    options: &Value,
    sent: &probe::Sent,
) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{what}: {} {}", sent.method, sent.url));
    if sent.method != operation.method.as_str() {
        return wrong("wrong method");
    }
    let Some(rest) = sent.url.strip_prefix(BASE) else { return wrong("outside of the base URL") };
    let (path, query) = rest.split_once('?').map_or((rest, ""), |(path, query)| (path, query));
    let (wanted, got): (Vec<_>, Vec<_>) = (operation.path.split('/').collect(), path.split('/').collect());
    if wanted.len() != got.len() {
        return wrong("wrong number of segments");
    }
    for (wanted, got) in wanted.into_iter().zip(got) {
        let parameter = wanted.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let same = match parameter {
            None => wanted == got,
            Some(parameter) => {
                // Decoded by the `url` crate, which core does not use to encode.
                let form = Url::parse(&format!("http://a/?x={}", got.replace('+', "%2B")))
                    .map_err(|error| error.to_string())?;
                let plain = got.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte));
                plain
                    && !matches!(got, "." | ".." | "")
                    && form.query_pairs().next().is_some_and(|(_, name)| arguments["path"][parameter] == *name)
            }
        };
        if !same {
            return wrong("wrong segment");
        }
    }
    check_query(operation, query, options).or_else(|what| wrong(&what))?;
    if sent.url.contains('#') {
        return wrong("a fragment");
    }
    check_headers(sent, options).or_else(|what| wrong(&what))?;
    match (&sent.body, operation.body) {
        (None, None) => Ok(()),
        (Some(body), Some(_)) if serde_json::from_slice::<Value>(body).is_ok_and(|body| body.is_object()) => Ok(()),
        _ => wrong("wrong body"),
    }
}

fn check_query(operation: &Operation, query: &str, options: &Value) -> Result<(), String> {
    let own = if matches!(operation.output, Output::Page(..)) { 2 } else { 0 };
    let pairs: Vec<_> = Url::parse(&format!("http://a/?{query}"))
        .map_err(|error| error.to_string())?
        .query_pairs()
        .into_owned()
        .collect();
    let extra = options["extra_query"].as_object();
    if pairs.len() != own + extra.map_or(0, serde_json::Map::len) {
        return Err(format!("{} pairs in the query", pairs.len()));
    }
    for ((name, value), wanted) in pairs.iter().zip(["page", "limit"]).take(own) {
        if name != wanted || !value.parse::<u64>().is_ok_and(|number| number > 0) {
            return Err(format!("{name}={value} in the query"));
        }
    }
    let others = pairs[own..].iter().zip(extra.into_iter().flatten());
    for ((name, value), (wanted, text)) in others {
        if name != wanted || text != value {
            return Err(format!("{name}={value} in the query"));
        }
    }
    Ok(())
}

fn check_headers(sent: &probe::Sent, options: &Value) -> Result<(), String> {
    let own = ["accept", "accept-encoding", "authorization", "content-type", "user-agent", "x-fields"];
    for (name, value) in &sent.headers {
        if !value.iter().all(|byte| (0x20..0x7f).contains(byte)) {
            return Err(format!("a header {name} with invalid characters"));
        }
        let given =
            options["headers"].as_object().into_iter().flatten().any(|(given, _)| given.eq_ignore_ascii_case(name));
        if !given && !own.contains(&name.as_str()) {
            return Err(format!("unexpected header {name}"));
        }
    }
    let authorization = sent.headers.iter().filter(|(name, _)| name == "authorization").map(|(_, value)| value);
    if authorization.collect::<Vec<_>>() != [format!("token {TOKEN}").as_bytes()] {
        return Err("wrong token".to_owned());
    }
    Ok(())
}
