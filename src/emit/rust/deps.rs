//! `deps.rs`: the trait of providers, what stands in for them in tests, and the order in which one request's values are
//! made. `security.rs`: the schemes.

use super::file::{File, docs};
use super::ident::known;
use super::parameter::{Shared, params_item};
use super::route;
use super::service::params_struct;
use super::ty::{import, names_in};
use crate::naming::{Name, ValueName};
use crate::plan::{Credential, Dependency, Deps, Lifetime, Location, Need, Proof, Scheme, Service};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use std::collections::BTreeSet;

/// `security.rs`.
pub fn security(deps: &Deps) -> String {
    let mut file = File::new(
        "How requests show who they are from: the schemes of the description that operations ask for.",
    );
    let scopes = &deps.scopes;
    let schemes = deps.schemes.iter().enumerate().map(|(at, scheme)| {
        let Scheme { wire, constant, .. } = scheme;
        let (text, index) = (docs(&about(scheme)), Literal::usize_unsuffixed(at));
        let credential = route::credential(&scheme.credential);
        quote! {
            #text
            pub(crate) static #constant: rt::Scheme = rt::Scheme {
                name: #wire,
                index: #index,
                credential: #credential,
            };
        }
    });
    file.items(quote! {
        use runtime::prelude as rt;

        /// Every scope or role that an operation asks for.
        pub static SCOPES: &[&str] = &[#(#scopes),*];
        #(#schemes)*
    });
    file.finish()
}

/// `` `apiKey`: a key in the header `X-Api-Key`. ``
pub fn about(scheme: &Scheme) -> String {
    let kind = match &scheme.credential {
        Credential::ApiKey(location, name) => {
            let place = match location {
                Location::Header => "header",
                Location::Cookie => "cookie",
                Location::Query | Location::Path | Location::QueryString => "query parameter",
            };
            format!("a key in the {place} `{name}`")
        }
        Credential::Http(scheme) => format!("an `Authorization` of the scheme `{scheme}`"),
        Credential::Token | Credential::Authorization => {
            "a token in an `Authorization` of the scheme `bearer`".to_owned()
        }
        Credential::ClientCertificate => {
            "a certificate of the client's, which the connection carries".to_owned()
        }
        Credential::Unknown => "something that the description does not say".to_owned(),
    };
    let line = format!("`{}`: {kind}.", scheme.wire);
    if scheme.docs.is_empty() {
        line
    } else {
        format!("{line}\n\n{}", scheme.docs)
    }
}

/// `deps.rs`.
pub fn module(deps: &Deps, services: &[Service]) -> String {
    let mut file = File::new(
        "What operations depend on. [`Providers`] is what a person writes; a value is made when an operation that needs it\nis called, at most once for a request.",
    );
    let (providers, provided) = (providers(deps), provided(deps));
    let (made, scope) = (made(deps), scope(deps, services));
    let authenticate = deps.principal.then(|| authenticate(deps));
    let application = application(deps);
    let (params, readers): (Vec<_>, Vec<_>) = deps.dependencies.iter().filter_map(taken).unzip();
    let mut models = BTreeSet::new();
    for params in deps
        .dependencies
        .iter()
        .filter_map(|known| known.params.as_ref())
    {
        route::param_models(params, &mut models);
        for field in &params.fields {
            names_in(&field.ty, &mut models);
        }
    }
    let models = import(&quote!(crate::models), &models);
    file.items(quote! {
        #models
        use runtime::prelude as rt;
        use std::sync::Arc;

        #(#params)*
        #(#readers)*
        #providers
        #provided
        #made
        #application
        #scope
        #authenticate
        /// A service, and what its operations depend on.
        pub(crate) struct Bound<P: Providers, S> {
            provided: Arc<Provided<P>>,
            pub(crate) service: S,
        }

        impl<P: Providers, S> Bound<P, S> {
            pub(crate) fn new(provided: &Arc<Provided<P>>, service: S) -> Self {
                Self { provided: provided.clone(), service }
            }

            pub(crate) fn scope<'r>(&'r self, cx: &'r rt::Context) -> Scope<'r, P> {
                Scope { provided: &self.provided, cx, made: cx.slot() }
            }
        }
    });
    file.finish()
}

/// What a dependency takes from a request, and how that is read.
fn taken(dependency: &Dependency) -> Option<(TokenStream, TokenStream)> {
    let params = dependency.params.as_ref()?;
    let head = docs(&format!(
        "What the `{}` takes from a request.",
        dependency.wire
    ));
    let item = params_struct(&head, params);
    let reader = params_item(
        &params_function(&dependency.name),
        params,
        &Shared::default(),
    );
    Some((item, quote!(pub(crate) #reader)))
}

/// The function that reads what a dependency takes.
pub fn params_function(dependency: &ValueName) -> Ident {
    format_ident!("{}_params", dependency.plain())
}

/// The trait that a person implements.
fn providers(deps: &Deps) -> TokenStream {
    let principal = deps.principal.then(|| {
        quote! {
            /// Who a request is from, as services are told.
            type Principal: rt::Principal;
        }
    });
    let types = deps.dependencies.iter().map(|dependency| {
        let (text, ty) = (docs(&value_docs(dependency)), &dependency.ty);
        quote! {
            #text
            type #ty: Clone + Send + Sync + 'static;
        }
    });
    let schemes = deps.schemes.iter().map(|scheme| {
        let (text, method) = (docs(&about(scheme)), &scheme.method);
        let arguments = proof_arguments(scheme.proof);
        quote! {
            #text
            fn #method(&self, cx: &rt::Context, #(#arguments),*) -> impl Future<Output = Result<Self::Principal, rt::Error>> + Send {
                rt::unwritten()
            }
        }
    });
    let makers = deps.dependencies.iter().map(provider);
    quote! {
        /// What operations depend on, and how it is made. What is not implemented answers 501.
        #[allow(unused_variables, reason = "a method without a body of its own takes no interest in its arguments")]
        pub trait Providers: Send + Sync + Sized + 'static {
            #principal
            #(#types)*
            #(#schemes)*
            #(#makers)*
        }
    }
}

fn value_docs(dependency: &Dependency) -> String {
    match (dependency.docs.is_empty(), dependency.lifetime) {
        (false, _) => dependency.docs.clone(),
        (true, Lifetime::Request) => format!("`{}`, one for a request.", dependency.wire),
        (true, Lifetime::Application) => format!("`{}`, one for the application.", dependency.wire),
    }
}

fn proof_arguments(proof: Proof) -> Vec<TokenStream> {
    match proof {
        Proof::Key => vec![quote!(key: &str)],
        Proof::Token => vec![quote!(token: &str)],
        Proof::Password => vec![quote!(user: &str), quote!(password: &str)],
        Proof::Text => vec![quote!(credentials: &str)],
        Proof::Elsewhere => Vec::new(),
    }
}

/// The method that makes a value: one that blocks is no future, one of the application sees no request.
fn provider(dependency: &Dependency) -> TokenStream {
    let Dependency { ty, name, .. } = dependency;
    let text = docs(&provider_docs(dependency));
    let cx = of_request(dependency).then(|| quote!(cx: &rt::Context,));
    let params = dependency.params.as_ref().map(|params| {
        let name = &params.name;
        quote!(params: #name)
    });
    let needs = dependency.needs.iter().map(|need| {
        let (argument, ty) = (argument(need), need_type(need, &quote!(Self)));
        quote!(#argument: #ty)
    });
    let arguments: Vec<_> = params.into_iter().chain(needs).collect();
    if dependency.blocking {
        return quote! {
            #text
            fn #name(&self, #cx #(#arguments),*) -> Result<Self::#ty, rt::Error> {
                Err(rt::Error::not_implemented())
            }
        };
    }
    quote! {
        #text
        fn #name(&self, #cx #(#arguments),*) -> impl Future<Output = Result<Self::#ty, rt::Error>> + Send {
            rt::unwritten()
        }
    }
}

fn provider_docs(dependency: &Dependency) -> String {
    let mut text = format!("Makes the `{}`", dependency.wire);
    text.push_str(match dependency.lifetime {
        Lifetime::Request => " of a request",
        Lifetime::Application => " of the application, once",
    });
    if dependency.blocking {
        text.push_str("; runs where it may block");
    }
    text.push('.');
    text
}

fn of_request(dependency: &Dependency) -> bool {
    dependency.lifetime == Lifetime::Request
}

/// The argument that takes a value.
pub fn argument(need: &Need) -> TokenStream {
    match need {
        Need::Principal | Need::OptionalPrincipal => quote!(principal),
        Need::Value { name, .. } => quote!(#name),
    }
}

/// Its type, where `Providers` is implemented by `of`.
pub fn need_type(need: &Need, of: &TokenStream) -> TokenStream {
    match need {
        Need::Principal => quote!(#of::Principal),
        Need::OptionalPrincipal => quote!(Option<#of::Principal>),
        Need::Value { ty, .. } => quote!(#of::#ty),
    }
}

/// The method of `Scope` that resolves it.
pub fn resolver(need: &Need) -> &str {
    match need {
        Need::Principal => "principal",
        Need::OptionalPrincipal => "optional_principal",
        Need::Value { name, .. } => name.as_str(),
    }
}

/// The names and types of what is made, the principal first.
fn values(deps: &Deps) -> Vec<(Ident, TokenStream, String)> {
    let mut values = Vec::new();
    if deps.principal {
        let text =
            "Takes every request for this principal's, whatever credentials it has.".to_owned();
        values.push((known("principal"), quote!(Principal), text));
    }
    for Dependency { wire, name, ty, .. } in &deps.dependencies {
        let text = format!("Gives this `{wire}` to whoever depends on one.");
        values.push((known(name.as_str()), quote!(#ty), text));
    }
    values
}

/// The providers and their stand-ins.
fn provided(deps: &Deps) -> TokenStream {
    let values = values(deps);
    let names: Vec<_> = values.iter().map(|(name, ..)| name).collect();
    let types = values.iter().map(|(_, ty, _)| ty);
    let setters = values.iter().map(|(name, ty, text)| {
        let text = docs(text);
        quote! {
            #text
            #[must_use]
            pub fn #name<F>(mut self, make: impl Fn(&rt::Context) -> F + Send + Sync + 'static) -> Self
            where F: Future<Output = Result<P::#ty, rt::Error>> + Send + 'static
            {
                self.#name = Some(rt::StandIn::new(make));
                self
            }
        }
    });
    let shared = has_application(deps);
    let (field, value) = (
        shared.then(|| quote!(application: Application<P>,)),
        shared.then(|| quote!(application: Application::default(),)),
    );
    quote! {
        /// The providers of an application, and what a test puts in the place of some of them.
        pub struct Provided<P: Providers> {
            providers: Arc<P>,
            #field
            #(#names: Option<rt::StandIn<P::#types>>,)*
        }

        impl<P: Providers> From<P> for Provided<P> {
            fn from(providers: P) -> Self {
                Self { providers: Arc::new(providers), #value #(#names: None,)* }
            }
        }

        impl<P: Providers> Provided<P> { #(#setters)* }
    }
}

fn has_application(deps: &Deps) -> bool {
    deps.dependencies
        .iter()
        .any(|dependency| !of_request(dependency))
}

/// What is made for a request.
fn made(deps: &Deps) -> TokenStream {
    let principal = deps
        .principal
        .then(|| quote!(principal: rt::Identity<P::Principal>,));
    let unknown = deps
        .principal
        .then(|| quote!(principal: rt::Identity::default(),));
    let slots = deps
        .dependencies
        .iter()
        .filter(|dependency| of_request(dependency));
    let (fields, values) = slots_of(slots);
    if principal.is_none() && fields.is_empty() {
        // A service without a value of its own asks for the type all the same.
        return quote! {
            /// What was made for one request: nothing.
            struct Made<P>(std::marker::PhantomData<P>);

            impl<P> Default for Made<P> {
                fn default() -> Self {
                    Self(std::marker::PhantomData)
                }
            }
        };
    }
    quote! {
        /// What was made for one request.
        struct Made<P: Providers> { #principal #(#fields)* }

        impl<P: Providers> Default for Made<P> {
            fn default() -> Self {
                Self { #unknown #(#values)* }
            }
        }
    }
}

/// What is made for the application.
fn application(deps: &Deps) -> Option<TokenStream> {
    let slots = deps
        .dependencies
        .iter()
        .filter(|dependency| !of_request(dependency));
    let (fields, values) = slots_of(slots);
    (!fields.is_empty()).then(|| {
        quote! {
            /// What was made for the application.
            struct Application<P: Providers> { #(#fields)* }

            impl<P: Providers> Default for Application<P> {
                fn default() -> Self {
                    Self { #(#values)* }
                }
            }
        }
    })
}

fn slots_of<'d>(
    slots: impl Iterator<Item = &'d Dependency>,
) -> (Vec<TokenStream>, Vec<TokenStream>) {
    slots
        .map(|Dependency { name, ty, .. }| {
            (
                quote!(#name: rt::Slot<P::#ty>,),
                quote!(#name: rt::Slot::default(),),
            )
        })
        .unzip()
}

/// The methods that make a request's values, in order.
fn scope(deps: &Deps, services: &[Service]) -> TokenStream {
    let operations = services.iter().flat_map(|service| &service.operations);
    let asked: Vec<&Need> = operations
        .flat_map(|operation| &operation.needs)
        .chain(deps.dependencies.iter().flat_map(|known| &known.needs))
        .collect();
    let required = asked.contains(&&Need::Principal).then(|| {
        quote! {
            pub(crate) fn principal(&self) -> Result<P::Principal, rt::Error> {
                self.made.principal.required()
            }
        }
    });
    let optional = asked.contains(&&Need::OptionalPrincipal).then(|| {
        quote! {
            pub(crate) fn optional_principal(&self) -> Result<Option<P::Principal>, rt::Error> {
                self.made.principal.optional()
            }
        }
    });
    let makers = deps
        .dependencies
        .iter()
        .map(|dependency| maker(dependency, &deps.dependencies));
    let of_requests = deps.principal || deps.dependencies.iter().any(of_request);
    let unread = (deps.dependencies.is_empty() || !of_requests)
        .then(|| quote!(#[allow(dead_code, reason = "a value of each kind would read all of it")]));
    quote! {
        /// Makes what one request needs.
        #unread
        pub(crate) struct Scope<'r, P: Providers> {
            provided: &'r Provided<P>,
            cx: &'r rt::Context,
            made: &'r Made<P>,
        }

        impl<P: Providers> Scope<'_, P> {
            #required
            #optional
            #(#makers)*
        }
    }
}

/// Whether a dependency is made of others.
fn is_nested(name: &ValueName, all: &[Dependency]) -> bool {
    all.iter()
        .any(|dependency| dependency.name == *name && !dependency.needs.is_empty())
}

fn maker(dependency: &Dependency, all: &[Dependency]) -> TokenStream {
    let Dependency {
        name, ty, needs, ..
    } = dependency;
    let slot = if of_request(dependency) {
        quote!(self.made)
    } else {
        quote!(self.provided.application)
    };
    let resolved = needs.iter().map(|need| {
        let (argument, method) = (argument(need), known(resolver(need)));
        match need {
            // Futures in futures are types in types: behind a pointer a chain of any length stays flat.
            Need::Value { name, ty } if is_nested(name, all) => quote! {
                let #argument: rt::BoxFuture<'_, Result<P::#ty, rt::Error>> = Box::pin(self.#method());
                let #argument = #argument.await?;
            },
            Need::Value { .. } => quote!(let #argument = self.#method().await?;),
            Need::Principal | Need::OptionalPrincipal => quote!(let #argument = self.#method()?;),
        }
    });
    let params = dependency.params.as_ref();
    let given = params.map(|_| quote!(let params = self.cx.given()?;));
    let params = params.map(|_| quote!(params));
    let arguments: Vec<_> = params
        .into_iter()
        .chain(needs.iter().map(argument))
        .collect();
    let request = of_request(dependency);
    let call = if dependency.blocking {
        let (clone, cx) = (
            request.then(|| quote!(let cx = self.cx.clone();)),
            request.then(|| quote!(&cx,)),
        );
        quote! {
            let providers = self.provided.providers.clone();
            #clone
            rt::blocking(move || providers.#name(#cx #(#arguments),*)).await
        }
    } else {
        let cx = request.then(|| quote!(self.cx,));
        quote!(self.provided.providers.#name(#cx #(#arguments),*).await)
    };
    quote! {
        pub(crate) async fn #name(&self) -> Result<P::#ty, rt::Error> {
            let make = async {
                if let Some(stand_in) = &self.provided.#name {
                    return stand_in.make(self.cx).await;
                }
                #(#resolved)*
                #given
                #call
            };
            #slot.#name.resolve(make).await
        }
    }
}

/// Which provider answers for which scheme.
fn authenticate(deps: &Deps) -> TokenStream {
    let arms = deps.schemes.iter().enumerate().map(|(at, scheme)| {
        let (at, method) = (Literal::usize_unsuffixed(at), &scheme.method);
        let shown = match scheme.proof {
            Proof::Key | Proof::Token | Proof::Text => quote!(shown.text()),
            Proof::Password => quote!(shown.user(), shown.password()),
            Proof::Elsewhere => TokenStream::new(),
        };
        quote! { #at => self.providers.#method(cx, #shown).await, }
    });
    let judged = deps
        .schemes
        .iter()
        .any(|scheme| scheme.proof != Proof::Elsewhere);
    let shown = format_ident!("{}", if judged { "shown" } else { "_shown" });
    quote! {
        impl<P: Providers> rt::Authenticate for Provided<P> {
            type Principal = P::Principal;

            async fn authenticate(&self, cx: &rt::Context, scheme: usize, #shown: &rt::Shown<'_>) -> Result<P::Principal, rt::Error> {
                match scheme {
                    #(#arms)*
                    _ => Err(rt::Error::not_implemented()),
                }
            }

            fn stand_in(&self) -> Option<&rt::StandIn<P::Principal>> {
                self.principal.as_ref()
            }

            fn identity<'c>(&self, cx: &'c rt::Context) -> &'c rt::Identity<P::Principal> {
                &cx.slot::<Made<P>>().principal
            }
        }
    }
}
