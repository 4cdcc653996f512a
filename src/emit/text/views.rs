//! One askama view for each template of `templates/project/`.

use super::deps::{Deps, plain};
use super::layout::{chain, head, import, signature, statement};
use super::literal::{comment, raw_string};
use super::{Accounts, Operation, Project, Proof, Request, Secret, Service};
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
    /// What is said of a command that there is not.
    fault: String,
}

impl<'p> Main<'p> {
    pub fn new(project: &'p Project) -> Self {
        Self {
            project,
            imports: main_imports(project),
            fault: statement(
                "            let fault = ",
                &format!(
                    "format!(\"`{{other}}` is no command; there {}\")",
                    project.commands()
                ),
                ";",
            ),
        }
    }
}

/// What of the project's own `main` names.
fn main_imports(project: &Project) -> String {
    let account = project.accounts.as_ref().map(|_| "account");
    let client = project.clients.as_ref().map(|_| "client");
    let app = Some("app::{app, start_up}");
    let mut names: Vec<&str> = [account, app, client].into_iter().flatten().collect();
    if project.data {
        names.push("data::MIGRATIONS");
    }
    if project.deps.is_some() {
        names.push("deps::Deps");
    }
    if project.jobs {
        names.push("jobs::worker");
    }
    if project.deps.is_some() {
        names.push("service::services");
    }
    names.push("settings::Settings");
    let list: String = names.iter().map(|name| format!("    {name},\n")).collect();
    format!("use {}::{{\n{list}}};", project.own_path())
}

/// What of the project's own the tests name.
fn own_imports(project: &Project, deps: &[&str]) -> String {
    let deps: Vec<&str> = [&["Deps"], deps].concat();
    let deps = match deps.as_slice() {
        [one] => format!("deps::{one}"),
        several => format!("deps::{{{}}}", several.join(", ")),
    };
    let mut names = vec!["app::app", &deps, "service::services", "settings::Settings"];
    let clients = project.clients.as_ref();
    let data = match (&project.accounts, clients) {
        (None, None) => "data::MIGRATIONS".to_owned(),
        (None, Some(clients)) => format!("data::{{MIGRATIONS, {clients}}}"),
        (Some(Accounts { module, .. }), clients) => {
            let clients = clients.map(|clients| format!(" {clients},"));
            let clients = clients.unwrap_or_default();
            format!(
                "data::{{\n        MIGRATIONS,{clients}\n        {module}::{{self, NewUser}},\n    }}"
            )
        }
    };
    if project.data {
        names.insert(1, &data);
    }
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    import(&project.own_path(), &names)
}

#[derive(Template)]
#[template(path = "project/deps_mod.rs.txt", escape = "none")]
pub struct DepsFile<'p> {
    deps: &'p Deps,
    imports: String,
    fields: String,
    values: String,
    settings: &'static str,
    types: String,
    body: String,
}

impl<'p> DepsFile<'p> {
    pub fn new(deps: &'p Deps) -> Self {
        let (mut fields, mut values) = (String::new(), String::new());
        for secret in deps.secrets() {
            let Secret { field, ty, .. } = secret;
            fields.push_str(&format!("    {field}: {ty},\n"));
            values.push_str(&format!("            {field}: settings.{field}.clone(),\n"));
        }
        if deps.calls() {
            fields.push_str("    http_client: HttpClient,\n");
            values.push_str("            http_client: HttpClient::new(&settings.client),\n");
        }
        let settings = if fields.is_empty() {
            "_settings"
        } else {
            "settings"
        };
        if deps.data {
            fields.push_str("    database: Database,\n");
            values.push_str("            database: database.clone(),\n");
        }
        let around = |text: String, indent: &str| match text.as_str() {
            "" => "{}".to_owned(),
            text => format!("{{\n{text}{indent}}}"),
        };
        let (fields, values) = (around(fields, ""), around(values, "        "));
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

/// A text that needs no template.
#[derive(Template)]
#[template(source = "{{ text }}", ext = "txt", escape = "none")]
pub struct Plain {
    pub text: String,
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
#[template(path = "project/jobs.rs.txt", escape = "none")]
pub struct Jobs;

#[derive(Template)]
#[template(path = "project/account.rs.txt", escape = "none")]
pub struct AccountFile<'p> {
    pub accounts: &'p Accounts,
}

#[derive(Template)]
#[template(path = "project/client.rs.txt", escape = "none")]
pub struct ClientFile<'p> {
    pub module: &'p str,
}

#[derive(Template)]
#[template(path = "project/settings.rs.txt", escape = "none")]
pub struct Settings<'p> {
    project: &'p Project,
    /// Imports what credentials are judged by; may be empty.
    auth: String,
}

impl<'p> Settings<'p> {
    pub fn new(project: &'p Project) -> Self {
        let types: Vec<&str> = project.secrets().iter().map(|secret| secret.ty).collect();
        let auth = match types.as_slice() {
            [] => String::new(),
            [one] => format!("auth::{one},"),
            several => format!("auth::{{{}}},", several.join(", ")),
        };
        Self { project, auth }
    }
}

#[derive(Template)]
#[template(path = "project/tests_common.rs.txt", escape = "none")]
pub struct TestsCommon<'p> {
    project: &'p Project,
    imports: String,
    accounts_module: &'p str,
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
            accounts_module: project.accounts.as_ref().map_or("", |known| &known.module),
            example: format!("{example}(|_| async {{ … }})"),
            service: project
                .services
                .first()
                .map_or("…", |service| &service.module),
        }
    }
}

#[derive(Template)]
#[template(path = "project/tests_data.rs.txt", escape = "none")]
pub struct TestsData<'p> {
    pub project: &'p Project,
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
#[template(path = "project/security.rs.txt", escape = "none")]
pub struct SecurityTest<'p> {
    pub deps: &'p Deps,
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
        let stubs: Vec<String> = service.operations.iter().map(method).collect();
        let body = match stubs.join("\n\n") {
            none if none.is_empty() => "{}".to_owned(),
            stubs => format!("{{\n{stubs}\n}}"),
        };
        let body = match service.functions.as_str() {
            "" => body,
            functions => format!("{body}\n\n{}", functions.trim_end()),
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

/// A method: what it does, or one that answers "not implemented".
fn method(operation: &Operation) -> String {
    let work = operation.work.as_ref();
    let used = |name: &str| work.is_some_and(|work| work.uses.contains(&name));
    let cx = if work.is_some_and(|work| work.text.contains("(cx, ") || work.text.contains("(cx)")) {
        "cx"
    } else {
        "_cx"
    };
    let mut arguments = vec!["&self".to_owned(), format!("{cx}: &rt::Context")];
    arguments.extend(operation.arguments.iter().map(|(name, ty)| {
        if used(name) {
            format!("{name}: {ty}")
        } else {
            format!("_{}: {ty}", plain(name))
        }
    }));
    let failure = operation.failure.as_deref().unwrap_or("rt::Error");
    let output = format!("Result<{}, {failure}>", operation.success);
    let into = if operation.failure.is_some() {
        ".into()"
    } else {
        ""
    };
    let text = work.map_or_else(
        || format!("        Err(rt::Error::not_implemented(){into})"),
        |work| work.text.clone(),
    );
    format!(
        "{}{}\n{text}\n    }}",
        docs(operation),
        signature(
            head(operation.blocking),
            &operation.function,
            &arguments,
            &output
        ),
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
pub struct TestsFile<'p> {
    title: String,
    project: &'p Project,
    /// The application has a database, which each test gets anew.
    data: bool,
    tests: Vec<Test>,
    cycles: &'p str,
}

pub struct Test {
    heading: String,
    function: String,
    literal: String,
    /// What it answers until somebody implements it.
    status: u16,
}

impl<'p> TestsFile<'p> {
    pub fn new(service: &'p Service, project: &'p Project) -> Self {
        let stubs = service
            .operations
            .iter()
            .filter(|operation| operation.work.is_none());
        Self {
            title: comment(&service.title),
            project,
            data: project.data,
            tests: stubs.filter_map(Test::new).collect(),
            cycles: service.cycles.trim_end(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.tests.is_empty() && self.cycles.is_empty()
    }

    /// Whether its tests name this.
    fn names(&self, word: &str) -> bool {
        self.cycles.contains(word)
    }

    /// What of `common` they use.
    fn common(&self) -> &'static str {
        if self.names("SECRET") {
            "{SECRET, TestApp}"
        } else {
            "TestApp"
        }
    }

    /// The line that imports what of the project's own they use.
    fn own(&self) -> Option<String> {
        let clients = self.project.clients.as_ref();
        let clients = clients.filter(|module| self.names(&format!("{module}::set_disabled")));
        let clients = clients.map(|module| format!("data::{module}"));
        let principal = self.names("Principal::new");
        let principal = principal.then(|| "deps::Principal".to_owned());
        let names: Vec<String> = clients.into_iter().chain(principal).collect();
        (!names.is_empty()).then(|| import(&self.project.own_path(), &names))
    }

    /// The line that imports what of the runtime's helpers they use.
    fn helpers(&self) -> Option<String> {
        let helpers = ["basic", "fill", "segment"];
        let used = helpers
            .iter()
            .filter(|name| self.names(&format!("{name}(")));
        let names: Vec<String> = used.map(|name| (*name).to_owned()).collect();
        (!names.is_empty()).then(|| import("runtime::testing", &names))
    }
}

impl Test {
    fn new(operation: &Operation) -> Option<Self> {
        let request = operation.sample.as_ref()?;
        Some(Self {
            heading: comment(&format!("`{} {}`", operation.method, operation.path)),
            // A plain request asks for no WebSocket: 426, whatever is behind it.
            status: if operation.method == "WEBSOCKET" {
                426
            } else {
                501
            },
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
