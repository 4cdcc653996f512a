//! Three texts → one. In: what specwright wrote once, what the user made of it, what specwright would write now. Out:
//! both changes in one text, or nothing when they can't be had together. It must not know where the texts stand.

use proc_macro2::{LineColumn, Span};
use quote::ToTokens;
use std::collections::BTreeMap;
use syn::spanned::Spanned;

/// The user's text with specwright's change in it.
///
/// Line by line first. Where that conflicts in Rust, methods that are new in specwright's `impl` blocks are added at
/// the end of the user's: the usual change is a stub for a new operation, and the usual edit stands right beside it.
/// A merge that no longer parses, or has a method twice, is none.
pub(super) fn merge(path: &str, base: &str, yours: &str, new: &str) -> Option<String> {
    if yours.contains("\r\n") && !base.contains("\r\n") {
        let merged = merge(path, base, &yours.replace("\r\n", "\n"), new)?;
        return Some(merged.replace('\n', "\r\n"));
    }
    let is_rust = path.rsplit_once('.').is_some_and(|(_, end)| end == "rs");
    let sound = |merged: &String| !is_rust || parses(merged) || !parses(yours);
    let by_lines = diffy::merge(base, yours, new).ok().filter(sound);
    match by_lines {
        None if is_rust => add_methods(base, yours, new).filter(sound),
        by_lines => by_lines,
    }
}

fn parses(text: &str) -> bool {
    Blocks::of(text).is_some_and(|blocks| !blocks.repeats)
}

/// An `impl` block: the trait and the type, as text.
type Owner = (String, String);

/// Where a method stands, by lines from 0, its documentation included.
struct Method {
    first: usize,
    last: usize,
}

/// The methods of a file's `impl` blocks, and where each block begins and ends.
#[derive(Default)]
struct Blocks {
    methods: BTreeMap<(Owner, String), Method>,
    ends: BTreeMap<Owner, End>,
    /// A block has two methods of one name.
    repeats: bool,
}

struct End {
    open: LineColumn,
    close: LineColumn,
}

impl Blocks {
    fn of(text: &str) -> Option<Self> {
        let mut blocks = Self::default();
        for item in syn::parse_file(text).ok()?.items {
            let syn::Item::Impl(block) = item else {
                continue;
            };
            let of = block.trait_.as_ref().map(|(path, _)| words(path));
            let owner = (of.unwrap_or_default(), words(&block.self_ty));
            for item in &block.items {
                let syn::ImplItem::Fn(method) = item else {
                    continue;
                };
                let span = method.span();
                let at = Method {
                    first: line(first_span(method)),
                    last: span.end().line.saturating_sub(1),
                };
                let name = method.sig.ident.to_string();
                let first = blocks.methods.insert((owner.clone(), name), at);
                blocks.repeats |= first.is_some();
            }
            let braces = block.brace_token.span;
            let end = End {
                open: braces.open().start(),
                close: braces.close().start(),
            };
            blocks.ends.insert(owner, end);
        }
        Some(blocks)
    }
}

fn words(tokens: impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

fn first_span(method: &syn::ImplItemFn) -> Span {
    method
        .attrs
        .first()
        .map_or_else(|| method.span(), Spanned::span)
}

fn line(span: Span) -> usize {
    span.start().line.saturating_sub(1)
}

fn add_methods(base: &str, yours: &str, new: &str) -> Option<String> {
    let (old, fresh, theirs) = (Blocks::of(base)?, Blocks::of(new)?, Blocks::of(yours)?);
    let added: Vec<(&Owner, &Method)> = fresh
        .methods
        .iter()
        .filter(|(key, _)| !old.methods.contains_key(*key))
        .map(|((owner, _), method)| (owner, method))
        .collect();
    if added.is_empty() {
        return None;
    }
    let lines: Vec<&str> = new.split_inclusive('\n').collect();
    let rest = without(&lines, added.iter().map(|(_, method)| *method));
    // A block that was empty was written in one line.
    let mut merged = if rest == base || rest.replace("{\n}", "{}") == base {
        yours.to_owned()
    } else {
        diffy::merge(base, yours, &rest).ok()?
    };
    // In the order of specwright's text, each block's end being looked up anew: the one before moved it.
    let mut added: Vec<_> = fresh
        .methods
        .iter()
        .filter(|(key, _)| !old.methods.contains_key(*key) && !theirs.methods.contains_key(*key))
        .collect();
    added.sort_by_key(|(_, method)| method.first);
    for ((owner, _), method) in added {
        let text = lines.get(method.first..=method.last)?.concat();
        let ends = Blocks::of(&merged)?.ends;
        merged = insert(&merged, ends.get(owner)?, &text)?;
    }
    Some(merged)
}

/// The lines without these methods and the empty line before each.
fn without<'m>(lines: &[&str], methods: impl Iterator<Item = &'m Method>) -> String {
    let mut keep = vec![true; lines.len()];
    for method in methods {
        let alone = method.first > 0 && lines[method.first - 1].trim().is_empty();
        let first = method.first - usize::from(alone);
        for kept in keep.iter_mut().take(method.last + 1).skip(first) {
            *kept = false;
        }
    }
    let kept = lines.iter().zip(keep).filter(|(_, keep)| *keep);
    kept.map(|(line, _)| *line).collect()
}

/// The text with a method before the block's closing brace.
fn insert(text: &str, end: &End, method: &str) -> Option<String> {
    let at = offset(text, end.close)?;
    let (before, after) = text.split_at(at);
    let empty = text.get(offset(text, end.open)? + 1..at)?.trim().is_empty();
    let gap = if empty { "\n" } else { "\n\n" };
    let newline = if method.ends_with('\n') { "" } else { "\n" };
    Some(format!(
        "{}{gap}{method}{newline}{after}",
        before.trim_end()
    ))
}

/// In bytes.
fn offset(text: &str, place: LineColumn) -> Option<usize> {
    let before: usize = text
        .split_inclusive('\n')
        .take(place.line.checked_sub(1)?)
        .map(str::len)
        .sum();
    let line = text.get(before..)?;
    let column = line.char_indices().nth(place.column)?.0;
    Some(before + column)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "\
//! Pets.

impl Pets for Service {
    /// List.
    async fn list(&self, _limit: i32) -> Result<(), Error> {
        Err(stub())
    }
}
";

    const NEW: &str = "\
//! Pets.

impl Pets for Service {
    /// List.
    async fn list(&self, _limit: i32) -> Result<(), Error> {
        Err(stub())
    }

    /// Add.
    async fn add(&self) -> Result<(), Error> {
        Err(stub())
    }
}
";

    #[test]
    fn changes_in_different_places_are_both_kept() {
        let yours = BASE.replace("//! Pets.", "//! Pets, all of them.");
        assert_eq!(
            merge("src/pets.rs", BASE, &yours, NEW),
            Some(NEW.replace("//! Pets.", "//! Pets, all of them."))
        );
    }

    #[test]
    fn a_new_method_goes_to_the_end_of_an_edited_block() {
        let yours = "\
//! Pets.

impl Pets for Service {
    async fn list(&self, limit: i32) -> Result<(), Error> {
        self.all(limit) }

    // More to come.
}

fn mine() {}
";
        let merged = merge("src/pets.rs", BASE, yours, NEW).unwrap();
        assert_eq!(
            merged,
            "\
//! Pets.

impl Pets for Service {
    async fn list(&self, limit: i32) -> Result<(), Error> {
        self.all(limit) }

    // More to come.

    /// Add.
    async fn add(&self) -> Result<(), Error> {
        Err(stub())
    }
}

fn mine() {}
"
        );
        // What is merged once is not merged again.
        assert_eq!(merge("src/pets.rs", NEW, &merged, NEW), Some(merged));
    }

    #[test]
    fn a_method_the_user_wrote_already_is_left_alone() {
        let yours = BASE.replace(
            "        Err(stub())\n    }\n",
            "        Ok(())\n    }\n\n    async fn add(&self) -> Result<(), Error> {\n        Ok(())\n    }\n",
        );
        assert_eq!(merge("src/pets.rs", BASE, &yours, NEW), Some(yours));
    }

    #[test]
    fn an_empty_block_takes_a_method() {
        let base = "impl Pets for Service {}\n";
        let yours = "impl Pets for Service { /* none */ }\n";
        let new = "impl Pets for Service {\n    fn add(&self) {}\n}\n";
        assert_eq!(
            merge("a.rs", base, yours, new).as_deref(),
            Some("impl Pets for Service { /* none */\n\n    fn add(&self) {}\n}\n")
        );
        assert_eq!(
            merge("a.rs", base, "impl Pets for Service { }\n", new).as_deref(),
            Some(new)
        );
    }

    #[test]
    fn what_contradicts_is_no_merge() {
        let yours = BASE.replace("_limit: i32", "limit: i64");
        let new = BASE.replace("_limit: i32", "_limit: u32");
        assert_eq!(merge("src/pets.rs", BASE, &yours, &new), None);
        assert_eq!(merge("README.md", "a\n", "b\n", "c\n"), None);
    }

    #[test]
    fn line_ends_stay_as_they_are() {
        let yours = BASE.replace("//! Pets.", "//! Mine.").replace('\n', "\r\n");
        let merged = merge("src/pets.rs", BASE, &yours, NEW).unwrap();
        assert_eq!(
            merged,
            NEW.replace("//! Pets.", "//! Mine.").replace('\n', "\r\n")
        );
    }
}
