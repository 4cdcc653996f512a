//! Tests of recognised resources: what is created is found, listed, changed and deleted, by requests to the whole
//! application.

use crate::emit::account;
use crate::emit::text::layout::chained;
use crate::emit::text::literal::raw_string;
use crate::naming::ValueName;
use crate::plan::resource::{Body, Data, Place, Resource, Shown, Value as Known};
use crate::plan::{ModelKind, Plan, Request};
use serde_json::Value;
use std::collections::BTreeMap;

/// Service → the tests of its resources, and what makes rows for them.
pub fn cycles(plan: &Plan, data: &Data) -> BTreeMap<usize, String> {
    let mut texts: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut makers: BTreeMap<usize, Vec<&Resource>> = BTreeMap::new();
    for resource in &data.resources {
        let service = resource.create.0.0;
        let cycle = Cycle {
            plan,
            data,
            resource,
        };
        if cycle.maker().is_none() {
            continue;
        }
        texts.entry(service).or_default().extend(cycle.text());
        let mut pending = vec![resource];
        while let Some(next) = pending.pop() {
            let known = makers.entry(service).or_default();
            if !known.iter().any(|known| known.table == next.table) {
                known.push(next);
                pending.extend(
                    Cycle {
                        resource: next,
                        ..cycle
                    }
                    .needs(),
                );
            }
        }
    }
    for (service, needed) in makers {
        let makers = needed.iter().filter_map(|resource| {
            Cycle {
                plan,
                data,
                resource,
            }
            .maker()
        });
        texts.entry(service).or_default().extend(makers);
    }
    for (service, text) in data
        .accounts
        .iter()
        .flat_map(|accounts| account::cycles(plan, accounts))
    {
        texts.entry(service).or_default().push(text);
    }
    texts
        .into_iter()
        .filter(|(_, texts)| !texts.is_empty())
        .map(|(service, texts)| (service, texts.join("\n")))
        .collect()
}

#[derive(Clone, Copy)]
struct Cycle<'p> {
    plan: &'p Plan,
    data: &'p Data,
    resource: &'p Resource,
}

impl<'p> Cycle<'p> {
    fn sample(&self, place: Place) -> Option<&'p Request> {
        let operation = &self.plan.services[place.0].operations[place.1];
        self.plan.samples.get(&operation.id)
    }

    fn by_table(&self, table: &str) -> Option<&'p Resource> {
        self.data
            .resources
            .iter()
            .find(|known| known.table == table)
    }

    /// What has to be there before a row can be.
    fn needs(&self) -> Vec<&'p Resource> {
        let required = self
            .resource
            .columns
            .iter()
            .filter(|column| !column.nullable);
        required
            .filter_map(|column| self.by_table(&column.references.as_ref()?.table))
            .filter(|needed| needed.table != self.resource.table)
            .collect()
    }

    fn function(&self) -> String {
        format!("new_{}", super::word(self.resource))
    }

    /// A sample's body, in which rows that are not there are not named, and rows that have to be there are `<table>`.
    fn body(&self, place: Place, request: &Request) -> Option<String> {
        if request.body.is_empty() {
            return Some(String::new());
        }
        let mut body: Value = serde_json::from_str(&request.body).ok()?;
        let mut members = body.as_object_mut()?;
        if self.is_within(place) {
            members = members.values_mut().next()?.as_object_mut()?;
        }
        for column in &self.resource.columns {
            let Some(reference) = &column.references else {
                continue;
            };
            if column.nullable {
                members.shift_remove(&column.wire);
            } else if let Some(member) = members.get_mut(&column.wire) {
                *member = format!("<{}>", reference.table).into();
            }
        }
        Some(body.to_string())
    }

    /// The request's text: its path given, its headers and body from the sample.
    fn request(&self, place: Place, path: &str) -> Option<String> {
        let operation = &self.plan.services[place.0].operations[place.1];
        let sample = self.sample(place)?;
        let mut text = format!("{} {path}", operation.method);
        for (name, value) in &sample.headers {
            if !name.eq_ignore_ascii_case("if-match") {
                text.push_str(&format!("\n{name}: {value}"));
            }
        }
        if self.has_condition(place) {
            text.push_str("\nIf-Match: *");
        }
        let body = self.body(place, sample)?;
        if !body.is_empty() {
            text.push_str(&format!("\n\n{body}"));
        }
        raw_string(&text)
    }

    /// Whether the row stands in an envelope of the request.
    fn is_within(&self, place: Place) -> bool {
        let resource = self.resource;
        let replace = resource.replace.as_ref().map(|op| (op.0, &op.1.body));
        let patch = resource.patch.as_ref().map(|op| (op.0, &op.1.body));
        let create = Some((resource.create.0, &resource.create.1.body));
        [create, replace, patch]
            .into_iter()
            .flatten()
            .any(|(at, body)| at == place && body.within.is_some())
    }

    /// Whether the operation takes the header `If-Match`.
    fn has_condition(&self, place: Place) -> bool {
        let resource = self.resource;
        let of = |known: Option<Place>, has: bool| known == Some(place) && has;
        let replace = resource.replace.as_ref();
        let patch = resource.patch.as_ref();
        let delete = resource.delete.as_ref();
        of(
            replace.map(|op| op.0),
            replace.is_some_and(|op| op.1.condition.is_some()),
        ) || of(
            patch.map(|op| op.0),
            patch.is_some_and(|op| op.1.condition.is_some()),
        ) || of(
            delete.map(|op| op.0),
            delete.is_some_and(|op| op.1.condition.is_some()),
        )
    }

    fn collection(&self) -> String {
        let place = self.resource.create.0;
        let path = &self.plan.services[place.0].operations[place.1].template;
        match &self.resource.parent {
            Some(parent) => {
                let (before, after) = path.split_once('{').unwrap_or((path, ""));
                let after = after.split_once('}').map_or("", |(_, after)| after);
                format!("{before}<{}>{after}", parent.resource)
            }
            None => path.clone(),
        }
    }

    /// A function that makes a row.
    fn maker(&self) -> Option<String> {
        let place = self.resource.create.0;
        let literal = self.request(place, &self.collection())?;
        let needs = self.needs();
        if needs.iter().any(|needed| {
            Cycle {
                resource: needed,
                ..*self
            }
            .sample(needed.create.0)
            .is_none()
        }) {
            return None;
        }
        let (mut before, mut text) = (String::new(), "REQUEST".to_owned());
        if !needs.is_empty() {
            "&request".clone_into(&mut text);
            before.push_str("    let mut request = REQUEST.to_owned();\n");
        }
        for needed in &needs {
            let (word, table) = (super::word(needed), &needed.table);
            before.push_str(&format!("    let {word} = new_{word}(app).await;\n"));
            let key = &needed.key.wire;
            before.push_str(&format!(
                "    request = fill(&request, \"{table}\", &{word}[{key:?}]);\n"
            ));
        }
        let shown = &self.resource.create.1.shown;
        let (function, status) = (self.function(), shown.status);
        let row = match member(shown).as_str() {
            "" => "made.json()".to_owned(),
            member => format!("made.json(){member}.clone()"),
        };
        Some(format!(
            "async fn {function}(app: &TestApp) -> Value {{\n    const REQUEST: &str = {literal};\n\n{before}    \
             let made = app.send({text}).await;\n    assert_eq!(made.status, {status}, \"{{}}\", made.text());\n    \
             {row}\n}}\n"
        ))
    }

    /// The test.
    fn text(&self) -> Option<String> {
        let resource = self.resource;
        if !resource.create.1.shown.has_row() {
            return None;
        }
        let word = super::word(resource);
        let article = super::article(&word);
        let mut steps = vec![format!("    let made = {}(&app).await;", self.function())];
        let item = self.item_path();
        steps.extend(item.clone());
        if let (Some((_, read)), true) = (&resource.read, item.is_some()) {
            steps.push(step("found", "format!(\"GET {path}\")", read.shown.status));
            let member = member(&read.shown);
            steps.push(format!("    assert_eq!(found.json(){member}, made);"));
        }
        if let Some(list) = self.list_at() {
            steps.push(list);
        }
        let replace = resource.replace.as_ref();
        let replace = replace.map(|(place, update)| (*place, &update.shown, true));
        let patch = resource.patch.as_ref();
        let patch = patch.map(|(place, patch)| (*place, &patch.shown, false));
        for (place, shown, replaces) in [replace, patch].into_iter().flatten() {
            if item.is_some() {
                steps.extend(self.change(place, shown, replaces));
            }
        }
        if let (Some((place, delete)), true) = (&resource.delete, item.is_some()) {
            let header = if self.has_condition(*place) {
                "\\nIf-Match: *"
            } else {
                ""
            };
            let request = format!("format!(\"DELETE {{path}}{header}\")");
            steps.push(step("gone", &request, delete.shown.status));
            steps.push(step("again", &request, 404));
        }
        let steps = steps.join("\n");
        let unused =
            !steps.contains("made,") && !steps.contains("made[") && !steps.contains("made)");
        let steps = if unused {
            steps.replacen("let made = ", "", 1)
        } else {
            steps
        };
        Some(format!(
            "/// What is created is there, until it is deleted.\n#[tokio::test]\nasync fn {article}_{word}_is_kept() {{\n    \
             let app = TestApp::new().await;\n{steps}\n}}\n"
        ))
    }

    /// `let path = …`, the path of the row that was made; with one parameter alone.
    fn item_path(&self) -> Option<String> {
        let resource = self.resource;
        if resource.parent.is_some() {
            return None;
        }
        let path = self.collection();
        let path = path.trim_end_matches('/');
        let ends = [
            resource.read.as_ref().map(|op| op.0),
            resource.replace.as_ref().map(|op| op.0),
            resource.patch.as_ref().map(|op| op.0),
            resource.delete.as_ref().map(|op| op.0),
        ];
        let place = ends.into_iter().flatten().next()?;
        let operation = &self.plan.services[place.0].operations[place.1];
        let slash = if operation.path.ends_with('/') {
            "/"
        } else {
            ""
        };
        let key = &resource.key.wire;
        Some(format!(
            "    let path = format!(\"{path}/{{}}{slash}\", segment(&made[{key:?}]));"
        ))
    }

    /// The list has what was made, and that alone.
    fn list_at(&self) -> Option<String> {
        let (place, list) = self.resource.list.as_ref()?;
        if self.resource.parent.is_some() {
            return None;
        }
        if list.view.is_some() {
            return None;
        }
        let operation = &self.plan.services[place.0].operations[place.1];
        let required = operation
            .params
            .iter()
            .flat_map(|params| &params.fields)
            .any(|param| matches!(param.presence, crate::plan::Presence::Required));
        if required {
            return None;
        }
        let member = match &list.shown.body {
            Body::Page(model, values) => {
                let rows = values.iter().find(|(_, value)| holds_rows(value))?;
                let wire = self.wire(model, &rows.0)?;
                format!("[{wire:?}]")
            }
            _ => String::new(),
        };
        let calls = [
            format!(".send(\"GET {}\")", operation.path),
            ".await".to_owned(),
        ];
        let asked = chained("    let listed = ", "app", &calls, ";");
        Some(format!(
            "{asked}\n    assert_eq!(listed.json(){member}[0], made);"
        ))
    }

    fn wire(&self, model: &crate::naming::TypeName, field: &ValueName) -> Option<String> {
        let models = self.plan.groups.iter().flat_map(|group| &group.models);
        let ModelKind::Struct(shape) = &models.into_iter().find(|known| known.name == *model)?.kind
        else {
            return None;
        };
        let field = shape.fields.iter().find(|known| known.name == *field)?;
        Some(field.wire.clone())
    }

    /// Replaces or changes what was made; it is found so. What names another version is refused.
    fn change(&self, place: Place, shown: &Shown, replaces: bool) -> Option<String> {
        if self.needs().iter().any(|_| true) {
            return None;
        }
        let literal = self.request(place, "<path>")?;
        let (constant, name) = if replaces {
            ("REPLACE", "replaced")
        } else {
            ("CHANGE", "changed")
        };
        let mut text = format!(
            "\n    const {constant}: &str = {literal};\n    let {name} = app.send(&{constant}.replace(\"<path>\", &path)).await;\n    \
             assert_eq!({name}.status, {}, \"{{}}\", {name}.text());",
            shown.status
        );
        if let (true, Some((_, read))) = (shown.has_row(), &self.resource.read) {
            text.push_str(&format!(
                "\n    let found = app.send(&format!(\"GET {{path}}\")).await;\n    \
                 assert_eq!(found.json(){}, {name}.json(){});",
                member(&read.shown),
                member(shown)
            ));
        }
        if self.has_condition(place) {
            text.push_str(&format!(
                "\n    let stale = {constant}.replace(\": *\", r#\": \"stale\"\"#);\n    \
                 let stale = app.send(&stale.replace(\"<path>\", &path)).await;\n    \
                 assert_eq!(stale.status, 412);"
            ));
        }
        Some(text)
    }
}

fn step(name: &str, request: &str, status: u16) -> String {
    format!(
        "    let {name} = app.send(&{request}).await;\n    assert_eq!({name}.status, {status});"
    )
}

/// Where the row is in an answer: `["pet"]`, or nothing where it is the answer.
fn member(shown: &Shown) -> String {
    match &shown.body {
        Body::Wrapped(_, _, wire) => format!("[{wire:?}]"),
        _ => String::new(),
    }
}

fn holds_rows(value: &Known) -> bool {
    match value {
        Known::Rows => true,
        Known::Some(inner) => holds_rows(inner),
        _ => false,
    }
}
