//! Unions whose branches can't be told apart, and discriminators that don't tell them.
//!
//! In: a union and its branches, while it is planned. Out: findings, turned into diagnostics at the end, when it is
//! known which models requests carry: what only answers carry is never decoded.

use super::flat::{self, Flat, UnionKeyword};
use super::union::{self, Traits};
use super::{Key, Planner};
use crate::diag::Diagnostic;
use crate::ir::{SchemaId, Type as JsonType};
use crate::naming::{Name, TypeName};

/// How deep lists in lists are compared.
const DEPTH: usize = 4;

#[derive(Debug)]
pub struct Finding {
    /// The union it is about.
    pub model: TypeName,
    diagnostic: Diagnostic,
}

impl Planner<'_, '_> {
    /// Looks for the first pair of branches that nothing tells apart.
    pub(super) fn find_ambiguity(
        &mut self,
        key: Key,
        model: &TypeName,
        union: &UnionKeyword,
        names: &[String],
    ) {
        let at = self.arena[key.0].at.clone();
        if let Some(discriminator) = &union.discriminator {
            let message = format!(
                "the discriminator `{}` does not name every branch of `{}`, each by a value of its own",
                discriminator.property,
                model.as_str()
            );
            let diagnostic = Diagnostic::warning("discriminator", message)
                .at(&at.at("discriminator"))
                .help("the branches are told apart by what they require, and tried in turn");
            self.findings.push(Finding {
                model: model.clone(),
                diagnostic,
            });
        }
        let pairs = (0..union.branches.len())
            .flat_map(|a| (a + 1..union.branches.len()).map(move |b| (a, b)));
        let same = pairs
            .into_iter()
            .find(|&(a, b)| self.alike(union.branches[a], union.branches[b], DEPTH));
        let Some((a, b)) = same else { return };
        let message = format!(
            "nothing tells `{}` and `{}` of `{}` apart",
            names[a],
            names[b],
            model.as_str()
        );
        let diagnostic = if union.exclusive {
            Diagnostic::warning("ambiguous-union", message)
                .help("a value that fits both is refused, as `oneOf` says; a discriminator, a constant or a required property tells them apart")
        } else {
            Diagnostic::note("ambiguous-union", message)
                .help("the first branch that fits is taken; a discriminator, a constant or a required property tells them apart")
        };
        let place = |id: SchemaId| self.arena[id].at.clone();
        let diagnostic = diagnostic
            .at(&at)
            .related(&place(union.branches[a]), "this branch")
            .related(&place(union.branches[b]), "and this one");
        self.findings.push(Finding {
            model: model.clone(),
            diagnostic,
        });
    }

    /// Whether a value of both can be had and neither says what it is. Scalars differ by formats, patterns and lists of
    /// values, so only those without any are alike.
    fn alike(&self, a: SchemaId, b: SchemaId, depth: usize) -> bool {
        let both = flat::intersect(self.kinds(a, 0), self.kinds(b, 0)).without(JsonType::Null);
        both.iter().any(|kind| match kind {
            JsonType::Object => !self.objects_differ(a, b),
            JsonType::Array => self.items_alike(a, b, depth),
            _ => self.is_bare(a) && self.is_bare(b),
        })
    }

    fn items_alike(&self, a: SchemaId, b: SchemaId, depth: usize) -> bool {
        let items = |id| flat::flatten(&self.arena, id).array.items;
        match (items(a), items(b)) {
            (Some(a), Some(b)) if depth > 0 => self.alike(a, b, depth - 1),
            _ => true,
        }
    }

    /// A required property that the other does not know, or one that both require and whose values differ.
    fn objects_differ(&self, a: SchemaId, b: SchemaId) -> bool {
        let (first, second) = (self.traits(a), self.traits(b));
        let of_its_own = |one: &Traits, other: &Traits| {
            one.required
                .iter()
                .any(|name| !other.properties.contains(name))
        };
        if of_its_own(&first, &second) || of_its_own(&second, &first) {
            return true;
        }
        let by_constant = first.constants.iter().any(|(name, values)| {
            second
                .constants
                .iter()
                .any(|(other, known)| name == other && union::are_apart(values, known))
        });
        let (one, other) = (flat::flatten(&self.arena, a), flat::flatten(&self.arena, b));
        let by_kind = first
            .required
            .iter()
            .filter(|name| second.required.contains(name))
            .any(|name| {
                let kinds = |flat: &Flat| {
                    flat.properties
                        .get(name)
                        .and_then(|schemas| schemas.first())
                        .map(|&id| self.kinds(id, 0))
                };
                kinds(&one)
                    .zip(kinds(&other))
                    .is_some_and(|(mine, others)| flat::intersect(mine, others).is_empty())
            });
        by_constant || by_kind
    }

    /// No keyword beside the type.
    fn is_bare(&self, id: SchemaId) -> bool {
        let flat = flat::flatten(&self.arena, id);
        flat.format.is_none()
            && flat.values.is_none()
            && flat.number == crate::ir::Number::default()
            && flat.text == crate::ir::Text::default()
            && flat.unions.is_empty()
            && flat.not.is_empty()
    }

    /// The findings about the models that requests carry.
    pub(super) fn report_findings(&mut self, is_decoded: impl Fn(&TypeName) -> bool) {
        for finding in std::mem::take(&mut self.findings) {
            if is_decoded(&finding.model) {
                self.diags.push(finding.diagnostic);
            }
        }
    }
}
