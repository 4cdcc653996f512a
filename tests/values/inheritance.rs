//! Parents with a discriminator: what they stand for, and which values fit where they are used.

use serde_json::{Value, json};
use specwright::diag::Diagnostics;
use specwright::ir::conform::{Conformer, Direction};
use specwright::ir::inherit::{self, Family};
use specwright::ir::{Api, SchemaId};
use specwright::openapi;
use specwright::source::{self, SpecInput};
use std::path::Path;

fn api() -> Api {
    let mut diags = Diagnostics::default();
    let path = Path::new("specs/features/inheritance.yaml");
    let sources = source::load(&SpecInput::from_argument(path), &mut diags);
    openapi::lower(&sources, &mut diags).expect("an API")
}

fn name(api: &Api, id: SchemaId) -> &str {
    api.schemas[id].name.as_deref().unwrap_or_default()
}

fn tags<'a>(api: &'a Api, families: &'a [Family], parent: &str) -> Vec<(&'a str, &'a str)> {
    let mut families = families.iter();
    let family = families
        .find(|family| name(api, family.parent) == parent)
        .expect("a family");
    let tags = family.tags.iter();
    tags.map(|(tag, id)| (tag.as_str(), name(api, *id)))
        .collect()
}

#[test]
fn children_are_found_by_mapping_and_by_name() {
    let api = api();
    let (_, families) = inherit::unite(&api).expect("families");
    // A dog that is nothing more is not in the mapping.
    assert_eq!(
        tags(&api, &families, "Pet"),
        [("cat", "Cat"), ("puppy", "Puppy")]
    );
    assert_eq!(
        tags(&api, &families, "Vehicle"),
        [
            ("Car", "Car"),
            ("Bicycle", "Bicycle"),
            ("Vehicle", "Vehicle")
        ]
    );
}

#[test]
fn a_value_fits_when_the_child_fits_that_it_names() {
    let (api, _) = inherit::unite(&api()).expect("families");
    let conformer = Conformer::new(&api.schemas);
    let fits = |schema: &str, value: Value| {
        conformer.accepts_as_read(api.schemas.named[schema], &value, Direction::Request)
    };
    let cat = json!({"kind": "cat", "name": "Mia", "lives": 9});
    assert!(fits("Pet", cat.clone()));
    assert!(fits(
        "Pet",
        json!({"kind": "puppy", "name": "Rex", "weeks": 5, "friend": cat})
    ));
    assert!(!fits("Pet", json!({"kind": "cat", "name": "Mia"})));
    assert!(!fits("Pet", json!({"kind": "cat", "name": "", "lives": 1})));
    assert!(!fits("Pet", json!({"kind": "puppy", "name": "Rex"})));
    assert!(!fits("Pet", json!({"kind": "dog", "name": "Rex"})));
    assert!(!fits("Pet", json!({"name": "Rex"})));
    // What the parent says of its own members holds for a child, and asks for a child again.
    assert!(!fits(
        "Cat",
        json!({"kind": "cat", "name": "Mia", "lives": 1, "friend": {"kind": "cat", "name": "Tom"}})
    ));
    assert!(fits("Vehicle", json!({"is": "Vehicle", "wheels": 1})));
    assert!(!fits("Vehicle", json!({"is": "Vehicle", "wheels": -1})));
    assert!(!fits("Vehicle", json!({"is": "Car"})));
    assert!(!fits("Vehicle", json!({"is": "Boat"})));
}
