//! Are two APIs the same, places aside? Field by field, or by which values their schemas accept.

use crate::dice::{Dice, Vocabulary};
use serde_json::{Value, json};
use specwright::diag::Diagnostics;
use specwright::ir::canonical::children_mut;
use specwright::ir::{Api, Info, SchemaId, Schemas, Status, canonical};
use specwright::sample::{Direction, Sampler};
use specwright::source::{Place, Pointer};
use std::collections::BTreeSet;

/// Every field of both APIs.
pub fn compare(left: &Api, right: &Api) -> Result<(), String> {
    lines(&without_names(left), &without_names(right))
}

/// What components are called is in `named`; what a schema elsewhere is called follows from where it stands.
fn without_names(api: &Api) -> Api {
    let mut api = canonical(api);
    for id in ids(&api.schemas) {
        api.schemas.get_mut(id).name = None;
    }
    api
}

fn ids(schemas: &Schemas) -> Vec<SchemaId> {
    schemas.iter().map(|(id, _)| id).collect()
}

/// The first lines that differ, with what is around them.
fn lines(left: &Api, right: &Api) -> Result<(), String> {
    let [left, right] = [left, right].map(|api| -> Vec<String> {
        let text = format!("{api:#?}");
        text.lines().map(str::to_owned).collect()
    });
    if left == right {
        return Ok(());
    }
    let same = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let part = |lines: &[String]| {
        let end = lines.len();
        lines[same.saturating_sub(14).min(end)..(same + 3).min(end)].join("\n")
    };
    Err(format!(
        "line {same} differs:\n{}\n--------\n{}",
        part(&left),
        part(&right)
    ))
}

/// Everything but the schemas field by field; the schemas by the values that they accept, except where `diags` say
/// that something was lost.
pub fn compare_meaning(left: &Api, right: &Api, diags: &Diagnostics) -> Result<(), String> {
    lines(&skeleton(left, left), &skeleton(right, left))?;
    let lost = lossy(left, diags);
    let meeting = Meeting {
        samplers: [Sampler::new(&left.schemas), Sampler::new(&right.schemas)],
        left,
        right,
        lost,
        words: Vocabulary::of(&left.document),
    };
    let mut seen = BTreeSet::new();
    // Of the largest documents a part, spread over the whole.
    let pairs = pairs(left, right);
    let step = pairs.len() / 400 + 1;
    for (what, a, b) in pairs.into_iter().step_by(step) {
        meeting.pair(&what, a, b, &mut seen)?;
    }
    Ok(())
}

/// The API without schemas; what an older version can't say and what has a place of its own there is left out.
fn skeleton(api: &Api, named: &Api) -> Api {
    let mut api = canonical(api);
    api.info = Info {
        summary: None,
        ..api.info
    };
    let blank = |id: &mut SchemaId| *id = SchemaId(0);
    for operation in &mut api.operations {
        operation
            .parameters
            .iter_mut()
            .for_each(|it| blank(&mut it.schema));
        let bodies = operation.body.iter_mut().flat_map(|it| &mut it.content);
        let responses = operation.responses.iter_mut();
        for response in responses {
            response
                .headers
                .iter_mut()
                .for_each(|it| blank(&mut it.schema));
            response
                .content
                .iter_mut()
                .flat_map(|it| &mut it.schema)
                .for_each(blank);
        }
        bodies.flat_map(|it| &mut it.schema).for_each(blank);
    }
    for scheme in api.security_schemes.values_mut() {
        if matches!(scheme.kind, specwright::ir::SecurityKind::MutualTls) {
            scheme.kind = specwright::ir::SecurityKind::Http {
                scheme: "mutual-tls".to_owned(),
                bearer_format: None,
            };
        }
    }
    let mut schemas = Schemas::default();
    for name in api.schemas.named.keys() {
        if named.schemas.named.contains_key(name) {
            schemas.named.insert(name.clone(), SchemaId(0));
        }
    }
    api.schemas = schemas;
    api
}

/// The schemas that stand at the same places of both.
fn pairs(left: &Api, right: &Api) -> Vec<(String, SchemaId, SchemaId)> {
    let mut pairs = Vec::new();
    for (a, b) in left.operations.iter().zip(&right.operations) {
        let what = format!("{} {}", a.method.token(), a.path.raw);
        for (x, y) in a.parameters.iter().zip(&b.parameters) {
            pairs.push((format!("{what} {}", x.name), x.schema, y.schema));
        }
        let media = |operation: &specwright::ir::Operation| {
            let responses = operation.responses.iter().flat_map(|it| {
                let status = match it.status {
                    Status::Code(code) => code.to_string(),
                    other => format!("{other:?}"),
                };
                it.content
                    .iter()
                    .map(move |media| (status.clone(), media.schema))
            });
            let body = operation.body.iter().flat_map(|it| &it.content);
            let body = body.map(|media| ("body".to_owned(), media.schema));
            body.chain(responses).collect::<Vec<_>>()
        };
        for ((name, x), (_, y)) in media(a).into_iter().zip(media(b)) {
            pairs.extend(x.zip(y).map(|(x, y)| (format!("{what} {name}"), x, y)));
        }
    }
    for (name, a) in &left.schemas.named {
        if let Some(b) = right.schemas.named.get(name) {
            pairs.push((name.clone(), *a, *b));
        }
    }
    pairs
}

/// The schemas that a diagnostic speaks of, and all that are made of them.
fn lossy(api: &Api, diags: &Diagnostics) -> BTreeSet<SchemaId> {
    let places: Vec<&Place> = diags
        .items()
        .iter()
        .filter_map(|it| it.place.as_ref())
        .collect();
    let named = |at: &Place| {
        places.iter().any(|place| {
            let tokens = place.pointer.tokens();
            let parent: Pointer = tokens[..tokens.len().saturating_sub(1)]
                .iter()
                .copied()
                .collect();
            place.file == at.file && (parent == at.pointer || place.pointer == at.pointer)
        })
    };
    let mut lost: BTreeSet<SchemaId> = api
        .schemas
        .iter()
        .filter(|(_, schema)| named(&schema.at))
        .map(|(id, _)| id)
        .collect();
    let mut schemas = api.schemas.clone();
    let children: Vec<(SchemaId, Vec<SchemaId>)> = ids(&schemas)
        .into_iter()
        .map(|id| {
            (
                id,
                children_mut(schemas.get_mut(id))
                    .into_iter()
                    .map(|it| *it)
                    .collect(),
            )
        })
        .collect();
    loop {
        let before = lost.len();
        for (id, inside) in &children {
            if inside.iter().any(|child| lost.contains(child)) {
                lost.insert(*id);
            }
        }
        if lost.len() == before {
            return lost;
        }
    }
}

struct Meeting<'a> {
    samplers: [Sampler<'a>; 2],
    left: &'a Api,
    right: &'a Api,
    lost: BTreeSet<SchemaId>,
    words: Vocabulary,
}

impl Meeting<'_> {
    fn pair(
        &self,
        what: &str,
        a: SchemaId,
        b: SchemaId,
        seen: &mut BTreeSet<(SchemaId, SchemaId)>,
    ) -> Result<(), String> {
        if !seen.insert((a, b)) {
            return Ok(());
        }
        let (x, y) = (&self.left.schemas[a], &self.right.schemas[b]);
        if !self.lost.contains(&a) {
            self.values(what, a, b)?;
            let [described, again] = [(self.left, a), (self.right, b)].map(described);
            if described != again {
                return Err(format!("{what}: described as {described}, then as {again}"));
            }
        }
        for (name, child) in &x.object.properties {
            if let Some(other) = y.object.properties.get(name) {
                self.pair(&format!("{what}.{name}"), *child, *other, seen)?;
            }
        }
        if let (Some(child), Some(other)) = (x.array.items, y.array.items)
            && x.array.prefix_items.is_empty()
        {
            self.pair(&format!("{what}[]"), child, other, seen)?;
        }
        Ok(())
    }

    /// Values that fit, and values that are changed a little, are accepted by both or by neither.
    fn values(&self, what: &str, a: SchemaId, b: SchemaId) -> Result<(), String> {
        let mut values = vec![
            Value::Null,
            json!(true),
            json!(0),
            json!(-1.5),
            json!(""),
            json!("a text"),
            json!([]),
            json!([1, "a"]),
            json!({}),
        ];
        let direction = Direction::Request;
        let mut dice = Dice::new(u64::from(a.0) + 1);
        let fitting = [
            self.samplers[0].value(a, direction),
            self.samplers[1].value(b, direction),
        ];
        for value in fitting.into_iter().flatten() {
            values.extend((0..12).map(|_| dice.changed(&self.words, &value)));
            values.push(value);
        }
        for value in values {
            let verdicts = [(0, a), (1, b)].map(|(side, id): (usize, _)| {
                self.samplers[side]
                    .conformer()
                    .accepts(id, &value, direction)
            });
            if verdicts[0] != verdicts[1] {
                let [x, y] = [(self.left, a), (self.right, b)]
                    .map(|(api, id)| specwright::ir::dump::keywords(&api.schemas[id]));
                return Err(format!("{what}: {value} was {verdicts:?}\n  {x}\n  {y}"));
            }
        }
        Ok(())
    }
}

/// What a schema says about itself, apart from which values it accepts. One example survives.
fn described((api, mut id): (&Api, SchemaId)) -> String {
    // What is nothing but a reference says what its target says.
    while let Some(target) = api.schemas[id].reference {
        let mut rest = api.schemas[id].clone();
        rest.reference = None;
        if !specwright::ir::dump::keywords(&rest).is_empty() {
            break;
        }
        id = target;
    }
    let meta = &api.schemas[id].meta;
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?}",
        meta.title,
        meta.description,
        meta.default,
        meta.examples.first(),
        (meta.deprecated, meta.read_only, meta.write_only),
        meta.extensions
    )
}

/// Field by field, but for what has no order: operations and components are grouped otherwise in a Rust file, and
/// blanks at the ends of the lines of a text go.
pub fn compare_unordered(left: &Api, right: &Api) -> Result<(), String> {
    lines(&unordered(left), &unordered(right))
}

fn unordered(api: &Api) -> Api {
    let mut api = api.clone();
    api.operations
        .sort_by(|a, b| (&a.path.raw, a.method).cmp(&(&b.path.raw, b.method)));
    for operation in &mut api.operations {
        operation.responses.sort_by_key(|it| it.status);
        operation.extensions.sort_keys();
        tidy(&mut operation.summary);
        tidy(&mut operation.description);
        for parameter in &mut operation.parameters {
            tidy(&mut parameter.description);
            parameter.extensions.sort_keys();
        }
        if let Some(body) = &mut operation.body {
            tidy(&mut body.description);
        }
        for response in &mut operation.responses {
            response.description = tidied(&response.description);
            response.headers.sort_by(|a, b| a.name.cmp(&b.name));
            for header in &mut response.headers {
                tidy(&mut header.description);
            }
        }
    }
    api.schemas.named.sort_keys();
    api.security_schemes.sort_keys();
    tidy(&mut api.info.description);
    for tag in &mut api.tags {
        tidy(&mut tag.description);
    }
    for scheme in api.security_schemes.values_mut() {
        tidy(&mut scheme.description);
    }
    for id in ids(&api.schemas) {
        let schema = api.schemas.get_mut(id);
        tidy(&mut schema.meta.description);
        schema.meta.extensions.sort_keys();
        schema.object.required.sort();
        if let Some(discriminator) = &mut schema.discriminator {
            discriminator.mapping.sort_keys();
        }
    }
    without_names(&api)
}

fn tidy(text: &mut Option<String>) {
    *text = text
        .take()
        .map(|it| tidied(&it))
        .filter(|it| !it.is_empty());
}

fn tidied(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}
