//! Many files → one document: what `/openapi.json` serves. What references reach in other files becomes a component,
//! path items are put in place, and every reference is local afterwards. A description of one file stays as it is.

use super::node::Node;
use super::schema::keyword_or_number;
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::shape::Shape;
use crate::source::{Place, Sources};
use indexmap::{IndexMap, IndexSet};
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::sync::Arc;

/// The description as one JSON document.
pub fn bundle(sources: &Sources, diags: &mut Diagnostics) -> Arc<Value> {
    if !sources.refers_to_files() {
        return sources.shared_entry();
    }
    let mut bundler = Bundler {
        sources,
        names: IndexMap::new(),
        homes: IndexMap::new(),
        taken: IndexSet::new(),
        queue: VecDeque::new(),
        open: Vec::new(),
        diags,
    };
    let root = Node {
        value: sources.entry(),
        place: Place::default(),
    };
    bundler.claim(&root);
    let mut document = bundler.copy(&root, Shape::Document);
    while let Some((component, node, shape)) = bundler.queue.pop_front() {
        let value = bundler.copy(&node, shape);
        insert(&mut document, &component, value);
    }
    Arc::new(document)
}

/// Section of the Components Object, and name in it.
type Component = (&'static str, String);

struct Bundler<'a, 'd> {
    sources: &'a Sources,
    /// By the address of a value in another file: the component that it becomes.
    names: IndexMap<usize, Component>,
    /// By the address of a component that is a reference into another file: its own name.
    homes: IndexMap<usize, Component>,
    taken: IndexSet<Component>,
    queue: VecDeque<(Component, Node<'a>, Shape)>,
    /// Path items that are being put in place: one may hold itself, in a callback.
    open: Vec<usize>,
    diags: &'d mut Diagnostics,
}

fn insert(document: &mut Value, (section, name): &Component, value: Value) {
    let mut here = document;
    for key in ["components", section] {
        let Value::Object(members) = here else { return };
        here = members
            .entry(key)
            .or_insert_with(|| Value::Object(Map::new()));
    }
    if let Value::Object(members) = here {
        members.insert(name.clone(), value);
    }
}

impl<'a> Bundler<'a, '_> {
    /// Notes what the components of the entry document are, so that references to them find them: the components
    /// may stand in other files, and one that is nothing but a reference gives its target its name.
    fn claim(&mut self, root: &Node<'a>) {
        let components = root
            .get("components")
            .map(|components| self.included(components));
        for (key, section) in components.iter().flat_map(Node::entries) {
            let Shape::Map(inner) = Shape::Components.member(key, false) else {
                continue;
            };
            let Some(name) = inner.section() else {
                continue;
            };
            for (component, node) in self.included(section).entries() {
                let component = (name, component.to_owned());
                self.taken.insert(component.clone());
                if node.place.file.0 != 0 {
                    self.names
                        .entry(address(&node))
                        .or_insert_with(|| component.clone());
                }
                if let Some(target) = self.outside(&node) {
                    self.names
                        .entry(address(&target))
                        .or_insert_with(|| component.clone());
                    self.homes.insert(address(&node), component);
                }
            }
        }
    }

    /// What a container holds when it is a reference as a whole, which only tools allow.
    fn included(&self, node: Node<'a>) -> Node<'a> {
        self.resolve(&node).unwrap_or(node)
    }

    fn resolve(&self, node: &Node<'a>) -> Option<Node<'a>> {
        let reference = node.members().get("$ref")?.as_str()?;
        let target = self.sources.resolve(&node.place, reference).ok()?;
        // What everybody can refer to stays a reference.
        if self.sources.is_own(&target.place) {
            return None;
        }
        Some(Node {
            value: target.value,
            place: target.place,
        })
    }

    /// The target of a node that refers to another file than the entry document.
    fn outside(&self, node: &Node<'a>) -> Option<Node<'a>> {
        self.resolve(node).filter(|target| target.place.file.0 != 0)
    }

    fn copy(&mut self, node: &Node<'a>, shape: Shape) -> Value {
        if shape == Shape::Opaque {
            return self.data(node);
        }
        match node.value {
            Value::Object(_) => self.object(node, shape),
            Value::Array(_) => node
                .items()
                .map(|item| self.copy(&item, shape.item()))
                .collect(),
            other => other.clone(),
        }
    }

    /// Plain data, with what it includes from other files in its place.
    fn data(&self, node: &Node<'a>) -> Value {
        match node.value {
            Value::Object(members) => match self.sources.included(&node.place, node.value) {
                Some(target) => target.value.clone(),
                None if members
                    .values()
                    .any(|member| member.is_object() || member.is_array()) =>
                {
                    node.entries()
                        .map(|(key, member)| (key.to_owned(), self.data(&member)))
                        .collect()
                }
                None => node.value.clone(),
            },
            Value::Array(_) => node.items().map(|item| self.data(&item)).collect(),
            other => other.clone(),
        }
    }

    fn object(&mut self, node: &Node<'a>, shape: Shape) -> Value {
        let mut members = Map::new();
        let is_map = matches!(shape, Shape::Map(_));
        if let Some(target) = self.resolve(node) {
            if is_map || self.stands_in_place(node, &target, shape) {
                self.open.push(address(&target));
                if let Value::Object(target) = self.copy(&target, shape) {
                    members = target;
                }
                self.open.pop();
            } else {
                members.insert("$ref".to_owned(), Value::String(self.local(&target, shape)));
            }
        }
        for (key, member) in node.entries() {
            if key == "$ref" && (members.contains_key("$ref") || self.resolve(node).is_some()) {
                continue;
            }
            // The names that references used are of no use in the bundle, and `$id` would move its base.
            if shape == Shape::Schema && node.place.file.0 != 0 && matches!(key, "$id" | "$anchor")
            {
                continue;
            }
            let inner = if shape.is_foreign(key) {
                Shape::Opaque
            } else {
                shape.member(key, member.value.is_array())
            };
            let value = match key {
                "discriminator" if shape == Shape::Schema => self.discriminator(node, &member),
                _ => self.copy(&member, inner),
            };
            members.insert(key.to_owned(), value);
        }
        Value::Object(members)
    }

    /// Path items have no place in the components of 3.0; and a component that claims its target holds it.
    fn stands_in_place(&self, node: &Node<'a>, target: &Node<'a>, shape: Shape) -> bool {
        if target.place.file.0 == 0 {
            return false;
        }
        if matches!(
            shape,
            Shape::Document | Shape::Components | Shape::Operation
        ) {
            return true;
        }
        if shape == Shape::PathItem {
            return !self.open.contains(&address(target))
                && !std::ptr::eq(node.value, target.value);
        }
        let home = self.homes.get(&address(node));
        home.is_some() && home == self.names.get(&address(target))
    }

    /// A reference that means `target` in the bundle.
    fn local(&mut self, target: &Node<'a>, shape: Shape) -> String {
        if target.place.file.0 == 0 {
            return format!("#{}", escape(&target.place.pointer.to_string()));
        }
        let Some(section) = shape.section() else {
            return format!("#{}", target.place.pointer);
        };
        let (section, name) = match self.names.get(&address(target)) {
            Some(component) => component.clone(),
            None => self.add(section, target, shape),
        };
        format!("#/components/{section}/{name}")
    }

    fn add(&mut self, section: &'static str, target: &Node<'a>, shape: Shape) -> Component {
        let component = (section, self.name(section, target));
        self.taken.insert(component.clone());
        self.names.insert(address(target), component.clone());
        self.queue
            .push_back((component.clone(), target.clone(), shape));
        component
    }

    /// The last step of the pointer, or the name of the file; where that is taken, with what is around it in front.
    fn name(&mut self, section: &'static str, target: &Node<'a>) -> String {
        let path = self
            .sources
            .file(target.place.file)
            .map_or("", |file| file.path.as_str());
        let mut around: Vec<String> = path.split('/').map(str::to_owned).collect();
        if let Some(file) = around.last_mut() {
            *file = file.split('.').next().unwrap_or(file).to_owned();
        }
        around.extend(target.place.pointer.tokens().into_iter().map(str::to_owned));
        let mut around: Vec<String> = around
            .iter()
            .map(|part| allowed(part))
            .filter(|part| !part.is_empty())
            .collect();
        let mut name = around.pop().unwrap_or_else(|| "Component".to_owned());
        while keyword_or_number(&name)
            && let Some(outer) = around.pop()
        {
            name = format!("{outer}_{name}");
        }
        let wanted = name.clone();
        while self.taken.contains(&(section, name.clone())) {
            name = match around.pop() {
                Some(outer) => format!("{outer}_{name}"),
                None => format!("{name}_"),
            };
        }
        if name != wanted {
            let message = format!(
                "`{wanted}` is the name of more than one component once all files are one document"
            );
            let help = format!("this one is called `{name}` there");
            self.diags.push(
                Diagnostic::note("renamed-component", message)
                    .at(&target.place)
                    .help(help),
            );
        }
        name
    }

    /// The values of a mapping that are references follow their targets.
    fn discriminator(&mut self, owner: &Node<'a>, node: &Node<'a>) -> Value {
        let mut copy = node.value.clone();
        if let Some(Value::Object(mapping)) = copy.get_mut("mapping") {
            for target in mapping.values_mut() {
                let Value::String(text) = target else {
                    continue;
                };
                let is_name =
                    self.taken.contains(&("schemas", text.clone())) && owner.place.file.0 == 0;
                if !is_name && let Ok(found) = self.sources.resolve(&owner.place, text) {
                    let found = Node {
                        value: found.value,
                        place: found.place,
                    };
                    *text = self.local(&found, Shape::Schema);
                }
            }
        }
        copy
    }
}

fn address(node: &Node<'_>) -> usize {
    std::ptr::from_ref(node.value).addr()
}

/// Keys of components are letters, digits, `.`, `-` and `_` (OpenAPI 3.1 section 4.8.7).
fn allowed(part: &str) -> String {
    let allowed = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
            c
        } else {
            '_'
        }
    };
    let part: String = part.chars().map(allowed).collect();
    part.trim_matches('_').to_owned()
}

/// What a URI fragment cannot hold as it is.
fn escape(pointer: &str) -> String {
    pointer.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'!' | b'$' | b'&'..=b';' | b'=' | b'?'..=b'Z' | b'_' | b'a'..=b'z' | b'~' => {
                out.push(char::from(byte));
            }
            other => {
                let _ = std::fmt::Write::write_fmt(&mut out, format_args!("%{other:02X}"));
            }
        }
        out
    })
}
