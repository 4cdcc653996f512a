//! What a resource is called, what it stands under, and what tells its rows apart.

use super::column::{self, Column, plain};
use super::extension::is_true;
use super::item::{self, base, depth, is_whole};
use super::operation::path_params;
use super::path::Candidate;
use super::{Key, Look, Made, Parent, Place, Resource};
use crate::plan::model::{self, Struct, Type};

pub fn noun(word: &str) -> String {
    column::singular(&column::name(word)).replace('_', " ")
}

pub fn table_name(
    look: &Look<'_>,
    candidate: &Candidate,
    title: &str,
    known: &[Resource],
    tables: &[String],
) -> Result<String, String> {
    let own = column::name(&candidate.word);
    let said = look
        .of_schema(title, "x-specwright-table")
        .and_then(serde_json::Value::as_str)
        .map(column::name);
    let under = known
        .iter()
        .find(|resource| resource.shape == candidate.parent)
        .map(|parent| format!("{}_{own}", column::singular(&parent.table)));
    let free =
        |name: &String| !tables.contains(name) && name.len() <= 50 && name != "schema_migrations";
    said.into_iter()
        .chain([own])
        .chain(under)
        .find(free)
        .ok_or_else(|| "another table has its name".to_owned())
}

pub fn parent(
    look: &Look<'_>,
    candidate: &Candidate,
    create: Place,
    known: &[Resource],
) -> Result<Option<Parent>, String> {
    if candidate.depth == 0 {
        return Ok(None);
    }
    if candidate.depth > 1 {
        return Err("it stands more than one level under something else".to_owned());
    }
    let parent = known
        .iter()
        .find(|resource| resource.shape == candidate.parent)
        .ok_or("what its path leads through is not recognised")?;
    let param = path_params(look, create)
        .first()
        .copied()
        .ok_or("its path has no parameter")?;
    if base(&param.ty) != base(&parent.key.ty) {
        return Err(format!(
            "`{}` in its path is not of the type of a {}'s key",
            param.wire, parent.noun
        ));
    }
    let own = column::name(&param.wire);
    let singular = column::singular(&parent.table);
    let column = if plain(&own) == plain(&parent.key.wire) && !own.starts_with(&singular) {
        format!("{singular}_{own}")
    } else {
        own
    };
    Ok(Some(Parent {
        resource: parent.table.clone(),
        key: parent.key.column.clone(),
        column,
        ty: param.ty.clone(),
    }))
}

/// The property that the item path's parameter is compared with.
pub fn key(
    look: &Look<'_>,
    candidate: &Candidate,
    shape: &Struct,
    create: Place,
) -> Result<Key, String> {
    let items = [
        candidate.read,
        candidate.replace,
        candidate.patch,
        candidate.delete,
    ];
    let param = items
        .into_iter()
        .flatten()
        .find_map(|place| path_params(look, place).last().copied());
    let said = look
        .of_schema(&shape.title, "x-specwright-key")
        .and_then(serde_json::Value::as_str);
    let noun = plain(&noun(&candidate.word));
    let field = match (said, param) {
        (Some(said), _) => shape.fields.iter().find(|field| field.wire == said),
        (None, Some(param)) => named_by(shape, &plain(&param.wire), &noun),
        (None, None) => own_id(shape, &noun),
    };
    let field = field.ok_or_else(|| format!("`{}` has no key that its path names", shape.title))?;
    let whole = is_whole(&field.ty);
    if !whole && !matches!(base(&field.ty), Type::String | Type::Uuid) || depth(&field.ty) > 1 {
        return Err(format!(
            "its key `{}` is neither a number nor a text",
            field.wire
        ));
    }
    if let Some(param) = param
        && (base(&param.ty) != base(&field.ty) && !(whole && is_whole(&param.ty))
            || depth(&param.ty) > 0)
    {
        return Err(format!(
            "`{}` in its path is not of the type of `{}`",
            param.wire, field.wire
        ));
    }
    let (_, body) = item::given(look, create, shape)?;
    let given = body.fields.iter().find(|given| given.wire == field.wire);
    let made = match given.map(|given| depth(&given.ty)) {
        Some(0) => Made::Client,
        _ if whole => Made::Counted,
        _ if *base(&field.ty) == Type::Uuid => Made::Id,
        // Keys that are words are for people to choose, or made of other properties.
        _ if !is_id(&plain(&field.wire)) => {
            return Err(format!("nothing says where `{}` comes from", field.wire));
        }
        _ => Made::IdText,
    };
    Ok(Key {
        column: column::name(&field.wire),
        field: field.name.clone(),
        wire: field.wire.clone(),
        ty: param.map_or(&field.ty, |param| &param.ty).clone(),
        optional: depth(&field.ty) > 0,
        made,
    })
}

/// The property that a path's parameter names: by its name, by its name after the noun (`petKey` is `key`), or the id,
/// where the parameter says that it is one, or is the noun itself.
fn named_by<'p>(shape: &'p Struct, word: &str, noun: &str) -> Option<&'p model::Field> {
    let named = |name: &str| shape.fields.iter().find(|field| plain(&field.wire) == name);
    if let Some(field) = named(word) {
        return Some(field);
    }
    let behind = ["key", "code", "slug", "number"].iter().find_map(|ending| {
        let before = word.strip_suffix(ending)?;
        before.ends_with(noun).then(|| named(ending)).flatten()
    });
    behind.or_else(|| {
        let means_id = is_id(word) || word == noun;
        means_id.then(|| own_id(shape, noun)).flatten()
    })
}

/// `id`, or `petId` of a pet.
fn own_id<'p>(shape: &'p Struct, noun: &str) -> Option<&'p model::Field> {
    let named = |name: &str| shape.fields.iter().find(|field| plain(&field.wire) == name);
    named("id")
        .or_else(|| named(&format!("{noun}id")))
        .or_else(|| named("uuid"))
}

/// Whether a word says that it is an id, without a meaning of its own.
fn is_id(word: &str) -> bool {
    word.ends_with("id") || word.ends_with("identifier")
}

pub fn unique(look: &Look<'_>, title: &str, columns: &[Column]) -> Vec<Vec<String>> {
    let column = |wire: &str| {
        let column = columns.iter().find(|column| column.wire == wire)?;
        Some(column.name.clone())
    };
    let said = look.of_schema(title, "x-specwright-unique");
    let mut groups: Vec<Vec<String>> = said
        .and_then(serde_json::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|group| match group {
            serde_json::Value::String(wire) => Some(vec![column(wire)?]),
            serde_json::Value::Array(wires) => {
                wires.iter().map(|wire| column(wire.as_str()?)).collect()
            }
            _ => None,
        })
        .filter(|group: &Vec<String>| !group.is_empty())
        .collect();
    for known in columns {
        if is_true(look.of_property(title, &known.wire, "x-specwright-unique")) {
            groups.push(vec![known.name.clone()]);
        }
    }
    groups
}
