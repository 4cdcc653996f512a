//! `#![api(…)]` and `#[api(…)] mod …`: what holds for everything in a module.

use super::Cx;
use super::case::Case;
use super::document::KEYS as DOCUMENT;
use super::types::Scope;
use crate::rustspec::ast::{At, Entry};
use crate::rustspec::scope::ModuleId;
use crate::rustspec::tree::Tree;

#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Is the document written as FastAPI writes it?
    pub fastapi: bool,
    /// Does `Option` mean "may be absent" alone?
    pub absent: bool,
    pub rename_all: Option<Case>,
    /// Of parameters of path, query and cookies.
    pub rename_parameters: Option<Case>,
    pub ids: Ids,
    /// In front of the names of components; with its underscore.
    pub namespace: String,
    pub prefix: String,
    pub tags: Vec<(String, At)>,
    pub deprecated: bool,
    /// Of every operation: `x-…` on a `mod`. Those of the entry are the document's.
    pub extensions: Vec<(String, Tree)>,
}

/// How operation ids are made of the names of methods.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Ids {
    #[default]
    Name,
    Case(Case),
    None,
}

/// Keys that hold for what is inside; the others are the document's.
pub const SHARED: &[&str] = &[
    "prefix",
    "tag",
    "tags",
    "operation_ids",
    "rename_all",
    "rename_parameters",
    "option",
    "profile",
    "namespace",
    "deprecated",
];

impl Settings {
    /// The case of parameters of a place; headers have spellings of their own.
    pub fn parameter_case(&self, place: &str) -> Option<Case> {
        self.rename_parameters.filter(|_| place != "header")
    }
}

impl Cx<'_, '_> {
    pub fn read_settings(&mut self) {
        for id in 0..self.spec.modules.len() {
            let module = &self.spec.modules[id];
            let mut settings = module
                .parent
                .map(|parent| self.settings[parent].clone())
                .unwrap_or_default();
            let spec = self.spec;
            for attribute in &spec.modules[id].attributes {
                if attribute.name != "api" {
                    continue;
                }
                for entry in &attribute.entries {
                    self.setting(&mut settings, entry, id);
                }
            }
            self.settings.push(settings);
        }
    }

    fn setting(&mut self, settings: &mut Settings, entry: &Entry, module: ModuleId) {
        let scope = Scope::of(module);
        match entry.key() {
            "prefix" => {
                if let Some(prefix) = self.text(entry) {
                    settings.prefix.push_str(&prefix);
                }
            }
            "tag" | "tags" => {
                // `tag(name = …)` declares one.
                if entry.inner().iter().any(|inner| inner.key.is_some()) {
                    return;
                }
                let tags = self.texts(entry);
                settings
                    .tags
                    .extend(tags.into_iter().map(|tag| (tag, entry.at)));
            }
            "operation_ids" => {
                if let Some(name) = self.text(entry) {
                    settings.ids = match (name.as_str(), Case::named(&name)) {
                        ("none", _) => Ids::None,
                        (_, Some(case)) => Ids::Case(case),
                        _ => {
                            let message = format!("`{name}` is no case");
                            let help = "for example \"camelCase\", or \"none\"";
                            self.error("attribute-value", message, entry.at, help);
                            Ids::Name
                        }
                    };
                }
            }
            "rename_all" => settings.rename_all = self.case(entry),
            "rename_parameters" => settings.rename_parameters = self.case(entry),
            "option" => match self.text(entry).as_deref() {
                Some("absent") => settings.absent = true,
                Some("nullable") => settings.absent = false,
                Some(other) => {
                    let message =
                        format!("`option` is \"nullable\" or \"absent\", not \"{other}\"");
                    self.error("attribute-value", message, entry.at, "");
                }
                None => {}
            },
            "profile" => match self.text(entry).as_deref() {
                Some("fastapi") => settings.fastapi = true,
                Some("strict") => settings.fastapi = false,
                Some(other) => {
                    let message = format!("there is no profile \"{other}\"");
                    let help = "\"strict\" or \"fastapi\"";
                    self.error("attribute-value", message, entry.at, help);
                }
                None => {}
            },
            "namespace" => {
                if let Some(name) = self.text(entry) {
                    settings.namespace.push_str(&format!("{name}_"));
                }
            }
            "deprecated" => settings.deprecated = self.flag(entry),
            key if key.starts_with("x-") && module != 0 => {
                if let Some(tree) = self.extension(entry, &scope) {
                    settings.extensions.push((key.to_owned(), tree));
                }
            }
            // What a module says of itself as a document counts where it is read alone.
            key if module != 0 && !DOCUMENT.contains(&key) => {
                self.unknown_key(entry, "api", SHARED);
            }
            _ => {}
        }
    }
}
