//! The types that describe an operation of the API. Typed methods, `dispatch` and the description
//! use one value per operation.

use std::borrow::Cow;

use reqwest::Method;
use serde::{Serialize, Serializer};

use crate::schema::model::{BodyKind, Bounds, Field, Kind, Model};

/// One operation of the API.
#[derive(Debug, Serialize)]
pub struct Operation {
    /// ID, such as `versions.create`.
    pub id: &'static str,
    /// Documentation.
    #[serde(serialize_with = "crate::schema::serialize::doc")]
    pub doc: &'static str,
    /// HTTP method.
    #[serde(serialize_with = "crate::schema::serialize::method")]
    pub method: Method,
    /// Path with parameters in braces.
    pub path: &'static str,
    /// Query parameters, and the header `X-Fields`.
    #[serde(rename = "query", skip_serializing_if = "<[_]>::is_empty")]
    pub parameters: &'static [Parameter],
    /// Body of the request.
    #[serde(serialize_with = "body", skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// Body of the response.
    #[serde(serialize_with = "output")]
    pub output: Output,
    /// Documented client errors.
    pub errors: &'static [u16],
    /// How to find out, after a lost response, if the call was carried out.
    pub recovery: Recovery,
    /// The requests of the call.
    #[serde(skip_serializing_if = "Steps::is_one")]
    pub steps: Steps,
}

/// The requests of a call.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Steps {
    /// One request, sent again where that is safe.
    One,
    /// Gets the object, then creates it, updates the fields that differ, or does nothing more.
    Ensure {
        /// The operation that gets the object.
        #[serde(serialize_with = "operation_id")]
        get: &'static Operation,
        /// The operation that creates it.
        #[serde(serialize_with = "operation_id")]
        create: &'static Operation,
        /// The operation that updates it.
        #[serde(serialize_with = "operation_id")]
        update: &'static Operation,
    },
    /// Gets the object until its fields have the given values.
    Wait {
        /// The operation that gets the object.
        #[serde(serialize_with = "operation_id")]
        get: &'static Operation,
    },
}

impl Steps {
    /// True for a single request.
    pub fn is_one(&self) -> bool {
        matches!(self, Self::One)
    }
}

/// A query parameter.
#[derive(Clone, Debug, Serialize)]
pub struct Parameter {
    /// Name.
    pub name: &'static str,
    /// Documentation, with the default.
    pub doc: Cow<'static, str>,
    /// Type of the value.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Bounds of the value, or of its length.
    #[serde(flatten)]
    pub bounds: Bounds,
}

/// The body of a request.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    /// The model.
    pub model: &'static Model,
    /// The form of the model.
    pub kind: BodyKind,
}

/// The body of a successful response.
#[derive(Clone, Copy, Debug)]
pub enum Output {
    /// No value.
    Nothing,
    /// One object, optionally in the field with this name.
    One(&'static Model, Option<&'static str>),
    /// A page of objects in the field with this name.
    Page(&'static Model, &'static str),
}

impl Body {
    /// Name of the type of this body, `NewVersion`.
    pub fn type_name(&self) -> Option<&'static str> {
        match self.kind {
            BodyKind::Create => self.model.new,
            BodyKind::Update => self.model.update,
        }
    }
}

impl Output {
    /// The model of the object or of the items.
    pub fn model(&self) -> Option<&'static Model> {
        match self {
            Self::Nothing => None,
            Self::One(model, _) | Self::Page(model, _) => Some(model),
        }
    }
}

/// How to find out, after a lost response, if the call was carried out.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Recovery {
    /// Not necessary: repeating the call has no further effect.
    Repeat,
    /// The name in the body is unique, so a response with this status may mean that an earlier
    /// attempt created the object.
    Create {
        /// The operation that gets the object.
        #[serde(serialize_with = "operation_id")]
        get: &'static Operation,
        /// The status for a taken name.
        taken: u16,
    },
    /// The object may have its new name already, so a 404 may mean that an earlier attempt
    /// succeeded. An incomplete response is completed with a GET.
    Update {
        /// The operation that gets the object.
        #[serde(serialize_with = "operation_id")]
        get: &'static Operation,
    },
    /// A 404 may mean that an earlier attempt deleted the object.
    Delete,
    /// A 404 of the call or of a single result may mean that an earlier attempt deleted the object.
    DeleteMany,
}

impl Operation {
    /// The names of the parameters in the path, in order.
    pub fn path_parameters(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
    }

    /// The parameters in the path, in order, with their documentation.
    pub fn described_path(&self) -> Vec<Parameter> {
        self.path_parameters()
            .map(|name| Parameter {
                doc: format!("Name of the {}.", self.noun(name)).into(),
                ..parameter(name, Kind::String, "")
            })
            .collect()
    }

    /// The noun for a path parameter, for messages.
    pub fn noun(&self, parameter: &str) -> &'static str {
        match parameter {
            "app" => "application",
            "version" => "version",
            "image" => "image in the container registry",
            "tag" => "tag",
            "storage" => "endpoint storage",
            "profile" => "pull profile",
            _ => "object",
        }
    }

    /// Name of the resource, such as `versions`.
    pub fn resource(&self) -> &'static str {
        self.id.split('.').next().unwrap_or_default()
    }

    /// The name of the method, `create`.
    pub fn name(&self) -> &'static str {
        self.id.split('.').nth(1).unwrap_or_default()
    }

    /// The fields of the body, required ones first.
    pub fn body_fields(&self) -> Vec<&'static Field> {
        let Some(body) = self.body else { return Vec::new() };
        let (required, rest): (Vec<_>, Vec<_>) =
            body.model.fields_of(body.kind).partition(|field| field.is_required(body.kind));
        [required, rest].concat()
    }

    /// True if the reply is a list.
    pub fn is_list(&self) -> bool {
        matches!(self.output, Output::Page(..))
    }

    /// The requests of a call, for documentation: `` `POST /v1/app` ``.
    pub fn requests(&self) -> String {
        let request = |operation: &Operation| format!("`{} {}`", operation.method, operation.path);
        match self.steps {
            Steps::One => request(self),
            Steps::Ensure { get, create, update } => {
                format!("{}, then {} or {}", request(get), request(create), request(update))
            }
            Steps::Wait { get } => format!("{}, repeated", request(get)),
        }
    }

    /// True if a call can change something.
    pub fn is_changing(&self) -> bool {
        !self.is_get()
    }

    pub(crate) fn is_get(&self) -> bool {
        self.method == Method::GET
    }
}

const fn parameter(name: &'static str, kind: Kind, doc: &'static str) -> Parameter {
    Parameter { name, doc: Cow::Borrowed(doc), kind, bounds: Bounds { min: Some(1), max: None } }
}

const PAGE: Parameter = parameter("page", Kind::Int, "Number of the first page, 1 or more. Default 1.");
const LIMIT: Parameter =
    parameter("limit", Kind::Int, "Items per page, 1 or more. Default 100. The service may return fewer.");
const FIELDS: Parameter = parameter(
    "fields",
    Kind::String,
    "Fields to return, such as `endpoints{name,bucket}` or `*`, sent as the header `X-Fields`. Items are then plain \
     objects.",
);

/// `page` and `limit`.
pub(crate) const PAGING: &[Parameter] = &[PAGE, LIMIT];

/// `page`, `limit` and the field mask.
pub(crate) const PAGING_AND_FIELDS: &[Parameter] = &[PAGE, LIMIT, FIELDS];

/// A resource of a client.
#[derive(Debug, Serialize)]
pub struct Resource {
    /// Name of the resource, `versions`.
    pub name: &'static str,
    /// Documentation of the resource.
    #[serde(serialize_with = "crate::schema::serialize::doc")]
    pub doc: &'static str,
    /// Operations of the resource.
    #[serde(skip)]
    pub operations: &'static [&'static Operation],
}

fn operation_id<S: Serializer>(operation: &&Operation, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(operation.id)
}

fn body<S: Serializer>(body: &Option<Body>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Described {
        model: &'static str,
        r#type: Option<&'static str>,
        kind: BodyKind,
    }
    body.map(|body| Described { model: body.model.name, r#type: body.type_name(), kind: body.kind })
        .serialize(serializer)
}

fn output<S: Serializer>(output: &Output, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Described {
        shape: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        model: Option<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        member: Option<&'static str>,
    }
    let (shape, member) = match *output {
        Output::Nothing => ("nothing", None),
        Output::One(_, member) => ("one", member),
        Output::Page(_, member) => ("page", Some(member)),
    };
    Described { shape, model: output.model().map(|model| model.name), member }.serialize(serializer)
}
