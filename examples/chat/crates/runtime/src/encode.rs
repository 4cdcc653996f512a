//! Objects on their way out. In: a model's members, one by one. Out: `serde::Serialize` for it, in any format, `Debug` and
//! `PartialEq`.
//!
//! A derived `Serialize` is a generic function over every member, which the compiler checks for every model: in a large
//! API that is a third of the time that `cargo check` takes. Here a model only lists its members, and one function
//! for all models serialises the list. The list is one array, in which what is common stands as what it is: the compiler
//! has to prove nothing for it, and no call is made through a pointer that says nothing but "can be serialised".

pub mod json;

use crate::decode::Int;
use erased_serde::Serialize;
use serde::ser::{Error as _, SerializeMap, Serializer};
use std::{any::Any, collections::BTreeMap, fmt};

/// A member of an object, as its model shows it. `Optional…` are left out when there is no value.
#[derive(Clone, Copy)]
pub enum Member<'a> {
    Text(&'a String),
    OptionalText(&'a Option<String>),
    /// A text or null.
    NullableText(&'a Option<String>),
    Int(&'a Int),
    OptionalInt(&'a Option<Int>),
    Int64(&'a i64),
    OptionalInt64(&'a Option<i64>),
    Boolean(&'a bool),
    OptionalBoolean(&'a Option<bool>),
    /// One of several texts.
    Choice(&'a dyn Choice),
    OptionalChoice(&'a dyn OptionalChoice),
    /// A model.
    Object(&'a dyn Members),
    OptionalObject(&'a dyn OptionalMembers),
    /// A list of models.
    Objects(&'a dyn Objects),
    OptionalObjects(&'a dyn OptionalObjects),
    /// A value of any other type.
    Field(&'a dyn Field),
    Optional(&'a dyn Optional),
    /// What is always the same, and no field.
    Constant(&'a dyn Field),
    /// Members that have no field of their own.
    Rest(&'a dyn Rest),
}

impl<'a> Member<'a> {
    /// `None` for one that is left out, and for those that are several.
    fn value(&self) -> Option<Value<'a>> {
        match *self {
            Self::Text(text) => Some(Value::Text(text)),
            Self::OptionalText(text) => text.as_deref().map(Value::Text),
            Self::NullableText(text) => Some(text.as_deref().map_or(Value::Null, Value::Text)),
            Self::Int(number) => Some(Value::Int(number)),
            Self::OptionalInt(number) => number.as_ref().map(Value::Int),
            Self::Int64(number) => Some(Value::Integer(*number)),
            Self::OptionalInt64(number) => number.map(Value::Integer),
            Self::Boolean(value) => Some(Value::Bool(*value)),
            Self::OptionalBoolean(value) => value.map(Value::Bool),
            Self::Choice(choice) => Some(Value::Text(choice.text())),
            Self::OptionalChoice(choice) => choice.text().map(Value::Text),
            Self::Object(object) => Some(Value::Object(object)),
            Self::OptionalObject(object) => object.get().map(Value::Object),
            Self::Objects(objects) => Some(Value::Objects(objects)),
            Self::OptionalObjects(objects) => objects.get().map(Value::Objects),
            Self::Field(field) | Self::Constant(field) => Some(field.value()),
            Self::Optional(field) => field.value(),
            Self::Rest(_) => None,
        }
    }
}

impl fmt::Debug for Member<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(value) => value.fmt(f),
            Self::OptionalText(value) | Self::NullableText(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::OptionalInt(value) => value.fmt(f),
            Self::Int64(value) => value.fmt(f),
            Self::OptionalInt64(value) => value.fmt(f),
            Self::Boolean(value) => value.fmt(f),
            Self::OptionalBoolean(value) => value.fmt(f),
            Self::Choice(value) => value.fmt(f),
            Self::OptionalChoice(value) => value.fmt(f),
            Self::Object(value) => value.fmt(f),
            Self::OptionalObject(value) => value.fmt(f),
            Self::Objects(value) => value.fmt(f),
            Self::OptionalObjects(value) => value.fmt(f),
            Self::Field(value) | Self::Constant(value) => value.fmt(f),
            Self::Optional(value) => value.fmt(f),
            Self::Rest(value) => value.fmt(f),
        }
    }
}

/// Takes the members of an object with their names, all in one go.
pub struct Record<'r>(&'r mut Take<'r>);

type Named<'a> = (&'static str, Member<'a>);
type Take<'r> = dyn FnMut(&[Named<'_>], &'static [&'static str]) + 'r;

impl Record<'_> {
    /// `fields` are the names that the members have in Rust.
    pub fn write(
        &mut self,
        members: &[(&'static str, Member<'_>)],
        fields: &'static [&'static str],
    ) {
        (self.0)(members, fields);
    }
}

impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Record")
    }
}

/// As a derived `PartialEq` compares: two lists are of one model.
impl PartialEq for Member<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::OptionalText(one), Self::OptionalText(other))
            | (Self::NullableText(one), Self::NullableText(other)) => one == other,
            (Self::Int(one), Self::Int(other)) => one == other,
            (Self::OptionalInt(one), Self::OptionalInt(other)) => one == other,
            (Self::Int64(one), Self::Int64(other)) => one == other,
            (Self::OptionalInt64(one), Self::OptionalInt64(other)) => one == other,
            (Self::Boolean(one), Self::Boolean(other)) => one == other,
            (Self::OptionalBoolean(one), Self::OptionalBoolean(other)) => one == other,
            (Self::Choice(one), Self::Choice(other)) => one.text() == other.text(),
            (Self::OptionalChoice(one), Self::OptionalChoice(other)) => one.text() == other.text(),
            (Self::Object(one), Self::Object(other)) => same(one, other),
            (Self::OptionalObject(one), Self::OptionalObject(other)) => {
                both(one.get(), other.get(), same)
            }
            (Self::Objects(one), Self::Objects(other)) => all_same(one, other),
            (Self::OptionalObjects(one), Self::OptionalObjects(other)) => {
                both(one.get(), other.get(), all_same)
            }
            (Self::Field(one), Self::Field(other)) => one.same(other.any()),
            (Self::Optional(one), Self::Optional(other)) => one.same(other.any()),
            (Self::Rest(one), Self::Rest(other)) => one.same(other.any()),
            (Self::Constant(_), Self::Constant(_)) => true,
            _ => false,
        }
    }
}

fn both<T>(one: Option<T>, other: Option<T>, same: fn(T, T) -> bool) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => same(one, other),
        (None, None) => true,
        _ => false,
    }
}

fn all_same(one: &dyn Objects, other: &dyn Objects) -> bool {
    let count = one.count();
    count == other.count() && (0..count).all(|at| same(one.at(at), other.at(at)))
}

/// `PartialEq` by the list of members.
pub fn same(one: &dyn Members, other: &dyn Members) -> bool {
    let mut result = false;
    one.members(&mut Record(&mut |one, _| {
        other.members(&mut Record(&mut |other, _| {
            let mut pairs = one.iter().zip(other);
            result = one.len() == other.len() && pairs.all(|((_, one), (_, other))| one == other);
        }));
    }));
    result
}

/// An enum whose values are texts.
pub trait Choice: fmt::Debug {
    fn text(&self) -> &'static str;
}

/// The value of these with this text.
pub fn choice<T: Choice + Copy>(text: &str, all: &[T]) -> Option<T> {
    all.iter().find(|value| value.text() == text).copied()
}

/// One that may be left out.
pub trait OptionalChoice: fmt::Debug {
    fn text(&self) -> Option<&'static str>;
}

impl<T: Choice> OptionalChoice for Option<T> {
    fn text(&self) -> Option<&'static str> {
        self.as_ref().map(T::text)
    }
}

/// What can list its members.
pub trait Members: fmt::Debug {
    fn members(&self, record: &mut Record<'_>);
}

impl<T: Members> Members for Box<T> {
    fn members(&self, record: &mut Record<'_>) {
        (**self).members(record);
    }
}

/// A model that may be left out.
pub trait OptionalMembers: fmt::Debug {
    fn get(&self) -> Option<&dyn Members>;
}

impl<T: Members> OptionalMembers for Option<T> {
    fn get(&self) -> Option<&dyn Members> {
        self.as_ref().map(|value| value as _)
    }
}

/// Some models.
pub trait Objects: fmt::Debug {
    fn count(&self) -> usize;
    fn at(&self, index: usize) -> &dyn Members;
}

impl<T: Members> Objects for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn at(&self, index: usize) -> &dyn Members {
        &self[index]
    }
}

/// Some models that may be left out.
pub trait OptionalObjects: fmt::Debug {
    fn get(&self) -> Option<&dyn Objects>;
}

impl<T: Objects> OptionalObjects for Option<T> {
    fn get(&self) -> Option<&dyn Objects> {
        self.as_ref().map(|value| value as _)
    }
}

/// What can be held against a value whose type is not known.
pub trait Alike {
    fn any(&self) -> &dyn Any;
    /// Whether the other one is of the same type and equal.
    fn same(&self, other: &dyn Any) -> bool;
}

impl<T: PartialEq + 'static> Alike for T {
    fn any(&self) -> &dyn Any {
        self
    }

    fn same(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }
}

/// A value of any other type.
pub trait Field: Alike + fmt::Debug {
    fn value(&self) -> Value<'_>;
}

impl<T: Serialize + fmt::Debug + PartialEq + 'static> Field for T {
    fn value(&self) -> Value<'_> {
        Value::of(self)
    }
}

/// One that may be left out.
pub trait Optional: Alike + fmt::Debug {
    fn value(&self) -> Option<Value<'_>>;
}

impl<T: Serialize + fmt::Debug + PartialEq + 'static> Optional for Option<T> {
    fn value(&self) -> Option<Value<'_>> {
        self.as_ref().map(Value::of)
    }
}

/// Values by their names.
pub trait Rest: Alike + fmt::Debug {
    fn each(&self, with: &mut dyn FnMut(&str, Value<'_>));
}

impl<T: Serialize + fmt::Debug + PartialEq + 'static> Rest for BTreeMap<String, T> {
    fn each(&self, with: &mut dyn FnMut(&str, Value<'_>)) {
        for (name, value) in self {
            with(name, Value::of(value));
        }
    }
}

/// A value on its way out.
pub enum Value<'a> {
    Null,
    Text(&'a str),
    Int(&'a Int),
    Integer(i64),
    Float(f64),
    Bool(bool),
    Object(&'a dyn Members),
    Objects(&'a dyn Objects),
    Other(&'a dyn Serialize),
}

impl<'a> Value<'a> {
    /// Which of these it is, is known when the program is built.
    fn of<T: Serialize + 'static>(value: &'a T) -> Self {
        let any: &dyn Any = value;
        if let Some(text) = any.downcast_ref::<String>() {
            Self::Text(text)
        } else if let Some(text) = any.downcast_ref::<&'static str>() {
            Self::Text(text)
        } else if let Some(number) = any.downcast_ref::<i64>() {
            Self::Integer(*number)
        } else if let Some(number) = any.downcast_ref::<i32>() {
            Self::Integer((*number).into())
        } else if let Some(number) = any.downcast_ref::<f64>() {
            Self::Float(*number)
        } else if let Some(value) = any.downcast_ref::<bool>() {
            Self::Bool(*value)
        } else {
            Self::Other(value)
        }
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Value").finish_non_exhaustive()
    }
}

impl serde::Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Int(number) => number.serialize(serializer),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Float(number) => serializer.serialize_f64(*number),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Object(object) => serialize(*object, serializer),
            Self::Objects(objects) => {
                serializer.collect_seq((0..objects.count()).map(|at| Self::Object(objects.at(at))))
            }
            Self::Other(value) => value.serialize(serializer),
        }
    }
}

/// What a model does not do that a macro made.
const UNLISTED: &str = "a model without a list of its members";

/// `Serialize` by the list of members.
pub fn serialize<S: Serializer>(object: &dyn Members, serializer: S) -> Result<S::Ok, S::Error> {
    let mut serializer = Some(serializer);
    let mut result = None;
    object.members(&mut Record(&mut |members, _| {
        if let Some(serializer) = serializer.take() {
            result = Some(serialize_members(members, serializer));
        }
    }));
    result.unwrap_or_else(|| Err(S::Error::custom(UNLISTED)))
}

fn serialize_members<S: Serializer>(
    members: &[Named<'_>],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    for (name, member) in members {
        if let Member::Rest(rest) = member {
            serialize_rest(*rest, &mut map)?;
        } else if let Some(value) = member.value() {
            map.serialize_entry(name, &value)?;
        }
    }
    map.end()
}

fn serialize_rest<M: SerializeMap>(rest: &dyn Rest, map: &mut M) -> Result<(), M::Error> {
    let mut written = Ok(());
    rest.each(&mut |name, value| {
        if written.is_ok() {
            written = map.serialize_entry(name, &value);
        }
    });
    written
}

/// `Debug` by the list of members, as a derived one writes it.
pub fn debug(name: &str, object: &dyn Members, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut result = Ok(());
    object.members(&mut Record(&mut |members, fields| {
        let mut written = f.debug_struct(name);
        for ((_, member), name) in members.iter().zip(fields) {
            if !matches!(member, Member::Constant(_)) {
                written.field(name.strip_prefix("r#").unwrap_or(name), member);
            }
        }
        result = written.finish();
    }));
    result
}
