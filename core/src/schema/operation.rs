//! What an operation is: one value per endpoint of the API, from which come the typed method,
//! `dispatch` and the description.

use std::borrow::Cow;

use reqwest::Method;
use serde::Serialize;

use crate::schema::model::{BodyKind, Bounds, Field, Kind, Model};

/// One operation of the API.
#[derive(Debug, Serialize)]
pub struct Operation {
    /// `versions.create`.
    pub id: &'static str,
    /// What it does.
    #[serde(serialize_with = "crate::schema::description::doc")]
    pub doc: &'static str,
    /// HTTP method.
    #[serde(serialize_with = "crate::schema::description::method")]
    pub method: Method,
    /// Path, with its parameters in braces.
    pub path: &'static str,
    /// Query parameters, and the one header that works like one.
    #[serde(rename = "query", skip_serializing_if = "<[_]>::is_empty")]
    pub parameters: &'static [Parameter],
    /// The body that it takes.
    #[serde(serialize_with = "crate::schema::description::body", skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// What it answers.
    #[serde(serialize_with = "crate::schema::description::output")]
    pub output: Output,
    /// Documented client errors.
    pub errors: &'static [u16],
    /// What tells, after a lost response, whether the call was carried out.
    pub recovery: Recovery,
}

/// A query parameter.
#[derive(Clone, Debug, Serialize)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it does, with its default.
    pub doc: Cow<'static, str>,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Bounds of its value, or of its length.
    #[serde(flatten)]
    pub bounds: Bounds,
}

/// The body of a request: a model in its create or update form.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    /// The model.
    pub model: &'static Model,
    /// The form.
    pub kind: BodyKind,
}

/// The body of a success.
#[derive(Clone, Copy, Debug)]
pub enum Output {
    /// Nothing worth decoding.
    Nothing,
    /// One object, bare or under the member named.
    One(&'static Model, Option<&'static str>),
    /// A page of objects under the member named.
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

/// What tells, after a lost response, whether the call was carried out.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Recovery {
    /// Nothing needs to: carrying it out twice is the same as once.
    Repeat,
    /// The name in the body is unique: a response with this status may mean that an earlier attempt
    /// created it.
    Create {
        /// The operation that reads the object.
        #[serde(serialize_with = "crate::schema::description::operation_id")]
        get: &'static Operation,
        /// The status that means "the name is taken".
        taken: u16,
    },
    /// The name in the body may have become the new one: a 404 may mean that an earlier attempt did
    /// that. An incomplete response is completed by reading the object.
    Update {
        /// The operation that reads the object.
        #[serde(serialize_with = "crate::schema::description::operation_id")]
        get: &'static Operation,
    },
    /// A 404 may mean that an earlier attempt deleted it.
    Delete,
    /// A 404, of the whole or of a single result, may mean that an earlier attempt deleted it.
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

    /// What a path parameter names, in words.
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

    /// The resource, `versions`.
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
