//! One askama view for each template of `templates/project/`.

use super::deps::{Deps, plain};
use super::layout::{chain, import, signature};
use super::literal::{comment, raw_string};
use super::{Operation, Project, Request, Service};
use askama::Template;

#[derive(Template)]
#[template(path = "project/Cargo.toml.txt", escape = "none")]
pub struct Manifest<'p> {
    pub project: &'p Project,
}

#[derive(Template)]
#[template(path = "project/README.md.txt", escape = "none")]
pub struct Readme<'p> {
    pub project: &'p Project,
}

#[derive(Template)]
#[template(path = "project/gitignore.txt", escape = "none")]
pub struct GitIgnore;

#[derive(Template)]
#[template(path = "project/env.example.txt", escape = "none")]
pub struct EnvExample<'p> {
    pub project: &'p Project,
}

#[derive(Template)]
#[template(path = "project/Dockerfile.txt", escape = "none")]
pub struct Dockerfile<'p> {
    pub project: &'p Project,
}

#[derive(Template)]
#[template(path = "project/dockerignore.txt", escape = "none")]
pub struct DockerIgnore;

#[derive(Template)]
#[template(path = "project/compose.yaml.txt", escape = "none")]
pub struct Compose<'p> {
    pub project: &'p Project,
}

#[derive(Template)]
#[template(path = "project/ci.yml.txt", escape = "none")]
pub struct Ci;

#[derive(Template)]
#[template(path = "project/main.rs.txt", escape = "none")]
pub struct Main<'p> {
    project: &'p Project,
    imports: String,
}

impl<'p> Main<'p> {
    pub fn new(project: &'p Project) -> Self {
        Self {
            project,
            imports: own_imports(project, &[]),
        }
    }
}

/// What of the project's own `main` and the tests name.
fn own_imports(project: &Project, deps: &[&str]) -> String {
    let deps: Vec<&str> = [&["Deps"], deps].concat();
    let deps = match deps.as_slice() {
        [one] => format!("deps::{one}"),
        several => format!("deps::{{{}}}", several.join(", ")),
    };
    let names = ["app::app", &deps, "service::services", "settings::Settings"];
    import(&project.crate_name, &names.map(str::to_owned))
}

#[derive(Template)]
#[template(path = "project/deps_mod.rs.txt", escape = "none")]
pub struct DepsFile<'p> {
    deps: &'p Deps,
    imports: String,
    fields: &'static str,
    values: &'static str,
    settings: &'static str,
    types: String,
    body: String,
}

impl<'p> DepsFile<'p> {
    pub fn new(deps: &'p Deps) -> Self {
        let (fields, values, settings) = if deps.judges(super::Proof::Key) {
            (
                "{\n    api_keys: ApiKeys,\n}",
                "{\n            api_keys: settings.api_keys.clone(),\n        }",
                "settings",
            )
        } else {
            ("{}", "{}", "_settings")
        };
        Self {
            deps,
            imports: deps.imports(),
            fields,
            values,
            settings,
            types: deps.types(),
            body: deps.providers(),
        }
    }
}

#[derive(Template)]
#[template(path = "project/lib.rs.txt", escape = "none")]
pub struct Lib<'p> {
    pub project: &'p Project,
}

#[derive(Template)]
#[template(path = "project/app.rs.txt", escape = "none")]
pub struct App<'p> {
    pub project: &'p Project,
}

#[derive(Template)]
#[template(path = "project/settings.rs.txt", escape = "none")]
pub struct Settings<'p> {
    pub project: &'p Project,
}

#[derive(Template)]
#[template(path = "project/tests_common.rs.txt", escape = "none")]
pub struct TestsCommon<'p> {
    project: &'p Project,
    imports: String,
    /// How a test replaces something.
    example: String,
    service: &'p str,
}

impl<'p> TestsCommon<'p> {
    pub fn new(project: &'p Project) -> Self {
        let deps: &[&str] = if project.principal() {
            &["Principal"]
        } else {
            &[]
        };
        let made = project
            .deps
            .as_ref()
            .and_then(|deps| deps.dependencies.first());
        let example = made.map_or("principal", |dependency| &dependency.method);
        Self {
            project,
            imports: own_imports(project, deps),
            example: format!("{example}(|_| async {{ … }})"),
            service: project
                .services
                .first()
                .map_or("…", |service| &service.module),
        }
    }
}

#[derive(Template)]
#[template(path = "project/api_Cargo.toml.txt", escape = "none")]
pub struct ApiManifest<'p> {
    pub project: &'p Project,
}

#[derive(Template)]
#[template(path = "project/contract.rs.txt", escape = "none")]
pub struct Contract<'p> {
    pub project: &'p Project,
}

#[derive(Template)]
#[template(path = "project/service_mod.rs.txt", escape = "none")]
pub struct Services<'p> {
    modules: Vec<&'p str>,
    depends: bool,
    chain: String,
}

impl<'p> Services<'p> {
    pub fn new(project: &'p Project) -> Self {
        let mut modules: Vec<&str> = project
            .services
            .iter()
            .map(|service| service.module.as_str())
            .collect();
        modules.sort_unstable();
        let api = match project.deps {
            Some(_) => "Api::new(provided)",
            None => "Api::new()",
        };
        let calls: Vec<String> = project
            .services
            .iter()
            .map(
                |Service {
                     module, type_name, ..
                 }| format!(".{module}({module}::{type_name})"),
            )
            .collect();
        Self {
            modules,
            depends: project.deps.is_some(),
            chain: chain(api, &calls),
        }
    }
}

#[derive(Template)]
#[template(path = "project/service.rs.txt", escape = "none")]
pub struct ServiceFile<'p> {
    service: &'p Service,
    title: String,
    /// Imports what operations depend on; empty where none of the project's does.
    deps: String,
    uses_models: bool,
    /// Of the `impl`, with its braces.
    body: String,
}

impl<'p> ServiceFile<'p> {
    pub fn new(service: &'p Service, depends: bool) -> Self {
        let mut deps = vec!["Deps".to_owned()];
        let operations = service.operations.iter();
        deps.extend(operations.flat_map(|operation| operation.depends.iter().cloned()));
        let stubs: Vec<String> = service.operations.iter().map(stub).collect();
        let body = match stubs.join("\n\n") {
            none if none.is_empty() => "{}".to_owned(),
            stubs => format!("{{\n{stubs}\n}}"),
        };
        Self {
            service,
            title: comment(&service.title),
            deps: if depends {
                import("crate::deps", &deps)
            } else {
                String::new()
            },
            uses_models: body.contains("models::"),
            body,
        }
    }
}

/// A method that answers "not implemented".
fn stub(operation: &Operation) -> String {
    let mut arguments = vec!["&self".to_owned(), "_cx: &rt::Context".to_owned()];
    arguments.extend(
        operation
            .arguments
            .iter()
            .map(|(name, ty)| format!("_{}: {ty}", plain(name))),
    );
    let failure = operation.failure.as_deref().unwrap_or("rt::Error");
    let output = format!("Result<{}, {failure}>", operation.success);
    let into = if operation.failure.is_some() {
        ".into()"
    } else {
        ""
    };
    format!(
        "{}{}\n        Err(rt::Error::not_implemented(){into})\n    }}",
        docs(operation),
        signature(&operation.function, &arguments, &output),
    )
}

fn docs(operation: &Operation) -> String {
    let route = comment(&format!("`{} {}`", operation.method, operation.path));
    match comment(&operation.summary).as_str() {
        "" => format!("    /// {route}\n"),
        summary => format!("    /// {summary}\n    ///\n    /// {route}\n"),
    }
}

#[derive(Template)]
#[template(path = "project/tests_service.rs.txt", escape = "none")]
pub struct TestsFile {
    title: String,
    pub tests: Vec<Test>,
}

pub struct Test {
    heading: String,
    function: String,
    literal: String,
}

impl TestsFile {
    pub fn new(service: &Service) -> Self {
        let tests = service.operations.iter().filter_map(Test::new).collect();
        Self {
            title: comment(&service.title),
            tests,
        }
    }
}

impl Test {
    fn new(operation: &Operation) -> Option<Self> {
        let request = operation.sample.as_ref()?;
        Some(Self {
            heading: comment(&format!("`{} {}`", operation.method, operation.path)),
            function: operation.function.clone(),
            literal: raw_string(&request_text(&operation.method, request))?,
        })
    }
}

/// The request as `runtime::testing::request` reads it.
fn request_text(method: &str, request: &Request) -> String {
    let mut text = format!("{method} {}", request.uri);
    for (name, value) in &request.headers {
        text.push_str(&format!("\n{name}: {value}"));
    }
    if !request.body.is_empty() {
        text.push_str("\n\n");
        text.push_str(&request.body);
    }
    text
}
