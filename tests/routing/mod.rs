//! Builds the route table of a description as the emitted router does at start, and looks for every operation in it.

use specwright::ir::{Api, Location, Operation, Piece};
use std::fmt::Write as _;

// The runtime's own files; here they are the neighbours of each other that they are there.
#[path = "../../templates/runtime/src/http/matcher.rs"]
#[allow(dead_code, unused_imports, reason = "it is the runtime's")]
mod matcher;
#[path = "../../templates/runtime/src/http/percent.rs"]
#[allow(dead_code, unused_imports, reason = "it is the runtime's")]
mod percent;

/// What stands in the place of a parameter: text that no template has as a literal, an escaped slash in it.
const VALUES: [&str; 3] = ["Zq%2F1", "zQ2", "qZ%203"];

/// The path of a request, and the values in it.
fn request(operation: &Operation) -> (String, Vec<(&str, &'static str)>) {
    let mut path = String::new();
    let mut values = Vec::new();
    for segment in &operation.path.segments {
        path.push('/');
        for piece in segment {
            match piece {
                Piece::Literal(text) => {
                    for char in text.chars() {
                        if char.is_ascii_graphic() && !"\"<>\\^`{|}".contains(char) {
                            path.push(char);
                        } else {
                            let mut bytes = [0; 4];
                            for byte in char.encode_utf8(&mut bytes).bytes() {
                                let _ = write!(path, "%{byte:02X}");
                            }
                        }
                    }
                }
                Piece::Parameter(name) => {
                    let value = VALUES[values.len() % VALUES.len()];
                    values.push((name.as_str(), value));
                    path.push_str(value);
                }
            }
        }
    }
    (path, values)
}

/// The operations that a request for them does not reach, or whose parameters would not be found there.
pub fn lost(api: &Api) -> Vec<String> {
    let mut table = matcher::Matcher::default();
    let templates: Vec<String> = api.operations.iter().map(|it| it.path.template()).collect();
    for (place, template) in templates.iter().enumerate() {
        table.insert(template, |names| (place, names));
    }
    let mut lost = Vec::new();
    for (place, operation) in api.operations.iter().enumerate() {
        let (path, values) = request(operation);
        let mut names: Option<&[&str]> = None;
        let ranges = table.find(&path, |leaf| {
            let entry = leaf.iter().find(|(known, _)| *known == place);
            names = entry.map(|(_, names)| names.as_slice());
            true
        });
        let title = format!("{} {}", operation.method.token(), operation.path.raw);
        let (Some(names), Some(ranges)) = (names, ranges) else {
            lost.push(format!("{title} is not found by {path}"));
            continue;
        };
        let found: Vec<&str> = ranges.iter().map(|(from, to)| &path[*from..*to]).collect();
        // Of two parameters without anything between them nobody can say where one ends.
        let adjacent = operation.path.segments.iter().any(|segment| {
            let is_parameter = |piece: &Piece| matches!(piece, Piece::Parameter(_));
            segment.windows(2).any(|pair| pair.iter().all(is_parameter))
        });
        let sent = values.iter().map(|(_, value)| *value);
        if !adjacent && !sent.eq(found.iter().copied()) {
            lost.push(format!("{title}: {found:?} in {path}"));
        }
        let parameters = operation.parameters.iter();
        let wanted = parameters.filter(|parameter| parameter.location == Location::Path);
        for parameter in wanted {
            if !names.contains(&parameter.name.as_str()) {
                lost.push(format!(
                    "{title}: `{}` is not among {names:?}",
                    parameter.name
                ));
            }
        }
    }
    lost
}
