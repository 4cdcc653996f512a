//! `#[schema(…)]`: what it says, read once, whatever it stands on.

use crate::rustspec::ast::{At, Entry, Rest};
use crate::rustspec::lower::Cx;
use crate::rustspec::lower::case::Case;
use crate::rustspec::lower::given::folded;
use crate::rustspec::lower::types::Scope;
use crate::rustspec::parse;
use crate::rustspec::tree::{Kind, Tree};
use serde_json::Value;

/// What attributes say of a schema.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key, and they are independent of each other"
)]
pub struct Keys {
    /// Members beside those of the type; inside of an `Option`.
    pub constraints: Vec<(&'static str, Tree)>,
    /// Members that describe; outside of an `Option`.
    pub annotations: Vec<(String, Tree)>,
    pub rename: Option<(String, At)>,
    pub rename_all: Option<Case>,
    pub required: Option<bool>,
    pub nullable: Option<bool>,
    /// May the value be left out, because something is taken in its place?
    pub has_default: bool,
    pub name: Option<(String, At)>,
    pub inline: bool,
    /// `one_of` without a list: of an untagged enum.
    pub one_of: bool,
    pub json: Vec<Tree>,
    /// serde's `default`: the default of the type.
    pub plain_default: Option<At>,
    pub skip: bool,
    pub flatten: bool,
    /// What validators say of the items of a list, of the values of a map.
    pub inner: Option<Box<Self>>,
    /// Something said what the value is on the wire.
    pub says_type: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Takes {
    Text,
    Number,
    Size,
    Flag,
    Value,
    Values,
    Schema,
    Schemas,
    SchemaMap,
    TextsMap,
}

/// Key in JSON Schema, other spellings, what it takes.
const CONSTRAINTS: &[(&str, &[&str], Takes)] = &[
    ("type", &[], Takes::Value),
    ("format", &[], Takes::Text),
    ("enum", &[], Takes::Values),
    ("const", &[], Takes::Value),
    ("minimum", &["ge"], Takes::Number),
    ("maximum", &["le"], Takes::Number),
    ("exclusiveMinimum", &["gt"], Takes::Number),
    ("exclusiveMaximum", &["lt"], Takes::Number),
    ("multipleOf", &[], Takes::Number),
    ("minLength", &[], Takes::Size),
    ("maxLength", &[], Takes::Size),
    ("pattern", &["regex"], Takes::Text),
    ("contentEncoding", &[], Takes::Text),
    ("contentMediaType", &[], Takes::Text),
    ("contentSchema", &[], Takes::Schema),
    ("items", &[], Takes::Schema),
    ("prefixItems", &[], Takes::Schemas),
    ("contains", &[], Takes::Schema),
    ("minContains", &[], Takes::Size),
    ("maxContains", &[], Takes::Size),
    ("minItems", &[], Takes::Size),
    ("maxItems", &[], Takes::Size),
    ("uniqueItems", &[], Takes::Flag),
    ("unevaluatedItems", &[], Takes::Schema),
    ("minProperties", &[], Takes::Size),
    ("maxProperties", &[], Takes::Size),
    ("additionalProperties", &[], Takes::Schema),
    ("propertyNames", &[], Takes::Schema),
    ("patternProperties", &[], Takes::SchemaMap),
    ("dependentRequired", &[], Takes::TextsMap),
    ("dependentSchemas", &[], Takes::SchemaMap),
    ("unevaluatedProperties", &[], Takes::Schema),
    ("allOf", &[], Takes::Schemas),
    ("anyOf", &[], Takes::Schemas),
    ("oneOf", &[], Takes::Schemas),
    ("not", &[], Takes::Schema),
    ("if", &[], Takes::Schema),
    ("then", &[], Takes::Schema),
    ("else", &[], Takes::Schema),
];

const ANNOTATIONS: &[(&str, Takes)] = &[
    ("title", Takes::Text),
    ("description", Takes::Text),
    ("default", Takes::Value),
    ("examples", Takes::Values),
    ("deprecated", Takes::Flag),
    ("readOnly", Takes::Flag),
    ("writeOnly", Takes::Flag),
    ("$comment", Takes::Text),
];

/// Every key, for "did you mean".
pub const KEYS: &[&str] = &[
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "read_only",
    "write_only",
    "format",
    "pattern",
    "min_length",
    "max_length",
    "content_encoding",
    "content_media_type",
    "content_schema",
    "minimum",
    "ge",
    "maximum",
    "le",
    "exclusive_minimum",
    "gt",
    "exclusive_maximum",
    "lt",
    "multiple_of",
    "min_items",
    "max_items",
    "unique_items",
    "items",
    "prefix_items",
    "contains",
    "min_contains",
    "max_contains",
    "unevaluated_items",
    "min_properties",
    "max_properties",
    "additional_properties",
    "property_names",
    "pattern_properties",
    "dependent_required",
    "dependent_schemas",
    "unevaluated_properties",
    "all_of",
    "any_of",
    "one_of",
    "not",
    "if",
    "then",
    "else",
    "const",
    "enum",
    "type",
    "discriminator",
    "rename",
    "rename_all",
    "required",
    "nullable",
    "name",
    "inline",
    "json",
];

impl Keys {
    pub fn set(&mut self, key: &'static str, tree: Tree) {
        self.constraints.retain(|(known, _)| *known != key);
        self.constraints.push((key, tree));
    }

    /// One more pattern: all of them hold.
    pub fn match_too(&mut self, at: At, pattern: impl Into<Value>) {
        let pattern = Tree::leaf(at, pattern);
        if !self
            .constraints
            .iter()
            .any(|(known, _)| *known == "pattern")
        {
            return self.set("pattern", pattern);
        }
        let branch = Tree::object(at).with("pattern", pattern);
        let all = self
            .constraints
            .iter_mut()
            .find(|(known, _)| *known == "allOf");
        match all.map(|(_, all)| &mut all.kind) {
            Some(Kind::List(branches)) => branches.push(branch),
            _ => self.set("allOf", Tree::list(at, vec![branch])),
        }
    }

    pub fn annotate(&mut self, key: &str, tree: Tree) {
        self.annotations.retain(|(known, _)| known != key);
        self.annotations.push((key.to_owned(), tree));
    }

    /// Beside an annotation that is there already, this one is silent.
    pub fn annotate_softly(&mut self, key: &str, tree: Tree) {
        if !self.annotations.iter().any(|(known, _)| known == key) {
            self.annotations.push((key.to_owned(), tree));
        }
    }
}

impl Cx<'_, '_> {
    /// The entries of `#[schema(…)]`, each of which is a key.
    pub fn schema_keys(&mut self, keys: &mut Keys, entries: &[Entry], scope: &Scope) {
        for entry in entries {
            if !self.schema_key(keys, entry, scope) {
                self.unknown_key(entry, "schema", KEYS);
            }
        }
    }

    /// One entry; `false` when it is none of the keys of a schema.
    pub fn schema_key(&mut self, keys: &mut Keys, entry: &Entry, scope: &Scope) -> bool {
        if entry.key.is_none() {
            return false;
        }
        let key = entry.folded();
        let constraint = CONSTRAINTS.iter().find(|(name, others, _)| {
            folded(name) == key || others.iter().any(|other| folded(other) == key)
        });
        if key == "oneof" && entry.is_flag() {
            keys.one_of = true;
            return true;
        }
        if key == "items" || key == "type" || key == "const" || key == "enum" || key == "format" {
            keys.says_type = true;
        }
        if let Some((name, _, takes)) = constraint {
            if let Some(tree) = self.taken(entry, *takes, scope) {
                keys.set(name, tree);
            }
            return true;
        }
        if let Some((name, takes)) = ANNOTATIONS.iter().find(|(name, _)| folded(name) == key) {
            if let Some(tree) = self.taken(entry, *takes, scope) {
                keys.has_default |= *name == "default";
                keys.annotate(name, tree);
            }
            return true;
        }
        self.own_key(keys, entry, &key, scope)
    }

    fn own_key(&mut self, keys: &mut Keys, entry: &Entry, key: &str, scope: &Scope) -> bool {
        match key {
            "example" => {
                if let Some(value) = self.value(entry, scope) {
                    let example = Tree::value(entry.at, value);
                    keys.annotate("examples", Tree::list(entry.at, vec![example]));
                }
            }
            "rename" | "alias" => keys.rename = self.text(entry).map(|text| (text, entry.at)),
            "renameall" => keys.rename_all = self.case(entry),
            "required" => keys.required = Some(self.flag(entry)),
            "nullable" => keys.nullable = Some(self.flag(entry)),
            "name" => keys.name = self.text(entry).map(|text| (text, entry.at)),
            "inline" => keys.inline = self.flag(entry),
            "json" => {
                keys.says_type = true;
                keys.json.extend(self.json(entry, scope));
            }
            "discriminator" => {
                if let Some(tree) = self.discriminator(entry, scope) {
                    keys.set("discriminator", tree);
                }
            }
            key if key.starts_with("x-") => {
                if let Some(tree) = self.extension(entry, scope) {
                    keys.annotate(key, tree);
                }
            }
            _ => return false,
        }
        true
    }

    /// `x-anything`, alone for `true`.
    pub fn extension(&mut self, entry: &Entry, scope: &Scope) -> Option<Tree> {
        if entry.is_flag() {
            return Some(Tree::leaf(entry.at, true));
        }
        let value = self.value(entry, scope)?;
        Some(Tree::value(entry.at, value))
    }

    fn taken(&mut self, entry: &Entry, takes: Takes, scope: &Scope) -> Option<Tree> {
        let at = entry.at;
        match takes {
            Takes::Text => {
                let text = self.text(entry)?;
                Some(Tree::leaf(at, text))
            }
            Takes::Flag => Some(Tree::leaf(at, self.flag(entry))),
            Takes::Value => Some(Tree::value(at, self.value(entry, scope)?)),
            Takes::Number | Takes::Size => {
                let value = self.value(entry, scope)?;
                let fits = match takes {
                    Takes::Size => value.is_u64(),
                    _ => value.is_number(),
                };
                if !fits {
                    let what = if takes == Takes::Size {
                        "a whole number that is not negative"
                    } else {
                        "a number"
                    };
                    let message = format!("`{}` is {what}", entry.key());
                    self.error("attribute-value", message, at, "");
                    return None;
                }
                Some(Tree::leaf(at, value))
            }
            Takes::Values => match self.value(entry, scope)? {
                value @ Value::Array(_) => Some(Tree::value(at, value)),
                _ => {
                    let message = format!("`{}` is a list of values", entry.key());
                    let help = format!("write `{} = [1, 2]`", entry.key());
                    self.error("attribute-value", message, at, help);
                    None
                }
            },
            Takes::Schema => self.schema_of_entry(entry, scope),
            Takes::Schemas => {
                let items = self.bracketed(entry)?;
                let items = items
                    .iter()
                    .filter_map(|part| self.schema_of_tokens(part, at, scope))
                    .collect();
                Some(Tree::list(at, items))
            }
            Takes::SchemaMap => {
                let mut tree = Tree::object(at);
                for (key, tokens) in self.braced(entry)? {
                    if let Some(schema) = self.schema_of_tokens(&tokens, at, scope) {
                        tree.set(&key, schema);
                    }
                }
                Some(tree)
            }
            Takes::TextsMap => {
                let value = self.value(entry, scope)?;
                Some(Tree::value(at, value))
            }
        }
    }

    /// `true`, `false`, or a type.
    fn schema_of_entry(&mut self, entry: &Entry, scope: &Scope) -> Option<Tree> {
        match &entry.rest {
            Rest::None => Some(Tree::leaf(entry.at, true)),
            Rest::Is(tokens) => {
                let tokens = tokens.clone();
                self.schema_of_tokens(&tokens, entry.at, scope)
            }
            _ => {
                let message = format!("`{}` is a type, `true` or `false`", entry.key());
                self.error("attribute-value", message, entry.at, "");
                None
            }
        }
    }

    fn schema_of_tokens(
        &mut self,
        tokens: &proc_macro2::TokenStream,
        at: At,
        scope: &Scope,
    ) -> Option<Tree> {
        match tokens.to_string().as_str() {
            "true" => return Some(Tree::leaf(at, true)),
            "false" => return Some(Tree::leaf(at, false)),
            _ => {}
        }
        let ty = self.ty_of(tokens, at, scope)?;
        Some(self.schema(&ty, scope.module))
    }

    /// The parts of `[a, b]`.
    fn bracketed(&mut self, entry: &Entry) -> Option<Vec<proc_macro2::TokenStream>> {
        let group = group(entry, proc_macro2::Delimiter::Bracket);
        if group.is_none() {
            let message = format!("`{}` is a list of types", entry.key());
            let help = format!("write `{} = [A, B]`", entry.key());
            self.error("attribute-value", message, entry.at, help);
        }
        let parts = parse::parts(group?);
        Some(
            parts
                .into_iter()
                .map(|part| part.into_iter().collect())
                .collect(),
        )
    }

    /// The members of `{ "key": tokens }`.
    pub fn braced(&mut self, entry: &Entry) -> Option<Vec<(String, proc_macro2::TokenStream)>> {
        let Some(stream) = group(entry, proc_macro2::Delimiter::Brace) else {
            let message = format!("`{}` is an object", entry.key());
            let help = format!("write `{} = {{ \"key\": … }}`", entry.key());
            self.error("attribute-value", message, entry.at, help);
            return None;
        };
        let mut members = Vec::new();
        for part in parse::parts(stream) {
            match parse::member(&part, entry.at.file) {
                Ok((key, value)) => members.push((key, value.iter().cloned().collect())),
                Err((at, message)) => self.error("attribute-value", message, at, ""),
            }
        }
        Some(members)
    }

    /// `discriminator = "kind"`, `discriminator(property_name = "kind", mapping = { "a": A })`.
    fn discriminator(&mut self, entry: &Entry, scope: &Scope) -> Option<Tree> {
        if matches!(entry.rest, Rest::Is(_)) {
            let property = self.text(entry)?;
            return Some(Tree::object(entry.at).has("propertyName", property));
        }
        let mut tree = Tree::object(entry.at);
        for inner in entry.inner() {
            match inner.folded().as_str() {
                "propertyname" => {
                    let property = self.text(inner)?;
                    tree.set("propertyName", Tree::leaf(inner.at, property));
                }
                "mapping" => {
                    let mut mapping = Tree::object(inner.at);
                    for (key, tokens) in self.braced(inner)? {
                        let target = self.schema_of_tokens(&tokens, inner.at, scope);
                        let target = target.as_ref().and_then(|target| target.get("$ref"));
                        match target {
                            Some(target) => mapping.set(&key, target.clone()),
                            None => self.error(
                                "attribute-value",
                                format!("`{key}` does not map to a type that is a component"),
                                inner.at,
                                "",
                            ),
                        }
                    }
                    tree.set("mapping", mapping);
                }
                _ => self.unknown_key(inner, "discriminator", &["property_name", "mapping"]),
            }
        }
        Some(tree)
    }
}

fn group(entry: &Entry, delimiter: proc_macro2::Delimiter) -> Option<proc_macro2::TokenStream> {
    let Rest::Is(tokens) = &entry.rest else {
        return None;
    };
    let mut tokens = tokens.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(proc_macro2::TokenTree::Group(group)), None) if group.delimiter() == delimiter => {
            Some(group.stream())
        }
        _ => None,
    }
}
