//! `enum` → variants, `oneOf`/`anyOf` → branches, and how branches are told apart.

use super::flat::{self, Flat, UnionKeyword};
use super::shape::{Form, Shape};
use super::{Context, Key, Planner, Side};
use crate::ir::{SchemaId, Type as JsonType, TypeSet};
use crate::naming::{Name, Scope, TypeName};
use crate::plan::Profile;
use crate::plan::model::{Branch, Choice, Tag, Union, Variant};
use serde_json::Value;

/// Constants → variants; a name says what the value says.
pub fn choice(values: &[Value], named: bool) -> Choice {
    let mut scope = Scope::default();
    let variants = values
        .iter()
        .map(|value| {
            let text = match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            Variant {
                name: scope.claim(&text, TypeName::variant),
                value: value.clone(),
            }
        })
        .collect();
    Choice { named, variants }
}

/// What the branches are called: as short as the union's name allows, in full where that would be the same for two.
fn variants(texts: &[String], union: &TypeName) -> Vec<TypeName> {
    let short: Vec<String> = texts
        .iter()
        .map(|text| TypeName::branch(text, union))
        .collect();
    let is_unique = |name: &String| short.iter().filter(|other| *other == name).count() == 1;
    let mut scope = Scope::default();
    let chosen = short.iter().zip(texts);
    chosen
        .map(|(short, text)| if is_unique(short) { short } else { text })
        .map(|text| scope.claim(text, TypeName::variant))
        .collect()
}

/// The pattern of a decimal's text.
const DECIMAL: &str = r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$";

/// Longer lists of values are not looked through to tell branches apart.
const LISTED: usize = 16;

/// What telling branches apart looks at.
pub(super) struct Traits {
    pub(super) kinds: TypeSet,
    pub(super) required: Vec<String>,
    pub(super) properties: Vec<String>,
    /// Required property → the scalars that are its only values.
    pub(super) constants: Vec<(String, Vec<Value>)>,
}

impl Planner<'_, '_> {
    pub(super) fn union(
        &mut self,
        key: Key,
        name: &TypeName,
        union: &UnionKeyword,
        form: &Form,
    ) -> Union {
        let side = key.1.unwrap_or(Side::Request);
        let traits: Vec<Traits> = union
            .branches
            .iter()
            .map(|&branch| self.traits(branch))
            .collect();
        let ids = union.branches.iter().enumerate();
        let texts: Vec<String> = ids
            .map(|(at, &schema)| self.branch_name(schema, &traits[at], at))
            .collect();
        let names = variants(&texts, name);
        let mut branches = Vec::new();
        for (at, &schema) in union.branches.iter().enumerate() {
            let (text, ident) = (&texts[at], names[at].clone());
            let read = self.read(schema, side, &Context::new(name, ident.as_str()));
            let others = || {
                traits
                    .iter()
                    .enumerate()
                    .filter(move |(other, _)| *other != at)
                    .map(|(_, traits)| traits)
            };
            let only = traits[at]
                .required
                .iter()
                .filter(|property| others().all(|other| !other.properties.contains(property)))
                .cloned()
                .collect();
            let constant = traits[at]
                .constants
                .iter()
                .find(|(property, values)| {
                    others().all(|other| {
                        other
                            .constants
                            .iter()
                            .any(|(name, known)| name == property && are_apart(values, known))
                    })
                })
                .cloned();
            branches.push(Branch {
                name: ident,
                label: match self.profile {
                    Profile::FastApi => self.validator(schema, 0),
                    Profile::Strict => self.label(schema, text),
                },
                ty: read.ty,
                reader: read.reader,
                kinds: traits[at].kinds,
                required: traits[at].required.clone(),
                only,
                constant,
            });
        }
        let tag = self.tag(union);
        if tag.is_none() {
            self.find_ambiguity(key, name, union, &texts);
        }
        Union {
            title: self.arena[key.0]
                .name
                .clone()
                .unwrap_or_else(|| name.as_str().to_owned()),
            exclusive: union.exclusive,
            decimal: self.is_decimal(union),
            tag,
            branches,
            guards: self.guards(form),
        }
    }

    /// Pydantic's schema of a decimal: a number, then a string, of which older versions give the pattern.
    fn is_decimal(&mut self, union: &UnionKeyword) -> bool {
        let &[number, string] = union.branches.as_slice() else {
            return false;
        };
        let number = self.validator(number, 0);
        let text = self.validator(string, 0);
        let pattern = flat::flatten(&self.arena, string).text.pattern;
        self.profile == Profile::FastApi
            && !union.exclusive
            && matches!(number.as_str(), "float" | "constrained-float")
            && (text == "str" || pattern.as_deref() == Some(DECIMAL))
    }

    /// The discriminator, when every branch has a value of its own: by `mapping`, by the branch's constant, else by
    /// the branch's name (OpenAPI 3.1 section 4.8.25).
    fn tag(&mut self, union: &UnionKeyword) -> Option<Tag> {
        let discriminator = union.discriminator.as_ref()?;
        let mut values: Vec<(String, usize)> = Vec::new();
        for (value, &target) in &discriminator.mapping {
            // A branch that includes another one leads there, too.
            let mut branches = union.branches.iter();
            let exact = union.branches.iter().position(|&branch| branch == target);
            let found =
                exact.or_else(|| branches.position(|&branch| self.leads_to(branch, target)));
            values.extend(found.map(|at| (value.clone(), at)));
        }
        for (at, &branch) in union.branches.iter().enumerate() {
            if values.iter().any(|(_, mapped)| *mapped == at) {
                continue;
            }
            let flat = flat::flatten(&self.arena, branch);
            let constants = self.values_of(&flat, &discriminator.property);
            if constants.is_empty() {
                values.extend(self.branch_component(branch).map(|name| (name, at)));
            } else {
                values.extend(constants.into_iter().map(|value| (value, at)));
            }
        }
        self.sort_tags(union, &discriminator.property, &mut values);
        let complete =
            (0..union.branches.len()).all(|at| values.iter().any(|(_, mapped)| *mapped == at));
        let distinct = values
            .iter()
            .enumerate()
            .all(|(at, (value, _))| values[..at].iter().all(|(known, _)| known != value));
        (complete && distinct).then(|| Tag {
            property: discriminator.property.clone(),
            values,
        })
    }

    /// In the order of the branches, then of the branch's own list: the mapping may be in any.
    fn sort_tags(&self, union: &UnionKeyword, property: &str, values: &mut [(String, usize)]) {
        let listed: Vec<Vec<String>> = union
            .branches
            .iter()
            .map(|&branch| self.values_of(&flat::flatten(&self.arena, branch), property))
            .collect();
        values.sort_by_key(|(value, at)| (*at, listed[*at].iter().position(|one| one == value)));
    }

    fn leads_to(&self, branch: SchemaId, target: SchemaId) -> bool {
        flat::flatten(&self.arena, branch)
            .sources
            .first()
            .is_some_and(|&first| first == target)
            || self.arena[branch].reference == Some(target)
            || (self.arena[branch].name.is_none() || self.arena[branch].all_of.len() == 2)
                && self.arena[branch].all_of.contains(&target)
    }

    fn branch_component(&self, branch: SchemaId) -> Option<String> {
        let schema = &self.arena[branch];
        schema.name.clone().or_else(|| {
            schema
                .reference
                .and_then(|target| self.arena[target].name.clone())
        })
    }

    /// The string constants a property may have.
    pub(super) fn values_of(&self, flat: &Flat, property: &str) -> Vec<String> {
        let Some(schemas) = flat.properties.get(property) else {
            return Vec::new();
        };
        for &schema in schemas {
            let inner = flat::flatten(&self.arena, schema);
            if let Some(values) = inner.values {
                return values
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect();
            }
        }
        Vec::new()
    }

    /// The values a property may have, when they are listed and all scalars.
    fn scalars_of(&self, flat: &Flat, property: &str) -> Option<Vec<Value>> {
        let schemas = flat.properties.get(property)?;
        let values = schemas
            .iter()
            .find_map(|&schema| flat::flatten(&self.arena, schema).values)?;
        let are_scalars = values
            .iter()
            .all(|value| !value.is_array() && !value.is_object());
        (are_scalars && values.len() <= LISTED).then_some(values)
    }

    pub(super) fn traits(&self, branch: SchemaId) -> Traits {
        let flat = flat::flatten(&self.arena, branch);
        let constants = flat
            .required
            .iter()
            .filter_map(|property| {
                self.scalars_of(&flat, property)
                    .map(|values| (property.clone(), values))
            })
            .collect();
        Traits {
            kinds: self.kinds(branch, 0),
            required: flat.required.iter().cloned().collect(),
            properties: flat
                .properties
                .keys()
                .chain(flat.required.iter())
                .cloned()
                .collect(),
            constants,
        }
    }

    /// The JSON types a schema can accept; all of them when it does not say.
    pub(crate) fn kinds(&self, id: SchemaId, depth: usize) -> TypeSet {
        let every: TypeSet = JsonType::ALL
            .into_iter()
            .collect::<TypeSet>()
            .without(JsonType::Integer);
        if depth > 16 {
            return every;
        }
        let flat = flat::flatten(&self.arena, id);
        let mut kinds = flat.types.unwrap_or(every);
        if let Some(values) = &flat.values {
            kinds = kinds_of_values(values, kinds);
        }
        for union in &flat.unions {
            let of_branches = union
                .branches
                .iter()
                .map(|&branch| self.kinds(branch, depth + 1))
                .fold(TypeSet::EMPTY, |all, kinds| {
                    kinds.iter().fold(all, TypeSet::with)
                });
            kinds = flat::intersect(kinds, of_branches);
        }
        kinds
    }

    fn branch_name(&mut self, branch: SchemaId, traits: &Traits, at: usize) -> String {
        if let Some(name) = self.branch_component(branch) {
            return name;
        }
        let schema = &self.arena[branch];
        if let Some(title) = schema
            .meta
            .title
            .as_deref()
            .filter(|title| title.chars().count() <= 40)
        {
            return title.to_owned();
        }
        let only_text = traits
            .constants
            .iter()
            .find_map(|(_, values)| match values.as_slice() {
                [Value::String(only)] => Some(only),
                _ => None,
            });
        if let Some(text) = only_text {
            return text.clone();
        }
        let formed = self.form(branch);
        match &formed.0.shape {
            Shape::Same(target) => {
                let target = *target;
                self.branch_name(target, traits, at)
            }
            Shape::Null => "null".to_owned(),
            Shape::Boolean => "boolean".to_owned(),
            Shape::Integer => "integer".to_owned(),
            Shape::Number => "number".to_owned(),
            Shape::Text => formed.1.format.clone().unwrap_or_else(|| "text".to_owned()),
            Shape::Choice(values) => match values.as_slice() {
                [Value::String(only)] => only.clone(),
                _ => "constant".to_owned(),
            },
            Shape::List(_) => "list".to_owned(),
            Shape::Tuple(_) => "tuple".to_owned(),
            Shape::Map(_) => "map".to_owned(),
            Shape::Any => "any".to_owned(),
            Shape::Struct(shape) => match shape.required.first() {
                Some(property) => format!("with {property}"),
                None => "object".to_owned(),
            },
            Shape::Union(_) => format!("union {}", at + 1),
        }
    }

    /// What faults call a branch: the model's name, or the JSON type in pydantic's words.
    fn label(&mut self, branch: SchemaId, name: &str) -> String {
        let formed = self.form(branch);
        match &formed.0.shape {
            Shape::Same(target) => {
                let target = *target;
                self.label(target, name)
            }
            Shape::Boolean => "bool".to_owned(),
            Shape::Integer => "int".to_owned(),
            Shape::Number => "float".to_owned(),
            Shape::Text => formed.1.format.clone().unwrap_or_else(|| "str".to_owned()),
            _ => name.to_owned(),
        }
    }
}

/// No value of one is among the others.
pub(super) fn are_apart(values: &[Value], others: &[Value]) -> bool {
    values
        .iter()
        .all(|value| others.iter().all(|other| !flat::same(value, other)))
}

/// What pydantic calls the validators of formats that it has a type for.
const VALIDATORS: &[(&str, &str)] = &[
    ("uuid", "uuid"),
    ("date", "date"),
    ("date-time", "datetime"),
    ("time", "time"),
    ("duration", "timedelta"),
    ("binary", "bytes"),
    ("email", "function-after[_validate(), str]"),
    ("uri", "function-wrap[wrap_val()]"),
    ("ipvanyaddress", "function-plain[_validate()]"),
    (
        "ipv4",
        "lax-or-strict[lax=function-plain[ip_v4_address_validator()],strict=json-or-python[json=\
         function-after[IPv4Address(), str],python=is-instance[IPv4Address]]]",
    ),
    (
        "ipv6",
        "lax-or-strict[lax=function-plain[ip_v6_address_validator()],strict=json-or-python[json=\
         function-after[IPv6Address(), str],python=is-instance[IPv6Address]]]",
    ),
];

impl Planner<'_, '_> {
    /// What pydantic calls the validator of a schema: the model's name, `list[int]`, `literal['a','b']`.
    fn validator(&mut self, id: SchemaId, depth: usize) -> String {
        let formed = self.form(id);
        let (form, flat) = &*formed;
        let nested = |planner: &mut Self, inner: Option<SchemaId>| match inner {
            Some(inner) if depth < 8 => planner.validator(inner, depth + 1),
            _ => "any".to_owned(),
        };
        let named = |planner: &Self| {
            class_name(
                planner.component(id),
                planner.arena[id].meta.title.as_deref(),
            )
        };
        let is_class = self.arena[id].name.is_some();
        let name = match &form.shape {
            Shape::Same(target) => nested(self, Some(*target)),
            // A model without fields of its own, around another type.
            shape if is_class && !matches!(shape, Shape::Choice(_)) => named(self),
            Shape::Null => "none".to_owned(),
            Shape::Boolean => "bool".to_owned(),
            Shape::Integer if flat.number != crate::ir::Number::default() => {
                "constrained-int".to_owned()
            }
            Shape::Integer => "int".to_owned(),
            Shape::Number if flat.number != crate::ir::Number::default() => {
                "constrained-float".to_owned()
            }
            Shape::Number => "float".to_owned(),
            Shape::Text if flat.text.content_schema.is_some() => {
                format!("json[{}]", nested(self, flat.text.content_schema))
            }
            Shape::Text => {
                let format = match flat.text.content_media_type.as_deref() {
                    Some("application/octet-stream") => "binary",
                    _ => flat.format.as_deref().unwrap_or_default(),
                };
                let known = VALIDATORS.iter().find(|(known, _)| *known == format);
                let constrained = flat.text.min_length.is_some()
                    || flat.text.max_length.is_some()
                    || flat.text.pattern.is_some();
                known
                    .map_or(
                        if constrained {
                            "constrained-str"
                        } else {
                            "str"
                        },
                        |(_, name)| name,
                    )
                    .to_owned()
            }
            Shape::List(item) => {
                let kind = if flat.array.unique_items {
                    "set"
                } else {
                    "list"
                };
                format!("{kind}[{}]", nested(self, *item))
            }
            Shape::Tuple(items) => {
                let items: Vec<String> =
                    items.iter().map(|&item| nested(self, Some(item))).collect();
                format!("tuple[{}]", items.join(", "))
            }
            Shape::Map(value) => format!("dict[str,{}]", nested(self, *value)),
            Shape::Choice(values) if self.arena[id].name.is_some() => {
                format!("{}[{}]", enumeration(values), named(self))
            }
            Shape::Choice(values) => {
                let values: Vec<String> = values
                    .iter()
                    .map(|value| match value {
                        Value::String(text) => format!("'{text}'"),
                        Value::Bool(true) => "True".to_owned(),
                        Value::Bool(false) => "False".to_owned(),
                        other => other.to_string(),
                    })
                    .collect();
                format!("literal[{}]", values.join(","))
            }
            Shape::Any => "any".to_owned(),
            Shape::Struct(_) => named(self),
            Shape::Union(union) => {
                let branches: Vec<String> = union
                    .branches
                    .iter()
                    .map(|&branch| nested(self, Some(branch)))
                    .collect();
                match &union.discriminator {
                    Some(_) => format!("tagged-union[{}]", branches.join(",")),
                    None => format!("union[{}]", branches.join(",")),
                }
            }
        };
        if form.nullable {
            format!("nullable[{name}]")
        } else {
            name
        }
    }
}

/// The name of the class that a component was made from. Its title is mostly that (`Page[Item]` for `Page_Item_`), unless
/// the application gave it another.
fn class_name(component: Option<&str>, title: Option<&str>) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    match (component, title) {
        (Some(component), Some(title)) => {
            let made = title.replace(|c| !fits(c), "_");
            if component.starts_with(&made) {
                return title.to_owned();
            }
            let side = ["-Input", "-Output"];
            let name = side.iter().find_map(|side| component.strip_suffix(side));
            name.unwrap_or(component).to_owned()
        }
        (name, other) => name.or(other).unwrap_or("model").to_owned(),
    }
}

/// The kind of a Python enum, by its values: one of texts is mostly a text too.
fn enumeration(values: &[Value]) -> &'static str {
    if values.iter().all(Value::is_string) {
        "str-enum"
    } else if values.iter().all(Value::is_i64) {
        "int-enum"
    } else if values.iter().all(Value::is_f64) {
        "float-enum"
    } else {
        "enum"
    }
}

fn kinds_of_values(values: &[Value], within: TypeSet) -> TypeSet {
    JsonType::ALL
        .into_iter()
        .filter(|&kind| {
            let alone = TypeSet::EMPTY.with(kind);
            values
                .iter()
                .any(|value| flat::admits(alone, value) && flat::admits(within, value))
        })
        .collect()
}
