//! The plan's types for models: what `models/*.rs` will hold.

pub use crate::ir::{Type as JsonType, TypeSet};
use crate::naming::{ConstName, TypeName, ValueName};
use serde_json::{Number as Decimal, Value};

/// One item of the models module.
#[derive(Debug, Clone)]
pub struct Model {
    pub name: TypeName,
    /// Markdown, from title and description.
    pub docs: String,
    pub deprecated: bool,
    pub kind: ModelKind,
    /// Requests carry it, so it needs a decode function.
    pub decode: bool,
    /// Something inside is a file, which comes in and never goes out.
    pub incoming: bool,
}

impl Model {
    /// The types it is made of.
    #[must_use]
    pub fn types(&self) -> Vec<&Type> {
        match &self.kind {
            ModelKind::Struct(shape) => {
                let extra = match &shape.unknown {
                    Unknown::Collect { ty, .. } => Some(ty),
                    Unknown::Ignore | Unknown::Deny => None,
                };
                shape
                    .fields
                    .iter()
                    .map(|field| &field.ty)
                    .chain(extra)
                    .collect()
            }
            ModelKind::Union(union) => union.branches.iter().map(|branch| &branch.ty).collect(),
            ModelKind::Newtype(ty, _) | ModelKind::Alias(ty) => vec![ty],
            ModelKind::Tuple(items) => items.iter().map(|(ty, _)| ty).collect(),
            ModelKind::Choice(_) => Vec::new(),
        }
    }

    /// Whether it carries files, which come in and never go out.
    #[must_use]
    pub fn has_uploads(&self) -> bool {
        let mut found = self.incoming;
        for ty in self.types() {
            ty.walk(&mut |ty| found |= matches!(ty, Type::Upload));
        }
        found
    }
}

#[derive(Debug, Clone)]
pub enum ModelKind {
    Struct(Struct),
    Choice(Choice),
    Union(Union),
    /// A name for a type: `pub type Pets = Vec<Pet>`.
    Alias(Type),
    /// A type of its own around another: a scalar with constraints, or the way out of `type Tree = Vec<Tree>`.
    Newtype(Type, Reader),
    /// A list of a fixed length whose items have types of their own.
    Tuple(Vec<(Type, Reader)>),
}

#[derive(Debug, Clone)]
pub struct Struct {
    /// What faults call it: the schema's name as written.
    pub title: String,
    pub fields: Vec<Field>,
    /// Members with one possible value, which are written and not stored: wire name; a text, a boolean or an integer.
    pub constants: Vec<(String, Value)>,
    /// Wire names that are known and not kept: `readOnly` in a request.
    pub ignored: Vec<String>,
    pub unknown: Unknown,
    pub min_members: Option<u64>,
    pub max_members: Option<u64>,
    pub guards: Vec<Guard>,
    /// A route puts it together from what it read one by one: it has no decoder of its own.
    pub assembled: bool,
}

#[derive(Debug, Clone)]
pub struct Field {
    pub wire: String,
    pub name: ValueName,
    pub docs: String,
    pub deprecated: bool,
    pub ty: Type,
    pub reader: Reader,
    pub presence: Presence,
}

/// What an absent member means for the field.
#[derive(Debug, Clone)]
pub enum Presence {
    /// A fault.
    Required,
    /// `None`; the field's type is an `Option`.
    Optional,
    /// This value, as a Rust expression.
    Default(Constant),
    /// This value, as JSON, read by the field's own reader; the field's type is an `Option`.
    DefaultJson(Value),
}

/// A constant that Rust can write down directly.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    Boolean(bool),
    Integer(i128),
    /// For a type that holds any.
    Int(i64),
    Number(f64),
    String(String),
    /// A variant of a [`Choice`].
    Variant(TypeName, TypeName),
    /// An empty list.
    EmptyList,
    /// `None`, for a nullable type whose default is null.
    Null,
}

/// What happens to members that have no field.
#[derive(Debug, Clone)]
pub enum Unknown {
    Ignore,
    Deny,
    /// Kept in a map of their own.
    Collect {
        field: ValueName,
        ty: Type,
        reader: Reader,
    },
}

/// `enum`: one of some constants.
#[derive(Debug, Clone)]
pub struct Choice {
    /// It is a component and not written in place.
    pub named: bool,
    pub variants: Vec<Variant>,
}

#[derive(Debug, Clone)]
pub struct Variant {
    pub name: TypeName,
    /// A string, number, boolean or null.
    pub value: Value,
}

/// `oneOf`, `anyOf` or a type array.
#[derive(Debug, Clone)]
pub struct Union {
    pub title: String,
    /// Exactly one branch must match.
    pub exclusive: bool,
    /// A number or a string, by which pydantic means a decimal.
    pub decimal: bool,
    pub tag: Option<Tag>,
    pub branches: Vec<Branch>,
    pub guards: Vec<Guard>,
}

/// A discriminator: which value of which property means which branch.
#[derive(Debug, Clone)]
pub struct Tag {
    pub property: String,
    pub values: Vec<(String, usize)>,
}

#[derive(Debug, Clone)]
pub struct Branch {
    pub name: TypeName,
    /// What faults call it.
    pub label: String,
    pub ty: Type,
    pub reader: Reader,
    /// JSON types it can be.
    pub kinds: TypeSet,
    /// Properties it requires.
    pub required: Vec<String>,
    /// Required properties no other branch knows.
    pub only: Vec<String>,
    /// A required property and the only values it may have, none of which two branches share.
    pub constant: Option<(String, Vec<Value>)>,
}

/// A Rust type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    Unit,
    Bool,
    I32,
    I64,
    /// An integer of any size.
    Int,
    U32,
    U64,
    F64,
    /// A number with all its digits.
    Decimal,
    String,
    /// Any JSON value.
    Value,
    Uuid,
    Date,
    DateTime,
    Ipv4,
    Ipv6,
    Base64,
    /// A string that stays out of logs.
    Secret,
    /// A type of the user's, by its path.
    Custom(String),
    /// A file of a multipart form.
    Upload,
    /// A raw body, piece by piece.
    ByteStream,
    /// Server-Sent Events.
    Events(Box<Type>),
    /// JSON lines.
    Items(Box<Type>),
    /// One that stands with the trait of its operation.
    Local(TypeName),
    Model(TypeName),
    /// An alias of a type, by its name.
    Alias(TypeName, Box<Type>),
    Option(Box<Type>),
    List(Box<Type>),
    Map(Box<Type>),
    Boxed(Box<Type>),
    /// A parameter's, which may be given without a value.
    OrEmpty(Box<Type>),
}

impl Type {
    #[must_use]
    pub fn option(self) -> Self {
        Self::Option(Box::new(self))
    }

    #[must_use]
    pub fn list(self) -> Self {
        Self::List(Box::new(self))
    }

    /// Without alias names.
    #[must_use]
    pub fn bare(&self) -> &Self {
        match self {
            Self::Alias(_, inner) => inner.bare(),
            other => other,
        }
    }

    /// Calls `visit` for this type and every type inside it.
    pub fn walk<'t>(&'t self, visit: &mut dyn FnMut(&'t Self)) {
        visit(self);
        match self {
            Self::Alias(_, inner)
            | Self::Option(inner)
            | Self::List(inner)
            | Self::Map(inner)
            | Self::Events(inner)
            | Self::Items(inner)
            | Self::OrEmpty(inner)
            | Self::Boxed(inner) => inner.walk(visit),
            _ => {}
        }
    }
}

/// How a value is read from a request: an expression over the decoder.
#[derive(Debug, Clone)]
pub enum Reader {
    /// A method of the decoder that takes no table: `d.boolean()`.
    Plain(&'static str),
    /// A method of the decoder and its table: `d.string(&Text { … })`.
    Table(&'static str, Table),
    /// The model's own `decode`.
    Model(TypeName),
    List(Table, Box<Reader>),
    Map(Table, Box<Reader>),
    Nullable(Box<Reader>),
    /// The empty text may stand in the place of the value.
    OrEmpty(Box<Reader>),
    /// The value stands in a string, as JSON.
    InText(Box<Reader>),
    Boxed(Box<Reader>),
    Guarded(Guard, Box<Reader>),
}

/// An assertion-only pass over the value, before it is read.
#[derive(Debug, Clone)]
pub struct Guard {
    pub check: Check,
    /// It covers the whole schema: when it fails, reading would only repeat its faults.
    pub whole: bool,
}

/// A table of the runtime: its type, and the members that differ from the type's `ANY`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    pub kind: &'static str,
    pub members: Vec<(&'static str, Entry)>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    Flag(bool),
    Count(u64),
    Integer(i128),
    /// A bound on an integer: value, exclusive.
    IntegerBound(i128, bool),
    /// A bound on a number: decimal text, exclusive.
    NumberBound(Decimal, bool),
    Decimal(Decimal),
    /// ECMA-262.
    Pattern(String),
    /// A variant of the runtime's `Format`.
    Format(&'static str),
    Check(Check),
}

/// An assertion-only schema for the runtime's checker.
#[derive(Debug, Clone, PartialEq)]
pub enum Check {
    /// A static of the checks module.
    Named(ConstName),
    Inline(Vec<Keyword>),
}

/// A keyword of the runtime's `Schema`.
#[derive(Debug, Clone, PartialEq)]
pub enum Keyword {
    Never,
    Types(TypeSet),
    Enum(Vec<Value>),
    Decimal(&'static str, Decimal),
    Count(&'static str, u64),
    /// ECMA-262.
    Pattern(String),
    Format(&'static str),
    UniqueItems,
    Items {
        prefix: Vec<Check>,
        rest: Option<Check>,
    },
    Contains {
        schema: Check,
        min: u64,
        max: Option<u64>,
    },
    Members {
        properties: Vec<(String, Check)>,
        patterns: Vec<(String, Check)>,
        additional: Option<Check>,
    },
    Required(Vec<String>),
    DependentRequired(Vec<(String, Vec<String>)>),
    DependentSchemas(Vec<(String, Check)>),
    /// `UnevaluatedItems`, `UnevaluatedProperties`, `PropertyNames`, `Ref`, `Not`.
    One(&'static str, Check),
    /// `AllOf`, `AnyOf`, `OneOf`.
    Many(&'static str, Vec<Check>),
    If {
        condition: Check,
        then: Option<Check>,
        otherwise: Option<Check>,
    },
}
