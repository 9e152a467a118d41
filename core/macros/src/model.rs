//! The expansion of `#[model]`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Data, DeriveInput, Error, Expr, Result, Token};

use crate::field::Field;

/// The arguments of `#[model]`.
#[derive(Default)]
pub(crate) struct Arguments {
    create: Option<Ident>,
    update: Option<Ident>,
    is_body: bool,
    rules: Option<Expr>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut arguments = Self::default();
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            if name == "body" {
                arguments.is_body = true;
            } else {
                input.parse::<Token![=]>()?;
                match name.to_string().as_str() {
                    "create" => arguments.create = Some(input.parse()?),
                    "update" => arguments.update = Some(input.parse()?),
                    "rules" => arguments.rules = Some(input.parse()?),
                    _ => return Err(Error::new_spanned(name, "expected `create`, `update`, `body` or `rules`")),
                }
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(arguments)
    }
}

pub(crate) fn expand(arguments: &Arguments, item: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &item.data else { return Err(Error::new_spanned(item, "a model is a struct")) };
    let fields = data.fields.iter().map(|field| Field::read(field, arguments.is_body)).collect::<Result<Vec<_>>>()?;
    let (name, docs) = (&item.ident, &item.attrs);
    let create = arguments.create.as_ref().map(|create| {
        let doc = match &arguments.update {
            Some(_) => format!("Body of a create of [`{name}`]. Optional fields may stay `None`."),
            // Part of another body, which has the words of the object itself.
            None => crate::doc(docs),
        };
        body(create, &doc, fields.iter().filter_map(Field::in_create))
    });
    let update = arguments.update.as_ref().map(|update| {
        let doc = format!("Changes to a [`{name}`]. Only the fields that are set are sent, and changed.");
        body(update, &doc, fields.iter().filter_map(Field::in_update))
    });
    let own = match arguments.is_body {
        true => body(name, &crate::doc(docs), fields.iter().filter_map(Field::in_create)),
        false => reply(name, docs, fields.iter().filter_map(Field::in_reply)),
    };
    let copy = arguments.create.as_ref().filter(|_| !arguments.is_body);
    let copy = copy.map(|create| as_new(name, create, fields.iter().filter_map(Field::in_copy)));
    let table = table(arguments, name, &crate::doc(docs), &fields);
    let impls = [Some(name), arguments.create.as_ref(), arguments.update.as_ref()].into_iter().flatten().map(traits);
    Ok(quote! { #own #create #update #copy const _: () = { #table #(#impls)* }; })
}

/// The type of a response. Decoding is lenient: unknown fields are kept in `extra`.
fn reply(name: &Ident, docs: &[syn::Attribute], fields: impl Iterator<Item = TokenStream>) -> TokenStream {
    quote! {
        #(#docs)*
        #[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            /// Fields that this SDK does not model, and the raw value of any that could not be
            /// read.
            #[serde(rename = "$extra", default, skip_serializing_if = "serde_json::Map::is_empty")]
            pub extra: serde_json::Map<String, serde_json::Value>,
        }
    }
}

/// The type of a body.
fn body(name: &Ident, doc: &str, fields: impl Iterator<Item = TokenStream>) -> TokenStream {
    quote! {
        #[doc = #doc]
        #[derive(Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct #name {
            #(#fields)*
            /// Fields that the API takes and this SDK does not model, sent as given.
            #[serde(rename = "$extra", default, skip_serializing_if = "serde_json::Map::is_empty")]
            pub extra: serde_json::Map<String, serde_json::Value>,
        }
    }
}

/// The conversion of a response into the body of a create.
fn as_new(name: &Ident, create: &Ident, fields: impl Iterator<Item = TokenStream>) -> TokenStream {
    let doc = format!(
        "The [`{create}`] that creates a copy of this object: without the fields that only the service sets, and \
         without optional strings that are empty.\n\nValues that the service hides are copied as their placeholder. A \
         create with one is rejected before it is sent, with an error that names each of them: set the real value \
         or remove the field. So is one without a required value that the response lacks."
    );
    quote! {
        impl #name {
            #[doc = #doc]
            #[must_use]
            pub fn as_new(&self) -> #create {
                #create { #(#fields)* ..Default::default() }
            }
        }
    }
}

fn table(arguments: &Arguments, name: &Ident, doc: &str, fields: &[Field]) -> TokenStream {
    let type_name = |ident: Option<&Ident>| match ident.map(Ident::to_string) {
        Some(name) => quote! { Some(#name) },
        None => quote! { None },
    };
    let create = type_name(arguments.create.as_ref().or(arguments.is_body.then_some(name)));
    let update = type_name(arguments.update.as_ref());
    let (text, fields) = (name.to_string(), fields.iter().map(Field::in_table));
    let rules = arguments.rules.as_ref().map_or_else(|| quote! { [] }, |rules| quote! { #rules });
    quote! {
        use crate::schema::model::{Described, Field, Kind, FieldType, Model, Presence, ReplyPresence};

        static TABLE: Model = Model {
            name: #text,
            new: #create,
            update: #update,
            doc: #doc,
            fields: &[#(#fields),*],
            rules: &#rules,
        };
    }
}

/// The traits that all types of a model share.
fn traits(name: &Ident) -> TokenStream {
    let text = name.to_string();
    quote! {
        impl Described for #name {
            const MODEL: &'static Model = &TABLE;
        }

        impl FieldType for #name {
            const KIND: Kind = Kind::Object(&TABLE);
        }

        /// As JSON, with secrets shown as `***` and strings over 200 characters cut.
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                crate::schema::secrecy::debug(f, #text, self, &TABLE)
            }
        }
    }
}
