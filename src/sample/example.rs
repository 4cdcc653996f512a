//! Examples and defaults held against their schemas. One that does not fit is a warning: generation goes on, and it
//! is not used as a sample.

use super::media::{concrete, is_json};
use super::{Direction, Sampler};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::conform::Mismatch;
use crate::ir::{Api, Media, SchemaId};
use crate::source::Place;
use serde_json::Value;

/// Checks the examples of schemas, media types, parameters and headers, and the defaults of schemas.
pub fn check_examples(sampler: &Sampler<'_>, api: &Api, diags: &mut Diagnostics) {
    let mut check = Check { sampler, diags };
    for (id, schema) in api.schemas.iter() {
        for example in &schema.meta.examples {
            check.one("example-mismatch", "example", id, example, &schema.at);
        }
        if let Some(default) = &schema.meta.default {
            check.one("default-mismatch", "default", id, default, &schema.at);
        }
    }
    for operation in &api.operations {
        for parameter in &operation.parameters {
            check.all(&parameter.examples, parameter.schema, &parameter.at);
        }
        check.content(operation.body.iter().flat_map(|body| &body.content));
        for response in &operation.responses {
            for header in &response.headers {
                check.all(&header.examples, header.schema, &header.at);
            }
            check.content(&response.content);
        }
    }
}

struct Check<'c, 'a> {
    sampler: &'c Sampler<'a>,
    diags: &'c mut Diagnostics,
}

impl Check<'_, '_> {
    /// Only JSON: what other media types make of a schema is theirs.
    fn content<'m>(&mut self, content: impl IntoIterator<Item = &'m Media>) {
        for media in content {
            if let Some(id) = media
                .schema
                .filter(|_| is_json(&concrete(&media.media_type)))
            {
                self.all(&media.examples, id, &media.at);
            }
        }
    }

    fn all(&mut self, examples: &[Value], id: SchemaId, at: &Place) {
        for example in examples {
            self.one("example-mismatch", "example", id, example, at);
        }
    }

    fn one(&mut self, code: &'static str, what: &str, id: SchemaId, value: &Value, at: &Place) {
        let conformer = self.sampler.conformer();
        let fits = |direction| conformer.accepts_by_tag(id, value, direction);
        if fits(Direction::Response) || fits(Direction::Request) {
            return;
        }
        let Err(mismatches) = conformer.check(id, value, Direction::Response) else {
            return;
        };
        let reported = self
            .diags
            .items()
            .iter()
            .rev()
            .take(8)
            .any(|item| item.code == code && item.place.as_ref() == Some(at));
        let given_up = mismatches
            .iter()
            .any(|mismatch| matches!(mismatch.keyword, "depth" | "budget"));
        if reported || given_up {
            return;
        }
        let help = match code {
            "default-mismatch" => "the default is not applied",
            _ => "it is not used; a sample that fits is made instead",
        };
        let message = format!("the {what} does not fit its schema: {}", told(&mismatches));
        self.diags
            .push(Diagnostic::warning(code, message).at(at).help(help));
    }
}

/// The first mismatch, and how many there are besides.
fn told(mismatches: &[Mismatch]) -> String {
    let Some(first) = mismatches.first() else {
        return String::new();
    };
    let place = if first.pointer.is_empty() {
        String::new()
    } else {
        format!("`{}`: ", first.pointer)
    };
    let others = match mismatches.len() - 1 {
        0 => String::new(),
        1 => " (and 1 more)".to_owned(),
        count => format!(" (and {count} more)"),
    };
    format!("{place}{}{others}", first.message)
}
