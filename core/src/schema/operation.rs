//! The types that describe an operation of the API. Typed methods, `dispatch` and the description
//! use one value per operation.

use reqwest::Method;

use crate::schema::model::{BodyKind, Model};

/// One operation of the API.
#[derive(Debug)]
pub struct Operation {
    /// ID, such as `versions.create`.
    pub id: &'static str,
    /// Documentation.
    pub doc: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path with parameters in braces.
    pub path: &'static str,
    /// Query parameters, and the header `X-Fields`.
    pub parameters: &'static [Parameter],
    /// Body of the request.
    pub body: Option<Body>,
    /// Body of the response.
    pub output: Output,
    /// Documented client errors.
    pub errors: &'static [u16],
    /// How to find out, after a lost response, if the call was carried out.
    pub recovery: Recovery,
}

/// A query parameter.
#[derive(Debug)]
pub struct Parameter {
    /// Name.
    pub name: &'static str,
    /// Documentation, with the default.
    pub doc: &'static str,
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

/// How to find out, after a lost response, if the call was carried out.
#[derive(Clone, Copy, Debug)]
pub enum Recovery {
    /// Not necessary: repeating the call has no further effect.
    Repeat,
    /// The name in the body is unique, so a response with this status may mean that an earlier
    /// attempt created the object.
    Create {
        /// The operation that gets the object.
        get: &'static Operation,
        /// The status for a taken name.
        taken: u16,
    },
    /// The object may have its new name already, so a 404 may mean that an earlier attempt
    /// succeeded. An incomplete response is completed with a GET.
    Update {
        /// The operation that gets the object.
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
        doc: "Fields to return, such as `endpoints{name,bucket}` or `*`, sent as the header `X-Fields`. Items \
              are then plain objects.",
    },
];
