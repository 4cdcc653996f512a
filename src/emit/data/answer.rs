//! Values of the description's types, as services put them together: the answer to a request from what the data layer
//! gave. Laid out as rustfmt has it.

use crate::emit::project::type_text;
use crate::naming::Name;
use crate::plan::Type;
use crate::plan::resource::{Body, Head, Shown, Value, Values};

/// An expression.
#[derive(Debug, Clone)]
pub enum Expression {
    Text(String),
    /// A type, and its fields.
    Struct(String, Vec<(String, Self)>),
    /// A function or a variant, and its argument.
    Call(String, Box<Self>),
}

impl Expression {
    /// Its lines; what follows the first one is indented by `indent`.
    pub fn lines(&self, indent: usize) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Call(function, argument) => format!("{function}({})", argument.lines(indent)),
            Self::Struct(head, fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(field, value)| match value {
                        Self::Text(text) if text == field => field.clone(),
                        value => format!("{field}: {}", value.lines(indent + 4)),
                    })
                    .collect();
                let joined = fields.join(", ");
                // rustfmt's `struct_lit_width`.
                if joined.len() <= 18 && !joined.contains('\n') {
                    return format!("{head} {{ {joined} }}");
                }
                let pad = " ".repeat(indent + 4);
                let fields: String = fields
                    .iter()
                    .map(|field| broken(&pad, field) + "\n")
                    .collect();
                format!("{head} {{\n{fields}{}}}", " ".repeat(indent))
            }
        }
    }
}

/// A field's line, its value on a line of its own where it is too long.
fn broken(pad: &str, field: &str) -> String {
    let line = format!("{pad}{field},");
    // Everything stands in a method, whose body is indented by eight.
    if line.contains('\n') || line.chars().count() + 8 <= 100 {
        return line;
    }
    match field.split_once(": ") {
        Some((name, value)) => format!("{pad}{name}:\n{pad}    {value},"),
        None => line,
    }
}

/// What stands for a value of the plan in a method.
#[derive(Debug)]
pub struct Names {
    /// The row.
    pub row: String,
    /// What knows the row's version.
    pub versioned: String,
    /// Where a row that was made is found.
    pub location: String,
    /// Whether `total` is there.
    pub counted: bool,
}

impl Names {
    /// `Ok(…)`.
    pub fn answer(&self, shown: &Shown) -> Expression {
        let body = match &shown.body {
            Body::Nothing => None,
            Body::Row => Some(Expression::Text(self.row.clone())),
            Body::Rows => Some(Expression::Text("rows".to_owned())),
            Body::Wrapped(ty, values, _) | Body::Page(ty, values) => {
                Some(self.literal(&format!("models::{}", ty.as_str()), values))
            }
        };
        Expression::Call(
            "Ok".to_owned(),
            Box::new(self.success(&shown.head, body.as_ref())),
        )
    }

    /// A success, from its head and its body.
    pub fn success(&self, head: &Head, body: Option<&Expression>) -> Expression {
        let around = |path: String, values: &Values| {
            let mut fields = self.fields(values);
            fields.extend(body.map(|body| ("body".to_owned(), body.clone())));
            Expression::Struct(path, fields)
        };
        match head {
            Head::Plain => body.map_or_else(|| Expression::Text("()".to_owned()), Clone::clone),
            Head::Struct(ty, values) => around(ty.as_str().to_owned(), values),
            Head::Variant(ty, variant, values) => {
                let path = format!("{}::{}", ty.as_str(), variant.as_str());
                match body {
                    _ if !values.is_empty() => around(path, values),
                    Some(body) => Expression::Call(path, Box::new(body.clone())),
                    None => Expression::Text(path),
                }
            }
        }
    }

    fn literal(&self, path: &str, values: &Values) -> Expression {
        Expression::Struct(path.to_owned(), self.fields(values))
    }

    fn fields(&self, values: &Values) -> Vec<(String, Expression)> {
        values
            .iter()
            .map(|(field, value)| (field.as_str().to_owned(), self.value(value)))
            .collect()
    }

    fn value(&self, value: &Value) -> Expression {
        let text = match value {
            Value::Row => self.row.clone(),
            Value::Rows => "rows".to_owned(),
            Value::Total(ty) => whole("total", ty),
            Value::Count(ty) => whole("count", ty),
            Value::Pages(ty) => whole("page.pages(total)", ty),
            Value::Number(ty) => whole("page.number()", ty),
            Value::More => "page.has_more()".to_owned(),
            Value::Earlier => "page.has_previous()".to_owned(),
            Value::Next => "page.next()".to_owned(),
            Value::NextNumber(ty) => some_whole("page.next_number()", ty),
            Value::PreviousNumber(ty) => some_whole("page.previous_number()", ty),
            Value::NextUrl(wire) => format!("page.next_url(cx, {wire:?})"),
            Value::PreviousUrl(wire) => format!("page.previous_url(cx, {wire:?})"),
            Value::Links(wire) => {
                let total = if self.counted { "Some(total)" } else { "None" };
                format!("page.links(cx, {wire:?}, {total})")
            }
            Value::Tag => format!("{}.tag()", self.versioned),
            Value::Param { name, into } => {
                let into = if *into { ".into()" } else { "" };
                format!("params.{}{into}", name.as_str())
            }
            Value::Location => self.location.clone(),
            Value::Absent => "None".to_owned(),
            Value::Members(ty, values) => {
                return self.literal(&format!("models::{}", ty.as_str()), values);
            }
            Value::Some(inner) => {
                let inner = self.value(inner);
                return Expression::Call("Some".to_owned(), Box::new(inner));
            }
        };
        Expression::Text(text)
    }
}

/// An `i64` as another type of integer.
fn whole(number: &str, ty: &Type) -> String {
    match ty.bare() {
        Type::I64 => number.to_owned(),
        Type::Int => format!("{number}.into()"),
        ty => {
            let ty = type_text(ty);
            format!("{ty}::try_from({number}).unwrap_or({ty}::MAX)")
        }
    }
}

/// The same for one that may not be there.
fn some_whole(number: &str, ty: &Type) -> String {
    match ty.bare() {
        Type::I64 => number.to_owned(),
        Type::Int => format!("{number}.map(Into::into)"),
        ty => format!(
            "{number}.and_then(|number| {}::try_from(number).ok())",
            type_text(ty)
        ),
    }
}
