//! `src/lifespan.rs`: what happens before the first request and after the last one.

use super::layout::function;
use super::literal::comment;

#[derive(Debug, Clone)]
pub struct Lifespan {
    pub startup: Vec<Hook>,
    pub shutdown: Vec<Hook>,
}

#[derive(Debug, Clone)]
pub struct Hook {
    pub function: String,
    /// One line; may be empty.
    pub docs: String,
    /// It is no future.
    pub blocking: bool,
}

impl Lifespan {
    /// `deps`: whether the project has any, which hooks are given.
    pub fn text(&self, deps: bool) -> String {
        let import = if deps { "use crate::deps::Deps;\n" } else { "" };
        let mut text = format!(
            "//! What happens when the server starts, before the first request, and when it stops, after the last one.\n\n{import}use runtime::prelude as rt;\n\n\
             /// What goes wrong is said; at start, it ends the program.\npub type Outcome = Result<(), rt::Error>;\n"
        );
        let calls = [
            (
                "startup",
                &self.startup,
                "Before the server listens. What fails here keeps it from starting.",
            ),
            (
                "shutdown",
                &self.shutdown,
                "After the last answer is sent and the work behind it is done.",
            ),
        ];
        for (name, hooks, docs) in calls {
            let argument = match (deps, hooks.is_empty()) {
                (false, _) => None,
                (true, false) => Some("deps: &Deps"),
                (true, true) => Some("_deps: &Deps"),
            };
            let head = signature(&format!("pub async fn {name}"), argument);
            let calls: String = hooks.iter().map(|hook| hook.call(deps)).collect();
            text.push_str(&format!("\n/// {docs}\n{head}\n{calls}    Ok(())\n}}\n"));
        }
        for hook in self.startup.iter().chain(&self.shutdown) {
            text.push_str(&hook.stub(deps));
        }
        text
    }
}

impl Hook {
    fn call(&self, deps: bool) -> String {
        let argument = if deps { "deps" } else { "" };
        let wait = if self.blocking { "" } else { ".await" };
        format!("    {}({argument}){wait}?;\n", self.function)
    }

    fn stub(&self, deps: bool) -> String {
        let keyword = if self.blocking { "fn" } else { "async fn" };
        let head = signature(
            &format!("{keyword} {}", self.function),
            deps.then_some("_deps: &Deps"),
        );
        let docs = match comment(&self.docs) {
            none if none.is_empty() => String::new(),
            docs => format!("/// {docs}\n"),
        };
        format!("\n{docs}{head}\n    Ok(())\n}}\n")
    }
}

fn signature(head: &str, argument: Option<&str>) -> String {
    let arguments: Vec<String> = argument.iter().map(|it| (*it).to_owned()).collect();
    function(head, &arguments, "Outcome")
}
