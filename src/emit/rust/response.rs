//! The types of what operations answer: each one's own, which stand in `services/<tag>.rs`, and those that operations share,
//! in `responses.rs`.

use super::file::{File, docs};
use super::reply;
use super::service::about;
use super::ty::{Homes, import, names_in};
use crate::naming::{Name, TypeName};
use crate::plan::{Operation, Reply, ReplyBody, ReplyKind};
use indexmap::IndexMap;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::collections::BTreeSet;

pub fn module(responses: &IndexMap<TypeName, Reply>, homes: &Homes<'_>) -> String {
    let mut file = File::new("Responses that operations share: their headers and bodies.");
    let mut models = BTreeSet::new();
    for reply in responses.values() {
        let bodies = reply.body.iter().flat_map(ReplyBody::types);
        let headers = reply.headers.iter().map(|header| &header.ty);
        for ty in bodies.chain(headers) {
            names_in(ty, &mut models);
        }
    }
    let models = import(&quote!(crate::models), &models);
    let types = responses.iter().map(|(name, reply)| {
        let (ty, functions) = (shared(name, reply), reply::shared(name, reply, homes));
        quote!(#ty #functions)
    });
    file.items(quote! {
        #models
        use runtime::prelude as rt;

        #(#types)*
    });
    file.finish()
}

/// The enum over the media types of an answer, and the one that says which of them a request wants.
pub fn content_types(operation: &Operation, body: &ReplyBody) -> Option<TokenStream> {
    let ReplyKind::Several {
        name,
        selector,
        variants,
    } = &body.kind
    else {
        return None;
    };
    let head = about(operation, "What", "answers, by media type");
    let contents = variants.iter().map(|(variant, body)| {
        let labels: Vec<String> = body
            .media
            .iter()
            .map(|label| format!("`{label}`"))
            .collect();
        let (docs, ty) = (docs(&labels.join(", ")), &body.ty);
        quote! { #docs #variant(#ty), }
    });
    let selector_head = docs(&format!("The media types of [`{}`].", name.as_str()));
    let names: Vec<&TypeName> = variants.iter().map(|(variant, _)| variant).collect();
    let labels: Vec<&String> = variants.iter().flat_map(|(_, body)| &body.media).collect();
    let (first, rest) = variants.split_first()?;
    let first_name = &first.0;
    let mut at = first.1.media.len();
    let arms = rest.iter().map(|(variant, body)| {
        let places = (at..at + body.media.len()).map(Literal::usize_unsuffixed);
        at += body.media.len();
        quote! { #(Some(#places))|* => Self::#variant, }
    });
    Some(quote! {
        #head
        #[derive(Debug)]
        pub enum #name { #(#contents)* }

        impl #name {
            /// Its media types, the usual one first.
            pub const MEDIA: &[&str] = &[#(#labels),*];
        }

        #selector_head
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum #selector { #(#names),* }

        impl #selector {
            /// The one that the request wants most.
            #[must_use]
            pub fn wanted(cx: &rt::Context) -> Self {
                match cx.wanted(#name::MEDIA) {
                    #(#arms)*
                    _ => Self::#first_name,
                }
            }
        }
    })
}

pub fn reply_struct(operation: &Operation, name: &TypeName, reply: &Reply) -> TokenStream {
    let head = if reply.docs.is_empty() {
        about(operation, "What", "answers")
    } else {
        docs(&reply.docs)
    };
    let status = status_field(reply);
    struct_of(
        &head,
        name,
        status.into_iter().chain(own_fields(reply)),
        reply,
    )
}

/// A response that operations share. Its status is theirs.
fn shared(name: &TypeName, reply: &Reply) -> TokenStream {
    struct_of(
        &docs(&reply.docs),
        name,
        own_fields(reply).into_iter(),
        reply,
    )
}

fn struct_of(
    head: &TokenStream,
    name: &TypeName,
    fields: impl Iterator<Item = TokenStream>,
    reply: &Reply,
) -> TokenStream {
    let fields = fields.map(|field| quote!(pub #field));
    let from = from_body(name, reply);
    quote! {
        #head
        #[derive(Debug)]
        pub struct #name { #(#fields,)* }
        #from
    }
}

/// A body alone is enough where every header is optional.
fn from_body(name: &TypeName, reply: &Reply) -> Option<TokenStream> {
    let said = reply.status.is_some() || reply.shared.is_some();
    let optional = said && reply.headers.iter().all(|header| !header.required);
    let body = reply.body.as_ref().filter(|_| optional)?;
    let (ty, headers) = (&body.ty, reply.headers.iter().map(|header| &header.name));
    Some(quote! {
        impl From<#ty> for #name {
            fn from(body: #ty) -> Self {
                Self { #(#headers: None,)* body }
            }
        }
    })
}

fn status_field(reply: &Reply) -> Option<TokenStream> {
    let says_it = reply.status.is_none();
    says_it.then(|| quote!(status: rt::StatusCode))
}

/// The headers and the body.
fn own_fields(reply: &Reply) -> Vec<TokenStream> {
    let mut fields = Vec::new();
    for header in &reply.headers {
        let (name, ty) = (&header.name, &header.ty);
        fields.push(if header.required {
            quote!(#name: #ty)
        } else {
            quote!(#name: Option<#ty>)
        });
    }
    if let Some(body) = &reply.body {
        let ty = &body.ty;
        fields.push(quote!(body: #ty));
    }
    fields
}

pub fn variant(name: &TypeName, reply: &Reply) -> TokenStream {
    let text = match (reply.status, reply.docs.is_empty()) {
        (Some(status), true) => format!("{status}"),
        (Some(status), false) => format!("{status}: {}", reply.docs),
        (None, _) => reply.docs.clone(),
    };
    let head = docs(&text);
    if let Some(shared) = &reply.shared {
        return match status_field(reply) {
            Some(status) => quote! { #head #name { #status, response: #shared }, },
            None => quote! { #head #name(#shared), },
        };
    }
    match &reply.body {
        None if reply.is_plain() => quote! { #head #name, },
        Some(body) if reply.is_plain() => {
            let ty = &body.ty;
            quote! { #head #name(#ty), }
        }
        _ => {
            let fields = status_field(reply).into_iter().chain(own_fields(reply));
            quote! { #head #name { #(#fields,)* }, }
        }
    }
}

pub fn failure(operation: &Operation, name: &TypeName) -> TokenStream {
    let head = about(operation, "What", "answers when it fails");
    let variants = operation
        .failure
        .variants
        .iter()
        .map(|(name, reply)| variant(name, reply));
    quote! {
        #head
        #[derive(Debug)]
        pub enum #name {
            #(#variants)*
            /// Anything the description does not name.
            Other(rt::Error),
        }
    }
}
