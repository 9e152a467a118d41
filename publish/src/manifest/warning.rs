//! What can be sent, but is probably not what was meant.

use serde_json::Value;

use super::check::Body;
use super::context::Context;
use super::hide::looks_secret;
use crate::object::OWN_REGISTRY;

/// Share of the largest memory from which on a request is near it, in percent.
const NEAR: i64 = 95;

/// Adds the warnings of a version.
pub(super) fn check_version(context: &mut Context<'_>, version: &Body) {
    check_image(context, version);
    check_login(context, version);
    check_envs(context, version);
    check_ports(context, version);
    check_memory(context, version);
}

fn check_image(context: &mut Context<'_>, version: &Body) {
    if let Some((Value::String(tag), at)) = version.known("docker_tag")
        && tag == "latest"
    {
        context
            .report
            .warning("tag_latest", at, "the tag `latest` is cached by the service, which may deploy stale code")
            .advise("use a tag that is never overwritten, such as `${TAG}` with the commit");
    }
    // The hosts of known registries are an error of the field.
    if let Some((Value::String(image), at)) = version.known("docker_image")
        && let Some((first, rest)) = image.split_once('/')
        && first.contains('.')
    {
        context
            .report
            .warning("host_in_image", at, format!("`{first}` looks like the host of a registry"))
            .advise(format!("put the host into `docker_repository`, and use `{rest}` here"));
    }
}

fn check_login(context: &mut Context<'_>, version: &Body) {
    let Some((Value::String(host), at)) = version.known("docker_repository") else { return };
    let is_own = host.split('/').next().is_some_and(|host| host.eq_ignore_ascii_case(OWN_REGISTRY));
    let missing: Vec<_> =
        ["private_username", "private_token"].into_iter().filter(|field| !version.map.contains_key(*field)).collect();
    if is_own && !missing.is_empty() {
        context
            .report
            .warning(
                "registry_login",
                at,
                format!("{OWN_REGISTRY} needs a login, and there is no {}", missing.join(" and no ")),
            )
            .advise("add `private_username = { env = \"NAME\" }` and `private_token = { env = \"NAME\" }`");
    }
}

fn check_envs(context: &mut Context<'_>, version: &Body) {
    let envs = version.map.get("envs").and_then(Value::as_array);
    for (index, env) in envs.into_iter().flatten().enumerate() {
        let path = format!("envs[{index}]");
        let key = env.get("key").and_then(Value::as_str).unwrap_or_default();
        // `hidden = false` says that it is meant.
        if env.get("is_hidden").is_some() || !looks_secret(key) {
            continue;
        }
        if let Some((_, at)) = version.known(&path) {
            context
                .report
                .warning(
                    "secret_not_hidden",
                    at,
                    "looks like a secret, but everybody with access to the account can read it",
                )
                .advise(format!(
                    "use `{key} = {{ env = \"NAME\", hidden = true }}`, or `hidden = false` if it is not a secret"
                ));
        }
    }
}

fn check_ports(context: &mut Context<'_>, version: &Body) {
    let Some((Value::Array(ports), at)) = version.known("ports") else { return };
    for (index, port) in ports.iter().enumerate() {
        let has_name = port.get("name").is_some_and(|name| name.as_str() != Some(""));
        // Port 0 without a name is an error of the field.
        if !has_name
            && port.get("port").and_then(Value::as_i64) != Some(0)
            && let Some((_, at)) = version.known(&format!("ports[{index}]"))
        {
            context
                .report
                .warning("port_without_name", at, "has no `name`, by which a game finds the external port")
                .advise("add a name, such as `name = \"gameport\"`");
        }
    }
    let is_checked = |port: &Value| port.get("to_check").is_none_or(|checked| checked.as_bool() != Some(false));
    if !ports.iter().any(is_checked) {
        context
            .report
            .warning(
                "no_checked_port",
                at,
                "has no port with `to_check`, so a deployment is ready before the server is",
            )
            .advise("leave `to_check` out for the port that answers when the server is ready");
    }
}

fn check_memory(context: &mut Context<'_>, version: &Body) {
    let number = |name: &str| version.known(name).and_then(|(value, at)| Some((value.as_i64()?, at)));
    let (Some((cpu, _)), Some((memory, at))) = (number("req_cpu"), number("req_memory")) else { return };
    let limit = cpu.saturating_mul(2);
    if memory <= limit && memory.saturating_mul(100) >= limit.saturating_mul(NEAR) {
        let message = format!("is near the limit of twice `req_cpu`, {limit}, and neither can be changed by an update");
        context
            .report
            .warning("memory_near_limit", at, message)
            .advise("raise `req_cpu` if the server may need more memory");
    }
}
