//! The user's files are what rustfmt would make of them.

use super::*;
use std::io::Write;
use std::process::{Command, Stdio};

fn operation(function: &str, path: &str, sample: Option<Request>) -> Operation {
    Operation {
        function: function.to_owned(),
        method: "POST".to_owned(),
        path: path.to_owned(),
        summary: "Does it |all|\nand more.".to_owned(),
        arguments: vec![],
        depends: vec![],
        success: "()".to_owned(),
        failure: None,
        sample,
        blocking: false,
        work: None,
    }
}

fn service(module: &str, operations: Vec<Operation>) -> Service {
    Service {
        module: module.to_owned(),
        file: module.to_owned(),
        title: module.to_owned(),
        trait_name: "Pets".to_owned(),
        type_name: "PetsService".to_owned(),
        operations,
        functions: String::new(),
        cycles: String::new(),
    }
}

fn project() -> Project {
    let body = Request {
        uri: "/pets?limit=10".to_owned(),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: "{\"a\": \"#\"}".to_owned(),
    };
    let argument = |name: &str, ty: &str| (name.to_owned(), ty.to_owned());
    let wide = Operation {
        arguments: vec![
            argument("params", "ListPetsParams"),
            argument("body", "Vec<NewPet>"),
        ],
        failure: Some("CreatePetFailure".to_owned()),
        ..operation("create_pet", "/pets", Some(body))
    };
    let mut widest = wide.clone();
    widest.function = "create_or_replace".to_owned();
    widest.success = format!("HashMap<String, {}>", "A".repeat(50));
    widest.failure = Some("B".repeat(45));
    // Every width around the ones at which the layout changes.
    let edges = (25..50).map(|width| Operation {
        success: "C".repeat(42),
        failure: Some("D".repeat(width)),
        ..wide.clone()
    });
    let mut operations = vec![operation("short", "/a", None), wide.clone(), widest];
    operations.extend(edges);
    Project {
        has_sockets: false,
        package: "pet-store".to_owned(),
        crate_name: "pet_store".to_owned(),
        version: "1.0.0".to_owned(),
        title: "Pets".to_owned(),
        summary: "All of them.".to_owned(),
        spec: "openapi.yaml".to_owned(),
        dependencies: Vec::new(),
        deps: None,
        services: vec![
            service("pets", operations),
            service("v10", vec![]),
            service("v2", vec![operation("lone", "/b", None)]),
            service("common", vec![]),
        ],
        lifespan: Some(Lifespan {
            startup: vec![hook("warm_up", false), hook(&"a".repeat(70), true)],
            shutdown: vec![hook(&"b".repeat(60), false)],
        }),
        data: false,
        jobs: false,
        accounts: None,
        clients: None,
        client: false,
        discovery: String::new(),
    }
}

fn hook(function: &str, blocking: bool) -> Hook {
    Hook {
        function: function.to_owned(),
        docs: "What it does,\nin two lines.".to_owned(),
        blocking,
    }
}

#[test]
fn rustfmt_changes_nothing() {
    let mut tree = Tree::default();
    user(&project(), &mut tree);
    generated(&project(), &mut tree);
    for (path, file) in tree.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let text = String::from_utf8(file.contents.clone()).unwrap();
        // Modules in other files are not there.
        let lines = text.lines().map(|line| match line.strip_suffix(';') {
            Some(module) if module.starts_with("mod ") || module.starts_with("pub mod ") => {
                format!("{module} {{}}\n")
            }
            _ => format!("{line}\n"),
        });
        let alone: String = lines.collect();
        let formatted = rustfmt(&alone);
        assert_eq!(formatted, alone, "{path}");
    }
}

fn rustfmt(text: &str) -> String {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn texts_of_the_description_stay_texts() {
    assert_eq!(literal::comment(" a\tb\u{202e}\nc"), "a b");
    assert_eq!(literal::raw_string("x\"#y").unwrap(), "r##\"\nx\"#y\n\"##");
    assert_eq!(literal::raw_string("a\r\nb").unwrap(), "r#\"\na\nb\n\"#");
    assert_eq!(literal::raw_string("a\u{0}b"), None);
}
