//! The functions that routes call: read the request, call the service, write the answer. Where nothing but parameters and
//! JSON is read, the runtime does it, and the function says what; where there is more to do, it does it itself.

use super::body::{body_reader, only_json};
use super::deps;
use super::ident::known;
use super::parameter::{Shared, params_item, params_reader};
use super::reader::Statics;
use super::reply;
use super::route::part_of;
use super::service::erased_name;
use super::ty::Homes;
use crate::naming::Name;
use crate::plan::{Operation, ReplyBody, ReplyKind, Service, Taken};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// Whether the runtime does all that the handler of this operation has to.
pub fn is_plain(operation: &Operation) -> bool {
    let body = operation.body.as_ref();
    body.is_none_or(|body| only_json(body).is_some())
        && operation.messages.is_none()
        && operation.taken.is_empty()
        && !operation.blocking
}

pub fn handler(
    service: &Service,
    operation: &Operation,
    api: &Ident,
    shared: &Shared,
    homes: &Homes<'_>,
) -> TokenStream {
    if is_plain(operation) {
        plain(service, operation, api, shared, homes)
    } else {
        spelled_out(service, operation, api, shared, homes)
    }
}

/// One that says what is read, who is called and what is written.
fn plain(
    service: &Service,
    operation: &Operation,
    api: &Ident,
    shared: &Shared,
    homes: &Homes<'_>,
) -> TokenStream {
    let Operation { function, .. } = operation;
    let (field, erased) = (&service.module, erased_name(&service.name));
    let params_item = operation
        .params
        .as_ref()
        .map(|params| params_item(&part_of(operation, "params"), params, shared));
    let params = operation.params.as_ref().map(|_| {
        let read = part_of(operation, "params");
        quote!(.with_params(#read))
    });
    let body = operation.body.as_ref().and_then(only_json);
    let body = body.map(|(required, arguments)| {
        let method = known(if required {
            "with_json"
        } else {
            "with_optional_json"
        });
        quote!(.#method(#arguments))
    });
    let call = quote!(call);
    let (ok, success_item) = reply::success(operation, &call, homes);
    let (err, failure_item) = reply::failure(operation, &call, homes);
    let accept = accept(operation);
    let mutable = accept.is_some().then(|| quote!(mut));
    quote! {
        fn #function(api: Arc<#api>, #mutable call: rt::Call) -> rt::Pending {
            #accept
            call #params #body .answer(&api.#field, #erased::#function, |result, call| match result {
                #ok
                #err
            })
        }
        #params_item
        #success_item
        #failure_item
    }
}

/// One that does it all itself.
fn spelled_out(
    service: &Service,
    operation: &Operation,
    api: &Ident,
    shared: &Shared,
    homes: &Homes<'_>,
) -> TokenStream {
    let Operation { function, .. } = operation;
    let field = &service.module;
    let (params, params_item) = operation
        .params
        .as_ref()
        .map(|params| params_reader(operation, params, shared))
        .unzip();
    let (body, body_item) = operation
        .body
        .as_ref()
        .map(|body| body_reader(operation, body))
        .unzip();
    let call = quote!(&call);
    let (ok, success_item) = reply::success(operation, &call, homes);
    let (err, failure_item) = reply::failure(operation, &call, homes);
    let accept = accept(operation);
    let mut read = operation.taken.iter().map(taken).collect::<Vec<_>>();
    read.extend(params.map(|params| (known("params"), params)));
    read.extend(body.map(|body| (known("body"), body)));
    let mutable = (!read.is_empty() || accept.is_some()).then(|| quote!(mut));
    let (slots, reads): (Vec<_>, Vec<_>) = read.into_iter().unzip();
    let read = match slots.as_slice() {
        [] if accept.is_some() => quote! {
            if !call.accepted() { return call.reject() }
        },
        [] => TokenStream::new(),
        _ => quote! {
            #(let #slots = #reads;)*
            let (#(Some(#slots),)* true) = (#(#slots,)* call.accepted()) else { return call.reject() };
        },
    };
    let given = operation.taken.iter().map(|taken| {
        let slot = known(taken.dependency.as_str());
        quote!(call.give(#slot);)
    });
    let read = quote! { #read #(#given)* };
    let (pass_params, pass_body) = (
        operation.params.is_some().then(|| quote!(params,)),
        operation.body.is_some().then(|| quote!(body,)),
    );
    if let Some(messages) = &operation.messages {
        let mut statics = Statics::default();
        let reader = statics.function(&messages.reader, "message rules");
        let items = statics.items();
        return quote! {
            async fn #function(api: Arc<#api>, #mutable call: rt::Call) -> rt::Response {
                #(#items)*
                #read
                call.upgrade(#reader, async move |cx, socket| {
                    api.#field.#function(&cx, #pass_params socket).await
                }).await
            }
            #params_item
        };
    }
    // One that blocks goes to another thread, which keeps the service.
    let kept = operation.blocking.then(|| quote!(.clone()));
    quote! {
        async fn #function(api: Arc<#api>, #mutable call: rt::Call) -> rt::Response {
            #accept
            #read
            match api.#field #kept.#function(call.context(), #pass_params #pass_body).await {
                #ok
                #err
            }
        }
        #params_item
        #body_item
        #success_item
        #failure_item
    }
}

/// What a dependency takes, and the call that reads it.
fn taken(taken: &Taken) -> (Ident, TokenStream) {
    let function = deps::params_function(&taken.dependency);
    (
        known(taken.dependency.as_str()),
        quote!(deps::#function(&mut call)),
    )
}

/// Refuses a request that accepts none of the media types an answer can have, where there is more than one.
fn accept(operation: &Operation) -> Option<TokenStream> {
    let offered = operation.offered();
    if offered.is_empty() {
        return None;
    }
    let contents = operation.replies().filter_map(|reply| match &reply.body {
        Some(ReplyBody {
            media,
            kind: ReplyKind::Several { name, .. },
            ..
        }) if *media == offered => Some(name),
        _ => None,
    });
    Some(match contents.take(1).next() {
        Some(name) => quote!(call.accept(#name::MEDIA);),
        None => quote!(call.accept(&[#(#offered),*]);),
    })
}
