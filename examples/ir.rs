//! Prints what a description became: `cargo run --example ir -- specs/petstore.yaml [ROOT]`.

use specwright::diag::{Diagnostics, View};
use specwright::source::SpecInput;
use std::path::PathBuf;

fn main() {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let Some(path) = arguments.next() else {
        eprintln!("usage: ir SPEC [ROOT]");
        return;
    };
    let input = SpecInput::File {
        path,
        root: arguments.next(),
    };
    let mut diags = Diagnostics::default();
    let sources = specwright::source::load(&input, &mut diags);
    let api = specwright::openapi::lower(&sources, &mut diags);
    if let Some(api) = api {
        print!("{}", specwright::ir::dump(&api));
    }
    eprint!(
        "{}",
        specwright::diag::render(&diags, &sources, View::default())
    );
}
