//! `routes/<tag>.rs`: read the request, call the service, write the answer. Plain functions in a table.

use super::deps;
use super::file::File;
use super::ident::known;
use super::model::{default, default_json};
use super::parameter::{Shared, form_field, params_reader};
use super::reader::Statics;
use super::reply;
use super::ty::{import, names_in};
use crate::naming::{Name, TypeName};
use crate::plan::{
    Alternative, Body, BodyKind, Credential, Location, Operation, Outcome, Params, Part, PartKind,
    Presence, Reader, ReplyBody, ReplyKind, Requirement, Service, Taken, Type, When,
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeSet;

/// `depends` is whether services depend on anything.
pub fn module(service: &Service, depends: bool) -> String {
    let about = match &service.tag {
        Some(tag) => format!("How the operations tagged `{tag}` speak HTTP."),
        None => "How the operations without a tag speak HTTP.".to_owned(),
    };
    let mut file = File::new(&about);
    let mut own = BTreeSet::new();
    let mut readers = BTreeSet::new();
    for operation in &service.operations {
        own_types(operation, &mut own);
        read_types(operation, &mut readers);
    }
    readers.retain(|name| !own.contains(name));
    let api = api_type(depends);
    let module = &service.module;
    let services = import(&quote!(crate::services::#module), &own);
    let models = import(&quote!(crate::models), &readers);
    let routes = service.operations.iter().map(route);
    let params = service
        .operations
        .iter()
        .filter_map(|known| known.params.as_ref());
    let shared = Shared::of(params, [&own, &readers]);
    let handlers = service
        .operations
        .iter()
        .map(|operation| handler(service, operation, &api, &shared));
    let tables = shared.items();
    let secured = service
        .operations
        .iter()
        .any(|operation| !operation.security.is_empty());
    let security = secured.then(|| {
        quote!(
            use crate::security;
        )
    });
    let taken = service
        .operations
        .iter()
        .any(|operation| !operation.taken.is_empty());
    let deps = taken.then(|| {
        quote!(
            use crate::deps;
        )
    });
    file.items(quote! {
        use crate::#api;
        #deps
        #security
        #models
        #services
        use runtime::prelude as rt;
        use std::sync::Arc;

        pub(super) static ROUTES: &[rt::Route<#api>] = &[#(#routes),*];
        #tables
        #(#handlers)*
    });
    file.finish()
}

/// `get_pet_params`: a function beside a handler. A name that was a keyword ends in `_` already.
pub fn part_of(operation: &Operation, part: &str) -> Ident {
    format_ident!(
        "{}_{part}",
        operation.function.plain().trim_end_matches('_')
    )
}

/// What holds the services that routes call.
pub fn api_type(depends: bool) -> Ident {
    known(if depends { "Services" } else { "Api" })
}

/// The types of the services module that the routes name.
fn own_types(operation: &Operation, out: &mut BTreeSet<TypeName>) {
    out.extend(operation.params.iter().map(|params| params.name.clone()));
    out.extend(operation.body.iter().filter_map(|body| body.name.clone()));
    if let Outcome::Struct(name, _) | Outcome::Enum(name, _) = &operation.success {
        out.insert(name.clone());
    }
    out.extend(operation.failure.name.clone());
    for body in operation.replies().filter_map(|reply| reply.body.as_ref()) {
        if let ReplyKind::Several { name, .. } = &body.kind {
            out.insert(name.clone());
        }
    }
}

/// The models that the routes read, and that the body functions return.
fn read_types(operation: &Operation, out: &mut BTreeSet<TypeName>) {
    if let Some(params) = &operation.params {
        param_models(params, out);
    }
    if let Some(messages) = &operation.messages {
        reader_names(&messages.reader, out);
    }
    if let Some(body) = &operation.body {
        let in_place = matches!(
            body.alternatives.as_slice(),
            [Alternative {
                kind: BodyKind::Json,
                reader: Reader::Model(_),
                ..
            }]
        );
        if !in_place {
            names_in(&body.ty, out);
        }
        for alternative in &body.alternatives {
            if matches!(alternative.kind, BodyKind::Json | BodyKind::Form { .. }) {
                reader_names(&alternative.reader, out);
            }
            if let BodyKind::Parts(parts) = &alternative.kind {
                for part in parts {
                    reader_names(&part.reader, out);
                    if let Presence::Default(crate::plan::Constant::Variant(name, _)) =
                        &part.presence
                    {
                        out.insert(name.clone());
                    }
                }
            }
        }
    }
}

/// The models that the reader of parameters names.
pub fn param_models(params: &Params, out: &mut BTreeSet<TypeName>) {
    for field in &params.fields {
        reader_names(&field.reader, out);
        if let Presence::Default(crate::plan::Constant::Variant(name, _)) = &field.presence {
            out.insert(name.clone());
        }
    }
}

fn reader_names(reader: &Reader, out: &mut BTreeSet<TypeName>) {
    match reader {
        Reader::Model(name) => {
            out.insert(name.clone());
        }
        Reader::List(_, inner)
        | Reader::Map(_, inner)
        | Reader::Nullable(inner)
        | Reader::OrEmpty(inner)
        | Reader::InText(inner)
        | Reader::Boxed(inner)
        | Reader::Guarded(_, inner) => {
            reader_names(inner, out);
        }
        Reader::Plain(_) | Reader::Table(..) => {}
    }
}

fn route(operation: &Operation) -> TokenStream {
    let Operation {
        method,
        template,
        id,
        function,
        ..
    } = operation;
    let place = Literal::usize_unsuffixed(operation.place);
    let payload = known(payload(operation));
    let security = operation.security.iter().map(|combination| {
        let required = combination.iter().map(
            |Requirement { scheme, scopes, .. }| quote!((&security::#scheme, &[#(#scopes),*])),
        );
        quote!(&[#(#required),*])
    });
    quote! {
        rt::Route {
            method: #method,
            path: #template,
            operation: #id,
            place: #place,
            payload: rt::Payload::#payload,
            security: &[#(#security),*],
            handler: |api, call| Box::pin(#function(api, call))
        }
    }
}

/// What kind of body to expect, as a variant of the runtime's `Payload`.
fn payload(operation: &Operation) -> &'static str {
    let Some(body) = &operation.body else {
        return "None";
    };
    let form = body
        .alternatives
        .iter()
        .any(|alternative| matches!(alternative.kind, BodyKind::Form { .. } | BodyKind::Parts(_)));
    let json = body
        .alternatives
        .iter()
        .any(|alternative| matches!(alternative.kind, BodyKind::Json));
    match (form, json) {
        (true, _) => "Form",
        (_, true) => "Json",
        _ => "Other",
    }
}

pub fn credential(credential: &Credential) -> TokenStream {
    match credential {
        Credential::ApiKey(location, name) => {
            let location = known(match location {
                Location::Header => "Header",
                Location::Cookie => "Cookie",
                Location::Query | Location::Path | Location::QueryString => "Query",
            });
            quote!(rt::Credential::ApiKey(rt::In::#location, #name))
        }
        Credential::Http(scheme) => quote!(rt::Credential::Http(#scheme)),
        Credential::Token => quote!(rt::Credential::Token),
        Credential::Authorization => quote!(rt::Credential::Authorization),
        Credential::ClientCertificate => quote!(rt::Credential::ClientCertificate),
        Credential::Unknown => quote!(rt::Credential::Unknown),
    }
}

fn handler(service: &Service, operation: &Operation, api: &Ident, shared: &Shared) -> TokenStream {
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
    let (ok, success_item) = reply::success(operation);
    let (err, failure_item) = reply::failure(operation);
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

/// The call that reads the body, and the function it calls.
fn body_reader(operation: &Operation, body: &Body) -> (TokenStream, TokenStream) {
    let function = part_of(operation, "body");
    let mut statics = Statics::default();
    let ty = &body.ty;
    if let [
        Alternative {
            media,
            kind: BodyKind::Json,
            reader: reader @ Reader::Model(_),
            ..
        },
    ] = body.alternatives.as_slice()
        && body.members.is_empty()
    {
        let read = statics.function(reader, "body rules");
        let method = known(if body.required {
            "json_body"
        } else {
            "optional_json_body"
        });
        return (
            quote!(call.#method(&[#media], #read).await),
            TokenStream::new(),
        );
    }
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
