//! Enums of constants. Their text is what is on the wire.

use super::file::docs;
use super::table::integer;
use crate::naming::{Name, TypeName};
use crate::plan::{Choice, Model, ModelKind};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

pub fn choice(model: &Model, shape: &Choice, head: &TokenStream) -> TokenStream {
    let name = &model.name;
    let variants: Vec<&TypeName> = shape.variants.iter().map(|variant| &variant.name).collect();
    let texts: Vec<String> = shape
        .variants
        .iter()
        .map(|variant| wire(&variant.value))
        .collect();
    let described = variants.iter().zip(&texts).map(|(name, text)| {
        let shown: String = text.chars().filter(|c| !c.is_control()).collect();
        // A name that says it all needs no comment.
        let said = name.as_str().to_lowercase() == text.replace(['_', '-', ' '], "").to_lowercase();
        let docs = match shown.as_str() {
            _ if said => TokenStream::new(),
            "" => docs("The empty text."),
            _ => docs(&format!("`{shown}`")),
        };
        quote! { #docs #name, }
    });
    if is_plain(shape) {
        let kind = match (model.decode, shape.named) {
            (false, _) => quote!(sent),
            (true, true) => quote!(named),
            (true, false) => quote!(inline),
        };
        return quote! {
            #head
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
            pub enum #name { #(#described)* }
            rt::texts!(#name as #kind, #(#variants(#texts)),*);
        };
    }
    let count = Literal::usize_unsuffixed(variants.len());
    let serialize = (!is_text(shape)).then(|| {
        let values = shape.variants.iter().map(|variant| scalar(&variant.value));
        quote! {
            impl std::fmt::Display for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(self.as_str())
                }
            }
            impl serde::Serialize for #name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    match self { #(Self::#variants => #values),* }
                }
            }
        }
    });
    let named = shape.named;
    let decode = model.decode.then(|| {
        let values = shape.variants.iter().map(|variant| variant.value.to_string());
        quote! {
            pub fn decode(d: &mut rt::Decoder<'_>) -> Option<Self> {
                static CHOICES: rt::Choices = rt::Choices { values: &[#(#values),*], named: #named };
                d.choice(&CHOICES).and_then(|at| Self::ALL.get(at).copied())
            }
        }
    });
    quote! {
        #head
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum #name { #(#described)* }
        impl #name {
            /// Every value, in the order of the description.
            pub const ALL: [Self; #count] = [#(Self::#variants),*];

            /// The text on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { #(Self::#variants => #texts),* }
            }
            #decode
        }
        #serialize
    }
}

/// Whether every value is a text: then `Display` and `Serialize` are one line a module.
pub fn is_text(shape: &Choice) -> bool {
    shape
        .variants
        .iter()
        .all(|variant| variant.value.is_string())
}

/// Whether values of the model are texts of such a choice.
pub fn is_text_enum(model: &Model) -> bool {
    matches!(&model.kind, ModelKind::Choice(shape) if is_text(shape))
}

/// Whether every value is a text that JSON writes as it is: then all but the variants is one line.
pub fn is_plain(shape: &Choice) -> bool {
    let plain = |text: &str| !text.contains(|c: char| c.is_control() || matches!(c, '"' | '\\'));
    shape
        .variants
        .iter()
        .all(|variant| variant.value.as_str().is_some_and(plain))
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
