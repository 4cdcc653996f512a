//! `#[lifespan]` traits: methods that run before the first request (`#[startup]`) and after the last one (`#[shutdown]`).

use super::Cx;
use crate::diag::Diagnostic;
use crate::rustspec::ast::{At, Method};
use crate::rustspec::tree::Tree;

impl Cx<'_, '_> {
    /// `x-specwright-lifespan` of the document.
    pub fn lifespan(&mut self) -> Option<Tree> {
        let spec = self.spec;
        let (mut startup, mut shutdown) = (Vec::new(), Vec::new());
        for item in spec.modules.iter().flat_map(|module| &module.traits) {
            if !item.attributes.iter().any(|it| it.name == "lifespan") {
                continue;
            }
            self.known_attributes(&item.attributes, &["lifespan"], "a lifespan");
            for method in &item.methods {
                let known = ["startup", "shutdown"];
                self.known_attributes(&method.attributes, &known, "a hook");
                let is = |name: &str| method.attributes.iter().any(|it| it.name == name);
                match (is("startup"), is("shutdown")) {
                    (true, false) => startup.extend(self.hook(method)),
                    (false, true) => shutdown.extend(self.hook(method)),
                    _ => {
                        let message = format!("nothing says when `{}` runs", method.name.text);
                        let help = "write `#[startup]` or `#[shutdown]` above it";
                        self.error("misplaced-attribute", message, method.name.at, help);
                    }
                }
            }
        }
        let hooks = [("startup", startup), ("shutdown", shutdown)];
        let mut tree = Tree::object(At::default());
        for (key, hooks) in hooks {
            if let Some(first) = hooks.first() {
                tree.set(key, Tree::list(first.at, hooks));
            }
        }
        tree.members()
            .is_some_and(|members| !members.is_empty())
            .then_some(tree)
    }

    fn hook(&mut self, method: &Method) -> Option<Tree> {
        let at = method.name.at;
        if let Some(argument) = method.arguments.first() {
            let message = format!("`{}` takes arguments", method.name.text);
            self.report(
                Diagnostic::error("misplaced-attribute", message)
                    .at(&argument.name.at.place())
                    .help("there is no request: what a hook works with is in the `Deps` of the project"),
            );
            return None;
        }
        let mut tree = Tree::object(at).has("name", method.name.text.clone());
        if !method.docs.is_empty() {
            let docs = Tree::leaf(method.docs.at, method.docs.text.clone());
            tree.set("description", docs);
        }
        if !method.is_async {
            tree.set("blocking", Tree::leaf(at, true));
        }
        Some(tree)
    }
}
