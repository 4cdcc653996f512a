//! ir → [`Plan`]: everything decided, in Rust's terms. In: an API and the options. Out: final identifiers, modules,
//! types, readers, routes, response types. It must not print Rust, nor know where files go on disk.
//!
//! One planner per concern: [`schema`] gives every schema a type and a reader, `operation` gives every operation its
//! parameters, body, success and failure and groups them, [`resource`] finds tables behind them, `deps` orders what they depend on, `group` says which module a model stands in, `mock` has
//! the answers of operations that nobody implemented yet.

pub mod account;
mod admission;
mod answer;
mod body;
mod contract;
mod deps;
mod document;
mod family;
mod group;
mod lifespan;
mod mock;
mod model;
mod omission;
mod operation;
mod parameter;
mod part;
mod patch;
mod profile;
mod promise;
mod prune;
mod reply;
pub mod resource;
mod route;
pub mod schema;
mod security;
mod server;

pub use body::{decodes, is_json};
pub use contract::Request;
pub use deps::{Dependency, Deps, Need, Proof, Scheme};
pub use group::Group;
pub use lifespan::{Hook, Lifespan};
pub use model::*;
pub use route::*;

use crate::diag::Diagnostics;
use crate::ir;
pub use crate::ir::Lifetime;
use crate::naming::{self, ConstName, Name, TypeName};
pub use crate::options::{ErrorForm, Profile};
use crate::options::{OptionalModels, Options};
use indexmap::IndexMap;
use profile::Asks;
use serde_json::Value;

/// The whole project, decided.
#[derive(Debug)]
pub struct Plan {
    pub project: Project,
    /// The modules under `models/`, sorted by name.
    pub groups: Vec<Group>,
    /// Tables for the checker, in the order of first use.
    pub checks: IndexMap<ConstName, Vec<Keyword>>,
    pub services: Vec<Service>,
    /// Responses that operations share, each by its type.
    pub responses: IndexMap<TypeName, Reply>,
    /// `None` where nothing depends on anything, and no credentials are asked for.
    pub deps: Option<Deps>,
    /// What `/openapi.json` serves: JSON text.
    pub document: String,
    /// Operation id → the answer in mock mode.
    pub mocks: Value,
    /// What answers are held against.
    pub answers: Value,
    /// Operation id → a request to start a test from.
    pub samples: IndexMap<String, Request>,
    /// What the contract test sends.
    pub cases: Value,
    /// What the security test sends.
    pub admissions: Value,
    pub lifespan: Lifespan,
    /// What is stored, and by which operations; `None` where the project is to have no data layer.
    pub data: Option<resource::Data>,
}

#[derive(Debug, Clone)]
pub struct Project {
    /// A name that Cargo takes.
    pub package: String,
    /// `SemVer`.
    pub version: String,
    pub title: String,
    /// Markdown.
    pub description: String,
    /// What comes before every path: the path of the first server.
    pub base_path: String,
    /// Whose rules requests are held to.
    pub profile: Profile,
    pub errors: ErrorForm,
    /// Where the description is, from the project's root.
    pub spec: String,
    /// Crates that types of the user's come from: name → requirement, as a manifest has it.
    pub dependencies: Vec<(String, String)>,
    /// Durable jobs.
    pub jobs: bool,
    /// The runtime has to be able to call others: an operation depends on an `HttpClient`, keys have to be fetched, or an
    /// option says so.
    pub client: bool,
    /// Where an issuer of tokens describes themselves (`OpenID` Connect).
    pub discovery: Option<String>,
}

/// Plans the whole project. `None` when a diagnostic is an error.
#[must_use]
pub fn plan(api: &ir::Api, options: &Options, diags: &mut Diagnostics) -> Option<Plan> {
    let united = ir::inherit::unite(api);
    let mut found = Diagnostics::default();
    let api = match &united {
        Some((united, families)) => {
            family::report(api, families, diags);
            united
        }
        None => api,
    };
    let plan = draft(api, options, &mut found);
    // What works on tables depends on a session, and what users alone may do on who they are, as if the description had said so.
    if let Some(api) = plan
        .as_ref()
        .and_then(|plan| resource::with_dependencies(api, plan, options.jobs))
    {
        return draft(&api, options, diags);
    }
    for diagnostic in found.items() {
        diags.push(diagnostic.clone());
    }
    plan
}

fn draft(api: &ir::Api, options: &Options, diags: &mut Diagnostics) -> Option<Plan> {
    let profile = options.profile.unwrap_or_else(|| profile::detect(api));
    let mut planner = schema::Planner::new(&api.schemas, &options.types, profile, diags);
    planner.optional_models = match options.optional_models {
        OptionalModels::Auto if !profile::has_optional_models(api) => Asks::Titled,
        OptionalModels::Auto => Asks::Several,
        OptionalModels::Always => Asks::Any,
        OptionalModels::Never => Asks::None,
    };
    // Jobs are asked for through a session, whoever does.
    let always = options.jobs.then_some(resource::SESSION);
    let graph = deps::Graph::new(api, always, &mut planner);
    let mut routes = operation::services(api, &graph, &mut planner);
    let answers = promise::promises(api, &mut planner);
    omission::report(api, &mut planner);
    let mut models = planner.finish(&routes.request_roots);
    patch::relax(&mut models.models, &routes.services);
    let look = resource::Look {
        api,
        services: &routes.services,
        models: &models.models,
    };
    account::report(&look, diags);
    // RFC 6749, section 5.1.
    for resource::Place(service, at) in account::issuing(&look) {
        routes.services[service].operations[at]
            .success
            .keep_from_caches();
    }
    let data = options.data.then(|| {
        let past = resource::past(options.tables.as_deref(), diags);
        let data = resource::recognise(api, &routes.services, &models.models, past, diags);
        models.decode(&resource::stored(&data, &models.models));
        data
    });
    prune::prune(&mut models.checks, &models.models, &routes.services);
    let deps = graph.finish(|name| {
        let mut models = models.models.keys();
        let mut services = routes.services.iter();
        models.any(|model| model.as_str() == name)
            || services.any(|service| service.name.as_str() == name)
    });
    let groups = group::group(models.models, &routes.uses);
    let mocks = mock::mocks(api, &routes.services, diags);
    let contract = contract::contract(api, &routes.services, profile);
    let admissions = admission::cases(&routes.services, &contract.bare, profile);
    let document = document::served(api, &routes.services, options);
    let plan = Plan {
        project: Project {
            package: options.name.clone(),
            version: naming::version(&api.info.version),
            title: api.info.title.clone(),
            description: schema::docs_text(
                api.info.summary.as_deref(),
                api.info.description.as_deref(),
            ),
            base_path: server::base_path(&api.servers),
            profile,
            errors: options.errors,
            spec: options.spec.clone(),
            dependencies: options.types.dependencies.clone().into_iter().collect(),
            jobs: options.jobs,
            client: options.client
                || security::discovered(api).is_some()
                || deps.as_ref().is_some_and(Deps::calls_others),
            discovery: security::discovered(api).map(str::to_owned),
        },
        groups,
        checks: models.checks,
        responses: shared(&routes.services),
        services: routes.services,
        deps,
        document,
        mocks,
        answers,
        admissions,
        samples: contract.samples,
        cases: contract.cases,
        lifespan: lifespan::plan(&api.lifespan),
        data,
    };
    (!diags.has_errors()).then_some(plan)
}

fn shared(services: &[Service]) -> IndexMap<TypeName, Reply> {
    let operations = services.iter().flat_map(|service| &service.operations);
    operations
        .flat_map(Operation::shared)
        .map(|(name, reply)| (name.clone(), reply.clone()))
        .collect()
}
