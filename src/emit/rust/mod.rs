//! Everything whose shape depends on the description: quote builds it, prettyplease prints it.

mod api;
mod body;
mod check;
mod choice;
mod deps;
mod file;
mod handler;
mod ident;
mod members;
mod model;
mod parameter;
mod reader;
mod reply;
mod response;
mod route;
mod service;
mod table;
mod ty;
mod union;

pub use deps::about as scheme_docs;

use crate::plan::Plan;
use crate::tree::{Owner, Tree};

/// The generated crate's sources.
pub fn emit(plan: &Plan, tree: &mut Tree) {
    let mut add = |path: String, text: String| {
        tree.add(format!("crates/api/src/{path}"), Owner::Generated, text);
    };
    add("lib.rs".to_owned(), api::lib(plan));
    add("models/mod.rs".to_owned(), api::models(plan));
    let homes = ty::Homes::new(plan);
    for group in &plan.groups {
        add(
            format!("models/{}.rs", group.module.plain()),
            model::module(group, &homes),
        );
    }
    add("services/mod.rs".to_owned(), api::services(plan));
    add("routes/mod.rs".to_owned(), api::routes(plan));
    if !plan.responses.is_empty() {
        add(
            "responses.rs".to_owned(),
            response::module(&plan.responses, &homes),
        );
    }
    let generic = plan.deps.as_ref().map(|deps| &deps.generic);
    for service in &plan.services {
        let file = service.module.plain();
        add(
            format!("services/{file}.rs"),
            service::module(service, generic),
        );
        add(
            format!("routes/{file}.rs"),
            route::module(service, generic.is_some(), &homes),
        );
    }
    if let Some(deps) = &plan.deps {
        add("deps.rs".to_owned(), deps::module(deps, &plan.services));
        if deps.principal {
            add("security.rs".to_owned(), deps::security(deps));
        }
    }
    if !plan.checks.is_empty() {
        add("checks.rs".to_owned(), check::module(&plan.checks));
    }
}
