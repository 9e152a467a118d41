//! The help of the control interface: `GET /_emulator/help`.

use serde_json::{Value, json};

use super::ROOT;
use super::endpoint::{ENDPOINTS, Endpoint};

const INTRODUCTION: &str = "\
EDGEGAP_BASE_URL is the URL of the emulator. Requests from the same machine need no token. For
requests from other machines, add -H \"Authorization: token $EDGEGAP_TOKEN\".
An error has a status of 400 or more, and a body {\"message\": \"...\"}. A request to the API with
/_emulator/api before its path needs no token of the API, and no fault hits it.
";

/// The help as plain text.
pub(super) fn text() -> String {
    let title = format!("Control interface of edgegap-emulator {}", env!("CARGO_PKG_VERSION"));
    let entries = ENDPOINTS.iter().map(|endpoint| format!("\n{}", endpoint.text()));
    format!("{title}\n\n{INTRODUCTION}{}", entries.collect::<String>())
}

/// The help as JSON.
pub(super) fn json() -> Value {
    let requests: Vec<Value> = ENDPOINTS.iter().map(Endpoint::json).collect();
    json!({"service": super::SERVICE, "version": env!("CARGO_PKG_VERSION"), "requests": requests})
}

impl Endpoint {
    pub(super) fn full_path(&self) -> String {
        if self.path.is_empty() { ROOT.to_owned() } else { format!("{ROOT}/{}", self.path) }
    }

    fn curl(&self) -> String {
        let method = if self.method == "GET" { String::new() } else { format!("-X {} ", self.method) };
        let body = self.example.map(|example| format!(" -d '{example}'")).unwrap_or_default();
        let path = self.full_path().replace("{id}", "1").replace("{name}", "demo").replace("{document}", "api.json");
        format!("curl {method}\"$EDGEGAP_BASE_URL{path}\"{body}")
    }

    fn text(&self) -> String {
        let mut text = format!("{} {}\n    {}\n", self.method, self.full_path(), self.summary);
        for field in self.parameters.iter().chain(self.fields) {
            text.push_str(&format!("    - {} ({}): {}\n", field.name, field.form, field.doc));
        }
        text.push_str(&format!("    {}\n", self.curl()));
        text
    }

    fn json(&self) -> Value {
        let field =
            |field: &super::endpoint::Field| json!({"name": field.name, "type": field.form, "description": field.doc});
        json!({
            "method": self.method,
            "path": self.full_path(),
            "description": self.summary,
            "parameters": self.parameters.iter().map(field).collect::<Vec<_>>(),
            "fields": self.fields.iter().map(field).collect::<Vec<_>>(),
            "example": self.example.and_then(|example| serde_json::from_str::<Value>(example).ok()),
            "curl": self.curl(),
        })
    }
}
