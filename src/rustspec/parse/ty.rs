//! Types, reduced to what they say about values: references and pointers that own are what they hold.

use super::super::ast::{Argument, At, Kind, Type};
use super::value::literal;
use super::{around, at};
use crate::source::FileId;
use proc_macro2::{TokenStream, TokenTree};
use serde_json::Value;

/// A type out of the tokens of an attribute.
pub fn parse(tokens: &TokenStream, file: FileId) -> Result<Type, (At, String)> {
    let all: Vec<TokenTree> = tokens.clone().into_iter().collect();
    match syn::parse2::<syn::Type>(tokens.clone()) {
        Ok(ty) => Ok(read(&ty, file)),
        Err(_) => Err((
            around(file, &all),
            "a type is expected here: `Item`, `Vec<Item>`".to_owned(),
        )),
    }
}

pub fn read(ty: &syn::Type, file: FileId) -> Type {
    let span = syn::spanned::Spanned::span(ty);
    let kind = match ty {
        syn::Type::Group(inner) => return read(&inner.elem, file),
        syn::Type::Paren(inner) => return read(&inner.elem, file),
        syn::Type::Reference(inner) => return read(&inner.elem, file),
        syn::Type::Slice(inner) => Kind::List(Box::new(read(&inner.elem, file))),
        syn::Type::Array(inner) => Kind::Array(
            Box::new(read(&inner.elem, file)),
            Box::new(expression(&inner.len, file)),
        ),
        syn::Type::Tuple(inner) => {
            Kind::Tuple(inner.elems.iter().map(|ty| read(ty, file)).collect())
        }
        syn::Type::Never(_) => Kind::Never,
        syn::Type::Path(path) => named(path, file),
        syn::Type::FnPtr(_) => Kind::Unsupported("a function"),
        syn::Type::ImplTrait(_) | syn::Type::TraitObject(_) => Kind::Unsupported("a trait"),
        syn::Type::Ptr(_) => Kind::Unsupported("a pointer"),
        syn::Type::Infer(_) => Kind::Unsupported("a type that is left open"),
        syn::Type::Macro(_) => Kind::Unsupported("a macro"),
        _ => Kind::Unsupported("this kind of type"),
    };
    Type {
        at: at(file, span),
        kind,
    }
}

fn named(path: &syn::TypePath, file: FileId) -> Kind {
    let Some(last) = path.path.segments.last() else {
        return Kind::Unsupported("this kind of type");
    };
    if path.qself.is_some() {
        return Kind::Unsupported("a type of a trait's");
    }
    let name = last.ident.to_string();
    let arguments = match &last.arguments {
        syn::PathArguments::None => Vec::new(),
        syn::PathArguments::AngleBracketed(list) => list
            .args
            .iter()
            .filter_map(|argument| match argument {
                syn::GenericArgument::Type(ty) => Some(Argument::Type(read(ty, file))),
                syn::GenericArgument::Const(value) => Some(expression(value, file)),
                _ => None,
            })
            .collect(),
        syn::PathArguments::Parenthesized(_) => return Kind::Unsupported("a function"),
    };
    Kind::Named {
        name: name.trim_start_matches("r#").to_owned(),
        arguments,
    }
}

/// A constant: a literal, or the name of a generic parameter.
pub fn expression(value: &syn::Expr, file: FileId) -> Argument {
    let span = at(file, syn::spanned::Spanned::span(value));
    if let syn::Expr::Path(path) = value
        && let Some(name) = path.path.get_ident()
    {
        return Argument::Type(Type {
            at: span,
            kind: Kind::Named {
                name: name.to_string(),
                arguments: Vec::new(),
            },
        });
    }
    Argument::Value(constant(value).unwrap_or_default())
}

pub fn constant(value: &syn::Expr) -> Option<Value> {
    match value {
        syn::Expr::Lit(lit) => literal(&lit.lit, false),
        syn::Expr::Unary(syn::ExprUnary {
            op: syn::UnOp::Neg(_),
            expr,
            ..
        }) => match &**expr {
            syn::Expr::Lit(lit) => literal(&lit.lit, true),
            _ => None,
        },
        syn::Expr::Block(block) => match &block.block.stmts[..] {
            [syn::Stmt::Expr(inner, None)] => constant(inner),
            _ => None,
        },
        syn::Expr::Group(inner) => constant(&inner.expr),
        syn::Expr::Paren(inner) => constant(&inner.expr),
        _ => None,
    }
}
