//! Unions: an enum with a branch for each schema, and the table that tells them apart.

use super::check::kinds;
use super::model::guard_tokens;
use super::reader::Statics;
use crate::naming::TypeName;
use crate::plan::{Branch, Model, Reader, Type, Union};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub fn union(model: &Model, shape: &Union, head: &TokenStream) -> TokenStream {
    let name = &model.name;
    let variants = shape.branches.iter().map(|branch| {
        let (name, ty) = (&branch.name, &branch.ty);
        quote!(#name(#ty))
    });
    let decode = model.decode.then(|| decode(model, shape));
    let derives = if model.has_uploads() {
        quote!(#[derive(Debug, Clone, PartialEq)])
    } else {
        quote!(#[derive(Debug, Clone, PartialEq, serde::Serialize)] #[serde(untagged)])
    };
    let conversions = conversions(model, shape);
    quote! {
        #head
        #derives
        pub enum #name { #(#variants),* }
        #conversions
        #decode
    }
}

pub fn has_conversions(model: &Model, shape: &Union) -> bool {
    conversions(model, shape).is_some()
}

/// `From` for each branch whose type no other branch has.
fn conversions(model: &Model, shape: &Union) -> Option<TokenStream> {
    let held: Vec<Option<(bool, &Type)>> = shape
        .branches
        .iter()
        .map(|branch| convertible(&model.name, &branch.ty))
        .collect();
    let known = |ty: &Type| {
        let others = held.iter().flatten();
        others.filter(|(_, other)| same(ty, other)).count()
    };
    let branches = shape.branches.iter().zip(&held);
    let conversions: Vec<TokenStream> = branches
        .filter_map(|(branch, held)| {
            let (boxed, ty) = (*held)?;
            let kind = if boxed { quote!(boxed) } else { quote!(held) };
            let variant = &branch.name;
            (known(ty) == 1).then(|| match ty {
                Type::Model(name) if name == variant => quote!(#kind(#variant)),
                _ => quote!(#kind(#variant = #ty)),
            })
        })
        .collect();
    let name = &model.name;
    (!conversions.is_empty()).then(|| quote!(rt::variants!(#name, #(#conversions),*);))
}

/// A type that is told from every other one by how it is written, and whether it stands in a box.
fn convertible<'t>(union: &TypeName, ty: &'t Type) -> Option<(bool, &'t Type)> {
    match ty {
        Type::Boxed(inner) => convertible(union, inner).map(|(_, inner)| (true, inner)),
        Type::Model(name) => (name != union).then_some((false, ty)),
        Type::Bool | Type::I32 | Type::I64 | Type::Int | Type::F64 | Type::String => {
            Some((false, ty))
        }
        _ => None,
    }
}

fn same(one: &Type, other: &Type) -> bool {
    match (one, other) {
        (Type::Model(one), Type::Model(other)) => one == other,
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

fn decode(model: &Model, shape: &Union) -> TokenStream {
    let name = &model.name;
    let mut statics = Statics::default();
    let guards: Vec<TokenStream> = shape
        .guards
        .iter()
        .map(|guard| guard_tokens(&mut statics, guard))
        .collect();
    let readers: Vec<TokenStream> = shape
        .branches
        .iter()
        .map(|branch| {
            let (variant, read) = (&branch.name, statics.read(&branch.reader, &branch.label));
            // A block or an `if` has to be closed before a method can be called on it.
            let read = if matches!(branch.reader, Reader::Guarded(..)) {
                quote!((#read))
            } else {
                read
            };
            quote!(|d| #read.map(Self::#variant))
        })
        .collect();
    let items = statics.items();
    let table = table(shape);
    quote! {
        impl #name {
            pub fn decode(d: &mut rt::Decoder<'_>) -> Option<Self> {
                static UNION: rt::Union = #table;
                #(#items)*
                #(#guards)*
                d.union(&UNION, &[#(#readers),*])
            }
        }
    }
}

fn table(shape: &Union) -> TokenStream {
    let kind = if shape.decimal {
        quote!(rt::Kind::Decimal)
    } else if shape.exclusive {
        quote!(rt::Kind::OneOf)
    } else {
        quote!(rt::Kind::AnyOf)
    };
    let tag = match &shape.tag {
        None => quote!(None),
        Some(tag) => {
            let property = &tag.property;
            let values = tag.values.iter().map(|(value, at)| {
                let at = Literal::usize_unsuffixed(*at);
                quote!((#value, #at))
            });
            quote!(Some(rt::Tag { property: #property, values: &[#(#values),*] }))
        }
    };
    let branches = shape.branches.iter().map(branch);
    quote!(rt::Union { kind: #kind, tag: #tag, branches: &[#(#branches),*] })
}

fn branch(branch: &Branch) -> TokenStream {
    let (label, kinds) = (&branch.label, kinds(branch.kinds));
    let list = |name: TokenStream, values: &[String]| {
        if values.is_empty() {
            TokenStream::new()
        } else {
            quote!(#name: &[#(#values),*],)
        }
    };
    let (required, only) = (
        list(quote!(required), &branch.required),
        list(quote!(only), &branch.only),
    );
    let constant = branch.constant.as_ref().map(|(property, values)| {
        let values = values.iter().map(serde_json::Value::to_string);
        quote!(constant: Some((#property, &[#(#values),*])),)
    });
    let all = !branch.required.is_empty() && !branch.only.is_empty() && branch.constant.is_some();
    let rest = (!all).then(|| quote!(..rt::Branch::ANY));
    quote!(rt::Branch { label: #label, kinds: #kinds, #required #only #constant #rest })
}
