//! What the methods of services do with the data layer.

use super::answer::Names;
use super::refusal::{Reason, Refusals};
use crate::emit::account;
use crate::emit::text::layout::statement;
use crate::naming::Name;
use crate::plan::resource::{
    Body, Create, Data, Delete, Given, List, Patch, Place, Precondition, ReadOne, Refusal,
    Resource, Shown, Under, Update, Value, base, depth,
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
            if method.text.contains("&body") || method.text.contains("= body else") {
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
        if resource.create.0 == place {
            self.create(&resource.create.1);
        }
        if let Some((_, list)) = resource.list.as_ref().filter(|op| op.0 == place) {
            self.list(list);
        }
        if let Some((_, read)) = resource.read.as_ref().filter(|op| op.0 == place) {
            self.read(read);
        }
        if let Some((_, update)) = resource.replace.as_ref().filter(|op| op.0 == place) {
            self.replace(update);
        }
        if let Some((_, patch)) = resource.patch.as_ref().filter(|op| op.0 == place) {
            self.patch(patch);
        }
        if let Some((_, delete)) = resource.delete.as_ref().filter(|op| op.0 == place) {
            self.delete(delete);
        }
    }

    fn create(&mut self, create: &Create) {
        self.under(create.under.as_ref());
        let mut call = Call::new("made", "insert");
        call.conflict = create
            .exists
            .as_ref()
            .map(|refusal| (Reason::Exists, refusal));
        call.more.push(given(&create.body));
        self.call(&call, true);
        self.answer(&create.shown, "made");
    }

    fn list(&mut self, list: &List) {
        self.under(list.under.as_ref());
        let mut arguments = vec!["&session".to_owned()];
        arguments.extend(self.path_arguments(true));
        if list.looks_at_params() {
            arguments.push("&params".to_owned());
        }
        let value = format!("{}({}).await?", self.path("list"), arguments.join(", "));
        let (counts, pages) = (list.shown.counts(), list.shown.looks_ahead());
        let found = match (pages, counts) {
            (false, false) => "rows",
            (false, true) => "(rows, total)",
            (true, false) => "(rows, page)",
            (true, true) => "(rows, page, total)",
        };
        self.line(&format!("let {found} = "), &value, ";");
        if list.shown.says(&|value| matches!(value, Value::Count(_))) {
            let count = "let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);";
            self.lines.push(count.to_owned());
        }
        self.answer(&list.shown, "rows");
    }

    fn read(&mut self, read: &ReadOne) {
        self.call(&Call::new("found", "find"), false);
        let Some((param, optional, unchanged)) = &read.known else {
            return self.changed("found", &read.shown, Reason::Missing, &read.missing);
        };
        self.found(&read.missing);
        let header = header(param.as_str(), *optional);
        self.lines.push(format!("if found.is_known({header}) {{"));
        let names = self.names("found");
        let unchanged = names.success(unchanged, None).lines(4);
        self.lines.push(format!("    return Ok({unchanged});"));
        self.lines.push("}".to_owned());
        self.answer(&read.shown, "found");
    }

    fn replace(&mut self, update: &Update) {
        let (name, reason, refusal) = self.condition(update.condition.as_ref(), &update.missing);
        let mut call = Call::new(name, "replace");
        call.more
            .extend(update.condition.as_ref().map(|_| "wanted".to_owned()));
        call.more.push(given(&update.body));
        call.conflict = update
            .exists
            .as_ref()
            .map(|refusal| (Reason::Exists, refusal));
        self.call(&call, false);
        let Some(makes) = &update.makes else {
            return self.changed(name, &update.shown, reason, refusal);
        };
        let answer = self.names(name).answer(&update.shown).lines(4);
        if update.shown.has_row() || update.shown.tags() {
            self.lines.push(format!("if let Some({name}) = {name} {{"));
        } else {
            self.lines.push(format!("if {name}.is_some() {{"));
        }
        self.lines.push(format!("    return {answer};"));
        self.lines.push("}".to_owned());
        let mut call = Call::new("made", "insert_at");
        call.more.push(given(&update.body));
        self.call(&call, false);
        self.answer(&makes.shown, "made");
    }

    fn patch(&mut self, patch: &Patch) {
        let (name, reason, refusal) = self.condition(patch.condition.as_ref(), &patch.missing);
        let mut call = Call::new(name, "change");
        call.more
            .extend(patch.condition.as_ref().map(|_| "wanted".to_owned()));
        call.more.push(given(&patch.body));
        call.conflict = patch
            .exists
            .as_ref()
            .map(|refusal| (Reason::Exists, refusal));
        self.call(&call, false);
        self.changed(name, &patch.shown, reason, refusal);
    }

    fn delete(&mut self, delete: &Delete) {
        let (name, reason, refusal) = self.condition(delete.condition.as_ref(), &delete.missing);
        let name = if name == "changed" { "gone" } else { name };
        let mut call = Call::new(name, "delete");
        call.more
            .extend(delete.condition.as_ref().map(|_| "wanted".to_owned()));
        call.conflict = delete.used.as_ref().map(|refusal| (Reason::InUse, refusal));
        self.call(&call, false);
        if delete.shown.has_row() {
            return self.changed(name, &delete.shown, reason, refusal);
        }
        let refusal = self.refusals.value(&self.resource.noun, reason, refusal);
        self.refuse(&format!("!{name}"), &refusal);
        self.answer(&delete.shown, name);
    }

    /// Looks for the row first and holds it against the version that the client names, where one may be named. What the
    /// row is called that is written then, and the answer when there is none.
    fn condition<'r>(
        &mut self,
        condition: Option<&'r Precondition>,
        missing: &'r Refusal,
    ) -> (&'static str, Reason, &'r Refusal) {
        let Some(condition) = condition else {
            return ("found", Reason::Missing, missing);
        };
        let param = condition.param.as_str();
        if let Some(absent) = &condition.absent {
            let refusal = self
                .refusals
                .value(&self.resource.noun, Reason::Unconditional, absent);
            self.refuse(&format!("params.{param}.is_none()"), &refusal);
        }
        self.call(&Call::new("found", "find"), false);
        self.found(missing);
        let header = header(param, condition.optional);
        let refusal =
            self.refusals
                .value(&self.resource.noun, Reason::Changed, &condition.mismatch);
        self.refuse(&format!("!found.is_expected({header})"), &refusal);
        self.lines
            .push(format!("let wanted = found.wanted({header});"));
        ("changed", Reason::Changed, &condition.mismatch)
    }

    /// From here on, the row is there.
    fn found(&mut self, missing: &Refusal) {
        let refusal = self
            .refusals
            .value(&self.resource.noun, Reason::Missing, missing);
        self.there("found", &refusal);
    }

    fn there(&mut self, name: &str, refusal: &str) {
        // `?` converts by itself.
        let refusal = refusal.trim_end_matches(".into()");
        let (prefix, value) = (
            format!("let {name} ="),
            format!("{name}.ok_or_else(|| {refusal})?;"),
        );
        // rustfmt counts a `?` at the end twice.
        let width = |indent: usize, text: &str| indent + text.chars().count() < 100;
        let line = format!("{prefix} {value}");
        if braces_fit(refusal) && width(8, &line) {
            self.lines.push(line);
        } else if braces_fit(refusal) && width(12, &value) {
            self.lines.push(format!("{prefix}\n    {value}"));
        } else {
            let value = or_else(&format!("{prefix} "), name, refusal);
            self.lines.push(value.trim_end().to_owned() + "?;");
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
    fn call(&mut self, call: &Call<'_>, parent_alone: bool) {
        let Call {
            name,
            function,
            more,
            conflict,
        } = call;
        let mut arguments = vec!["&session".to_owned()];
        arguments.extend(self.path_arguments(parent_alone));
        arguments.extend(more.iter().cloned());
        let call = format!("{}({}).await", self.path(function), arguments.join(", "));
        let Some((reason, conflict)) = conflict else {
            return self.line(&format!("let {name} = "), &format!("{call}?"), ";");
        };
        let refusal = self.refusals.value(&self.resource.noun, *reason, conflict);
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
    fn changed(&mut self, name: &str, shown: &Shown, reason: Reason, missing: &Refusal) {
        let refusal = self.refusals.value(&self.resource.noun, reason, missing);
        let as_it_is = shown.head.is_plain() && matches!(shown.body, Body::Row);
        if as_it_is && self.resource.version.is_none() {
            return self.lines.push(or_else("", name, &refusal));
        }
        if shown.has_row() || shown.tags() {
            self.there(name, &refusal);
        } else {
            self.refuse(&format!("{name}.is_none()"), &refusal);
        }
        self.answer(shown, name);
    }

    fn answer(&mut self, shown: &Shown, name: &str) {
        let mut names = self.names(name);
        names.counted = shown.counts();
        let answer = names.answer(shown).lines(0);
        self.lines.push(answer);
    }

    fn names(&self, name: &str) -> Names {
        let row = match self.resource.version {
            Some(_) => format!("{name}.row"),
            None => name.to_owned(),
        };
        Names {
            location: self.location(&row),
            row,
            versioned: name.to_owned(),
            counted: false,
        }
    }

    fn location(&self, name: &str) -> String {
        let path = self.operation.template.trim_end_matches('/');
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

/// A call of the data layer.
struct Call<'c> {
    /// What its result is called.
    name: &'c str,
    function: &'static str,
    /// Arguments behind those of the path.
    more: Vec<String>,
    /// What rows that are there may stand against.
    conflict: Option<(Reason, &'c Refusal)>,
}

impl<'c> Call<'c> {
    fn new(name: &'c str, function: &'static str) -> Self {
        Self {
            name,
            function,
            more: Vec::new(),
            conflict: None,
        }
    }
}

/// The body, as the data layer takes it.
fn given(body: &Given) -> String {
    match &body.within {
        Some(member) => format!("&body.{}", member.as_str()),
        None => "&body".to_owned(),
    }
}

/// A header's text, if it is there.
fn header(param: &str, optional: bool) -> String {
    if optional {
        format!("params.{param}.as_ref()")
    } else {
        format!("Some(&params.{param})")
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
    let mut rest = operation.template.as_str();
    let mut names = Vec::new();
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        let name = name.strip_suffix('*').unwrap_or(name);
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
    error_at(8, prefix, refusal, suffix)
}

/// The same where what is written is indented by so much, and not as in a method.
pub fn error_at(outer: usize, prefix: &str, refusal: &str, suffix: &str) -> String {
    let line = format!("{prefix}Err({refusal}){suffix}");
    if line.chars().count() + outer <= 100 && braces_fit(refusal) {
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
