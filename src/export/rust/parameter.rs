//! Parameters: arguments of a method, with what their attributes say.

use super::operation::Draft;
use super::{Printer, case, keys, text};
use crate::naming::{Name as _, Scope, ValueName};
use serde_json::{Map, Value, json};

impl Printer<'_> {
    pub fn parameter(
        &mut self,
        draft: &mut Draft,
        parameter: &Value,
        path: &str,
        names: &mut Scope,
    ) {
        let Value::Object(mut members) = parameter.clone() else {
            return;
        };
        let wire = members.shift_remove("name");
        let wire = wire
            .as_ref()
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let place = members.shift_remove("in");
        let place = place
            .as_ref()
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        if !matches!(
            place.as_str(),
            "path" | "query" | "header" | "cookie" | "querystring"
        ) {
            return;
        }
        let name = names.claim(&wire, ValueName::make).as_str().to_owned();
        let plain = name.trim_start_matches("r#");
        let made = if place == "header" {
            plain.replace('_', "-")
        } else {
            case::field(self.parameters, plain)
        };
        let mut entries = Vec::new();
        if made != wire {
            entries.push(format!("name = {}", text::string(&wire)));
        }
        let hint = format!("{} {wire}", draft.hint);
        let docs = match members.get("description") {
            Some(Value::String(text)) if text::is_exact_doc(text) => members
                .shift_remove("description")
                .and_then(|it| Some(it.as_str()?.to_owned())),
            _ => None,
        };
        let mut argument = self.about(&mut members, &hint, &mut entries);
        let required = place == "path" || members.shift_remove("required") == Some(json!(true));
        members.shift_remove("required");
        let ty = if !required && !argument.has_default {
            format!("Option<{}>", argument.text)
        } else {
            argument.text
        };
        if required && argument.has_default && place != "path" {
            argument.own.push("required".to_owned());
        }
        entries.append(&mut argument.own);
        if !members.is_empty() {
            let raw = self.raw(&Value::Object(members));
            entries.push(raw);
        }
        let stands = [plain, &made]
            .iter()
            .any(|name| path.contains(&format!("{{{name}}}")));
        let implied = (place == "path" && stands && made == wire)
            || (place == "query" && argument.is_scalar && !stands);
        let marked = !implied || !entries.is_empty();
        if marked && !argument.is_scalar && !argument.whole {
            // A struct would be a parameter for each of its fields.
            let style = match place.as_str() {
                "path" | "header" => "simple",
                _ => "form",
            };
            entries.push(format!("style = \"{style}\""));
        }
        entries.sort_by_key(|entry| rank(entry));
        let mut text = String::new();
        if let Some(docs) = docs {
            text::docs(&mut text, 8, "///", &docs);
        }
        if marked {
            text::attribute(&mut text, 8, "#", &place, &entries);
        }
        if !argument.beside.is_empty() {
            text::attribute(&mut text, 8, "#", "schema", &argument.beside);
        }
        draft.argument(&text, &name, &ty);
    }

    /// The type of a parameter or header, and what its attribute says: members that are said are taken out.
    pub fn about(
        &mut self,
        members: &mut Map<String, Value>,
        hint: &str,
        entries: &mut Vec<String>,
    ) -> About {
        let mut about = About::default();
        if let Some(Value::String(description)) = members.get("description").cloned() {
            members.shift_remove("description");
            entries.push(format!("description = {}", text::string(&description)));
        }
        if members.shift_remove("deprecated") == Some(Value::Bool(true)) {
            entries.push("deprecated".to_owned());
        }
        for key in ["style", "explode", "allowReserved", "allowEmptyValue"] {
            if let Some(value) = members.shift_remove(key) {
                about.whole |= key == "style";
                entries.push(format!("{} = {}", keys::snake(key), text::value(&value)));
            }
        }
        let mut schema = members.shift_remove("schema");
        if let Some(Value::Object(content)) = members.get("content")
            && let [media] = &content.iter().collect::<Vec<_>>()[..]
            && media
                .1
                .as_object()
                .is_some_and(|it| it.len() == 1 && it.contains_key("schema"))
        {
            entries.push(format!("content_type = {}", text::string(media.0)));
            schema = media.1.get("schema").cloned();
            about.whole = true;
            members.shift_remove("content");
        }
        if let Some(example) = members.shift_remove("example") {
            entries.push(format!("example = {}", text::value(&example)));
        }
        if let Some(Value::Object(examples)) = members.get("examples") {
            let examples = self.examples(examples);
            members.shift_remove("examples");
            entries.push(format!("examples = {}", text::value(&examples)));
        }
        let extensions: Vec<String> = members
            .keys()
            .filter(|key| key.starts_with("x-"))
            .cloned()
            .collect();
        for key in extensions {
            if let Some(value) = members.shift_remove(&key) {
                entries.push(text::extension(&key, &value));
            }
        }
        let schema = schema.unwrap_or_else(|| json!({ "type": "string" }));
        if schema.get("deprecated") == Some(&Value::Bool(true)) {
            // Beside a parameter this would be the parameter's own.
            members.insert("schema".to_owned(), schema);
            "Any".clone_into(&mut about.text);
            return about;
        }
        let typed = self.ty(&schema, hint);
        about.has_default = typed.has_default;
        about.is_scalar = typed.is_scalar;
        about.own = typed.constraints;
        for entry in typed.annotations {
            let shared = ["example", "examples", "x-", "\"x-", "json"];
            if shared.iter().any(|it| entry.starts_with(it)) {
                about.beside.push(entry);
            } else {
                about.own.push(entry);
            }
        }
        if let Some(description) = typed.description {
            let entry = format!("description = {}", text::string(&description));
            about.beside.push(entry);
        }
        // The type and constraints in one place where a raw member is among them.
        let (raw, own): (Vec<String>, Vec<String>) = about
            .own
            .into_iter()
            .partition(|it| it.starts_with("json = "));
        about.own = own;
        about.beside.extend(raw);
        about.text = typed.text;
        about
    }
}

/// The order of a parameter's entries: what it is called, what it is, how it is written, what holds of its value.
fn rank(entry: &str) -> usize {
    const FIRST: [&str; 9] = [
        "name",
        "description",
        "deprecated",
        "content_type",
        "style",
        "explode",
        "allow_reserved",
        "allow_empty_value",
        "title",
    ];
    let key = entry.split([' ', '(']).next().unwrap_or_default();
    FIRST
        .iter()
        .position(|it| *it == key)
        .unwrap_or(FIRST.len())
}

/// What is said of a parameter beside its name.
#[derive(Default)]
pub struct About {
    pub text: String,
    /// Entries of the schema that may stand in the parameter's own attribute.
    pub own: Vec<String>,
    /// Entries that mean something else there.
    pub beside: Vec<String>,
    pub has_default: bool,
    pub is_scalar: bool,
    /// Does a style or a content type make one parameter of a struct?
    pub whole: bool,
}
