//! `specwright new SPEC DIR`: a whole project from a description.

use super::console::Console;
use super::pipeline::{self, Description};
use super::verdicts;
use super::{Deny, Exit, Format};
use crate::diag::Diagnostic;
use crate::options::{self, Options};
use crate::source::SpecInput;
use crate::write::{self, Job, Report};
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The description: an OpenAPI document, JSON or YAML; `-` reads stdin
    spec: PathBuf,
    /// Where the project goes; must not exist, or be empty
    dir: PathBuf,
    /// The name of the package; otherwise made from the name of DIR
    #[arg(long)]
    name: Option<String>,
    /// Whether recognised resources get tables, and operations over them that work
    #[arg(long, value_enum, default_value_t)]
    data: DataLayer,
    #[command(flatten)]
    deny: Deny,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum DataLayer {
    /// Where resources are recognised: a file, or a server by `DATABASE_URL`
    #[default]
    Auto,
    /// Every operation is a stub
    None,
}

pub(super) fn run(arguments: Arguments, console: &Console) -> Exit {
    match make(arguments, console) {
        Ok(()) => Exit::Fine,
        Err(exit) => exit,
    }
}

fn make(arguments: Arguments, console: &Console) -> Result<(), Exit> {
    let Arguments {
        spec,
        dir,
        name,
        data,
        deny,
    } = arguments;
    let name = choose_name(name, &dir, console)?;
    write::check_free(&dir).map_err(|fault| failed(*fault, console))?;
    let mut description = pipeline::read(&SpecInput::from_argument(spec), &deny, console)?;
    let mut options = Options::new(name, description.entry());
    options.data = data == DataLayer::Auto;
    let tree = description.build(&options, &deny, console)?;
    let progress = console.progress("Writing the project");
    let bundle = description.bundle();
    let made = write::create(
        Job {
            tree: &tree,
            description: &bundle,
            settled: &[],
        },
        &dir,
    );
    drop(progress);
    let report = made.map_err(|fault| failed(*fault, console))?;
    write::remember(pipeline::inputs(&bundle), &dir);
    say(&description, &options, &report, &dir, console);
    // The process ends here. Taking the largest trees apart node by node would only delay that.
    std::mem::forget(description);
    Ok(())
}

fn failed(fault: Diagnostic, console: &Console) -> Exit {
    console.fault(fault);
    Exit::Failed
}

fn choose_name(name: Option<String>, dir: &Path, console: &Console) -> Result<String, Exit> {
    let Some(name) = name else {
        // `.` and `..` have a name only once they are resolved.
        let real = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
        return Ok(options::package_name(
            &real.file_name().unwrap_or_default().to_string_lossy(),
        ));
    };
    match options::name_fault(&name) {
        None => Ok(name),
        Some(fault) => {
            let suggestion = options::package_name(&name);
            console.fault(
                Diagnostic::error("bad-name", fault)
                    .help(format!("for example `--name {suggestion}`")),
            );
            Err(Exit::Usage)
        }
    }
}

fn say(
    description: &Description,
    options: &Options,
    report: &Report,
    dir: &Path,
    console: &Console,
) {
    let api = &description.api;
    let (operations, schemas, files) = (
        api.operations.len(),
        api.schemas.named.len(),
        report.entries.len(),
    );
    if console.format == Format::Json {
        let paths: Vec<&String> = report.entries.keys().collect();
        return console.json(&json!({
            "name": options.name, "spec": options.spec, "operations": operations, "schemas": schemas, "files": paths,
            "became": verdicts::as_json(description.verdicts()),
        }));
    }
    if console.quiet {
        return;
    }
    let title = if api.info.title.is_empty() {
        &options.name
    } else {
        &api.info.title
    };
    let dir = dir.display();
    console.out(&format!(
        "{title} {version}: {operations}, {schemas}\n\
         Made {name} in {dir} ({files})\n\
         {verdicts}\n\
         Next:\n\
         \x20 cd {dir}\n\
         \x20 {run}\n",
        version = api.info.version,
        name = options.name,
        operations = counted(operations, "operation"),
        schemas = counted(schemas, "named schema"),
        files = counted(files, "file"),
        verdicts = verdicts::text(description.verdicts(), console.verbose),
        run = if verdicts::any_works(description.verdicts()) {
            "cargo run            serves http://127.0.0.1:8000/docs, with its data in data/app.db"
        } else {
            "MOCK=1 cargo run     serves http://127.0.0.1:8000/docs, answering with examples"
        },
    ));
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
