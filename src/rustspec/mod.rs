//! Rust-typed specs: plain Rust files → the OpenAPI document that they mean, with the place of each of its parts.
//!
//! In: sources whose entry is a Rust file. Out: the same sources, whose entry now has a value (an OpenAPI 3.1 document)
//! and origins, so that whatever is found in the document is shown in the Rust file. What the document means is said
//! in one place, by the front end that reads documents; this one must not know it, and knows nothing of planning.
//! The language is written down in `specs/rust/README.md`.

mod ast;
mod lower;
mod parse;
mod scope;
mod tree;

use crate::diag::Diagnostics;
use crate::source::Sources;

/// How much stack reading may use: types nest, and the parser descends into them.
const STACK: usize = 64 << 20;

/// Describes sources whose entry is a Rust file; others are left as they are.
pub fn read(sources: &mut Sources, diags: &mut Diagnostics) {
    if !sources.is_rust() || diags.has_errors() {
        return;
    }
    let mut found = Diagnostics::default();
    std::thread::scope(|scope| {
        let work = || {
            let spec = scope::load(sources, &mut found);
            if let Some(spec) = spec {
                let (value, origin) = lower::lower(&spec, &mut found).split();
                sources.describe(value, origin);
            }
        };
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work);
        if let Ok(thread) = thread
            && let Err(panic) = thread.join()
        {
            std::panic::resume_unwind(panic);
        }
    });
    for diagnostic in found.items() {
        diags.push(diagnostic.clone());
    }
}
