//! Operations: a trait for each tag, a method for each operation.

use super::{Printer, Unit, case, text};
use crate::ir::Method;
use crate::naming::{Name as _, Scope, TypeName, ValueName};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

/// An operation with what its path item gives it, references in place.
pub struct Operation {
    path: String,
    method: &'static str,
    members: Map<String, Value>,
}

/// One content type of a body, and what is to be said of it.
struct Content<'m> {
    media: &'m Value,
    typed: super::ty::Typed,
    entries: Vec<String>,
    raw: Map<String, Value>,
    required: bool,
    /// Lines of a doc comment.
    docs: String,
}

/// A method in the making.
#[derive(Default)]
pub struct Draft {
    /// What types are named after.
    pub hint: String,
    /// The entries of `#[get(…)]`, after the path.
    pub entries: Vec<String>,
    /// Attributes between the route and the method, printed.
    pub attributes: String,
    pub arguments: Vec<String>,
    pub output: Option<String>,
}

impl Printer<'_> {
    pub fn operations(&self) -> impl Iterator<Item = (String, &'static str, Map<String, Value>)> {
        let paths = self.document.get("paths").and_then(Value::as_object);
        let paths = paths
            .into_iter()
            .flatten()
            .filter(|(path, _)| !path.starts_with("x-"));
        paths.flat_map(move |(path, item)| {
            let item = self.layers(item);
            let shared = item.get("parameters").cloned();
            let methods = Method::ALL.into_iter().chain([Method::WebSocket]);
            methods.filter_map(move |method| {
                let operation = self.resolve(item.get(method.key())?).as_object()?;
                let mut operation = operation.clone();
                self.parameters_in_place(&mut operation, shared.as_ref());
                Some((path.clone(), method.key(), operation))
            })
        })
    }

    /// A path item and what it refers to; its own fields go before.
    fn layers(&self, item: &Value) -> Map<String, Value> {
        let mut members = item.as_object().cloned().unwrap_or_default();
        if members.shift_remove("$ref").is_some()
            && let Value::Object(target) = self.resolve(item)
        {
            for (key, value) in target {
                members.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
        members
    }

    fn parameters_in_place(&self, operation: &mut Map<String, Value>, shared: Option<&Value>) {
        let mut all: Vec<Value> = Vec::new();
        let own = operation.shift_remove("parameters");
        for list in [shared, own.as_ref()].into_iter().flatten() {
            for parameter in list.as_array().into_iter().flatten() {
                let parameter = self.resolve(parameter).clone();
                let key = |it: &Value| (it.get("name").cloned(), it.get("in").cloned());
                match all.iter_mut().find(|it| key(it) == key(&parameter)) {
                    Some(place) => *place = parameter,
                    None => all.push(parameter),
                }
            }
        }
        operation.insert("parameters".to_owned(), all.into());
    }

    /// What path items say that no operation does.
    fn path_texts(&self, patch: &mut Map<String, Value>) {
        let paths = self.document.get("paths").and_then(Value::as_object);
        let mut patches = Map::new();
        for (path, item) in paths.into_iter().flatten() {
            let rest: Map<String, Value> = if path.starts_with("x-") {
                patches.insert(path.clone(), item.clone());
                continue;
            } else {
                let item = self.layers(item).into_iter();
                item.filter(|(key, _)| {
                    key != "parameters"
                        && key != Method::WebSocket.key()
                        && !Method::ALL.iter().any(|it| it.key() == key)
                })
                .collect()
            };
            if !rest.is_empty() {
                patches.insert(path.clone(), Value::Object(rest));
            }
        }
        if !patches.is_empty() {
            patch.insert("paths".to_owned(), Value::Object(patches));
        }
    }

    /// A trait for each first tag.
    pub fn traits(&mut self, patch: &mut Map<String, Value>) -> Vec<Unit> {
        self.path_texts(patch);
        let mut groups: IndexMap<Option<String>, Vec<Operation>> = IndexMap::new();
        for (path, method, members) in self.operations() {
            let tag = members.get("tags").and_then(|it| it.get(0)?.as_str());
            groups
                .entry(tag.map(str::to_owned))
                .or_default()
                .push(Operation {
                    path,
                    method,
                    members,
                });
        }
        let mut units = Vec::new();
        for (tag, operations) in groups {
            let slot = self.begin();
            let hint = tag.as_deref().unwrap_or("Operations");
            // A type of the description may be called like its tag.
            let names = [hint.to_owned(), format!("{hint} api")];
            let names = names.iter().map(|it| TypeName::make(it));
            let ident = match self.scope.claim_first(names) {
                Some(name) => name.as_str().to_owned(),
                None => self.free_type(&format!("{hint} operations")),
            };
            let mut head = String::new();
            let entries: Vec<String> = tag
                .iter()
                .map(|tag| format!("tag = {}", text::string(tag)))
                .collect();
            text::attribute(&mut head, 0, "#", "api", &entries);
            let mut scope = Scope::default();
            let mut methods: Vec<String> = Vec::new();
            for operation in operations {
                let mut method = String::new();
                self.method(&mut method, operation, &mut scope);
                methods.push(method);
            }
            for line in super::shared::responses(&mut methods) {
                head.push_str(&format!("{}\n", line.trim_start()));
            }
            let mut item = format!("{head}pub trait {ident} {{\n{}", methods.join("\n"));
            item.push_str("}\n");
            self.end(slot, item);
            units.push(self.unit(None));
        }
        units
    }

    fn method(&mut self, out: &mut String, operation: Operation, scope: &mut Scope) {
        let Operation {
            path,
            method,
            mut members,
        } = operation;
        let id = members.shift_remove("operationId");
        let id = id.as_ref().and_then(Value::as_str);
        let hint = id.map_or_else(|| format!("{method} {path}"), str::to_owned);
        let name = scope.claim(&hint, ValueName::make).as_str().to_owned();
        let mut draft = Draft {
            hint,
            ..Draft::default()
        };
        self.identity(&mut draft, id, &name);
        let docs = texts(&mut members, &mut draft);
        more_tags(&mut members, &mut draft);
        let security = members.shift_remove("security");
        let parameters = members.shift_remove("parameters");
        let depends = members.shift_remove(super::dependency::DEPENDS);
        let mut needs = depends.as_ref().and_then(|list| self.depends_on(list));
        if let Some(list) = depends.as_ref().filter(|_| needs.is_none()) {
            members.insert(super::dependency::DEPENDS.to_owned(), list.clone());
        }
        let mut names = Scope::default();
        let all = needs.clone().unwrap_or_default();
        for parameter in parameters
            .as_ref()
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            // What a dependency takes stands where the dependency does.
            if let Some(name) = self.taken_by(parameter, &all) {
                if let Some(left) = &mut needs
                    && let Some(at) = left.iter().position(|it| *it == name)
                {
                    left.remove(at);
                    draft.depend(name, &mut names);
                }
                continue;
            }
            self.parameter(&mut draft, parameter, &path, &mut names);
        }
        for name in needs.into_iter().flatten() {
            draft.depend(name, &mut names);
        }
        if let Some(body) = members.shift_remove("requestBody") {
            let body = self.resolve(&body).clone();
            self.body(&mut draft, &body, &mut names);
        }
        let is_conversation = method == Method::WebSocket.key();
        if is_conversation {
            self.messages(&mut draft, &mut members, &mut names);
        } else {
            let responses = members
                .shift_remove("responses")
                .unwrap_or_else(|| json!({}));
            self.responses(&mut draft, &responses);
        }
        let blocks = members.shift_remove(crate::ir::BLOCKING) == Some(Value::Bool(true));
        self.rest(&mut draft, members);
        if let Some(docs) = docs {
            text::docs(out, 4, "///", &docs);
        }
        let mut entries = vec![text::string(&path)];
        entries.append(&mut draft.entries);
        let route = if is_conversation { "websocket" } else { method };
        text::attribute(out, 4, "#", route, &entries);
        if let Some(security) = security.filter(|it| Some(it) != self.document.get("security")) {
            self.secure(out, &security);
        }
        out.push_str(&draft.attributes);
        let keyword = if blocks { "fn" } else { "async fn" };
        draft.print(out, keyword, &name);
    }

    /// What goes over a WebSocket.
    fn messages(&mut self, draft: &mut Draft, members: &mut Map<String, Value>, names: &mut Scope) {
        if let Some(schema) = members.shift_remove("receive") {
            let hint = format!("{} received", draft.hint);
            let ty = self.bare(&schema, &hint);
            let name = names.claim("messages", ValueName::make);
            draft.argument("", name.as_str(), &format!("Stream<{ty}>"));
        }
        if let Some(schema) = members.shift_remove("send") {
            let hint = format!("{} sent", draft.hint);
            let ty = self.bare(&schema, &hint);
            draft.output = Some(format!("Stream<{ty}>"));
        }
    }

    fn identity(&self, draft: &mut Draft, id: Option<&str>, name: &str) {
        let made =
            (self.ids != "none").then(|| case::field(self.ids, name.trim_start_matches("r#")));
        match id {
            Some(id) if made.as_deref() != Some(id) => {
                draft.entries.push(format!("id = {}", text::string(id)));
            }
            None if made.is_some() => draft.entries.push("id = false".to_owned()),
            _ => {}
        }
    }

    fn secure(&self, out: &mut String, security: &Value) {
        let alternatives = security.as_array().cloned().unwrap_or_default();
        if alternatives.iter().any(|it| !self.knows(it)) {
            // The front end has said that such a scheme is not declared.
            let raw = text::json(&json!({ "security": security }));
            text::attribute(out, 4, "#", "api", &[raw]);
            return;
        }
        if alternatives.is_empty() {
            out.push_str("    #[security(none)]\n");
        }
        for alternative in &alternatives {
            super::document::require(out, 4, "#", &self.requirement(alternative));
        }
    }

    /// What has no place of its own in the signature.
    fn rest(&mut self, draft: &mut Draft, members: Map<String, Value>) {
        let mut raw = Map::new();
        for (key, value) in members {
            match (key.as_str(), &value) {
                ("deprecated", Value::Bool(true)) => draft.entries.push("deprecated".to_owned()),
                ("deprecated", _) => {}
                (key, value) if key.starts_with("x-") => {
                    draft.entries.push(text::extension(key, value));
                }
                _ => {
                    raw.insert(key, value);
                }
            }
        }
        if !raw.is_empty() {
            let entry = self.raw(&Value::Object(raw));
            draft.entries.push(entry);
        }
    }

    /// The Example Objects of a map, references in place.
    pub fn examples(&self, examples: &Map<String, Value>) -> Value {
        let examples = examples
            .iter()
            .map(|(name, it)| (name.clone(), self.resolve(it).clone()));
        Value::Object(examples.collect())
    }

    fn body(&mut self, draft: &mut Draft, body: &Value, names: &mut Scope) {
        let Some(content) = body.get("content").and_then(Value::as_object) else {
            return;
        };
        let required = body.get("required") == Some(&Value::Bool(true));
        let known = ["content", "required", "description"];
        let extra: Map<String, Value> = body
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(key, _)| !known.contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let mut first = true;
        for (media_type, media) in content {
            let mut entries = Vec::new();
            let media = self.resolve(media).clone();
            let typed = media.get("schema").map(|schema| {
                let hint = format!("{} body", draft.hint);
                self.ty(schema, &hint)
            });
            let is_argument = first && media.get("schema").is_some();
            let mut docs = String::new();
            match body.get("description") {
                Some(Value::String(said)) if is_argument && text::is_exact_doc(said) => {
                    text::docs(&mut docs, 8, "///", said);
                }
                Some(Value::String(said)) if first => {
                    entries.push(format!("description = {}", text::string(said)));
                }
                _ => {}
            }
            let mut raw = extra.clone();
            self.media_entries(&media, media_type, &mut entries, &mut raw);
            let mut typed = typed.unwrap_or_default();
            if typed.text == "Bytes" {
                // As a body these would be raw.
                typed.text = self.newtype(
                    &super::ty::Typed {
                        text: "Bytes".to_owned(),
                        ..Default::default()
                    },
                    &format!("{} body", draft.hint),
                );
            }
            if media_type != "application/json" {
                entries.push(format!("content_type = {}", text::string(media_type)));
            }
            let content = Content {
                media: &media,
                typed,
                entries,
                raw,
                required,
                docs,
            };
            if is_argument {
                self.body_argument(draft, content, names);
            } else {
                self.body_attribute(draft, content);
            }
            first = false;
        }
    }

    fn body_argument(&mut self, draft: &mut Draft, content: Content<'_>, names: &mut Scope) {
        let Content {
            media,
            typed,
            mut entries,
            raw,
            required,
            docs,
        } = content;
        let default = typed.has_default;
        let plain = entries.is_empty() && typed.entries().is_empty() && raw.is_empty();
        let mut beside = typed.annotations.clone();
        let (raw_schema, own): (Vec<String>, Vec<String>) = typed
            .constraints
            .iter()
            .cloned()
            .partition(|it| it.starts_with("json = "));
        entries.extend(own);
        beside.extend(raw_schema);
        let described = typed.description.iter();
        beside.extend(described.map(|it| format!("description = {}", text::string(it))));
        if required && default {
            beside.push("required".to_owned());
        } else if !required && default {
            beside.push("required = false".to_owned());
        }
        if !raw.is_empty() {
            let raw = self.raw(&Value::Object(raw));
            entries.push(raw);
        }
        // The value is called after its type, where that has a name of its own.
        let target = media.get("schema").and_then(|it| it.get("$ref")?.as_str());
        let said = target.map_or("body", |_| typed.text.as_str());
        let name = names.claim(said, ValueName::make);
        let ty = if required || default {
            typed.text
        } else {
            format!("Option<{}>", typed.text)
        };
        let mut attributes = docs;
        let record = target.is_some_and(|it| self.is_struct(it));
        if !plain || !record {
            text::attribute(&mut attributes, 8, "#", "body", &entries);
        }
        if !beside.is_empty() {
            text::attribute(&mut attributes, 8, "#", "schema", &beside);
        }
        draft.argument(&attributes, name.as_str(), &ty);
    }

    /// One more content type, or a body without a schema.
    fn body_attribute(&mut self, draft: &mut Draft, content: Content<'_>) {
        let Content {
            typed,
            mut entries,
            raw,
            required,
            ..
        } = content;
        let schema = typed.entries();
        if !typed.text.is_empty() {
            entries.insert(0, typed.text);
        }
        if !schema.is_empty() {
            entries.push(format!("schema({})", schema.join(", ")));
        }
        if !required {
            entries.push("required = false".to_owned());
        }
        if !raw.is_empty() {
            let raw = self.raw(&Value::Object(raw));
            entries.push(raw);
        }
        text::attribute(&mut draft.attributes, 4, "#", "body", &entries);
    }

    /// What a media type says beside its schema.
    pub fn media_entries(
        &self,
        media: &Value,
        media_type: &str,
        entries: &mut Vec<String>,
        raw: &mut Map<String, Value>,
    ) {
        let mut rest = Map::new();
        for (key, value) in media.as_object().into_iter().flatten() {
            match (key.as_str(), value) {
                ("schema", _) => {}
                ("example", value) => entries.push(format!("example = {}", text::value(value))),
                ("examples", Value::Object(examples)) => {
                    let examples = self.examples(examples);
                    entries.push(format!("examples = {}", text::value(&examples)));
                }
                ("encoding", value @ Value::Object(_)) => {
                    entries.push(format!("encoding = {}", text::value(value)));
                }
                _ => {
                    rest.insert(key.clone(), value.clone());
                }
            }
        }
        if !rest.is_empty() {
            raw.insert("content".to_owned(), json!({ media_type: rest }));
        }
    }
}

/// Those beside the trait's.
fn more_tags(members: &mut Map<String, Value>, draft: &mut Draft) {
    let tags = members.shift_remove("tags");
    let tags = tags.as_ref().and_then(Value::as_array);
    let more: Vec<String> = tags
        .into_iter()
        .flatten()
        .skip(1)
        .filter_map(Value::as_str)
        .map(text::string)
        .collect();
    if !more.is_empty() {
        draft.entries.push(format!("tags = [{}]", more.join(", ")));
    }
}

impl Draft {
    /// An argument that is a dependency.
    pub fn depend(&mut self, ty: &str, names: &mut Scope) {
        let name = names.claim(ty, ValueName::make);
        self.argument("", name.as_str(), ty);
    }

    /// The method, after its attributes.
    pub fn print(&self, out: &mut String, keyword: &str, name: &str) {
        let output = self.output.as_ref().map(|ty| format!(" -> {ty}"));
        let output = output.unwrap_or_default();
        let arguments = self.arguments.join(", ");
        let line = format!("    {keyword} {name}({arguments}){output};\n");
        let fits = line.chars().count() <= 101 && !line.trim_end().contains('\n');
        if fits || self.arguments.is_empty() {
            out.push_str(&line);
            return;
        }
        out.push_str(&format!("    {keyword} {name}(\n"));
        for argument in &self.arguments {
            out.push_str(&format!("        {argument},\n"));
        }
        out.push_str(&format!("    ){output};\n"));
    }

    /// An argument with its attributes, which were printed for a line each.
    pub fn argument(&mut self, attributes: &str, name: &str, ty: &str) {
        let lines: Vec<&str> = attributes.lines().collect();
        let line = lines
            .iter()
            .map(|it| it.trim())
            .collect::<Vec<_>>()
            .join(" ");
        let one = format!("{line} {name}: {ty}");
        if lines.len() <= 2 && one.len() <= 91 && !attributes.contains("///") {
            self.arguments.push(one.trim_start().to_owned());
        } else {
            let rest = format!("{}\n        {name}: {ty}", attributes.trim());
            self.arguments.push(rest);
        }
    }
}

/// The doc comment; what can't be one becomes entries.
fn texts(members: &mut Map<String, Value>, draft: &mut Draft) -> Option<String> {
    let mut own = |key: &str| match members.shift_remove(key) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    let (summary, description) = (own("summary"), own("description"));
    let plain = |text: &str| !text.trim().is_empty() && !text.chars().any(char::is_control);
    let mut docs = None;
    match summary {
        Some(summary) if plain(&summary) => docs = Some(summary),
        Some(summary) => draft
            .entries
            .push(format!("summary = {}", text::string(&summary))),
        None => {}
    }
    match description {
        Some(description) if docs.is_some() && text::is_doc(&description) => {
            docs = docs.map(|it| format!("{it}\n\n{}", description.trim()));
        }
        Some(description) => draft
            .entries
            .push(format!("description = {}", text::string(&description))),
        None => {}
    }
    docs
}
