//! A place where names must differ: a module's types, a struct's fields, an enum's variants.

use super::{Name, word};
use std::collections::BTreeSet;

/// Names taken so far. Asking twice for the same text gives two different names.
#[derive(Debug, Default)]
pub struct Scope {
    taken: BTreeSet<String>,
}

impl Scope {
    /// A scope in which these are spoken for.
    #[must_use]
    pub fn reserving<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        Self {
            taken: names.into_iter().map(str::to_owned).collect(),
        }
    }

    #[must_use]
    pub fn has(&self, name: &impl Name) -> bool {
        self.taken.contains(name.as_str())
    }

    /// Takes the first of `candidates` that is free; `None` when all are taken.
    pub fn claim_first<N: Name>(&mut self, candidates: impl IntoIterator<Item = N>) -> Option<N> {
        candidates
            .into_iter()
            .find(|name| self.taken.insert(name.as_str().to_owned()))
    }

    /// Takes a name for `text`, made by `make`. When it is taken, what tells the two texts apart is spelled out:
    /// the separators (`a-b` is `AB`, then `ADashB`), then the letter case (`ASC` beside `asc` is `AscUppercase`).
    pub fn claim<N: Name>(&mut self, text: &str, make: fn(&str) -> N) -> N {
        if let Some(name) = self.claim_first([make(text)]) {
            return name;
        }
        let spelled = word::spell_all(text);
        let case = if text.chars().any(char::is_lowercase) {
            if text.chars().any(char::is_uppercase) {
                "mixed case"
            } else {
                "lowercase"
            }
        } else {
            "uppercase"
        };
        let readable = [
            make(&spelled),
            make(&format!("{text} {case}")),
            make(&format!("{spelled} {case}")),
        ];
        if let Some(name) = self.claim_first(readable) {
            return name;
        }
        // Texts that differ in the case of single letters only: name the letters that are upper case.
        let uppercase: Vec<String> = text
            .chars()
            .enumerate()
            .filter(|(_, c)| c.is_uppercase())
            .map(|(at, _)| at.to_string())
            .collect();
        let by_letter = make(&format!("{spelled} upper {}", uppercase.join(" ")));
        let numbered = (0..).map(|n| make(&format!("{spelled} {case} variant {n}")));
        self.claim_first(std::iter::once(by_letter).chain(numbered))
            .expect("an endless iterator")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{TypeName, ValueName};
    use super::*;

    #[test]
    fn clashes_are_told_apart_by_what_differs() {
        let mut scope = Scope::default();
        let names: Vec<String> = ["asc", "ASC", "Asc", "a-b", "a_b", "a b", "ab"]
            .iter()
            .map(|text| scope.claim(text, TypeName::variant).as_str().to_owned())
            .collect();
        assert_eq!(
            names,
            [
                "Asc",
                "AscUppercase",
                "AscMixedCase",
                "AB",
                "AUnderscoreB",
                "ASpaceB",
                "Ab"
            ]
        );
        let mut fields = Scope::default();
        let names: Vec<String> = ["fooBar", "foo_bar", "foo-bar"]
            .iter()
            .map(|t| fields.claim(t, ValueName::make).as_str().to_owned())
            .collect();
        assert_eq!(names, ["foo_bar", "foo_underscore_bar", "foo_dash_bar"]);
    }
}
