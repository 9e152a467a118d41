//! The named rules between the fields of one object. Each comes from a check of an official client
//! or from a known failure of the service.

use std::collections::HashSet;

use serde_json::Value;

use crate::schema::model::Rule;
use crate::violation::ViolationCode;

pub(crate) static MEMORY_PER_CPU: Rule = Rule {
    name: "memory_per_cpu",
    doc: "`req_memory` is at most twice `req_cpu`.",
    fields: &["req_cpu", "req_memory"],
    run: |map, prefix, violations| {
        let number = |name| map.get(name).and_then(Value::as_i64);
        if let (Some(cpu), Some(memory)) = (number("req_cpu"), number("req_memory")) {
            let most = cpu.saturating_mul(2);
            if memory > most {
                violations.add_limit(
                    format!("{prefix}req_memory"),
                    ViolationCode::OutOfRange,
                    format!("may be at most twice req_cpu, {most}, got {memory}"),
                    most,
                );
            }
        }
    },
};

pub(crate) static IMAGE_WITHOUT_ITS_HOST: Rule = Rule {
    name: "image_without_its_host",
    doc: "`docker_image` does not start with the host of `docker_repository`.",
    fields: &["docker_repository", "docker_image"],
    run: |map, prefix, violations| {
        let text = |name| map.get(name).and_then(Value::as_str).unwrap_or_default();
        let host = text("docker_repository").split('/').next().unwrap_or_default();
        let Some((first, rest)) = text("docker_image").split_once('/') else { return };
        let bare = host.split(':').next().unwrap_or_default();
        let path = format!("{prefix}docker_image");
        // A host with a port, or a known host, was reported for the image already.
        if host.contains('.')
            && (first.eq_ignore_ascii_case(host) || first.eq_ignore_ascii_case(bare))
            && !violations.has(&path)
        {
            violations.add(
                path,
                ViolationCode::Pattern,
                format!("starts with the host of the registry, which is already in `docker_repository`: use `{rest}`"),
            );
        }
    },
};

pub(crate) static ZERO_PORT_IS_NAMED: Rule = Rule {
    name: "zero_port_is_named",
    doc: "Port 0, one-to-one mapping, needs a `name`.",
    fields: &["port"],
    run: |map, prefix, violations| {
        let named = map.get("name").and_then(Value::as_str).is_some_and(|name| !name.is_empty());
        if map.get("port").and_then(Value::as_i64) == Some(0) && !named {
            violations.add(
                format!("{prefix}name"),
                ViolationCode::Missing,
                "is required for port 0 (one-to-one mapping): name the port",
            );
        }
    },
};

pub(crate) static TLS_UPGRADE_NEEDS_PLAIN_WEB: Rule = Rule {
    name: "tls_upgrade_needs_plain_web",
    doc: "`tls_upgrade` is only for the protocols `HTTP` and `WS`.",
    fields: &["tls_upgrade"],
    run: |map, prefix, violations| {
        let protocol = map.get("protocol").and_then(Value::as_str).unwrap_or_default();
        if map.get("tls_upgrade") == Some(&Value::Bool(true))
            && !protocol.is_empty()
            && !matches!(protocol, "HTTP" | "WS")
        {
            violations.add(
                format!("{prefix}tls_upgrade"),
                ViolationCode::Conflict,
                "is only for the protocols HTTP and WS: use one of them, or leave tls_upgrade out",
            );
        }
    },
};

pub(crate) static PORTS_ARE_DISTINCT: Rule = Rule {
    name: "ports_are_distinct",
    doc: "No two ports have the same number and protocol, or the same name.",
    fields: &["ports"],
    run: |map, prefix, violations| {
        let (mut numbers, mut names) = (HashSet::new(), HashSet::new());
        for (index, port) in map.get("ports").and_then(Value::as_array).into_iter().flatten().enumerate() {
            let name = port.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
            let number = port.get("port").and_then(Value::as_i64);
            let protocol = port.get("protocol").and_then(Value::as_str);
            // Port 0 asks for any port: two of them are different ports, distinguished by name.
            if let (Some(number @ 1..), Some(protocol)) = (number, protocol)
                && !numbers.insert((number, protocol))
            {
                violations.add(
                    format!("{prefix}ports[{index}]"),
                    ViolationCode::Duplicate,
                    format!("has the same number and protocol as an earlier port, {number} {protocol}"),
                );
            }
            if let Some(name) = name
                && !names.insert(name)
            {
                violations.add(
                    format!("{prefix}ports[{index}].name"),
                    ViolationCode::Duplicate,
                    "is also the name of an earlier port: names are unique within a version",
                );
            }
        }
    },
};

pub(crate) static ENVS_ARE_DISTINCT: Rule = Rule {
    name: "envs_are_distinct",
    doc: "No two variables have the same `key`.",
    fields: &["envs"],
    run: |map, prefix, violations| {
        let mut keys = HashSet::new();
        for (index, env) in map.get("envs").and_then(Value::as_array).into_iter().flatten().enumerate() {
            if let Some(key) = env.get("key").and_then(Value::as_str).filter(|key| !key.is_empty())
                && !keys.insert(key)
            {
                violations.add(
                    format!("{prefix}envs[{index}].key"),
                    ViolationCode::Duplicate,
                    "is also the key of an earlier variable, and only one of the two values would be used: use \
                     each key once",
                );
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::violation::Violations;

    fn found(rule: &Rule, body: Value) -> Vec<String> {
        let mut violations = Violations::default();
        (rule.run)(body.as_object().unwrap(), "", &mut violations);
        violations
            .into_violations()
            .into_iter()
            .map(|violation| format!("{} {:?}", violation.path, violation.code))
            .collect()
    }

    #[test]
    fn a_key_comes_once() {
        let env = |key: &&str| json!({"key": key, "value": "1"});
        let envs = |keys: &[&str]| json!({"envs": keys.iter().map(env).collect::<Vec<_>>()});
        assert_eq!(
            found(&ENVS_ARE_DISTINCT, envs(&["A", "B", "a", "", ""])),
            [""; 0],
            "letters count, and empty keys have words of their own"
        );
        assert_eq!(
            found(&ENVS_ARE_DISTINCT, envs(&["A", "B", "A", "A"])),
            ["envs[2].key Duplicate", "envs[3].key Duplicate"]
        );
        for body in [json!({}), json!({"envs": null}), json!({"envs": [1, {}, {"key": 1}]})] {
            assert_eq!(found(&ENVS_ARE_DISTINCT, body), [""; 0]);
        }
    }
}
