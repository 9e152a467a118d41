//! The macro that makes a resource: the values of its operations and the typed methods, from one place.

/// Defines a resource of the client. One entry is one operation:
///
/// ```text
/// /// What it does.
/// create(app; NewVersion: Create) -> Version under "version" = POST "/v1/app/{app}/version", errors [400, 404], recovery;
/// ```
macro_rules! resource {
    (
        $(#[doc = $doc:literal])*
        $Resource:ident = $id:literal {
            $(
                $(#[doc = $op_doc:literal])*
                $method:ident ( $($param:ident),* $(; $Body:ident : $slot:ident)? ) -> $kind:ident $($Output:ident)? $(under $member:literal)?
                    = $verb:ident $path:literal, errors [$($status:literal),*] $(, $recovery:expr)?;
            )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $Resource<'a>(pub(crate) &'a $crate::Client);

        /// The name of this resource and its documentation.
        pub(crate) const RESOURCE: (&str, &str) = ($id, concat!($($doc, "\n"),*));

        /// The operations of this resource.
        pub(crate) static OPERATIONS: &[$crate::operation::Operation] = &[$(
            $crate::operation::Operation {
                id: concat!($id, ".", stringify!($method)),
                doc: concat!($($op_doc, "\n"),*),
                method: reqwest::Method::$verb,
                path: $path,
                parameters: resource!(@parameters $kind $($Output)?),
                body: resource!(@body $($Body $slot)?),
                output: resource!(@output $kind $($Output)? $(, $member)?),
                errors: &[$($status),*],
                recovery: resource!(@recovery $($recovery)?),
            }
        ),*];

        impl $Resource<'_> {
            $(
                $(#[doc = $op_doc])*
                #[doc = concat!("\n\nHTTP: `", stringify!($verb), " ", $path, "`. Documented errors: ", $(stringify!($status), " ",)* "and 401, 500.")]
                pub fn $method(&self $(, $param: impl Into<String>)* $(, body: $Body)?) -> resource!(@call $kind $($Output)?) {
                    static OPERATION: std::sync::LazyLock<&'static $crate::operation::Operation> =
                        std::sync::LazyLock::new(|| $crate::operation::Operation::find(concat!($id, ".", stringify!($method))).expect("operations are listed"));
                    let path = vec![$((std::borrow::Cow::Borrowed(stringify!($param)), serde_json::Value::String($param.into()))),*];
                    let body: Option<serde_json::Result<serde_json::Value>> = None $(.or(Some(serde_json::to_value::<$Body>(body))))?;
                    resource!(@new $kind)(self.0.clone(), *OPERATION, path, body)
                }
            )*
        }
    };

    (@parameters list EndpointStorage) => { $crate::operation::PAGING_AND_FIELDS };
    (@parameters list $Output:ident) => { $crate::operation::PAGING };
    (@parameters $kind:ident $($Output:ident)?) => { &[] };
    (@body) => { None };
    (@body $Body:ident $slot:ident) => {
        Some($crate::operation::Body { model: <$Body as $crate::model::Described>::MODEL, slot: $crate::model::Slot::$slot })
    };
    (@output nothing) => { $crate::operation::Output::Nothing };
    (@output one $Output:ident) => { $crate::operation::Output::One(<$Output as $crate::model::Described>::MODEL, None) };
    (@output one $Output:ident, $member:literal) => { $crate::operation::Output::One(<$Output as $crate::model::Described>::MODEL, Some($member)) };
    (@output list $Output:ident, $member:literal) => { $crate::operation::Output::Page(<$Output as $crate::model::Described>::MODEL, $member) };
    (@recovery) => { $crate::operation::Recovery::Repeat };
    (@recovery $recovery:expr) => { $recovery };
    (@call nothing) => { $crate::Call<()> };
    (@call one $Output:ident) => { $crate::Call<$Output> };
    (@call list $Output:ident) => { $crate::List<$Output> };
    (@new list) => { $crate::List::new };
    (@new $kind:ident) => { $crate::Call::new };
}
pub(crate) use resource;
