//! The macro that defines a resource: its operations as values, and the typed method of each.

/// Defines a resource of the client. One entry is one operation:
///
/// ```text
/// /// Documentation of the method, in every language.
/// create(app; NewVersion: Create) -> one Version under "version"
///     = POST "/v1/app/{app}/version",
///     errors [400, 404, 409, 424],
///     recovery Recovery::Create { get: &operations::get, taken: 409 };
/// ```
///
/// * In parentheses: the path parameters, then the type and the kind of the body.
/// * The output: `nothing`, `one Model` or `list Model`; `under` names the field that holds it.
/// * `errors`: the client errors that the API documents beside 401.
/// * `recovery`: how a lost response is resolved; without it the call is repeated.
///
/// A block after `then` has the operations that consist of requests of others:
///
/// ```text
/// /// Documentation of the method, in every language.
/// ensure(app; NewVersion: Create) -> Version
///     = Ensure { get, create, update },
///     errors [400, 404, 409, 424];
/// ```
///
/// An `Ensure` has the path of its `create`, a `Wait` that of its `get`.
macro_rules! resource {
    (
        $(#[doc = $doc:literal])*
        $Resource:ident = $id:literal {
            $(
                $(#[doc = $op_doc:literal])*
                $method:ident ( $($param:ident),* $(; $Body:ident : $body_kind:ident)? )
                    -> $kind:ident $($Output:ident)? $(under $field:literal)?
                    = $verb:ident $path:literal,
                    errors [$($status:literal),*]
                    $(, recovery $recovery:expr)?;
            )*
        }
        $(then {
            $(
                $(#[doc = $steps_doc:literal])*
                $composed:ident ( $($of:ident),*; $Given:ident : $given_kind:ident ) -> $Object:ident
                    = $Steps:ident { $($step:ident),* },
                    errors [$($steps_status:literal),*];
            )*
        })?
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $Resource<'a>(pub(crate) &'a $crate::execute::Context);

        /// The operations of this resource, each under the name of its method.
        #[allow(non_upper_case_globals, reason = "named as the methods")]
        pub(crate) mod operations {
            use super::*;
            use $crate::schema::operation::{self, Operation, Output, Steps};

            $(
                pub(crate) static $method: Operation = Operation {
                    id: concat!($id, ".", stringify!($method)),
                    doc: concat!($($op_doc, "\n"),*),
                    method: reqwest::Method::$verb,
                    path: $path,
                    parameters: resource!(@parameters $kind $($Output)?),
                    body: resource!(@body $($Body $body_kind)?),
                    output: resource!(@output $kind $($Output)? $(, $field)?),
                    errors: &[$($status),*],
                    recovery: resource!(@recovery $($recovery)?),
                    steps: Steps::One,
                };
            )*

            $($(
                pub(crate) static $composed: Operation = Operation {
                    id: concat!($id, ".", stringify!($composed)),
                    doc: concat!($($steps_doc, "\n"),*),
                    method: resource!(@method $Steps),
                    path: resource!(@path $Steps),
                    parameters: &[],
                    body: resource!(@body $Given $given_kind),
                    output: resource!(@output one $Object),
                    errors: &[$($steps_status),*],
                    recovery: operation::Recovery::Repeat,
                    steps: Steps::$Steps { $($step: &$step),* },
                };
            )*)?

            /// This resource, with its operations in the order of the API's documentation.
            pub(crate) const RESOURCE: operation::Resource = operation::Resource {
                name: $id,
                doc: concat!($($doc, "\n"),*),
                operations: &[$(&$method,)* $($(&$composed),*)?],
            };
        }

        impl $Resource<'_> {
            $(
                $(#[doc = $op_doc])*
                #[doc = concat!("\n\nHTTP: `", stringify!($verb), " ", $path, "`. ")]
                #[doc = concat!("Documented errors: ", $(stringify!($status), " ",)* "and 401, 500.")]
                pub fn $method(
                    &self
                    $(, $param: impl Into<String>)*
                    $(, body: $Body)?
                ) -> resource!(@call $kind $($Output)?) {
                    let path = vec![$((stringify!($param).into(), serde_json::Value::String($param.into()))),*];
                    let body: Option<serde_json::Result<serde_json::Value>> =
                        None $(.or(Some(serde_json::to_value::<$Body>(body))))?;
                    resource!(@new $kind)(self.0.clone(), &operations::$method, path, body)
                }
            )*

            $($(
                $(#[doc = $steps_doc])*
                #[doc = "\n\nHTTP: the requests of "]
                #[doc = concat!($("[`", stringify!($step), "`](Self::", stringify!($step), ") "),*, ".")]
                pub fn $composed(&self, $($of: impl Into<String>,)* body: $Given) -> $crate::Call<$Object> {
                    let path = vec![$((stringify!($of).into(), serde_json::Value::String($of.into()))),*];
                    let body = Some(serde_json::to_value::<$Given>(body));
                    $crate::Call::new(self.0.clone(), &operations::$composed, path, body)
                }
            )*)?
        }
    };

    (@parameters list EndpointStorage) => { operation::PAGING_AND_FIELDS };
    (@parameters list $Output:ident) => { operation::PAGING };
    (@parameters $kind:ident $($Output:ident)?) => { &[] };
    (@body) => { None };
    (@body $Body:ident $body_kind:ident) => {
        Some(operation::Body { model: resource!(@model $Body), kind: $crate::schema::model::BodyKind::$body_kind })
    };
    (@output nothing) => { Output::Nothing };
    (@output one $Output:ident) => { Output::One(resource!(@model $Output), None) };
    (@output one $Output:ident, $field:literal) => { Output::One(resource!(@model $Output), Some($field)) };
    (@output list $Output:ident, $field:literal) => { Output::Page(resource!(@model $Output), $field) };
    (@method Ensure) => { reqwest::Method::POST };
    (@method Wait) => { reqwest::Method::GET };
    (@path Ensure) => { create.path };
    (@path Wait) => { get.path };
    (@model $Model:ident) => { <$Model as $crate::schema::model::Described>::MODEL };
    (@recovery) => { operation::Recovery::Repeat };
    (@recovery $recovery:expr) => { $recovery };
    (@call nothing) => { $crate::Call<()> };
    (@call one $Output:ident) => { $crate::Call<$Output> };
    (@call list $Output:ident) => { $crate::List<$Output> };
    (@new list) => { $crate::List::new };
    (@new $kind:ident) => { $crate::Call::new };
}
pub(crate) use resource;
