//! Refuses files whose nesting would take the parser's stack: brackets, type arguments, and runs of tokens without an
//! end are counted without descending.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// How deep brackets, and type arguments, may nest.
const DEPTH: usize = 64;
/// How many signs may follow each other: `&&&&…`.
const SIGNS: usize = 48;

pub fn check(tokens: &TokenStream) -> syn::Result<()> {
    let mut open: Vec<(usize, TokenStream)> = vec![(0, tokens.clone())];
    while let Some((depth, tokens)) = open.pop() {
        let (mut angle, mut signs, mut before) = (0usize, 0usize, ' ');
        for token in tokens {
            let span = token.span();
            let too_deep = || {
                let message = format!("this nests deeper than {DEPTH} levels");
                Err(syn::Error::new(span, message))
            };
            match token {
                TokenTree::Group(group) => {
                    if depth == DEPTH {
                        return too_deep();
                    }
                    // A group without delimiters comes from macros, which there are none of.
                    if group.delimiter() == Delimiter::Brace {
                        angle = 0;
                    }
                    open.push((depth + 1, group.stream()));
                    signs = 0;
                    before = ' ';
                }
                TokenTree::Punct(punct) => {
                    let sign = punct.as_char();
                    match sign {
                        '<' => angle += 1,
                        '>' if !matches!(before, '-' | '=') => angle = angle.saturating_sub(1),
                        ';' => angle = 0,
                        _ => {}
                    }
                    signs += 1;
                    if angle > DEPTH || signs > SIGNS {
                        return too_deep();
                    }
                    before = sign;
                }
                _ => {
                    signs = 0;
                    before = ' ';
                }
            }
        }
    }
    Ok(())
}
