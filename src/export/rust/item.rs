//! Declared types: structs, enums, newtypes, aliases. In: schemas that have a name, or that need one. Out: items.

use super::ty::Typed;
use super::{Printer, case, keys, text};
use crate::naming::{Name as _, Scope, TypeName, ValueName};
use serde_json::{Map, Value, json};

/// Stands in an item where `#[schema]` goes if nothing else makes it a component.
pub const MARK: char = '\u{1}';

/// What a branch is called by: the name it refers to, or its number.
pub fn ordinal(index: usize, branch: &Value) -> String {
    let target = branch.get("$ref").and_then(Value::as_str);
    let title = branch.get("title").and_then(Value::as_str);
    match target.and_then(|it| it.rsplit('/').next()).or(title) {
        Some(name) => name.to_owned(),
        None => match index {
            0 => "first".to_owned(),
            1 => "second".to_owned(),
            2 => "third".to_owned(),
            more => format!("variant {}", more + 1),
        },
    }
}

/// The head of an item: its documentation and its attributes.
#[derive(Default)]
struct Head<'t> {
    docs: Option<&'t str>,
    schema: Vec<String>,
    serde: Vec<String>,
    inline: bool,
}

impl Head<'_> {
    fn print(mut self) -> String {
        let mut out = String::new();
        match self.docs {
            Some(docs) if text::is_doc(docs) => text::docs(&mut out, 0, "///", docs),
            Some(docs) => self
                .schema
                .push(format!("description = {}", text::string(docs))),
            None => {}
        }
        if self.inline {
            self.schema.insert(0, "inline".to_owned());
        }
        if self.schema.is_empty() {
            out.push(MARK);
        } else {
            text::attribute(&mut out, 0, "#", "schema", &self.schema);
        }
        if !self.serde.is_empty() {
            text::attribute(&mut out, 0, "#", "serde", &self.serde);
        }
        out
    }
}

impl Printer<'_> {
    /// A name for a type that has none.
    pub fn free_type(&mut self, hint: &str) -> String {
        let hint = if hint.trim().is_empty() { "Item" } else { hint };
        self.scope.claim(hint, TypeName::make).as_str().to_owned()
    }

    /// A component, and what it needs.
    pub fn component(&mut self, name: &str, schema: &Value) {
        let ident = self.names[name].clone();
        let slot = self.begin();
        let named = (ident != name).then(|| format!("name = {}", text::string(name)));
        let empty = Map::new();
        let (annotations, mut rest) = keys::split(schema.as_object().unwrap_or(&empty));
        let mut about = Typed::default();
        self.annotate(&mut about, annotations);
        let docs = about.description.take();
        let mut entries: Vec<String> = named.into_iter().collect();
        entries.append(&mut about.annotations);
        let mut head = Head {
            docs: docs.as_deref(),
            schema: entries,
            ..Head::default()
        };
        let item = if schema.is_boolean() {
            let ty = if schema == &Value::Bool(true) {
                "Any"
            } else {
                "Never"
            };
            wrapper(&ident, ty, head)
        } else if let Some(values) = units(&rest) {
            let (rename_all, body) = variants(&values);
            head.serde.extend(rename_all);
            format!("{}pub enum {ident} {{\n{body}}}\n", head.print())
        } else if is_record(&rest) {
            self.fields(&ident, &mut rest, head)
        } else if let Some((serde, schema, body)) = self.choice(&rest) {
            head.serde.extend(serde);
            head.schema.extend(schema);
            format!("{}pub enum {ident} {{\n{body}}}\n", head.print())
        } else {
            let typed = self.ty(&Value::Object(rest), &ident);
            head.schema.extend(typed.constraints);
            wrapper(&ident, &typed.text, head)
        };
        self.end(slot, item);
    }

    /// A type that stands wherever it is used, under `hint`.
    pub fn newtype(&mut self, typed: &Typed, hint: &str) -> String {
        let slot = self.begin();
        let ident = self.free_type(hint);
        let mut schema = typed.constraints.clone();
        schema.extend(typed.annotations.iter().cloned());
        let head = Head {
            docs: typed.description.as_deref(),
            schema,
            inline: true,
            ..Head::default()
        };
        let item = wrapper(&ident, &typed.text, head);
        self.end(slot, item);
        ident
    }

    /// An enum of texts, without a component.
    pub fn unit_enum(&mut self, values: &[Value], hint: &str) -> String {
        let names: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        let known = self.enums.iter().find(|(own, _)| *own == names);
        if let Some((_, ident)) = known {
            return ident.clone();
        }
        let slot = self.begin();
        let ident = self.free_type(hint);
        let (rename_all, body) = variants(&names);
        let head = Head {
            serde: rename_all.into_iter().collect(),
            inline: true,
            ..Head::default()
        };
        self.end(
            slot,
            format!("{}pub enum {ident} {{\n{body}}}\n", head.print()),
        );
        let names = names.into_iter().map(str::to_owned).collect();
        self.enums.push((names, ident.clone()));
        ident
    }

    /// A struct without a component.
    pub fn record(&mut self, ident: &str, rest: &mut Map<String, Value>) {
        let slot = self.begin();
        let head = Head {
            inline: true,
            ..Head::default()
        };
        let item = self.fields(ident, rest, head);
        self.end(slot, item);
    }

    fn fields(&mut self, ident: &str, rest: &mut Map<String, Value>, mut head: Head<'_>) -> String {
        let mut patch = Map::new();
        if rest.shift_remove("type").is_none() {
            patch.insert("type".to_owned(), Value::Null);
        }
        let properties = match rest.shift_remove("properties") {
            Some(Value::Object(properties)) => properties,
            _ => Map::new(),
        };
        let required: Vec<String> = rest
            .shift_remove("required")
            .and_then(|it| serde_json::from_value(it).ok())
            .unwrap_or_default();
        if required.iter().any(|name| !properties.contains_key(name)) {
            patch.insert("required".to_owned(), json!(required));
        }
        let mut scope = Scope::default();
        let mut body = String::new();
        for (wire, schema) in &properties {
            let name = scope.claim(wire, ValueName::make);
            let typed = self.ty(schema, &format!("{ident} {wire}"));
            let needed = required.contains(wire);
            self.field(&mut body, name.as_str(), wire, typed, needed);
        }
        match rest.shift_remove("additionalProperties") {
            None => {}
            Some(Value::Bool(false)) => head.serde.push("deny_unknown_fields".to_owned()),
            Some(value) if value == json!({}) || value == Value::Bool(true) => {
                head.schema.push("additional_properties = true".to_owned());
            }
            Some(value) => {
                let value = self.bare(&value, &format!("{ident} value"));
                let name = scope.claim("extra", ValueName::make);
                body.push_str(&format!(
                    "    #[serde(flatten)]\n    pub {}: HashMap<String, {value}>,\n",
                    name.as_str()
                ));
            }
        }
        for (key, value) in rest.iter() {
            let entry = self.constraint(key, value, ident);
            head.schema.push(entry);
        }
        if !patch.is_empty() {
            let entry = self.raw(&Value::Object(patch));
            head.schema.push(entry);
        }
        if body.is_empty() {
            return format!("{}pub struct {ident} {{}}\n", head.print());
        }
        format!("{}pub struct {ident} {{\n{body}}}\n", head.print())
    }

    fn field(&mut self, body: &mut String, name: &str, wire: &str, typed: Typed, needed: bool) {
        let mut entries = typed.constraints;
        entries.extend(typed.annotations);
        if needed && typed.has_default {
            entries.push("required".to_owned());
        }
        match &typed.description {
            Some(docs) if text::is_doc(docs) => text::docs(body, 4, "///", docs),
            Some(docs) => entries.push(format!("description = {}", text::string(docs))),
            None => {}
        }
        if case::field(self.rename_all, name.trim_start_matches("r#")) != wire {
            body.push_str(&format!("    #[serde(rename = {})]\n", text::string(wire)));
        }
        if !entries.is_empty() {
            text::attribute(body, 4, "#", "schema", &entries);
        }
        let ty = if needed || typed.has_default {
            typed.text
        } else {
            format!("Option<{}>", typed.text)
        };
        body.push_str(&format!("    pub {name}: {ty},\n"));
    }

    /// A choice among components: the entries of `#[serde(…)]` and `#[schema(…)]`, and the variants.
    fn choice(&mut self, rest: &Map<String, Value>) -> Option<(Vec<String>, Vec<String>, String)> {
        let key = ["oneOf", "anyOf"]
            .into_iter()
            .find(|key| rest.contains_key(*key))?;
        let discriminator = rest.get("discriminator");
        if rest.len() != 1 + usize::from(discriminator.is_some()) {
            return None;
        }
        let branches = rest.get(key)?.as_array()?;
        let targets: Option<Vec<String>> = branches
            .iter()
            .map(|branch| {
                let only = branch.as_object().is_some_and(|it| it.len() == 1);
                let target = branch.get("$ref").filter(|_| only)?.as_str()?;
                let name = target.strip_prefix("#/components/schemas/")?;
                Some(super::super::walk::decode(name)).filter(|it| self.names.contains_key(it))
            })
            .collect();
        let targets = targets.filter(|it| !it.is_empty())?;
        let tags = discriminator
            .filter(|_| key == "oneOf")
            .and_then(|it| self.tag_names(it, &targets));
        let mut serde = Vec::new();
        let mut schema = Vec::new();
        if let Some((property, _)) = &tags {
            serde.push(format!("tag = {}", text::string(property)));
        } else {
            serde.push("untagged".to_owned());
            if key == "oneOf" {
                schema.push("one_of".to_owned());
            }
            if let Some(discriminator) = discriminator {
                schema.push(self.constraint("discriminator", discriminator, ""));
            }
        }
        let mut scope = Scope::default();
        let mut body = String::new();
        for (index, target) in targets.iter().enumerate() {
            let variant = scope.claim(target, TypeName::variant);
            if let Some((_, tags)) = &tags
                && tags[index] != variant.as_str()
            {
                body.push_str(&format!(
                    "    #[serde(rename = {})]\n",
                    text::string(&tags[index])
                ));
            }
            let ident = self.names[target].clone();
            body.push_str(&format!("    {}({ident}),\n", variant.as_str()));
            self.uses.push(target.clone());
        }
        Some((serde, schema, body))
    }

    /// The tag of each branch, where every branch is a struct that has the tag as a field and has one tag.
    fn tag_names(
        &self,
        discriminator: &Value,
        targets: &[String],
    ) -> Option<(String, Vec<String>)> {
        let property = discriminator.get("propertyName")?.as_str()?;
        let mapping = discriminator.get("mapping")?.as_object()?;
        if discriminator.as_object()?.len() != 2 || mapping.len() != targets.len() {
            return None;
        }
        let tag = |target: &String| {
            let schema = self.schemas.get(target)?.as_object()?;
            let (_, rest) = keys::split(schema);
            let fields = schema.get("properties")?.as_object()?;
            if !is_record(&rest) || !fields.contains_key(property) {
                return None;
            }
            let found = mapping.iter().find(|(_, to)| {
                to.as_str().is_some_and(|to| {
                    to == target || to.strip_prefix("#/components/schemas/") == Some(target)
                })
            })?;
            Some(found.0.clone())
        };
        let tags: Option<Vec<String>> = targets.iter().map(tag).collect();
        Some((property.to_owned(), tags?))
    }

    /// Does a reference lead to a component that is a struct with fields?
    pub fn is_struct(&self, target: &str) -> bool {
        let name = target
            .strip_prefix("#/components/schemas/")
            .unwrap_or_default();
        let name = super::super::walk::decode(name);
        let schema = self.schemas.get(&name).and_then(Value::as_object);
        schema.is_some_and(|it| is_record(&keys::split(it).1) && units(it).is_none())
    }

    /// Is a component an enum without data?
    pub fn is_enumeration(&self, name: &str) -> bool {
        let schema = self.schemas.get(name).and_then(Value::as_object);
        schema.is_some_and(|it| units(&keys::split(it).1).is_some())
    }
}

fn is_record(rest: &Map<String, Value>) -> bool {
    let kind = rest.get("type");
    let fields = rest.get("properties").is_some_and(|it| it != &json!({}));
    let closed = rest.get("additionalProperties") == Some(&Value::Bool(false));
    !rest.contains_key("$ref")
        && ((kind == Some(&json!("object")) && (fields || closed)) || (kind.is_none() && fields))
}

/// The texts of an enum that is nothing else.
fn units(rest: &Map<String, Value>) -> Option<Vec<&str>> {
    let values = rest.get("enum")?.as_array()?;
    if rest.len() != 2 || rest.get("type") != Some(&json!("string")) || values.is_empty() {
        return None;
    }
    let names: Vec<&str> = values.iter().map(Value::as_str).collect::<Option<_>>()?;
    let distinct = names
        .iter()
        .enumerate()
        .all(|(at, name)| !names[..at].contains(name));
    distinct.then_some(names)
}

/// The entry for `#[serde(…)]`, and the variants.
fn variants(values: &[&str]) -> (Option<String>, String) {
    let mut scope = Scope::default();
    let idents: Vec<TypeName> = values
        .iter()
        .map(|value| scope.claim(value, TypeName::variant))
        .collect();
    let agree = |case: &str| {
        let pairs = idents.iter().zip(values);
        pairs
            .filter(|(ident, value)| case::variant(case, ident.as_str()) == **value)
            .count()
    };
    let mut best = "PascalCase";
    for case in case::CASES {
        if agree(case) > agree(best) {
            best = case;
        }
    }
    let mut body = String::new();
    for (ident, value) in idents.iter().zip(values) {
        if case::variant(best, ident.as_str()) != **value {
            body.push_str(&format!("    #[serde(rename = {})]\n", text::string(value)));
        }
        body.push_str(&format!("    {},\n", ident.as_str()));
    }
    let entry = (best != "PascalCase").then(|| format!("rename_all = \"{best}\""));
    (entry, body)
}

/// A struct around a value; another name for a combination of types.
fn wrapper(ident: &str, ty: &str, mut head: Head<'_>) -> String {
    let combines = ty.contains(['<', '(', '[']) || matches!(ty, "Any" | "Object" | "Never");
    if !combines {
        return format!("{}pub struct {ident}({ty});\n", head.print());
    }
    if head.schema.is_empty() && !head.inline {
        // An alias is a component only where it says so.
        let docs = head.docs.filter(|it| text::is_doc(it));
        head.docs = head.docs.filter(|_| docs.is_none());
        if head.docs.is_none() {
            let mut out = String::new();
            text::docs(&mut out, 0, "///", docs.unwrap_or_default());
            return format!("{out}#[schema]\npub type {ident} = {ty};\n");
        }
    }
    format!("{}pub type {ident} = {ty};\n", head.print())
}
