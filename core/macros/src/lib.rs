//! Macros that define the models of `edgegap-sdk`: one struct or enum is the Rust type, the
//! validation of what is sent, the decoding of responses and the documentation of every language.
#![warn(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::too_many_lines, clippy::unwrap_used)]
#![forbid(unsafe_code)]

mod field;
mod model;
mod string_enum;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Defines a model: the struct is its form in a response, and the types of the bodies that create
/// and update it are made from the same fields.
///
/// ```ignore
/// /// One build of an application.
/// #[model(create = NewVersion, update = VersionUpdate, rules = [&object::MEMORY_PER_CPU])]
/// pub struct Version {
///     /// Name, unique within the application.
///     #[field(create = required, update = optional, length(1, 64), check(&rules::OBJECT_NAME))]
///     pub name: String,
/// }
/// ```
///
/// Arguments of `model`: `create` and `update` name the types of the bodies; `body` says that the
/// struct is a body itself; `rules` are the rules between fields.
///
/// A field that is an `Option` may be missing in a response. Arguments of `field`:
/// * `create`: `required`, `optional` or `nullable`; without it a create does not have the field.
/// * `update`: `optional` or `nullable`; without it an update does not have the field.
/// * `reply`: `required` for a timestamp that is documented as always present, although one that
///   cannot be read is tolerated; `absent` for a field that is only sent.
/// * `send`: the type in a body, where it differs.
/// * anything else is a method of `schema::model::Field`: bounds, default, secrecy, checks.
#[proc_macro_attribute]
pub fn model(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let arguments = parse_macro_input!(arguments as model::Arguments);
    let item = parse_macro_input!(item as DeriveInput);
    model::expand(&arguments, &item).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Defines an enum of strings that never fails to decode: a value that this version does not
/// contain becomes `Other`.
///
/// ```ignore
/// /// Transport of a port.
/// #[string_enum(open)]
/// pub enum Protocol {
///     /// WebSocket.
///     #[value("WS", alias = "Websocket")]
///     Ws,
/// }
/// ```
///
/// `open`: a value that is not listed may be sent. `closed`: it may not.
#[proc_macro_attribute]
pub fn string_enum(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let openness = parse_macro_input!(arguments as syn::Ident);
    let item = parse_macro_input!(item as DeriveInput);
    string_enum::expand(&openness, &item).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// The documentation of an item as one string, a line per doc comment.
fn doc(attributes: &[syn::Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value() + "\n"),
            _ => None,
        },
        _ => None,
    });
    lines.collect()
}
