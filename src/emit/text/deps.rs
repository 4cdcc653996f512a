//! What operations depend on, as the user's files name it.

use super::layout::{head, import, signature};
use super::literal::comment;

/// Everything that the project's operations depend on.
#[derive(Debug, Clone)]
pub struct Deps {
    /// Whether services are told who a request is from.
    pub principal: bool,
    pub schemes: Vec<Scheme>,
    pub dependencies: Vec<Dependency>,
    /// A mermaid diagram.
    pub graph: String,
    /// Providers have a database.
    pub data: bool,
    /// Keys can be fetched.
    pub client: bool,
}

/// A way to show who a request is from.
#[derive(Debug, Clone)]
pub struct Scheme {
    /// One line.
    pub docs: String,
    pub method: String,
    pub proof: Proof,
    /// Behind a token that is good, whose it has to be; may be empty.
    pub holder: &'static str,
}

/// What a scheme's provider judges by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    Key,
    Token,
    Password,
    Text,
    Elsewhere,
}

/// Something of the settings that credentials are judged by.
#[derive(Debug)]
pub struct Secret {
    proof: Proof,
    /// Of `runtime::auth`.
    pub ty: &'static str,
    /// In `Settings` and in `Deps`.
    pub field: &'static str,
    pub docs: &'static str,
    /// How `Settings::read` gets it.
    pub read: &'static str,
    pub variables: &'static [&'static str],
}

static SECRETS: [Secret; 3] = [
    Secret {
        proof: Proof::Key,
        ty: "ApiKeys",
        field: "api_keys",
        docs: "The keys that open the API. Without any, none does.",
        read: "variables.hidden(\"API_KEYS\", default.api_keys)",
        variables: &["API_KEYS"],
    },
    Secret {
        proof: Proof::Password,
        ty: "Passwords",
        field: "passwords",
        docs: "Who may log in. Without any, nobody may.",
        read: "variables.hidden(\"BASIC_USERS\", default.passwords)",
        variables: &["BASIC_USERS"],
    },
    Secret {
        proof: Proof::Token,
        ty: "Tokens",
        field: "tokens",
        docs: "What tokens are judged by. Without a secret or keys, none is good.",
        read: "Tokens::read(&mut variables)",
        variables: &["JWT_SECRET", "JWT_JWKS"],
    },
];

/// A value that is made for operations.
#[derive(Debug, Clone)]
pub struct Dependency {
    /// One line.
    pub docs: String,
    pub ty: String,
    pub method: String,
    /// The generated type of what it takes from a request.
    pub params: Option<String>,
    /// What it is made from: name and type.
    pub arguments: Vec<(String, String)>,
    pub blocking: bool,
    /// Made once, without a request.
    pub of_application: bool,
    pub made: Made,
}

/// Who writes a dependency's provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// A person.
    ByHand,
    /// It is the data layer's session.
    Session,
    /// It is the user that a request is from, out of the table of this module.
    CurrentUser(String),
    /// It is what issues tokens.
    Tokens,
    /// It is the runtime's client.
    HttpClient,
}

impl Scheme {
    /// How the provider of a test is called.
    pub fn test_arguments(&self) -> &'static str {
        match self.proof {
            Proof::Key | Proof::Token | Proof::Text => ", credential: &str",
            Proof::Password => ", user: &str, _password: &str",
            Proof::Elsewhere => "",
        }
    }

    pub fn test_body(&self) -> &'static str {
        match self.proof {
            Proof::Key | Proof::Token | Proof::Text => "judge(credential)",
            Proof::Password => "judge(user)",
            Proof::Elsewhere => "Err(rt::Error::unauthorized(\"Not known\"))",
        }
    }
}

impl Deps {
    pub fn judges(&self, proof: Proof) -> bool {
        self.schemes.iter().any(|scheme| scheme.proof == proof)
    }

    /// Whether a test's credentials are words.
    pub fn judged(&self) -> bool {
        let mut schemes = self.schemes.iter();
        schemes.any(|scheme| scheme.proof != Proof::Elsewhere)
    }

    /// What the README says of credentials.
    pub fn credentials(&self) -> String {
        let mut text = "Credentials are checked before a request's body is read, by the alternatives of the description; one whose\nprovider nobody has written answers 501, or passes where `MOCK` is 1 and the answer is an example.".to_owned();
        let secrets: Vec<String> = self
            .secrets()
            .flat_map(|secret| self.variables(secret))
            .map(|variable| format!("`{variable}`"))
            .collect();
        if !secrets.is_empty() {
            text.push_str(&format!(
                "\nWhat credentials are judged by is in {} (see `.env.example`); a release that has none of it does not start.",
                secrets.join(", ")
            ));
        }
        text
    }

    /// What the providers that are shipped judge by.
    pub fn secrets(&self) -> impl Iterator<Item = &'static Secret> + '_ {
        SECRETS.iter().filter(|secret| self.judges(secret.proof))
    }

    fn variables(&self, secret: &Secret) -> Vec<&'static str> {
        let discovery = (self.client && secret.proof == Proof::Token).then_some("JWT_OPENID");
        secret.variables.iter().copied().chain(discovery).collect()
    }

    pub fn secret_types(&self) -> Vec<String> {
        self.secrets().map(|secret| secret.ty.to_owned()).collect()
    }

    /// The environment variables of all of it, as a list of Rust; broken as rustfmt breaks it.
    pub fn secret_variables(&self) -> String {
        let variables = self.secrets().flat_map(|secret| self.variables(secret));
        let variables: Vec<String> = variables.map(|name| format!("\"{name}\"")).collect();
        let line = format!("[{}]", variables.join(", "));
        if line.len() <= 60 {
            return line;
        }
        let rows = variables
            .iter()
            .map(|name| format!("            {name},\n"));
        format!("[\n{}        ]", rows.collect::<String>())
    }

    /// The lines that import what `src/deps/mod.rs` names of the runtime.
    pub fn imports(&self) -> String {
        let mut names = Vec::new();
        let mut auth = self.secret_types();
        let is = |test: fn(&Made) -> bool| self.dependencies.iter().any(|known| test(&known.made));
        // What services are given is named where it stands.
        if is(|made| *made == Made::Tokens) {
            auth.retain(|ty| ty != "Tokens");
        }
        if self.asks_tables() {
            auth.insert(0, "self".to_owned());
        }
        if auth == ["self"] {
            names.push("use runtime::auth;".to_owned());
        } else if !auth.is_empty() {
            names.push(import("runtime::auth", &auth));
        }
        if self.data {
            names.push("use runtime::data::Database;".to_owned());
        }
        names.push("use runtime::prelude as rt;".to_owned());
        names.join("\n")
    }

    /// The line that imports what `src/deps/mod.rs` names of the generated graph.
    pub fn generated(&self) -> String {
        let params = self
            .dependencies
            .iter()
            .filter_map(|known| known.params.clone());
        let names: Vec<String> = params.chain(["Providers".to_owned()]).collect();
        import("api::deps", &names)
    }

    /// Whether a provider calls others.
    pub fn calls(&self) -> bool {
        let mut made = self.dependencies.iter().map(|known| &known.made);
        made.any(|made| *made == Made::HttpClient)
    }

    /// Whether a provider asks a table by itself.
    pub fn asks_tables(&self) -> bool {
        let mut made = self.dependencies.iter().map(|known| &known.made);
        made.any(|made| matches!(made, Made::CurrentUser(_)))
    }

    /// The types that services are given.
    pub fn types(&self) -> String {
        let mut text = String::new();
        if self.principal {
            text.push_str("\n/// Who a request is from, as services are told. A type of your own can say more.\n");
            text.push_str("pub type Principal = runtime::auth::Grant;\n");
        }
        for dependency in &self.dependencies {
            let Dependency { docs, ty, made, .. } = dependency;
            let item = match made {
                Made::Session => format!("pub type {ty} = runtime::data::Session;"),
                Made::CurrentUser(module) => format!("pub type {ty} = data::{module}::User;"),
                Made::Tokens => "pub use runtime::auth::Tokens;".to_owned(),
                Made::HttpClient => "pub use runtime::client::HttpClient;".to_owned(),
                Made::ByHand => format!("#[derive(Debug, Clone)]\npub struct {ty};"),
            };
            text.push_str(&format!("\n/// {}\n{item}\n", comment(docs)));
        }
        text
    }

    /// The `impl` of the providers, without its braces.
    pub fn providers(&self) -> String {
        let mut types = Vec::new();
        if self.principal {
            types.push("    type Principal = Principal;".to_owned());
        }
        for Dependency { ty, .. } in &self.dependencies {
            types.push(format!("    type {ty} = {ty};"));
        }
        let schemes = self.schemes.iter().map(scheme);
        let dependencies = self.dependencies.iter().map(dependency);
        let methods: Vec<String> = schemes.chain(dependencies).collect();
        format!("{}\n\n{}", types.join("\n"), methods.join("\n\n"))
    }
}

fn scheme(scheme: &Scheme) -> String {
    let of_somebody = format!("self.tokens.check(token).await?{}", scheme.holder);
    let (arguments, body): (&[&str], &str) = match scheme.proof {
        Proof::Token if !scheme.holder.is_empty() => (&["token: &str"], &of_somebody),
        Proof::Key => (&["key: &str"], "self.api_keys.check(key)"),
        Proof::Token => (&["token: &str"], "self.tokens.check(token).await"),
        Proof::Password => (
            &["user: &str", "password: &str"],
            "self.passwords.check(user, password).await",
        ),
        Proof::Text => (&["_credentials: &str"], NOT_IMPLEMENTED),
        Proof::Elsewhere => (&[], NOT_IMPLEMENTED),
    };
    let mut all = vec!["&self".to_owned(), "_cx: &rt::Context".to_owned()];
    all.extend(arguments.iter().map(|argument| (*argument).to_owned()));
    let head = signature(
        head(false),
        &scheme.method,
        &all,
        "Result<Principal, rt::Error>",
    );
    format!(
        "    /// {}\n{head}\n        {body}\n    }}",
        comment(&scheme.docs)
    )
}

const NOT_IMPLEMENTED: &str = "Err(rt::Error::not_implemented())";

fn dependency(dependency: &Dependency) -> String {
    let Dependency {
        docs, ty, method, ..
    } = dependency;
    let provider = |arguments: &[&str], body: &str| {
        let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
        let head = signature(
            head(dependency.blocking),
            method,
            &arguments,
            &format!("Result<{ty}, rt::Error>"),
        );
        format!("    /// {}\n{head}\n{body}\n    }}", comment(docs))
    };
    match &dependency.made {
        Made::ByHand => {}
        Made::Session => {
            let arguments = ["&self", "cx: &rt::Context"];
            return provider(&arguments, "        Ok(self.database.session_for(cx))");
        }
        Made::Tokens => return provider(&["&self"], "        Ok(self.tokens.clone())"),
        Made::HttpClient if dependency.of_application => {
            return provider(&["&self"], "        Ok(self.http_client.clone())");
        }
        Made::HttpClient => {
            let arguments = ["&self", "cx: &rt::Context"];
            return provider(&arguments, "        Ok(self.http_client.on_behalf_of(cx))");
        }
        Made::CurrentUser(module) => {
            let arguments = [
                "&self",
                "_cx: &rt::Context",
                "principal: Principal",
                "session: Session",
            ];
            let body = format!(
                "        let user = data::{module}::find(&session, principal.name()?).await?;\n        \
                 user.filter(|user| !user.disabled).ok_or_else(auth::nobody)"
            );
            return provider(&arguments, &body);
        }
    }
    let mut arguments = vec!["&self".to_owned()];
    if !dependency.of_application {
        arguments.push("_cx: &rt::Context".to_owned());
    }
    let params = dependency.params.iter();
    arguments.extend(params.map(|ty| format!("_params: {ty}")));
    let inner = dependency.arguments.iter();
    arguments.extend(inner.map(|(name, ty)| format!("_{}: {ty}", plain(name))));
    let output = format!("Result<{ty}, rt::Error>");
    let head = signature(head(dependency.blocking), method, &arguments, &output);
    format!(
        "    /// {}\n{head}\n        {NOT_IMPLEMENTED}\n    }}",
        comment(docs)
    )
}

/// A name that something can be put in front of.
pub fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
