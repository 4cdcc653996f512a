//! Takes away what a spec does not say anything with, before it is parsed: `impl` blocks, functions, macros, the bodies of
//! methods. Ordinary code may stand beside models then, in any syntax, at no cost.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use std::iter::Peekable;
use std::vec::IntoIter;

/// Says that an attribute of the language stands on what is taken away: where, what is wrong, and the way out.
pub type Misplaced<'f> = dyn FnMut(Span, String, String) + 'f;

const METHODS: &[&str] = &[
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "websocket",
];

pub fn items(tokens: TokenStream, misplaced: &mut Misplaced<'_>) -> TokenStream {
    let mut rest = tokens
        .into_iter()
        .collect::<Vec<_>>()
        .into_iter()
        .peekable();
    let mut kept = Vec::new();
    while rest.peek().is_some() {
        let before = rest.len();
        let (head, keyword) = head(&mut rest, &mut kept);
        match keyword.as_deref() {
            Some("struct" | "enum" | "union") => keep(&head, take(&mut rest, true), &mut kept),
            Some("type") => keep(&head, take(&mut rest, false), &mut kept),
            Some("trait") => {
                let body = take(&mut rest, true);
                keep(&head, in_braces(body, methods), &mut kept);
            }
            Some("mod") => {
                let body = take(&mut rest, true);
                let body = in_braces(body, |tokens| items(tokens, misplaced));
                keep(&head, body, &mut kept);
            }
            Some("fn" | "async") => {
                free_function(&head, misplaced);
                take(&mut rest, true);
            }
            Some("impl" | "unsafe" | "extern" | "macro_rules" | "auto") => {
                take(&mut rest, true);
            }
            // `const fn` has a body, a constant a semicolon. Attributes may name a constant.
            Some("const") => {
                let function = rest
                    .peek()
                    .is_some_and(|token| matches!(token, TokenTree::Ident(name) if name == "fn" || name == "unsafe" || name == "async" || name == "extern"));
                let body = take(&mut rest, function);
                if !function {
                    keep_plain(&head, body, &mut kept);
                }
            }
            Some("static") => keep_plain(&head, take(&mut rest, false), &mut kept),
            Some("use") => {
                take(&mut rest, false);
            }
            // What is no item is left for the parser to complain about; a macro's call is one that says nothing.
            Some(name) => {
                let call = rest.peek().is_some_and(
                    |token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == '!'),
                );
                if call {
                    let call = take_call(&mut rest);
                    if name == "lazy_static" {
                        keep_plain(&head, call, &mut kept);
                    }
                } else {
                    kept.extend(head);
                    kept.extend(rest.next());
                }
            }
            None => {
                kept.extend(head);
                kept.extend(rest.next());
            }
        }
        debug_assert!(rest.len() < before, "every turn takes something");
    }
    kept.into_iter().collect()
}

type Tokens = Peekable<IntoIter<TokenTree>>;

/// Attributes, visibility and the keyword of the next item; inner attributes go to `kept` at once.
fn head(rest: &mut Tokens, kept: &mut Vec<TokenTree>) -> (Vec<TokenTree>, Option<String>) {
    let mut head = Vec::new();
    while let Some(token) = rest.peek() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                let hash = rest.next();
                let inner = rest.peek().is_some_and(
                    |token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == '!'),
                );
                let target = if inner { &mut *kept } else { &mut head };
                target.extend(hash);
                if inner {
                    target.extend(rest.next());
                }
                target.extend(rest.next());
            }
            TokenTree::Ident(name) if name == "pub" => {
                head.extend(rest.next());
                let restricted = rest.peek().is_some_and(|token| {
                    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
                });
                if restricted {
                    head.extend(rest.next());
                }
            }
            TokenTree::Ident(name) => {
                let keyword = name.to_string();
                head.extend(rest.next());
                return (head, Some(keyword));
            }
            _ => return (head, None),
        }
    }
    (head, None)
}

/// Up to the end of an item: a semicolon, or a block where the item may end in one.
fn take(rest: &mut Tokens, ends_in_block: bool) -> Vec<TokenTree> {
    let mut taken = Vec::new();
    for token in rest.by_ref() {
        let ends = match &token {
            TokenTree::Punct(sign) => sign.as_char() == ';',
            TokenTree::Group(group) => ends_in_block && group.delimiter() == Delimiter::Brace,
            _ => false,
        };
        taken.push(token);
        if ends {
            break;
        }
    }
    taken
}

/// `name!(…);`, `name! { … }`.
fn take_call(rest: &mut Tokens) -> Vec<TokenTree> {
    let mut taken = Vec::new();
    while let Some(token) = rest.next() {
        let braces = match &token {
            TokenTree::Group(group) => Some(group.delimiter() == Delimiter::Brace),
            _ => None,
        };
        taken.push(token);
        if let Some(braces) = braces {
            if !braces {
                taken.extend(rest.next_if(
                    |token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ';'),
                ));
            }
            break;
        }
    }
    taken
}

/// What the parser understands; other syntax is nobody's affair.
fn keep_plain(head: &[TokenTree], body: Vec<TokenTree>, kept: &mut Vec<TokenTree>) {
    let item: TokenStream = head.iter().cloned().chain(body).collect();
    if syn::parse2::<syn::Item>(item.clone()).is_ok() {
        kept.extend(item);
    }
}

/// Items that are compiled for tests alone are no part of the API.
fn keep(head: &[TokenTree], body: Vec<TokenTree>, kept: &mut Vec<TokenTree>) {
    let for_tests = head.iter().any(|token| {
        matches!(token, TokenTree::Group(group) if {
            let text = group.stream().to_string().replace(' ', "");
            text == "cfg(test)"
        })
    });
    if !for_tests {
        kept.extend(head.iter().cloned());
        kept.extend(body);
    }
}

fn in_braces(
    tokens: Vec<TokenTree>,
    mut change: impl FnMut(TokenStream) -> TokenStream,
) -> Vec<TokenTree> {
    let inside = |token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let mut changed = Group::new(Delimiter::Brace, change(group.stream()));
            changed.set_span(group.span());
            TokenTree::Group(changed)
        }
        other => other,
    };
    tokens.into_iter().map(inside).collect()
}

/// Methods end in a semicolon, whatever they do.
fn methods(tokens: TokenStream) -> TokenStream {
    let end = |token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let mut end = proc_macro2::Punct::new(';', proc_macro2::Spacing::Alone);
            end.set_span(group.span());
            TokenTree::Punct(end)
        }
        other => other,
    };
    tokens.into_iter().map(end).collect()
}

fn free_function(head: &[TokenTree], misplaced: &mut Misplaced<'_>) {
    for token in head {
        let TokenTree::Group(group) = token else {
            continue;
        };
        let Some(TokenTree::Ident(name)) = group.stream().into_iter().next() else {
            continue;
        };
        let name = name.to_string();
        if METHODS.contains(&name.as_str()) {
            let message =
                format!("`#[{name}]` stands on a function; operations are methods of a trait");
            let help = "put it into a trait: `pub trait Items { … }`".to_owned();
            misplaced(group.span(), message, help);
        }
    }
}
