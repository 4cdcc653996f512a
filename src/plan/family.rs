//! Says what became of discriminators that stand on a parent and not on a union. In: the API as written, and the
//! families that were found in it. Out: diagnostics.

use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::inherit::Family;
use crate::ir::{self, SchemaId};

pub fn report(api: &ir::Api, families: &[Family], diags: &mut Diagnostics) {
    for family in families {
        let schema = &api.schemas[family.parent];
        let Some(discriminator) = &schema.discriminator else {
            continue;
        };
        let place = schema.at.at("discriminator");
        let parent = shown(api, family.parent);
        let property = &discriminator.property;
        if family.tags.is_empty() {
            let message = format!("the discriminator of {parent} chooses nothing");
            let help = "no schema with a name builds on it by `allOf`; list what it chooses between in `oneOf`";
            diags.push(
                Diagnostic::warning("idle-discriminator", message)
                    .at(&place)
                    .help(help),
            );
            continue;
        }
        let children: indexmap::IndexSet<SchemaId> = family.tags.values().copied().collect();
        let children: Vec<String> = children.into_iter().map(|id| shown(api, id)).collect();
        let message = format!("{parent} stands for {} by `{property}`", list(&children));
        let help =
            "a value that names none of them is refused; `oneOf` says the same without inheritance";
        diags.push(
            Diagnostic::note("inherited-union", message)
                .at(&place)
                .help(help),
        );
        for &stranger in &family.strangers {
            let stranger = shown(api, stranger);
            let message = format!(
                "the discriminator of {parent} maps to {stranger}, which does not build on it"
            );
            diags.push(
                Diagnostic::warning("idle-discriminator", message)
                    .at(&place)
                    .help(format!(
                        "this entry is ignored; {stranger} lacks `allOf` with {parent}"
                    )),
            );
        }
    }
}

fn shown(api: &ir::Api, id: SchemaId) -> String {
    match &api.schemas[id].name {
        Some(name) => format!("`{name}`"),
        None => "a schema without a name".to_owned(),
    }
}

/// `A`, `B` and `C`; of many the first few.
fn list(names: &[String]) -> String {
    const SHOWN: usize = 5;
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] if names.len() <= SHOWN => format!("{} and {last}", first.join(", ")),
        _ => format!(
            "{} and {} more",
            names[..SHOWN].join(", "),
            names.len() - SHOWN
        ),
    }
}
