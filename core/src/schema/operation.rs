//! What an operation is: one value per endpoint of the API, from which come the typed method,
//! `dispatch` and the description.

use reqwest::Method;

use crate::schema::model::{BodyKind, Model};

/// One operation of the API.
#[derive(Debug)]
pub struct Operation {
    /// `versions.create`.
    pub id: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path, with its parameters in braces.
    pub path: &'static str,
    /// Query parameters, and the one header that works like one.
    pub parameters: &'static [Parameter],
    /// The body that it takes.
    pub body: Option<Body>,
    /// What it answers.
    pub output: Output,
    /// Documented client errors.
    pub errors: &'static [u16],
    /// What tells, after a lost response, whether the call was carried out.
    pub recovery: Recovery,
}

/// A query parameter.
#[derive(Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it does, with its default.
    pub doc: &'static str,
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

/// What tells, after a lost response, whether the call was carried out.
#[derive(Clone, Copy, Debug)]
pub enum Recovery {
    /// Nothing needs to: carrying it out twice is the same as once.
    Repeat,
    /// The name in the body is unique: a response with this status may mean that an earlier attempt
    /// created it.
    Create {
        /// The operation that reads the object.
        get: &'static Operation,
        /// The status that means "the name is taken".
        taken: u16,
    },
    /// The name in the body may have become the new one: a 404 may mean that an earlier attempt did
    /// that. An incomplete response is completed by reading the object.
    Update {
        /// The operation that reads the object.
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

    pub(crate) fn is_get(&self) -> bool {
        self.method == Method::GET
    }
}

/// `page` and `limit`.
pub(crate) const PAGING: &[Parameter] = &[
    Parameter { name: "page", doc: "Number of the first page, 1 or more. Default 1." },
    Parameter { name: "limit", doc: "Items per page, 1 or more. Default 100. The service may return fewer." },
];

/// `page`, `limit` and the field mask.
pub(crate) const PAGING_AND_FIELDS: &[Parameter] = &[
    Parameter { name: "page", doc: "Number of the first page, 1 or more. Default 1." },
    Parameter { name: "limit", doc: "Items per page, 1 or more. Default 100. The service may return fewer." },
    Parameter {
        name: "fields",
        doc: "Fields to return, such as `endpoints{name,bucket}` or `*`, sent as the header `X-Fields`. Items are then plain objects.",
    },
];
