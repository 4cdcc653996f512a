//! What operations depend on → the graph that `deps.rs` resolves: schemes and dependencies that something uses, each
//! after what it is made from. In: the API. Out: names, types, order; cycles are refused here.

use super::parameter;
use super::route::{Credential, Params, Taken};
use super::schema::{Planner, docs_text};
use super::security;
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{self, Lifetime, PRINCIPAL};
use crate::naming::{ConstName, Name, Scope, TypeName, ValueName};
use indexmap::{IndexMap, IndexSet};

/// Everything that operations depend on beside their requests.
#[derive(Debug, Clone)]
pub struct Deps {
    /// The type parameter that stands for the user's providers; no model is called so.
    pub generic: TypeName,
    /// Whether services are told who a request is from: whether there are schemes.
    pub principal: bool,
    pub schemes: Vec<Scheme>,
    /// Each stands after what it depends on.
    pub dependencies: Vec<Dependency>,
    /// Every scope or role that an operation asks for, in order.
    pub scopes: Vec<String>,
}

/// The dependency that calls other services.
pub const HTTP_CLIENT: &str = "HttpClient";

impl Deps {
    /// Whether something is made here by calls to others.
    pub fn calls_others(&self) -> bool {
        self.dependencies.iter().any(Dependency::is_client)
    }
}

impl Dependency {
    /// Whether it is the client of the runtime, and no other one of that name: it is made of nothing else.
    pub fn is_client(&self) -> bool {
        let made_of_nothing = self.needs.is_empty() && self.params.is_none();
        self.wire == HTTP_CLIENT && made_of_nothing && !self.blocking
    }
}

/// A way to show who a request is from.
#[derive(Debug, Clone)]
pub struct Scheme {
    /// As the description has it.
    pub wire: String,
    pub constant: ConstName,
    /// The provider.
    pub method: ValueName,
    pub docs: String,
    pub credential: Credential,
    pub proof: Proof,
}

/// What a scheme's provider judges by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    Key,
    Token,
    Password,
    /// What stands behind the scheme's name in the header.
    Text,
    /// Something that only the provider can look for.
    Elsewhere,
}

/// A value that is made for operations.
#[derive(Debug, Clone)]
pub struct Dependency {
    /// As the description has it.
    pub wire: String,
    /// The associated type, and the user's type.
    pub ty: TypeName,
    /// The provider; arguments that take the value, too.
    pub name: ValueName,
    /// What the description says; may be empty.
    pub docs: String,
    /// What it takes from a request.
    pub params: Option<Params>,
    pub needs: Vec<Need>,
    pub blocking: bool,
    pub lifetime: Lifetime,
}

/// Something that is resolved before an operation or a provider is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// Who the request is from; where it may be anonymous, that is refused.
    Principal,
    /// The same, where it may be anonymous.
    OptionalPrincipal,
    Value {
        name: ValueName,
        ty: TypeName,
    },
}

/// What a service's modules, or the methods beside a provider's, are called already.
const RESERVED: [&str; 14] = [
    "api",
    "call",
    "principal",
    "optional_principal",
    "params",
    "body",
    "cx",
    "scope",
    "new",
    "from",
    "into",
    "service",
    "provided",
    "made",
];
/// Types that stand beside those of dependencies in the user's files.
const RESERVED_TYPES: [&str; 6] = [
    "Principal",
    "Deps",
    "Settings",
    "Providers",
    "Provided",
    "Api",
];

/// Names of everything that something depends on, and the order.
#[derive(Debug)]
pub struct Graph {
    schemes: IndexMap<String, Scheme>,
    dependencies: IndexMap<String, Dependency>,
    scopes: Vec<String>,
}

impl Graph {
    /// `always` is there even where no operation depends on it.
    pub fn new(api: &ir::Api, always: Option<&str>, planner: &mut Planner<'_, '_>) -> Self {
        check(api, planner.diags);
        let mut methods = Scope::reserving(RESERVED);
        let (schemes, scopes) = schemes(api, &mut methods);
        let mut graph = Self {
            schemes,
            dependencies: IndexMap::new(),
            scopes,
        };
        let mut types = Scope::reserving(RESERVED_TYPES);
        let mut order = Order::default();
        for operation in &api.operations {
            for name in &operation.dependencies {
                order.visit(api, name);
            }
        }
        if let Some((name, _)) = always.and_then(|name| api.dependencies.get_key_value(name)) {
            order.visit(api, name);
        }
        for name in order.done {
            let Some(described) = api.dependencies.get(name) else {
                continue;
            };
            let ty = types.claim(name, TypeName::make);
            let fields = parameter::plan(api, &described.parameters, &ty, planner);
            let params = (!fields.is_empty()).then(|| Params {
                name: planner.claim(&format!("{} params", ty.as_str())),
                groups: Vec::new(),
                fields,
            });
            let dependency = Dependency {
                wire: name.to_owned(),
                ty,
                params,
                name: methods.claim(name, ValueName::make),
                docs: docs_text(None, described.description.as_deref()),
                needs: graph.needs(&described.depends, &Need::Principal),
                blocking: described.blocking,
                lifetime: described.lifetime,
            };
            graph.dependencies.insert(name.to_owned(), dependency);
        }
        graph
    }

    /// What an operation is given: who it is from, where that is asked for, and its dependencies.
    pub fn of(&self, operation: &ir::Operation) -> Vec<Need> {
        let anonymous = operation.security.iter().any(|all| all.0.is_empty());
        let principal = if anonymous {
            Need::OptionalPrincipal
        } else {
            Need::Principal
        };
        let asked = operation.security.iter().any(|all| !all.0.is_empty());
        let mut needs: Vec<Need> = asked.then(|| principal.clone()).into_iter().collect();
        for need in self.needs(&operation.dependencies, &principal) {
            if !needs.contains(&need) {
                needs.push(need);
            }
        }
        needs
    }

    /// What dependencies take from a request to an operation.
    pub fn taken(&self, api: &ir::Api, operation: &ir::Operation) -> Vec<Taken> {
        let all = api.all_dependencies(&operation.dependencies);
        let known = all
            .into_iter()
            .filter_map(|(name, _)| self.dependencies.get(name));
        known
            .filter_map(|dependency| {
                Some(Taken {
                    dependency: dependency.name.clone(),
                    fields: dependency.params.as_ref()?.fields.clone(),
                })
            })
            .collect()
    }

    fn needs(&self, names: &[String], principal: &Need) -> Vec<Need> {
        let need = |name: &String| {
            if name == PRINCIPAL {
                return (!self.schemes.is_empty()).then(|| principal.clone());
            }
            self.dependencies.get(name).map(|known| Need::Value {
                name: known.name.clone(),
                ty: known.ty.clone(),
            })
        };
        names.iter().filter_map(need).collect()
    }

    pub fn scheme(&self, name: &str) -> Option<&Scheme> {
        self.schemes.get(name)
    }

    /// `None` when nothing depends on anything. `taken` are the types that traits name.
    pub fn finish(self, taken: impl Fn(&str) -> bool) -> Option<Deps> {
        if self.schemes.is_empty() && self.dependencies.is_empty() {
            return None;
        }
        let free = ["P", "Deps", "Given"].into_iter().find(|name| !taken(name));
        Some(Deps {
            generic: TypeName::make(free.unwrap_or("ProvidersOfTheService")),
            principal: !self.schemes.is_empty(),
            schemes: self.schemes.into_values().collect(),
            dependencies: self.dependencies.into_values().collect(),
            scopes: self.scopes,
        })
    }
}

/// The schemes that operations ask for, and the scopes.
fn schemes(api: &ir::Api, methods: &mut Scope) -> (IndexMap<String, Scheme>, Vec<String>) {
    let mut schemes: IndexMap<String, Scheme> = IndexMap::new();
    let mut scopes: IndexSet<String> = IndexSet::new();
    let mut constants = Scope::reserving(["SCOPES"]);
    let requirements = api.operations.iter().flat_map(|known| &known.security);
    for (name, asked) in requirements.flat_map(|requirement| &requirement.0) {
        scopes.extend(asked.iter().cloned());
        if schemes.contains_key(name) {
            continue;
        }
        let described = api.security_schemes.get(name);
        let credential = described.map_or(Credential::Unknown, |scheme| {
            security::credential(&scheme.kind)
        });
        let scheme = Scheme {
            wire: name.clone(),
            constant: constants.claim(name, ConstName::make),
            method: methods.claim(name, ValueName::make),
            docs: docs_text(
                None,
                described.and_then(|scheme| scheme.description.as_deref()),
            ),
            proof: proof(&credential),
            credential,
        };
        schemes.insert(name.clone(), scheme);
    }
    (schemes, scopes.into_iter().collect())
}

fn proof(credential: &Credential) -> Proof {
    match credential {
        Credential::ApiKey(..) => Proof::Key,
        Credential::Token | Credential::Authorization => Proof::Token,
        Credential::Http(scheme) => match scheme.as_str() {
            "bearer" => Proof::Token,
            "basic" => Proof::Password,
            _ => Proof::Text,
        },
        Credential::ClientCertificate | Credential::Unknown => Proof::Elsewhere,
    }
}

/// Names, each after those it depends on.
#[derive(Default)]
struct Order<'a> {
    open: Vec<&'a str>,
    done: IndexSet<&'a str>,
}

impl<'a> Order<'a> {
    fn visit(&mut self, api: &'a ir::Api, name: &str) {
        let Some((name, dependency)) = api.dependencies.get_key_value(name) else {
            return;
        };
        // A cycle has been refused already.
        if self.done.contains(name.as_str()) || self.open.contains(&name.as_str()) {
            return;
        }
        self.open.push(name);
        for inner in &dependency.depends {
            self.visit(api, inner);
        }
        self.open.pop();
        self.done.insert(name);
    }
}

/// Refuses what can't be resolved.
fn check(api: &ir::Api, diags: &mut Diagnostics) {
    let mut settled: IndexSet<&str> = IndexSet::new();
    for (name, dependency) in &api.dependencies {
        let mut path = Vec::new();
        cycle(api, name, &mut path, &mut settled, diags);
        if dependency.lifetime == Lifetime::Application {
            outlives(api, name, dependency, diags);
        }
    }
}

fn cycle<'a>(
    api: &'a ir::Api,
    name: &'a str,
    path: &mut Vec<&'a str>,
    settled: &mut IndexSet<&'a str>,
    diags: &mut Diagnostics,
) {
    let Some(dependency) = api.dependencies.get(name) else {
        return;
    };
    if let Some(from) = path.iter().position(|open| *open == name) {
        let mut round = path[from..].to_vec();
        round.push(name);
        let message = format!("`{name}` depends on itself: {}", round.join(" → "));
        let diagnostic = Diagnostic::error("dependency-cycle", message).at(&dependency.at);
        diags.push(
            diagnostic
                .help("none of them can be made first; take one name out of a `depends` list"),
        );
        return;
    }
    if settled.contains(name) {
        return;
    }
    path.push(name);
    for inner in &dependency.depends {
        cycle(api, inner, path, settled, diags);
    }
    path.pop();
    settled.insert(name);
}

/// What lives as long as the application is made from nothing of a request.
fn outlives(api: &ir::Api, name: &str, dependency: &ir::Dependency, diags: &mut Diagnostics) {
    if let Some(parameter) = dependency.parameters.first() {
        let message = format!(
            "`{name}` lives as long as the application, and takes `{}` from a request",
            parameter.name
        );
        diags.push(
            Diagnostic::error("dependency-lifetime", message)
                .at(&parameter.at)
                .help("take `scope: app` away, or take the parameter in the operation"),
        );
    }
    for inner in &dependency.depends {
        let known = api.dependencies.get(inner);
        if known.is_some_and(|known| known.lifetime == Lifetime::Application) {
            continue;
        }
        let message = format!(
            "`{name}` lives as long as the application, and depends on `{inner}`, which is made for each request"
        );
        diags.push(
            Diagnostic::error("dependency-lifetime", message)
                .at(&dependency.at)
                .help(format!(
                    "take `scope: app` away, or make `{inner}` one of the application too"
                )),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Place;

    fn api(graph: &[(&str, &[&str])]) -> ir::Api {
        let mut api = ir::Api::default();
        for (name, depends) in graph {
            let dependency = ir::Dependency {
                at: Place::default(),
                description: None,
                depends: depends.iter().map(|name| (*name).to_owned()).collect(),
                parameters: Vec::new(),
                blocking: false,
                lifetime: Lifetime::Request,
            };
            api.dependencies.insert((*name).to_owned(), dependency);
        }
        api
    }

    #[test]
    fn a_cycle_is_told_with_its_path() {
        let api = api(&[("A", &["B"]), ("B", &["C"]), ("C", &["B"]), ("D", &["A"])]);
        let mut diags = Diagnostics::default();
        check(&api, &mut diags);
        let messages: Vec<&str> = diags
            .items()
            .iter()
            .map(|known| known.message.as_str())
            .collect();
        assert_eq!(messages, ["`B` depends on itself: B → C → B"]);
    }

    #[test]
    fn each_comes_after_what_it_depends_on() {
        let api = api(&[("A", &["C", "B"]), ("B", &[]), ("C", &["B"]), ("D", &["A"])]);
        let mut order = Order::default();
        order.visit(&api, "D");
        assert_eq!(
            order.done.into_iter().collect::<Vec<_>>(),
            ["B", "C", "A", "D"]
        );
    }
}
