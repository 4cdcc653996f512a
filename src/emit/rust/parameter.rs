//! Reading parameters: the tables that say where each is and how it is written, and the function that reads them.

use super::ident::known;
use super::model::{default, default_json};
use super::reader::{Statics, is_reserved};
use super::route::part_of;
use crate::naming::{ConstName, Name, TypeName};
use crate::plan::{FormField, Location, Operation, Param, Params, Presence, Shape, Style};
use indexmap::IndexMap;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use std::collections::BTreeSet;

/// Tables that several operations of a file have in common: they stand at its head, once.
#[derive(Default)]
pub struct Shared {
    /// Name, table as text, and the table.
    tables: Vec<(ConstName, String, TokenStream)>,
}

impl Shared {
    /// `taken`: types of the file, the constructor of one of which may have the name that a table would get.
    pub fn of<'p>(all: impl Iterator<Item = &'p Params>, taken: [&BTreeSet<TypeName>; 2]) -> Self {
        let mut counted: IndexMap<(ConstName, String), (TokenStream, usize)> = IndexMap::new();
        for field in all.flat_map(|params| &params.fields) {
            let table = parameter(field);
            let key = (ConstName::make(&field.wire), table.to_string());
            counted.entry(key).or_insert((table, 0)).1 += 1;
        }
        // Under one name, the table that is needed most.
        let mut most: IndexMap<ConstName, (String, TokenStream, usize)> = IndexMap::new();
        for ((name, text), (table, count)) in counted {
            let known = most.get(&name).map_or(1, |(_, _, known)| *known);
            let mut types = taken.iter().copied().flatten();
            let free = !is_reserved(&name)
                && name.as_str() != "ROUTES"
                && types.all(|ty| ty.as_str() != name.as_str());
            if count > known && free {
                most.insert(name, (text, table, count));
            }
        }
        let tables = most
            .into_iter()
            .map(|(name, (text, table, _))| (name, text, table));
        Self {
            tables: tables.collect(),
        }
    }

    pub fn items(&self) -> TokenStream {
        let items = self
            .tables
            .iter()
            .map(|(name, _, table)| quote!(static #name: rt::Parameter = #table;));
        quote!(#(#items)*)
    }

    fn name_of(&self, table: &TokenStream) -> Option<&ConstName> {
        let text = table.to_string();
        let mut tables = self.tables.iter();
        tables.find_map(|(name, known, _)| (*known == text).then_some(name))
    }
}

/// The call that reads the parameters, and the function it calls.
pub fn params_reader(
    operation: &Operation,
    params: &Params,
    shared: &Shared,
) -> (TokenStream, TokenStream) {
    let function = part_of(operation, "params");
    let item = params_item(&function, params, shared);
    (quote!(#function(&mut call)), item)
}

/// The function that reads parameters.
pub fn params_item(function: &Ident, params: &Params, shared: &Shared) -> TokenStream {
    let name = &params.name;
    let mut statics = Statics::default();
    for field in &params.fields {
        statics.reserve(shared.name_of(&parameter(field)));
    }
    let mut tables = Vec::new();
    let reads: Vec<TokenStream> = params
        .fields
        .iter()
        .map(|field| {
            let (slot, parameter) = (slot(field), parameter(field));
            let parameter = match shared.name_of(&parameter) {
                Some(known) => known.clone(),
                None => statics.add(&field.wire, &quote!(rt::Parameter), &parameter),
            };
            tables.push(parameter.clone());
            let read = statics.function(&field.reader, &format!("{} rules", field.wire));
            let method = if matches!(field.presence, Presence::Required) {
                known("required")
            } else {
                known("optional")
            };
            quote! { let #slot = call.#method(&#parameter, #read); }
        })
        .collect();
    let values: Vec<TokenStream> = params
        .fields
        .iter()
        .map(|field| {
            let (ident, slot) = (&field.name, slot(field));
            let value = match &field.presence {
                Presence::Required | Presence::Optional => quote!(#slot?),
                Presence::Default(value) => default(&quote!(#slot?), value),
                Presence::DefaultJson(value) => default_json(
                    &quote!(#slot?),
                    value,
                    &field.reader,
                    &field.wire,
                    &mut statics,
                ),
            };
            quote!(#ident: #value)
        })
        .collect();
    let groups = params.groups.iter().map(|group| {
        let (asked, beside): (Vec<usize>, Vec<usize>) = group
            .iter()
            .partition(|&&at| matches!(params.fields[at].presence, Presence::Optional));
        let [asked, beside] = [asked, beside].map(|places| {
            places
                .into_iter()
                .map(|at| tables[at].clone())
                .collect::<Vec<_>>()
        });
        quote!(call.together(&[#(&#asked),*], &[#(&#beside),*]);)
    });
    let items = statics.items();
    quote! {
        fn #function(call: &mut rt::Call) -> Option<#name> {
            #(#items)*
            #(#reads)*
            #(#groups)*
            Some(#name { #(#values),* })
        }
    }
}

/// The variable of a parameter. No name ends in `_` by itself.
fn slot(field: &Param) -> TokenStream {
    let name = &field.name;
    if name.as_str() == "call" {
        quote!(call_)
    } else {
        quote!(#name)
    }
}

fn parameter(field: &Param) -> TokenStream {
    let (base, style, explode) = match field.location {
        Location::Path => (known("PATH"), Style::Simple, false),
        Location::Header => (known("HEADER"), Style::Simple, false),
        Location::Cookie => (known("COOKIE"), Style::Form, true),
        Location::Query | Location::QueryString => (known("QUERY"), Style::Form, true),
    };
    let name = &field.wire;
    let styled = (field.style != style).then(|| {
        let style = known(match field.style {
            Style::Matrix => "Matrix",
            Style::Label => "Label",
            Style::Simple => "Simple",
            Style::Form => "Form",
            Style::SpaceDelimited => "SpaceDelimited",
            Style::PipeDelimited => "PipeDelimited",
            Style::DeepObject => "DeepObject",
            Style::Cookie => "Cookie",
        });
        quote!(style: rt::Style::#style,)
    });
    let flag = field.explode;
    let exploded = (flag != explode).then(|| quote!(explode: #flag,));
    let shaped = (field.shape != Shape::Scalar).then(|| {
        let shape = shape(&field.shape);
        quote!(shape: #shape,)
    });
    let json = field.json.then(|| quote!(json: true,));
    let empty = field.allow_empty.then(|| quote!(allow_empty: true,));
    let whole = (field.location == Location::QueryString).then(|| quote!(whole: true,));
    let rest = quote!(#styled #exploded #shaped #json #empty #whole);
    if rest.is_empty() {
        let function = known(&base.to_string().to_lowercase());
        return quote!(rt::Parameter::#function(#name));
    }
    quote!(rt::Parameter { name: #name, #rest ..rt::Parameter::#base })
}

fn shape(shape: &Shape) -> TokenStream {
    match shape {
        Shape::Scalar => quote!(rt::Shape::Scalar),
        Shape::Array => quote!(rt::Shape::Array),
        Shape::Any => quote!(rt::Shape::Any),
        Shape::Object { fields, others } => {
            let fields = fields.iter().map(form_field);
            quote!(rt::Shape::Object { fields: &[#(#fields),*], others: #others })
        }
    }
}

pub fn form_field(field: &FormField) -> TokenStream {
    let name = &field.name;
    let delimiter = field.delimiter;
    let delimited = (!delimiter.is_empty()).then(|| quote!(delimiter: #delimiter,));
    let (base, shaped) = match (&field.shape, field.file, field.json) {
        (Shape::Array, true, _) => (known("FILES"), None),
        (_, true, _) => (known("FILE"), None),
        (_, _, true) => (known("JSON"), None),
        (Shape::Scalar, ..) => (known("SCALAR"), None),
        (Shape::Array, ..) => (known("ARRAY"), None),
        (Shape::Any, ..) => (known("ANY"), None),
        (object @ Shape::Object { .. }, ..) => (known("ANY"), Some(shape(object))),
    };
    let shaped = shaped.map(|shape| quote!(shape: #shape,));
    let media = &field.media;
    let media = (!media.is_empty()).then(|| quote!(media: &[#(#media),*],));
    let empty = field.or_empty.then(|| quote!(or_empty: true,));
    quote!(rt::Field { name: #name, #shaped #delimited #empty #media ..rt::Field::#base })
}
