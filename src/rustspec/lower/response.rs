//! What a method answers: its type, its failures, and `#[response(…)]`.

use super::Cx;
use super::known::Known;
use super::operation::Draft;
use super::schema::keys::Keys;
use super::status::phrase;
use super::types::{Form, Scope, Type};
use crate::rustspec::ast::{self, At, Attribute};
use crate::rustspec::scope::ModuleId;
use crate::rustspec::tree::{Kind, Tree};
use indexmap::IndexMap;
use serde_json::{Value, json};

/// Status → Response Object. Those of the signature come first, unless an attribute gives them another place.
#[derive(Debug, Default)]
pub struct Responses {
    implied: IndexMap<String, Tree>,
    written: IndexMap<String, Tree>,
}

impl Responses {
    /// One that follows from a signature. Several of one status share it.
    pub fn add(&mut self, status: &str, response: Tree) {
        match self.implied.get_mut(status) {
            None => {
                self.implied.insert(status.to_owned(), response);
            }
            Some(known) => join(known, response),
        }
    }

    fn has(&self, status: &str) -> bool {
        self.implied.contains_key(status) || self.written.contains_key(status)
    }

    pub fn tree(&mut self, at: At) -> Tree {
        let mut tree = Tree::object(at);
        let implied = std::mem::take(&mut self.implied);
        let mut later = IndexMap::new();
        for (status, response) in implied {
            if self.written.contains_key(&status) {
                later.insert(status, response);
            } else {
                tree.set(&status, response);
            }
        }
        for (status, written) in std::mem::take(&mut self.written) {
            let mut response = match later.shift_remove(&status) {
                Some(mut implied) => {
                    implied.patch(written, true);
                    implied
                }
                None => written,
            };
            if !response.contains("description") {
                let phrase = Tree::leaf(response.at, phrase(&status));
                response.set("description", phrase);
            }
            tree.set(&status, response);
        }
        tree
    }
}

/// Two responses of one status: their contents side by side, or a choice of the two.
fn join(known: &mut Tree, response: Tree) {
    let Kind::Object(mut members) = response.kind else {
        return;
    };
    if let Some(Tree {
        kind: Kind::Object(headers),
        ..
    }) = members.shift_remove("headers")
    {
        for (name, header) in headers {
            known.object_at("headers").set(&name, header);
        }
    }
    let Some(Tree {
        kind: Kind::Object(content),
        ..
    }) = members.shift_remove("content")
    else {
        return;
    };
    let here = known.object_at("content");
    for (media_type, media) in content {
        let Some(first) = here.members_mut().get_mut(&media_type) else {
            here.set(&media_type, media);
            continue;
        };
        let (Some(a), Some(b)) = (first.get("schema").cloned(), media.get("schema").cloned())
        else {
            continue;
        };
        if a.plain() == b.plain() {
            continue;
        }
        if a.members()
            .is_some_and(|it| it.len() == 1 && it.contains_key("anyOf"))
        {
            let mut a = a;
            a.push("anyOf", b);
            first.set("schema", a);
        } else {
            let at = a.at;
            let choice = Tree::object(at).with("anyOf", Tree::list(at, vec![a, b]));
            first.set("schema", choice);
        }
    }
}

const KEYS: &[&str] = &[
    "description",
    "body",
    "content_type",
    "header",
    "example",
    "examples",
    "schema",
    "json",
];

impl Cx<'_, '_> {
    /// The responses of an operation: of its attributes, of its type.
    pub fn answers(
        &mut self,
        draft: &mut Draft,
        output: Option<&ast::Type>,
        levels: &[&[Attribute]],
    ) {
        let scope = Scope::of(draft.module);
        let produces = levels
            .first()
            .map(|level| self.produces(level))
            .unwrap_or_default();
        for level in levels {
            self.written_responses(draft, level, draft.module);
        }
        let spec = self.spec;
        let mut here = Some(draft.module);
        while let Some(module) = here {
            let attributes = &spec.modules[module].attributes;
            self.written_responses(draft, attributes, module);
            here = spec.modules[module].parent;
        }
        let declared = draft.responses.written.keys().any(|status| {
            status.starts_with(['2', '3']) || (status == "default" && output.is_none())
        });
        let from_dependencies = std::mem::take(&mut draft.responses.implied);
        match output {
            None if declared => {}
            None => self.nothing(draft),
            Some(output) => {
                let output = self.resolve(output, &scope);
                self.answer(draft, &output, &produces);
            }
        }
        for (status, response) in from_dependencies {
            draft.responses.add(&status, response);
        }
    }

    fn produces(&mut self, attributes: &[Attribute]) -> Vec<(String, At)> {
        let mut types = Vec::new();
        for attribute in attributes.iter().filter(|it| it.name == "produces") {
            for entry in &attribute.entries {
                types.extend(self.text(entry).map(|text| (text, entry.at)));
            }
        }
        types
    }

    fn nothing(&mut self, draft: &mut Draft) {
        let at = draft.at;
        let fastapi = self.settings[draft.module].fastapi;
        let (status, status_at) = draft
            .status
            .unwrap_or((if fastapi { 200 } else { 204 }, at));
        let mut response = self.described(draft, status, status_at);
        if fastapi && !matches!(status, 204 | 205 | 304 | 100..=199) {
            let media = Tree::object(at).with("schema", Tree::object(at));
            response.set("content", Tree::object(at).with("application/json", media));
        }
        draft.responses.add(&status.to_string(), response);
    }

    /// A response with the description of the operation's own.
    fn described(&self, draft: &Draft, status: u16, at: At) -> Tree {
        let description = draft.response_description.clone().unwrap_or_else(|| {
            let text = if self.settings[draft.module].fastapi {
                "Successful Response".to_owned()
            } else {
                phrase(&status.to_string())
            };
            Tree::leaf(at, text)
        });
        Tree::object(at).with("description", description)
    }

    fn answer(&mut self, draft: &mut Draft, output: &Type, produces: &[(String, At)]) {
        if let Form::Known(Known::Result, arguments) = &output.form {
            let types: Vec<Type> = arguments
                .iter()
                .filter_map(|argument| match argument {
                    super::types::Argument::Type(ty) => Some(ty.clone()),
                    super::types::Argument::Value(_) => None,
                })
                .collect();
            if let Some(success) = types.first() {
                self.answer(draft, success, produces);
            }
            if let Some(failure) = types.get(1) {
                self.failure(&mut draft.responses, failure, draft.module);
            }
            return;
        }
        if self.add_statuses(&mut draft.responses, output) {
            return;
        }
        let fastapi = self.settings[draft.module].fastapi;
        let at = output.at;
        let bare = self.bare(output, false);
        let usual = if bare.is(Known::Redirect) {
            307
        } else if bare.is_unit() && !fastapi {
            204
        } else {
            200
        };
        let (status, status_at) = draft.status.unwrap_or((usual, at));
        let mut response = self.described(draft, status, status_at);
        if bare.is(Known::Redirect) {
            if !fastapi {
                let location = Tree::object(at)
                    .has("required", true)
                    .with("schema", Tree::object(at).has("type", "string"));
                response.set("headers", Tree::object(at).with("Location", location));
            }
        } else if !bare.is_unit() {
            let content = self.content(output, produces, draft.module);
            response.set("content", content);
        }
        draft.responses.add(&status.to_string(), response);
    }

    /// The Media Type Objects of a type.
    pub fn content(&mut self, ty: &Type, produces: &[(String, At)], module: ModuleId) -> Tree {
        let at = ty.at;
        let bare = self.bare(ty, false);
        let mut media = Tree::object(at);
        match &bare.form {
            Form::Known(Known::Sse, _) => {
                let data = self.event_data(&bare, module);
                media.set("itemSchema", data);
            }
            Form::Known(Known::JsonLines, _) => {
                let item = bare.inner().cloned();
                let item = item.map_or_else(|| Tree::object(at), |item| self.schema(&item, module));
                media.set("itemSchema", item);
            }
            Form::Known(Known::Bytes | Known::File | Known::Stream | Known::Upload, _) => {}
            _ => media.set("schema", self.schema(ty, module)),
        }
        let mut content = Tree::object(at);
        if produces.is_empty() {
            let media_type = self.media_type(ty);
            content.set(media_type, media);
        } else {
            for (media_type, _) in produces {
                content.set(media_type, media.clone());
            }
        }
        content
    }

    /// An event of `text/event-stream`, as FastAPI describes it.
    fn event_data(&mut self, ty: &Type, module: ModuleId) -> Tree {
        let at = ty.at;
        let text = || Tree::object(at).has("type", "string");
        let mut data = text();
        let item = ty.inner().cloned().filter(|it| !it.is(Known::Any));
        let has_item = item.is_some();
        if let Some(item) = item {
            let schema = self.schema(&item, module);
            data = data
                .has("contentMediaType", "application/json")
                .with("contentSchema", schema);
        }
        let properties = Tree::object(at)
            .with("data", data)
            .with("event", text())
            .with("id", text())
            .with(
                "retry",
                Tree::object(at).has("type", "integer").has("minimum", 0),
            );
        let event = Tree::object(at)
            .has("type", "object")
            .with("properties", properties);
        if has_item {
            event.with("required", Tree::list(at, vec![Tree::leaf(at, "data")]))
        } else {
            event
        }
    }

    /// The failures of a dependency's `Result`.
    pub fn failures_of(
        &mut self,
        draft: &mut Draft,
        output: Option<&ast::Type>,
        attributes: &[Attribute],
        module: ModuleId,
    ) {
        self.written_responses(draft, attributes, module);
        let scope = Scope::of(module);
        if let Some(ast::Type {
            kind: ast::Kind::Named { name, arguments },
            ..
        }) = output
            && name == "Result"
            && let Some(ast::Argument::Type(failure)) = arguments.get(1)
        {
            let failure = self.resolve(failure, &scope);
            self.failure(&mut draft.responses, &failure, module);
        }
    }

    fn failure(&mut self, responses: &mut Responses, ty: &Type, module: ModuleId) {
        if let Form::Tuple(items) = &ty.form {
            for item in items.clone() {
                self.failure(responses, &item, module);
            }
            return;
        }
        if self.add_statuses(responses, ty) || ty.form == Form::Lost {
            return;
        }
        let content = self.content(ty, &[], module);
        let response = Tree::object(ty.at)
            .has("description", "Error")
            .with("content", content);
        responses.add("default", response);
    }

    /// `#[response(404, …)]` at one level. An inner level's goes before an outer's.
    pub fn written_responses(
        &mut self,
        draft: &mut Draft,
        attributes: &[Attribute],
        module: ModuleId,
    ) {
        let outer: Vec<String> = draft.responses.written.keys().cloned().collect();
        for attribute in attributes.iter().filter(|it| it.name == "response") {
            let Some(status) = self.status_of(attribute) else {
                continue;
            };
            if outer.contains(&status) {
                continue;
            }
            let response = self.written_response(attribute, module);
            match draft.responses.written.get_mut(&status) {
                None => {
                    draft.responses.written.insert(status, response);
                }
                Some(known) => {
                    if let Some(description) = response.get("description") {
                        known.set("description", description.clone());
                    }
                    join(known, response);
                }
            }
        }
    }

    fn written_response(&mut self, attribute: &Attribute, module: ModuleId) -> Tree {
        let scope = Scope::of(module);
        let at = attribute.at;
        let mut response = Tree::object(at);
        let mut media = Tree::object(at);
        let (mut ty, mut media_type, mut json) = (None, None, None);
        let mut keys = Keys::default();
        for entry in attribute.entries.iter().skip(1) {
            match entry.folded().as_str() {
                "description" => {
                    if let Some(text) = self.text(entry) {
                        response.set("description", Tree::leaf(entry.at, text));
                    }
                }
                "body" => ty = self.ty(entry, &scope),
                "contenttype" => media_type = self.text(entry),
                "header" => {
                    let inner = entry.inner().to_vec();
                    if let Some((name, header)) = self.header(&inner, &scope) {
                        response.object_at("headers").set(&name, header);
                    }
                }
                key @ ("example" | "examples") => {
                    if let Some(value) = self.value(entry, &scope) {
                        media.set(key, Tree::value(entry.at, value));
                    }
                }
                "schema" => {
                    let inner = entry.inner().to_vec();
                    self.schema_keys(&mut keys, &inner, &scope);
                }
                "json" => json = self.json(entry, &scope),
                key if key.starts_with("x-") => {
                    if let Some(tree) = self.extension(entry, &scope) {
                        response.set(key, tree);
                    }
                }
                _ => self.unknown_key(entry, "response", KEYS),
            }
        }
        if ty.is_some() || media_type.is_some() || media.plain() != json!({}) {
            let produces: Vec<(String, At)> =
                media_type.map(|text| (text, at)).into_iter().collect();
            let mut content = match &ty {
                Some(ty) => self.content(ty, &produces, module),
                None => {
                    let media_type = produces
                        .first()
                        .map_or("application/json", |(text, _)| text.as_str());
                    Tree::object(at).with(media_type, Tree::object(at))
                }
            };
            for inner in content.members_mut().values_mut() {
                inner.patch(media.clone(), false);
                if let Some(schema) = inner.members_mut().shift_remove("schema") {
                    let schema = self.apply(schema, &keys, false, module);
                    inner.set("schema", schema);
                }
            }
            response.set("content", content);
        }
        if let Some(json) = json {
            response.patch(json, true);
        }
        response
    }

    /// FastAPI's `422`, on every operation that takes something.
    pub fn validation_error(&mut self, draft: &mut Draft) {
        let responses = &mut draft.responses;
        if ["422", "4XX", "default"].iter().any(|it| responses.has(it)) {
            return;
        }
        let at = draft.at;
        let schema = Tree::reference(at, "schemas", "HTTPValidationError");
        let media = Tree::object(at).with("schema", schema);
        let response = Tree::object(at)
            .has("description", "Validation Error")
            .with("content", Tree::object(at).with("application/json", media));
        responses.written.insert("422".to_owned(), response);
        for (name, schema) in [
            ("HTTPValidationError", http_validation_error()),
            ("ValidationError", validation_error()),
        ] {
            if !self.components.contains_key(name) && !self.extra.contains_key(name) {
                self.extra.insert(name.to_owned(), Tree::value(at, schema));
            }
        }
    }
}

fn http_validation_error() -> Value {
    json!({
        "type": "object",
        "title": "HTTPValidationError",
        "properties": {
            "detail": {
                "type": "array",
                "title": "Detail",
                "items": { "$ref": "#/components/schemas/ValidationError" },
            },
        },
    })
}

fn validation_error() -> Value {
    json!({
        "type": "object",
        "title": "ValidationError",
        "required": ["loc", "msg", "type"],
        "properties": {
            "loc": {
                "type": "array",
                "title": "Location",
                "items": { "anyOf": [{ "type": "string" }, { "type": "integer" }] },
            },
            "msg": { "type": "string", "title": "Message" },
            "type": { "type": "string", "title": "Error Type" },
            "input": { "title": "Input" },
            "ctx": { "type": "object", "title": "Context" },
        },
    })
}
