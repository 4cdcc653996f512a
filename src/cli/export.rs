//! `specwright export SPEC --format …`: the description in another form, to stdout or into a file.

use super::console::Console;
use super::{Deny, Exit, Format, pipeline};
use crate::diag::Diagnostics;
use crate::ir::Api;
use crate::source::SpecInput;
use crate::{export, write};
use clap::ValueEnum as _;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use serde_json::Value;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The description: an OpenAPI document, JSON or YAML; `-` reads stdin
    spec: PathBuf,
    /// What to write
    #[arg(
        id = "format",
        long = "format",
        value_name = "FORM",
        default_value = "openapi-3.1",
        value_parser = PossibleValuesParser::new(["openapi-3.1", "openapi-3.0", "rust"])
            .map(|name| Format::from_str(&name, false).unwrap_or_default()),
    )]
    form: Format,
    /// Write into this file; `.yaml` or `.yml` at its end makes YAML of an OpenAPI document
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write an OpenAPI document as YAML, also to stdout
    #[arg(long)]
    yaml: bool,
    #[command(flatten)]
    deny: Deny,
}

pub(super) fn run(arguments: Arguments, console: &Console) -> Exit {
    match write(arguments, console) {
        Ok(()) => Exit::Fine,
        Err(exit) => exit,
    }
}

fn write(arguments: Arguments, console: &Console) -> Result<(), Exit> {
    let Arguments {
        spec,
        form,
        output,
        yaml,
        deny,
    } = arguments;
    let description = pipeline::read(&SpecInput::from_argument(spec), &deny, console)?;
    let yaml = yaml
        || output
            .as_ref()
            .and_then(|path| path.extension())
            .is_some_and(|extension| extension == "yaml" || extension == "yml");
    let text = description.export(&deny, console, |api, diags| text(api, form, yaml, diags))?;
    match output {
        None => console.out(&text),
        Some(path) => write::file(&path, text.as_bytes()).map_err(|fault| {
            console.fault(*fault);
            Exit::Failed
        })?,
    }
    Ok(())
}

fn text(api: &Api, form: Format, yaml: bool, diags: &mut Diagnostics) -> String {
    let document = |value: &Value| {
        if yaml {
            export::yaml::print(value)
        } else {
            format!("{value:#}\n")
        }
    };
    match form {
        Format::OpenApi30 => document(&export::openapi30(api, diags)),
        Format::Rust => export::rust(api, diags),
        _ => document(&export::openapi31(api, diags)),
    }
}
