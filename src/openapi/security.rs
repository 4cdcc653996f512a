//! Security Scheme Objects (3.1 section 4.8.27) and Security Requirement Objects (4.8.30).

use super::node::Node;
use super::reader::Reader;
use crate::diag::{Diagnostic, suggest};
use crate::ir::{Flow, Location, Requirement, SecurityKind, SecurityScheme};
use indexmap::IndexMap;
use serde_json::Value;

/// The `securitySchemes` of the components.
pub fn schemes<'a>(reader: &mut Reader<'a, '_>, components: &Node<'a>) {
    let Some(schemes) = components.object(reader, "securitySchemes") else {
        return;
    };
    for (name, node) in schemes.entries() {
        if name.starts_with("x-") && !node.has("type") && !node.has("$ref") {
            continue;
        }
        let Some(node) = reader.follow(node) else {
            continue;
        };
        let Some(kind) = kind(reader, &node) else {
            continue;
        };
        let scheme = SecurityScheme {
            at: node.place.clone(),
            description: node.text(reader, "description"),
            kind,
        };
        reader.api.security_schemes.insert(name.to_owned(), scheme);
    }
}

const KEYWORDS: &[&str] = &[
    "type",
    "description",
    "name",
    "in",
    "scheme",
    "bearerFormat",
    "flows",
    "openIdConnectUrl",
    "oauth2MetadataUrl",
    "deprecated",
];

fn kind<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>) -> Option<SecurityKind> {
    node.only(reader, "a security scheme", KEYWORDS);
    let Some(kind) = node.text(reader, "type") else {
        incomplete(reader, node, "`type` is missing");
        return Some(SecurityKind::Unknown(String::new()));
    };
    Some(match kind.as_str() {
        "apiKey" => {
            let name = node.text(reader, "name");
            let location = match node.text(reader, "in").as_deref() {
                Some("header") => Some(Location::Header),
                Some("query") => Some(Location::Query),
                Some("cookie") => Some(Location::Cookie),
                _ => None,
            };
            if let (Some(name), Some(location)) = (name, location) {
                SecurityKind::ApiKey { name, location }
            } else {
                incomplete(
                    reader,
                    node,
                    "an API key needs `name`, and `in` with one of header, query, cookie",
                );
                SecurityKind::Unknown(kind)
            }
        }
        "http" => {
            let scheme = node
                .text(reader, "scheme")
                .unwrap_or_default()
                .to_ascii_lowercase();
            if scheme.is_empty() {
                incomplete(reader, node, "an HTTP scheme needs `scheme`");
                return Some(SecurityKind::Unknown(kind));
            }
            SecurityKind::Http {
                scheme,
                bearer_format: node.text(reader, "bearerFormat"),
            }
        }
        "oauth2" => SecurityKind::OAuth2 {
            flows: flows(reader, node),
        },
        "openIdConnect" => SecurityKind::OpenIdConnect {
            url: node.text(reader, "openIdConnectUrl").unwrap_or_default(),
        },
        "mutualTLS" => SecurityKind::MutualTls,
        _ => {
            let known = ["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"];
            let near = suggest::closest(&kind, known)
                .map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            incomplete(
                reader,
                node,
                &format!("`{kind}` is no type of security scheme{near}"),
            );
            SecurityKind::Unknown(kind)
        }
    })
}

fn incomplete(reader: &mut Reader<'_, '_>, node: &Node<'_>, message: &str) {
    reader.report(
        Diagnostic::warning("security-scheme", message)
            .at(&node.place)
            .help("what such a credential means is left to the provider that you write"),
    );
}

fn flows<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>) -> Vec<Flow> {
    let Some(flows) = node.object(reader, "flows") else {
        return Vec::new();
    };
    let mut read = Vec::new();
    for (kind, flow) in flows.entries().filter(|(kind, _)| !kind.starts_with("x-")) {
        let mut scopes = IndexMap::new();
        if let Some(named) = flow.object(reader, "scopes") {
            for (scope, description) in named.members() {
                scopes.insert(
                    scope.clone(),
                    description.as_str().unwrap_or_default().to_owned(),
                );
            }
        }
        read.push(Flow {
            kind: kind.to_owned(),
            authorization_url: flow.text(reader, "authorizationUrl"),
            token_url: flow.text(reader, "tokenUrl"),
            refresh_url: flow.text(reader, "refreshUrl"),
            scopes,
        });
    }
    read
}

/// The `security` of the document or of an operation; `None` when it has none.
pub fn requirements<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>) -> Option<Vec<Requirement>> {
    let list = node.array(reader, "security")?;
    let mut alternatives = Vec::new();
    for item in list.items() {
        if !item.value.is_object() {
            reader.wrong_type(
                &item.place,
                "security",
                "an object for each alternative",
                item.value,
            );
            continue;
        }
        let mut all = IndexMap::new();
        for (name, scopes) in item.members() {
            if !reader.api.security_schemes.contains_key(name) {
                undeclared(reader, &item, name);
            }
            let scopes = scopes
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            all.insert(name.clone(), scopes.map(str::to_owned).collect());
        }
        alternatives.push(Requirement(all));
    }
    Some(alternatives)
}

/// Fail closed: a requirement that nothing can meet stays a requirement.
fn undeclared(reader: &mut Reader<'_, '_>, item: &Node<'_>, name: &str) {
    let declared = reader.api.security_schemes.keys().map(String::as_str);
    let near = suggest::closest(name, declared)
        .map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    let message = format!("`{name}` is no security scheme of the components{near}");
    reader.report(
        Diagnostic::warning("undeclared-security-scheme", message)
            .at(&item.place.at(name))
            .help("the requirement is kept; what the credential is, is left to the provider that you write"),
    );
    let at = item.place.at(name);
    let kind = SecurityKind::Unknown(String::new());
    reader.api.security_schemes.insert(
        name.to_owned(),
        SecurityScheme {
            at,
            description: None,
            kind,
        },
    );
}
