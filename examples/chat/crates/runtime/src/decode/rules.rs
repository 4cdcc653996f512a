//! The tables that generated code hands to the decoder. Each type has a constant that asks for nothing, so that a
//! table names only what it constrains: `Text { max_length: 64, ..Text::ANY }`.

use crate::check::Schema;
use crate::format::Format;
use crate::pattern::Pattern;
use std::ops::Bound;

/// Strings. Lengths are in code points.
#[derive(Debug)]
pub struct Text {
    pub min_length: u64,
    pub max_length: u64,
    pub pattern: Option<&'static Pattern>,
    pub format: Option<Format>,
    /// The value is never echoed.
    pub secret: bool,
}

impl Text {
    pub const ANY: Self = Self {
        min_length: 0,
        max_length: u64::MAX,
        pattern: None,
        format: None,
        secret: false,
    };
}

/// Integers, of any Rust type: the limits of the type come on top.
#[derive(Debug)]
pub struct Integer {
    pub minimum: Bound<i128>,
    pub maximum: Bound<i128>,
    pub multiple_of: Option<i128>,
}

impl Integer {
    pub const ANY: Self = Self {
        minimum: Bound::Unbounded,
        maximum: Bound::Unbounded,
        multiple_of: None,
    };
}

/// Numbers with a fraction. Limits are decimal texts and are compared exactly.
#[derive(Debug)]
pub struct Number {
    pub minimum: Bound<&'static str>,
    pub maximum: Bound<&'static str>,
    pub multiple_of: Option<&'static str>,
}

impl Number {
    pub const ANY: Self = Self {
        minimum: Bound::Unbounded,
        maximum: Bound::Unbounded,
        multiple_of: None,
    };
}

/// A closed set of constants.
#[derive(Debug)]
pub struct Choices {
    /// JSON texts, as `serde_json` writes them.
    pub values: &'static [&'static str],
    /// The enum is a component and not written in place: it decides the fault's type, as in FastAPI.
    pub named: bool,
}

impl Choices {
    pub const NONE: Self = Self {
        values: &[],
        named: false,
    };
}

/// What to do with members of an object that `properties` doesn't name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    Ignore,
    Deny,
    /// [`Decoder::field`](super::Decoder::field) returns `names.len()` for them.
    Collect,
}

/// Objects that become a struct.
#[derive(Debug)]
pub struct Fields {
    pub names: &'static [&'static str],
    /// Positions in `names`.
    pub required: &'static [usize],
    pub unknown: Unknown,
    pub min_members: u64,
    pub max_members: u64,
}

impl Fields {
    pub const NONE: Self = Self {
        names: &[],
        required: &[],
        unknown: Unknown::Ignore,
        min_members: 0,
        max_members: u64::MAX,
    };
}

/// Objects that become a map.
#[derive(Debug)]
pub struct Members {
    pub min: u64,
    pub max: u64,
    /// What every name has to fit (`propertyNames`).
    pub names: Option<&'static Schema>,
}

impl Members {
    pub const ANY: Self = Self {
        min: 0,
        max: u64::MAX,
        names: None,
    };
}

/// Arrays.
#[derive(Debug)]
pub struct Items {
    pub min: u64,
    pub max: u64,
    pub unique: bool,
    /// Each place has a type of its own: an item that is not there is missing.
    pub tuple: bool,
}

impl Items {
    pub const ANY: Self = Self {
        min: 0,
        max: u64::MAX,
        unique: false,
        tuple: false,
    };
}

/// A set of JSON's types. A number without a fraction is an [`INTEGER`](Self::INTEGER), others are
/// [`NUMBER`](Self::NUMBER)s: a schema of type `number` accepts `NUMBER.or(INTEGER)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    pub const NONE: Self = Self(0);
    pub const NULL: Self = Self(1);
    pub const BOOLEAN: Self = Self(2);
    pub const OBJECT: Self = Self(4);
    pub const ARRAY: Self = Self(8);
    /// With [`INTEGER`](Self::INTEGER): JSON Schema's `number`.
    pub const NUMBER: Self = Self(16 | 64);
    pub const STRING: Self = Self(32);
    pub const INTEGER: Self = Self(64);
    pub const ANY: Self = Self(127);
    /// A number that is no integer; a value has this kind, a schema asks for [`NUMBER`](Self::NUMBER).
    pub const FRACTION: Self = Self(16);

    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The names of the types, separated by ` or `.
    #[must_use]
    pub fn describe(self) -> String {
        let names = [
            (Self::NULL, "null"),
            (Self::BOOLEAN, "boolean"),
            (Self::OBJECT, "object"),
            (Self::ARRAY, "array"),
            (Self::FRACTION, "number"),
            (Self::STRING, "string"),
            (Self::INTEGER, "integer"),
        ];
        let number = self.overlaps(Self::FRACTION);
        let names = names
            .into_iter()
            .filter(|(kind, _)| self.overlaps(*kind) && !(number && *kind == Self::INTEGER));
        names.map(|(_, name)| name).collect::<Vec<_>>().join(" or ")
    }
}

/// How many branches of a union have to accept a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    AnyOf,
    OneOf,
    /// One of the two forms that pydantic gives a decimal: a number or a string.
    Decimal,
}

/// A discriminator: the member that names the branch.
#[derive(Debug)]
pub struct Tag {
    pub property: &'static str,
    /// Value → position of the branch.
    pub values: &'static [(&'static str, usize)],
}

/// One branch of a union, as far as it can be told from the others without reading the value.
#[derive(Debug)]
pub struct Branch {
    /// Stands in `loc` when a fault could be any branch's.
    pub label: &'static str,
    /// The types that it accepts.
    pub kinds: Kinds,
    /// Members without which an object is not of this branch.
    pub required: &'static [&'static str],
    /// Members that no other branch knows: one of them shows what was meant.
    pub only: &'static [&'static str],
    /// A member and the constants it may have in this branch, as JSON texts.
    pub constant: Option<(&'static str, &'static [&'static str])>,
}

impl Branch {
    pub const ANY: Self = Self {
        label: "",
        kinds: Kinds::ANY,
        required: &[],
        only: &[],
        constant: None,
    };
}

/// `oneOf` and `anyOf`.
#[derive(Debug)]
pub struct Union {
    pub kind: Kind,
    pub tag: Option<Tag>,
    pub branches: &'static [Branch],
}
