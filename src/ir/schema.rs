//! Schemas: JSON Schema 2020-12 as OpenAPI 3.1 uses it, in an arena.
//!
//! One [`Schema`] is a conjunction: a value is valid when every keyword that is present accepts it. `$ref` is a
//! keyword like the others (JSON Schema 2020-12 section 8.2.3.1), so siblings of it keep their meaning.

use super::sparse::Sparse;
use crate::source::Place;
use indexmap::IndexMap;
use serde_json::{Number as Decimal, Value};

/// Index into [`Schemas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(pub u32);

/// The arena. Components come under their name in [`Schemas::named`]; everything else is reached through them or
/// through an operation.
#[derive(Debug, Clone, Default)]
pub struct Schemas {
    all: Vec<Schema>,
    /// Component name → schema, in the order of the description.
    pub named: IndexMap<String, SchemaId>,
}

impl Schemas {
    pub fn add(&mut self, schema: Schema) -> SchemaId {
        let id = SchemaId(u32::try_from(self.all.len()).expect("fewer than 2^32 schemas"));
        self.all.push(schema);
        id
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn get_mut(&mut self, id: SchemaId) -> &mut Schema {
        &mut self.all[id.0 as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = (SchemaId, &Schema)> {
        (0..).map(SchemaId).zip(&self.all)
    }
}

impl std::ops::Index<SchemaId> for Schemas {
    type Output = Schema;

    fn index(&self, id: SchemaId) -> &Schema {
        &self.all[id.0 as usize]
    }
}

/// One schema object or boolean schema.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    pub at: Place,
    /// The component's name, or the last segment of the reference for a schema in another file; `None` for a
    /// schema that stands inline.
    pub name: Option<String>,
    /// `false`: nothing is valid. (`true` is a schema without keywords.)
    pub never: bool,
    /// `None`: any type.
    pub types: Option<TypeSet>,
    pub format: Option<String>,
    pub enumeration: Option<Vec<Value>>,
    pub constant: Option<Box<Value>>,
    pub number: Sparse<Number>,
    pub text: Sparse<Text>,
    pub array: Sparse<Array>,
    pub object: Sparse<Object>,
    /// `$ref`, resolved.
    pub reference: Option<SchemaId>,
    pub all_of: Vec<SchemaId>,
    pub any_of: Vec<SchemaId>,
    pub one_of: Vec<SchemaId>,
    pub not: Option<SchemaId>,
    pub if_schema: Option<SchemaId>,
    pub then_schema: Option<SchemaId>,
    pub else_schema: Option<SchemaId>,
    pub discriminator: Option<Box<Discriminator>>,
    pub meta: Meta,
}

/// Keywords that describe and do not constrain.
#[derive(Debug, Clone, Default)]
pub struct Meta {
    pub title: Option<String>,
    pub description: Option<String>,
    pub default: Option<Box<Value>>,
    /// `example` (OpenAPI), then `examples` (JSON Schema).
    pub examples: Vec<Value>,
    pub deprecated: bool,
    pub read_only: bool,
    pub write_only: bool,
    /// `x-…` members.
    pub extensions: IndexMap<String, Value>,
}

/// JSON Schema 2020-12 validation, section 6.2. Draft 4's boolean `exclusiveMinimum` is already folded in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Number {
    pub minimum: Option<Decimal>,
    pub maximum: Option<Decimal>,
    pub exclusive_minimum: Option<Decimal>,
    pub exclusive_maximum: Option<Decimal>,
    pub multiple_of: Option<Decimal>,
}

/// Section 6.3, and section 8 for the content keywords.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// In code points.
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    /// ECMA-262, searched, not anchored.
    pub pattern: Option<String>,
    pub content_encoding: Option<String>,
    pub content_media_type: Option<String>,
    pub content_schema: Option<SchemaId>,
}

/// Section 6.4 and core section 10.3.1.
#[derive(Debug, Clone, Default)]
pub struct Array {
    /// Applies to the items after `prefix_items`.
    pub items: Option<SchemaId>,
    pub prefix_items: Vec<SchemaId>,
    pub contains: Option<SchemaId>,
    pub min_contains: Option<u64>,
    pub max_contains: Option<u64>,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
    pub unique_items: bool,
    pub unevaluated_items: Option<SchemaId>,
}

/// Section 6.5 and core section 10.3.2.
#[derive(Debug, Clone, Default)]
pub struct Object {
    pub properties: IndexMap<String, SchemaId>,
    pub required: Vec<String>,
    pub additional: Option<SchemaId>,
    pub pattern_properties: IndexMap<String, SchemaId>,
    pub property_names: Option<SchemaId>,
    pub min_properties: Option<u64>,
    pub max_properties: Option<u64>,
    pub dependent_required: IndexMap<String, Vec<String>>,
    pub dependent_schemas: IndexMap<String, SchemaId>,
    pub unevaluated_properties: Option<SchemaId>,
}

/// OpenAPI 3.1 section 4.8.25. It names the branch; it constrains nothing by itself.
#[derive(Debug, Clone)]
pub struct Discriminator {
    pub property: String,
    /// Value → schema, as written in `mapping` (implicit names are not added).
    pub mapping: IndexMap<String, SchemaId>,
}

/// The seven types of JSON Schema; `Integer` is any number without a fractional part, `1.0` too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Type {
    Null = 1,
    Boolean = 2,
    Object = 4,
    Array = 8,
    Number = 16,
    String = 32,
    Integer = 64,
}

impl Type {
    pub const ALL: [Self; 7] = [
        Self::Null,
        Self::Boolean,
        Self::Object,
        Self::Array,
        Self::Number,
        Self::String,
        Self::Integer,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Object => "object",
            Self::Array => "array",
            Self::Number => "number",
            Self::String => "string",
            Self::Integer => "integer",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A set of types. `{number, integer}` means the same as `{number}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TypeSet(u8);

impl TypeSet {
    pub const EMPTY: Self = Self(0);

    #[must_use]
    pub const fn with(self, kind: Type) -> Self {
        Self(self.0 | kind as u8)
    }

    #[must_use]
    pub const fn without(self, kind: Type) -> Self {
        Self(self.0 & !(kind as u8))
    }

    #[must_use]
    pub const fn has(self, kind: Type) -> bool {
        self.0 & kind as u8 != 0
    }

    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// In the order of [`Type::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Type> {
        Type::ALL.into_iter().filter(move |kind| self.has(*kind))
    }

    /// The only member, when there is exactly one.
    #[must_use]
    pub fn single(self) -> Option<Type> {
        let mut members = self.iter();
        members.next().filter(|_| members.next().is_none())
    }
}

impl FromIterator<Type> for TypeSet {
    fn from_iter<I: IntoIterator<Item = Type>>(kinds: I) -> Self {
        kinds.into_iter().fold(Self::EMPTY, Self::with)
    }
}
