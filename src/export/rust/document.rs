//! The file as a whole: what `//!` and `#![api(…)]` say, the security schemes, the order of the items.

use super::item::MARK;
use super::{Printer, Unit, case, keys, text};
use indexmap::{IndexMap, IndexSet};
use serde_json::{Map, Value, json};

impl Printer<'_> {
    pub fn spec(&mut self) -> String {
        self.name_components();
        self.read_dependencies();
        self.choose_cases();
        let mut patch = Map::new();
        let schemes = self.security_schemes();
        // Types are called after the components that have them, where operations have them too.
        let mut units: Vec<Unit> = Vec::new();
        let schemas = self.schemas;
        for (name, schema) in schemas {
            self.component(name, schema);
            units.push(self.unit(Some(name.clone())));
        }
        let beside = self.beside_operations();
        let around = self.unit(None);
        let traits = self.traits(&mut patch);
        self.leftovers(&mut patch);
        let used = traits
            .iter()
            .chain([&around])
            .flat_map(|unit| unit.uses.clone());
        let marked = self.marked(used.collect(), &units);
        let mut out = self.head(patch);
        let mut add = |items: Vec<String>, mark: bool| {
            for item in items.into_iter().filter(|item| !item.is_empty()) {
                out.push('\n');
                let schema = if mark { "#[schema]\n" } else { "" };
                out.push_str(&item.replace(MARK, schema));
            }
        };
        add(schemes, false);
        for unit in traits {
            add(unit.items, false);
        }
        add(beside, false);
        add(around.items, false);
        for unit in units {
            let mark = unit.component.is_some_and(|name| marked.contains(&name));
            let mut items = unit.items;
            let rest = items.split_off(items.len().min(1));
            add(items, mark);
            add(rest, false);
        }
        out
    }

    /// The components that nothing but a mark makes known: what operations use is known, and what that uses.
    fn marked(&self, used: Vec<String>, units: &[Unit]) -> IndexSet<String> {
        let uses: IndexMap<&str, &[String]> = units
            .iter()
            .filter_map(|unit| Some((unit.component.as_deref()?, &unit.uses[..])))
            .collect();
        let mut known: IndexSet<String> = IndexSet::new();
        let mut reach = |open: Vec<String>| {
            let mut open = open;
            let mut found = false;
            while let Some(name) = open.pop() {
                if known.insert(name.clone()) {
                    found = true;
                    open.extend(
                        uses.get(name.as_str())
                            .copied()
                            .unwrap_or_default()
                            .iter()
                            .cloned(),
                    );
                }
            }
            found
        };
        reach(used);
        let names = self.schemas.keys();
        names
            .filter(|name| reach(vec![(*name).clone()]))
            .cloned()
            .collect()
    }

    fn choose_cases(&mut self) {
        use crate::naming::{Name as _, ValueName};
        let mut pairs: Vec<(String, String)> = Vec::new();
        collect(self.document, &mut pairs);
        let pairs: Vec<(String, String)> = pairs
            .into_iter()
            .map(|(_, wire)| (ValueName::make(&wire).as_str().to_owned(), wire))
            .collect();
        self.rename_all = case::best(&pairs);
        let named: Vec<(String, String)> = self
            .operations()
            .flat_map(
                |(_, _, mut operation)| match operation.shift_remove("parameters") {
                    Some(Value::Array(parameters)) => parameters,
                    _ => Vec::new(),
                },
            )
            .filter(|it| it.get("in").and_then(Value::as_str) != Some("header"))
            .filter_map(|it| Some(it.get("name")?.as_str()?.to_owned()))
            .map(|wire| (ValueName::make(&wire).as_str().to_owned(), wire))
            .collect();
        self.parameters = case::best(&named);
        let ids: Vec<(String, String)> = self
            .operations()
            .filter_map(|(_, _, operation)| {
                Some(operation.get("operationId")?.as_str()?.to_owned())
            })
            .map(|id| (ValueName::make(&id).as_str().to_owned(), id))
            .collect();
        let agree = |case: &str| {
            ids.iter()
                .filter(|(name, id)| case::field(case, name) == *id)
                .count()
        };
        let mut best = "snake_case";
        for case in case::CASES {
            if agree(case) > agree(best) {
                best = case;
            }
        }
        self.ids = if ids.is_empty() { "none" } else { best };
    }

    fn head(&mut self, patch: Map<String, Value>) -> String {
        let document = self.document;
        let mut out = String::new();
        let mut entries: Vec<Vec<String>> = Vec::new();
        let mut info = document
            .get("info")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let mut texts = Vec::new();
        let title = info.shift_remove("title").unwrap_or_else(|| "API".into());
        let title = title.as_str().unwrap_or_default().to_owned();
        let version = info
            .shift_remove("version")
            .unwrap_or_else(|| "0.1.0".into());
        let version = version.as_str().unwrap_or_default().to_owned();
        let plain = |text: &str| {
            !text.is_empty() && text.trim() == text && !text.chars().any(char::is_control)
        };
        let headed = plain(&title);
        if headed {
            text::docs(&mut out, 0, "//!", &format!("# {title}"));
        } else {
            texts.push(format!("title = {}", text::string(&title)));
        }
        if headed && plain(&version) {
            text::docs(&mut out, 0, "//!", &format!("version: {version}"));
        } else {
            texts.push(format!("version = {}", text::string(&version)));
        }
        if let Some(Value::String(description)) = info.shift_remove("description") {
            let clear = headed && plain(&version) && text::is_doc(&description);
            if clear {
                out.push_str("//!\n");
                text::docs(&mut out, 0, "//!", &description);
            } else {
                texts.push(format!("description = {}", text::string(&description)));
            }
        }
        for key in ["summary", "termsOfService"] {
            if let Some(Value::String(value)) = info.shift_remove(key) {
                texts.push(format!("{} = {}", keys::snake(key), text::string(&value)));
            }
        }
        entries.push(texts);
        for key in ["contact", "license"] {
            if let Some(Value::Object(members)) = info.shift_remove(key) {
                entries.push(vec![format!("{key}({})", members_of(&members))]);
            }
        }
        let mut settings = Vec::new();
        let version = document.get("openapi").and_then(Value::as_str);
        if let Some(version) = version.filter(|it| *it != "3.1.0") {
            settings.push(format!("openapi = {}", text::string(version)));
        }
        settings.push("option = \"absent\"".to_owned());
        if self.rename_all != "snake_case" {
            settings.push(format!("rename_all = \"{}\"", self.rename_all));
        }
        if self.parameters != "snake_case" {
            settings.push(format!("rename_parameters = \"{}\"", self.parameters));
        }
        if self.ids != "snake_case" {
            settings.push(format!("operation_ids = \"{}\"", self.ids));
        }
        entries.push(settings);
        let mut patch = patch;
        if !info.is_empty() {
            patch.insert("info".to_owned(), Value::Object(info));
        }
        self.servers_and_tags(&mut entries, &mut patch);
        for entries in entries.iter().filter(|it| !it.is_empty()) {
            text::attribute(&mut out, 0, "#!", "api", entries);
        }
        let security = document.get("security").and_then(Value::as_array);
        if let Some(security) = security.filter(|it| it.iter().any(|it| !self.knows(it))) {
            patch.insert("security".to_owned(), security.clone().into());
        }
        let known = security.filter(|_| !patch.contains_key("security"));
        for requirement in known.into_iter().flatten() {
            let entries = self.requirement(requirement);
            require(&mut out, 0, "#!", &entries);
        }
        let depends = document.get(super::dependency::DEPENDS);
        if let Some(names) = depends.and_then(|list| self.depends_on(list)) {
            let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
            text::attribute(&mut out, 0, "#!", "depends", &names);
        }
        if !patch.is_empty() {
            let patch = text::json(&Value::Object(patch));
            text::attribute(&mut out, 0, "#!", "api", &[patch]);
        }
        out
    }

    fn servers_and_tags(&self, entries: &mut Vec<Vec<String>>, patch: &mut Map<String, Value>) {
        let list = |key: &str| {
            self.document
                .get(key)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
        };
        for server in list("servers").filter_map(Value::as_object) {
            entries.push(vec![format!("server({})", members_of(server))]);
        }
        for tag in list("tags").filter_map(Value::as_object) {
            entries.push(vec![format!("tag({})", members_of(tag))]);
        }
        for (key, value) in self.document.as_object().into_iter().flatten() {
            match (key.as_str(), value) {
                (
                    "openapi" | "info" | "servers" | "tags" | "paths" | "components" | "security",
                    _,
                ) => {}
                ("externalDocs", Value::Object(docs)) => {
                    entries.push(vec![format!("external_docs({})", members_of(docs))]);
                }
                (key, _) if self.says(key) => {}
                (key, value) if key.starts_with("x-") => {
                    entries.push(vec![text::extension(key, value)]);
                }
                (key, value) => {
                    patch.insert(key.to_owned(), value.clone());
                }
            }
        }
    }

    /// Is every scheme of an alternative declared?
    pub fn knows(&self, requirement: &Value) -> bool {
        let names = requirement.as_object().into_iter().flat_map(Map::keys);
        names
            .into_iter()
            .all(|name| self.schemes.contains_key(name))
    }

    /// The entries of `#[security(…)]` for one alternative.
    pub fn requirement(&self, requirement: &Value) -> Vec<String> {
        let mut entries = Vec::new();
        for (name, scopes) in requirement.as_object().into_iter().flatten() {
            let ident = self
                .schemes
                .get(name)
                .cloned()
                .unwrap_or_else(|| name.clone());
            let empty = scopes.as_array().is_none_or(Vec::is_empty);
            entries.push(if empty {
                ident
            } else {
                format!("{ident} = {}", text::value(scopes))
            });
        }
        entries
    }

    fn security_schemes(&mut self) -> Vec<String> {
        let named = self
            .document
            .pointer("/components/securitySchemes")
            .and_then(Value::as_object);
        let mut items = Vec::new();
        for (name, scheme) in named.into_iter().flatten() {
            let scheme = self.resolve(scheme).clone();
            let Value::Object(mut members) = scheme else {
                continue;
            };
            let ident = self.schemes[name].clone();
            let mut item = String::new();
            let mut entries = Vec::new();
            if let Some(Value::String(docs)) = members.get("description").cloned()
                && text::is_doc(&docs)
            {
                members.shift_remove("description");
                text::docs(&mut item, 0, "///", &docs);
            }
            scheme_entries(&mut members, &mut entries);
            if ident != *name {
                entries.push(format!("name = {}", text::string(name)));
            }
            if !members.is_empty() {
                entries.push(text::json(&Value::Object(members)));
            }
            text::attribute(&mut item, 0, "#", "security", &entries);
            item.push_str(&format!("pub struct {ident};\n"));
            items.push(item);
        }
        items
    }

    /// What is referred to from JSON and is no schema comes along, as JSON.
    fn leftovers(&mut self, patch: &mut Map<String, Value>) {
        let mut components = Map::new();
        let mut done = 0;
        if let Some(webhooks) = self.document.get("webhooks") {
            self.refer(webhooks);
        }
        while let Some(target) = self.raw.get_index(done).cloned() {
            done += 1;
            let mut steps = target
                .strip_prefix("#/components/")
                .unwrap_or_default()
                .split('/');
            let (Some(section), Some(name)) = (steps.next(), steps.next()) else {
                continue;
            };
            if section == "schemas" || section.is_empty() {
                continue;
            }
            let name = super::super::walk::decode(name);
            let found = self
                .document
                .get("components")
                .and_then(|it| it.get(section)?.get(&name));
            if let Some(found) = found.cloned() {
                self.refer(&found);
                let named = components.entry(section).or_insert_with(|| json!({}));
                if let Value::Object(named) = named {
                    named.insert(name, found);
                }
            }
        }
        if !components.is_empty() {
            patch.insert("components".to_owned(), Value::Object(components));
        }
    }
}

/// `#[security(…)]`: with nothing in it, nobody is an alternative.
pub fn require(out: &mut String, indent: usize, mark: &str, entries: &[String]) {
    if entries.is_empty() {
        out.push_str(&format!("{}{mark}[security()]\n", " ".repeat(indent)));
    } else {
        text::attribute(out, indent, mark, "security", entries);
    }
}

/// `key = value, …` for an object of OpenAPI.
fn members_of(members: &Map<String, Value>) -> String {
    let entries: Vec<String> = members
        .iter()
        .map(|(key, value)| match value {
            Value::Bool(true) if key.starts_with("x-") => format!("{} = true", text::string(key)),
            value if key.starts_with("x-") => text::extension(key, value),
            value => format!("{} = {}", keys::snake(key), text::value(value)),
        })
        .collect();
    entries.join(", ")
}

fn scheme_entries(members: &mut Map<String, Value>, entries: &mut Vec<String>) {
    let own = |key: &str| members.get(key).and_then(Value::as_str).map(str::to_owned);
    let kind = own("type").unwrap_or_default();
    let mut used = vec!["type"];
    match kind.as_str() {
        "http" => {
            let scheme = own("scheme").unwrap_or_default();
            entries.push(match scheme.as_str() {
                "bearer" | "basic" => scheme,
                other => format!("http = {}", text::string(other)),
            });
            if let Some(format) = own("bearerFormat") {
                entries.push(format!("format = {}", text::string(&format)));
            }
            used.extend(["scheme", "bearerFormat"]);
        }
        "apiKey" => {
            let (place, name) = (
                own("in").unwrap_or_default(),
                own("name").unwrap_or_default(),
            );
            entries.push("api_key".to_owned());
            if matches!(place.as_str(), "header" | "query" | "cookie") {
                entries.push(format!("{place} = {}", text::string(&name)));
                used.extend(["in", "name"]);
            }
        }
        "oauth2" => {
            entries.push("oauth2".to_owned());
            if let Some(Value::Object(flows)) = members.get("flows").cloned() {
                for (name, flow) in flows.iter().filter(|(name, _)| !name.starts_with("x-")) {
                    let flow = flow.as_object().map(members_of).unwrap_or_default();
                    entries.push(format!("{}({flow})", keys::snake(name)));
                }
                used.push("flows");
            }
        }
        "openIdConnect" => {
            entries.push("openid".to_owned());
            if let Some(url) = own("openIdConnectUrl") {
                entries.push(format!("url = {}", text::string(&url)));
            }
            used.push("openIdConnectUrl");
        }
        "mutualTLS" => entries.push("mutual_tls".to_owned()),
        _ => used.clear(),
    }
    for key in used {
        members.shift_remove(key);
    }
}

/// The names of all properties.
fn collect(value: &Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                pairs.extend(properties.keys().map(|name| (String::new(), name.clone())));
            }
            members.values().for_each(|member| collect(member, pairs));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, pairs)),
        _ => {}
    }
}
