//! Schemas → types of the language, with what attributes must say beside them.

use super::keys;
use super::{Printer, text};
use serde_json::{Map, Value, json};

/// A type, and the entries of a `#[schema(…)]` beside it.
#[derive(Debug, Default)]
pub struct Typed {
    pub text: String,
    /// Of the value itself.
    pub constraints: Vec<String>,
    /// Of the place where it is used: title, default, examples, …
    pub annotations: Vec<String>,
    pub description: Option<String>,
    pub has_default: bool,
    /// Is it one text on the wire, or a list of those, beyond doubt?
    pub is_scalar: bool,
}

impl Typed {
    fn of(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    fn scalar(text: impl Into<String>) -> Self {
        Self {
            is_scalar: true,
            ..Self::of(text)
        }
    }

    /// Every entry, the description as one.
    pub fn entries(&self) -> Vec<String> {
        let description = self
            .description
            .iter()
            .map(|it| format!("description = {}", text::string(it)));
        let all = self.constraints.iter().chain(&self.annotations).cloned();
        all.chain(description).collect()
    }
}

impl Printer<'_> {
    /// The type of a schema; `hint` names what has no name of its own.
    pub fn ty(&mut self, schema: &Value, hint: &str) -> Typed {
        let Value::Object(members) = schema else {
            return Typed::of(if schema == &Value::Bool(false) {
                "Never"
            } else {
                "Any"
            });
        };
        let (annotations, mut rest) = keys::split(members);
        let holds = |kind: &str| {
            members.get("type").is_some_and(|it| {
                it == kind || it.as_array().is_some_and(|it| it.contains(&kind.into()))
            })
        };
        let is_container = holds("array") || holds("object");
        let mut typed = self.core(&mut rest, hint);
        for (key, value) in &rest {
            // Of a list or map `min_length` would be the number of its items.
            let entry = if is_container && matches!(key.as_str(), "minLength" | "maxLength") {
                self.raw(&json!({ key: value }))
            } else {
                self.constraint(key, value, hint)
            };
            typed.is_scalar &= !matches!(key.as_str(), "type" | "anyOf" | "oneOf" | "allOf");
            typed.constraints.push(entry);
        }
        self.annotate(&mut typed, annotations);
        typed
    }

    /// The type where no attribute can stand: what needs some becomes a type of its own, without a component.
    pub fn bare(&mut self, schema: &Value, hint: &str) -> String {
        let typed = self.ty(schema, hint);
        if typed.constraints.is_empty()
            && typed.annotations.is_empty()
            && typed.description.is_none()
        {
            return typed.text;
        }
        self.newtype(&typed, hint)
    }

    pub fn annotate(&mut self, typed: &mut Typed, annotations: Map<String, Value>) {
        let mut rest = Map::new();
        let mut examples = Vec::new();
        if let Some(example) = annotations.get("example") {
            examples.push(example.clone());
        }
        for (key, value) in annotations {
            match (key.as_str(), &value) {
                ("description", Value::String(text)) => typed.description = Some(text.clone()),
                ("title", Value::String(title)) => typed
                    .annotations
                    .push(format!("title = {}", text::string(title))),
                ("default", value) => {
                    typed.has_default = true;
                    let entry = format!("default = {}", text::value(value));
                    typed.annotations.push(entry);
                }
                ("deprecated" | "readOnly" | "writeOnly", Value::Bool(flag)) => {
                    if *flag {
                        typed.annotations.push(keys::snake(&key));
                    }
                }
                ("example", _) => {}
                ("examples", Value::Array(more)) => examples.extend(more.iter().cloned()),
                (name, value) if name.starts_with("x-") => {
                    typed.annotations.push(text::extension(name, value));
                }
                // As a member of a patch, null takes a member away: there is none to take.
                (_, Value::Null) => {}
                _ => {
                    rest.insert(key, value);
                }
            }
        }
        match &examples[..] {
            [] => {}
            [one] => typed
                .annotations
                .push(format!("example = {}", text::value(one))),
            more => {
                let entry = format!("examples = {}", text::value(&more.into()));
                typed.annotations.push(entry);
            }
        }
        if !rest.is_empty() {
            typed.annotations.push(self.raw(&Value::Object(rest)));
        }
    }

    /// An object as it is; what it refers to must be there.
    pub fn raw(&mut self, value: &Value) -> String {
        self.refer(value);
        text::json(value)
    }

    /// What the type itself says is taken out of `rest`.
    fn core(&mut self, rest: &mut Map<String, Value>, hint: &str) -> Typed {
        if let Some(typed) = self.reference(rest) {
            return typed;
        }
        if let Some(typed) = self.nullable(rest, hint) {
            return typed;
        }
        let kind = rest.get("type").and_then(Value::as_str).map(str::to_owned);
        if let Some(typed) = self.enumeration(rest, kind.as_deref(), hint) {
            return typed;
        }
        match kind.as_deref() {
            Some("string") => string(rest),
            Some("integer") => integer(rest),
            Some("number") => number(rest),
            Some("boolean") => taken(rest, "bool"),
            Some("null") => {
                rest.shift_remove("type");
                Typed::of("()")
            }
            Some("array") => self.array(rest, hint),
            Some("object") => self.object(rest, hint),
            _ if rest.contains_key("properties") => self.object(rest, hint),
            _ => self.union(rest, hint),
        }
    }

    fn reference(&mut self, rest: &mut Map<String, Value>) -> Option<Typed> {
        let target = rest.get("$ref")?.as_str()?;
        let name = target.strip_prefix("#/components/schemas/")?;
        let name = super::super::walk::decode(name);
        let ident = self.names.get(&name)?.clone();
        let is_scalar = self.is_enumeration(&name);
        self.uses.push(name);
        rest.shift_remove("$ref");
        Some(Typed {
            is_scalar,
            ..Typed::of(ident)
        })
    }

    /// `type: [T, null]`, and `anyOf: [T, {type: null}]` where T is no plain type.
    fn nullable(&mut self, rest: &mut Map<String, Value>, hint: &str) -> Option<Typed> {
        const COMPOSED: [&str; 8] = [
            "enum", "const", "$ref", "allOf", "oneOf", "anyOf", "not", "if",
        ];
        if let Some(Value::Array(kinds)) = rest.get("type") {
            let others: Vec<&Value> = kinds.iter().filter(|kind| *kind != "null").collect();
            let [kind] = others[..] else {
                return None;
            };
            if kinds.len() != 2 || COMPOSED.iter().any(|key| rest.contains_key(*key)) {
                return None;
            }
            let kind = kind.clone();
            rest.insert("type".to_owned(), kind);
            let inner = self.core(rest, hint);
            return Some(Typed {
                text: format!("Nullable<{}>", inner.text),
                ..inner
            });
        }
        if rest.len() != 1 {
            return None;
        }
        let Some(Value::Array(branches)) = rest.get("anyOf") else {
            return None;
        };
        let [inner, null] = &branches[..] else {
            return None;
        };
        let members = inner.as_object()?;
        let composed = COMPOSED.iter().any(|key| members.contains_key(*key));
        let choice = members.len() == 1 && members.contains_key("anyOf");
        if *null != json!({ "type": "null" }) || !composed || choice {
            return None;
        }
        let inner = inner.clone();
        let typed = self.ty(&inner, hint);
        if !typed.annotations.is_empty()
            || typed.description.is_some()
            || !typed.constraints.is_empty()
        {
            return None;
        }
        rest.clear();
        Some(Typed {
            text: format!("Nullable<{}>", typed.text),
            ..typed
        })
    }

    /// Constants, and enums without data.
    fn enumeration(
        &mut self,
        rest: &mut Map<String, Value>,
        kind: Option<&str>,
        hint: &str,
    ) -> Option<Typed> {
        if let Some(constant) = rest.get("const").cloned() {
            if rest.contains_key("enum") || keys::type_of(std::slice::from_ref(&constant)) != kind {
                return None;
            }
            rest.shift_remove("const");
            rest.shift_remove("type");
            return Some(Typed::scalar(format!(
                "Literal<{}>",
                text::value(&constant)
            )));
        }
        let Some(Value::Array(values)) = rest.get("enum") else {
            return None;
        };
        let values = values.clone();
        let distinct = values
            .iter()
            .enumerate()
            .all(|(at, value)| !values[..at].contains(value));
        if kind.is_none() || keys::type_of(&values) != kind || !distinct {
            return None;
        }
        if kind == Some("string") {
            rest.shift_remove("enum");
            rest.shift_remove("type");
            let ident = self.unit_enum(&values, hint);
            return Some(Typed::scalar(ident));
        }
        let literals: Vec<String> = values.iter().map(text::value).collect();
        let negative = literals.iter().any(|it| it.starts_with('-'));
        if literals.len() < 2 || negative {
            return None;
        }
        rest.shift_remove("enum");
        rest.shift_remove("type");
        Some(Typed::scalar(format!("Literal<{}>", literals.join(", "))))
    }

    fn array(&mut self, rest: &mut Map<String, Value>, hint: &str) -> Typed {
        let size = |rest: &Map<String, Value>, key: &str| rest.get(key).and_then(Value::as_u64);
        let (least, most) = (size(rest, "minItems"), size(rest, "maxItems"));
        if let Some(Value::Array(prefix)) = rest.get("prefixItems").cloned()
            && !rest.contains_key("items")
            && prefix.len() > 1
            && [least, most] == [Some(prefix.len() as u64); 2]
        {
            for key in ["type", "prefixItems", "minItems", "maxItems"] {
                rest.shift_remove(key);
            }
            let items: Vec<String> = prefix
                .iter()
                .enumerate()
                .map(|(index, item)| self.bare(item, &format!("{hint} item {}", index + 1)))
                .collect();
            return Typed::of(format!("({})", items.join(", ")));
        }
        let Some(items) = rest.get("items").cloned() else {
            // The keyword alone: no type of the language leaves the items open without saying so.
            return Typed::of("Any");
        };
        rest.shift_remove("type");
        rest.shift_remove("items");
        let item = self.list_item(&items, hint);
        let is_scalar = item.is_scalar;
        let item = item.text;
        if let (Some(least), Some(most)) = (least, most)
            && least == most
            && least > 0
        {
            rest.shift_remove("minItems");
            rest.shift_remove("maxItems");
            return Typed {
                is_scalar,
                ..Typed::of(format!("[{item}; {least}]"))
            };
        }
        let unique = rest.get("uniqueItems") == Some(&Value::Bool(true));
        if unique {
            rest.shift_remove("uniqueItems");
        }
        let list = if unique { "HashSet" } else { "Vec" };
        Typed {
            is_scalar,
            ..Typed::of(format!("{list}<{item}>"))
        }
    }

    fn list_item(&mut self, items: &Value, hint: &str) -> Typed {
        let hint = format!("{hint} item");
        let typed = self.ty(items, &hint);
        if typed.entries().is_empty() {
            return Typed {
                is_scalar: typed.is_scalar && !typed.text.starts_with(['V', 'H', '[']),
                ..typed
            };
        }
        let is_scalar = typed.is_scalar && !typed.text.starts_with(['V', 'H', '[']);
        Typed {
            is_scalar,
            ..Typed::of(self.newtype(&typed, &hint))
        }
    }

    fn object(&mut self, rest: &mut Map<String, Value>, hint: &str) -> Typed {
        let has_fields = rest.get("properties").is_some_and(|it| it != &json!({}));
        let closed = rest.get("additionalProperties") == Some(&Value::Bool(false));
        if has_fields || closed {
            let said = Value::Object(rest.clone()).to_string();
            if let Some(known) = self.records.get(&said) {
                rest.clear();
                return Typed::of(known.clone());
            }
            let ident = self.free_type(hint);
            self.record(&ident, rest);
            self.records.insert(said, ident.clone());
            rest.clear();
            return Typed::of(ident);
        }
        rest.shift_remove("properties");
        rest.shift_remove("type");
        let Some(value) = rest.shift_remove("additionalProperties") else {
            return Typed::of("Object");
        };
        let value = self.bare(&value, &format!("{hint} value"));
        Typed::of(format!("HashMap<String, {value}>"))
    }

    /// `AllOf<(A, B)>` and the like, where nothing else is said.
    fn union(&mut self, rest: &mut Map<String, Value>, hint: &str) -> Typed {
        let known = [("allOf", "AllOf"), ("anyOf", "AnyOf"), ("oneOf", "OneOf")];
        let found = known.iter().find(|(key, _)| rest.contains_key(*key));
        if let Some((key, name)) = found
            && let Some(Value::Array(branches)) = rest.get(*key).cloned()
            && !branches.is_empty()
        {
            rest.shift_remove(*key);
            let branches: Vec<String> = branches
                .iter()
                .enumerate()
                .map(|(index, branch)| {
                    self.bare(
                        branch,
                        &format!("{hint} {}", super::item::ordinal(index, branch)),
                    )
                })
                .collect();
            // A tuple of one is written with a comma.
            let comma = if branches.len() == 1 { "," } else { "" };
            return Typed::of(format!("{name}<({}{comma})>", branches.join(", ")));
        }
        if rest.len() == 1
            && let Some(not) = rest.shift_remove("not")
        {
            return Typed::of(format!("Not<{}>", self.bare(&not, &format!("not {hint}"))));
        }
        Typed::of("Any")
    }

    /// A keyword as an entry of `#[schema(…)]`.
    pub fn constraint(&mut self, key: &str, value: &Value, hint: &str) -> String {
        let name = keys::short(key);
        let hint = format!("{hint} {}", keys::snake(key));
        match keys::takes(key) {
            Some(keys::Takes::Plain) => match value {
                Value::Bool(true) => name,
                value => format!("{name} = {}", text::value(value)),
            },
            Some(keys::Takes::Schema) => format!("{name} = {}", self.schema_or_flag(value, &hint)),
            Some(keys::Takes::Schemas) => {
                let items: Vec<String> = value
                    .as_array()
                    .into_iter()
                    .flatten()
                    .enumerate()
                    .map(|(index, item)| {
                        let hint = format!("{hint} {}", super::item::ordinal(index, item));
                        self.schema_or_flag(item, &hint)
                    })
                    .collect();
                format!("{name} = [{}]", items.join(", "))
            }
            Some(keys::Takes::SchemaMap) => {
                let items: Vec<String> = value
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(key, item)| {
                        let ty = self.schema_or_flag(item, &format!("{hint} {key}"));
                        format!("{}: {ty}", text::string(key))
                    })
                    .collect();
                format!("{name} = {{ {} }}", items.join(", "))
            }
            Some(keys::Takes::Discriminator) => self.discriminator(value),
            // As a member of a patch, null takes a member away: there is none to take.
            None if value.is_null() => "json = \"{}\"".to_owned(),
            None => self.raw(&json!({ key: value })),
        }
    }

    fn schema_or_flag(&mut self, value: &Value, hint: &str) -> String {
        match value {
            Value::Bool(flag) => flag.to_string(),
            schema => self.bare(schema, hint),
        }
    }

    fn discriminator(&mut self, value: &Value) -> String {
        let members = value.as_object();
        let only = members.is_some_and(|it| it.len() == 1);
        match value.get("propertyName").and_then(Value::as_str) {
            Some(property) if only => format!("discriminator = {}", text::string(property)),
            _ => {
                let mut value = value.clone();
                // A name among the components is the short form of a reference.
                if let Some(Value::Object(mapping)) = value.get_mut("mapping") {
                    for target in mapping.values_mut() {
                        if let Some(name) =
                            target.as_str().filter(|it| self.names.contains_key(*it))
                        {
                            *target = format!("#/components/schemas/{name}").into();
                        }
                    }
                }
                self.raw(&json!({ "discriminator": value }))
            }
        }
    }
}

fn taken(rest: &mut Map<String, Value>, name: &str) -> Typed {
    rest.shift_remove("type");
    Typed::scalar(name)
}

fn string(rest: &mut Map<String, Value>) -> Typed {
    rest.shift_remove("type");
    if rest.get("contentEncoding") == Some(&json!("base64")) && !rest.contains_key("format") {
        rest.shift_remove("contentEncoding");
        return Typed::of("Bytes");
    }
    let format = rest.get("format").and_then(Value::as_str);
    let known = match format {
        Some("uuid") => "Uuid",
        Some("date-time") => "DateTime<Utc>",
        Some("date") => "NaiveDate",
        Some("time") => "NaiveTime",
        Some("duration") => "Duration",
        Some("uri") => "Url",
        Some("email") => "Email",
        Some("ipv4") => "Ipv4Addr",
        Some("ipv6") => "Ipv6Addr",
        Some("hostname") => "Hostname",
        Some("decimal") => "Decimal",
        _ => return Typed::scalar("String"),
    };
    rest.shift_remove("format");
    Typed::scalar(known)
}

fn integer(rest: &mut Map<String, Value>) -> Typed {
    rest.shift_remove("type");
    // A bound of its own stands in the place of the type's.
    let least = rest.get("minimum").and_then(Value::as_u64);
    let above = rest.get("exclusiveMinimum").and_then(Value::as_u64);
    let natural = match (least, above) {
        (Some(_), None) => !rest.contains_key("exclusiveMinimum"),
        (None, Some(_)) => !rest.contains_key("minimum"),
        _ => false,
    };
    let known = match rest.get("format").and_then(Value::as_str) {
        Some("int32") => "i32",
        Some("int64") => "i64",
        Some("uint32") if natural => "u32",
        Some("uint64") if natural => "u64",
        _ => return Typed::scalar("Integer"),
    };
    rest.shift_remove("format");
    if known.starts_with('u') && least == Some(0) {
        rest.shift_remove("minimum");
    }
    Typed::scalar(known)
}

fn number(rest: &mut Map<String, Value>) -> Typed {
    rest.shift_remove("type");
    let known = match rest.get("format").and_then(Value::as_str) {
        Some("float") => "f32",
        Some("double") => "f64",
        _ => return Typed::scalar("Number"),
    };
    rest.shift_remove("format");
    Typed::scalar(known)
}
