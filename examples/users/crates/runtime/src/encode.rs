//! Objects on their way out. In: a model's members, one by one. Out: `serde::Serialize` for it, in any format.
//!
//! A derived `Serialize` is a generic function over every member, which the compiler checks for every model: in a large
//! API that is a third of the time that `cargo check` takes. Here a model only lists its members, and one function
//! for all models serialises the list.
//!
//! Through a pointer that says nothing but "can be serialised" each value costs several calls: what is common, texts,
//! numbers and other models, is known as what it is.

use erased_serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::{any::Any, collections::BTreeMap, fmt};

/// An object that is being written: its members in order.
#[derive(Default)]
pub struct Record<'a>(Vec<(&'a str, Member<'a>)>);

enum Member<'a> {
    Text(&'a str),
    Integer(i64),
    Float(f64),
    Bool(bool),
    Object(&'a dyn Members),
    Objects(&'a dyn Objects),
    Other(&'a dyn Serialize),
}

impl<'a> Member<'a> {
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

impl serde::Serialize for Member<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
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

impl<'a> Record<'a> {
    /// A member that is always there.
    pub fn field<T: Serialize + 'static>(&mut self, name: &'static str, value: &'a T) {
        self.0.push((name, Member::of(value)));
    }

    /// A member that is left out when there is no value.
    pub fn optional<T: Serialize + 'static>(&mut self, name: &'static str, value: &'a Option<T>) {
        if let Some(value) = value {
            self.field(name, value);
        }
    }

    /// A value that is always the same: a text, a number or a boolean.
    pub fn constant<T: Serialize + 'static>(&mut self, name: &'static str, value: &'static T) {
        self.field(name, value);
    }

    /// A member that is a model.
    pub fn object(&mut self, name: &'static str, value: &'a dyn Members) {
        self.0.push((name, Member::Object(value)));
    }

    /// The same where it may be left out.
    pub fn optional_object<T: Members>(&mut self, name: &'static str, value: &'a Option<T>) {
        if let Some(value) = value {
            self.object(name, value);
        }
    }

    /// A member that is a list of models.
    pub fn objects(&mut self, name: &'static str, value: &'a dyn Objects) {
        self.0.push((name, Member::Objects(value)));
    }

    /// The same where it may be left out.
    pub fn optional_objects<T: Objects>(&mut self, name: &'static str, value: &'a Option<T>) {
        if let Some(value) = value {
            self.objects(name, value);
        }
    }

    /// Members that have no field of their own.
    pub fn rest<T: Serialize + 'static>(&mut self, members: &'a BTreeMap<String, T>) {
        for (name, value) in members {
            self.0.push((name, Member::of(value)));
        }
    }
}

impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

/// What can list its members.
pub trait Members {
    fn members<'a>(&'a self, record: &mut Record<'a>);
}

impl<T: Members> Members for Box<T> {
    fn members<'a>(&'a self, record: &mut Record<'a>) {
        (**self).members(record);
    }
}

/// Some that can.
pub trait Objects {
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

/// `Serialize` by the list of members.
pub fn serialize<S: Serializer>(object: &dyn Members, serializer: S) -> Result<S::Ok, S::Error> {
    let mut record = Record(Vec::with_capacity(16));
    object.members(&mut record);
    let mut map = serializer.serialize_map(Some(record.0.len()))?;
    for (name, value) in &record.0 {
        map.serialize_entry(name, value)?;
    }
    map.end()
}
