//! What an operation is called and said to be: its id, its summary, its description.

use super::operation::Draft;
use super::settings::{Ids, Settings};
use crate::rustspec::ast::{At, Docs};
use crate::rustspec::tree::Tree;

/// The operationId that attributes ask for.
#[derive(Debug, Clone, Default)]
pub enum Id {
    /// Nothing is said: it is made of the method's name.
    #[default]
    Made,
    None,
    Said(String, At),
}

pub fn describe(operation: &mut Tree, name: &str, docs: &Docs, at: At, fastapi: bool) {
    if fastapi {
        operation.set("summary", Tree::leaf(at, title(name)));
        if !docs.is_empty() {
            operation.set("description", Tree::leaf(docs.at, docs.text.clone()));
        }
        return;
    }
    let (summary, description) = docs.split();
    if !summary.is_empty() {
        operation.set("summary", Tree::leaf(docs.at, summary));
    }
    if !description.is_empty() {
        operation.set("description", Tree::leaf(docs.at, description));
    }
}

/// `read_items` as Python's `title` has it: `Read Items`.
fn title(name: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in name.chars() {
        let c = if c == '_' { ' ' } else { c };
        if inside {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
        inside = c.is_alphabetic();
    }
    out
}

pub fn operation_id(
    draft: &Draft,
    name: &str,
    at: At,
    settings: &Settings,
) -> Option<(String, At)> {
    match &draft.id {
        Id::None => return None,
        Id::Said(id, at) => return Some((id.clone(), *at)),
        Id::Made => {}
    }
    if settings.fastapi {
        let path: String = format!("{name}{}", draft.path)
            .chars()
            .map(|c| {
                if c.is_alphanumeric() || c == '_' {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        return Some((format!("{path}_{}", draft.verb), at));
    }
    match settings.ids {
        Ids::None => None,
        Ids::Name => Some((name.to_owned(), at)),
        Ids::Case(case) => Some((case.field(name), at)),
    }
}
