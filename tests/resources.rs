//! Which operations are recognised as the usual ones over a table, and why the others are not.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use specwright::diag::Diagnostics;
use specwright::options::Options;
use specwright::plan::{self, resource::Became};
use specwright::source::{self, SpecInput};
use std::fmt::Write;
use std::path::Path;

fn became(path: &str, data: bool) -> Option<String> {
    let mut diags = Diagnostics::default();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let sources = source::load(&SpecInput::from_argument(path), &mut diags);
    let api = specwright::openapi::lower(&sources, &mut diags).unwrap();
    let mut options = Options::new("project".to_owned(), "openapi.yaml".to_owned());
    options.data = data;
    let plan = plan::plan(&api, &options, &mut diags).unwrap();
    let mut text = String::new();
    for verdict in plan.data?.verdicts {
        let _ = match verdict.became {
            Became::Working { does, table } => {
                writeln!(text, "{}: {does} {table}", verdict.operation)
            }
            Became::Stub { why } => writeln!(text, "{}: - {why}", verdict.operation),
        };
    }
    Some(text)
}

const COLLECTIONS: &str = "\
listBooks: list books
createBook: create books
readBook: read books
replaceBook: replace books
deleteBook: delete books
changeBook: change books
listShelves: list shelves
createShelf: create shelves
readShelf: read shelves
putShelf: replace shelves
deleteShelf: delete shelves
listEvents: list events
createEvent: create events
readEvent: read events
listNotes: - `sort` may be `relevance`, which is no property of it
createNote: create notes
readNote: read notes
listTapes: - nothing in its answer says where the next page begins
createTape: create tapes
readTape: read tapes
";

#[test]
fn lists_are_understood_in_every_usual_way() {
    let text = became("specs/features/collections.yaml", true).unwrap();
    assert_eq!(text, COLLECTIONS);
}

const EXPECTED: &str = "\
listArticles: list stories
createArticle: create stories
readArticle: read stories
deleteArticle: delete stories
changeArticle: change stories
listWriters: - nothing says what `order` may be
createWriter: create writers
readWriter: read writers
deleteWriter: delete writers
createAccount: - `password` must not be stored as it is
readAccount: - `password` must not be stored as it is
search: - nothing creates what is at its path
";

#[test]
fn each_operation_has_a_verdict() {
    let text = became("specs/features/resources.yaml", true).unwrap();
    assert_eq!(text, EXPECTED);
}

#[test]
fn the_petstore_works_whole() {
    let text = became("specs/petstore.yaml", true).unwrap();
    assert!(!text.contains(": - "), "{text}");
}

#[test]
fn the_layer_can_be_left_out() {
    assert_eq!(became("specs/petstore.yaml", false), None);
}

/// What a description asks of the tables that another one has made: the next migration for each database, and what was
/// said.
fn next_migration(old: &str, new: &str) -> (String, String, String) {
    let emit = |text: &str, tables: Option<String>| {
        let mut diags = Diagnostics::default();
        let spec = format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  /pets:\n    post:\n      operationId: createPet\n      \
             requestBody: {{ required: true, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/NewPet' }} }} }} }}\n      \
             responses: {{ '201': {{ description: Made., content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Pet' }} }} }} }} }}\n  \
             /pets/{{id}}:\n    get:\n      operationId: readPet\n      \
             parameters: [{{ name: id, in: path, required: true, schema: {{ type: integer }} }}]\n      \
             responses: {{ '200': {{ description: It., content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Pet' }} }} }} }} }}\n\
             components:\n  schemas:\n    NewPet:\n      type: object\n{text}\n    Pet:\n      allOf:\n        \
             - {{ $ref: '#/components/schemas/NewPet' }}\n        \
             - {{ type: object, required: [id], properties: {{ id: {{ type: integer, readOnly: true }} }} }}\n"
        );
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("openapi.yaml");
        std::fs::write(&path, spec).unwrap();
        let sources = source::load(&SpecInput::from_argument(path), &mut diags);
        let api = specwright::openapi::lower(&sources, &mut diags).unwrap();
        let mut options = Options::new("project".to_owned(), "openapi.yaml".to_owned());
        options.tables = tables;
        let plan = plan::plan(&api, &options, &mut diags).unwrap();
        let said: Vec<String> = diags
            .items()
            .iter()
            .filter(|found| found.code == "migration-by-hand")
            .map(|found| found.message.clone())
            .collect();
        (specwright::emit::emit(&plan), said.join("\n"))
    };
    let text = |tree: &specwright::tree::Tree, path: &str| {
        let file = tree.get(path);
        file.map(|file| String::from_utf8(file.contents.clone()).unwrap())
    };
    let (first, _) = emit(old, None);
    let tables = text(&first, "crates/api/tables.json");
    let (second, said) = emit(new, tables.clone());
    let next = |folder: &str| text(&second, &format!("migrations/{folder}/0002_pets.sql"));
    // With nothing changed since, nothing is to be done.
    let after = text(&second, "crates/api/tables.json");
    let (third, _) = emit(new, after.clone());
    assert_eq!(after, text(&third, "crates/api/tables.json"));
    for path in [
        "migrations/sqlite/0001_init.sql",
        "migrations/postgres/0001_init.sql",
    ] {
        assert_eq!(text(&first, path), text(&second, path));
    }
    (
        next("sqlite").unwrap_or_default(),
        next("postgres").unwrap_or_default(),
        said,
    )
}

#[test]
fn a_changed_description_is_the_next_migration() {
    let old = "      required: [name, kind, age]\n      properties:\n        name: { type: string }\n        \
               kind: { type: string, enum: [cat, dog] }\n        age: { type: integer }";
    let (sqlite, postgres, said) = next_migration(old, old);
    assert_eq!(
        (sqlite.as_str(), postgres.as_str(), said.as_str()),
        ("", "", "")
    );

    let new = "      required: [name, kind]\n      properties:\n        name: { type: string }\n        \
               kind: { type: string, enum: [cat, dog, \"o'x\"] }\n        \
               chipped: { type: boolean, default: false }\n        \
               tags: { type: array, items: { type: string }, default: [] }\n        note: { type: string }";
    let (sqlite, postgres, said) = next_migration(old, new);
    assert_eq!(said, "");
    assert_eq!(
        sqlite,
        "ALTER TABLE pets ADD COLUMN kind_new TEXT NOT NULL DEFAULT 'cat' CHECK (kind_new IN ('cat', 'dog', 'o''x'));\n\
         UPDATE pets SET kind_new = kind;\n\
         ALTER TABLE pets DROP COLUMN kind;\n\
         ALTER TABLE pets RENAME COLUMN kind_new TO kind;\n\n\
         ALTER TABLE pets ADD COLUMN chipped INTEGER NOT NULL DEFAULT 0;\n\n\
         ALTER TABLE pets ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';\n\n\
         ALTER TABLE pets ADD COLUMN note TEXT;\n\n\
         ALTER TABLE pets ADD COLUMN age_new INTEGER;\n\
         UPDATE pets SET age_new = age;\n\
         ALTER TABLE pets DROP COLUMN age;\n\
         ALTER TABLE pets RENAME COLUMN age_new TO age;\n"
    );
    assert_eq!(
        postgres,
        "ALTER TABLE pets DROP CONSTRAINT IF EXISTS pets_kind_check;\n\
         ALTER TABLE pets ADD CONSTRAINT pets_kind_check CHECK (kind IN ('cat', 'dog', 'o''x'));\n\n\
         ALTER TABLE pets ADD COLUMN chipped BOOLEAN NOT NULL DEFAULT false;\n\n\
         ALTER TABLE pets ADD COLUMN tags JSONB NOT NULL DEFAULT '[]';\n\n\
         ALTER TABLE pets ADD COLUMN note TEXT;\n\n\
         ALTER TABLE pets ALTER COLUMN age DROP NOT NULL;\n"
    );
}

#[test]
fn what_needs_the_rows_is_said() {
    let old = "      required: [name]\n      properties:\n        name: { type: string }\n        age: { type: integer }";
    let new = "      required: [name, age, chip]\n      properties:\n        name: { type: integer }\n        \
               age: { type: integer }\n        chip: { type: string }";
    let (sqlite, postgres, said) = next_migration(old, new);
    assert_eq!(sqlite, postgres);
    assert_eq!(
        said,
        "the table `pets` can't be changed by itself: `name` is of another type\n\
         the table `pets` can't be changed by itself: every row is to have `age`, and some may have none\n\
         the table `pets` can't be changed by itself: every row is to have `chip`, and nothing says what that is for rows that are there"
    );
    assert!(sqlite.contains("-- To be written by hand, for `pets`: `name` is of another type.\n"));
}

/// Keys, references, uniqueness and checks are in the tables, in both databases.
#[test]
fn tables_are_as_the_description_says() {
    let text = became("specs/features/tables.yaml", true).unwrap();
    assert!(
        text.contains("createDraft: - `x-specwright-ignore` says so"),
        "{text}"
    );
    assert_eq!(text.matches(": - ").count(), 2, "{text}");
    let mut diags = Diagnostics::default();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/features/tables.yaml");
    let sources = source::load(&SpecInput::from_argument(path), &mut diags);
    let api = specwright::openapi::lower(&sources, &mut diags).unwrap();
    let options = Options::new("project".to_owned(), "openapi.yaml".to_owned());
    let plan = plan::plan(&api, &options, &mut diags).unwrap();
    let tree = specwright::emit::emit(&plan);
    let sql = |database: &str| {
        let file = tree
            .get(&format!("migrations/{database}/0001_init.sql"))
            .unwrap();
        String::from_utf8(file.contents.clone()).unwrap()
    };
    let text = format!(
        "-- SQLite\n{}\n-- PostgreSQL\n{}",
        sql("sqlite"),
        sql("postgres")
    );
    insta::with_settings!({ snapshot_path => "../snapshots/tables", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("tables", text);
    });
}
