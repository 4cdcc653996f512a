//! `#[dependencies]` traits: each method is a value that operations may take, made from request parts and other values.

use super::Cx;
use crate::diag::{Diagnostic, suggest};
use crate::rustspec::ast::{Argument, At, Attribute, Entry, Field, Kind, Method, Type};
use crate::rustspec::lower::case::Case;
use crate::rustspec::scope::ModuleId;
use crate::rustspec::tree::Tree;
use indexmap::IndexSet;

#[derive(Debug)]
pub struct Dependency<'s> {
    pub module: ModuleId,
    pub method: &'s Method,
    /// One for the application, not one for each request.
    pub is_shared: bool,
    /// Names of the values that it is made from.
    pub needs: Vec<(String, At)>,
}

impl<'s> Cx<'s, '_> {
    pub fn read_dependencies(&mut self) {
        let spec = self.spec;
        for (module, inside) in spec.modules.iter().enumerate() {
            for item in &inside.traits {
                if !item.attributes.iter().any(|it| it.name == "dependencies") {
                    continue;
                }
                for method in &item.methods {
                    self.dependency(module, method);
                }
            }
        }
        for index in 0..self.dependencies.len() {
            let method = self.dependencies[index].method;
            let needs = method
                .arguments
                .iter()
                .filter_map(|argument| self.needed(argument))
                .collect();
            self.dependencies[index].needs = needs;
        }
        self.refuse_cycles();
    }

    fn dependency(&mut self, module: ModuleId, method: &'s Method) {
        self.known_attributes(
            &method.attributes,
            &[
                "scope", "depends", "security", "response", "query", "header", "cookie", "api",
            ],
            "a dependency",
        );
        let mut is_shared = false;
        for attribute in method.attributes.iter().filter(|it| it.name == "scope") {
            for entry in &attribute.entries {
                match entry.key() {
                    "app" => is_shared = true,
                    "request" => {}
                    _ => self.unknown_key(entry, "scope", &["app", "request"]),
                }
            }
        }
        let name = value_name(method);
        let dependency = Dependency {
            module,
            method,
            is_shared,
            needs: Vec::new(),
        };
        if let Some(first) = self.dependencies.insert(name.clone(), dependency) {
            let message = format!("two dependencies give a `{name}`");
            self.report(
                Diagnostic::error("duplicate-type", message)
                    .at(&method.name.at.place())
                    .related(&first.method.name.at.place(), "the other")
                    .help("a dependency is known by the type of its value: give one of them a type of its own"),
            );
        }
    }

    /// The name of the dependency that an argument is, by its type or by what `#[depends]` says.
    pub fn needed(&mut self, argument: &Field) -> Option<(String, At)> {
        let marked = argument.attributes.iter().find(|it| it.name == "depends");
        if let Some(marked) = marked
            && let Some(entry) = marked.entries.first()
        {
            return self.depended(entry);
        }
        let name = type_name(&argument.ty)?;
        if self.dependencies.contains_key(name) {
            return Some((name.to_owned(), argument.ty.at));
        }
        marked?;
        // Of a dependency that the project provides on its own.
        Some((name.to_owned(), argument.ty.at))
    }

    /// A dependency by the type of its value, or by its method.
    pub fn depended(&mut self, entry: &Entry) -> Option<(String, At)> {
        let written = entry.key();
        if self.dependencies.contains_key(written) {
            return Some((written.to_owned(), entry.at));
        }
        let by_method = self
            .dependencies
            .iter()
            .find(|(_, it)| it.method.name.text == written)
            .map(|(name, _)| name.clone());
        if let Some(name) = by_method {
            return Some((name, entry.at));
        }
        let names = self
            .dependencies
            .iter()
            .flat_map(|(name, dependency)| [name.as_str(), dependency.method.name.text.as_str()]);
        let help = match suggest::closest(written, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare it: a method of a trait with `#[dependencies]`".to_owned(),
        };
        let message = format!("there is no dependency `{written}`");
        self.error("missing-type", message, entry.at, help);
        None
    }

    /// What `#[depends(…)]` at one level says.
    pub fn depends(&mut self, attributes: &[Attribute]) -> Vec<(String, At)> {
        let mut found = Vec::new();
        for attribute in attributes.iter().filter(|it| it.name == "depends") {
            for entry in &attribute.entries {
                found.extend(self.depended(entry));
            }
        }
        found
    }

    /// A dependency that needs itself has no first value.
    fn refuse_cycles(&mut self) {
        let mut done: IndexSet<usize> = IndexSet::new();
        for start in 0..self.dependencies.len() {
            let mut path = Vec::new();
            self.descend(start, &mut path, &mut done);
        }
    }

    fn descend(&mut self, here: usize, path: &mut Vec<usize>, done: &mut IndexSet<usize>) {
        if let Some(first) = path.iter().position(|it| *it == here) {
            let names: Vec<&str> = path[first..]
                .iter()
                .chain([&here])
                .filter_map(|index| self.dependencies.get_index(*index))
                .map(|(name, _)| name.as_str())
                .collect();
            let message = format!("dependencies go round in a circle: {}", names.join(" → "));
            let at = self.dependencies[here].method.name.at;
            self.error(
                "dependency-cycle",
                message,
                at,
                "one of them must be made without the others",
            );
            return;
        }
        if done.contains(&here) {
            return;
        }
        path.push(here);
        let needs: Vec<usize> = self.dependencies[here]
            .needs
            .iter()
            .filter_map(|(name, _)| self.dependencies.get_index_of(name))
            .collect();
        for need in needs {
            self.descend(need, path, done);
        }
        path.pop();
        done.insert(here);
    }

    /// `x-specwright-dependencies` of the document.
    pub fn dependency_table(&mut self) -> Option<Tree> {
        if self.dependencies.is_empty() {
            return None;
        }
        let mut table = Tree::object(At::default());
        for (name, dependency) in &self.dependencies {
            let method = dependency.method;
            let at = method.name.at;
            let mut tree = Tree::object(at);
            if !method.docs.is_empty() {
                tree.set(
                    "description",
                    Tree::leaf(method.docs.at, method.docs.text.clone()),
                );
            }
            if !dependency.needs.is_empty() {
                let needs = dependency
                    .needs
                    .iter()
                    .map(|(name, at)| Tree::leaf(*at, name.clone()))
                    .collect();
                tree.set("depends", Tree::list(at, needs));
            }
            if !method.is_async {
                tree.set("blocking", Tree::leaf(at, true));
            }
            if dependency.is_shared {
                tree.set("scope", Tree::leaf(at, "app"));
            }
            table.set(name, tree);
        }
        Some(table)
    }
}

/// The last name of a type, through `Option` and what owns.
pub fn type_name(ty: &Type) -> Option<&str> {
    match &ty.kind {
        Kind::Named { name, arguments } => match (name.as_str(), arguments.first()) {
            ("Option" | "Arc" | "Box", Some(Argument::Type(inner))) => type_name(inner),
            _ => Some(name),
        },
        _ => None,
    }
}

/// The name of what a method gives: its type, or its own name where it gives nothing.
fn value_name(method: &Method) -> String {
    let output = method.output.as_ref().map(|output| match &output.kind {
        Kind::Named { name, arguments } if name == "Result" => match arguments.first() {
            Some(Argument::Type(value)) => value,
            _ => output,
        },
        _ => output,
    });
    output
        .and_then(type_name)
        .map_or_else(|| Case::Pascal.field(&method.name.text), str::to_owned)
}
