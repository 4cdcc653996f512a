//! How a struct is written: the list of its members, from which the runtime makes `Serialize`, `Debug` and
//! `PartialEq`.

use super::ty::Homes;
use crate::naming::{Name, TypeName};
use crate::plan::{Presence, Struct, Type, Unknown};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

pub fn members(name: &TypeName, shape: &Struct, homes: &Homes<'_>) -> TokenStream {
    let constants = shape.constants.iter().map(|(wire, value)| {
        let value = literal(value);
        quote!(Constant(#wire = #value))
    });
    let fields = shape.fields.iter().map(|field| {
        let (ident, wire) = (&field.name, &field.wire);
        let optional = matches!(
            field.presence,
            Presence::Optional | Presence::DefaultJson(_)
        );
        let kind = member_kind(&field.ty, optional, homes);
        // As written, so that a raw identifier is another.
        if wire == ident.as_str() {
            quote!(#kind(#ident))
        } else {
            quote!(#kind(#ident = #wire))
        }
    });
    let rest = match &shape.unknown {
        Unknown::Collect { field, .. } => Some(quote!(Rest(#field))),
        Unknown::Ignore | Unknown::Deny => None,
    };
    let members = constants.chain(fields).chain(rest);
    quote! { rt::members!(#name, #(#members),*); }
}

/// As what a member stands in the list.
fn member_kind(ty: &Type, optional: bool, homes: &Homes<'_>) -> TokenStream {
    let (Type::Option(inner), true) = (ty, optional) else {
        return match ty.bare() {
            Type::Option(inner) if matches!(inner.bare(), Type::String) => quote!(NullableText),
            Type::String => quote!(Text),
            Type::Int => quote!(Int),
            Type::I64 => quote!(Int64),
            Type::Bool => quote!(Boolean),
            _ if homes.is_choice(ty) => quote!(Choice),
            _ if homes.is_object(ty) => quote!(Object),
            _ if homes.is_objects(ty) => quote!(Objects),
            _ => quote!(Field),
        };
    };
    match inner.bare() {
        Type::String => quote!(OptionalText),
        Type::Int => quote!(OptionalInt),
        Type::I64 => quote!(OptionalInt64),
        Type::Bool => quote!(OptionalBoolean),
        _ if homes.is_choice(inner) => quote!(OptionalChoice),
        _ if homes.is_object(inner) => quote!(OptionalObject),
        _ if homes.is_objects(inner) => quote!(OptionalObjects),
        _ => quote!(Optional),
    }
}

/// A constant as Rust writes it; an integer without a suffix is an `i32`.
fn literal(value: &Value) -> TokenStream {
    match value {
        Value::String(text) => quote!(#text),
        Value::Bool(flag) => quote!(#flag),
        other => {
            let number = other.as_i64().unwrap_or_default();
            let number = match i32::try_from(number) {
                Ok(number) => Literal::i32_unsuffixed(number),
                Err(_) => Literal::i64_suffixed(number),
            };
            quote!(#number)
        }
    }
}
