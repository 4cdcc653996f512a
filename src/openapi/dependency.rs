//! What operations depend on beside their requests: `x-specwright-depends` (a list of names, on the document, a tag, an
//! operation) and `x-specwright-dependencies` (on the document: what is to be said of a name).

use super::node::Node;
use super::parameter;
use super::reader::Reader;
use crate::diag::Diagnostic;
use crate::ir::{Dependency, Lifetime, Location, PRINCIPAL, Parameter, Path};
use serde_json::Value;

pub const DEPENDS: &str = "x-specwright-depends";
const DEPENDENCIES: &str = "x-specwright-dependencies";
const KEYWORDS: &[&str] = &["description", "depends", "parameters", "blocking", "scope"];

/// What the document says of dependencies.
pub fn declared<'a>(reader: &mut Reader<'a, '_>, root: &Node<'a>) {
    let Some(all) = root.object(reader, DEPENDENCIES) else {
        return;
    };
    for (name, node) in all.entries() {
        if !is_name(name) || name == PRINCIPAL {
            bad_name(reader, &node, name);
            continue;
        }
        if !node.value.is_object() {
            reader.wrong_type(&node.place, name, "an object", node.value);
            continue;
        }
        node.only(reader, "a dependency", KEYWORDS);
        let depends = names(reader, &node, "depends");
        let lifetime = match node.text(reader, "scope").as_deref() {
            None | Some("request") => Lifetime::Request,
            Some("app") => Lifetime::Application,
            Some(_) => {
                let at = node.place.at("scope");
                let found = node.members().get("scope").unwrap_or(&Value::Null);
                reader.wrong_type(&at, "scope", "`request` or `app`", found);
                Lifetime::Request
            }
        };
        let parameters = node
            .array(reader, "parameters")
            .map(|list| parameter::list(reader, &list))
            .unwrap_or_default();
        let dependency = Dependency {
            at: node.place.clone(),
            description: node.text(reader, "description"),
            depends,
            parameters,
            blocking: node.flag(reader, "blocking").unwrap_or_default(),
            lifetime,
        };
        reader.api.dependencies.insert(name.to_owned(), dependency);
    }
}

/// The names that the document, a tag or an operation depends on.
pub fn depends<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>) -> Vec<String> {
    names(reader, node, DEPENDS)
}

/// What dependencies take from a request, as parameters of an operation that depends on them.
pub fn inherit(
    reader: &mut Reader<'_, '_>,
    node: &Node<'_>,
    path: &Path,
    names: &[String],
    parameters: &mut Vec<Parameter>,
) {
    let mut taken = Vec::new();
    let mut lost = Vec::new();
    for (name, dependency) in reader.api.all_dependencies(names) {
        for parameter in &dependency.parameters {
            let of_path = parameter.location == Location::Path;
            if of_path && !path.parameters().any(|known| known == parameter.name) {
                lost.push((name.to_owned(), parameter.clone()));
            } else {
                taken.push(parameter.clone());
            }
        }
    }
    parameter::merge(parameters, taken);
    for (name, parameter) in lost {
        let message = format!(
            "`{name}` takes `{}` from the path, and `{}` has no such part",
            parameter.name, path.raw
        );
        reader.report(
            Diagnostic::error("path-argument", message)
                .at(&node.place)
                .related(&parameter.at, "taken here")
                .help("write it into the path, or depend on something else"),
        );
    }
}

/// The names of all lists, each once.
pub fn merged<'n>(lists: impl IntoIterator<Item = &'n Vec<String>>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in lists.into_iter().flatten() {
        if !all.contains(name) {
            all.push(name.clone());
        }
    }
    all
}

/// A list of names; each becomes a dependency by being used.
fn names<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>, key: &str) -> Vec<String> {
    let Some(list) = node.array(reader, key) else {
        return Vec::new();
    };
    let mut names: Vec<String> = Vec::new();
    for item in list.items() {
        let Some(name) = item.value.as_str() else {
            reader.wrong_type(&item.place, key, "a list of names", item.value);
            continue;
        };
        if !is_name(name) {
            bad_name(reader, &item, name);
            continue;
        }
        if name != PRINCIPAL && !reader.api.dependencies.contains_key(name) {
            let dependency = Dependency {
                at: item.place.clone(),
                description: None,
                depends: Vec::new(),
                parameters: Vec::new(),
                blocking: false,
                lifetime: Lifetime::Request,
            };
            reader.api.dependencies.insert(name.to_owned(), dependency);
        }
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Something that a type can be called.
fn is_name(name: &str) -> bool {
    name.chars().any(char::is_alphabetic)
}

fn bad_name(reader: &mut Reader<'_, '_>, node: &Node<'_>, name: &str) {
    let message = format!("`{name}` is no name for a dependency");
    reader.report(
        Diagnostic::warning("dependency-name", message)
            .at(&node.place)
            .help("a dependency has the name of a type, such as `CurrentUser`; `Principal` is who the request is from, and always there"),
    );
}
