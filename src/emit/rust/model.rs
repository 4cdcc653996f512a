//! Models: a struct, an enum of constants, a union, a name for a type; each with its decoder where requests carry it.

use super::choice::{choice, is_plain, is_text, is_text_enum};
use super::file::{File, docs_of};
use super::ident::known;
use super::members::members;
use super::reader::Statics;
use super::ty::{Homes, import, is_runtime, names_in};
use super::union;
use crate::naming::{Name, TypeName, ValueName};
use crate::plan::{
    Constant, Field, Group, Guard, Model, ModelKind, Presence, Reader, Struct, Type, Unknown,
};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;
use std::collections::BTreeSet;

/// `models/<group>.rs`.
pub fn module(group: &Group, homes: &Homes<'_>) -> String {
    let mut file = File::new(&format!(
        "Models of `{}`: types, and how requests carry them.",
        group.module.plain()
    ));
    let mut foreign = BTreeSet::new();
    for ty in group.models.iter().flat_map(Model::types) {
        names_in(ty, &mut foreign);
    }
    foreign.retain(|name| !homes.is_in(name, &group.module));
    let import = import(&quote!(super), &foreign);
    let uses_runtime = group.models.iter().any(mentions_runtime);
    let runtime = uses_runtime.then(|| {
        quote!(
            use runtime::prelude as rt;
        )
    });
    let decoded: Vec<&TypeName> = group
        .models
        .iter()
        .filter(|model| deserializes(model))
        .map(|model| &model.name)
        .collect();
    let glue = (!decoded.is_empty()).then(|| quote!(rt::deserialize_by_decode!(#(#decoded),*);));
    let texts: Vec<&TypeName> = group
        .models
        .iter()
        .filter(|model| {
            matches!(&model.kind, ModelKind::Choice(shape) if is_text(shape) && !is_plain(shape))
        })
        .map(|model| &model.name)
        .collect();
    let written = (!texts.is_empty()).then(|| quote!(rt::write_as_str!(#(#texts),*);));
    file.items(quote! { #runtime #import });
    for item in &group.models {
        file.items(model(item, homes));
    }
    file.items(quote! { #written #glue });
    file.finish()
}

fn deserializes(model: &Model) -> bool {
    let assembled = matches!(&model.kind, ModelKind::Struct(shape) if shape.assembled);
    model.decode && !assembled && !model.has_uploads() && !matches!(model.kind, ModelKind::Alias(_))
}

fn mentions_runtime(model: &Model) -> bool {
    is_text_enum(model)
        || matches!(model.kind, ModelKind::Struct(_))
        || matches!(&model.kind, ModelKind::Union(shape) if union::has_conversions(model, shape))
        || (model.decode && !matches!(model.kind, ModelKind::Alias(_)))
        || model.types().into_iter().any(is_runtime)
}

fn model(model: &Model, homes: &Homes<'_>) -> TokenStream {
    let head = docs_of(&model.docs, model.deprecated);
    let name = &model.name;
    match &model.kind {
        ModelKind::Alias(ty) => quote! { #head pub type #name = #ty; },
        ModelKind::Newtype(ty, reader) => newtype(model, ty, reader, &head),
        ModelKind::Tuple(items) => tuple(model, items, &head),
        ModelKind::Choice(shape) => choice(model, shape, &head),
        ModelKind::Struct(shape) => structure(model, shape, &head, homes),
        ModelKind::Union(shape) => union::union(model, shape, &head),
    }
}

fn newtype(model: &Model, ty: &Type, reader: &Reader, head: &TokenStream) -> TokenStream {
    let name = &model.name;
    let decode = model.decode.then(|| decode_newtype(name, reader));
    let derives = match ty {
        Type::String => quote!(
            Debug,
            Clone,
            PartialEq,
            Eq,
            PartialOrd,
            Ord,
            Hash,
            serde::Serialize
        ),
        Type::I32 | Type::I64 | Type::U32 | Type::U64 => {
            quote!(
                Debug,
                Clone,
                Copy,
                PartialEq,
                Eq,
                PartialOrd,
                Ord,
                Hash,
                serde::Serialize
            )
        }
        _ => quote!(Debug, Clone, PartialEq, serde::Serialize),
    };
    let bare = matches!(
        ty,
        Type::String | Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F64
    );
    let into = bare.then(|| {
        quote! {
            impl From<#name> for #ty {
                fn from(value: #name) -> Self {
                    value.0
                }
            }
        }
    });
    quote! {
        #head
        #[derive(#derives)]
        #[serde(transparent)]
        pub struct #name(pub #ty);
        #decode
        #into
    }
}

/// A tuple struct: an array on the wire.
fn tuple(model: &Model, items: &[(Type, Reader)], head: &TokenStream) -> TokenStream {
    let name = &model.name;
    let types = items.iter().map(|(ty, _)| ty);
    let decode = model.decode.then(|| {
        let mut statics = Statics::default();
        let slots: Vec<TokenStream> = (1..=items.len())
            .map(|at| {
                let slot = known(&format!("item_{at}"));
                quote!(#slot)
            })
            .collect();
        let arms: Vec<TokenStream> = items
            .iter()
            .zip(&slots)
            .enumerate()
            .map(|(at, ((_, reader), slot))| {
                let read = statics.read(reader, &format!("item {}", at + 1));
                let at = Literal::usize_unsuffixed(at);
                quote! { Some(#at) => #slot = #read, }
            })
            .collect();
        let count = Literal::u64_unsuffixed(items.len() as u64);
        let statics = statics.items();
        quote! {
            impl #name {
                pub fn decode(d: &mut rt::Decoder<'_>) -> Option<Self> {
                    static ITEMS: rt::Items = rt::Items { min: #count, max: #count, unique: false, tuple: true };
                    #(#statics)*
                    #(let mut #slots = None;)*
                    let mut array = d.array(&ITEMS)?;
                    loop {
                        match d.item(&mut array) {
                            #(#arms)*
                            Some(_) => d.skip(),
                            None => break,
                        }
                    }
                    d.close(array);
                    Some(Self(#(#slots?),*))
                }
            }
        }
    });
    quote! {
        #head
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        pub struct #name(#(pub #types),*);
        #decode
    }
}

fn decode_newtype(name: &TypeName, reader: &Reader) -> TokenStream {
    let mut statics = Statics::default();
    let read = statics.read(reader, "value");
    let read = if matches!(reader, Reader::Guarded(..)) {
        quote!((#read))
    } else {
        read
    };
    let items = statics.items();
    quote! {
        impl #name {
            pub fn decode(d: &mut rt::Decoder<'_>) -> Option<Self> {
                #(#items)*
                #read.map(Self)
            }
        }
    }
}

fn structure(model: &Model, shape: &Struct, head: &TokenStream, homes: &Homes<'_>) -> TokenStream {
    let name = &model.name;
    // Files come in and never go out.
    let serialize = !model.has_uploads();
    let (derived, written) = match defaults(shape) {
        Defaults::None => (None, None),
        Defaults::Zero => (Some(quote!(, Default)), None),
        Defaults::Described => (None, Some(write_default(name, shape))),
    };
    let fields = shape.fields.iter().map(|field| {
        let (docs, name, ty) = (
            docs_of(&field.docs, field.deprecated),
            &field.name,
            &field.ty,
        );
        quote! { #docs pub #name: #ty, }
    });
    let extra = match &shape.unknown {
        Unknown::Collect { field, ty, .. } => {
            quote! { #[doc = " Every other member."] pub #field: #ty, }
        }
        Unknown::Ignore | Unknown::Deny => TokenStream::new(),
    };
    let members = serialize.then(|| members(name, shape, homes));
    let traits = match &members {
        Some(_) => quote!(Clone #derived),
        None => quote!(Debug, Clone #derived, PartialEq),
    };
    let decode = (model.decode && !shape.assembled).then(|| decode_struct(name, shape));
    quote! {
        #head
        #[derive(#traits)]
        pub struct #name { #(#fields)* #extra }
        #written
        #members
        #decode
    }
}

/// What a struct is when nothing is said.
enum Defaults {
    /// Something must be said.
    None,
    /// What Rust takes for nothing.
    Zero,
    /// What the description says.
    Described,
}

/// What may be left out as a whole can be written down as such.
fn defaults(shape: &Struct) -> Defaults {
    let mut found = Defaults::Zero;
    for field in &shape.fields {
        match &field.presence {
            Presence::Optional => {}
            Presence::Default(value) if is_zero(value) => {}
            Presence::Default(_) => found = Defaults::Described,
            Presence::Required | Presence::DefaultJson(_) => return Defaults::None,
        }
    }
    if shape.fields.is_empty() {
        Defaults::None
    } else {
        found
    }
}

fn write_default(name: &TypeName, shape: &Struct) -> TokenStream {
    let fields = shape.fields.iter().map(|field| {
        let ident = &field.name;
        let value = match &field.presence {
            Presence::Default(value) => constant(value),
            _ => quote!(None),
        };
        quote!(#ident: #value)
    });
    let extra = match &shape.unknown {
        Unknown::Collect { field, .. } => Some(quote!(#field: rt::BTreeMap::new())),
        Unknown::Ignore | Unknown::Deny => None,
    };
    let fields = fields.chain(extra);
    quote! {
        /// As the description says.
        impl Default for #name {
            fn default() -> Self {
                Self { #(#fields),* }
            }
        }
    }
}

fn decode_struct(name: &TypeName, shape: &Struct) -> TokenStream {
    let mut statics = Statics::default();
    let table = fields_table(shape);
    let guards: Vec<TokenStream> = shape
        .guards
        .iter()
        .map(|guard| guard_tokens(&mut statics, guard))
        .collect();
    let slots = shape.fields.iter().map(|field| local(&field.name));
    let arms: Vec<TokenStream> = shape
        .fields
        .iter()
        .enumerate()
        .map(|(at, field)| {
            let (at, slot) = (Literal::usize_unsuffixed(at), local(&field.name));
            let read = statics.read(&field.reader, &field.wire);
            quote! { #at => #slot = #read, }
        })
        .collect();
    let constants: Vec<TokenStream> = (shape.fields.len()..)
        .zip(&shape.constants)
        .map(|(at, (wire, value))| {
            let at = Literal::usize_unsuffixed(at);
            let text = value.to_string();
            let table = quote!(rt::Choices { values: &[#text], named: false });
            let name = statics.add(wire, &quote!(rt::Choices), &table);
            quote! { #at => { d.choice(&#name); } }
        })
        .collect();
    let extra = Extra::of(shape, &mut statics);
    let values: Vec<TokenStream> = shape
        .fields
        .iter()
        .map(|field| {
            let (ident, slot) = (&field.name, local(&field.name));
            let value = present(&slot, field, &mut statics);
            if matches!(field.presence, Presence::Optional) && slot.to_string() == ident.as_str() {
                quote!(#ident)
            } else {
                quote!(#ident: #value)
            }
        })
        .collect();
    let Extra {
        slot: extra_slot,
        arm: extra_arm,
        value: extra_value,
    } = extra;
    let items = statics.items();
    let read = if arms.is_empty() && extra_arm.is_empty() && constants.is_empty() {
        quote! { while d.field(&mut object).is_some() { d.skip(); } }
    } else {
        quote! {
            while let Some(field) = d.field(&mut object) {
                match field { #(#arms)* #(#constants)* #extra_arm _ => d.skip(), }
            }
        }
    };
    quote! {
        impl #name {
            pub fn decode(d: &mut rt::Decoder<'_>) -> Option<Self> {
                static FIELDS: rt::Fields = #table;
                #(#items)*
                #(#guards)*
                #(let mut #slots = None;)*
                #extra_slot
                let mut object = d.object(&FIELDS)?;
                #read
                d.end(object);
                Some(Self { #(#values,)* #extra_value })
            }
        }
    }
}

/// The tokens for members without a field.
#[derive(Default)]
struct Extra {
    slot: TokenStream,
    arm: TokenStream,
    value: TokenStream,
}

impl Extra {
    fn of(shape: &Struct, statics: &mut Statics) -> Self {
        let Unknown::Collect { field, reader, .. } = &shape.unknown else {
            return Self::default();
        };
        let at = shape.fields.len() + shape.constants.len() + shape.ignored.len();
        let at = Literal::usize_unsuffixed(at);
        let read = statics.function(reader, "extra");
        Self {
            slot: quote! { let mut #field = std::collections::BTreeMap::new(); },
            arm: quote! { #at => d.extra(&mut #field, #read), },
            value: quote! { #field },
        }
    }
}

/// The local variable of a field; `d`, `object` and `field` are the decoder's own.
fn local(name: &ValueName) -> TokenStream {
    if let taken @ ("d" | "object" | "field") = name.as_str() {
        let name = known(&format!("{taken}_value"));
        quote!(#name)
    } else {
        quote!(#name)
    }
}

pub fn guard_tokens(statics: &mut Statics, guard: &Guard) -> TokenStream {
    let check = statics.check(&guard.check, "value");
    if guard.whole {
        quote! { if !d.check(#check) { return d.fail(); } }
    } else {
        quote! { d.check(#check); }
    }
}

fn fields_table(shape: &Struct) -> TokenStream {
    let constants = shape.constants.iter().map(|(wire, _)| wire);
    let names = shape
        .fields
        .iter()
        .map(|field| &field.wire)
        .chain(constants)
        .chain(&shape.ignored);
    let required: Vec<Literal> = shape
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| matches!(field.presence, Presence::Required))
        .map(|(at, _)| at)
        .chain(shape.fields.len()..shape.fields.len() + shape.constants.len())
        .map(Literal::usize_unsuffixed)
        .collect();
    let required = (!required.is_empty()).then(|| quote!(required: &[#(#required),*],));
    let unknown = match shape.unknown {
        Unknown::Ignore => None,
        Unknown::Deny => Some(quote!(unknown: rt::Unknown::Deny,)),
        Unknown::Collect { .. } => Some(quote!(unknown: rt::Unknown::Collect,)),
    };
    let min = shape
        .min_members
        .filter(|&min| min > 0)
        .map(Literal::u64_unsuffixed)
        .map(|min| quote!(min_members: #min,));
    let max = shape
        .max_members
        .map(Literal::u64_unsuffixed)
        .map(|max| quote!(max_members: #max,));
    quote!(rt::Fields { names: &[#(#names),*], #required #unknown #min #max ..rt::Fields::NONE })
}

/// The field's value from its slot.
fn present(slot: &TokenStream, field: &Field, statics: &mut Statics) -> TokenStream {
    match &field.presence {
        Presence::Required => quote!(#slot?),
        Presence::Optional => slot.clone(),
        Presence::Default(value) => default(slot, value),
        Presence::DefaultJson(value) => {
            default_json(slot, value, &field.reader, &field.wire, statics)
        }
    }
}

pub fn default_json(
    slot: &TokenStream,
    value: &Value,
    reader: &Reader,
    role: &str,
    statics: &mut Statics,
) -> TokenStream {
    let (text, read) = (
        value.to_string(),
        statics.function(reader, &format!("{role} default")),
    );
    quote!(#slot.or_else(|| rt::constant(#text, #read)))
}

pub fn default(slot: &TokenStream, value: &Constant) -> TokenStream {
    let written = constant(value);
    match value {
        value if is_zero(value) => quote!(#slot.unwrap_or_default()),
        Constant::Int(_) | Constant::String(_) => quote!(#slot.unwrap_or_else(|| #written)),
        _ => quote!(#slot.unwrap_or(#written)),
    }
}

/// Whether it is what `Default` gives.
fn is_zero(value: &Constant) -> bool {
    match value {
        Constant::Boolean(false)
        | Constant::EmptyList
        | Constant::Null
        | Constant::Integer(0)
        | Constant::Int(0) => true,
        Constant::String(text) => text.is_empty(),
        _ => false,
    }
}

fn constant(value: &Constant) -> TokenStream {
    match value {
        Constant::Boolean(flag) => quote!(#flag),
        Constant::EmptyList => quote!(Vec::new()),
        Constant::Null => quote!(None),
        Constant::Integer(number) => super::table::integer(*number),
        // A literal without a type is an `i32`.
        Constant::Int(number) => {
            let number = match i32::try_from(*number) {
                Ok(number) => Literal::i32_unsuffixed(number),
                Err(_) => Literal::i64_suffixed(*number),
            };
            quote!(rt::Int::from(#number))
        }
        Constant::Number(number) => {
            let magnitude = Literal::f64_unsuffixed(number.abs());
            let sign = number.is_sign_negative().then(|| quote!(-));
            quote!(#sign #magnitude)
        }
        Constant::String(text) => quote!(#text.to_owned()),
        Constant::Variant(ty, variant) => quote!(#ty::#variant),
    }
}
