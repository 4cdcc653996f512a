//! The stages in a row, as every verb needs them. In: where the description is, and options. Out: what a stage made,
//! or how to exit; diagnostics are printed on the way, once.

use super::console::Console;
use super::{Denied, Deny, Exit};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::options::{self, Options, OptionsError};
use crate::plan::resource::{TABLES, Verdict};
use crate::source::{self, SourceFile, Sources, SpecInput, Syntax};
use crate::tree::{Owner, Tree};
use crate::write::{self, Inputs, Report, folder::Folder};
use crate::{emit, ir, openapi, plan, rustspec};
use std::path::{Path, PathBuf};

/// A description that was read, and the diagnostics so far, not printed yet.
pub(super) struct Description {
    pub(super) sources: Sources,
    pub(super) api: ir::Api,
    /// Once it is built.
    plan: Option<plan::Plan>,
    diags: Diagnostics,
}

/// Loads and lowers; prints the diagnostics when there are errors.
pub(super) fn read(spec: &SpecInput, deny: &Deny, console: &Console) -> Result<Description, Exit> {
    load(spec, console).lower(deny, console)
}

/// A description's files, before anything is made of them.
pub(super) struct Loaded {
    sources: Sources,
    diags: Diagnostics,
}

pub(super) fn load(spec: &SpecInput, console: &Console) -> Loaded {
    let progress = console.progress("Reading the description");
    let mut diags = Diagnostics::default();
    let mut sources = source::load(spec, &mut diags);
    rustspec::read(&mut sources, &mut diags);
    drop(progress);
    Loaded { sources, diags }
}

impl Loaded {
    /// The report of a run that has nothing to do, when that can be told from the files alone. What is printed about
    /// the description was printed when the files were written; who asks for more (`-v`, `--deny`) gets the whole run.
    pub(super) fn untouched(
        &self,
        project: &Project,
        deny: &Deny,
        console: &Console,
    ) -> Option<Report> {
        if console.verbose || !deny.deny.is_empty() || self.diags.has_errors() {
            return None;
        }
        let files = files(&self.sources, &project.options);
        write::untouched(inputs(&files), &project.dir)
            .ok()
            .flatten()
    }

    pub(super) fn lower(self, deny: &Deny, console: &Console) -> Result<Description, Exit> {
        let Self { sources, mut diags } = self;
        let progress = console.progress("Reading the description");
        let api = if diags.has_errors() {
            None
        } else {
            openapi::lower(&sources, &mut diags)
        };
        drop(progress);
        diags.retain_places(|place| !sources.is_own(place));
        refuse(&mut diags, deny);
        match api {
            Some(api) if !diags.has_errors() => Ok(Description {
                sources,
                api,
                plan: None,
                diags,
            }),
            _ => {
                console.diagnostics(&diags, &sources);
                Err(Exit::Failed)
            }
        }
    }
}

impl Description {
    /// Prints what was found, for a verb that goes no further.
    pub(super) fn finish(&self, console: &Console) {
        console.diagnostics(&self.diags, &self.sources);
    }

    /// Plans and emits; prints all diagnostics.
    pub(super) fn build(
        &mut self,
        options: &Options,
        deny: &Deny,
        console: &Console,
    ) -> Result<Tree, Exit> {
        let progress = console.progress("Planning the service");
        let plan = plan::plan(&self.api, options, &mut self.diags);
        self.diags
            .retain_places(|place| !self.sources.is_own(place));
        refuse(&mut self.diags, deny);
        let tree = match &plan {
            Some(plan) if !self.diags.has_errors() => {
                progress.now("Writing Rust");
                Some(emit::emit(plan))
            }
            _ => None,
        };
        drop(progress);
        console.diagnostics(&self.diags, &self.sources);
        let mut tree = tree.ok_or(Exit::Failed)?;
        self.plan = plan;
        if tree.get(options::FILE).is_none() {
            // As it is in a new project: what the user chose since is the user's edit of it.
            let new = Options::new(options.name.clone(), options.spec.clone());
            tree.add(options::FILE, Owner::User, new.render());
        }
        Ok(tree)
    }

    /// What became of each operation, when it was built with a data layer.
    pub(super) fn verdicts(&self) -> &[Verdict] {
        let data = self.plan.as_ref().and_then(|plan| plan.data.as_ref());
        data.map_or(&[], |data| &data.verdicts)
    }

    /// Makes something of the description; prints all diagnostics.
    pub(super) fn export<T>(
        mut self,
        deny: &Deny,
        console: &Console,
        make: impl FnOnce(&ir::Api, &mut Diagnostics) -> T,
    ) -> Result<T, Exit> {
        let made = make(&self.api, &mut self.diags);
        refuse(&mut self.diags, deny);
        console.diagnostics(&self.diags, &self.sources);
        if self.diags.has_errors() {
            return Err(Exit::Failed);
        }
        Ok(made)
    }

    /// The files of the description as they stand in a project.
    pub(super) fn files(&self, options: &Options) -> Vec<(String, &[u8])> {
        files(&self.sources, options)
    }

    /// Where the entry goes in a project.
    pub(super) fn entry(&self) -> String {
        let mut bundle = self.bundle().into_iter();
        bundle.next().map(|(path, _)| path).unwrap_or_default()
    }

    /// The files of the description as they go into a project, the entry first. One file gets the name that people
    /// look for; several keep their layout, in a folder of their own where they can't meet the project's files.
    pub(super) fn bundle(&self) -> Vec<(String, &[u8])> {
        let files: Vec<_> = self.sources.files().collect();
        match files.as_slice() {
            [only] if !names_itself(only) => {
                let name = match only.syntax {
                    Syntax::Json => "openapi.json",
                    Syntax::Yaml => "openapi.yaml",
                    Syntax::Rust => "api.rs",
                };
                vec![(name.to_owned(), only.bytes.as_slice())]
            }
            _ => {
                let folder = match files.first().map(|file| file.syntax) {
                    Some(Syntax::Rust) => "api",
                    _ => "spec",
                };
                files
                    .iter()
                    .map(|file| (format!("{folder}/{}", file.path), file.bytes.as_slice()))
                    .collect()
            }
        }
    }
}

/// What the stamp of a run covers.
pub(super) fn inputs<'a>(description: &'a [(String, &'a [u8])]) -> Inputs<'a> {
    Inputs {
        description,
        settings: options::FILE,
    }
}

fn files<'s>(sources: &'s Sources, options: &Options) -> Vec<(String, &'s [u8])> {
    let folder = options
        .spec
        .rsplit_once('/')
        .map_or(String::new(), |(folder, _)| format!("{folder}/"));
    sources
        .files()
        .map(|file| (format!("{folder}{}", file.path), file.bytes.as_slice()))
        .collect()
}

/// A reference of the file to itself by its name would break under another name.
fn names_itself(file: &SourceFile) -> bool {
    let text = std::str::from_utf8(&file.bytes).unwrap_or_default();
    !file.path.is_empty() && text.contains(&format!("{}#", file.path))
}

fn refuse(diags: &mut Diagnostics, deny: &Deny) {
    for denied in &deny.deny {
        let severity = match denied {
            Denied::Warnings => Severity::Warning,
            Denied::Unsupported => Severity::Unsupported,
        };
        diags.deny(severity);
    }
}

/// A project on disk: its folder and its settings.
pub(super) struct Project {
    pub(super) dir: PathBuf,
    pub(super) options: Options,
}

impl Project {
    pub(super) fn open(dir: &Path, console: &Console) -> Result<Self, Exit> {
        let shown = dir.join(options::FILE);
        let text = Folder::open(dir)
            .and_then(|folder| folder.read(options::FILE))
            .map_err(|fault| {
                console.fault(*fault);
                Exit::Usage
            })?;
        let Some(text) = text else {
            console.fault(
                Diagnostic::error("no-project", format!("{} does not exist", shown.display()))
                    .help("name the folder of a project that `specwright new` made"),
            );
            return Err(Exit::Usage);
        };
        match Options::parse(&String::from_utf8_lossy(&text)) {
            Ok(mut options) => {
                let tables = Folder::open(dir).and_then(|folder| folder.read(TABLES));
                let tables = tables.map_err(|fault| {
                    console.fault(*fault);
                    Exit::Failed
                })?;
                options.tables = tables.map(|text| String::from_utf8_lossy(&text).into_owned());
                Ok(Self {
                    dir: dir.to_owned(),
                    options,
                })
            }
            Err(error) => {
                console.fault(options_fault(&shown, error));
                Err(Exit::Failed)
            }
        }
    }

    pub(super) fn spec(&self) -> SpecInput {
        SpecInput::from_argument(self.dir.join(&self.options.spec))
    }
}

fn options_fault(path: &Path, error: OptionsError) -> Diagnostic {
    let OptionsError {
        line,
        column,
        message,
        help,
    } = error;
    let fault = Diagnostic::error(
        "bad-option",
        format!("{}:{line}:{column}: {message}", path.display()),
    );
    match help {
        Some(help) => fault.help(help),
        None => fault,
    }
}
