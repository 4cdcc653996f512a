//! `routes/<tag>.rs`: plain functions in a table, which the handlers are.

use super::file::File;
use super::handler::{handler, is_plain};
use super::ident::known;
use super::parameter::Shared;
use super::service::erased_name;
use super::ty::{Homes, import, names_in};
use crate::naming::TypeName;
use crate::plan::{
    Alternative, BodyKind, Credential, Location, Operation, Outcome, Params, Presence, Reader,
    ReplyKind, Requirement, Service,
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeSet;

/// `depends` is whether services depend on anything.
pub fn module(service: &Service, depends: bool, homes: &Homes<'_>) -> String {
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
    let erased = service.operations.iter().any(is_plain).then(|| {
        let erased = erased_name(&service.name);
        quote!(use crate::services::#module::#erased;)
    });
    let models = import(&quote!(crate::models), &readers);
    let routes = service.operations.iter().map(route);
    let params = service
        .operations
        .iter()
        .filter_map(|known| known.params.as_ref());
    let shared = Shared::of(params, [&own, &readers]);
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
        #erased
        use runtime::prelude as rt;
        use std::sync::Arc;

        pub(super) static ROUTES: &[rt::Route<#api>] = &[#(#routes),*];
        #tables
    });
    for operation in &service.operations {
        file.items(handler(service, operation, &api, &shared, homes));
    }
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
    let handler = if is_plain(operation) {
        quote!(#function)
    } else {
        quote!(|api, call| Box::pin(#function(api, call)))
    };
    quote! {
        rt::Route {
            method: #method,
            path: #template,
            operation: #id,
            place: #place,
            payload: rt::Payload::#payload,
            security: &[#(#security),*],
            handler: #handler
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
