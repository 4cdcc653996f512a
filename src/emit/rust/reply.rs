//! Successes and failures → responses.

use super::route::part_of;
use super::ty::Homes;
use crate::naming::TypeName;
use crate::plan::{HeaderForm, Operation, Outcome, Reply, ReplyBody, ReplyKind};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The arm of a handler for `Ok`, and the function it calls where there is more than one line to say.
/// `given` is the call, borrowed.
pub fn success(
    operation: &Operation,
    given: &TokenStream,
    homes: &Homes<'_>,
) -> (TokenStream, TokenStream) {
    match &operation.success {
        Outcome::Plain(reply) => {
            let pattern = if reply.body.is_some() {
                quote!(body)
            } else {
                quote!(())
            };
            let value = plain(reply, homes);
            (quote! { Ok(#pattern) => #value, }, TokenStream::new())
        }
        Outcome::Struct(name, reply) => {
            let function = part_of(operation, "success");
            let (bindings, body) = (bindings(reply), full(reply, homes));
            let (call, pass) = call(std::iter::once(reply), given);
            let item = quote! {
                fn #function(success: #name #call) -> rt::Response {
                    let #name { #(#bindings),* } = success;
                    #body
                }
            };
            (quote! { Ok(success) => #function(success #pass), }, item)
        }
        Outcome::Enum(name, variants) => {
            let function = part_of(operation, "success");
            let arms = variants
                .iter()
                .map(|(variant, reply)| arm(name, variant, reply, homes));
            let (call, pass) = call(variants.iter().map(|(_, reply)| reply), given);
            let item = quote! {
                fn #function(success: #name #call) -> rt::Response {
                    match success { #(#arms)* }
                }
            };
            (quote! { Ok(success) => #function(success #pass), }, item)
        }
    }
}

/// The call as a parameter and as an argument, where one of the answers is labelled by what the request accepts.
fn call<'r>(
    mut replies: impl Iterator<Item = &'r Reply>,
    given: &TokenStream,
) -> (TokenStream, TokenStream) {
    if replies.any(|reply| reply.body.as_ref().is_some_and(has_labels)) {
        (quote!(, call: &rt::Call), quote!(, #given))
    } else {
        (TokenStream::new(), TokenStream::new())
    }
}

fn has_labels(body: &ReplyBody) -> bool {
    match &body.kind {
        ReplyKind::Several { variants, .. } => variants.iter().any(|(_, body)| has_labels(body)),
        _ => body.media.len() > 1,
    }
}

/// The same for `Err`.
pub fn failure(
    operation: &Operation,
    given: &TokenStream,
    homes: &Homes<'_>,
) -> (TokenStream, TokenStream) {
    let Some(name) = &operation.failure.name else {
        return (
            quote! { Err(error) => call.fault(error), },
            TokenStream::new(),
        );
    };
    let function = part_of(operation, "failure");
    let arms = operation
        .failure
        .variants
        .iter()
        .map(|(variant, reply)| arm(name, variant, reply, homes));
    let item = quote! {
        fn #function(failure: #name, call: &rt::Call) -> rt::Response {
            match failure {
                #(#arms)*
                #name::Other(error) => call.fault(error),
            }
        }
    };
    (quote! { Err(failure) => #function(failure, #given), }, item)
}

fn arm(name: &TypeName, variant: &TypeName, reply: &Reply, homes: &Homes<'_>) -> TokenStream {
    if reply.shared.is_some() {
        return match reply.status.map(Literal::u16_unsuffixed) {
            Some(status) => quote! { #name::#variant(response) => response.with_status(#status), },
            None => quote! {
                #name::#variant { status, response } => response.with_status(status.as_u16()),
            },
        };
    }
    match &reply.body {
        None if reply.is_plain() => {
            let value = plain(reply, homes);
            quote! { #name::#variant => #value, }
        }
        Some(_) if reply.is_plain() => {
            let value = plain(reply, homes);
            quote! { #name::#variant(body) => #value, }
        }
        _ => {
            let (bindings, body) = (bindings(reply), full(reply, homes));
            quote! { #name::#variant { #(#bindings),* } => { #body } }
        }
    }
}

/// How a response that operations share is written.
pub fn shared(name: &TypeName, reply: &Reply, homes: &Homes<'_>) -> TokenStream {
    let mut bindings = Vec::new();
    fields(reply, &mut bindings);
    let body = chained(&quote!(status), reply, homes);
    quote! {
        impl #name {
            pub(crate) fn with_status(self, status: u16) -> rt::Response {
                let Self { #(#bindings),* } = self;
                #body
            }
        }
    }
}

/// A reply that is its body.
fn plain(reply: &Reply, homes: &Homes<'_>) -> TokenStream {
    let status = Literal::u16_unsuffixed(reply.status.unwrap_or(200));
    finish(&begun(&quote!(#status), reply), reply.body.as_ref(), homes)
}

fn begun(status: &TokenStream, reply: &Reply) -> TokenStream {
    let no_store = reply.no_store.then(|| quote!(.no_store()));
    quote!(rt::Reply::new(#status) #no_store)
}

fn bindings(reply: &Reply) -> Vec<TokenStream> {
    let mut names = Vec::new();
    if reply.status.is_none() {
        names.push(quote!(status));
    }
    fields(reply, &mut names);
    names
}

fn fields(reply: &Reply, names: &mut Vec<TokenStream>) {
    names.extend(reply.headers.iter().map(|header| {
        let name = &header.name;
        quote!(#name)
    }));
    if reply.body.is_some() {
        names.push(quote!(body));
    }
}

/// A reply with a status or headers of its own, from the variables that [`bindings`] names: the statements of a block.
fn full(reply: &Reply, homes: &Homes<'_>) -> TokenStream {
    let status = if let Some(status) = reply.status {
        let status = Literal::u16_unsuffixed(status);
        quote!(#status)
    } else {
        quote!(status.as_u16())
    };
    chained(&status, reply, homes)
}

fn chained(status: &TokenStream, reply: &Reply, homes: &Homes<'_>) -> TokenStream {
    let mut chain = begun(status, reply);
    for header in &reply.headers {
        let (wire, name) = (&header.wire, &header.name);
        chain = match (header.form, header.required) {
            (HeaderForm::Simple, true) => quote!(#chain.header(#wire, &#name)),
            (HeaderForm::Simple, false) => quote!(#chain.optional_header(#wire, #name.as_ref())),
            (HeaderForm::Exploded, true) => quote!(#chain.exploded_header(#wire, Some(&#name))),
            (HeaderForm::Exploded, false) => quote!(#chain.exploded_header(#wire, #name.as_ref())),
            (HeaderForm::Json, true) => quote!(#chain.json_header(#wire, Some(&#name))),
            (HeaderForm::Json, false) => quote!(#chain.json_header(#wire, #name.as_ref())),
        };
    }
    let several = |body: &&ReplyBody| matches!(body.kind, ReplyKind::Several { .. });
    match reply.body.as_ref().filter(several) {
        Some(body) => {
            let value = finish(&quote!(reply), Some(body), homes);
            quote! { let reply = #chain; #value }
        }
        None => finish(&chain, reply.body.as_ref(), homes),
    }
}

fn finish(reply: &TokenStream, body: Option<&ReplyBody>, homes: &Homes<'_>) -> TokenStream {
    let Some(ReplyBody { media, kind, ty }) = body else {
        return quote!(#reply.empty());
    };
    let label = match media.as_slice() {
        [only] => quote!(#only),
        several => quote!(call.label(&[#(#several),*])),
    };
    match kind {
        ReplyKind::Json if homes.is_object(ty) => quote!(#reply.object(#label, &body)),
        ReplyKind::Json if homes.is_objects(ty) => quote!(#reply.objects(#label, &body)),
        ReplyKind::Json => quote!(#reply.json(#label, &body)),
        ReplyKind::Text => quote!(#reply.text(#label, body)),
        ReplyKind::Bytes => quote!(#reply.stream(#label, body)),
        ReplyKind::Events => quote!(#reply.events(#label, body)),
        ReplyKind::Lines => quote!(#reply.lines(#label, body)),
        ReplyKind::Several { name, variants, .. } => {
            let arms = variants.iter().map(|(variant, body)| {
                let value = finish(reply, Some(body), homes);
                quote!(#name::#variant(body) => #value,)
            });
            quote!(match body { #(#arms)* })
        }
    }
}
