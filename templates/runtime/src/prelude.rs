//! What generated code names: one `use runtime::prelude::*;` for models.

pub use crate::check::{Keyword, Schema};
pub use crate::decode::rules::{
    Branch, Choices, Fields, Integer, Items, Kind, Kinds, Members, Number, Tag, Text, Union,
    Unknown,
};
pub use crate::decode::{
    Base64, BigInteger, Decoder, Mode, Options, Read, Time, Upload, decode_slice, deserialize,
};
pub use crate::format::Format;
pub use crate::pattern::Pattern;
pub use std::collections::BTreeMap;
pub use std::ops::Bound;

// For routes and services:
pub use crate::context::Context;
pub use crate::http::{
    ApiOptions, Call, Content, Description, Error, Field, Form, In, Parameter, Pending, Reply,
    RequestBody, Route, Shape, Style,
};
