//! One field of a model, as its attribute describes it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, GenericArgument, PathArguments, PathSegment, Result, Token, Type, parenthesized};

/// One field of a model.
pub(crate) struct Field {
    pub(crate) name: Ident,
    docs: Vec<Attribute>,
    /// The type, without `Option`.
    value: Type,
    send: Option<Type>,
    create: Ident,
    update: Ident,
    is_optional: bool,
    reply: Ident,
    modifiers: Vec<Modifier>,
}

/// A method of `schema::model::Field` with its arguments.
struct Modifier {
    name: Ident,
    arguments: TokenStream,
}

enum Argument {
    Presence(Ident, Ident),
    Send(Type),
    Modifier(Modifier),
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name: Ident = input.parse()?;
        if input.parse::<Option<Token![=]>>()?.is_some() {
            return match name.to_string().as_str() {
                "send" => input.parse().map(Self::Send),
                _ => input.parse().map(|presence| Self::Presence(name, presence)),
            };
        }
        let arguments = if input.peek(syn::token::Paren) {
            let content;
            parenthesized!(content in input);
            content.parse()?
        } else {
            TokenStream::new()
        };
        Ok(Self::Modifier(Modifier { name, arguments }))
    }
}

impl Field {
    pub(crate) fn read(field: &syn::Field, is_body: bool) -> Result<Self> {
        let name = field.ident.clone().ok_or_else(|| Error::new_spanned(field, "a model has named fields"))?;
        let inner = inner_of_option(&field.ty);
        let absent = || format_ident!("absent");
        let mut read = Self {
            name,
            docs: field.attrs.iter().filter(|attribute| attribute.path().is_ident("doc")).cloned().collect(),
            value: inner.unwrap_or(&field.ty).clone(),
            send: None,
            create: absent(),
            update: absent(),
            is_optional: inner.is_some(),
            reply: format_ident!("{}", if inner.is_some() { "optional" } else { "required" }),
            modifiers: Vec::new(),
        };
        if is_body {
            read.create = std::mem::replace(&mut read.reply, absent());
        }
        for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("field")) {
            for argument in attribute.parse_args_with(Punctuated::<Argument, Token![,]>::parse_terminated)? {
                match argument {
                    Argument::Send(send) => read.send = Some(send),
                    Argument::Modifier(modifier) => read.modifiers.push(modifier),
                    Argument::Presence(form, presence) => match form.to_string().as_str() {
                        "create" => read.create = presence,
                        "update" => read.update = presence,
                        "reply" => read.reply = presence,
                        _ => return Err(Error::new_spanned(form, "expected `create`, `update`, `reply` or `send`")),
                    },
                }
            }
        }
        Ok(read)
    }

    /// The field in the struct of a response, unless it never comes.
    pub(crate) fn in_reply(&self) -> Option<TokenStream> {
        let Self { name, docs, value, .. } = self;
        match self.is_optional {
            _ if self.reply == "absent" => None,
            true => {
                let field = optional(name, value);
                Some(quote! { #(#docs)* #field })
            }
            false => Some(quote! { #(#docs)* pub #name: #value, }),
        }
    }

    /// The field in the body of a create, unless it has none.
    pub(crate) fn in_create(&self) -> Option<TokenStream> {
        let (name, docs, value) = (&self.name, &self.docs, self.send.as_ref().unwrap_or(&self.value));
        let bounds = self.bounds();
        if self.create == "absent" {
            None
        } else if self.create == "required" {
            let doc = format!("Required.{bounds}");
            Some(quote! { #(#docs)* #[doc = ""] #[doc = #doc] pub #name: #value, })
        } else {
            let doc = format!("Optional.{bounds}");
            let field = optional(name, value);
            Some(quote! { #(#docs)* #[doc = ""] #[doc = #doc] #field })
        }
    }

    /// The field in the body of an update, unless it has none.
    pub(crate) fn in_update(&self) -> Option<TokenStream> {
        let (name, docs, value) = (&self.name, &self.docs, self.send.as_ref().unwrap_or(&self.value));
        let bounds = self.bounds();
        if self.update == "absent" {
            None
        } else if self.update == "nullable" {
            let doc = format!("May be set to null.{bounds}");
            Some(quote! {
                #(#docs)*
                #[doc = ""]
                #[doc = #doc]
                #[serde(default, skip_serializing_if = "crate::Patch::is_unset")]
                pub #name: crate::Patch<#value>,
            })
        } else {
            let doc = bounds.trim_start();
            let field = optional(name, value);
            Some(quote! { #(#docs)* #[doc = ""] #[doc = #doc] #field })
        }
    }

    /// The field in `as_new`, made from that of the response. A value that only means "none" is
    /// left out; one that is missing becomes one that no create accepts.
    pub(crate) fn in_copy(&self) -> Option<TokenStream> {
        let name = &self.name;
        if self.create == "absent" || self.reply == "absent" {
            return None;
        }
        let is_text = is_named(&self.value, "String");
        let copy = match &self.send {
            None => quote! { value.clone() },
            Some(send) if is_named(send, "Vec") => quote! { value.iter().map(|item| item.as_new()).collect() },
            Some(_) => quote! { value.clone().into() },
        };
        let is_masked = self.modifiers.iter().any(|one| one.name == "masked" || one.name == "secret_when");
        let missing = match () {
            () if is_text && is_masked => quote! { crate::request::validate::PLACEHOLDER.to_owned() },
            () if is_named(&self.value, "i64") => quote! { i64::MIN },
            () => quote! { Default::default() },
        };
        let value = match (self.is_optional, self.create == "required") {
            (false, true) => quote! { { let value = &self.#name; #copy } },
            (false, false) => quote! { { let value = &self.#name; Some(#copy) } },
            (true, true) => quote! { match &self.#name { Some(value) => #copy, None => #missing } },
            (true, false) if is_text => quote! {
                match &self.#name { Some(value) if !value.is_empty() => Some(#copy), _ => None }
            },
            (true, false) => quote! { match &self.#name { Some(value) => Some(#copy), None => None } },
        };
        Some(quote! { #name: #value, })
    }

    /// The field in the table of its model.
    pub(crate) fn in_table(&self) -> TokenStream {
        let (name, doc) = (self.name.to_string(), crate::doc(&self.docs));
        let value = self.send.as_ref().unwrap_or(&self.value);
        let (create, update) = (variant(&self.create), variant(&self.update));
        let reply = variant(&self.reply);
        let modifiers = self.modifiers.iter().map(|Modifier { name, arguments }| quote! { .#name(#arguments) });
        quote! {
            Field::new(
                #name,
                #doc,
                <#value as FieldType>::KIND,
                Presence::#create,
                Presence::#update,
                ReplyPresence::#reply,
            )#(#modifiers)*
        }
    }

    /// Bounds and default in words.
    fn bounds(&self) -> String {
        let words = self.modifiers.iter().filter_map(|Modifier { name, arguments }| {
            let given: Vec<_> = arguments.to_string().split(',').map(|one| one.replace([' ', '"'], "")).collect();
            match (name.to_string().as_str(), given.as_slice()) {
                ("length", [min, max]) => Some(format!(" {min} to {max} characters.")),
                ("within", [min, max]) => Some(format!(" {min} to {max}.")),
                ("at_least", [min]) => Some(format!(" {min} or more.")),
                ("not_empty", _) => Some(" Not empty.".to_owned()),
                ("default", [value]) => Some(format!(" Default `{}`.", value.replace('\\', ""))),
                _ => None,
            }
        });
        words.collect()
    }
}

/// A field that may be left out.
fn optional(name: &Ident, value: &Type) -> TokenStream {
    quote! {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub #name: Option<#value>,
    }
}

/// The variant of `Presence` or `ReplyPresence` for a word of the attribute.
fn variant(word: &Ident) -> Ident {
    let text = word.to_string();
    let (first, rest) = text.split_at(1);
    Ident::new(&(first.to_uppercase() + rest), word.span())
}

/// The last part of a type's path, if it has this name.
fn last_part<'a>(ty: &'a Type, name: &str) -> Option<&'a PathSegment> {
    let Type::Path(path) = ty else { return None };
    path.path.segments.last().filter(|segment| segment.ident == name)
}

fn is_named(ty: &Type, name: &str) -> bool {
    last_part(ty, name).is_some()
}

fn inner_of_option(ty: &Type) -> Option<&Type> {
    let last = last_part(ty, "Option")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}
