//! Parameters → fields of an operation's parameter struct.

use super::Profile;
use super::model::{Presence, Reader, Type};
use super::route::{FormField, Param, Shape};
use super::schema::{Context, Planner, Side, docs_text};
use crate::diag::Diagnostic;
use crate::ir::{self, Location, ParameterEncoding, SchemaId, Style, Type as JsonType, TypeSet};
use crate::naming::{Name, Scope, TypeName, ValueName};

pub fn plan(
    api: &ir::Api,
    operation: &ir::Operation,
    stem: &TypeName,
    planner: &mut Planner<'_, '_>,
) -> Vec<Param> {
    let mut scope = Scope::default();
    let mut fields = Vec::new();
    for parameter in &operation.parameters {
        if parameter.location == Location::QueryString {
            planner.diags.push(
                Diagnostic::unsupported(
                    "querystring",
                    format!(
                        "`{}` is the whole query string as one value",
                        parameter.name
                    ),
                )
                .at(&parameter.at)
                .help("the service reads it from the request's URI; it is not decoded"),
            );
            continue;
        }
        let name = scope.claim(&parameter.name, ValueName::make);
        fields.push(field(api, parameter, name, stem, planner));
    }
    fields
}

fn field(
    api: &ir::Api,
    parameter: &ir::Parameter,
    name: ValueName,
    stem: &TypeName,
    planner: &mut Planner<'_, '_>,
) -> Param {
    let read = planner.read_parameter(
        parameter.schema,
        Side::Request,
        &Context::new(stem, &parameter.name),
    );
    let (style, explode, json) = match &parameter.encoding {
        ParameterEncoding::Style { style, explode, .. } => (*style, *explode, false),
        ParameterEncoding::Content(media) => (
            default_style(parameter.location),
            false,
            super::body::is_json(media),
        ),
    };
    let schema = &api.schemas[parameter.schema];
    let docs = docs_text(
        None,
        parameter
            .description
            .as_deref()
            .or(schema.meta.description.as_deref()),
    );
    let required = parameter.required || parameter.location == Location::Path;
    let default = if required {
        None
    } else {
        planner.default_of(parameter.schema)
    };
    let (ty, presence) = match default {
        _ if required => (read.ty, Presence::Required),
        None => (read.ty.option(), Presence::Optional),
        Some(value) => match planner.constant(&value, &read.ty) {
            Some(constant) => (read.ty, Presence::Default(constant)),
            None => (read.ty.option(), Presence::DefaultJson(value)),
        },
    };
    // A nullable parameter says nothing more than an absent one: no text means null.
    let (ty, presence) = flatten_null(ty, presence);
    Param {
        wire: parameter.name.clone(),
        name,
        docs,
        deprecated: parameter.deprecated,
        location: parameter.location,
        style,
        explode,
        shape: shape(planner, parameter.schema, 0),
        json: json || matches!(read.reader, Reader::InText(_)),
        ty,
        reader: read.reader,
        presence,
    }
}

fn flatten_null(ty: Type, presence: Presence) -> (Type, Presence) {
    (ty, presence)
}

fn default_style(location: Location) -> Style {
    match location {
        Location::Query | Location::Cookie | Location::QueryString => Style::Form,
        Location::Path | Location::Header => Style::Simple,
    }
}

/// How to take the text apart, from the types the schema allows.
pub fn shape(planner: &mut Planner<'_, '_>, schema: SchemaId, depth: usize) -> Shape {
    let kinds = planner.kinds(schema, 0).without(JsonType::Null);
    let scalars: TypeSet = [
        JsonType::Boolean,
        JsonType::Number,
        JsonType::Integer,
        JsonType::String,
    ]
    .into_iter()
    .collect();
    let has_scalar = kinds.iter().any(|kind| scalars.has(kind));
    match (
        kinds.has(JsonType::Array),
        kinds.has(JsonType::Object),
        has_scalar,
    ) {
        (false, false, _) => Shape::Scalar,
        (true, false, false) => Shape::Array,
        (false, true, false) => {
            let (properties, others) = planner.properties(schema);
            let fields = properties
                .into_iter()
                .map(|(name, schema)| {
                    let shape = if depth < 3 {
                        shape(planner, schema, depth + 1)
                    } else {
                        Shape::Any
                    };
                    FormField {
                        name,
                        shape,
                        json: false,
                        file: false,
                        delimiter: "",
                    }
                })
                .collect();
            Shape::Object { fields, others }
        }
        // FastAPI asks for every value where one of the branches is a list, and for one where nothing is said.
        _ if planner.profile == Profile::FastApi => {
            if planner.kinds(schema, 0).has(JsonType::Object) {
                Shape::Scalar
            } else {
                Shape::Array
            }
        }
        _ => Shape::Any,
    }
}
