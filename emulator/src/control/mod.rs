//! The control interface below `/_emulator`: for tests in other processes, for users with curl, and
//! for the page. `endpoint` has the table of its requests, from which `help` and `openapi` describe
//! them.

mod access;
mod endpoint;
mod help;
mod openapi;
mod page;
mod query;
mod stream;

use std::sync::Arc;

use hyper::header::{ACCEPT, ALLOW, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, SERVER};
use hyper::{Method, Uri};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::watch;

use self::endpoint::ENDPOINTS;
pub use self::page::install_page;
use self::query::Query;
use self::stream::EventStream;
use crate::config::parse_tokens;
use crate::events::Part;
use crate::fault::Fault;
use crate::outcome::{Access, Outcome};
use crate::registry::SeedTag;
use crate::request::Request;
use crate::resource::{container_registry, state};
use crate::response::{HttpResponse, Result};
use crate::scene::{SCENES, scene, unknown};
use crate::service::{Quota, Service};
use crate::store::Store;

/// The path of the control interface.
pub(crate) const ROOT: &str = "/_emulator";
/// The path of the API below the root.
const API: &str = "api";
/// The name of the service, in responses and in their header `Server`.
pub(crate) const SERVICE: &str = "edgegap-emulator";
/// The version of the control interface. It changes when a client of an older one would fail.
pub(crate) const FORMAT: u64 = 1;

/// A request of the control interface.
pub(crate) struct Call<'a> {
    pub(crate) method: &'a Method,
    /// The path below the root, with its query.
    pub(crate) target: &'a str,
    pub(crate) body: &'a [u8],
    /// True if the help is to be JSON.
    pub(crate) accepts_json: bool,
    /// True if the request has a valid token.
    pub(crate) is_authorized: bool,
}

/// True if a request is for the control interface, or of a browser that looks for the page.
pub(crate) fn is_control_request(request: &Request) -> bool {
    let path = request.uri.path();
    let is_below = path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    is_below || (path == "/" && wants_page(request) && page::get().is_ok())
}

fn wants_page(request: &Request) -> bool {
    request.method == Method::GET && accepts(&request.headers, "text/html")
}

/// Serves a request of the control interface.
pub(crate) async fn serve(service: &Arc<Service>, request: Request, stopping: &watch::Receiver<bool>) -> Outcome {
    let outcome = respond(service, request, stopping).await.unwrap_or_else(Outcome::Response);
    match outcome {
        // Identifies the emulator to clients that it refuses.
        Outcome::Response(response) => {
            let server = HeaderValue::from_static(concat!("edgegap-emulator/", env!("CARGO_PKG_VERSION")));
            Outcome::Response(response.header(SERVER, server))
        }
        other => other,
    }
}

async fn respond(service: &Arc<Service>, request: Request, stopping: &watch::Receiver<bool>) -> Result<Outcome> {
    let path = request.uri.path();
    if path == "/" {
        // Shows the way to people who open the URL of the emulator in a browser.
        let location = HeaderValue::from_static("/_emulator/");
        return Ok(Outcome::Response(HttpResponse::empty(302).header(LOCATION, location)));
    }
    let target = request.uri.path_and_query().map_or(path, |target| target.as_str());
    let target = target[ROOT.len()..].trim_start_matches('/');
    if wants_page(&request)
        && target.split('?').next() == Some("")
        && let Ok(page) = page::get()
    {
        access::check_page(service, &request)?;
        return (page.document)().map(Outcome::Response);
    }
    access::check(service, &request).map_err(|refusal| identified(&refusal))?;
    if let Some(rest) = target.strip_prefix(API).filter(|rest| rest.starts_with('/')) {
        let uri = rest.parse::<Uri>().map_err(|_| HttpResponse::message(400, "The path of the API is not valid."))?;
        return Ok(service.serve_api(Request { uri, ..request }, Access::Control).await);
    }
    if target.split('?').next() == Some("events") && request.method == Method::GET {
        let last = request.headers.get("last-event-id").and_then(|id| id.to_str().ok()?.trim().parse().ok());
        let stream = EventStream::new(Arc::clone(service), last, stopping.clone());
        return Ok(Outcome::Events(stream.into_parts()));
    }
    let call = Call {
        method: &request.method,
        target,
        accepts_json: accepts(&request.headers, "json"),
        is_authorized: service.authorise(&request.headers).is_ok(),
        body: &request.body?,
    };
    perform(service, call).await.map(Outcome::Response)
}

fn accepts(headers: &HeaderMap, kind: &str) -> bool {
    let values = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    values.into_iter().any(|value| value.to_ascii_lowercase().contains(kind))
}

/// Executes a request of the control interface.
pub(crate) async fn perform(service: &Service, call: Call<'_>) -> Result<HttpResponse> {
    let (path, query) = call.target.split_once('?').unwrap_or((call.target, ""));
    let path = path.trim_matches('/');
    let methods: Vec<&str> = ENDPOINTS.iter().filter(|known| known.has(path)).map(|known| known.method).collect();
    if methods.is_empty() {
        let why = format!("The control interface has no {ROOT}/{path}: GET {ROOT}/help describes its requests.");
        return Err(HttpResponse::message(404, why));
    }
    let parts: Vec<&str> = path.split('/').collect();
    let response = match call.method.as_str() {
        "GET" => read(service, &call, &parts, Query::parse(query)?)?,
        method => change(service, (method, &parts), call.body).await?,
    };
    response.ok_or_else(|| {
        let methods = methods.join(", ");
        let response = HttpResponse::message(405, format!("Use {methods} here: see GET {ROOT}/help."));
        let allow = HeaderValue::from_str(&methods);
        allow.into_iter().fold(response, |response, allow| response.header(ALLOW, allow))
    })
}

/// The response to a request that changes nothing; `None` for an unknown one.
fn read(service: &Service, call: &Call<'_>, parts: &[&str], query: Query<'_>) -> Result<Option<HttpResponse>> {
    Ok(Some(match parts {
        [""] => HttpResponse::ok(&info(service, call.is_authorized)),
        ["help"] => describe(call.accepts_json),
        ["openapi", document] => (page::get()?.openapi)(document)?,
        ["requests"] => HttpResponse::ok(&json!({"requests": service.log.list(&query.into_selection()?)})),
        ["requests", id] => {
            let found = id.parse().ok().and_then(|id| service.log.get(id));
            let missing = || HttpResponse::message(404, "The request log has no request with this number.");
            HttpResponse::ok(&json!(found.ok_or_else(missing)?))
        }
        ["events"] => return Err(HttpResponse::message(400, "The events are a stream: read them over HTTP.")),
        ["faults"] => HttpResponse::ok(&json!({"faults": service.faults.list()})),
        ["quota"] => HttpResponse::ok(&json!(service.quota())),
        ["state"] => {
            let with_secrets = query.includes_secrets()?;
            if with_secrets && !call.is_authorized {
                return Err(HttpResponse::message(401, "A state with secrets needs a valid token."));
            }
            HttpResponse::ok(&state::snapshot(service, with_secrets)?)
        }
        ["scenes", name] => HttpResponse::ok(&scene(name).ok_or_else(|| unknown(404))?),
        _ => return Ok(None),
    }))
}

/// Carries out a request, and returns its response; `None` for an unknown one.
async fn change(service: &Service, request: (&str, &[&str]), body: &[u8]) -> Result<Option<HttpResponse>> {
    match request {
        ("DELETE", ["requests"]) => service.clear_log(),
        ("POST", ["faults"]) => {
            let id = service.inject(parse::<Fault>(body)?);
            return Ok(Some(HttpResponse::ok(&json!({"id": id}))));
        }
        ("DELETE", ["faults"]) => service.clear_faults(),
        ("DELETE", ["faults", id]) => {
            if !id.parse().is_ok_and(|id| service.remove_fault(id)) {
                return Err(HttpResponse::message(404, "There is no fault with this id."));
            }
        }
        ("PUT", ["quota"]) => service.set_quota(parse::<Quota>(body)?),
        ("PUT", ["tokens"]) => {
            let Tokens { tokens } = parse(body)?;
            service.set_tokens(parse_tokens(tokens).map_err(|why| HttpResponse::message(400, why))?);
        }
        ("POST", ["tags"]) => {
            let Seed { image, tags } = parse(body)?;
            container_registry::seed(service, image, tags).await?;
            service.events.changed(&[Part::State]);
        }
        ("PUT", ["state"]) => {
            let scene = match parse(body)? {
                Value::String(name) => scene(&name).ok_or_else(|| unknown(400))?,
                scene => scene,
            };
            state::restore(service, parse_value(scene)?).await?;
            service.settling.clear();
            service.events.changed(&[Part::State]);
        }
        ("POST", ["reset"]) => service.reset().await?,
        _ => return Ok(None),
    }
    Ok(Some(HttpResponse::empty(204)))
}

fn describe(as_json: bool) -> HttpResponse {
    if as_json {
        return HttpResponse::ok(&help::json());
    }
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    HttpResponse::bytes(200, help::text().into()).header(CONTENT_TYPE, text)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tokens {
    tokens: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seed {
    image: String,
    tags: Vec<SeedTag>,
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    serde_json::from_slice(body).map_err(|error| invalid(&error))
}

fn parse_value<T: DeserializeOwned>(body: Value) -> Result<T> {
    serde_json::from_value(body).map_err(|error| invalid(&error))
}

fn invalid(error: &serde_json::Error) -> HttpResponse {
    // The position means nothing to a caller who did not write the JSON.
    let why = error.to_string();
    let why = why.rsplit_once(" at line ").map_or(why.as_str(), |(why, _)| why);
    HttpResponse::message(400, format!("The body is not valid: {why}."))
}

/// A refusal that names the service, for clients behind a proxy that replaces the header `Server`.
fn identified(refusal: &HttpResponse) -> HttpResponse {
    HttpResponse::json(refusal.status.as_u16(), &json!({"service": SERVICE, "message": refusal.text()}))
}

fn info(service: &Service, is_authorized: bool) -> Value {
    let url = service.url();
    json!({
        "service": SERVICE,
        "version": env!("CARGO_PKG_VERSION"),
        "url": url,
        "page": page::get().is_ok().then(|| format!("{url}{ROOT}/")),
        "help": format!("{url}{ROOT}/help"),
        "control": FORMAT,
        "instance": service.instance,
        "authorized": is_authorized,
        "data": service.data.as_deref(),
        "format": Store::format(),
        "registry": service.registry.as_ref().map(|registry| registry.base_url()),
        "scenes": SCENES,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::endpoint::Endpoint;
    use super::*;
    use crate::fault::{COMMON_FIELDS, FAULT_KINDS};

    #[tokio::test]
    async fn every_request_of_the_table_is_served_and_documented() {
        let emulator = crate::Emulator::start().await.unwrap();
        for endpoint in ENDPOINTS {
            let (method, path) = (endpoint.method, endpoint.path);
            let target = path.replace("{id}", "7").replace("{name}", "demo").replace("{document}", "api.json");
            let example = endpoint.example.map(|example| serde_json::from_str::<Value>(example).unwrap());
            let body = example.clone().unwrap_or_default();
            let refusal = emulator.control(method, &target, &body).await.err().map(|error| error.to_string());
            let expected = match path {
                "requests/{id}" => Some("The request log has no request with this number."),
                "faults/{id}" => Some("There is no fault with this id."),
                "events" => Some("The events are a stream: read them over HTTP."),
                _ => None,
            };
            assert_eq!(refusal.as_deref(), expected, "{method} {path}");
            assert!(!endpoint.summary.is_empty());
            let documented: Vec<&str> = endpoint.fields.iter().map(|field| field.name).collect();
            let Some(example) = example else {
                assert!(documented.is_empty(), "{method} {path} has no example");
                continue;
            };
            assert!(example.as_object().unwrap().keys().all(|name| documented.contains(&name.as_str())));
            let known = known_fields(&emulator, endpoint, &example).await;
            assert_eq!(BTreeSet::from_iter(documented), known.iter().map(String::as_str).collect(), "{method} {path}");
        }
    }

    #[tokio::test]
    async fn every_parameter_of_the_table_is_known() {
        let emulator = crate::Emulator::start().await.unwrap();
        for endpoint in ENDPOINTS {
            let in_query: Vec<&str> = endpoint
                .parameters
                .iter()
                .map(|parameter| parameter.name)
                .filter(|name| !endpoint.path.contains(&format!("{{{name}}}")))
                .collect();
            let target = format!("{}?undocumented=1", endpoint.path);
            let error =
                emulator.control(endpoint.method, &target, &Value::Null).await.err().map(|error| error.to_string());
            let names = in_query.join(", ");
            let expected = format!("The parameter `undocumented` is unknown: use {names}.");
            assert_eq!(
                error.filter(|error| error.contains("undocumented")),
                (!in_query.is_empty()).then_some(expected)
            );
        }
    }

    /// The fields that the emulator names when it refuses another one.
    async fn known_fields(emulator: &crate::Emulator, endpoint: &Endpoint, example: &Value) -> BTreeSet<String> {
        let mut bodies = vec![example.clone()];
        let mut known = BTreeSet::new();
        if endpoint.path == "faults" {
            bodies = FAULT_KINDS.iter().map(|kind| json!({"kind": kind, "ms": null})).collect();
            bodies[0]["ms"] = json!(1);
            known.extend(COMMON_FIELDS.into_iter().chain(["kind"]).map(str::to_owned));
        }
        for mut body in bodies {
            body["undocumented"] = json!(1);
            let error = emulator.control(endpoint.method, endpoint.path, &body).await.unwrap_err().to_string();
            let (_, names) = error.split_once("unknown field `undocumented`").unwrap_or_else(|| panic!("{error}"));
            known.extend(names.split('`').skip(1).step_by(2).map(str::to_owned));
        }
        known
    }
}
