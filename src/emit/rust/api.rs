//! The map of the generated crate: `lib.rs` and the `mod.rs` files.

use super::file::File;
use super::ident::known;
use super::route::api_type;
use super::service::erased_name;
use crate::plan::{Deps, ErrorForm, Plan, Profile, Service};
use proc_macro2::TokenStream;
use quote::quote;

/// Lints that descriptions, not the emitter, decide: their texts become doc comments, their shapes become types.
const ALLOWS: &str = "\
#![allow(
    clippy::doc_lazy_continuation,
    clippy::doc_overindented_list_items,
    clippy::doc_markdown,
    clippy::tabs_in_doc_comments,
    clippy::empty_line_after_doc_comments,
    clippy::too_long_first_doc_paragraph,
    clippy::suspicious_doc_comments,
    clippy::doc_nested_refdefs,
    clippy::doc_link_with_quotes,
    clippy::enum_variant_names,
    clippy::large_enum_variant,
    clippy::result_large_err,
    clippy::upper_case_acronyms,
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    clippy::option_option,
    clippy::excessive_precision,
    clippy::approx_constant,
    clippy::module_inception,
    clippy::should_implement_trait,
    clippy::wrong_self_convention,
    clippy::new_ret_no_self,
    clippy::self_named_constructors,
    clippy::redundant_closure,
    clippy::needless_return,
    clippy::question_mark,
    clippy::let_unit_value,
    clippy::type_complexity,
    clippy::zero_prefixed_literal,
    confusable_idents,
    mixed_script_confusables,
    uncommon_codepoints,
    rustdoc::all,
    reason = \"names, texts and shapes come from the description\"
)]
";

pub fn lib(plan: &Plan) -> String {
    let title = &plan.project.title;
    let deps = match &plan.deps {
        Some(_) => {
            "- [`deps`]: what operations depend on: who a request is from, values made for it.\n"
        }
        None => "",
    };
    let responses = if plan.responses.is_empty() {
        ""
    } else {
        "- [`responses`]: what operations answer alike.\n"
    };
    let mut file = File::new(&format!(
        "{title}: what the description says, as Rust.\n\n- [`models`]: the schemas: types, decoders, validators.\n{responses}{deps}- [`services`]: a trait for each tag, a method for each operation: what a person implements.\n- `routes`: the HTTP side: reads requests, calls services, writes responses.\n\n[`Api`] holds an implementation of each trait and becomes a router."
    ));
    file.raw(ALLOWS);
    file.items(items(plan));
    file.finish()
}

fn items(plan: &Plan) -> TokenStream {
    let title = &plan.project.title;
    let profile = known(match plan.project.profile {
        Profile::Strict => "Strict",
        Profile::FastApi => "FastApi",
    });
    let errors = known(match plan.project.errors {
        ErrorForm::Detail => "Detail",
        ErrorForm::Problem => "Problem",
    });
    let base_path = &plan.project.base_path;
    let checks = (!plan.checks.is_empty()).then(|| {
        quote!(
            mod checks;
        )
    });
    let (deps, api) = match &plan.deps {
        Some(deps) => (
            quote!(
                pub mod deps;
            ),
            api_with_deps(plan, deps),
        ),
        None => (TokenStream::new(), api(plan)),
    };
    let responses = (!plan.responses.is_empty()).then(|| {
        quote!(
            pub mod responses;
        )
    });
    let security = plan.deps.as_ref().is_some_and(|deps| deps.principal);
    let (security, scopes) = (
        security.then(|| {
            quote!(
                mod security;
            )
        }),
        security.then(|| {
            quote!(
                pub use security::SCOPES;
            )
        }),
    );
    quote! {
        #checks
        #deps
        pub mod models;
        #responses
        mod routes;
        #security
        pub mod services;

        pub use routes::ROUTES;
        #scopes
        use runtime::prelude as rt;
        use std::sync::Arc;

        /// What the server is told about the API it serves.
        pub static DESCRIPTION: rt::Description = rt::Description {
            title: #title,
            openapi: include_bytes!("../openapi.json"),
            mocks: include_str!("../mock.json"),
            answers: if cfg!(debug_assertions) { include_str!("../answers.json") } else { "" },
            base_path: #base_path,
            profile: rt::Profile::#profile,
            errors: rt::ErrorForm::#errors,
        };

        #api
    }
}

/// An API whose services depend on nothing.
fn api(plan: &Plan) -> TokenStream {
    let modules: Vec<_> = plan
        .services
        .iter()
        .map(|service| &service.module)
        .collect();
    let erased = plan.services.iter().map(erased_path);
    let setters = plan.services.iter().map(|service| {
        let (module, name, text) = (&service.module, &service.name, setter_docs(service));
        quote! {
            #[doc = #text]
            #[must_use]
            pub fn #module(mut self, service: impl services::#module::#name) -> Self {
                self.#module = Arc::new(service);
                self
            }
        }
    });
    quote! {
        /// The services behind the API. An operation without one answers 501, or its mock answer where `MOCK` is 1.
        #[derive(Clone)]
        pub struct Api { #(#modules: Arc<dyn #erased>),* }

        impl Default for Api {
            fn default() -> Self {
                Self::new()
            }
        }

        impl Api {
            /// An API without services.
            #[must_use]
            pub fn new() -> Self {
                Self { #(#modules: Arc::new(services::#modules::Unimplemented)),* }
            }
            #(#setters)*
            /// The router of all operations.
            pub fn into_router(self, options: rt::ApiOptions) -> rt::Router {
                rt::router(Arc::new(self), routes::ROUTES, &DESCRIPTION, options)
            }
        }
    }
}

/// One whose services are given what they depend on.
fn api_with_deps(plan: &Plan, deps: &Deps) -> TokenStream {
    let modules: Vec<_> = plan
        .services
        .iter()
        .map(|service| &service.module)
        .collect();
    let erased = plan.services.iter().map(erased_path);
    let setters = plan.services.iter().map(|service| {
        let (module, name, text) = (&service.module, &service.name, setter_docs(service));
        quote! {
            #[doc = #text]
            #[must_use]
            pub fn #module(mut self, service: impl services::#module::#name<P>) -> Self {
                self.services.#module = Arc::new(Bound::new(&self.provided, service));
                self
            }
        }
    });
    let router = if deps.principal {
        quote!(rt::guarded_router(
            Arc::new(self.services),
            self.provided,
            routes::ROUTES,
            &DESCRIPTION,
            options
        ))
    } else {
        quote!(rt::router(
            Arc::new(self.services),
            routes::ROUTES,
            &DESCRIPTION,
            options
        ))
    };
    quote! {
        use deps::{Bound, Provided, Providers};

        /// The services behind the API, and what they depend on. An operation without a service answers 501, or its mock
        /// answer where `MOCK` is 1.
        pub struct Api<P: Providers> {
            provided: Arc<Provided<P>>,
            services: Services,
        }

        /// What routes call.
        pub struct Services { #(#modules: Arc<dyn #erased>),* }

        impl<P: Providers> Api<P> {
            /// An API without services.
            #[must_use]
            pub fn new(provided: impl Into<Provided<P>>) -> Self {
                let provided = Arc::new(provided.into());
                let services = Services {
                    #(#modules: Arc::new(Bound::new(&provided, services::#modules::Unimplemented)),)*
                };
                Self { provided, services }
            }
            #(#setters)*
            /// The router of all operations.
            pub fn into_router(self, options: rt::ApiOptions) -> rt::Router {
                #router
            }
        }
    }
}

fn erased_path(service: &Service) -> TokenStream {
    let (module, erased) = (&service.module, erased_name(&service.name));
    quote!(services::#module::#erased)
}

fn setter_docs(service: &Service) -> String {
    match &service.tag {
        Some(tag) => format!(" With a service behind the operations tagged `{tag}`."),
        None => " With a service behind the operations without a tag.".to_owned(),
    }
}

pub fn models(plan: &Plan) -> String {
    let mut file = File::new(
        "The schemas of the description. A model stands in the module of the service that uses it, or in `common`;\nevery one is named here too.\n\n`decode` reads a value off the decoder, and collects every fault there.",
    );
    let modules: Vec<_> = plan.groups.iter().map(|group| &group.module).collect();
    file.items(quote! {
        #(mod #modules;)*
        #(pub use self::#modules::*;)*
    });
    file.finish()
}

pub fn services(plan: &Plan) -> String {
    let mut file = File::new("One trait for each tag, one method for each operation.");
    let modules = plan.services.iter().map(|service| &service.module);
    file.items(quote! { #(pub mod #modules;)* });
    file.finish()
}

pub fn routes(plan: &Plan) -> String {
    let mut file = File::new("The HTTP side: a table of routes for each tag.");
    let modules: Vec<_> = plan
        .services
        .iter()
        .map(|service| &service.module)
        .collect();
    let api = api_type(plan.deps.is_some());
    file.items(quote! {
        #(mod #modules;)*
        use crate::#api;
        use runtime::prelude as rt;

        /// Every operation, by tag.
        pub static ROUTES: &[&[rt::Route<#api>]] = &[#(#modules::ROUTES),*];
    });
    file.finish()
}
