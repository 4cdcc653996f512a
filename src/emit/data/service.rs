//! What the methods of services do with the data layer.

use super::refusal::{Reason, Refusals};
use crate::emit::account;
use crate::emit::text::layout::statement;
use crate::naming::Name;
use crate::plan::resource::{
    Body, Data, Place, Refusal, Resource, Shown, Under, Value, base, depth,
};
use crate::plan::{Operation, Plan, Type};
use std::collections::BTreeMap;

/// The methods of a project that do something.
#[derive(Debug, Default)]
pub struct Bodies {
    /// Service and operation → the method's body, indented.
    pub methods: BTreeMap<(usize, usize), Method>,
    /// Service → functions behind its `impl`.
    pub functions: BTreeMap<usize, String>,
}

#[derive(Debug)]
pub struct Method {
    pub text: String,
    /// The arguments that it looks at.
    pub uses: Vec<&'static str>,
}

impl Method {
    pub fn new(lines: &[String], uses: &[&'static str]) -> Self {
        Self {
            text: indented(lines),
            uses: uses.to_vec(),
        }
    }
}

/// The bodies of every recognised operation.
pub fn bodies(plan: &Plan, data: &Data) -> Bodies {
    let mut bodies = Bodies::default();
    let mut refusals: BTreeMap<usize, Refusals> = BTreeMap::new();
    for resource in &data.resources {
        let parent = resource.parent.as_ref().and_then(|parent| {
            data.resources
                .iter()
                .find(|known| known.table == parent.resource)
        });
        for place in resource.places() {
            let mut writer = Writer {
                operation: &plan.services[place.0].operations[place.1],
                base_path: &plan.project.base_path,
                resource,
                parent,
                refusals: refusals.entry(place.0).or_default(),
                lines: Vec::new(),
            };
            writer.write(place);
            let lines = writer.lines;
            let mut method = Method::new(&lines, &["session"]);
            if method.text.contains("params") {
                method.uses.push("params");
            }
            if method.text.contains("&body") {
                method.uses.push("body");
            }
            bodies.methods.insert((place.0, place.1), method);
        }
    }
    if let Some(accounts) = &data.accounts {
        for (place, method) in account::bodies(plan, accounts, &mut refusals) {
            bodies.methods.insert((place.0, place.1), method);
        }
    }
    bodies.functions = refusals
        .into_iter()
        .map(|(service, refusals)| (service, refusals.text()))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    bodies
}

fn indented(lines: &[String]) -> String {
    let lines: Vec<String> = lines
        .iter()
        .flat_map(|line| line.lines())
        .map(|line| format!("        {line}"))
        .collect();
    lines.join("\n")
}

struct Writer<'p> {
    operation: &'p Operation,
    base_path: &'p str,
    resource: &'p Resource,
    parent: Option<&'p Resource>,
    refusals: &'p mut Refusals,
    lines: Vec<String>,
}

impl Writer<'_> {
    fn write(&mut self, place: Place) {
        let resource = self.resource;
        // The description lets a client leave out what the row is made of.
        if self
            .operation
            .body
            .as_ref()
            .is_some_and(|body| depth(&body.ty) > 0)
        {
            let into = if self.operation.failure.name.is_some() {
                ".into()"
            } else {
                ""
            };
            self.lines.push("let Some(body) = body else {".to_owned());
            self.lines.push(format!(
                "    return Err(rt::Error::bad_request(\"there is no body\"){into});"
            ));
            self.lines.push("};".to_owned());
        }
        let is = |known: Option<Place>| known == Some(place);
        if resource.create.0 == place {
            let create = &resource.create.1;
            self.under(create.under.as_ref());
            self.made(
                "made",
                "insert",
                &["&body"],
                create.exists.as_ref(),
                Reason::Exists,
                true,
            );
            self.answer(&create.shown, "made");
        } else if let Some((at, list)) = resource.list.as_ref().filter(|op| is(Some(op.0))) {
            debug_assert_eq!(*at, place);
            self.under(list.under.as_ref());
            let mut arguments = vec!["&session".to_owned()];
            arguments.extend(self.path_arguments(true));
            if list.looks_at_params() {
                arguments.push("&params".to_owned());
            }
            let value = format!("{}({}).await?", self.path("list"), arguments.join(", "));
            let counts = list.shown.counts();
            let rows = if counts {
                "let (rows, total) = "
            } else {
                "let rows = "
            };
            self.line(rows, &value, ";");
            self.answer(&list.shown, "rows");
        } else if let Some((_, missing)) = resource.read.as_ref().filter(|op| is(Some(op.0))) {
            self.made("found", "find", &[], None, Reason::Exists, false);
            let refusal = self
                .refusals
                .value(&resource.noun, Reason::Missing, missing);
            self.lines.push(or_else("", "found", &refusal));
        } else if let Some((_, update)) = resource.replace.as_ref().filter(|op| is(Some(op.0))) {
            self.made(
                "found",
                "replace",
                &["&body"],
                update.exists.as_ref(),
                Reason::Exists,
                false,
            );
            self.changed(&update.shown, &update.missing);
        } else if let Some((_, patch)) = resource.patch.as_ref().filter(|op| is(Some(op.0))) {
            self.made(
                "found",
                "change",
                &["&body"],
                patch.exists.as_ref(),
                Reason::Exists,
                false,
            );
            self.changed(&patch.shown, &patch.missing);
        } else if let Some((_, delete)) = resource.delete.as_ref().filter(|op| is(Some(op.0))) {
            self.made(
                "found",
                "delete",
                &[],
                delete.used.as_ref(),
                Reason::InUse,
                false,
            );
            if matches!(delete.shown.body, Body::Row) {
                self.changed(&delete.shown, &delete.missing);
            } else {
                let refusal = self
                    .refusals
                    .value(&resource.noun, Reason::Missing, &delete.missing);
                self.refuse("!found", &refusal);
                self.answer(&delete.shown, "found");
            }
        }
    }

    fn line(&mut self, prefix: &str, value: &str, suffix: &str) {
        let shifted = statement(&format!("        {prefix}"), value, suffix);
        self.lines
            .extend(shifted.lines().map(|line| line[8..].to_owned()));
    }

    fn path(&self, function: &str) -> String {
        format!("data::{}::{function}", self.resource.module.as_str())
    }

    /// The values of the path, as the data layer takes them: the parent's alone, or all.
    fn path_arguments(&self, parent_alone: bool) -> Vec<String> {
        let mut types = Vec::new();
        if let Some(parent) = &self.resource.parent {
            types.push(&parent.ty);
        }
        if !parent_alone {
            types.push(&self.resource.key.ty);
        }
        let params = path_params(self.operation);
        params
            .iter()
            .zip(types)
            .map(|(param, ty)| match base(ty) {
                Type::String | Type::Int => format!("&params.{param}"),
                _ => format!("params.{param}"),
            })
            .collect()
    }

    /// Refuses where what the path leads through is not there.
    fn under(&mut self, under: Option<&Under>) {
        let (Some(under), Some(parent)) = (under, self.parent) else {
            return;
        };
        let arguments = self.path_arguments(true).join(", ");
        let find = format!(
            "data::{}::find(&session, {arguments}).await?",
            parent.module.as_str()
        );
        self.line("let parent = ", &find, ";");
        let refusal = self
            .refusals
            .value(&parent.noun, Reason::Missing, &under.refusal);
        self.refuse("parent.is_none()", &refusal);
    }

    /// Calls the data layer; what the rows that are there stand against is answered as described.
    fn made(
        &mut self,
        name: &str,
        function: &str,
        more: &[&str],
        conflict: Option<&Refusal>,
        reason: Reason,
        parent_alone: bool,
    ) {
        let mut arguments = vec!["&session".to_owned()];
        arguments.extend(self.path_arguments(parent_alone));
        arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
        let call = format!("{}({}).await", self.path(function), arguments.join(", "));
        let Some(conflict) = conflict else {
            return self.line(&format!("let {name} = "), &format!("{call}?"), ";");
        };
        let refusal = self.refusals.value(&self.resource.noun, reason, conflict);
        let test = match reason {
            Reason::InUse => "is_reference",
            _ => "is_duplicate",
        };
        let line = format!("let {name} = match {call} {{");
        if line.chars().count() + 8 <= 100 {
            self.lines.push(line);
        } else {
            self.line(&format!("let {name} = "), &call, ";");
            self.lines.push(format!("let {name} = match {name} {{"));
        }
        self.lines
            .push(format!("    Err(error) if error.{test}() => {{"));
        self.lines.push(error("        return ", &refusal, ";"));
        self.lines.push("    }".to_owned());
        self.lines.push(format!("    {name} => {name}?,"));
        self.lines.push("};".to_owned());
    }

    fn refuse(&mut self, condition: &str, refusal: &str) {
        self.lines.push(format!("if {condition} {{"));
        self.lines.push(error("    return ", refusal, ";"));
        self.lines.push("}".to_owned());
    }

    /// Answers with a row that may not have been there.
    fn changed(&mut self, shown: &Shown, missing: &Refusal) {
        let refusal = self
            .refusals
            .value(&self.resource.noun, Reason::Missing, missing);
        match (&shown.head, &shown.body) {
            (None, Body::Row) => self.lines.push(or_else("", "found", &refusal)),
            (_, Body::Row) => {
                self.lines.push(
                    or_else("let found = ", "found", &refusal)
                        .trim_end()
                        .to_owned()
                        + "?;",
                );
                self.answer(shown, "found");
            }
            _ => {
                self.refuse("found.is_none()", &refusal);
                self.answer(shown, "found");
            }
        }
    }

    fn answer(&mut self, shown: &Shown, name: &str) {
        let body = match &shown.body {
            Body::Nothing => None,
            Body::Row | Body::Rows => Some(name.to_owned()),
            Body::Page(ty, values) => {
                let head = format!("models::{}", ty.as_str());
                let fields = values
                    .iter()
                    .map(|(field, value)| (field.as_str().to_owned(), self.value(value, name)))
                    .collect::<Vec<_>>();
                if shown.head.is_none() {
                    return self.literal("Ok(", &head, &fields, ")");
                }
                self.literal("let page = ", &head, &fields, ";");
                Some("page".to_owned())
            }
        };
        let Some((ty, headers)) = &shown.head else {
            let body = body.unwrap_or_else(|| "()".to_owned());
            return self.lines.push(format!("Ok({body})"));
        };
        let mut fields: Vec<(String, String)> = headers
            .iter()
            .map(|(field, value)| (field.as_str().to_owned(), self.value(value, name)))
            .collect();
        fields.extend(body.map(|body| ("body".to_owned(), body)));
        self.literal("Ok(", ty.as_str(), &fields, ")");
    }

    fn literal(&mut self, prefix: &str, head: &str, fields: &[(String, String)], suffix: &str) {
        struct_literal(prefix, head, fields, suffix, &mut self.lines);
    }

    fn value(&self, value: &Value, name: &str) -> String {
        match value {
            Value::Rows => name.to_owned(),
            Value::Total(Type::I64) => "total".to_owned(),
            Value::Total(Type::Int) => "total.into()".to_owned(),
            Value::Total(ty) => {
                let ty = crate::emit::project::type_text(ty);
                format!("{ty}::try_from(total).unwrap_or({ty}::MAX)")
            }
            Value::Param { name, into } => {
                let into = if *into { ".into()" } else { "" };
                format!("params.{}{into}", name.as_str())
            }
            Value::Location => self.location(name),
            Value::Absent => "None".to_owned(),
            Value::Some(inner) => format!("Some({})", self.value(inner, name)),
        }
    }

    fn location(&self, name: &str) -> String {
        let path = self.operation.path.trim_end_matches('/');
        let mut template = String::new();
        let mut depth = 0;
        for char in path.chars() {
            match char {
                '{' => {
                    depth += 1;
                    template.push_str("{}");
                }
                '}' => depth -= 1,
                other if depth == 0 => template.push(other),
                _ => {}
            }
        }
        let field = self.resource.key.field.as_str();
        let key = if self.resource.key.optional {
            format!("{name}.{field}.clone().unwrap_or_default()")
        } else {
            format!("{name}.{field}")
        };
        let key = key.replace(
            ".clone()",
            if matches!(base(&self.resource.key.ty), Type::String | Type::Int) {
                ".clone()"
            } else {
                ""
            },
        );
        let mut arguments: Vec<String> = path_params(self.operation)
            .iter()
            .map(|param| format!("params.{param}"))
            .collect();
        arguments.push(key);
        format!(
            "format!(\"{}{template}/{{}}\", {})",
            self.base_path,
            arguments.join(", ")
        )
    }
}

/// `prefix head { fields } suffix`, broken as rustfmt breaks it.
pub fn struct_literal(
    prefix: &str,
    head: &str,
    fields: &[(String, String)],
    suffix: &str,
    lines: &mut Vec<String>,
) {
    let fields: Vec<String> = fields
        .iter()
        .map(|(field, value)| {
            if field == value {
                field.clone()
            } else {
                format!("{field}: {value}")
            }
        })
        .collect();
    let joined = fields.join(", ");
    // rustfmt's `struct_lit_width`.
    if joined.len() <= 18 {
        lines.push(format!("{prefix}{head} {{ {joined} }}{suffix}"));
        return;
    }
    lines.push(format!("{prefix}{head} {{"));
    lines.extend(fields.iter().map(|field| format!("    {field},")));
    lines.push(format!("}}{suffix}"));
}

/// The fields of the parameters in the path, in its order.
fn path_params(operation: &Operation) -> Vec<&str> {
    let mut rest = operation.path.as_str();
    let mut names = Vec::new();
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        let fields = operation.params.iter().flat_map(|params| &params.fields);
        let found = fields
            .filter(|field| field.location == crate::plan::Location::Path)
            .find(|field| field.wire == name);
        names.extend(found.map(|field| field.name.as_str()));
        rest = after;
    }
    names
}

/// `found.ok_or_else(|| refusal)`, broken as rustfmt breaks it.
fn or_else(prefix: &str, name: &str, refusal: &str) -> String {
    let line = format!("{prefix}{name}.ok_or_else(|| {refusal})");
    if line.chars().count() + 8 <= 98 && braces_fit(refusal) {
        return line;
    }
    let refusal = broken(refusal, 0);
    if refusal.contains('\n') {
        return format!("{prefix}{name}.ok_or_else(|| {refusal})");
    }
    format!("{prefix}{name}.ok_or_else(|| {{\n    {refusal}\n}})")
}

/// `Err(refusal)`, broken as rustfmt breaks it.
pub fn error(prefix: &str, refusal: &str, suffix: &str) -> String {
    let line = format!("{prefix}Err({refusal}){suffix}");
    if line.chars().count() + 8 <= 100 && braces_fit(refusal) {
        return line;
    }
    let indent = prefix.len() - prefix.trim_start().len();
    format!("{prefix}Err({}){suffix}", broken(refusal, indent))
}

/// Whether a struct in the text is short enough for one line (`struct_lit_width`).
fn braces_fit(text: &str) -> bool {
    match text
        .split_once("{ ")
        .and_then(|(_, rest)| rest.rsplit_once(" }"))
    {
        Some((fields, _)) => fields.chars().count() <= 18,
        None => true,
    }
}

/// A struct's fields one per line.
fn broken(text: &str, indent: usize) -> String {
    let parts = text
        .split_once(" { ")
        .and_then(|(head, rest)| Some((head, rest.rsplit_once(" }")?)));
    let Some((head, (fields, tail))) = parts else {
        return text.to_owned();
    };
    let pad = " ".repeat(indent + 4);
    let fields: String = fields
        .split(", ")
        .map(|field| format!("{pad}{field},\n"))
        .collect();
    format!("{head} {{\n{fields}{}}}{tail}", " ".repeat(indent))
}
