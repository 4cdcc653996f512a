//! Types as tokens, and the imports they need.

use super::choice::is_text_enum;
use crate::naming::{TypeName, ValueName};
use crate::plan::{ModelKind, Plan, Type};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use std::collections::{BTreeMap, BTreeSet};

impl ToTokens for Type {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Unit => quote!(()),
            Self::Bool => quote!(bool),
            Self::I32 => quote!(i32),
            Self::I64 => quote!(i64),
            Self::Int => quote!(rt::Int),
            Self::U32 => quote!(u32),
            Self::U64 => quote!(u64),
            Self::F64 => quote!(f64),
            Self::Decimal => quote!(rt::Decimal),
            Self::String => quote!(String),
            Self::Value => quote!(rt::Value),
            Self::Uuid => quote!(rt::Uuid),
            Self::Date => quote!(rt::NaiveDate),
            Self::DateTime => quote!(rt::DateTime),
            Self::Ipv4 => quote!(std::net::Ipv4Addr),
            Self::Ipv6 => quote!(std::net::Ipv6Addr),
            Self::Base64 => quote!(rt::Base64),
            Self::Secret => quote!(rt::Secret),
            Self::Custom(path) => path.parse().unwrap_or_else(|_| quote!(String)),
            Self::Upload => quote!(rt::Upload),
            Self::ByteStream => quote!(rt::ByteStream),
            Self::Events(inner) => quote!(rt::EventStream<#inner>),
            Self::Items(inner) => quote!(rt::ItemStream<#inner>),
            Self::Local(name) => quote!(#name),
            Self::Model(name) | Self::Alias(name, _) => quote!(#name),
            Self::Option(inner) => quote!(Option<#inner>),
            Self::List(inner) => quote!(Vec<#inner>),
            Self::Map(inner) => quote!(std::collections::BTreeMap<String, #inner>),
            Self::Boxed(inner) => quote!(Box<#inner>),
            Self::OrEmpty(inner) => quote!(rt::OrEmpty<#inner>),
        });
    }
}

/// Whether the type, as written, names something of the runtime.
pub fn is_runtime(ty: &Type) -> bool {
    match ty {
        Type::Value
        | Type::Int
        | Type::Decimal
        | Type::Secret
        | Type::Uuid
        | Type::Date
        | Type::DateTime
        | Type::Base64
        | Type::Upload
        | Type::ByteStream
        | Type::Events(_)
        | Type::OrEmpty(_)
        | Type::Items(_) => true,
        Type::Option(inner) | Type::List(inner) | Type::Map(inner) | Type::Boxed(inner) => {
            is_runtime(inner)
        }
        _ => false,
    }
}

/// Adds the models a type names as it is written: an alias hides what is inside.
pub fn names_in(ty: &Type, out: &mut BTreeSet<TypeName>) {
    match ty {
        Type::Model(name) | Type::Alias(name, _) => {
            out.insert(name.clone());
        }
        Type::Option(inner)
        | Type::List(inner)
        | Type::Map(inner)
        | Type::Boxed(inner)
        | Type::OrEmpty(inner)
        | Type::Events(inner)
        | Type::Items(inner) => names_in(inner, out),
        _ => {}
    }
}

/// Which module each model stands in, which of them are structs that list their members, and which are choices of texts.
pub struct Homes<'p> {
    modules: BTreeMap<&'p TypeName, &'p ValueName>,
    objects: BTreeSet<&'p TypeName>,
    choices: BTreeSet<&'p TypeName>,
}

impl<'p> Homes<'p> {
    pub fn new(plan: &'p Plan) -> Self {
        let pairs = plan.groups.iter().flat_map(|group| {
            group
                .models
                .iter()
                .map(|model| (&model.name, &group.module))
        });
        let models = plan.groups.iter().flat_map(|group| &group.models);
        let objects = models
            .filter(|model| matches!(model.kind, ModelKind::Struct(_)) && !model.has_uploads());
        let models = plan.groups.iter().flat_map(|group| &group.models);
        let choices = models.filter(|model| is_text_enum(model));
        Self {
            modules: pairs.collect(),
            objects: objects.map(|model| &model.name).collect(),
            choices: choices.map(|model| &model.name).collect(),
        }
    }

    /// Whether values of this type are texts of a choice.
    pub fn is_choice(&self, ty: &Type) -> bool {
        match ty {
            Type::Model(name) => self.choices.contains(name),
            Type::Alias(_, ty) => self.is_choice(ty),
            _ => false,
        }
    }

    /// Whether values of this type are such structs.
    pub fn is_object(&self, ty: &Type) -> bool {
        match ty {
            Type::Model(name) => self.objects.contains(name),
            Type::Boxed(ty) | Type::Alias(_, ty) => self.is_object(ty),
            _ => false,
        }
    }

    /// Whether values of this type are lists of them.
    pub fn is_objects(&self, ty: &Type) -> bool {
        match ty {
            Type::List(item) => self.is_object(item),
            Type::Alias(_, ty) => self.is_objects(ty),
            _ => false,
        }
    }

    pub fn is_in(&self, name: &TypeName, module: &ValueName) -> bool {
        self.modules.get(name).is_some_and(|home| *home == module)
    }
}

/// `use PATH::{A, B};`, or nothing.
pub fn import(path: &TokenStream, names: &BTreeSet<TypeName>) -> TokenStream {
    let names: Vec<&TypeName> = names.iter().collect();
    match names.as_slice() {
        [] => TokenStream::new(),
        [only] => quote!(use #path::#only;),
        several => quote!(use #path::{#(#several),*};),
    }
}
