//! `#[websocket("/…")]`: an operation whose answer is a conversation; it stands at its path, beside the methods.

use super::Cx;
use super::known::Known;
use super::operation::{Around, Draft};
use super::types::{Scope, Type};
use crate::rustspec::ast::{Attribute, Field, Method, Trait};
use crate::rustspec::scope::ModuleId;
use crate::rustspec::tree::Tree;

/// Where it stands in a Path Item Object.
pub const WEBSOCKET: &str = "x-specwright-websocket";

/// Of an operation whose method may block.
pub const BLOCKING: &str = "x-specwright-blocking";

impl Cx<'_, '_> {
    pub fn websocket(
        &mut self,
        document: &mut Tree,
        module: ModuleId,
        item: &Trait,
        method: &Method,
        route: &Attribute,
        around: &Around,
    ) {
        let at = method.name.at;
        let mut draft: Draft = self.draft(module, &method.name.text, at, route, around);
        WEBSOCKET.clone_into(&mut draft.verb);
        self.operation_keys(&mut draft, method, route);
        let scope = Scope::of(module);
        let mut messages = Tree::object(at);
        let mut rest: Vec<Field> = Vec::new();
        for argument in &method.arguments {
            let ty = self.resolve_quietly(argument, &scope);
            match ty.filter(|ty| ty.is(Known::Stream)) {
                Some(ty) => {
                    if let Some(inner) = ty.inner().cloned() {
                        let schema = self.schema(&inner, module);
                        messages.set("receive", schema);
                    }
                }
                None => rest.push(Field {
                    name: argument.name.clone(),
                    docs: argument.docs.clone(),
                    attributes: argument.attributes.clone(),
                    ty: argument.ty.clone(),
                }),
            }
        }
        self.arguments(&mut draft, &rest, module);
        self.shared_parts(&mut draft, &[&method.attributes, &item.attributes]);
        if let Some(output) = &method.output {
            let output = self.resolve(output, &scope);
            let output: Type = match output.inner() {
                Some(inner) if output.is(Known::Result) => inner.clone(),
                _ => output,
            };
            if let Some(inner) = output.inner().filter(|_| output.is(Known::Stream)).cloned() {
                let schema = self.schema(&inner, module);
                messages.set("send", schema);
            }
        }
        let operation = draft.operation.get_or_insert_with(|| Tree::object(at));
        if !method.is_async {
            operation.set(BLOCKING, Tree::leaf(at, true));
        }
        operation.patch(messages, false);
        let levels: [&[Attribute]; 2] = [&method.attributes, &item.attributes];
        self.finish(
            document,
            draft,
            &method.name.text,
            &method.docs,
            &levels,
            around,
        );
    }

    /// The type of an argument, unless it is a dependency's, which may be declared nowhere.
    fn resolve_quietly(&mut self, argument: &Field, scope: &Scope) -> Option<Type> {
        let name = super::dependency::type_name(&argument.ty)?;
        (name == "Stream").then(|| self.resolve(&argument.ty, scope))
    }
}
