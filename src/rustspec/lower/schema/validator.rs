//! The rules of the crates `validator` and `garde`, as far as a schema can say them. The names that both have mean the
//! same. What code alone checks is named by a note.

use super::keys::Keys;
use crate::diag::Diagnostic;
use crate::rustspec::ast::{Attribute, Entry, Rest};
use crate::rustspec::lower::Cx;
use crate::rustspec::lower::types::Scope;
use crate::rustspec::parse;
use crate::rustspec::tree::Tree;
use proc_macro2::{TokenStream, TokenTree};
use serde_json::Value;

impl Cx<'_, '_> {
    pub fn rule(&mut self, keys: &mut Keys, entry: &Entry, tool: &str, scope: &Scope) {
        let at = entry.at;
        let format = |format: &str| Tree::leaf(at, format);
        match entry.key() {
            "length" => self.length_rule(keys, entry, tool, scope),
            "range" => self.range_rule(keys, entry, tool, scope),
            "email" => keys.set("format", format("email")),
            "url" => keys.set("format", format("uri")),
            "ip" => match entry.inner().first().map(Entry::key) {
                Some("v4") => keys.set("format", format("ipv4")),
                Some("v6") => keys.set("format", format("ipv6")),
                _ => {
                    let branch =
                        |format: &str| Tree::object(at).has("type", "string").has("format", format);
                    let branches = vec![branch("ipv4"), branch("ipv6")];
                    keys.set("anyOf", Tree::list(at, branches));
                }
            },
            "ipv4" => keys.set("format", format("ipv4")),
            "ipv6" => keys.set("format", format("ipv6")),
            "ascii" => keys.match_too(at, r"^[\x00-\x7F]*$"),
            "alphanumeric" => keys.match_too(at, r"^[\p{Alphabetic}\p{N}]*$"),
            "non_control_character" => keys.match_too(at, r"^\P{Cc}*$"),
            "contains" | "prefix" | "suffix" | "does_not_contain" => {
                self.containing(keys, entry, tool);
            }
            "pattern" | "regex" => match self.pattern_of(entry, scope) {
                Some(pattern) => keys.match_too(at, pattern),
                None => self.code_rule(entry, tool),
            },
            "required" => {
                keys.required = Some(true);
                keys.nullable = keys.nullable.or(Some(false));
            }
            "inner" => {
                let mut inner = keys.inner.take().unwrap_or_default();
                for rule in entry.inner() {
                    self.rule(&mut inner, rule, tool, scope);
                }
                keys.inner = Some(inner);
            }
            "skip"
            | "nested"
            | "dive"
            | "context"
            | "allow_unvalidated"
            | "transparent"
            | "rename"
            | "message"
            | "code"
            | "skip_on_field_errors" => {}
            _ => self.code_rule(entry, tool),
        }
    }

    /// On a type there is code, and what says how the code is called.
    pub fn rules_of_type(&mut self, attribute: &Attribute) {
        for entry in &attribute.entries {
            if matches!(entry.key(), "custom" | "schema") {
                self.code_rule(entry, &attribute.name);
            }
        }
    }

    fn length_rule(&mut self, keys: &mut Keys, entry: &Entry, tool: &str, scope: &Scope) {
        for bound in entry.inner() {
            match bound.key() {
                "bytes" | "utf16" | "graphemes" => self.report(
                    Diagnostic::note(
                        "field-code",
                        format!(
                            "`{}` are counted by code; a schema counts characters",
                            bound.key()
                        ),
                    )
                    .at(&bound.at.place())
                    .help("the bounds are taken for numbers of characters"),
                ),
                "simple" | "chars" | "message" | "code" => {}
                key => {
                    let Some(value) = self.bound(bound, tool, scope) else {
                        continue;
                    };
                    if matches!(key, "min" | "equal") {
                        keys.set("minLength", Tree::leaf(bound.at, value.clone()));
                    }
                    if matches!(key, "max" | "equal") {
                        keys.set("maxLength", Tree::leaf(bound.at, value));
                    }
                }
            }
        }
    }

    fn range_rule(&mut self, keys: &mut Keys, entry: &Entry, tool: &str, scope: &Scope) {
        for bound in entry.inner() {
            let names: &[&str] = match bound.key() {
                "min" => &["minimum"],
                "max" => &["maximum"],
                "equal" => &["minimum", "maximum"],
                "exclusive_min" => &["exclusiveMinimum"],
                "exclusive_max" => &["exclusiveMaximum"],
                _ => continue,
            };
            if let Some(value) = self.bound(bound, tool, scope) {
                for name in names {
                    keys.set(name, Tree::leaf(bound.at, value.clone()));
                }
            }
        }
    }

    /// A number, or a constant that is one; in quotes too, as `validator` had it.
    fn bound(&mut self, entry: &Entry, tool: &str, scope: &Scope) -> Option<Value> {
        let Rest::Is(tokens) = &entry.rest else {
            self.code_rule(entry, tool);
            return None;
        };
        let value = self.quiet(tokens, entry, scope);
        let value = match value {
            Some(Value::String(name)) => self.spec.constant(scope.module, &name).cloned(),
            value => value,
        };
        let value = value.filter(Value::is_number);
        if value.is_none() {
            self.code_rule(entry, tool);
        }
        value
    }

    /// A value, where it is one.
    fn quiet(&mut self, tokens: &TokenStream, entry: &Entry, scope: &Scope) -> Option<Value> {
        let spec = self.spec;
        let mut constants = |path: &[String]| {
            let name = path.last()?;
            spec.constant(scope.module, name).cloned()
        };
        parse::value(tokens, entry.at.file, &mut constants).ok()
    }

    /// The pattern in `pattern("…")`, `pattern(RE)`, `regex(path = *RE)`, `regex = "RE"`.
    fn pattern_of(&mut self, entry: &Entry, scope: &Scope) -> Option<String> {
        let tokens = source_of(entry).into_iter().skip_while(
            |token| matches!(token, TokenTree::Punct(sign) if matches!(sign.as_char(), '*' | '&')),
        );
        let Value::String(text) = self.quiet(&tokens.collect(), entry, scope)? else {
            return None;
        };
        // `validator` once took the name of the constant as a text.
        let name = text.rsplit("::").next().unwrap_or(&text);
        let text = match self.spec.constant(scope.module, name) {
            Some(Value::String(pattern)) => pattern.clone(),
            _ if entry.inner().iter().any(|it| it.key() == "path") && text == name => {
                return is_pattern(entry, text);
            }
            _ => text,
        };
        // Rust's spelling of a named group is not that of ECMA-262.
        Some(text.replace("(?P<", "(?<"))
    }

    fn containing(&mut self, keys: &mut Keys, entry: &Entry, tool: &str) {
        let mut none = |_: &[String]| None;
        let text = parse::value(&source_of(entry), entry.at.file, &mut none).ok();
        let Some(Value::String(text)) = text else {
            return self.code_rule(entry, tool);
        };
        let escaped: String = text
            .chars()
            .flat_map(|c| {
                let special = r"\^$.|?*+()[]{}/".contains(c);
                special.then_some('\\').into_iter().chain([c])
            })
            .collect();
        let pattern = match entry.key() {
            "prefix" => format!("^{escaped}"),
            "suffix" => format!("{escaped}$"),
            "contains" => escaped,
            _ => format!(r"^(?![\s\S]*{escaped})"),
        };
        keys.match_too(entry.at, pattern);
    }

    fn code_rule(&mut self, entry: &Entry, tool: &str) {
        let name = entry.key();
        self.report(
            Diagnostic::note(
                "field-code",
                format!("`{name}` of `#[{tool}]` is checked by code alone"),
            )
            .at(&entry.at.place())
            .help("requests are not held to it; check it in the service, or say it with `#[schema(…)]`"),
        );
    }
}

/// What is given in `key = …`, `key(…)`, `key(pattern = …)`.
fn source_of(entry: &Entry) -> TokenStream {
    let source = match entry.inner() {
        [] => entry,
        [first, ..] => first,
    };
    match &source.rest {
        Rest::Is(tokens) => tokens.clone(),
        _ => source.tokens.clone(),
    }
}

/// `path = RE` has found its pattern already; `path = "RE"` of another file has not.
fn is_pattern(entry: &Entry, text: String) -> Option<String> {
    let named = source_of(entry).into_iter().next();
    let quoted = matches!(named, Some(TokenTree::Literal(_)));
    (!quoted).then_some(text)
}
