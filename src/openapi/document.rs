//! The OpenAPI Object (3.1 section 4.8.1) and what stands directly in it: info, servers, tags, components.

use super::node::Node;
use super::reader::{Reader, Version};
use super::{dependency, lifespan, path_item, schema, security};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Info, Requirement, Server, Tag};
use indexmap::IndexMap;
use serde_json::Value;

/// The version that the document says it is of; `None` after an error.
pub fn version(root: &Node<'_>, diags: &mut Diagnostics) -> Option<Version> {
    let Some(members) = root.value.as_object() else {
        diags.push(
            Diagnostic::error("not-an-object", "the document is not an object").at(&root.place),
        );
        return None;
    };
    if let Some(version) = members.get("swagger") {
        let version = version
            .as_str()
            .map_or_else(|| version.to_string(), str::to_owned);
        diags.push(
            Diagnostic::error("swagger-2", format!("this is a Swagger {version} document, not OpenAPI 3"))
                .at(&root.place.at("swagger"))
                .help("convert it first, for example with `npx swagger2openapi` or at https://converter.swagger.io"),
        );
        return None;
    }
    let Some(value) = members.get("openapi") else {
        diags.push(
            Diagnostic::error(
                "missing-version",
                "the document does not say `openapi: 3.…`",
            )
            .at(&root.place)
            .help("the first line of an OpenAPI document is its version: `openapi: 3.1.0`"),
        );
        return None;
    };
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    let at = root.place.at("openapi");
    let mut parts = text.split('.');
    match (parts.next(), parts.next()) {
        (Some("3"), Some("0")) => Some(Version::V30),
        (Some("3"), Some("1")) => Some(Version::V31),
        (Some("3"), Some("2")) => Some(Version::V32),
        _ => {
            diags.push(
                Diagnostic::error(
                    "unknown-version",
                    format!("`{text}` is no version of OpenAPI that is read here"),
                )
                .at(&at)
                .help("3.0, 3.1 and 3.2 are"),
            );
            None
        }
    }
}

const KEYWORDS: &[&str] = &[
    "openapi",
    "$self",
    "info",
    "jsonSchemaDialect",
    "servers",
    "paths",
    "webhooks",
    "components",
    "security",
    "tags",
    "externalDocs",
];

pub fn read(reader: &mut Reader<'_, '_>, root: &Node<'_>) {
    // The entry document outlives the reader's borrow of it.
    let root = Node {
        value: reader.sources.entry(),
        place: root.place.clone(),
    };
    root.only(reader, "the document", KEYWORDS);
    info(reader, &root);
    if let Some(dialect) = root.text(reader, "jsonSchemaDialect") {
        let at = root.place.at("jsonSchemaDialect");
        schema::dialect::named(reader, &dialect, &at, "schemas are");
    }
    reader.api.servers = servers(reader, &root);
    reader.api.tags = tags(reader, &root);
    if !root.has("paths") && !root.has("components") && !root.has("webhooks") {
        reader.report(
            Diagnostic::error(
                "missing-paths",
                "the document has neither `paths` nor `components` nor `webhooks`",
            )
            .at(&root.place),
        );
    }
    if let Some(components) = root.object(reader, "components") {
        schema::components(reader, &components);
        security::schemes(reader, &components);
    }
    let security = security::requirements(reader, &root).unwrap_or_default();
    dependency::declared(reader, &root);
    reader.api.lifespan = lifespan::read(reader, &root);
    let depends = Depends::read(reader, &root);
    if let Some(paths) = root.object(reader, "paths") {
        let shared = Shared { security, depends };
        path_item::paths(reader, &paths, &shared);
    }
    if let Some(webhooks) = root.get("webhooks") {
        reader.unread(
            "webhooks",
            "webhooks are requests that the service sends, not ones that it answers",
            &webhooks.place,
        );
    }
    reader.drain();
    schema::cycle::check(reader);
}

/// What the document says for all its operations.
pub struct Shared {
    pub security: Vec<Requirement>,
    pub depends: Depends,
}

/// What operations depend on, beside what they say themselves.
pub struct Depends {
    all: Vec<String>,
    tags: IndexMap<String, Vec<String>>,
}

impl Depends {
    fn read<'a>(reader: &mut Reader<'a, '_>, root: &Node<'a>) -> Self {
        let all = dependency::depends(reader, root);
        let mut tags = IndexMap::new();
        let list = root.members().get("tags").filter(|tags| tags.is_array());
        let list = list.and_then(|_| root.array(reader, "tags"));
        for tag in list.iter().flat_map(Node::items) {
            if let Some(name) = tag.members().get("name").and_then(Value::as_str) {
                tags.insert(name.to_owned(), dependency::depends(reader, &tag));
            }
        }
        Self { all, tags }
    }

    /// The document's, the tags', the operation's own.
    pub fn of(&self, tags: &[String], own: &Vec<String>) -> Vec<String> {
        let by_tag = tags.iter().filter_map(|tag| self.tags.get(tag));
        dependency::merged(std::iter::once(&self.all).chain(by_tag).chain([own]))
    }
}

fn info<'a>(reader: &mut Reader<'a, '_>, root: &Node<'a>) {
    let Some(info) = root.object(reader, "info") else {
        reader.report(
            Diagnostic::warning("missing-info", "`info` is missing")
                .at(&root.place)
                .help("the title is taken to be \"API\" and the version \"0.1.0\""),
        );
        reader.api.info = Info {
            title: "API".to_owned(),
            version: "0.1.0".to_owned(),
            ..Info::default()
        };
        return;
    };
    info.only(
        reader,
        "Info",
        &[
            "title",
            "summary",
            "description",
            "termsOfService",
            "contact",
            "license",
            "version",
        ],
    );
    let mut needed = |key: &str, assumed: &str| {
        info.text(reader, key).unwrap_or_else(|| {
            let message = format!("`info.{key}` is missing");
            let help = format!("taken to be \"{assumed}\"");
            reader.report(
                Diagnostic::warning("missing-info", message)
                    .at(&info.place)
                    .help(help),
            );
            assumed.to_owned()
        })
    };
    let (title, version) = (needed("title", "API"), needed("version", "0.1.0"));
    reader.api.info = Info {
        title,
        version,
        summary: info.text(reader, "summary"),
        description: info.text(reader, "description"),
    };
}

fn servers<'a>(reader: &mut Reader<'a, '_>, root: &Node<'a>) -> Vec<Server> {
    let Some(list) = root.array(reader, "servers") else {
        return Vec::new();
    };
    let mut servers = Vec::new();
    for node in list.items() {
        let Some(url) = node.text(reader, "url") else {
            continue;
        };
        let description = node.text(reader, "description");
        let mut server = Server {
            url,
            description,
            variables: indexmap::IndexMap::new(),
        };
        if let Some(variables) = node.object(reader, "variables") {
            for (name, variable) in variables.entries() {
                let default = variable.text(reader, "default").unwrap_or_default();
                server.variables.insert(name.to_owned(), default);
            }
        }
        servers.push(server);
    }
    servers
}

fn tags<'a>(reader: &mut Reader<'a, '_>, root: &Node<'a>) -> Vec<Tag> {
    let Some(list) = root.array(reader, "tags") else {
        return Vec::new();
    };
    let mut tags: Vec<Tag> = Vec::new();
    for node in list.items() {
        let name = match node.value {
            Value::String(name) => Some(name.clone()),
            _ => node.text(reader, "name"),
        };
        if let Some(name) = name.filter(|name| tags.iter().all(|tag| tag.name != *name)) {
            tags.push(Tag {
                name,
                description: node.text(reader, "description"),
            });
        }
    }
    tags
}
