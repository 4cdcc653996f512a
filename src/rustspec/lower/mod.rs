//! A parsed spec → the OpenAPI 3.1 document that it means. One file per part of the document; all work on one [`Cx`].

mod body;
mod case;
mod collection;
mod dependency;
mod document;
mod given;
mod id;
mod known;
mod lifespan;
mod operation;
mod parameter;
mod resource;
mod response;
mod schema;
mod security;
mod settings;
mod status;
mod types;
mod websocket;

use super::ast::At;
use super::scope::{Spec, TypeId};
use super::tree::Tree;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::source::Place;
use dependency::Dependency;
use indexmap::{IndexMap, IndexSet};
use schema::Component;
use security::Scheme;
use settings::Settings;

pub fn lower(spec: &Spec, diags: &mut Diagnostics) -> Tree {
    let mut cx = Cx {
        spec,
        settings: Vec::new(),
        components: IndexMap::new(),
        extra: IndexMap::new(),
        dependencies: IndexMap::new(),
        schemes: IndexMap::new(),
        inlining: Vec::new(),
        said: IndexSet::new(),
        said_names: IndexSet::new(),
        diags,
    };
    cx.document()
}

/// What all parts share.
pub struct Cx<'s, 'd> {
    pub spec: &'s Spec,
    /// By module.
    settings: Vec<Settings>,
    /// By name.
    components: IndexMap<String, Component>,
    /// Components that no type declares, such as the object of several body arguments.
    extra: IndexMap<String, Tree>,
    /// By the name of their value.
    dependencies: IndexMap<String, Dependency<'s>>,
    /// Unit structs with `#[security(…)]`.
    schemes: IndexMap<TypeId, Scheme>,
    /// Types whose schema is being written in place.
    inlining: Vec<TypeId>,
    said: IndexSet<(Code, Option<Place>, String)>,
    said_names: IndexSet<String>,
    diags: &'d mut Diagnostics,
}

impl Cx<'_, '_> {
    /// Adds a diagnostic, once: shared parts are read at each use.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        let key = (
            diagnostic.code,
            diagnostic.place.clone(),
            diagnostic.message.clone(),
        );
        if self.said.insert(key) {
            self.diags.push(diagnostic);
        }
    }

    /// An error at a place, with a way out where there is one.
    pub fn error(
        &mut self,
        code: Code,
        message: impl Into<String>,
        at: At,
        help: impl Into<String>,
    ) {
        let help = help.into();
        let mut diagnostic = Diagnostic::error(code, message).at(&at.place());
        if !help.is_empty() {
            diagnostic = diagnostic.help(help);
        }
        self.report(diagnostic);
    }
}
