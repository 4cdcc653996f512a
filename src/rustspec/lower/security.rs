//! Security schemes, which are unit structs, and requirements.

use super::Cx;
use super::operation::Draft;
use super::types::Scope;
use crate::rustspec::ast::{At, Attribute, Entry, Rest};
use crate::rustspec::tree::Tree;
use indexmap::IndexMap;

#[derive(Debug)]
pub struct Scheme {
    pub name: String,
    pub tree: Tree,
}

/// Schemes that are met together, with their scopes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Requirement {
    pub at: At,
    pub schemes: IndexMap<String, Vec<String>>,
}

/// What the attributes at one level say.
#[derive(Debug, Clone)]
pub enum Required {
    /// `#[security(none)]`.
    Nothing(At),
    Alternatives(Vec<Requirement>),
}

const KEYS: &[&str] = &[
    "bearer",
    "basic",
    "http",
    "api_key",
    "oauth2",
    "openid",
    "mutual_tls",
    "name",
    "format",
    "header",
    "query",
    "cookie",
    "password",
    "authorization_code",
    "client_credentials",
    "implicit",
    "url",
    "description",
    "json",
];

impl Cx<'_, '_> {
    pub fn read_schemes(&mut self) {
        let spec = self.spec;
        for (id, ty) in spec.types.iter().enumerate() {
            let Some(attribute) = ty.item.attributes.iter().find(|it| it.name == "security") else {
                continue;
            };
            let own = &ty.item.name;
            let mut tree = Tree::object(own.at);
            if !ty.item.docs.is_empty() {
                let docs = &ty.item.docs;
                tree.set("description", Tree::leaf(docs.at, docs.text.clone()));
            }
            let namespace = self.settings[ty.module].namespace.clone();
            let mut name = format!("{namespace}{}", own.text);
            for entry in &attribute.entries {
                if entry.key() == "name" {
                    if let Some(text) = self.text(entry) {
                        name = format!("{namespace}{text}");
                    }
                } else {
                    self.scheme_key(&mut tree, entry, ty.module);
                }
            }
            if !tree.contains("type") {
                self.error(
                    "attribute-value",
                    format!("the scheme `{}` does not say what it is", own.text),
                    attribute.at,
                    "one of `bearer`, `basic`, `http = \"…\"`, `api_key`, `oauth2`, `openid`, `mutual_tls`",
                );
            }
            self.schemes.insert(id, Scheme { name, tree });
        }
    }

    fn scheme_key(&mut self, tree: &mut Tree, entry: &Entry, module: usize) {
        let at = entry.at;
        let scope = Scope::of(module);
        let leaf = |text: &str| Tree::leaf(at, text);
        match entry.key() {
            key @ ("bearer" | "basic") => {
                tree.set("type", leaf("http"));
                tree.set("scheme", leaf(key));
            }
            "http" => {
                tree.set("type", leaf("http"));
                if let Some(scheme) = self.text(entry) {
                    tree.set("scheme", leaf(&scheme));
                }
            }
            "format" => {
                if let Some(format) = self.text(entry) {
                    tree.set("bearerFormat", leaf(&format));
                }
            }
            "api_key" => tree.set("type", leaf("apiKey")),
            key @ ("header" | "query" | "cookie") => {
                if let Some(name) = self.text(entry) {
                    tree.set("type", leaf("apiKey"));
                    tree.set("in", leaf(key));
                    tree.set("name", leaf(&name));
                }
            }
            "oauth2" => {
                tree.set("type", leaf("oauth2"));
                tree.object_at("flows");
            }
            key @ ("password" | "authorization_code" | "client_credentials" | "implicit") => {
                let key = super::case::Case::Camel.field(key);
                let mut flow = self.members(entry, &scope);
                flow.object_at("scopes");
                tree.set("type", leaf("oauth2"));
                tree.object_at("flows").set(&key, flow);
            }
            "openid" => tree.set("type", leaf("openIdConnect")),
            "url" => {
                if let Some(url) = self.text(entry) {
                    tree.set("openIdConnectUrl", leaf(&url));
                }
            }
            "mutual_tls" => tree.set("type", leaf("mutualTLS")),
            "description" => {
                if let Some(text) = self.text(entry) {
                    tree.set("description", leaf(&text));
                }
            }
            "json" => {
                if let Some(patch) = self.json(entry, &scope) {
                    tree.patch(patch, true);
                }
            }
            key if key.starts_with("x-") => {
                if let Some(value) = self.extension(entry, &scope) {
                    tree.set(key, value);
                }
            }
            _ => self.unknown_key(entry, "security", KEYS),
        }
    }

    /// The schemes as components. One that no operation requires is there too.
    pub fn scheme_components(&mut self) -> Tree {
        let mut tree = Tree::object(At::default());
        for scheme in self.schemes.values() {
            tree.set(&scheme.name, scheme.tree.clone());
        }
        tree
    }

    /// The scheme that a name means.
    pub fn scheme(&self, module: usize, name: &str) -> Option<&Scheme> {
        self.schemes.get(&self.spec.find(module, name)?)
    }

    /// `#[security(…)]` at one level; several are alternatives.
    pub fn required(&mut self, attributes: &[Attribute], module: usize) -> Option<Required> {
        let mut alternatives = Vec::new();
        let mut nothing = None;
        for attribute in attributes.iter().filter(|it| it.name == "security") {
            let mut requirement = Requirement {
                at: attribute.at,
                ..Requirement::default()
            };
            for entry in &attribute.entries {
                if entry.key() == "none" {
                    nothing = Some(attribute.at);
                    continue;
                }
                self.require(&mut requirement, entry, module);
            }
            if nothing.is_none() {
                alternatives.push(requirement);
            }
        }
        match nothing {
            Some(at) => Some(Required::Nothing(at)),
            None if alternatives.is_empty() => None,
            None => Some(Required::Alternatives(alternatives)),
        }
    }

    fn require(&mut self, requirement: &mut Requirement, entry: &Entry, module: usize) {
        let written = entry.key().to_owned();
        let Some(scheme) = self.scheme(module, &written) else {
            let known: Vec<&str> = self
                .schemes
                .keys()
                .map(|id| self.spec.types[*id].item.name.text.as_str())
                .collect();
            let near = crate::diag::suggest::closest(&written, known.iter().copied());
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "declare it: `#[security(bearer)] pub struct Token;`".to_owned(),
            };
            let message = if written.is_empty() {
                "the name of a security scheme is expected here".to_owned()
            } else {
                format!("there is no security scheme `{written}`")
            };
            self.error("missing-type", message, entry.at, help);
            return;
        };
        let name = scheme.name.clone();
        let scopes = match entry.rest {
            Rest::None => Vec::new(),
            _ => self.texts(entry),
        };
        requirement.schemes.insert(name, scopes);
    }
}

impl Cx<'_, '_> {
    /// The requirements of the innermost level that has any, each with those of the arguments.
    pub fn security_of(&mut self, operation: &mut Tree, draft: &Draft, levels: &[&[Attribute]]) {
        let fastapi = self.settings[draft.module].fastapi;
        let mut required = None;
        for level in levels {
            required = required.or_else(|| self.required(level, draft.module));
        }
        let spec = self.spec;
        let mut here = Some(draft.module);
        while let Some(module) = here {
            let attributes = &spec.modules[module].attributes;
            // The document's own counts where nothing else is said.
            if module != 0 || !draft.requirements.is_empty() {
                required = required.or_else(|| self.required(attributes, module));
            }
            here = spec.modules[module].parent;
        }
        let mut alternatives = match required {
            Some(Required::Nothing(at)) if draft.requirements.is_empty() => {
                operation.set("security", Tree::list(at, Vec::new()));
                return;
            }
            Some(Required::Alternatives(alternatives)) => alternatives,
            _ => Vec::new(),
        };
        if fastapi {
            for requirement in &draft.requirements {
                if !alternatives.contains(requirement) {
                    alternatives.push(requirement.clone());
                }
            }
        } else if !draft.requirements.is_empty() {
            if alternatives.is_empty() {
                alternatives.push(Requirement {
                    at: draft.requirements[0].at,
                    ..Requirement::default()
                });
            }
            for alternative in &mut alternatives {
                for requirement in &draft.requirements {
                    for (name, scopes) in &requirement.schemes {
                        let known = alternative.schemes.entry(name.clone()).or_default();
                        for scope in scopes {
                            if !known.contains(scope) {
                                known.push(scope.clone());
                            }
                        }
                    }
                }
            }
            if draft.is_anonymous {
                alternatives.push(Requirement {
                    at: draft.at,
                    ..Requirement::default()
                });
            }
        }
        if !alternatives.is_empty() {
            let at = alternatives[0].at;
            let trees = alternatives.iter().map(Requirement::tree).collect();
            operation.set("security", Tree::list(at, trees));
        }
    }
}

impl Requirement {
    pub fn tree(&self) -> Tree {
        let mut tree = Tree::object(self.at);
        for (name, scopes) in &self.schemes {
            let scopes = scopes.iter().map(|it| Tree::leaf(self.at, it.clone()));
            tree.set(name, Tree::list(self.at, scopes.collect()));
        }
        tree
    }
}
