//! Prints what a description became: `cargo run --example ir -- specs/petstore.yaml [ROOT]`; with `--document` the
//! bundled document instead.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_macros,
    reason = "an example prints"
)]

use specwright::diag::{Diagnostics, View};
use specwright::source::SpecInput;
use std::path::PathBuf;

fn main() {
    let (options, paths): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|argument| argument.starts_with("--"));
    let mut paths = paths.into_iter().map(PathBuf::from);
    let Some(path) = paths.next() else {
        eprintln!("usage: ir [--document] SPEC [ROOT]");
        return;
    };
    let input = SpecInput::File {
        path,
        root: paths.next(),
    };
    let mut diags = Diagnostics::default();
    let mut sources = specwright::source::load(&input, &mut diags);
    specwright::rustspec::read(&mut sources, &mut diags);
    let api = specwright::openapi::lower(&sources, &mut diags);
    match api {
        Some(api) if options.is_empty() => print!("{}", specwright::ir::dump(&api)),
        Some(api) => println!("{:#}", api.document),
        None => {}
    }
    let text = specwright::diag::render(&diags, &sources, View::default());
    eprint!("{text}");
}
