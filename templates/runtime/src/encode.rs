//! Objects on their way out. In: a model's members, one by one. Out: `serde::Serialize` for it, in any format.
//!
//! A derived `Serialize` is a generic function over every member, which the compiler checks for every model: in a large
//! API that is a third of the time that `cargo check` takes. Here a model only lists its members, and one function
//! for all models serialises the list.

use erased_serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::{collections::BTreeMap, fmt};

/// An object that is being written: its members in order.
#[derive(Default)]
pub struct Record<'a>(Vec<(&'a str, &'a dyn Serialize)>);

impl<'a> Record<'a> {
    /// A member that is always there.
    pub fn field(&mut self, name: &'static str, value: &'a dyn Serialize) {
        self.0.push((name, value));
    }

    /// A member that is left out when there is no value.
    pub fn optional<T: Serialize>(&mut self, name: &'static str, value: &'a Option<T>) {
        if let Some(value) = value {
            self.0.push((name, value));
        }
    }

    /// Members that have no field of their own.
    pub fn rest<T: Serialize>(&mut self, members: &'a BTreeMap<String, T>) {
        for (name, value) in members {
            self.0.push((name, value));
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

/// `Serialize` by the list of members.
pub fn serialize<S: Serializer>(object: &dyn Members, serializer: S) -> Result<S::Ok, S::Error> {
    let mut record = Record(Vec::with_capacity(16));
    object.members(&mut record);
    let mut map = serializer.serialize_map(Some(record.0.len()))?;
    for (name, value) in record.0 {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    struct Pet {
        name: String,
        tag: Option<String>,
        age: Option<u8>,
        r#type: f64,
        owner: Option<Box<Pet>>,
        extra: BTreeMap<String, bool>,
    }

    crate::serialize!(
        Pet,
        constant("kind" = "cat"),
        field(name),
        optional(tag),
        field(age),
        field(r#type = "a \"type\""),
        optional(owner),
        rest(extra)
    );

    #[test]
    fn members_are_written_in_order() {
        let owner = Pet {
            name: "Ann".into(),
            tag: None,
            age: None,
            r#type: 1.5,
            owner: None,
            extra: BTreeMap::new(),
        };
        let pet = Pet {
            name: "Mia".into(),
            tag: Some("x".into()),
            age: Some(3),
            r#type: 2.0,
            owner: Some(Box::new(owner)),
            extra: BTreeMap::from([("a".into(), true)]),
        };
        let expected = r#"{"kind":"cat","name":"Mia","tag":"x","age":3,"a \"type\"":2.0,"owner":{"kind":"cat","name":"Ann","age":null,"a \"type\"":1.5},"a":true}"#;
        assert_eq!(serde_json::to_string(&pet).unwrap(), expected);
        let value = serde_json::to_value(&pet).unwrap();
        assert_eq!(value["owner"]["name"], "Ann");
    }
}
