//! `const` and `static`, as far as attributes name them: numbers, texts, and the patterns of regular expressions, whatever
//! makes them lazily (`LazyLock`, `Lazy`, `lazy_static!`).

use super::ty;
use proc_macro2::{TokenStream, TokenTree};
use serde_json::Value;
use syn::Expr;

pub fn read(item: &syn::Item, out: &mut Vec<(String, Value)>) {
    match item {
        syn::Item::Const(item) => out.extend(valued(item.ident.to_string(), &item.expr)),
        syn::Item::Static(item) => out.extend(valued(item.ident.to_string(), &item.expr)),
        syn::Item::Macro(item) if item.mac.path.is_ident("lazy_static") => {
            lazy(item.mac.tokens.clone(), out);
        }
        _ => {}
    }
}

/// `static ref NAME: Type = value;`, several times.
fn lazy(tokens: TokenStream, out: &mut Vec<(String, Value)>) {
    let is = |token: &TokenTree, text: &str| token.to_string() == text;
    let mut rest = tokens.into_iter();
    while rest.by_ref().any(|token| is(&token, "ref")) {
        let Some(name) = rest.next() else { return };
        let _ty = rest.by_ref().find(|token| is(token, "="));
        let value = rest.by_ref().take_while(|token| !is(token, ";")).collect();
        if let Ok(value) = syn::parse2::<Expr>(value) {
            out.extend(valued(name.to_string(), &value));
        }
    }
}

fn valued(name: String, value: &Expr) -> Option<(String, Value)> {
    let found = ty::constant(value).or_else(|| pattern(value, 0).map(Value::String))?;
    Some((name, found))
}

/// The text in `Regex::new("…")`, wherever it stands.
fn pattern(value: &Expr, depth: usize) -> Option<String> {
    if depth > 16 {
        return None;
    }
    let inside = |value: &Expr| pattern(value, depth + 1);
    match value {
        Expr::Call(call) => match (is_regex(&call.func), call.args.first()) {
            (true, Some(Expr::Lit(text))) => match &text.lit {
                syn::Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => call.args.iter().find_map(inside),
        },
        Expr::MethodCall(call) => inside(&call.receiver),
        Expr::Closure(closure) => inside(&closure.body),
        Expr::Block(block) => match block.block.stmts.last() {
            Some(syn::Stmt::Expr(value, None)) => inside(value),
            _ => None,
        },
        Expr::Paren(inner) => inside(&inner.expr),
        Expr::Group(inner) => inside(&inner.expr),
        Expr::Reference(inner) => inside(&inner.expr),
        Expr::Try(inner) => inside(&inner.expr),
        _ => None,
    }
}

/// `Regex::new`, `regex::Regex::new`.
fn is_regex(function: &Expr) -> bool {
    let Expr::Path(path) = function else {
        return false;
    };
    let mut names = path.path.segments.iter().rev();
    let last = names.next().is_some_and(|it| it.ident == "new");
    last && names.next().is_some_and(|it| it.ident == "Regex")
}
