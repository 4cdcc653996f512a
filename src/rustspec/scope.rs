//! All files of a spec, and which name means which type where.

use super::ast::{Attribute, Docs, File, Name, Trait, TypeItem};
use super::parse;
use crate::diag::{Diagnostic, Diagnostics, suggest};
use crate::source::{FileId, Sources};
use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

/// Index into [`Spec::modules`].
pub type ModuleId = usize;
/// Index into [`Spec::types`].
pub type TypeId = usize;

#[derive(Debug, Default)]
pub struct Spec {
    /// The entry is the first; a module comes after the one around it.
    pub modules: Vec<Module>,
    pub types: Vec<Type>,
}

#[derive(Debug)]
pub struct Module {
    pub parent: Option<ModuleId>,
    pub docs: Docs,
    /// Those of `mod`, then those inside.
    pub attributes: Vec<Attribute>,
    pub traits: Vec<Trait>,
    types: IndexMap<String, TypeId>,
    constants: IndexMap<String, Value>,
}

#[derive(Debug)]
pub struct Type {
    pub module: ModuleId,
    pub item: TypeItem,
}

/// Parses the entry and every file that it names. `None` when the entry could not be parsed.
pub fn load(sources: &mut Sources, diags: &mut Diagnostics) -> Option<Spec> {
    let mut loader = Loader {
        sources,
        diags,
        spec: Spec::default(),
        seen: IndexSet::new(),
    };
    let entry = FileId(0);
    let file = loader.parse(entry)?;
    let folders = folders(&loader.path(entry));
    loader.seen.insert(entry);
    loader.add(Around::default(), file, &folders);
    Some(loader.spec)
}

/// What a module gets from where it is declared.
#[derive(Default)]
struct Around {
    parent: Option<ModuleId>,
    docs: Docs,
    attributes: Vec<Attribute>,
}

struct Loader<'s> {
    sources: &'s mut Sources,
    diags: &'s mut Diagnostics,
    spec: Spec,
    seen: IndexSet<FileId>,
}

/// How many modules may stand in each other.
const DEPTH: usize = 32;

impl Loader<'_> {
    fn path(&self, id: FileId) -> String {
        self.sources
            .file(id)
            .map(|file| file.path.clone())
            .unwrap_or_default()
    }

    fn parse(&mut self, id: FileId) -> Option<File> {
        let text = self.sources.file(id)?.text()?.to_owned();
        parse::file(&text, id, self.diags)
    }

    /// Adds a module and those inside it; `folders` are where its files may be.
    fn add(&mut self, around: Around, file: File, folders: &[String]) {
        let module = self.spec.modules.len();
        let mut attributes = around.attributes;
        attributes.extend(file.attributes);
        let mut types = IndexMap::new();
        for item in file.types {
            let Name { text, at } = item.name.clone();
            let known = types.insert(text.clone(), self.spec.types.len());
            if let Some(first) = known.map(|first: TypeId| &self.spec.types[first].item.name) {
                let message = format!("`{text}` is declared twice");
                self.diags.push(
                    Diagnostic::error("duplicate-type", message)
                        .at(&at.place())
                        .related(&first.at.place(), "first here")
                        .help("give one of them another name, or put it into a `mod` of its own"),
                );
            }
            self.spec.types.push(Type { module, item });
        }
        self.spec.modules.push(Module {
            parent: around.parent,
            docs: if file.docs.is_empty() {
                around.docs
            } else {
                file.docs
            },
            attributes,
            traits: file.traits,
            types,
            constants: file.constants.into_iter().collect(),
        });
        for inner in file.modules {
            let around = Around {
                parent: Some(module),
                docs: inner.docs,
                attributes: inner.attributes,
            };
            match inner.content {
                Some(content) => {
                    let folders: Vec<String> = folders
                        .iter()
                        .map(|folder| format!("{folder}{}/", inner.name.text))
                        .collect();
                    self.add(around, content, &folders);
                }
                None => self.file(around, &inner.name, folders),
            }
        }
    }

    /// `mod name;`.
    fn file(&mut self, around: Around, name: &Name, folders: &[String]) {
        let candidates: Vec<String> = folders
            .iter()
            .flat_map(|folder| {
                let stem = format!("{folder}{}", name.text);
                [format!("{stem}.rs"), format!("{stem}/mod.rs")]
            })
            .filter(|path| {
                // A module beside a file of the same name is not that file.
                !self.seen.iter().any(|id| self.path(*id) == *path)
            })
            .collect();
        let depth = std::iter::successors(around.parent, |id| self.spec.modules[*id].parent);
        let found = if depth.count() > DEPTH {
            None
        } else {
            self.sources.load_rust(&candidates)
        };
        let Some(id) = found else {
            let message = format!("the file of the module `{}` does not exist", name.text);
            let near = folders.first().map_or("", String::as_str);
            self.diags.push(
                Diagnostic::error("missing-module", message)
                    .at(&name.at.place())
                    .help(format!(
                        "make `{near}{0}.rs`, or write `mod {0} {{ … }}`; a spec of several files is read from a file, not from stdin",
                        name.text
                    )),
            );
            return;
        };
        self.seen.insert(id);
        let folders = self::folders(&self.path(id));
        if let Some(file) = self.parse(id) {
            self.add(around, file, &folders);
        }
    }
}

/// Where the modules of a file may be: beside it, and in the folder of its name.
fn folders(path: &str) -> Vec<String> {
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    let beside = path
        .rfind('/')
        .map_or(String::new(), |end| path[..=end].to_owned());
    vec![beside, format!("{stem}/")]
}

impl Spec {
    /// The type that a name means in a module: its own, then those around it, then any.
    pub fn find(&self, module: ModuleId, name: &str) -> Option<TypeId> {
        let mut around = std::iter::successors(Some(module), |id| self.modules[*id].parent);
        let near = around.find_map(|id| self.modules[id].types.get(name));
        near.or_else(|| {
            self.modules
                .iter()
                .find_map(|module| module.types.get(name))
        })
        .copied()
    }

    /// The value of a constant, found as types are.
    pub fn constant(&self, module: ModuleId, name: &str) -> Option<&Value> {
        let mut around = std::iter::successors(Some(module), |id| self.modules[*id].parent);
        let near = around.find_map(|id| self.modules[id].constants.get(name));
        let mut all = self.modules.iter();
        near.or_else(|| all.find_map(|module| module.constants.get(name)))
    }

    /// The name of a type that is nearly this one.
    pub fn near<'s>(&'s self, name: &str, known: impl Iterator<Item = &'s str>) -> Option<String> {
        let names = self.types.iter().map(|it| it.item.name.text.as_str());
        suggest::closest(name, names.chain(known)).map(str::to_owned)
    }
}
