//! What models of ordinary code carry: the attributes of serde, of the validators, of Rust.

use super::keys::Keys;
use crate::diag::Diagnostic;
use crate::rustspec::ast::{At, Attribute, Entry};
use crate::rustspec::lower::Cx;
use crate::rustspec::lower::case::Case;
use crate::rustspec::lower::types::Scope;
use crate::rustspec::tree::Tree;

/// What serde says of a type.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an attribute of serde's, which are independent of each other"
)]
pub struct Serde {
    pub rename: Option<(String, At)>,
    pub rename_all: Option<Case>,
    pub rename_all_fields: Option<Case>,
    pub tag: Option<(String, At)>,
    pub content: Option<String>,
    pub untagged: bool,
    pub default: bool,
    pub deny_unknown: Option<At>,
    pub transparent: bool,
    /// `from`, `try_from`, `into`: the type whose form it has.
    pub form: Option<crate::rustspec::lower::types::Type>,
    pub is_derived: bool,
    pub is_repr: bool,
}

impl Cx<'_, '_> {
    /// The attributes of serde on a type.
    pub fn serde(&mut self, attributes: &[Attribute], scope: &Scope) -> Serde {
        let mut serde = Serde::default();
        for attribute in attributes {
            if attribute.name == "derive" {
                for entry in &attribute.entries {
                    let derived = entry.tokens.to_string();
                    serde.is_repr |= derived.ends_with("_repr");
                    serde.is_derived |=
                        derived.ends_with("Serialize") || derived.ends_with("Deserialize");
                }
            }
            if matches!(attribute.name.as_str(), "validate" | "garde") {
                self.rules_of_type(attribute);
            }
            if attribute.name != "serde" || attribute.is_path {
                continue;
            }
            for entry in &attribute.entries {
                self.serde_of_type(&mut serde, entry, scope);
            }
        }
        serde
    }

    fn serde_of_type(&mut self, serde: &mut Serde, entry: &Entry, scope: &Scope) {
        match entry.key() {
            "rename" => serde.rename = self.serde_name(entry),
            "rename_all" => serde.rename_all = self.serde_case(entry),
            "rename_all_fields" => serde.rename_all_fields = self.serde_case(entry),
            "tag" => serde.tag = self.text(entry).map(|tag| (tag, entry.at)),
            "content" => serde.content = self.text(entry),
            "untagged" => serde.untagged = true,
            "default" => serde.default = true,
            "deny_unknown_fields" => serde.deny_unknown = Some(entry.at),
            "transparent" => serde.transparent = true,
            "from" | "try_from" | "into" => {
                if let Some(text) = self.text(entry)
                    && let Ok(tokens) = text.parse()
                    && serde.form.is_none()
                {
                    serde.form = self.ty_of(&tokens, entry.at, scope);
                }
            }
            "remote" | "bound" | "crate" | "expecting" | "variant_identifier"
            | "field_identifier" => {}
            _ => self.unknown_key(entry, "serde", SERDE_OF_TYPES),
        }
    }

    /// `rename = "…"`, `rename(serialize = "…", deserialize = "…")`: what is read counts.
    fn serde_name(&mut self, entry: &Entry) -> Option<(String, At)> {
        let inner = entry.inner();
        let chosen = inner
            .iter()
            .find(|entry| entry.key() == "deserialize")
            .or_else(|| inner.first())
            .unwrap_or(entry)
            .clone();
        self.text(&chosen).map(|text| (text, chosen.at))
    }

    fn serde_case(&mut self, entry: &Entry) -> Option<Case> {
        let inner = entry.inner();
        let chosen = inner
            .iter()
            .find(|entry| entry.key() == "deserialize")
            .or_else(|| inner.first())
            .unwrap_or(entry)
            .clone();
        self.case(&chosen)
    }

    /// `#[serde_as(as = "…")]`, of the crate `serde_with`.
    fn written_by_code(&mut self, attribute: &Attribute) {
        let named = attribute.entries.iter().find(|it| it.key() == "as");
        if let Some(entry) = named {
            self.report(
                Diagnostic::warning(
                    "field-code",
                    "`serde_as` is code that decides what is on the wire",
                )
                .at(&entry.at.place())
                .help("the type's own form is taken; say otherwise with `#[schema(type = \"…\", format = \"…\")]`"),
            );
        }
    }

    /// Everything on a field, a variant or an argument that says something of its schema.
    pub fn keys(&mut self, attributes: &[Attribute], scope: &Scope) -> Keys {
        let mut keys = Keys::default();
        for attribute in attributes.iter().filter(|it| !it.is_path) {
            match attribute.name.as_str() {
                "serde" => {
                    for entry in &attribute.entries {
                        self.serde_of_field(&mut keys, entry);
                    }
                }
                "validate" => {
                    for entry in &attribute.entries {
                        self.rule(&mut keys, entry, "validate", scope);
                    }
                }
                "garde" => {
                    for entry in &attribute.entries {
                        self.rule(&mut keys, entry, "garde", scope);
                    }
                }
                "serde_as" => self.written_by_code(attribute),
                "deprecated" => keys.annotate("deprecated", Tree::leaf(attribute.at, true)),
                _ => {}
            }
        }
        // What is said in this language goes over what other tools are told.
        for attribute in attributes.iter().filter(|it| it.name == "schema") {
            self.schema_keys(&mut keys, &attribute.entries, scope);
        }
        keys
    }

    fn serde_of_field(&mut self, keys: &mut Keys, entry: &Entry) {
        match entry.key() {
            "rename" => keys.rename = self.serde_name(entry),
            "rename_all" => keys.rename_all = self.serde_case(entry),
            "default" if entry.is_flag() => {
                keys.has_default = true;
                keys.plain_default = Some(entry.at);
            }
            "default" => keys.has_default = true,
            "flatten" => keys.flatten = true,
            "skip" => keys.skip = true,
            "skip_deserializing" => {
                keys.annotate("readOnly", Tree::leaf(entry.at, true));
                keys.required = keys.required.or(Some(false));
            }
            "skip_serializing" => keys.annotate("writeOnly", Tree::leaf(entry.at, true)),
            "skip_serializing_if" => keys.required = keys.required.or(Some(false)),
            "alias" => {
                let name = self.text(entry).unwrap_or_default();
                self.report(
                    Diagnostic::note(
                        "field-alias",
                        format!("`{name}` is another name that serde reads; the document has one for a property"),
                    )
                    .at(&entry.at.place())
                    .help("requests with this name are not understood; two properties say so to clients"),
                );
            }
            "with" | "serialize_with" | "deserialize_with" => {
                self.report(
                    Diagnostic::warning(
                        "field-code",
                        format!("`{}` is code that decides what is on the wire", entry.key()),
                    )
                    .at(&entry.at.place())
                    .help("the type's own form is taken; say otherwise with `#[schema(type = \"…\", format = \"…\")]`"),
                );
            }
            "untagged" | "other" | "getter" | "bound" | "borrow" => {}
            _ => self.unknown_key(entry, "serde", SERDE_OF_FIELDS),
        }
    }
}

const SERDE_OF_TYPES: &[&str] = &[
    "rename",
    "rename_all",
    "rename_all_fields",
    "tag",
    "content",
    "untagged",
    "default",
    "deny_unknown_fields",
    "transparent",
    "from",
    "try_from",
    "into",
    "remote",
    "bound",
    "crate",
    "expecting",
];
const SERDE_OF_FIELDS: &[&str] = &[
    "rename",
    "rename_all",
    "default",
    "flatten",
    "skip",
    "skip_deserializing",
    "skip_serializing",
    "skip_serializing_if",
    "alias",
    "with",
    "serialize_with",
    "deserialize_with",
    "untagged",
    "other",
    "getter",
    "bound",
    "borrow",
];
