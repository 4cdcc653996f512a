//! The runtime's tables as expressions: `rt::Text { min_length: 1, ..rt::Text::ANY }`.

use super::check;
use super::ident::known;
use crate::naming::ConstName;
use crate::plan::{Entry, Table};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

/// The table; its pattern is a static of its own, which `pattern` names from its text.
pub fn table(table: &Table, mut pattern: impl FnMut(&str) -> ConstName) -> TokenStream {
    let kind = known(table.kind);
    if table.members.is_empty() {
        return quote!(rt::#kind::ANY);
    }
    let members = table.members.iter().map(|(name, entry)| {
        let value = match entry {
            Entry::Pattern(source) => {
                let pattern = pattern(source);
                quote!(&#pattern)
            }
            other => value(other),
        };
        let name_token = known(name);
        if matches!(*name, "pattern" | "format" | "multiple_of" | "names") {
            quote!(#name_token: Some(#value))
        } else {
            quote!(#name_token: #value)
        }
    });
    let members: Vec<TokenStream> = members.collect();
    // One that names every member must not have more behind it (clippy's `needless_update`).
    let complete = SIZES.contains(&(table.kind, table.members.len()));
    let rest = (!complete).then(|| quote!(..rt::#kind::ANY));
    quote!(rt::#kind { #(#members,)* #rest })
}

/// How many members the runtime's tables have.
const SIZES: [(&str, usize); 5] = [
    ("Text", 5),
    ("Integer", 3),
    ("Number", 3),
    ("Members", 3),
    ("Items", 4),
];

fn value(entry: &Entry) -> TokenStream {
    match entry {
        Entry::Flag(flag) => quote!(#flag),
        Entry::Count(count) => Literal::u64_unsuffixed(*count).into_token_stream(),
        Entry::Integer(value) => integer(*value),
        Entry::IntegerBound(bound, exclusive) => {
            let bound = integer(*bound);
            if *exclusive {
                quote!(rt::Bound::Excluded(#bound))
            } else {
                quote!(rt::Bound::Included(#bound))
            }
        }
        Entry::NumberBound(bound, exclusive) => {
            let text = bound.to_string();
            if *exclusive {
                quote!(rt::Bound::Excluded(#text))
            } else {
                quote!(rt::Bound::Included(#text))
            }
        }
        Entry::Decimal(value) => value.to_string().into_token_stream(),
        Entry::Pattern(source) => pattern(source),
        Entry::Format(format) => {
            let format = known(format);
            quote!(rt::Format::#format)
        }
        Entry::Check(table) => check::reference(table),
    }
}

/// A signed literal: `-1` is an operator and a literal.
pub fn integer(value: i128) -> TokenStream {
    let digits = Literal::u128_unsuffixed(value.unsigned_abs());
    if value < 0 {
        quote!(-#digits)
    } else {
        quote!(#digits)
    }
}

/// The runtime's engine speaks ECMA-262 itself.
pub fn pattern(source: &str) -> TokenStream {
    quote!(rt::Pattern::new(#source))
}

#[cfg(test)]
mod tests {
    use super::SIZES;

    #[test]
    fn sizes_are_those_of_the_runtime() {
        let rules = include_str!("../../../templates/runtime/src/decode/rules.rs");
        for (kind, size) in SIZES {
            let (_, table) = rules.split_once(&format!("pub struct {kind} {{")).unwrap();
            let (table, _) = table.split_once("\n}").unwrap();
            assert_eq!(table.matches("\n    pub ").count(), size, "{kind}");
        }
    }
}
