//! Files whose shape does not depend on the description, and every file that a person will edit. In: names and texts,
//! already decided. Out: the finished text. Must not know the plan's types for Rust code, nor the ir.
//!
//! What a person edits is the same after `rustfmt`: where a line's length depends on the description, the breaks are
//! made here, by rustfmt's rules.

mod deps;
pub mod layout;
mod lifespan;
pub mod literal;
mod views;

pub use deps::{Dependency, Deps, Made, Proof, Scheme, Secret};
pub use lifespan::{Hook, Lifespan};

use crate::tree::{Owner, Tree};

/// The project as its texts name it.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says of one part whether the project has it"
)]
pub struct Project {
    /// The package's name, as Cargo takes it.
    pub package: String,
    /// The package's name as Rust names the crate.
    pub crate_name: String,
    pub version: String,
    /// One line.
    pub title: String,
    /// One paragraph; may be empty.
    pub summary: String,
    /// Where the description is, from the project's root.
    pub spec: String,
    /// Crates that types of the user's come from: name → requirement.
    pub dependencies: Vec<(String, String)>,
    /// Whether there is a WebSocket, which the runtime speaks as a feature.
    pub has_sockets: bool,
    pub services: Vec<Service>,
    /// What operations depend on, where they depend on anything.
    pub deps: Option<Deps>,
    /// What happens before the first request and after the last one.
    pub lifespan: Option<Lifespan>,
    /// Some operations work on a database; these depend on a session.
    pub data: bool,
    /// Work can be promised; there is a database then.
    pub jobs: bool,
    /// Somebody can log in.
    pub accounts: Option<Accounts>,
    /// Programs get tokens: their table's module under `src/data/`.
    pub clients: Option<String>,
    /// The runtime calls others.
    pub client: bool,
    /// Where an issuer of tokens describes themselves; may be empty.
    pub discovery: String,
}

/// Who can log in.
#[derive(Debug, Clone)]
pub struct Accounts {
    /// Under `src/data/`.
    pub module: String,
    /// What they are known by.
    pub login: String,
    /// What else is kept of them.
    pub fields: Vec<AccountField>,
}

#[derive(Debug, Clone)]
pub struct AccountField {
    pub field: String,
    /// On the command line.
    pub name: String,
    /// How the command line is read.
    pub read: String,
    /// A value for tests.
    pub sample: String,
}

impl Accounts {
    /// Fields, as the command line takes them.
    fn usage(&self) -> String {
        let fields = self.fields.iter().map(|field| {
            let name = &field.name;
            if field.read.contains("required") {
                format!(" {name}=VALUE")
            } else {
                format!(" [{name}=VALUE]")
            }
        });
        fields.collect()
    }
}

impl Project {
    /// Whether services are told who a request is from.
    pub fn principal(&self) -> bool {
        self.deps.as_ref().is_some_and(|deps| deps.principal)
    }

    /// The crate, as the files name it that import modules too: from the root where one of these has its name.
    fn own_path(&self) -> String {
        let users = self.accounts.iter().map(|known| known.module.as_str());
        let tables = users.chain(self.clients.as_deref());
        let modules = ["account", "client", "common", "data", "env", "testing"];
        let mut modules = modules.into_iter().chain(tables);
        if modules.any(|module| module == self.crate_name) {
            format!("::{}", self.crate_name)
        } else {
            self.crate_name.clone()
        }
    }

    /// What the providers that are shipped judge by.
    fn secrets(&self) -> Vec<&'static Secret> {
        self.deps.iter().flat_map(Deps::secrets).collect()
    }

    /// Whether anything is proven so.
    fn proves(&self, proof: Proof) -> bool {
        self.deps.as_ref().is_some_and(|deps| deps.judges(proof))
    }

    /// Whether the keys that tokens are judged by may have to be fetched.
    fn fetches(&self) -> bool {
        self.client && self.proves(Proof::Token)
    }

    /// How `Settings::read` gets a secret.
    fn read(&self, secret: &Secret) -> &'static str {
        if self.issues() && secret.ty == "Tokens" {
            return "Tokens::read_own(&mut variables, mock)";
        }
        secret.read
    }

    /// Whether tokens are issued here.
    fn issues(&self) -> bool {
        self.accounts.is_some() || self.clients.is_some()
    }

    /// Whether passwords are hashed.
    fn hashes(&self) -> bool {
        self.proves(Proof::Password) || self.accounts.is_some()
    }

    /// What the project itself needs of the runtime.
    fn own_features(&self) -> String {
        listed(&[
            (self.issues(), "\"auth\""),
            (self.accounts.is_some(), "\"passwords\""),
            (self.data, "\"data\""),
            (self.jobs, "\"jobs\""),
        ])
    }

    /// What `main` says of its commands.
    fn commands(&self) -> String {
        let commands = [
            (self.accounts.is_some(), "`user`"),
            (self.clients.is_some(), "`client`"),
            (self.jobs, "`worker`"),
        ];
        let others = commands.iter().filter(|(there, _)| *there);
        let mut names = vec!["`migrate`"];
        names.extend(others.map(|(_, name)| name));
        match names.split_last() {
            Some((last, before @ [_, ..])) => format!("are {} and {last}", before.join(", ")),
            _ => "is `migrate`".to_owned(),
        }
    }

    /// What the runtime has to be built with, as the manifest says it.
    fn features(&self) -> String {
        let keys = self.proves(Proof::Key) || self.proves(Proof::Token);
        let features = [
            (keys, "\"auth\""),
            (self.hashes(), "\"passwords\""),
            (self.client, "\"client-tls\""),
            (self.data, "\"data\""),
            (self.jobs, "\"jobs\""),
            (self.has_sockets, "\"websocket\""),
        ];
        listed(&features)
    }
}

/// The features that are needed, as a manifest has them behind a path.
fn listed(features: &[(bool, &str)]) -> String {
    let features = features.iter().filter(|(needed, _)| *needed);
    let features: Vec<&str> = features.map(|(_, name)| *name).collect();
    if features.is_empty() {
        return String::new();
    }
    format!(", features = [{}]", features.join(", "))
}

/// The operations of one tag.
#[derive(Debug, Clone)]
pub struct Service {
    /// Module, and method of `Api`: `pets`, `r#type`.
    pub module: String,
    /// The module's file, without its ending: `type`.
    pub file: String,
    /// As people read it: `pets`, or what stands in for a missing tag.
    pub title: String,
    /// `Pets`.
    pub trait_name: String,
    /// The user's type that implements it: `PetsService`.
    pub type_name: String,
    pub operations: Vec<Operation>,
    /// Behind the `impl`, for its methods; may be empty.
    pub functions: String,
    /// Tests of what works, and functions for them; may be empty.
    pub cycles: String,
}

impl Service {
    /// Whether one of its methods names this module.
    #[must_use]
    pub fn names(&self, module: &str) -> bool {
        let module = format!("{module}::");
        let mut works = self.operations.iter().flat_map(|known| &known.work);
        self.functions.contains(&module) || works.any(|work| work.text.contains(&module))
    }
}

/// A method of a service.
#[derive(Debug, Clone)]
pub struct Operation {
    pub function: String,
    pub method: String,
    pub path: String,
    /// One line; may be empty.
    pub summary: String,
    /// Behind `&self` and the context: name and type.
    pub arguments: Vec<(String, String)>,
    /// The user's types among them, which stand in `deps`.
    pub depends: Vec<String>,
    pub success: String,
    /// `None`: the general error.
    pub failure: Option<String>,
    /// A request to start a test from; without one there is no test.
    pub sample: Option<Request>,
    /// The method is no future.
    pub blocking: bool,
    /// `None`: a stub.
    pub work: Option<Work>,
}

/// What a method does.
#[derive(Debug, Clone)]
pub struct Work {
    /// Its body, indented.
    pub text: String,
    /// The arguments that it looks at.
    pub uses: Vec<&'static str>,
}

/// A request as it goes over the wire.
#[derive(Debug, Clone)]
pub struct Request {
    /// Path and query.
    pub uri: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// Adds the user's files.
pub fn user(project: &Project, tree: &mut Tree) {
    let mut add = |path: &str, template: &dyn askama::DynTemplate| {
        tree.add(path, Owner::User, render(template));
    };
    add("Cargo.toml", &views::Manifest { project });
    add("README.md", &views::Readme { project });
    add(".gitignore", &views::GitIgnore);
    add(".env.example", &views::EnvExample { project });
    add("Dockerfile", &views::Dockerfile { project });
    add(".dockerignore", &views::DockerIgnore);
    add("compose.yaml", &views::Compose { project });
    add(".github/workflows/ci.yml", &views::Ci);
    add("src/main.rs", &views::Main::new(project));
    add("src/lib.rs", &views::Lib { project });
    add("src/app.rs", &views::App { project });
    if project.jobs {
        add("src/jobs.rs", &views::Jobs);
    }
    if let Some(accounts) = &project.accounts {
        add("src/account.rs", &views::AccountFile { accounts });
    }
    if let Some(module) = &project.clients {
        add("src/client.rs", &views::ClientFile { module });
    }
    add("src/settings.rs", &views::Settings::new(project));
    add("src/service/mod.rs", &views::Services::new(project));
    add("tests/common/mod.rs", &views::TestsCommon::new(project));
    if project.data {
        add("tests/data.rs", &views::TestsData { project });
    }
    if let Some(deps) = &project.deps {
        add("src/deps/mod.rs", &views::DepsFile::new(deps));
    }
    if let Some(lifespan) = &project.lifespan {
        let text = lifespan.text(project.deps.is_some());
        add("src/lifespan.rs", &views::Plain { text });
    }
    for service in &project.services {
        add(
            &format!("src/service/{}.rs", service.file),
            &views::ServiceFile::new(service, project.deps.is_some()),
        );
        let tests = views::TestsFile::new(service, project);
        if !tests.is_empty() {
            add(&format!("tests/{}.rs", service.file), &tests);
        }
    }
}

/// Adds the generated crate's manifest and its test.
pub fn generated(project: &Project, tree: &mut Tree) {
    let mut add = |path: &str, text: String| tree.add(path, Owner::Generated, text);
    add(
        "crates/api/Cargo.toml",
        render(&views::ApiManifest { project }),
    );
    add(
        "crates/api/tests/contract.rs",
        render(&views::Contract { project }),
    );
    if let Some(deps) = project.deps.as_ref().filter(|deps| deps.principal) {
        add(
            "crates/api/tests/security.rs",
            render(&views::SecurityTest { deps }),
        );
    }
}

/// The text, with one line break at its end.
fn render(template: &dyn askama::DynTemplate) -> String {
    // Our templates write to a string and call nothing that fails.
    let mut text = template.dyn_render().unwrap_or_default();
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

#[cfg(test)]
mod tests;
