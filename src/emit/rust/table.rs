//! The runtime's tables as expressions: `rt::Text { min_length: 1, ..rt::Text::ANY }`.

use super::check;
use super::ident::known;
use crate::plan::{Entry, Table};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

impl ToTokens for Table {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let kind = known(self.kind);
        if self.members.is_empty() {
            tokens.extend(quote!(rt::#kind::ANY));
            return;
        }
        let names = self.members.iter().map(|(name, _)| known(name));
        let values = self.members.iter().map(|(name, entry)| {
            let value = value(entry);
            if matches!(*name, "pattern" | "format" | "multiple_of" | "names") { quote!(Some(#value)) } else { value }
        });
        tokens.extend(quote!(rt::#kind { #(#names: #values,)* ..rt::#kind::ANY }));
    }
}

fn value(entry: &Entry) -> TokenStream {
    match entry {
        Entry::Flag(flag) => quote!(#flag),
        Entry::Count(count) => Literal::u64_unsuffixed(*count).into_token_stream(),
        Entry::Integer(value) => integer(*value),
        Entry::IntegerBound(bound, exclusive) => {
            let bound = integer(*bound);
            if *exclusive { quote!(rt::Bound::Excluded(#bound)) } else { quote!(rt::Bound::Included(#bound)) }
        }
        Entry::NumberBound(bound, exclusive) => {
            let text = bound.to_string();
            if *exclusive { quote!(rt::Bound::Excluded(#text)) } else { quote!(rt::Bound::Included(#text)) }
        }
        Entry::Decimal(value) => value.to_string().into_token_stream(),
        Entry::Pattern(source) => {
            let pattern = pattern(source);
            quote!({ static PATTERN: rt::Pattern = #pattern; &PATTERN })
        }
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
    if value < 0 { quote!(-#digits) } else { quote!(#digits) }
}

/// The runtime's engine speaks ECMA-262 itself.
pub fn pattern(source: &str) -> TokenStream {
    quote!(rt::Pattern::new(#source))
}
