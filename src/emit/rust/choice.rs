//! Enums of constants. Their text is what is on the wire.

use super::file::docs;
use super::table::integer;
use crate::naming::TypeName;
use crate::plan::{Choice, Model};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

pub fn choice(model: &Model, shape: &Choice, head: &TokenStream) -> TokenStream {
    let name = &model.name;
    let variants: Vec<&TypeName> = shape.variants.iter().map(|variant| &variant.name).collect();
    let texts: Vec<String> = shape.variants.iter().map(|variant| wire(&variant.value)).collect();
    let described = variants.iter().zip(&texts).map(|(name, text)| {
        let shown: String = text.chars().filter(|c| !c.is_control()).collect();
        let docs = if shown.is_empty() { docs("The empty text.") } else { docs(&format!("`{shown}`")) };
        quote! { #docs #name, }
    });
    let count = Literal::usize_unsuffixed(variants.len());
    let serialize = if shape.variants.iter().all(|variant| variant.value.is_string()) {
        quote!(serializer.serialize_str(self.as_str()))
    } else {
        let values = shape.variants.iter().map(|variant| scalar(&variant.value));
        quote!(match self { #(Self::#variants => #values),* })
    };
    let decode = model.decode.then(|| {
        let values = shape.variants.iter().map(|variant| variant.value.to_string());
        quote! {
            /// Reads the value at hand.
            pub fn decode(d: &mut rt::Decoder<'_>) -> Option<Self> {
                static CHOICES: rt::Choices = rt::Choices { values: &[#(#values),*], named: true };
                d.choice(&CHOICES).and_then(|at| Self::ALL.get(at).copied())
            }
        }
    });
    quote! {
        #head
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum #name { #(#described)* }
        impl #name {
            /// Every value, in the order of the description.
            pub const ALL: [Self; #count] = [#(Self::#variants),*];

            /// The text on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { #(Self::#variants => #texts),* }
            }
            #decode
        }
        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #serialize
            }
        }
    }
}

fn wire(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn scalar(value: &Value) -> TokenStream {
    match value {
        Value::String(text) => quote!(serializer.serialize_str(#text)),
        Value::Bool(flag) => quote!(serializer.serialize_bool(#flag)),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => {
                let number = integer(i128::from(number));
                quote!(serializer.serialize_i64(#number))
            }
            (None, Some(number)) => {
                let number = Literal::u64_unsuffixed(number);
                quote!(serializer.serialize_u64(#number))
            }
            (None, None) => {
                let number = number.as_f64().unwrap_or_default();
                let magnitude = Literal::f64_unsuffixed(number.abs());
                let sign = number.is_sign_negative().then(|| quote!(-));
                quote!(serializer.serialize_f64(#sign #magnitude))
            }
        },
        _ => quote!(serializer.serialize_none()),
    }
}
