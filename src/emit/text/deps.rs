//! What operations depend on, as the user's files name it.

use super::layout::{import, signature};
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
}

/// A way to show who a request is from.
#[derive(Debug, Clone)]
pub struct Scheme {
    /// One line.
    pub docs: String,
    pub method: String,
    pub proof: Proof,
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

/// A value that is made for operations.
#[derive(Debug, Clone)]
pub struct Dependency {
    /// One line.
    pub docs: String,
    pub ty: String,
    pub method: String,
    /// What it is made from: name and type.
    pub arguments: Vec<(String, String)>,
    pub blocking: bool,
    /// Made once, without a request.
    pub of_application: bool,
    /// It is the data layer's session.
    pub session: bool,
}

impl Deps {
    pub fn judges(&self, proof: Proof) -> bool {
        self.schemes.iter().any(|scheme| scheme.proof == proof)
    }

    /// What the README says of credentials.
    pub fn credentials(&self) -> String {
        let mut text = "Credentials are checked before a request's body is read, by the alternatives of the description; one whose\nprovider nobody has written answers 501, or passes where `MOCK` is 1 and the answer is an example.".to_owned();
        if self.judges(Proof::Key) {
            text.push_str(" API keys are\ntaken from `API_KEYS`, which has their hashes.");
        }
        text
    }

    /// The lines that import what `src/deps/mod.rs` names of the runtime.
    pub fn imports(&self) -> String {
        let mut names = Vec::new();
        let mut auth = Vec::new();
        if self.judges(Proof::Key) {
            auth.push("ApiKeys".to_owned());
        }
        if !auth.is_empty() {
            names.push(import("runtime::auth", &auth));
        }
        if self.data {
            names.push("use runtime::data::Database;".to_owned());
        }
        names.push("use runtime::prelude as rt;".to_owned());
        names.join("\n")
    }

    /// The types that services are given.
    pub fn types(&self) -> String {
        let mut text = String::new();
        if self.principal {
            text.push_str("\n/// Who a request is from, as services are told. A type of your own can say more.\n");
            text.push_str("pub type Principal = runtime::auth::Grant;\n");
        }
        for dependency in &self.dependencies {
            let Dependency { docs, ty, .. } = dependency;
            if dependency.session {
                text.push_str(&format!(
                    "\n/// {}\npub type {ty} = runtime::data::Session;\n",
                    comment(docs)
                ));
                continue;
            }
            text.push_str(&format!(
                "\n/// {}\n#[derive(Debug, Clone)]\npub struct {ty};\n",
                comment(docs)
            ));
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
    let (arguments, body): (&[&str], &str) = match scheme.proof {
        Proof::Key => (&["key: &str"], "self.api_keys.check(key)"),
        Proof::Token => (&["_token: &str"], NOT_IMPLEMENTED),
        Proof::Password => (&["_user: &str", "_password: &str"], NOT_IMPLEMENTED),
        Proof::Text => (&["_credentials: &str"], NOT_IMPLEMENTED),
        Proof::Elsewhere => (&[], NOT_IMPLEMENTED),
    };
    let mut all = vec!["&self".to_owned(), "_cx: &rt::Context".to_owned()];
    all.extend(arguments.iter().map(|argument| (*argument).to_owned()));
    let head = signature(&scheme.method, &all, "Result<Principal, rt::Error>");
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
    if dependency.session {
        let arguments = ["&self", "cx: &rt::Context"].map(str::to_owned);
        let head = signature(method, &arguments, &format!("Result<{ty}, rt::Error>"));
        return format!(
            "    /// {}\n{head}\n        Ok(self.database.session_for(cx))\n    }}",
            comment(docs)
        );
    }
    let mut arguments = vec!["&self".to_owned()];
    if !dependency.of_application {
        arguments.push("_cx: &rt::Context".to_owned());
    }
    let inner = dependency.arguments.iter();
    arguments.extend(inner.map(|(name, ty)| format!("_{}: {ty}", plain(name))));
    let head = signature(method, &arguments, &format!("Result<{ty}, rt::Error>"));
    let head = if dependency.blocking {
        head.replacen("async fn", "fn", 1)
    } else {
        head
    };
    format!(
        "    /// {}\n{head}\n        {NOT_IMPLEMENTED}\n    }}",
        comment(docs)
    )
}

/// A name that something can be put in front of.
pub fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
