//! Assertion-only schemas as statics for the runtime's checker.

use super::file::File;
use super::ident::known;
use super::table::pattern;
use crate::naming::ConstName;
use crate::plan::{Check, JsonType, Keyword, TypeSet};
use indexmap::IndexMap;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// `checks.rs`.
pub fn module(checks: &IndexMap<ConstName, Vec<Keyword>>) -> String {
    let mut file = File::new(
        "What the types can't say: schemas that the checker holds a value against before it is read.",
    );
    let statics = checks.iter().map(|(name, keywords)| {
        let schema = schema(keywords);
        quote! { pub static #name: rt::Schema = #schema; }
    });
    file.items(quote! {
        use runtime::prelude as rt;
        #(#statics)*
    });
    file.finish()
}

/// `&checks::PET`, or the table itself.
pub fn reference(check: &Check) -> TokenStream {
    match check {
        Check::Named(name) => quote!(&crate::checks::#name),
        Check::Inline(keywords) => {
            let schema = schema(keywords);
            quote!(&#schema)
        }
    }
}

/// The value of a static of its own.
pub fn value(check: &Check) -> TokenStream {
    match check {
        Check::Named(_) => {
            let reference = reference(check);
            quote!(rt::Schema(&[rt::Keyword::Ref(#reference)]))
        }
        Check::Inline(keywords) => schema(keywords),
    }
}

fn schema(keywords: &[Keyword]) -> TokenStream {
    let keywords = keywords.iter().map(keyword);
    quote!(rt::Schema(&[#(#keywords),*]))
}

fn optional(check: Option<&Check>) -> TokenStream {
    if let Some(check) = check {
        let check = reference(check);
        quote!(Some(#check))
    } else {
        quote!(None)
    }
}

fn keyword(keyword: &Keyword) -> TokenStream {
    match keyword {
        Keyword::Never => quote!(rt::Keyword::Never),
        Keyword::Types(types) => {
            let kinds = kinds(*types);
            quote!(rt::Keyword::Types(#kinds))
        }
        Keyword::Enum(values) => {
            let texts = values.iter().map(ToString::to_string);
            quote!(rt::Keyword::Enum(&[#(#texts),*]))
        }
        Keyword::Decimal(name, value) => {
            let (name, text) = (known(name), value.to_string());
            quote!(rt::Keyword::#name(#text))
        }
        Keyword::Count(name, count) => {
            let (name, count) = (known(name), Literal::u64_unsuffixed(*count));
            quote!(rt::Keyword::#name(#count))
        }
        Keyword::Pattern(source) => {
            let pattern = pattern(source);
            quote!(rt::Keyword::Pattern({ static PATTERN: rt::Pattern = #pattern; &PATTERN }))
        }
        Keyword::Format(format) => {
            let format = known(format);
            quote!(rt::Keyword::Format(rt::Format::#format))
        }
        Keyword::UniqueItems => quote!(rt::Keyword::UniqueItems),
        Keyword::Items { prefix, rest } => {
            let (prefix, rest) = (prefix.iter().map(reference), optional(rest.as_ref()));
            quote!(rt::Keyword::Items { prefix: &[#(#prefix),*], rest: #rest })
        }
        Keyword::Contains { schema, min, max } => contains(schema, *min, *max),
        Keyword::Members {
            properties,
            patterns,
            additional,
        } => members(properties, patterns, additional.as_ref()),
        Keyword::Required(names) => quote!(rt::Keyword::Required(&[#(#names),*])),
        Keyword::DependentRequired(pairs) => {
            let pairs = pairs
                .iter()
                .map(|(name, names)| quote!((#name, &[#(#names),*])));
            quote!(rt::Keyword::DependentRequired(&[#(#pairs),*]))
        }
        Keyword::DependentSchemas(pairs) => {
            let pairs = named(pairs);
            quote!(rt::Keyword::DependentSchemas(#pairs))
        }
        Keyword::One(name, check) => {
            let (name, check) = (known(name), reference(check));
            quote!(rt::Keyword::#name(#check))
        }
        Keyword::Many(name, checks) => {
            let (name, checks) = (known(name), checks.iter().map(reference));
            quote!(rt::Keyword::#name(&[#(#checks),*]))
        }
        Keyword::If {
            condition,
            then,
            otherwise,
        } => {
            let (condition, then, otherwise) = (
                reference(condition),
                optional(then.as_ref()),
                optional(otherwise.as_ref()),
            );
            quote!(rt::Keyword::If { condition: #condition, then: #then, otherwise: #otherwise })
        }
    }
}

fn contains(schema: &Check, min: u64, max: Option<u64>) -> TokenStream {
    let (schema, min) = (reference(schema), Literal::u64_unsuffixed(min));
    let max = max
        .map(Literal::u64_unsuffixed)
        .map_or_else(|| quote!(None), |max| quote!(Some(#max)));
    quote!(rt::Keyword::Contains { schema: #schema, min: #min, max: #max })
}

fn named(pairs: &[(String, Check)]) -> TokenStream {
    let pairs = pairs.iter().map(|(name, check)| {
        let check = reference(check);
        quote!((#name, #check))
    });
    quote!(&[#(#pairs),*])
}

fn members(
    properties: &[(String, Check)],
    patterns: &[(String, Check)],
    additional: Option<&Check>,
) -> TokenStream {
    let properties = named(properties);
    let patterns = patterns.iter().map(|(source, check)| {
        let (pattern, check) = (pattern(source), reference(check));
        quote!(({ static PATTERN: rt::Pattern = #pattern; &PATTERN }, #check))
    });
    let additional = optional(additional);
    quote!(rt::Keyword::Members { properties: #properties, patterns: &[#(#patterns),*], additional: #additional })
}

/// `rt::Kinds::STRING.or(rt::Kinds::NULL)`.
pub fn kinds(types: TypeSet) -> TokenStream {
    let every: TypeSet = JsonType::ALL
        .into_iter()
        .filter(|kind| *kind != JsonType::Integer)
        .collect();
    if types.without(JsonType::Integer) == every {
        return quote!(rt::Kinds::ANY);
    }
    let names = types.iter().map(|kind| known(&kind.name().to_uppercase()));
    names
        .map(|name| quote!(rt::Kinds::#name))
        .reduce(|all, kind| quote!(#all.or(#kind)))
        .unwrap_or_else(|| quote!(rt::Kinds::NONE))
}
