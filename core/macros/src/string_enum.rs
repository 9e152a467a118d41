//! The expansion of `#[string_enum]`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Data, DeriveInput, Error, LitStr, Result, Token};

/// The arguments of `#[value]`: the API's string, and another one that it uses for the same value.
struct Value {
    text: LitStr,
    alias: Option<LitStr>,
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let text = input.parse()?;
        let alias = match input.parse::<Option<Token![,]>>()? {
            None => None,
            Some(_) => {
                let name: Ident = input.parse()?;
                if name != "alias" {
                    return Err(Error::new_spanned(name, "expected `alias`"));
                }
                input.parse::<Token![=]>()?;
                Some(input.parse()?)
            }
        };
        Ok(Self { text, alias })
    }
}

pub(crate) fn expand(openness: &Ident, item: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &item.data else { return Err(Error::new_spanned(item, "a string enum is an enum")) };
    let open = match openness.to_string().as_str() {
        "open" => true,
        "closed" => false,
        _ => return Err(Error::new_spanned(openness, "expected `open` or `closed`")),
    };
    let (mut variants, mut docs, mut values, mut aliases) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for variant in &data.variants {
        let value = variant.attrs.iter().find(|attribute| attribute.path().is_ident("value"));
        let value = value.ok_or_else(|| Error::new_spanned(variant, "each variant has a `#[value(\"...\")]`"))?;
        let Value { text, alias } = value.parse_args()?;
        aliases.extend(alias.map(|alias| quote! { (#alias, #text) }));
        variants.push(&variant.ident);
        docs.push(crate::doc(&variant.attrs));
        values.push(text);
    }
    let (name, attributes, doc) = (&item.ident, &item.attrs, crate::doc(&item.attrs));
    let name_text = name.to_string();
    let conversions = conversions(name, &variants, &values);
    Ok(quote! {
        #conversions

        #(#attributes)*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#[doc = #docs] #variants,)*
            /// A value that this version of the SDK does not contain, as it came.
            Other(String),
        }

        impl #name {
            /// The string that the API uses.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #values,)*
                    Self::Other(value) => value,
                }
            }
        }

        impl crate::schema::model::FieldType for #name {
            const KIND: crate::schema::model::Kind = {
                static TABLE: crate::schema::model::Enum = crate::schema::model::Enum {
                    name: #name_text,
                    doc: #doc,
                    values: &[#((#values, #docs)),*],
                    aliases: &[#(#aliases),*],
                    open: #open,
                };
                crate::schema::model::Kind::Enum(&TABLE)
            };
        }
    })
}

/// Conversions from and to strings.
fn conversions(name: &Ident, variants: &[&Ident], values: &[LitStr]) -> TokenStream {
    quote! {
        /// The empty string, which no call accepts: a value has to be chosen.
        impl Default for #name {
            fn default() -> Self {
                Self::Other(String::new())
            }
        }

        impl From<&str> for #name {
            fn from(value: &str) -> Self {
                match value {
                    #(#values => Self::#variants,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                Ok(Self::from(&*value))
            }
        }
    }
}
