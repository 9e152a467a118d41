//! The macro that makes the three Rust types of a model (reply, create, update) and its table out of one line per field.

/// Defines a family of types. One line is one field:
///
/// ```text
/// /// What it is, with its unit.
/// name: RustType [in a create, in an update, in a reply].bound(1, 64).more();
/// ```
///
/// In a create: `required`, `optional`, `nullable` or `no`; in an update: `optional`, `nullable` or `no`; in a reply: `promised`, `promised_if_readable`
/// (a time stamp), `maybe` or `no`. A type that differs between reply and request is written `Vec<Port> as Vec<NewPort>`.
macro_rules! model {
    ($(#[doc = $doc:literal])* $Reply:ident / $New:ident / $Update:ident rules $rules:tt { $($fields:tt)* }) => {
        model!(@reply { $(#[doc = $doc])* $Reply } {} $($fields)*);
        model!(@create { #[doc = concat!("Body of a create of [`", stringify!($Reply), "`].\n\nRequired members come first in the API's documentation; the rest may stay `None`.")] $New } {} $($fields)*);
        model!(@update { #[doc = concat!("Changes to a [`", stringify!($Reply), "`]: only the members that are set are sent, and changed.")] $Update } {} $($fields)*);
        model!(@table $Reply { $($doc),* } { Some(stringify!($New)) } { Some(stringify!($Update)) } $rules $($fields)*);
        $crate::schema::model::impl_described!($New, $Reply);
        $crate::schema::model::impl_described!($Update, $Reply);
    };
    ($(#[doc = $doc:literal])* $Reply:ident / $New:ident rules $rules:tt { $($fields:tt)* }) => {
        model!(@reply { $(#[doc = $doc])* $Reply } {} $($fields)*);
        model!(@create { $(#[doc = $doc])* $New } {} $($fields)*);
        model!(@table $Reply { $($doc),* } { Some(stringify!($New)) } { None } $rules $($fields)*);
        $crate::schema::model::impl_described!($New, $Reply);
    };
    ($(#[doc = $doc:literal])* - / $New:ident { $($fields:tt)* }) => {
        model!(@create { $(#[doc = $doc])* $New } {} $($fields)*);
        model!(@table $New { $($doc),* } { Some(stringify!($New)) } { None } [] $($fields)*);
    };
    ($(#[doc = $doc:literal])* $Reply:ident { $($fields:tt)* }) => {
        model!(@reply { $(#[doc = $doc])* $Reply } {} $($fields)*);
        model!(@table $Reply { $($doc),* } { None } { None } [] $($fields)*);
    };

    // The type of a reply. It decodes what the canonicaliser made, so it is lenient; unknown members are in `extra`.
    (@reply { $(#[$meta:meta])* $Name:ident } { $($done:tt)* }) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[non_exhaustive]
        pub struct $Name {
            $($done)*
            /// Members that this SDK does not model, and the raw value of any that could not be read.
            #[serde(rename = "$extra", default, skip_serializing_if = "serde_json::Map::is_empty")]
            pub extra: serde_json::Map<String, serde_json::Value>,
        }
    };
    (@reply $head:tt { $($done:tt)* } $(#[doc = $doc:literal])* $name:ident : $ty:ty $(as $send:ty)? [$c:ident, $u:ident, promised] $(. $f:ident ($($a:tt)*))* ; $($rest:tt)*) => {
        model!(@reply $head { $($done)* $(#[doc = $doc])* pub $name: $ty, } $($rest)*);
    };
    (@reply $head:tt { $($done:tt)* } $(#[doc = $doc:literal])* $name:ident : $ty:ty $(as $send:ty)? [$c:ident, $u:ident, maybe] $(. $f:ident ($($a:tt)*))* ; $($rest:tt)*) => {
        model!(@reply $head { $($done)* $(#[doc = $doc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $name: Option<$ty>, } $($rest)*);
    };
    (@reply $head:tt { $($done:tt)* } $(#[doc = $doc:literal])* $name:ident : $ty:ty $(as $send:ty)? [$c:ident, $u:ident, promised_if_readable] $(. $f:ident ($($a:tt)*))* ; $($rest:tt)*) => {
        model!(@reply $head { $($done)* $(#[doc = $doc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $name: Option<$ty>, } $($rest)*);
    };
    (@reply $head:tt $done:tt $(#[doc = $doc:literal])* $name:ident : $ty:ty $(as $send:ty)? [$c:ident, $u:ident, no] $(. $f:ident ($($a:tt)*))* ; $($rest:tt)*) => {
        model!(@reply $head $done $($rest)*);
    };

    // The body of a create.
    (@create { $(#[$meta:meta])* $Name:ident } { $($done:tt)* }) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $Name {
            $($done)*
            /// Members that the API takes and this SDK does not model, sent as given.
            #[serde(rename = "$extra", default, skip_serializing_if = "serde_json::Map::is_empty")]
            pub extra: serde_json::Map<String, serde_json::Value>,
        }
    };
    (@create $head:tt { $($done:tt)* } $(#[doc = $doc:literal])* $name:ident : $ty:ty $(as $send:ty)? [required, $u:ident, $r:ident] $(. $f:ident ($($a:tt)*))* ; $($rest:tt)*) => {
        model!(@create $head { $($done)* $(#[doc = $doc])* #[doc = ""] #[doc = concat!("Required. ", $("`", stringify!($f), "(", stringify!($($a)*), ")` ",)*)]
            pub $name: model!(@send $ty $(, $send)?), } $($rest)*);
    };
    (@create $head:tt $done:tt $(#[doc = $doc:literal])* $name:ident : $ty:ty $(as $send:ty)? [no, $u:ident, $r:ident] $(. $f:ident ($($a:tt)*))* ; $($rest:tt)*) => {
        model!(@create $head $done $($rest)*);
    };
    (@create $head:tt { $($done:tt)* } $(#[doc = $doc:literal])* $name:ident : $ty:ty $(as $send:ty)? [$c:ident, $u:ident, $r:ident] $(. $f:ident ($($a:tt)*))* ; $($rest:tt)*) => {
        model!(@create $head { $($done)* $(#[doc = $doc])* #[doc = ""] #[doc = concat!("Optional. ", $("`", stringify!($f), "(", stringify!($($a)*), ")` ",)*)]
            #[serde(default, skip_serializing_if = "Option::is_none")] pub $name: Option<model!(@send $ty $(, $send)?)>, } $($rest)*);
    };

    // The body of an update.
    (@update { $(#[$meta:meta])* $Name:ident } { $($done:tt)* }) => {
        model!(@create { $(#[$meta])* $Name } { $($done)* });
    };
    (@update $head:tt { $($done:tt)* } $(#[doc = $doc:literal])* $name:ident : $ty:ty $(as $send:ty)? [$c:ident, optional, $r:ident] $(. $f:ident ($($a:tt)*))* ; $($rest:tt)*) => {
        model!(@update $head { $($done)* $(#[doc = $doc])* #[doc = ""] #[doc = concat!("", $("`", stringify!($f), "(", stringify!($($a)*), ")` ",)*)]
            #[serde(default, skip_serializing_if = "Option::is_none")] pub $name: Option<model!(@send $ty $(, $send)?)>, } $($rest)*);
    };
    (@update $head:tt { $($done:tt)* } $(#[doc = $doc:literal])* $name:ident : $ty:ty $(as $send:ty)? [$c:ident, nullable, $r:ident] $(. $f:ident ($($a:tt)*))* ; $($rest:tt)*) => {
        model!(@update $head { $($done)* $(#[doc = $doc])* #[doc = ""] #[doc = concat!("May be set to null. ", $("`", stringify!($f), "(", stringify!($($a)*), ")` ",)*)]
            #[serde(default, skip_serializing_if = "crate::Patch::is_unset")] pub $name: crate::Patch<model!(@send $ty $(, $send)?)>, } $($rest)*);
    };
    (@update $head:tt $done:tt $(#[doc = $doc:literal])* $name:ident : $ty:ty $(as $send:ty)? [$c:ident, no, $r:ident] $(. $f:ident ($($a:tt)*))* ; $($rest:tt)*) => {
        model!(@update $head $done $($rest)*);
    };

    (@send $ty:ty) => { $ty };
    (@send $ty:ty, $send:ty) => { $send };

    // The table.
    (@table $Name:ident { $($doc:literal),* } { $new:expr } { $update:expr } [$($rule:expr),*]
        $($(#[doc = $fdoc:literal])* $name:ident : $ty:ty $(as $send:ty)? [$c:ident, $u:ident, $r:ident] $(. $f:ident ($($a:tt)*))* ;)*) => {
        const _: () = {
            static MODEL: $crate::schema::model::Model = $crate::schema::model::Model {
                name: stringify!($Name),
                new: $new,
                update: $update,
                doc: concat!($($doc, "\n"),*),
                fields: &[$(
                    $crate::schema::model::Field::new(
                        stringify!($name),
                        concat!($($fdoc, "\n"),*),
                        <model!(@send $ty $(, $send)?) as $crate::schema::model::Member>::KIND,
                        model!(@presence $c),
                        model!(@presence $u),
                        model!(@promise $r),
                    )$(.$f($($a)*))*
                ),*],
                rules: &[$($rule),*],
            };
            impl $crate::schema::model::Described for $Name {
                const MODEL: &'static $crate::schema::model::Model = &MODEL;
            }
            $crate::schema::model::impl_traits!($Name);
        };
    };
    (@presence no) => { $crate::schema::model::Presence::Absent };
    (@presence required) => { $crate::schema::model::Presence::Required };
    (@presence optional) => { $crate::schema::model::Presence::Optional };
    (@presence nullable) => { $crate::schema::model::Presence::Nullable };
    (@promise no) => { $crate::schema::model::ReplyPresence::Absent };
    (@promise maybe) => { $crate::schema::model::ReplyPresence::Optional };
    (@promise promised_if_readable) => { $crate::schema::model::ReplyPresence::Required };
    (@promise promised) => { $crate::schema::model::ReplyPresence::Required };
}
pub(crate) use model;
