//! OpenAPI 3.1: the control interface from its table, and the emulated operations from the rules.

use serde_json::{Map, Value, json};

use super::endpoint::{self, ENDPOINTS, Endpoint};
use crate::request::Operation;
use crate::response::{HttpResponse, Result};
use crate::rules::{
    APPLICATION, BodyKind, ENDPOINT_STORAGE, Field, Kind, Model, PULL_PROFILE, Presence, TAG_SELECTION, VERSION,
    Visibility,
};

/// The document with a name.
pub(super) fn response(name: &str) -> Result<HttpResponse> {
    match name {
        "control.json" => Ok(HttpResponse::ok(&control())),
        "api.json" => Ok(HttpResponse::ok(&api())),
        _ => Err(HttpResponse::message(404, "There is no such document, only control.json and api.json.")),
    }
}

fn document(title: &str, description: &str, security: Value, paths: Map<String, Value>) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": title, "description": description, "version": env!("CARGO_PKG_VERSION")},
        "servers": [{"url": "/"}],
        "security": security,
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "The word `token`, a space and a token.",
                },
            },
            "schemas": {
                "Error": {
                    "type": "object",
                    "properties": {"message": {"type": "string"}},
                    "required": ["message"],
                },
            },
        },
    })
}

/// A response with a JSON body.
fn json_response(description: &str, schema: Value) -> Value {
    json!({"description": description, "content": {"application/json": {"schema": schema}}})
}

fn error_response() -> Value {
    json_response("An error, whose message says what is wrong.", json!({"$ref": "#/components/schemas/Error"}))
}

fn control() -> Value {
    let mut paths = Map::new();
    for endpoint in ENDPOINTS {
        let path = paths.entry(endpoint.full_path()).or_insert_with(|| json!({}));
        path[endpoint.method.to_ascii_lowercase()] = endpoint.to_openapi();
    }
    let description = "Requests from the same machine need no token. Requests from other machines need a valid one.";
    document("Control interface of edgegap-emulator", description, json!([{}, {"token": []}]), paths)
}

impl Endpoint {
    fn to_openapi(&self) -> Value {
        let mut operation = json!({"summary": self.summary});
        let parameters = self.parameters.iter().map(|parameter| {
            let is_in_path = self.path.contains(&format!("{{{}}}", parameter.name));
            json!({
                "name": parameter.name,
                "in": if is_in_path { "path" } else { "query" },
                "required": is_in_path,
                "description": parameter.doc,
                "schema": parameter.schema(),
            })
        });
        let parameters: Vec<Value> = parameters.collect();
        if !parameters.is_empty() {
            operation["parameters"] = parameters.into();
        }
        if let Some(example) = self.example {
            let fields = self.fields.iter().map(|field| {
                let mut schema = field.schema();
                schema["description"] = field.doc.into();
                (field.name.to_owned(), schema)
            });
            let required: Vec<&str> =
                self.fields.iter().filter(|field| field.is_always_required()).map(|field| field.name).collect();
            let schema = json!({
                "type": "object",
                "properties": fields.collect::<Map<_, _>>(),
                "required": required,
                "additionalProperties": false,
            });
            let example: Value = serde_json::from_str(example).unwrap_or_default();
            operation["requestBody"] =
                json!({"required": true, "content": {"application/json": {"schema": schema, "example": example}}});
        }
        let done = match (self.method, self.path) {
            ("GET", "events") => json!({"description": "The stream.", "content": {"text/event-stream": {}}}),
            ("GET", _) | ("POST", "faults") => json_response("The value.", json!({"type": "object"})),
            _ => json!({"description": "Done."}),
        };
        let status = if done.get("content").is_some() { "200" } else { "204" };
        operation["responses"] = json!({status: done, "default": error_response()});
        operation
    }
}

impl endpoint::Field {
    /// The schema of the JSON type, which is the beginning of the form.
    fn schema(&self) -> Value {
        let (form, _) = self.form.split_once(", default").unwrap_or((self.form, ""));
        if form.starts_with("array") {
            return json!({"type": "array"});
        }
        let types: Vec<&str> = form.split(" or ").collect();
        json!({"type": types})
    }

    fn is_always_required(&self) -> bool {
        !self.form.contains("default") && !self.doc.contains("only for") && !self.doc.contains(" for ")
    }
}

/// The models of the bodies, with their name in the id of an operation.
static RESOURCES: [(&str, &Model); 4] = [
    ("applications", &APPLICATION),
    ("versions", &VERSION),
    ("endpoint_storages", &ENDPOINT_STORAGE),
    ("pull_profiles", &PULL_PROFILE),
];

fn api() -> Value {
    let mut paths = Map::new();
    for operation in Operation::ALL {
        let path = paths.entry(operation.path()).or_insert_with(|| json!({}));
        path[operation.method().as_str().to_ascii_lowercase()] = operation.to_openapi();
    }
    let description = "The operations that the emulator has, with the rules of their bodies.";
    let mut document = document("Emulated API", description, json!([{"token": []}]), paths);
    for (_, model) in RESOURCES {
        for (suffix, kind) in [("Create", BodyKind::Create), ("Update", BodyKind::Update)] {
            document["components"]["schemas"][format!("{}{suffix}", model.name)] = body_schema(model, kind);
        }
        document["components"]["schemas"][model.name] = response_schema(model);
    }
    document["components"]["schemas"][TAG_SELECTION.name] = body_schema(&TAG_SELECTION, BodyKind::Create);
    document
}

impl Operation {
    fn to_openapi(self) -> Value {
        let (resource, name) = self.id().split_once('.').unwrap_or((self.id(), ""));
        let mut parameters: Vec<Value> = self.path().split('/').filter_map(path_parameter).collect();
        if name.starts_with("list") {
            parameters.extend(
                ["page", "limit"]
                    .map(|name| json!({"name": name, "in": "query", "schema": {"type": "integer", "minimum": 1}})),
            );
        }
        let mut operation = json!({"operationId": self.id(), "tags": [resource], "parameters": parameters});
        let model = RESOURCES.iter().find(|(name, _)| *name == resource).map(|(_, model)| model.name);
        let body = match (name, model) {
            ("create", Some(model)) => Some(format!("{model}Create")),
            ("update", Some(model)) => Some(format!("{model}Update")),
            ("delete_tags", _) => Some(TAG_SELECTION.name.to_owned()),
            _ => None,
        };
        if let Some(body) = body {
            let schema = json!({"$ref": format!("#/components/schemas/{body}")});
            operation["requestBody"] = json!({"required": true, "content": {"application/json": {"schema": schema}}});
        }
        let schema = match (name, model) {
            ("create" | "update", Some("Version")) => json!({
                "type": "object",
                "properties": {"success": {"type": "boolean"}, "version": {"$ref": "#/components/schemas/Version"}},
            }),
            ("create" | "get" | "update", Some(model)) => json!({"$ref": format!("#/components/schemas/{model}")}),
            _ => json!({"type": "object"}),
        };
        operation["responses"] = json!({
            "2XX": json_response("The call was carried out. A 204 has no body.", schema),
            "default": error_response(),
        });
        operation
    }
}

fn path_parameter(part: &str) -> Option<Value> {
    let name = part.strip_prefix('{')?.strip_suffix('}')?;
    Some(json!({"name": name, "in": "path", "required": true, "schema": {"type": "string", "minLength": 1}}))
}

fn body_schema(model: &Model, kind: BodyKind) -> Value {
    let fields = || model.fields.iter().filter(|field| field.presence(kind) != Presence::Absent);
    let required: Vec<&str> =
        fields().filter(|field| field.presence(kind) == Presence::Required).map(|field| field.name).collect();
    let properties: Map<String, Value> = fields().map(|field| (field.name.to_owned(), field.schema(kind))).collect();
    json!({"type": "object", "properties": properties, "required": required})
}

fn response_schema(model: &Model) -> Value {
    let shown = model.fields.iter().filter(|field| field.visibility != Visibility::Never);
    let properties: Map<String, Value> = shown.map(|field| (field.name.to_owned(), field.kind.schema())).collect();
    json!({"type": "object", "properties": properties})
}

impl Field {
    fn schema(&self, kind: BodyKind) -> Value {
        let mut schema = self.kind.schema();
        let bounds = self.bounds(kind);
        let (min, max) = match self.kind {
            Kind::Integer | Kind::Number => ("minimum", "maximum"),
            Kind::Objects(_) | Kind::Strings => ("minItems", "maxItems"),
            _ => ("minLength", "maxLength"),
        };
        // An empty string that removes a value is shorter than the minimum.
        if let Some(bound) = bounds.min.filter(|_| !self.empty_clears) {
            schema[min] = bound.into();
        }
        if let Some(bound) = bounds.max {
            schema[max] = bound.into();
        }
        if let Some(default) = self.default.filter(|_| kind == BodyKind::Create) {
            schema["default"] = serde_json::from_str(default).unwrap_or_default();
        }
        if self.presence(kind) == Presence::Nullable {
            schema["type"] = json!([schema["type"], "null"]);
        }
        if self.visibility != Visibility::Shown {
            schema["writeOnly"] = true.into();
        }
        schema
    }
}

impl Kind {
    fn schema(self) -> Value {
        match self {
            Kind::Boolean => json!({"type": "boolean"}),
            Kind::Integer => json!({"type": "integer"}),
            Kind::Number => json!({"type": "number"}),
            Kind::String => json!({"type": "string"}),
            Kind::Base64 => json!({"type": "string", "contentEncoding": "base64"}),
            Kind::Enum(values) => json!({"type": "string", "enum": values}),
            Kind::OpenEnum(values) => json!({"type": "string", "examples": values}),
            // A nested object is always sent whole.
            Kind::Objects(model) => json!({"type": "array", "items": body_schema(model, BodyKind::Create)}),
            Kind::Strings => json!({"type": "array", "items": {"type": "string"}}),
            Kind::Timestamp => json!({"type": "string", "readOnly": true}),
        }
    }
}
