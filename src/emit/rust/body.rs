//! The body of a request: the call that reads it, or a function where there is more than one line to say.

use super::ident::known;
use super::model::{default, default_json};
use super::parameter::form_field;
use super::reader::Statics;
use super::route::part_of;
use crate::plan::{
    Alternative, Body, BodyKind, Operation, Part, PartKind, Presence, Reader, Type, When,
};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

/// How a body is read that can only be JSON, of a model: whether it has to be there, and what the reading takes.
pub fn only_json(body: &Body) -> Option<(bool, TokenStream)> {
    let [
        Alternative {
            media,
            kind: BodyKind::Json,
            reader: reader @ Reader::Model(_),
            ..
        },
    ] = body.alternatives.as_slice()
    else {
        return None;
    };
    let read = Statics::default().function(reader, "body rules");
    body.members
        .is_empty()
        .then(|| (body.required, quote!(&[#media], #read)))
}

/// The call that reads the body, and the function it calls.
pub fn body_reader(operation: &Operation, body: &Body) -> (TokenStream, TokenStream) {
    if let Some((required, arguments)) = only_json(body) {
        let method = known(if required {
            "json_body"
        } else {
            "optional_json_body"
        });
        return (quote!(call.#method(#arguments).await), TokenStream::new());
    }
    let function = part_of(operation, "body");
    let mut statics = Statics::default();
    let ty = &body.ty;
    let media = body
        .alternatives
        .iter()
        .map(|alternative| &alternative.media);
    let required = body.required;
    let members = &body.members;
    let arms: Vec<TokenStream> = body
        .alternatives
        .iter()
        .enumerate()
        .map(|(at, alternative)| {
            let at = Literal::usize_unsuffixed(at);
            let read = body_read(body, alternative, &mut statics);
            let wrapped = match (&body.name, &alternative.variant) {
                (Some(name), Some(variant)) => quote!(#read.map(#name::#variant)),
                _ => read,
            };
            let optional = (!required).then(|| quote!(.map(Some)));
            quote! { rt::Content::Media(#at) => #wrapped #optional, }
        })
        .collect();
    let absent = (!required).then(|| quote! { rt::Content::Absent => Some(None), });
    let items = statics.items();
    let item = quote! {
        async fn #function(call: &mut rt::Call) -> Option<#ty> {
            static BODY: rt::RequestBody = rt::RequestBody { required: #required, media: &[#(#media),*], members: &[#(#members),*] };
            #(#items)*
            match call.content(&BODY) {
                #(#arms)*
                #absent
                _ => None,
            }
        }
    };
    (quote!(#function(&mut call).await), item)
}

fn body_read(body: &Body, alternative: &Alternative, statics: &mut Statics) -> TokenStream {
    match &alternative.kind {
        BodyKind::Json => {
            let read = statics.function(&alternative.reader, "body rules");
            quote!(call.json(&BODY, #read).await)
        }
        BodyKind::Form { fields, .. } => {
            let read = statics.function(&alternative.reader, "form rules");
            let fields = fields.iter().map(form_field);
            let apart = body.apart;
            let form = statics.add(
                "form",
                &quote!(rt::Form),
                &quote!(rt::Form { fields: &[#(#fields),*], apart: #apart }),
            );
            quote!(call.form(&#form, #read).await)
        }
        BodyKind::Parts(parts) => parts_read(&alternative.ty, parts, statics),
        BodyKind::Text(table) => {
            let table = statics.table(table, "text");
            quote!(call.text(#table).await)
        }
        BodyKind::Bytes if body.coded => quote!(call.coded_stream()),
        BodyKind::Bytes => quote!(call.stream()),
    }
}

/// Reads the parts one after the other, and puts them together when all are right.
fn parts_read(ty: &Type, parts: &[Part], statics: &mut Statics) -> TokenStream {
    let slots: Vec<_> = parts
        .iter()
        .map(|part| format_ident!("{}_part", part.name.plain()))
        .collect();
    let mut reads = Vec::new();
    let mut values = Vec::new();
    for (part, slot) in parts.iter().zip(&slots) {
        let wire = part.name.plain();
        let mut read = || statics.function(&part.reader, &format!("{wire} rules"));
        let read = match &part.kind {
            PartKind::Model => {
                let read = read();
                quote!(call.part(#read))
            }
            PartKind::Optional(condition) => {
                let (condition, read) = (when(condition), read());
                quote!(call.optional_part(#condition, #read))
            }
            PartKind::Required(condition) => {
                let (condition, read) = (when(condition), read());
                quote!(call.required_part(#condition, #read))
            }
            PartKind::Field(field) => {
                let read = read();
                let table = statics.add(
                    &format!("{wire} field"),
                    &quote!(rt::Field),
                    &form_field(field),
                );
                let method = if matches!(part.presence, Presence::Required) {
                    known("required_field")
                } else {
                    known("optional_field")
                };
                quote!(call.#method(&#table, #read))
            }
        };
        let aliases = part.aliases.iter().map(|names| quote!(&[#(#names),*]));
        reads.push(if part.aliases.is_empty() {
            quote!(let #slot = #read;)
        } else {
            quote!(let #slot = call.aliased(&[#(#aliases),*], |call| #read);)
        });
        let name = &part.name;
        let value = match &part.presence {
            Presence::Required | Presence::Optional => quote!(#slot),
            Presence::Default(value) => default(&quote!(#slot), value),
            Presence::DefaultJson(value) => {
                default_json(&quote!(#slot), value, &part.reader, wire, statics)
            }
        };
        values.push(quote!(#name: #value));
    }
    quote!({
        #(#reads)*
        match (#(#slots,)*) {
            (#(Some(#slots),)*) => Some(#ty { #(#values),* }),
            _ => None,
        }
    })
}

fn when(condition: &When) -> TokenStream {
    match condition {
        When::Fields(names) => quote!(rt::When::Fields(&[#(#names),*])),
        When::Anything => quote!(rt::When::Anything),
        When::Never => quote!(rt::When::Never),
    }
}
