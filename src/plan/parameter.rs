//! Parameters → fields of an operation's parameter struct.

use super::Profile;
use super::body;
use super::model::{Presence, Reader, Type};
use super::profile::{self, Asks};
use super::route::{FormField, Param, Shape};
use super::schema::{Planner, Read, Side, docs_text};
use crate::diag::Diagnostic;
use crate::ir::{self, Location, ParameterEncoding, SchemaId, Style, Type as JsonType, TypeSet};
use crate::naming::{Name, Scope, TypeName, ValueName};

pub fn plan(
    api: &ir::Api,
    parameters: &[ir::Parameter],
    stem: &TypeName,
    planner: &mut Planner<'_, '_>,
) -> Vec<Param> {
    let mut scope = Scope::default();
    let mut fields = Vec::new();
    for parameter in parameters {
        let name = scope.claim(&parameter.name, ValueName::make);
        fields.push(field(api, parameter, name, stem, planner));
    }
    fields
}

/// FastAPI flattens a model of parameters into single ones. Where the model as a whole is optional, the fields that it
/// requires come out as optional parameters which have no default and take no null, and one parameter of the model calls
/// for all of these. The same is written for `q: str = None`, whose default is not of its type. Headers show which it is
/// ([`is_of_model`]); of others, several are taken for a model, since it is rare that somebody writes that more than once.
pub fn groups(
    operation: &ir::Operation,
    fields: &[Param],
    planner: &mut Planner<'_, '_>,
) -> Vec<Vec<usize>> {
    if planner.profile != Profile::FastApi || planner.optional_models == Asks::None {
        return Vec::new();
    }
    let mut groups = Vec::new();
    for location in [Location::Query, Location::Header, Location::Cookie] {
        let parameters = operation.parameters.iter();
        let of_model = parameters
            .filter(|parameter| parameter.location == location)
            .any(|parameter| is_of_model(parameter, planner));
        let group = group(fields, location);
        // A list without a default is one that a function makes, and asks for nothing.
        let asks = |at: &&usize| {
            let field = &fields[**at];
            matches!(field.presence, Presence::Optional) && !matches!(field.shape, Shape::Array)
        };
        let asking = group.iter().filter(asks).count();
        let enough = match planner.optional_models {
            _ if of_model => 1,
            Asks::None | Asks::Titled => continue,
            Asks::Several => 2,
            Asks::Any => 1,
        };
        if group.len() > 1 && asking >= enough {
            groups.push(group);
        }
    }
    for group in &groups {
        let names: Vec<String> = group
            .iter()
            .map(|&at| format!("`{}`", fields[at].wire))
            .collect();
        let message = format!(
            "{} are taken for the fields of one optional model",
            names.join(", ")
        );
        planner.diags.push(
            Diagnostic::note("optional-model", message)
                .at(&operation.at)
                .help("one of them calls for those without a default; `optional-models = \"never\"` under [generate] takes each by itself"),
        );
    }
    groups
}

/// Whether a header shows that it is the field of a model. FastAPI makes a title of the name that pydantic knows: that is
/// the header's own for a parameter (`X-Token`), and the one in Python for a field (`X Token`).
fn is_of_model(parameter: &ir::Parameter, planner: &Planner<'_, '_>) -> bool {
    let title = planner.title(parameter.schema);
    let in_python = parameter.name.replace('-', " ");
    parameter.location == Location::Header
        && parameter.name.contains('-')
        && title.is_some_and(|title| title == profile::title_of(&in_python))
}

fn group(fields: &[Param], location: Location) -> Vec<usize> {
    let mut group = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        if field.location != location || matches!(field.reader, Reader::Nullable(_)) {
            continue;
        }
        // A field with a default, when it comes after one that the model requires, is taken for one of the model's too.
        let belongs = match field.presence {
            Presence::Optional => true,
            Presence::Default(_) | Presence::DefaultJson(_) => !group.is_empty(),
            Presence::Required => false,
        };
        if belongs {
            group.push(at);
        }
    }
    group
}

fn field(
    api: &ir::Api,
    parameter: &ir::Parameter,
    name: ValueName,
    stem: &TypeName,
    planner: &mut Planner<'_, '_>,
) -> Param {
    let component = parameter.component.as_deref();
    let context = planner.context(component, "parameter", stem, &parameter.name);
    let read = planner.read_parameter(parameter.schema, Side::Request, &context);
    let allow_empty = is_empty_allowed(parameter, &read, planner);
    let read = if allow_empty { or_empty(read) } else { read };
    let (style, explode, json) = match &parameter.encoding {
        ParameterEncoding::Style { style, explode, .. } => (*style, *explode, false),
        ParameterEncoding::Content { media_type, .. } => (
            default_style(parameter.location),
            parameter.location == Location::QueryString,
            body::is_json(media_type),
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
    let form = query_form(planner, parameter);
    Param {
        wire: parameter.name.clone(),
        name,
        docs,
        deprecated: parameter.deprecated,
        location: parameter.location,
        style,
        explode,
        shape: match &read.reader {
            // FastAPI looks at the type, though there is one text alone.
            Reader::InText(inner) if matches!(**inner, Reader::List(..)) => Shape::Array,
            // JSON is not taken apart before it is read.
            _ if json => Shape::Scalar,
            _ => form.unwrap_or_else(|| shape(planner, parameter.schema, 0)),
        },
        allow_empty,
        json: json || matches!(read.reader, Reader::InText(_)),
        ty,
        reader: read.reader,
        presence,
    }
}

/// Whether the empty text stands for no value, where the type would refuse it or take it for one. What is taken apart into
/// pairs has no place where it could be empty.
pub fn is_empty_allowed(parameter: &ir::Parameter, read: &Read, planner: &Planner<'_, '_>) -> bool {
    let ParameterEncoding::Style {
        allow_empty: true,
        style,
        explode,
        ..
    } = parameter.encoding
    else {
        return false;
    };
    let kinds = planner.kinds(parameter.schema, 0);
    let in_pairs = kinds.has(JsonType::Object) && (explode || style == Style::DeepObject);
    let is_text =
        matches!(&read.reader, Reader::Table("string", table) if table.members.is_empty());
    parameter.location == Location::Query
        && planner.profile == Profile::Strict
        && !in_pairs
        && !is_text
}

fn or_empty(read: Read) -> Read {
    Read {
        ty: Type::OrEmpty(Box::new(read.ty)),
        reader: Reader::OrEmpty(Box::new(read.reader)),
    }
}

/// The fields of the whole query string, where that is written as a form is, whatever else its schema says of it.
fn query_form(planner: &mut Planner<'_, '_>, parameter: &ir::Parameter) -> Option<Shape> {
    let ParameterEncoding::Content { media_type, fields } = &parameter.encoding else {
        return None;
    };
    if parameter.location != Location::QueryString || !body::is_form(media_type) {
        return None;
    }
    let is_object = matches!(shape(planner, parameter.schema, 0), Shape::Object { .. });
    if !is_object {
        return Some(Shape::Object {
            fields: Vec::new(),
            others: true,
        });
    }
    let others = planner.properties(parameter.schema).1;
    let fields = body::form_fields(fields, parameter.schema, media_type, planner);
    Some(Shape::Object { fields, others })
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
                        media: Vec::new(),
                        delimiter: "",
                        or_empty: false,
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
