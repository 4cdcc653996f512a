//! `services/<tag>.rs`: the trait a person implements, and the types its methods take and give.

use super::file::{File, docs, docs_of};
use super::ty::{import, names_in};
use super::{deps, response};
use crate::naming::{Name, TypeName, ValueName};
use crate::plan::{Body, Failure, Messages, Operation, Outcome, Params, Presence, Reply, Service};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::collections::BTreeSet;

/// `generic` stands for the user's providers, where there are any.
pub fn module(service: &Service, generic: Option<&TypeName>) -> String {
    let about = match &service.tag {
        Some(tag) => format!("The operations tagged `{tag}`."),
        None => "The operations without a tag.".to_owned(),
    };
    let mut file = File::new(&about);
    let mut models = BTreeSet::new();
    for operation in &service.operations {
        for ty in operation.model_types() {
            names_in(ty, &mut models);
        }
    }
    let models = import(&quote!(crate::models), &models);
    let shared = service.operations.iter().flat_map(Operation::shared);
    let shared = shared.map(|(name, _)| name.clone()).collect();
    let responses = import(&quote!(crate::responses), &shared);
    let name = &service.name;
    let methods = service
        .operations
        .iter()
        .map(|operation| method(operation, generic));
    let deps = generic.map(|_| {
        quote!(
            use crate::deps::{Bound, Providers};
        )
    });
    let (parameter, argument) = (
        generic.map(|generic| quote!(<#generic: Providers>)),
        generic.map(|generic| quote!(<#generic>)),
    );
    let head = if service.docs.is_empty() {
        docs(&about)
    } else {
        docs(&service.docs)
    };
    file.items(quote! {
        #deps
        #models
        #responses
        use runtime::prelude as rt;

        #head
        #[allow(unused_variables, reason = "a method without a body of its own takes no interest in its arguments")]
        pub trait #name #parameter: Send + Sync + 'static { #(#methods)* }
    });
    for operation in &service.operations {
        file.items(types(operation));
    }
    let failures = failures(service);
    file.items(quote! {
        #failures
        /// Answers "not implemented" to everything.
        pub(crate) struct Unimplemented;
        impl #parameter #name #argument for Unimplemented {}
    });
    file.raw(&dyn_service(service, generic));
    file.finish()
}

pub fn erased_name(name: &TypeName) -> proc_macro2::Ident {
    format_ident!("Dyn{}", name.as_str())
}

struct Signature {
    function: ValueName,
    arguments: Vec<(TokenStream, TokenStream)>,
    result: TokenStream,
}

fn signature(operation: &Operation) -> Signature {
    let mut arguments = Vec::new();
    if let Some(Params { name, .. }) = &operation.params {
        arguments.push((quote!(params), quote!(#name)));
    }
    if let Some(Body { ty, .. }) = &operation.body {
        arguments.push((quote!(body), quote!(#ty)));
    }
    if let Some(Messages {
        incoming, outgoing, ..
    }) = &operation.messages
    {
        arguments.push((quote!(socket), quote!(rt::Socket<#incoming, #outgoing>)));
    }
    let success = success_type(&operation.success);
    let failure = failure_type(&operation.failure);
    Signature {
        function: operation.function.clone(),
        arguments,
        result: quote!(Result<#success, #failure>),
    }
}

fn success_type(success: &Outcome) -> TokenStream {
    match success {
        Outcome::Plain(Reply { body: None, .. }) => quote!(()),
        Outcome::Plain(Reply {
            body: Some(body), ..
        }) => {
            let ty = &body.ty;
            quote!(#ty)
        }
        Outcome::Struct(name, _) | Outcome::Enum(name, _) => quote!(#name),
    }
}

fn failure_type(failure: &Failure) -> TokenStream {
    if let Some(name) = &failure.name {
        quote!(#name)
    } else {
        quote!(rt::Error)
    }
}

fn method(operation: &Operation, generic: Option<&TypeName>) -> TokenStream {
    let Signature {
        function,
        arguments,
        result,
    } = signature(operation);
    let head = docs_of(&operation.docs, operation.deprecated);
    let needs = generic.iter().flat_map(|generic| {
        let of = quote!(#generic);
        operation
            .needs
            .iter()
            .map(move |need| (deps::argument(need), deps::need_type(need, &of)))
    });
    let (names, types): (Vec<_>, Vec<_>) = arguments.into_iter().chain(needs).unzip();
    let into = operation.failure.name.is_some().then(|| quote!(.into()));
    if operation.blocking {
        return quote! {
            #head
            ///
            /// May block: it is called where that holds up no other request.
            fn #function(&self, cx: &rt::Context, #(#names: #types),*) -> #result {
                Err(rt::Error::not_implemented()#into)
            }
        };
    }
    quote! {
        #head
        fn #function(&self, cx: &rt::Context, #(#names: #types),*) -> impl Future<Output = #result> + Send {
            rt::unwritten()
        }
    }
}

/// The trait behind a pointer, a line for each method.
fn dyn_service(service: &Service, generic: Option<&TypeName>) -> String {
    let (name, erased) = (service.name.as_str(), erased_name(&service.name));
    let head = match generic {
        Some(generic) => format!(
            "{name}<{}: Providers> as {erased} of Bound",
            generic.as_str()
        ),
        None => format!("{name} as {erased}"),
    };
    let (blocking, other): (Vec<_>, Vec<_>) = service
        .operations
        .iter()
        .partition(|operation| operation.blocking);
    let mut text = format!("\nrt::dyn_service! {{\n    {head} {{\n");
    for operation in other {
        text.push_str(&dyn_method(operation, generic.is_some()));
    }
    text.push_str("    }\n");
    if !blocking.is_empty() {
        text.push_str("    blocking {\n");
        for operation in blocking {
            text.push_str(&dyn_method(operation, generic.is_some()));
        }
        text.push_str("    }\n");
    }
    text.push_str("}\n");
    text
}

fn dyn_method(operation: &Operation, depends: bool) -> String {
    let Signature {
        function,
        arguments,
        result,
    } = signature(operation);
    let arguments: Vec<String> = arguments
        .iter()
        .map(|(name, ty)| format!("{name}: {}", compact(ty)))
        .collect();
    let (function, arguments, result) = (function.as_str(), arguments.join(", "), compact(&result));
    let needs = if depends {
        let needs: Vec<&str> = operation.needs.iter().map(deps::resolver).collect();
        format!(" [{}]", needs.join(", "))
    } else {
        String::new()
    };
    format!("        {function}({arguments}){needs} -> {result};\n")
}

/// Tokens as a person would write them, for types.
fn compact(tokens: &TokenStream) -> String {
    tokens
        .to_string()
        .replace(" :: ", "::")
        .replace(" < ", "<")
        .replace(" > ", ">")
        .replace(" >", ">")
        .replace(" ,", ",")
        .replace("( )", "()")
}

/// One line that makes every failure take any error.
fn failures(service: &Service) -> Option<TokenStream> {
    let names: Vec<&TypeName> = service
        .operations
        .iter()
        .filter_map(|operation| operation.failure.name.as_ref())
        .collect();
    (!names.is_empty()).then(|| quote!(rt::failures!(#(#names),*);))
}

/// The types an operation brings along.
fn types(operation: &Operation) -> TokenStream {
    let params = operation
        .params
        .as_ref()
        .map(|params| params_type(operation, params));
    let body = operation
        .body
        .as_ref()
        .and_then(|body| body_type(operation, body));
    let success = match &operation.success {
        Outcome::Plain(_) => TokenStream::new(),
        Outcome::Struct(name, reply) => response::reply_struct(operation, name, reply),
        Outcome::Enum(name, variants) => {
            let head = about(operation, "What", "answers when it succeeds");
            let variants = variants
                .iter()
                .map(|(name, reply)| response::variant(name, reply));
            quote! {
                #head
                #[derive(Debug)]
                pub enum #name { #(#variants)* }
            }
        }
    };
    let failure = operation
        .failure
        .name
        .as_ref()
        .map(|name| response::failure(operation, name));
    let contents = operation
        .replies()
        .filter_map(|reply| response::content_types(operation, reply.body.as_ref()?));
    quote! { #params #body #success #(#contents)* #failure }
}

pub fn about(operation: &Operation, what: &str, does: &str) -> TokenStream {
    docs(&format!("{what} `{}` {does}.", operation.function.plain()))
}

fn params_type(operation: &Operation, params: &Params) -> TokenStream {
    let head = docs(&format!(
        "The parameters of `{}`.",
        operation.function.plain()
    ));
    params_struct(&head, params)
}

/// The struct of parameters.
pub fn params_struct(head: &TokenStream, params: &Params) -> TokenStream {
    let name = &params.name;
    let fields = params.fields.iter().map(|field| {
        let (docs, name, ty) = (
            docs_of(&field.docs, field.deprecated),
            &field.name,
            &field.ty,
        );
        quote! { #docs pub #name: #ty, }
    });
    let optional = params
        .fields
        .iter()
        .all(|field| matches!(field.presence, Presence::Optional));
    let default = optional.then(|| quote!(, Default));
    quote! {
        #head
        #[derive(Debug, Clone #default)]
        pub struct #name { #(#fields)* }
    }
}

fn body_type(operation: &Operation, body: &Body) -> Option<TokenStream> {
    let name = body.name.as_ref()?;
    let head = docs(&format!(
        "The body of `{}`, by media type.",
        operation.function.plain()
    ));
    let variants = body.alternatives.iter().map(|alternative| {
        let (docs, name, ty) = (
            docs(&format!("`{}`", alternative.media)),
            &alternative.variant,
            &alternative.ty,
        );
        quote! { #docs #name(#ty), }
    });
    Some(quote! {
        #head
        #[derive(Debug)]
        pub enum #name { #(#variants)* }
    })
}
