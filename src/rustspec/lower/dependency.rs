//! `#[dependencies]` traits: each method is a value that operations may take, made from request parts and other values.

use super::Cx;
use super::operation::Draft;
use crate::diag::{Diagnostic, suggest};
use crate::rustspec::ast::{Argument, At, Attribute, Entry, Field, Kind, Method, Type};
use crate::rustspec::lower::case::Case;
use crate::rustspec::scope::ModuleId;
use crate::rustspec::tree::Tree;
use indexmap::IndexSet;

/// The dependency that needs no declaration: who the request is from.
const PRINCIPAL: &str = "Principal";

#[derive(Debug)]
pub struct Dependency<'s> {
    /// Of its value's type; in the document the module's namespace stands in front.
    pub name: String,
    pub module: ModuleId,
    pub method: &'s Method,
    /// One for the application, not one for each request.
    pub is_shared: bool,
    /// Names of the values that it is made from.
    pub needs: Vec<(String, At)>,
    /// What it takes from a request, once an operation depends on it.
    pub takes: Option<Vec<Tree>>,
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
            let Dependency { method, module, .. } = self.dependencies[index];
            let mut needs: Vec<_> = method
                .arguments
                .iter()
                .filter_map(|argument| {
                    self.needed(argument, module)
                        .or_else(|| self.principal_of(argument, module))
                })
                .collect();
            needs.extend(self.depends(&method.attributes, module));
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
        let key = format!("{}{name}", self.settings[module].namespace);
        let dependency = Dependency {
            name: name.clone(),
            module,
            method,
            is_shared,
            needs: Vec::new(),
            takes: None,
        };
        if let Some(first) = self.dependencies.insert(key, dependency) {
            let message = format!("two dependencies give a `{name}`");
            self.report(
                Diagnostic::error("duplicate-type", message)
                    .at(&method.name.at.place())
                    .related(&first.method.name.at.place(), "the other")
                    .help("a dependency is known by the type of its value: give one of them a type of its own"),
            );
        }
    }

    /// The key of the dependency that an argument is, by its type or by what `#[depends]` says.
    pub fn needed(&mut self, argument: &Field, module: ModuleId) -> Option<(String, At)> {
        let marked = argument.attributes.iter().find(|it| it.name == "depends");
        if let Some(marked) = marked
            && let Some(entry) = marked.entries.first()
        {
            return self.depended(entry, module);
        }
        let name = type_name(&argument.ty)?;
        if let Some(known) = self.find_dependency(module, |it| it.name == name) {
            return Some((known, argument.ty.at));
        }
        if marked.is_none() && name != PRINCIPAL {
            return None;
        }
        // Of a dependency that the project provides on its own.
        Some((name.to_owned(), argument.ty.at))
    }

    /// What is made from a credential is made from who it shows the request to be from.
    fn principal_of(&self, argument: &Field, module: ModuleId) -> Option<(String, At)> {
        let Kind::Named { name, .. } = &argument.ty.kind else {
            return None;
        };
        self.scheme(module, name)?;
        Some((PRINCIPAL.to_owned(), argument.ty.at))
    }

    /// As types are found: in the module, in those around it, then anywhere.
    fn find_dependency(
        &self,
        module: ModuleId,
        is: impl Fn(&Dependency<'_>) -> bool,
    ) -> Option<String> {
        let all = || self.dependencies.iter().filter(|(_, it)| is(it));
        let parent = |id: &ModuleId| self.spec.modules[*id].parent;
        let near = std::iter::successors(Some(module), parent)
            .find_map(|module| all().find(|(_, it)| it.module == module));
        near.or_else(|| all().next()).map(|(key, _)| key.clone())
    }

    /// A dependency by the type of its value, or by its method.
    pub fn depended(&mut self, entry: &Entry, module: ModuleId) -> Option<(String, At)> {
        let written = entry.key();
        let found = self
            .find_dependency(module, |it| it.name == written)
            .or_else(|| self.find_dependency(module, |it| it.method.name.text == written));
        if let Some(key) = found {
            return Some((key, entry.at));
        }
        let names = self.dependencies.values().flat_map(|dependency| {
            [
                dependency.name.as_str(),
                dependency.method.name.text.as_str(),
            ]
        });
        let help = match suggest::closest(written, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare it: a method of a trait with `#[dependencies]`".to_owned(),
        };
        let message = format!("there is no dependency `{written}`");
        self.error("missing-type", message, entry.at, help);
        None
    }

    /// What `#[depends(…)]` at one level says.
    pub fn depends(&mut self, attributes: &[Attribute], module: ModuleId) -> Vec<(String, At)> {
        let mut found = Vec::new();
        for attribute in attributes.iter().filter(|it| it.name == "depends") {
            for entry in &attribute.entries {
                found.extend(self.depended(entry, module));
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
                .map(|index| self.dependencies[*index].name.as_str())
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

    /// What a dependency takes from the requests to an operation, which is the same for all of them.
    pub fn takes(&mut self, name: &str, operation: &Draft, taken: Draft) {
        let Some(dependency) = self.dependencies.get(name) else {
            return;
        };
        let (method, at) = (dependency.method, dependency.method.name.at);
        if !taken.parts.is_empty() {
            let message = format!("`{}` takes a body", method.name.text);
            let help = "a dependency takes parameters; the body is the operation's: make it an argument there, or say `#[query]`";
            self.error("dependency-body", message, at, help);
            return;
        }
        let place = |tree: &Tree| {
            let of = |key| tree.get(key).and_then(Tree::text).map(str::to_owned);
            (of("name"), of("in"))
        };
        let before = dependency.takes.as_deref().unwrap_or(&taken.parameters);
        let differs = before
            .iter()
            .zip(&taken.parameters)
            .find(|(before, now)| place(before) != place(now));
        if let Some((before, _)) = differs {
            let (parameter, _) = place(before);
            let parameter = parameter.unwrap_or_default();
            let message = format!(
                "`{}` takes `{parameter}` from the path of one operation, and `{}` does not have it",
                method.name.text, operation.path
            );
            let help = format!(
                "say which with `#[path]` or `#[query]`, or write `{{{parameter}}}` into the path"
            );
            self.report(
                Diagnostic::error("path-argument", message)
                    .at(&operation.at.place())
                    .related(&at.place(), "taken here")
                    .help(help),
            );
            return;
        }
        if let Some(dependency) = self.dependencies.get_mut(name) {
            dependency.takes.get_or_insert(taken.parameters);
        }
    }

    /// What those take that no operation depends on.
    fn unused_dependencies(&mut self) {
        let unused: Vec<String> = self
            .dependencies
            .iter()
            .filter(|(_, dependency)| dependency.takes.is_none())
            .map(|(name, _)| name.clone())
            .collect();
        for name in unused {
            let Dependency { method, module, .. } = self.dependencies[name.as_str()];
            let mut nobody = Draft {
                at: method.name.at,
                module,
                ..Draft::default()
            };
            self.parts_of(&mut nobody, &name);
        }
    }

    /// `x-specwright-dependencies` of the document.
    pub fn dependency_table(&mut self) -> Option<Tree> {
        if self.dependencies.is_empty() {
            return None;
        }
        self.unused_dependencies();
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
            if let Some(takes) = dependency.takes.as_ref().filter(|it| !it.is_empty()) {
                tree.set("parameters", Tree::list(at, takes.clone()));
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
