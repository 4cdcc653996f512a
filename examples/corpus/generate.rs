//! Runs specwright's stages, as `new` does. In: a description's path. Out: the project and what it was made from, or
//! the diagnostics that refuse it. A panic, a fault without a place, or two runs that differ are failures of ours.

use crate::measure;
use specwright::diag::{Diagnostics, Severity, View, render};
use specwright::emit;
use specwright::ir::Api;
use specwright::openapi;
use specwright::options::Options;
use specwright::plan;
use specwright::source::{self, SpecInput, Syntax};
use specwright::tree::Tree;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// The name of every project, one after the other.
pub const NAME: &str = "service";

/// No description takes more CPU seconds; a debug build is some eight times as slow.
const LIMIT: f64 = if cfg!(debug_assertions) { 80.0 } else { 10.0 };

pub enum Generated {
    Project(Box<Project>),
    Refused { seconds: f64, text: String },
}

pub struct Project {
    pub api: Api,
    pub base_path: String,
    pub tree: Tree,
    pub seconds: f64,
    /// The description as it was written, when it is one file of JSON: what `/openapi.json` must equal.
    pub original: Option<Vec<u8>>,
}

/// # Errors
/// With what is wrong, when it is specwright's fault.
pub fn generate(spec: &Path, root: Option<&Path>) -> Result<Generated, String> {
    let once = || {
        catch_unwind(AssertUnwindSafe(|| attempt(spec, root)))
            .map_err(|_| "panicked".to_owned())
            .flatten()
    };
    let started = measure::cpu_of_this_process();
    let first = once()?;
    let spent = measure::cpu_of_this_process() - started;
    if spent > LIMIT {
        return Err(format!("took {spent:.1} s"));
    }
    if let (Generated::Project(first), Generated::Project(second)) = (&first, once()?)
        && first.tree != second.tree
    {
        return Err("two runs differ".to_owned());
    }
    Ok(first)
}

fn attempt(spec: &Path, root: Option<&Path>) -> Result<Generated, String> {
    let started = measure::cpu_of_this_process();
    let input = SpecInput::File {
        path: spec.to_owned(),
        root: root.map(Path::to_owned),
    };
    let mut diags = Diagnostics::default();
    let sources = source::load(&input, &mut diags);
    let api = openapi::lower(&sources, &mut diags).filter(|_| !diags.has_errors());
    let options = Options::new(NAME.to_owned(), "openapi.json".to_owned());
    let plan = api
        .as_ref()
        .and_then(|api| plan::plan(api, &options, &mut diags));
    let (Some(api), Some(plan)) = (api, plan) else {
        let errors = diags
            .items()
            .iter()
            .filter(|item| item.severity == Severity::Error);
        let mut located = errors.map(|item| {
            let place = item.place.as_ref();
            place.is_some_and(|place| sources.locate(place).is_some())
        });
        let text = render(&diags, &sources, View::default());
        return if diags.has_errors() && located.all(|located| located) {
            let seconds = measure::cpu_of_this_process() - started;
            Ok(Generated::Refused { seconds, text })
        } else {
            Err(format!("refused without a place:\n{text}"))
        };
    };
    let tree = emit::emit(&plan);
    let seconds = measure::cpu_of_this_process() - started;
    let files: Vec<_> = sources.files().collect();
    let original = match files.as_slice() {
        [only] if only.syntax == Syntax::Json => Some(only.bytes.clone()),
        _ => None,
    };
    Ok(Generated::Project(Box::new(Project {
        api,
        base_path: plan.project.base_path,
        tree,
        seconds,
        original,
    })))
}
