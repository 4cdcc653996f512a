//! Dependencies and the lifespan of a document: traits, where the language has a way to say them.

use super::operation::Draft;
use super::{KNOWN, Printer, text};
use crate::naming::{Name as _, Scope, TypeName, ValueName};
use serde_json::{Map, Value};

pub const DEPENDS: &str = "x-specwright-depends";
const DEPENDENCIES: &str = "x-specwright-dependencies";
const LIFESPAN: &str = "x-specwright-lifespan";

/// What needs no declaration.
const PRINCIPAL: &str = "Principal";

impl Printer<'_> {
    /// The dependencies that become methods of a trait: all, or none where one can't be said. Those that are used and
    /// not declared are among them.
    pub fn read_dependencies(&mut self) {
        let declared = self.document.get(DEPENDENCIES).and_then(Value::as_object);
        let Some(declared) = declared else { return };
        let known = ["description", "depends", "parameters", "blocking", "scope"];
        let sayable = declared.iter().all(|(name, dependency)| {
            let Some(members) = dependency.as_object() else {
                return false;
            };
            let docs = members.get("description").and_then(Value::as_str);
            TypeName::make(name).as_str() == name
                && name != PRINCIPAL
                && !KNOWN.contains(&name.as_str())
                && !self
                    .names
                    .values()
                    .chain(self.schemes.values())
                    .any(|it| it == name)
                && members.keys().all(|key| known.contains(&key.as_str()))
                && docs.is_none_or(text::is_exact_doc)
                && names(dependency.get("depends"))
                    .all(|it| it == PRINCIPAL || declared.contains_key(it))
        });
        if sayable {
            for name in declared.keys() {
                let _ = self.scope.claim(name, TypeName::make);
            }
            self.dependencies = declared.clone();
        }
    }

    /// Whether these names can be said as types.
    pub fn depends_on<'v>(&self, list: &'v Value) -> Option<Vec<&'v str>> {
        let known = |name: &&str| self.dependencies.contains_key(*name);
        let all: Vec<&str> = names(Some(list)).collect();
        (list.as_array()?.len() == all.len() && all.iter().all(known)).then_some(all)
    }

    /// Which of these dependencies takes a parameter.
    pub fn taken_by<'n>(&self, parameter: &Value, names: &[&'n str]) -> Option<&'n str> {
        names.iter().copied().find(|name| {
            let parameters = self.dependencies[*name].get("parameters");
            let mut parameters = parameters.and_then(Value::as_array).into_iter().flatten();
            parameters.any(|it| self.resolve(it) == parameter)
        })
    }

    /// The trait of dependencies, and that of the lifespan.
    pub fn beside_operations(&mut self) -> Vec<String> {
        let mut items = Vec::new();
        if !self.dependencies.is_empty() {
            items.push(self.dependency_trait());
        }
        items.extend(self.lifespan());
        items
    }

    fn dependency_trait(&mut self) -> String {
        let ident = self.free_type("Dependencies");
        let mut item = format!("#[dependencies]\npub trait {ident} {{\n");
        let mut methods = Scope::default();
        let all = self.dependencies.clone();
        for (index, (name, dependency)) in all.iter().enumerate() {
            if index > 0 {
                item.push('\n');
            }
            if let Some(docs) = dependency.get("description").and_then(Value::as_str) {
                text::docs(&mut item, 4, "///", docs);
            }
            if dependency.get("scope").and_then(Value::as_str) == Some("app") {
                item.push_str("    #[scope(app)]\n");
            }
            let mut draft = Draft {
                hint: name.clone(),
                ..Draft::default()
            };
            let mut arguments = Scope::default();
            for needed in names(dependency.get("depends")) {
                draft.depend(needed, &mut arguments);
            }
            let parameters = dependency.get("parameters").and_then(Value::as_array);
            for parameter in parameters.into_iter().flatten() {
                let parameter = self.resolve(parameter).clone();
                self.parameter(&mut draft, &parameter, "", &mut arguments);
            }
            let blocks = dependency.get("blocking") == Some(&Value::Bool(true));
            let keyword = if blocks { "fn" } else { "async fn" };
            let function = methods.claim(name, ValueName::make);
            draft.output = Some(name.clone());
            draft.print(&mut item, keyword, function.as_str());
        }
        item.push_str("}\n");
        item
    }

    fn lifespan(&mut self) -> Option<String> {
        let lifespan = self.lifespan_members()?;
        let ident = self.free_type("Lifespan");
        let mut item = format!("#[lifespan]\npub trait {ident} {{\n");
        let mut first = true;
        for (when, hooks) in &lifespan {
            for hook in hooks.as_array().into_iter().flatten() {
                if !std::mem::take(&mut first) {
                    item.push('\n');
                }
                let said = |key: &str| hook.get(key).and_then(Value::as_str);
                if let Some(docs) = said("description") {
                    text::docs(&mut item, 4, "///", docs);
                }
                let blocks = hook.get("blocking") == Some(&Value::Bool(true));
                let keyword = if blocks { "fn" } else { "async fn" };
                let name = said("name").or(hook.as_str()).unwrap_or_default();
                item.push_str(&format!("    #[{when}]\n    {keyword} {name}();\n"));
            }
        }
        item.push_str("}\n");
        Some(item)
    }

    /// The hooks, where each of them can be a method.
    pub fn lifespan_members(&self) -> Option<Map<String, Value>> {
        let lifespan = self.document.get(LIFESPAN)?.as_object()?;
        let is_name = |name: &str| ValueName::make(name).as_str() == name;
        let sayable = |hook: &Value| {
            let name = hook.get("name").unwrap_or(hook).as_str();
            let docs = hook.get("description").and_then(Value::as_str);
            name.is_some_and(is_name) && docs.is_none_or(text::is_exact_doc)
        };
        let all = lifespan.iter().all(|(when, hooks)| {
            matches!(when.as_str(), "startup" | "shutdown")
                && hooks
                    .as_array()
                    .is_some_and(|hooks| hooks.iter().all(sayable))
        });
        (all && !lifespan.is_empty()).then(|| lifespan.clone())
    }

    /// The members of the document that these traits say.
    pub fn says(&self, key: &str) -> bool {
        match key {
            DEPENDENCIES => !self.dependencies.is_empty(),
            LIFESPAN => self.lifespan_members().is_some(),
            DEPENDS => {
                let list = self.document.get(DEPENDS);
                list.is_some_and(|list| self.depends_on(list).is_some())
            }
            _ => false,
        }
    }
}

/// The texts of a list.
fn names(list: Option<&Value>) -> impl Iterator<Item = &str> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str)
}
