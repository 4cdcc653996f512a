//! Text of a Rust file → [`ast::File`]. A syntax error is one diagnostic with its line; a file that nests deeper than
//! any spec does is refused before the parser descends into it.

mod attribute;
mod constant;
mod guard;
mod item;
mod prune;
mod ty;
mod value;

pub use ty::parse as ty;
pub use value::{member, parse as value, parts};

use super::ast::{At, File};
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::FileId;
use proc_macro2::{Span, TokenStream, TokenTree};

/// Parses a file. `None` after a syntax error.
pub fn file(text: &str, id: FileId, diags: &mut Diagnostics) -> Option<File> {
    // A script's first line is no Rust.
    let parsed = text
        .parse::<TokenStream>()
        .map_err(|error| syn::Error::new(error.span(), lexical(&error.to_string())));
    let parsed = parsed.and_then(|tokens| {
        guard::check(&tokens)?;
        let tokens = prune::items(tokens, &mut |span, message, help| {
            diags.push(
                Diagnostic::error("misplaced-attribute", message)
                    .at(&at(id, span).place())
                    .help(help),
            );
        });
        syn::parse2::<syn::File>(tokens)
    });
    match parsed {
        Ok(file) => Some(item::Reader { file: id, diags }.file(file)),
        Err(error) => {
            let span = at(id, error.span());
            // The end of the file has no span of its own.
            let span = if span.end == 0 {
                let end = u32::try_from(text.trim_end().len()).unwrap_or_default();
                At {
                    file: id,
                    start: end.saturating_sub(1),
                    end,
                }
            } else {
                span
            };
            diags.push(Diagnostic::error("syntax", error.to_string()).at(&span.place()));
            None
        }
    }
}

fn lexical(message: &str) -> String {
    match message {
        "cannot parse string into token stream" => {
            "this is no Rust: a bracket or a quote is not closed, or a character has no meaning here"
                .to_owned()
        }
        other => other.to_owned(),
    }
}

/// The place of a span.
pub fn at(file: FileId, span: Span) -> At {
    let range = span.byte_range();
    let byte = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    At {
        file,
        start: byte(range.start),
        end: byte(range.end),
    }
}

/// From the first token to the last.
pub fn around(file: FileId, tokens: &[TokenTree]) -> At {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => at(file, first.span()).to(at(file, last.span())),
        _ => At {
            file,
            ..At::default()
        },
    }
}
