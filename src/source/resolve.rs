//! References: from a place and the text of a `$ref` to the value it means.

use super::{FileId, Place, Pointer, Sources, uri};
use crate::diag::suggest;
use serde_json::Value;

/// How many references a pointer may pass through on its way; one level is what tools write.
const HOPS: usize = 4;

/// What a reference points to.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    pub place: Place,
    pub value: &'a Value,
}

/// Why a reference has no target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefFault {
    /// `http://…`: never fetched; said already when the description was loaded.
    Remote,
    /// The file could not be loaded; said already when the description was loaded.
    File,
    /// The file is there, the pointer or the anchor is not.
    Dangling {
        message: String,
        suggestion: Option<String>,
    },
}

impl Sources {
    /// Follows one reference, written at `from`.
    pub fn resolve(&self, from: &Place, reference: &str) -> Result<Target<'_>, RefFault> {
        self.follow(from, reference, HOPS)
    }

    fn follow(&self, from: &Place, reference: &str, hops: usize) -> Result<Target<'_>, RefFault> {
        let (before, fragment) = uri::split(reference);
        let fragment = fragment.unwrap_or("");
        let plain = self.resources.is_empty() && self.anchors.is_empty();
        if before.is_empty() && plain {
            return self.pointed(&Place::root(from.file), fragment, reference, hops);
        }
        let absolute = uri::resolve(&self.base(from), before);
        if uri::pointer_tokens(fragment).is_none() {
            let anchored = self
                .anchors
                .get(&format!("{absolute}#{}", uri::decode(fragment)));
            if let Some(target) = anchored.and_then(|place| {
                Some(Target {
                    place: place.clone(),
                    value: self.value(place)?,
                })
            }) {
                return Ok(target);
            }
        }
        if let Some(place) = self.resources.get(&absolute) {
            return self.pointed(place, fragment, reference, hops);
        }
        let Some(path) = absolute.strip_prefix("spec:/") else {
            return Err(RefFault::Remote);
        };
        match self.by_path.get(&uri::decode(path)) {
            Some(id) => self.pointed(&Place::root(*id), fragment, reference, hops),
            None => Err(RefFault::File),
        }
    }

    /// The value that stands in a file of its own where plain data is expected: `description: {$ref: about.md#/text}`.
    /// OpenAPI has no references there; many tools include them all the same.
    #[must_use]
    pub fn included<'a>(&'a self, place: &Place, value: &'a Value) -> Option<Target<'a>> {
        self.resolve(place, inclusion(value)?).ok()
    }

    /// The absolute URI that relative references at a place start from: that of the innermost `$id` around it, or
    /// `spec:/` and the path of the file.
    pub(super) fn base(&self, place: &Place) -> String {
        let Some(file) = self.file(place.file) else {
            return "spec:/".to_owned();
        };
        if !file.bases.is_empty() {
            let tokens = place.pointer.tokens();
            let around = |prefix: &[String]| {
                prefix.len() <= tokens.len() && prefix.iter().zip(&tokens).all(|(a, b)| a == b)
            };
            let innermost = file
                .bases
                .iter()
                .filter(|(prefix, _)| around(prefix))
                .max_by_key(|(prefix, _)| prefix.len());
            if let Some((_, uri)) = innermost {
                return uri.clone();
            }
        }
        file_uri(&file.path)
    }

    fn pointed(
        &self,
        root: &Place,
        fragment: &str,
        reference: &str,
        hops: usize,
    ) -> Result<Target<'_>, RefFault> {
        let file = self.file(root.file).ok_or(RefFault::File)?;
        if file.fault.is_some() {
            return Err(RefFault::File);
        }
        let Some(tokens) = uri::pointer_tokens(fragment) else {
            return Err(RefFault::Dangling {
                message: format!("`{reference}`: no schema has the anchor `{fragment}`"),
                suggestion: None,
            });
        };
        let mut here = Target {
            place: root.clone(),
            value: self.value(root).ok_or(RefFault::File)?,
        };
        for (depth, token) in tokens.iter().enumerate() {
            here = match step(here.value, token) {
                Some(value) => Target {
                    place: here.place.at(token),
                    value,
                },
                None => self
                    .through(&here, token, hops)
                    .ok_or_else(|| dangling(here.value, &tokens, depth, reference))?,
            };
        }
        Ok(here)
    }

    /// A step into something that is itself a reference: `#/components/schemas/Pet` where `schemas` is a file.
    fn through<'a>(&'a self, here: &Target<'a>, token: &str, hops: usize) -> Option<Target<'a>> {
        let reference = here.value.as_object()?.get("$ref")?.as_str()?;
        let target = self
            .follow(&here.place, reference, hops.checked_sub(1)?)
            .ok()?;
        Some(Target {
            place: target.place.at(token),
            value: step(target.value, token)?,
        })
    }
}

/// The reference, when a value is nothing but one into another file.
pub(super) fn inclusion(value: &Value) -> Option<&str> {
    let members = value.as_object().filter(|members| members.len() == 1)?;
    let reference = members.get("$ref")?.as_str()?;
    let file = uri::split(reference).0;
    let is_file = [".json", ".yaml", ".yml"]
        .iter()
        .any(|extension| file.ends_with(extension));
    (is_file && !uri::has_scheme(reference)).then_some(reference)
}

pub(super) fn file_uri(path: &str) -> String {
    format!("spec:/{path}")
}

/// One step of a JSON pointer (RFC 6901 section 4).
pub(super) fn step<'a>(value: &'a Value, token: &str) -> Option<&'a Value> {
    match value {
        Value::Object(members) => members.get(token),
        Value::Array(items) => {
            let canonical = token == "0" || !token.starts_with(['0', '+']);
            items.get(token.parse::<usize>().ok().filter(|_| canonical)?)
        }
        _ => None,
    }
}

fn dangling(parent: &Value, tokens: &[String], depth: usize, reference: &str) -> RefFault {
    let keys = parent
        .as_object()
        .into_iter()
        .flat_map(|members| members.keys());
    let suggestion = suggest::closest(&tokens[depth], keys.map(String::as_str)).map(|key| {
        let pointer: Pointer = tokens[..depth]
            .iter()
            .map(String::as_str)
            .chain([key])
            .chain(tokens[depth + 1..].iter().map(String::as_str))
            .collect();
        format!("{}#{pointer}", uri::split(reference).0)
    });
    RefFault::Dangling {
        message: format!("`{reference}` does not exist"),
        suggestion,
    }
}

/// A file's own identity is never needed outside; this keeps the index small.
pub(super) fn file_id(index: usize) -> FileId {
    FileId(u32::try_from(index).unwrap_or(u32::MAX))
}
