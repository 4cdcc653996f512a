//! What answers are described as → `answers.json`, which builds for development hold them against. In: the responses of
//! each operation. Out: JSON Schema, with what the formats and patterns of the description mean already decided.

use super::answer;
use super::model::{Check, Keyword};
use super::operation;
use super::reply;
use super::schema::Planner;
use crate::ir::{self, Status};
use crate::naming::Name;
use serde_json::{Map, Value, json};

/// `{operations: {id: {status: {headers, content}}}, schemas}`; a reference is `#/schemas/NAME`. What a WebSocket sends is
/// the content of its 101.
pub fn promises(api: &ir::Api, planner: &mut Planner<'_, '_>) -> Value {
    let (operations, tables) = planner.answering(|planner| {
        let mut operations = Map::new();
        for operation in &api.operations {
            let mut answers = Map::new();
            if let Some(messages) = operation.messages {
                let mut content = Map::new();
                if let Some(outgoing) = messages.outgoing {
                    let table = planner.promised(outgoing);
                    insert(&mut content, "application/json".to_owned(), &table);
                }
                answers.insert("101".to_owned(), json!({ "content": content }));
                operations.insert(operation::id(operation), Value::Object(answers));
                continue;
            }
            for response in &operation.responses {
                let (status, answer) = (status(response.status), self::answer(response, planner));
                answers.insert(status, answer);
            }
            if !reply::has_success(operation) {
                answers.insert("200".to_owned(), json!({}));
            }
            operations.insert(operation::id(operation), Value::Object(answers));
        }
        operations
    });
    let schemas: Map<String, Value> = tables
        .iter()
        .map(|(name, keywords)| (name.as_str().to_owned(), schema(keywords)))
        .collect();
    json!({ "operations": operations, "schemas": schemas })
}

fn status(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    }
}

fn answer(response: &ir::Response, planner: &mut Planner<'_, '_>) -> Value {
    let mut answer = Map::new();
    let mut headers = Map::new();
    for header in &response.headers {
        if reply::is_typed_header(planner, header) {
            let table = planner.promised(header.schema);
            insert(&mut headers, header.name.to_ascii_lowercase(), &table);
        }
    }
    if !headers.is_empty() {
        answer.insert("headers".to_owned(), Value::Object(headers));
    }
    let mut content = Map::new();
    for (label, described) in answer::promised(&response.content, planner) {
        let table = planner.promised(described);
        insert(&mut content, label, &table);
    }
    if !content.is_empty() {
        answer.insert("content".to_owned(), Value::Object(content));
    }
    Value::Object(answer)
}

/// A schema that accepts everything says nothing.
fn insert(into: &mut Map<String, Value>, name: String, table: &Check) {
    let schema = reference(table);
    if schema != json!({}) {
        into.entry(name).or_insert(schema);
    }
}

fn reference(table: &Check) -> Value {
    match table {
        Check::Named(name) => json!({ "$ref": format!("#/schemas/{}", name.as_str()) }),
        Check::Inline(keywords) => schema(keywords),
    }
}

/// A conjunction of keywords; of two with one name the second becomes a branch of `allOf`.
fn schema(keywords: &[Keyword]) -> Value {
    let mut members = Map::new();
    let mut more = Vec::new();
    for keyword in keywords {
        let said = said(keyword);
        if said.keys().any(|name| members.contains_key(name)) {
            more.push(Value::Object(said));
        } else {
            members.extend(said);
        }
    }
    if !more.is_empty() {
        let all = members.entry("allOf").or_insert_with(|| json!([]));
        if let Value::Array(all) = all {
            all.extend(more);
        }
    }
    Value::Object(members)
}

fn said(keyword: &Keyword) -> Map<String, Value> {
    let mut said = Map::new();
    let mut say = |name: &str, value: Value| {
        said.insert(name.to_owned(), value);
    };
    match keyword {
        Keyword::Never => say("not", json!({})),
        Keyword::Types(types) => {
            let names: Vec<&str> = types.iter().map(ir::Type::name).collect();
            say("type", json!(names));
        }
        Keyword::Enum(values) => say("enum", json!(values)),
        // It would come back rounded: numbers beyond 64 bits are floats where this is read.
        Keyword::Decimal(_, value) if is_rounded(value) => {}
        Keyword::Decimal(name, value) => say(&camel(name), Value::Number(value.clone())),
        Keyword::Count(name, count) => say(&camel(name), json!(count)),
        Keyword::Pattern(source) => say("pattern", json!(source)),
        Keyword::Format(format) => say("format", json!(hyphenated(format))),
        Keyword::UniqueItems => say("uniqueItems", json!(true)),
        Keyword::Items { prefix, rest } => {
            if !prefix.is_empty() {
                say("prefixItems", prefix.iter().map(reference).collect());
            }
            if let Some(rest) = rest {
                say("items", reference(rest));
            }
        }
        Keyword::Contains { schema, min, max } => {
            say("contains", reference(schema));
            say("minContains", json!(min));
            if let Some(max) = max {
                say("maxContains", json!(max));
            }
        }
        Keyword::Members {
            properties,
            patterns,
            additional,
        } => {
            if !properties.is_empty() {
                say("properties", named(properties));
            }
            if !patterns.is_empty() {
                say("patternProperties", named(patterns));
            }
            if let Some(additional) = additional {
                say("additionalProperties", reference(additional));
            }
        }
        Keyword::Required(names) => say("required", json!(names)),
        Keyword::DependentRequired(pairs) => {
            let pairs = pairs
                .iter()
                .map(|(name, names)| (name.clone(), json!(names)));
            say("dependentRequired", Value::Object(pairs.collect()));
        }
        Keyword::DependentSchemas(pairs) => say("dependentSchemas", named(pairs)),
        Keyword::One("Ref", Check::Inline(keywords)) => say("allOf", json!([schema(keywords)])),
        Keyword::One("Ref", table) => {
            return reference(table).as_object().cloned().unwrap_or_default();
        }
        Keyword::One(name, table) => say(&camel(name), reference(table)),
        Keyword::Many(name, tables) => say(&camel(name), tables.iter().map(reference).collect()),
        Keyword::If {
            condition,
            then,
            otherwise,
        } => {
            say("if", reference(condition));
            if let Some(then) = then {
                say("then", reference(then));
            }
            if let Some(otherwise) = otherwise {
                say("else", reference(otherwise));
            }
        }
    }
    said
}

fn is_rounded(number: &serde_json::Number) -> bool {
    let is_whole = number.is_i64() || number.is_u64();
    !is_whole && number.as_f64().is_none_or(|it| it.abs() >= 9e18)
}

fn named(pairs: &[(String, Check)]) -> Value {
    let pairs = pairs
        .iter()
        .map(|(name, table)| (name.clone(), reference(table)));
    Value::Object(pairs.collect())
}

/// `MinLength` → `minLength`.
fn camel(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    format!("{}{rest}", first.to_ascii_lowercase())
}

/// `DateTime` → `date-time`.
fn hyphenated(name: &str) -> String {
    let mut out = String::new();
    for char in name.chars() {
        if char.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(char.to_ascii_lowercase());
    }
    out
}
