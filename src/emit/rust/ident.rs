//! Names of the plan as tokens.

use crate::naming::{ConstName, Name, TypeName, ValueName};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};

/// An identifier of the runtime (a method, a type, a constant), or one that naming made.
pub fn known(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

macro_rules! to_tokens {
    ($($name:ty),*) => {$(
        impl ToTokens for $name {
            fn to_tokens(&self, tokens: &mut TokenStream) {
                tokens.append(known(self.as_str()));
            }
        }
    )*};
}

to_tokens!(TypeName, ValueName, ConstName);
