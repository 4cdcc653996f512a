//! `x-specwright-lifespan` of the document: what happens before the first request, and after the last one.

use super::node::Node;
use super::reader::Reader;
use crate::diag::Diagnostic;
use crate::ir::{Hook, Lifespan};

const LIFESPAN: &str = "x-specwright-lifespan";

pub fn read<'a>(reader: &mut Reader<'a, '_>, root: &Node<'a>) -> Lifespan {
    let Some(node) = root.object(reader, LIFESPAN) else {
        return Lifespan::default();
    };
    node.only(reader, "a lifespan", &["startup", "shutdown"]);
    let mut names: Vec<String> = Vec::new();
    let mut hooks = |key: &str| {
        let list = node.array(reader, key);
        let items = list.iter().flat_map(Node::items);
        items
            .filter_map(|item| hook(reader, &item, &mut names))
            .collect()
    };
    Lifespan {
        startup: hooks("startup"),
        shutdown: hooks("shutdown"),
    }
}

/// A name, or an object that says more.
fn hook<'a>(reader: &mut Reader<'a, '_>, node: &Node<'a>, names: &mut Vec<String>) -> Option<Hook> {
    let name = match node.value.as_str() {
        Some(name) => Some(name.to_owned()),
        None if node.value.is_object() => {
            node.only(reader, "a hook", &["name", "description", "blocking"]);
            node.text(reader, "name")
        }
        None => {
            reader.wrong_type(
                &node.place,
                "a hook",
                "a name, or an object with `name`",
                node.value,
            );
            return None;
        }
    };
    let Some(name) = name.filter(|name| name.chars().any(char::is_alphabetic)) else {
        let message = "a hook has no name";
        reader.report(
            Diagnostic::warning("lifespan", message)
                .at(&node.place)
                .help("name what it does: `{ name: warm_up }`; it is ignored"),
        );
        return None;
    };
    if names.contains(&name) {
        let message = format!("the hook `{name}` stands twice");
        reader.report(
            Diagnostic::warning("lifespan", message)
                .at(&node.place)
                .help("the first one counts; both kinds of hooks are functions of one module"),
        );
        return None;
    }
    names.push(name.clone());
    let said = node.value.is_object();
    Some(Hook {
        at: node.place.clone(),
        name,
        description: said.then(|| node.text(reader, "description")).flatten(),
        blocking: said && node.flag(reader, "blocking").unwrap_or_default(),
    })
}
