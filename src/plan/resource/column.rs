//! What a property is stored as, and which columns name rows of other tables.

use super::item::base;
use super::{Look, Resource};
use crate::naming::{Name, TypeName, ValueName};
use crate::plan::model::{Constant, Field, ModelKind, Presence, Type};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value, json};
use std::collections::BTreeSet;

/// One column of a table. What stands in the project's record of its tables is what the database knows of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Column {
    /// Lower case, digits and `_`.
    pub name: String,
    /// The property.
    #[serde(skip)]
    pub wire: String,
    #[serde(rename = "type")]
    pub ty: ColumnType,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
    /// The only texts it may hold; empty: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Lists are filtered or sorted by it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub indexed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub references: Option<Reference>,
    /// What rows have that were there before the column.
    #[serde(skip)]
    pub default: Option<Initial>,
}

/// Two columns are the same when the database would not know them apart.
impl PartialEq for Column {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.ty == other.ty
            && self.nullable == other.nullable
            && self.choices == other.choices
            && self.indexed == other.indexed
            && self.references == other.references
    }
}

/// A value that a column can begin with.
#[derive(Debug, Clone, PartialEq)]
pub enum Initial {
    Boolean(bool),
    Number(Number),
    Text(String),
    Json(Value),
}

/// The value of an absent member, if there is one that can be written down.
pub fn default_of(look: &Look<'_>, field: &Field, json: bool) -> Option<Initial> {
    let value = match &field.presence {
        Presence::DefaultJson(value) => value.clone(),
        Presence::Default(constant) => match constant {
            Constant::Boolean(value) => json!(value),
            Constant::Integer(value) => json!(i64::try_from(*value).ok()?),
            Constant::Int(value) => json!(value),
            Constant::Number(value) => json!(value),
            Constant::String(value) => json!(value),
            Constant::EmptyList => json!([]),
            Constant::Null => return None,
            Constant::Variant(choice, variant) => {
                let ModelKind::Choice(choice) = &look.models.get(choice)?.kind else {
                    return None;
                };
                let mut variants = choice.variants.iter();
                variants.find(|known| known.name == *variant)?.value.clone()
            }
        },
        Presence::Required | Presence::Optional => return None,
    };
    Initial::of(&value, json)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    Boolean,
    Integer,
    Number,
    Text,
    Uuid,
    Date,
    Moment,
    Json,
}

/// A column that names a row of another table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    pub table: String,
    pub column: String,
    /// The row goes when the other one goes.
    pub cascade: bool,
}

/// Whether a property holds what must not be stored as it is.
pub fn is_secret(wire: &str) -> bool {
    let word = plain(wire);
    word == "secret"
        || [
            "password",
            "passwd",
            "passphrase",
            "clientsecret",
            "privatekey",
        ]
        .iter()
        .any(|secret| word.contains(secret))
}

/// The type of a property's column, and the only values it takes.
pub fn of(look: &Look<'_>, ty: &Type) -> Result<(ColumnType, Vec<String>), String> {
    let column = match base(ty) {
        Type::Bool => ColumnType::Boolean,
        Type::I32 | Type::I64 | Type::U32 | Type::Int => ColumnType::Integer,
        Type::F64 => ColumnType::Number,
        Type::String | Type::Ipv4 | Type::Ipv6 => ColumnType::Text,
        Type::Uuid => ColumnType::Uuid,
        Type::Date => ColumnType::Date,
        Type::DateTime => ColumnType::Moment,
        Type::Model(name) => {
            if let Some(choices) = choices(look, name) {
                return Ok((ColumnType::Text, choices));
            }
            storable(look, base(ty))?;
            ColumnType::Json
        }
        other => {
            storable(look, other)?;
            ColumnType::Json
        }
    };
    Ok((column, Vec::new()))
}

/// The values of an enum of texts.
pub fn choices(look: &Look<'_>, name: &TypeName) -> Option<Vec<String>> {
    let ModelKind::Choice(choice) = &look.models.get(name)?.kind else {
        return None;
    };
    let texts = choice.variants.iter().map(|variant| match &variant.value {
        Value::String(text) => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}

/// Whether a type can be written as JSON and read again.
fn storable(look: &Look<'_>, ty: &Type) -> Result<(), String> {
    let mut pending = vec![(ty.clone(), true)];
    let mut seen = BTreeSet::new();
    while let Some((ty, outside)) = pending.pop() {
        match ty {
            Type::Secret => {
                return Err("it holds a password, which must not be stored as it is".to_owned());
            }
            Type::Upload | Type::ByteStream | Type::Events(_) | Type::Items(_) | Type::Local(_) => {
                return Err("it holds a file or a stream".to_owned());
            }
            Type::Custom(path) => return Err(format!("it holds a `{path}`")),
            Type::Base64 if outside => return Err("it holds bytes".to_owned()),
            Type::Option(inner)
            | Type::List(inner)
            | Type::Map(inner)
            | Type::Boxed(inner)
            | Type::OrEmpty(inner) => {
                pending.push((*inner, outside));
            }
            Type::Alias(_, inner) => pending.push((*inner, outside)),
            Type::Model(name) => {
                if let Some(model) = look.models.get(&name)
                    && seen.insert(name)
                {
                    let inner = model.types().into_iter().map(|ty| (ty.clone(), false));
                    pending.extend(inner);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// A property's name as a column's.
pub fn name(wire: &str) -> String {
    ValueName::make(wire).plain().to_owned()
}

/// A name without case and punctuation, for comparing: `pet_id` and `petId` are one.
pub fn plain(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|char| char.to_ascii_lowercase())
        .collect()
}

/// Whether a word, without case and punctuation, means a property: by its name, or, for times, by the name without what
/// says that it is one (`created` is `created_at`).
pub fn is_called(wire: &str, ty: ColumnType, word: &str) -> bool {
    let name = plain(wire);
    let is_time = matches!(ty, ColumnType::Date | ColumnType::Moment);
    name == word
        || is_time
            && ["at", "on", "date", "time"].iter().any(|ending| {
                name.strip_suffix(ending) == Some(word)
                    || word.strip_suffix(ending) == Some(name.as_str())
            })
}

/// Finds the columns that name rows of other tables: said by `x-specwright-references`, or by a name such as `ownerId`
/// where there are owners with keys of that type.
pub fn refer(look: &Look<'_>, resources: &mut [Resource]) {
    struct Target {
        table: String,
        column: String,
        nouns: [String; 2],
        ty: ColumnType,
        sub: bool,
    }
    let targets: Vec<Target> = resources
        .iter()
        .map(|resource| Target {
            table: resource.table.clone(),
            column: resource.key.column.clone(),
            nouns: [plain(&resource.noun), plain(&singular(&resource.table))],
            ty: resource.columns[0].ty,
            sub: resource.parent.is_some(),
        })
        .collect();
    for resource in resources {
        let title = resource.model.as_str().to_owned();
        let (own, key) = (resource.table.clone(), resource.key.column.clone());
        for column in &mut resource.columns {
            if column.references.is_some() || column.name == key {
                continue;
            }
            let said = look
                .of_property(&title, &column.wire, "x-specwright-references")
                .and_then(Value::as_str);
            let word = plain(&column.wire);
            let target = targets.iter().find(|target| match said {
                Some(table) => target.table == table,
                None => {
                    // Rows of a sub-resource are known by two names; one alone says too little.
                    !target.sub
                        && target.table != own
                        && target.nouns.iter().any(|noun| word == format!("{noun}id"))
                }
            });
            if let Some(target) = target.filter(|target| target.ty == column.ty) {
                column.references = Some(Reference {
                    table: target.table.clone(),
                    column: target.column.clone(),
                    cascade: false,
                });
            }
        }
    }
}

/// Takes back how rows are refused to go that nothing holds.
pub fn release(resources: &mut [Resource]) {
    let held: BTreeSet<String> = resources
        .iter()
        .flat_map(|resource| &resource.columns)
        .filter_map(|column| column.references.as_ref())
        .filter(|reference| !reference.cascade)
        .map(|reference| reference.table.clone())
        .collect();
    for resource in resources {
        if let Some((_, delete)) = &mut resource.delete
            && !held.contains(&resource.table)
        {
            delete.used = None;
        }
    }
}

/// `pets` → `pet`, `boxes` → `box`, `categories` → `category`.
pub fn singular(word: &str) -> String {
    const OTHERS: [(&str, &str); 10] = [
        ("shelves", "shelf"),
        ("halves", "half"),
        ("wolves", "wolf"),
        ("calves", "calf"),
        ("knives", "knife"),
        ("children", "child"),
        ("people", "person"),
        ("statuses", "status"),
        ("movies", "movie"),
        ("cookies", "cookie"),
    ];
    for (many, one) in OTHERS {
        if let Some(stem) = word.strip_suffix(many) {
            return format!("{stem}{one}");
        }
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "zes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) && stem.len() > 1 => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// Tables after those that they name. In a circle, the names that close it are plain columns.
pub fn in_order(mut resources: Vec<Resource>) -> Vec<Resource> {
    let mut ordered: Vec<Resource> = Vec::new();
    while !resources.is_empty() {
        let ready = resources.iter().position(|resource| {
            resource.columns.iter().all(|column| {
                column.references.as_ref().is_none_or(|reference| {
                    reference.table == resource.table
                        || ordered.iter().any(|known| known.table == reference.table)
                })
            })
        });
        let mut next = resources.remove(ready.unwrap_or(0));
        if ready.is_none() {
            for column in &mut next.columns {
                let known = column.references.as_ref().is_none_or(|reference| {
                    reference.table == next.table
                        || ordered.iter().any(|known| known.table == reference.table)
                });
                if !known {
                    column.references = None;
                }
            }
        }
        ordered.push(next);
    }
    ordered
}
