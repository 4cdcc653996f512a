//! Arguments that are the body, or parts of it, and `#[body(…)]` on methods.

use super::Cx;
use super::known::Known;
use super::operation::Draft;
use super::parameter::Part;
use super::schema::keys::{KEYS, Keys};
use super::schema::record::peel;
use super::types::{Form, Scope, Type};
use crate::rustspec::ast::{At, Attribute, Entry, Rest};
use crate::rustspec::scope::ModuleId;
use crate::rustspec::tree::{Kind, Tree};
use serde_json::Value;

/// The parts of a body, as arguments give them.
#[derive(Debug, Default)]
pub struct Parts {
    list: Vec<Piece>,
}

impl Parts {
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

#[derive(Debug)]
struct Piece {
    name: String,
    at: At,
    ty: Type,
    /// The schema where it stands on its own or as a property.
    schema: Tree,
    required: bool,
    sort: Sort,
    embed: bool,
    content_type: Option<(String, At)>,
    /// Members of the media type, of the body.
    media: Tree,
    body: Tree,
    json: Option<Tree>,
    /// Is it a struct, or a choice of some, which may stand for a whole form?
    is_record: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Sort {
    Body,
    Form,
    File,
}

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

const OWN: &[&str] = &[
    "content_type",
    "description",
    "example",
    "examples",
    "encoding",
    "embed",
    "required",
    "name",
];

impl Cx<'_, '_> {
    pub fn body_part(&mut self, draft: &mut Draft, part: &Part<'_>, place: &str, module: ModuleId) {
        let scope = Scope::of(module);
        let fastapi = self.settings[module].fastapi;
        let at = part.name.at;
        let mut keys = self.keys(part.attributes, &scope);
        let mut piece = Piece {
            name: part.name.text.clone(),
            at,
            ty: part.ty.clone(),
            schema: Tree::object(at),
            required: true,
            sort: match place {
                "form" => Sort::Form,
                "file" => Sort::File,
                _ => Sort::Body,
            },
            embed: false,
            content_type: None,
            media: Tree::object(at),
            body: Tree::object(at),
            json: None,
            is_record: false,
        };
        for entry in part.own {
            self.body_key(&mut keys, &mut piece, entry, place, &scope);
        }
        if let Some((name, _)) = &keys.rename {
            piece.name.clone_from(name);
        }
        if !part.docs.is_empty() {
            let docs = Tree::leaf(part.docs.at, part.docs.text.clone());
            if piece.sort == Sort::Body && !piece.body.contains("description") {
                piece.body.set("description", docs.clone());
            }
            if piece.sort != Sort::Body {
                keys.annotate_softly("description", docs);
            }
        }
        // Outside of FastAPI's documents a body that may be missing is not one that may be `null`.
        let absent = self.settings[module].absent || !fastapi;
        let peeled = peel(&part.ty, absent, &keys);
        piece.required = keys
            .required
            .unwrap_or(!peeled.optional && !keys.has_default);
        let core = self.part_schema(&peeled.inner, piece.sort, module);
        piece.schema = self.apply(core, &keys, peeled.nullable, module);
        piece.schema.at = at;
        let bare = self.bare(&peeled.inner, false);
        piece.is_record = match &bare.form {
            Form::Declared(..) | Form::Known(Known::AnyOf | Known::OneOf | Known::Either, _) => {
                !self.is_scalar(&peeled.inner, false)
            }
            _ => false,
        };
        piece.ty = peeled.inner;
        draft.parts.list.push(piece);
    }

    /// Bytes in a form are a file that is read to its end.
    fn part_schema(&mut self, ty: &Type, sort: Sort, module: ModuleId) -> Tree {
        if sort == Sort::Body {
            return self.schema(ty, module);
        }
        let file = |at: At| {
            Tree::object(at)
                .has("type", "string")
                .has("contentMediaType", "application/octet-stream")
        };
        match &ty.form {
            Form::Known(Known::Bytes, _) => file(ty.at),
            Form::Known(Known::List, _) if ty.inner().is_some_and(|it| it.is(Known::Bytes)) => {
                Tree::object(ty.at)
                    .has("type", "array")
                    .with("items", file(ty.at))
            }
            _ => self.schema(ty, module),
        }
    }

    fn body_key(
        &mut self,
        keys: &mut Keys,
        piece: &mut Piece,
        entry: &Entry,
        place: &str,
        scope: &Scope,
    ) {
        let at = entry.at;
        match entry.folded().as_str() {
            "contenttype" => piece.content_type = self.text(entry).map(|text| (text, at)),
            "name" | "alias" => {
                if let Some(name) = self.text(entry) {
                    piece.name = name;
                }
            }
            "embed" => piece.embed = self.flag(entry),
            "description" => {
                if let Some(text) = self.text(entry) {
                    let text = Tree::leaf(at, text);
                    let fastapi = self.settings[scope.module].fastapi;
                    if piece.sort == Sort::Body {
                        piece.body.set("description", text.clone());
                    }
                    if piece.sort != Sort::Body || fastapi {
                        keys.annotate("description", text);
                    }
                }
            }
            "example" if piece.sort == Sort::Body => {
                if let Some(value) = self.value(entry, scope) {
                    piece.media.set("example", Tree::value(at, value));
                }
            }
            "examples" if piece.sort == Sort::Body => match self.value(entry, scope) {
                Some(value @ Value::Object(_)) => {
                    piece.media.set("examples", Tree::value(at, value));
                }
                Some(value) => keys.annotate("examples", Tree::value(at, value)),
                None => {}
            },
            "encoding" => {
                if let Some(value) = self.value(entry, scope) {
                    piece.media.set("encoding", Tree::value(at, value));
                }
            }
            "json" if piece.sort == Sort::Body => piece.json = self.json(entry, scope),
            key if key.starts_with("x-") && piece.sort == Sort::Body => {
                if let Some(tree) = self.extension(entry, scope) {
                    piece.body.set(key, tree);
                }
            }
            _ => {
                if !self.schema_key(keys, entry, scope) {
                    let known: Vec<&str> = OWN.iter().chain(KEYS).copied().collect();
                    self.unknown_key(entry, place, &known);
                }
            }
        }
    }

    /// The Request Body Object. `id` names the object of several parts.
    pub fn request_body(
        &mut self,
        draft: &mut Draft,
        id: &str,
        levels: &[&[Attribute]],
    ) -> Option<Tree> {
        let parts = std::mem::take(&mut draft.parts.list);
        let mut body = match &parts[..] {
            [] => None,
            _ => Some(self.body_of(draft, parts, id)),
        };
        if let Some(level) = levels.first() {
            for attribute in level.iter().filter(|it| it.name == "body") {
                self.declared_body(&mut body, attribute, draft.module);
            }
        }
        body
    }

    fn body_of(&mut self, draft: &Draft, mut parts: Vec<Piece>, id: &str) -> Tree {
        let first = parts[0].at;
        let is_form = parts.iter().any(|it| it.sort != Sort::Body);
        if is_form && let Some(stray) = parts.iter().find(|it| it.sort == Sort::Body) {
            let message = format!("`{}` would be a second body, beside a form", stray.name);
            self.error(
                "two-bodies",
                message,
                stray.at,
                "make it a field of the form: `#[form]`, `#[file]`",
            );
        }
        let has_file = parts
            .iter()
            .any(|it| it.sort == Sort::File || self::holds_file(&it.schema));
        let media_type = parts
            .iter()
            .find_map(|it| it.content_type.clone())
            .map_or_else(
                || match (is_form, has_file) {
                    (true, true) => MULTIPART.to_owned(),
                    (true, false) => FORM.to_owned(),
                    (false, _) => self.media_type(&parts[0].ty).to_owned(),
                },
                |(text, _)| text,
            );
        let alone = parts.len() == 1
            && !parts[0].embed
            && (parts[0].sort == Sort::Body || (parts[0].sort == Sort::Form && parts[0].is_record));
        let raw = !is_form && alone && !is_json(&media_type);
        let mut tree = Tree::object(first);
        let mut media = Tree::object(first);
        let required = parts.iter().any(|it| it.required);
        for part in &mut parts {
            if let Some(description) = part.body.members_mut().shift_remove("description")
                && alone
            {
                tree.set("description", description);
            }
            tree.patch(
                std::mem::replace(&mut part.body, Tree::object(first)),
                false,
            );
        }
        let schema = if alone {
            Some(parts[0].schema.clone())
        } else {
            Some(self.together(draft, &parts, id))
        };
        let bytes = raw
            && matches!(
                parts[0].ty.form,
                Form::Known(
                    Known::Bytes | Known::File | Known::Stream | Known::Upload,
                    _
                )
            );
        if let Some(schema) = schema.filter(|_| !bytes) {
            media.set("schema", schema);
        }
        for part in &mut parts {
            media.patch(
                std::mem::replace(&mut part.media, Tree::object(first)),
                false,
            );
        }
        if required {
            tree.set("required", Tree::leaf(first, true));
        }
        tree.set("content", Tree::object(first).with(&media_type, media));
        for part in &mut parts {
            if let Some(json) = part.json.take() {
                tree.patch(json, false);
            }
        }
        tree
    }

    /// Several parts are the properties of one object, which is a component.
    fn together(&mut self, draft: &Draft, parts: &[Piece], id: &str) -> Tree {
        let at = parts[0].at;
        let mut object = Tree::object(at).has("type", "object");
        let mut properties = Tree::object(at);
        let mut required = Vec::new();
        for part in parts {
            // The form of a struct brings its fields.
            if part.sort == Sort::Form && part.is_record && parts.len() > 1 {
                object.push("allOf", part.schema.clone());
                continue;
            }
            properties.set(&part.name, part.schema.clone());
            if part.required {
                required.push(Tree::leaf(part.at, part.name.clone()));
            }
        }
        if properties
            .members()
            .is_some_and(|members| !members.is_empty())
        {
            object.set("properties", properties);
        }
        if !required.is_empty() {
            object.set("required", Tree::list(at, required));
        }
        let namespace = if self.settings[draft.module].fastapi {
            String::new()
        } else {
            self.settings[draft.module].namespace.clone()
        };
        let name = format!("{namespace}Body_{id}");
        self.extra.insert(name.clone(), object);
        Tree::reference(at, "schemas", &name)
    }

    pub fn media_type(&mut self, ty: &Type) -> &'static str {
        let bare = self.bare(ty, false);
        match &bare.form {
            Form::Known(Known::Text(media), _) => media,
            Form::Known(Known::Bytes | Known::File | Known::Upload | Known::Stream, _) => {
                "application/octet-stream"
            }
            Form::Known(Known::Sse, _) => "text/event-stream",
            Form::Known(Known::JsonLines, _) => "application/jsonl",
            _ => "application/json",
        }
    }

    /// `#[body(Type, content_type = "…")]` on a method.
    fn declared_body(&mut self, body: &mut Option<Tree>, attribute: &Attribute, module: ModuleId) {
        let scope = Scope::of(module);
        let at = attribute.at;
        let mut ty = None;
        let mut media_type = None;
        let mut media = Tree::object(at);
        let mut own = Tree::object(at);
        let mut keys = Keys::default();
        let mut json = None;
        let mut required = None;
        for (index, entry) in attribute.entries.iter().enumerate() {
            match entry.folded().as_str() {
                "contenttype" => media_type = self.text(entry),
                "description" => {
                    if let Some(text) = self.text(entry) {
                        own.set("description", Tree::leaf(entry.at, text));
                    }
                }
                "required" => required = Some(self.flag(entry)),
                key @ ("example" | "examples" | "encoding") => {
                    if let Some(value) = self.value(entry, &scope) {
                        media.set(key, Tree::value(entry.at, value));
                    }
                }
                "schema" if !entry.inner().is_empty() => {
                    let inner = entry.inner().to_vec();
                    self.schema_keys(&mut keys, &inner, &scope);
                }
                "json" => json = self.json(entry, &scope),
                key if key.starts_with("x-") => {
                    if let Some(tree) = self.extension(entry, &scope) {
                        own.set(key, tree);
                    }
                }
                _ if index == 0 && matches!(entry.rest, Rest::None) => {
                    ty = self.ty(entry, &scope);
                }
                _ => self.unknown_key(entry, "body", OWN),
            }
        }
        let media_type = media_type.unwrap_or_else(|| match &ty {
            Some(ty) => self.media_type(ty).to_owned(),
            None => "application/octet-stream".to_owned(),
        });
        if let Some(ty) = ty {
            let optional = ty.option().cloned();
            required = required.or(Some(optional.is_none()));
            let core = self.schema(&optional.unwrap_or(ty), module);
            media.set("schema", self.apply(core, &keys, false, module));
        }
        let tree = body.get_or_insert_with(|| Tree::object(at));
        tree.patch(own, false);
        if required.unwrap_or(true) && !tree.contains("content") {
            tree.set("required", Tree::leaf(at, true));
        }
        tree.object_at("content").set(&media_type, media);
        if let Some(json) = json {
            tree.patch(json, false);
        }
    }
}

pub fn is_json(media_type: &str) -> bool {
    let base = media_type.split(';').next().unwrap_or("").trim();
    base == "application/json" || base.ends_with("+json")
}

fn holds_file(schema: &Tree) -> bool {
    let is_file =
        |tree: &Tree| tree.contains("contentMediaType") && !tree.contains("contentEncoding");
    let mut open = vec![schema];
    while let Some(tree) = open.pop() {
        if is_file(tree) {
            return true;
        }
        for key in ["items", "anyOf"] {
            match tree.get(key).map(|it| &it.kind) {
                Some(Kind::List(items)) => open.extend(items),
                Some(Kind::Object(_)) => open.extend(tree.get(key)),
                _ => {}
            }
        }
    }
    false
}
