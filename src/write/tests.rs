//! A small tree, laid, disturbed and laid again.

use super::*;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

fn tree(files: &[(&str, Owner, &str)]) -> Tree {
    let mut tree = Tree::default();
    for (path, owner, text) in files {
        tree.add(*path, *owner, *text);
    }
    tree
}

fn small() -> Tree {
    tree(&[
        ("Cargo.toml", Owner::User, "[package]\n"),
        ("src/main.rs", Owner::User, "fn main() {}\n"),
        (
            "crates/api/src/lib.rs",
            Owner::Generated,
            "pub mod models;\n",
        ),
        (
            "crates/api/src/models.rs",
            Owner::Generated,
            "pub struct Pet;\n",
        ),
    ])
}

fn description() -> [(String, &'static [u8]); 1] {
    [("openapi.yaml".into(), b"{}")]
}

/// A project made from [`small`].
struct Project {
    _scratch: TempDir,
    dir: PathBuf,
}

impl Project {
    fn new() -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let dir = scratch.path().join("made");
        create(
            Job {
                tree: &small(),
                description: &description(),
                settled: &[],
            },
            &dir,
        )
        .unwrap();
        Self {
            _scratch: scratch,
            dir,
        }
    }

    fn put(&self, path: &str, text: &str) {
        fs::create_dir_all(self.dir.join(path).parent().unwrap()).unwrap();
        fs::write(self.dir.join(path), text).unwrap();
    }

    fn text(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.dir.join(path)).ok()
    }

    fn update(&self, tree: &Tree) -> Report {
        update(
            Job {
                tree,
                description: &description(),
                settled: &[],
            },
            &self.dir,
        )
        .unwrap()
    }

    fn compare(&self, tree: &Tree) -> Report {
        compare(
            Job {
                tree,
                description: &description(),
                settled: &[],
            },
            &self.dir,
        )
        .unwrap()
    }
}

fn state(report: &Report, path: &str) -> State {
    report.entries[path].state
}

#[test]
fn a_new_project_has_all_files_and_no_drift() {
    let project = Project::new();
    assert_eq!(project.text("openapi.yaml").as_deref(), Some("{}"));
    assert_eq!(
        project.text(".specwright/base/src/main.rs").as_deref(),
        Some("fn main() {}\n")
    );
    assert!(!project.compare(&small()).has_drift());
    let inside: Vec<_> = fs::read_dir(project.dir.parent().unwrap())
        .unwrap()
        .collect();
    assert_eq!(inside.len(), 1, "no scratch folder is left");
}

#[test]
fn a_folder_in_use_is_refused_and_an_empty_one_filled() {
    let project = Project::new();
    let fault = create(
        Job {
            tree: &small(),
            description: &[],
            settled: &[],
        },
        &project.dir,
    )
    .unwrap_err();
    assert_eq!(fault.code, "folder-not-empty");

    let empty = tempfile::tempdir().unwrap();
    create(
        Job {
            tree: &small(),
            description: &[],
            settled: &[],
        },
        empty.path(),
    )
    .unwrap();
    assert!(empty.path().join("crates/api/src/lib.rs").is_file());
    let entries: Vec<_> = fs::read_dir(empty.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(entries.len(), 4, "{entries:?}");
}

#[test]
fn nothing_is_left_where_nothing_can_be_written() {
    let project = Project::new();
    let below_a_file = project.dir.join("Cargo.toml/deep/made");
    let fault = create(
        Job {
            tree: &small(),
            description: &[],
            settled: &[],
        },
        &below_a_file,
    )
    .unwrap_err();
    assert_eq!(fault.code, "cannot-write");
    assert!(project.dir.join("Cargo.toml").is_file());
}

#[test]
fn an_update_without_changes_touches_nothing() {
    let project = Project::new();
    let before = fs::metadata(project.dir.join("crates/api/src/lib.rs"))
        .unwrap()
        .modified()
        .unwrap();
    project.update(&small());
    let lock = fs::metadata(project.dir.join(".specwright/lock.json"))
        .unwrap()
        .modified()
        .unwrap();
    let report = project.update(&small());
    assert!(!report.has_drift());
    assert_eq!(
        fs::metadata(project.dir.join("crates/api/src/lib.rs"))
            .unwrap()
            .modified()
            .unwrap(),
        before
    );
    assert_eq!(
        fs::metadata(project.dir.join(".specwright/lock.json"))
            .unwrap()
            .modified()
            .unwrap(),
        lock
    );
}

#[test]
fn generated_files_follow_the_tree_and_a_conflict_stops_files_of_the_user() {
    let project = Project::new();
    project.put("src/main.rs", "fn main() { mine() }\n");
    let next = tree(&[
        ("Cargo.toml", Owner::User, "[package] # newer\n"),
        ("src/main.rs", Owner::User, "fn main() { newer() }\n"),
        ("src/service/pets.rs", Owner::User, "struct Pets;\n"),
        (
            "crates/api/src/lib.rs",
            Owner::Generated,
            "pub mod routes;\n",
        ),
        (
            "crates/api/src/routes.rs",
            Owner::Generated,
            "fn routes() {}\n",
        ),
    ]);
    let report = project.update(&next);
    assert_eq!(state(&report, "crates/api/src/lib.rs"), State::Updated);
    assert_eq!(state(&report, "crates/api/src/routes.rs"), State::Created);
    assert_eq!(state(&report, "crates/api/src/models.rs"), State::Removed);
    assert_eq!(state(&report, "src/main.rs"), State::Conflict);
    assert_eq!(state(&report, "Cargo.toml"), State::Updated);
    assert_eq!(state(&report, "src/service/pets.rs"), State::Created);
    assert_eq!(
        project.text(".specwright/incoming/src/main.rs").as_deref(),
        Some("fn main() { newer() }\n")
    );
    assert_eq!(
        project.text("src/main.rs").as_deref(),
        Some("fn main() { mine() }\n")
    );
    assert_eq!(
        project.text(".specwright/base/src/main.rs").as_deref(),
        Some("fn main() {}\n")
    );
    assert_eq!(project.text("crates/api/src/models.rs"), None);
    let again = project.compare(&next);
    assert_eq!(state(&again, "src/main.rs"), State::Conflict);
    assert_eq!(
        again
            .entries
            .values()
            .filter(|entry| entry.state.is_drift())
            .count(),
        1
    );

    project.put("src/main.rs", "fn main() { mine(); newer() }\n");
    let settled = update(
        Job {
            tree: &next,
            description: &description(),
            settled: &["src/main.rs".to_owned()],
        },
        &project.dir,
    );
    assert_eq!(state(&settled.unwrap(), "src/main.rs"), State::Kept);
    assert_eq!(project.text(".specwright/incoming/src/main.rs"), None);
    assert_eq!(
        project.text("src/main.rs").as_deref(),
        Some("fn main() { mine(); newer() }\n")
    );
    assert!(!project.compare(&next).has_drift());
}

#[test]
fn changes_of_both_sides_are_merged() {
    let service = |methods: &str| format!("impl Pets for Service {{\n{methods}}}\n");
    let list = "    fn list(&self) {\n        stub()\n    }\n";
    let add = "    fn add(&self) {\n        stub()\n    }\n";
    let before = service(list);
    let after = service(&format!("{list}\n{add}"));
    let path = "src/service/pets.rs";
    let project = Project::new();
    let first = tree(&[(path, Owner::User, &before)]);
    let next = tree(&[(path, Owner::User, &after)]);
    project.update(&first);
    project.put(path, &before.replace("stub()", "mine()"));

    assert_eq!(state(&project.compare(&next), path), State::Merged);
    let report = project.update(&next);
    assert_eq!(state(&report, path), State::Merged);
    assert!(!report.has_conflict());
    assert_eq!(
        project.text(path),
        Some(service(&format!(
            "{}\n{add}",
            list.replace("stub()", "mine()")
        )))
    );
    assert!(!project.compare(&next).has_drift());
}

#[test]
fn a_file_of_the_user_without_a_reason_goes_when_it_was_never_touched() {
    let project = Project::new();
    let two = tree(&[
        ("src/a.rs", Owner::User, "struct A;\n"),
        ("src/b.rs", Owner::User, "struct B;\n"),
    ]);
    project.update(&two);
    project.put("src/b.rs", "struct Mine;\n");
    let report = project.update(&small());
    assert_eq!(state(&report, "src/a.rs"), State::Removed);
    assert_eq!(state(&report, "src/b.rs"), State::Kept);
    assert_eq!(project.text("src/a.rs"), None);
    assert_eq!(project.text(".specwright/base/src/a.rs"), None);
    assert_eq!(project.text("src/b.rs").as_deref(), Some("struct Mine;\n"));
    assert!(!project.compare(&small()).has_drift());
}

#[test]
fn a_file_written_once_is_never_merged() {
    let project = Project::new();
    let path = "migrations/0001.sql";
    project.update(&tree(&[(path, Owner::Once, "one;\n")]));
    let next = tree(&[(path, Owner::Once, "two;\n")]);
    assert_eq!(state(&project.update(&next), path), State::Kept);
    assert_eq!(project.text(path).as_deref(), Some("one;\n"));
}

#[test]
fn a_file_the_user_deleted_stays_deleted() {
    let project = Project::new();
    fs::remove_file(project.dir.join("src/main.rs")).unwrap();
    let report = project.update(&small());
    assert_eq!(state(&report, "src/main.rs"), State::Gone);
    assert_eq!(project.text("src/main.rs"), None);
    assert!(!report.has_drift());
}

#[test]
fn a_hand_edit_is_saved_and_a_second_one_beside_it() {
    let project = Project::new();
    let path = "crates/api/src/lib.rs";
    project.put(path, "mine\n");
    assert_eq!(state(&project.compare(&small()), path), State::Edited);
    let report = project.update(&small());
    assert_eq!(
        report.entries[path].detail.as_deref(),
        Some(".specwright/saved/crates/api/src/lib.rs")
    );
    project.put(path, "mine again\n");
    project.update(&small());
    assert_eq!(
        project
            .text(".specwright/saved/crates/api/src/lib.rs")
            .as_deref(),
        Some("mine\n")
    );
    assert_eq!(
        project
            .text(".specwright/saved/crates/api/src/lib.rs.2")
            .as_deref(),
        Some("mine again\n")
    );
    assert_eq!(project.text(path).as_deref(), Some("pub mod models;\n"));
}

#[test]
fn an_orphan_that_was_edited_and_a_stray_file_are_left_and_named() {
    let project = Project::new();
    project.put("crates/api/src/models.rs", "mine\n");
    project.put("crates/api/src/extra.rs", "stray\n");
    let next = tree(&[(
        "crates/api/src/lib.rs",
        Owner::Generated,
        "pub mod models;\n",
    )]);
    let report = project.update(&next);
    assert_eq!(
        state(&report, "crates/api/src/models.rs"),
        State::EditedOrphan
    );
    assert_eq!(state(&report, "crates/api/src/extra.rs"), State::Stray);
    assert_eq!(
        project.text("crates/api/src/models.rs").as_deref(),
        Some("mine\n")
    );
    assert!(project.compare(&next).has_conflict());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_symbolic_link() {
    let project = Project::new();
    let outside = tempfile::tempdir().unwrap();
    fs::remove_dir_all(project.dir.join("crates/api")).unwrap();
    std::os::unix::fs::symlink(outside.path(), project.dir.join("crates/api")).unwrap();
    let fault = update(
        Job {
            tree: &small(),
            description: &[],
            settled: &[],
        },
        &project.dir,
    )
    .unwrap_err();
    assert_eq!(fault.code, "in-the-way");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    assert_eq!(
        state(&project.compare(&small()), "crates/api/src/lib.rs"),
        State::Obstructed
    );
}

#[test]
fn a_commit_that_fails_half_way_is_undone() {
    let project = Project::new();
    // `zone` sorts after `crates`, so that moves have been made when the folder in the way is met.
    let folder = Folder::open(&project.dir).unwrap();
    let next = tree(&[
        (
            "crates/api/src/lib.rs",
            Owner::Generated,
            "pub mod routes;\n",
        ),
        ("zone/file.rs", Owner::Generated, "late\n"),
    ]);
    let old = Lock::read(&folder).unwrap();
    let survey = survey::survey(
        Job {
            tree: &next,
            description: &[],
            settled: &[],
        },
        &folder,
        &old,
    )
    .unwrap();
    project.put("zone", "a file that came in between");
    let before = project.text(".specwright/lock.json");
    stage::commit(&folder, &survey, &survey.lock(String::new())).unwrap_err();
    assert_eq!(
        project.text("crates/api/src/lib.rs").as_deref(),
        Some("pub mod models;\n")
    );
    assert_eq!(
        project.text("crates/api/src/models.rs").as_deref(),
        Some("pub struct Pet;\n")
    );
    assert_eq!(project.text(".specwright/lock.json"), before);
    assert!(!project.dir.join(".specwright/stage").exists());
}

#[test]
fn a_run_that_died_in_its_commit_is_finished_by_the_next() {
    let project = Project::new();
    project.put(
        ".specwright/stage/new/crates/api/src/lib.rs",
        "pub mod routes;\n",
    );
    project.put(
        ".specwright/stage/journal.json",
        r#"{"moves":["crates/api/src/models.rs","crates/api/src/lib.rs"],"removes":[]}"#,
    );
    assert!(project.compare(&small()).has_drift());
    stage::recover(&Folder::open(&project.dir).unwrap()).unwrap();
    assert_eq!(
        project.text("crates/api/src/lib.rs").as_deref(),
        Some("pub mod routes;\n")
    );
    assert_eq!(
        project.text("crates/api/src/models.rs").as_deref(),
        Some("pub struct Pet;\n")
    );
    assert!(!project.dir.join(".specwright/stage").exists());
}

#[test]
fn two_runs_at_once_are_refused() {
    let project = Project::new();
    let folder = Folder::open(&project.dir).unwrap();
    let _held = folder.guard().unwrap();
    let fault = update(
        Job {
            tree: &small(),
            description: &[],
            settled: &[],
        },
        &project.dir,
    )
    .unwrap_err();
    assert_eq!(fault.code, "busy");
}

#[test]
fn a_damaged_lock_is_named() {
    let project = Project::new();
    for (text, code) in [
        ("<<<<<<< ours", "lock-damaged"),
        (r#"{"format": 99}"#, "lock-format"),
    ] {
        project.put(".specwright/lock.json", text);
        let fault = update(
            Job {
                tree: &small(),
                description: &[],
                settled: &[],
            },
            &project.dir,
        )
        .unwrap_err();
        assert_eq!(fault.code, code);
    }
}

#[test]
fn paths_that_leave_the_project_are_refused() {
    for path in ["../x", "/x", "a//b", "a\\b", "C:x", ""] {
        let bad = tree(&[(path, Owner::Generated, "")]);
        let scratch = tempfile::tempdir().unwrap();
        let fault = create(
            Job {
                tree: &bad,
                description: &[],
                settled: &[],
            },
            &scratch.path().join("made"),
        )
        .unwrap_err();
        assert_eq!(fault.code, "bad-path", "{path}");
    }
}

#[test]
fn another_description_with_the_same_result_is_drift_of_the_lock() {
    let project = Project::new();
    let tree = small();
    let edited = [("openapi.yaml".into(), b"{} # a remark".as_slice())];
    let report = compare(
        Job {
            tree: &tree,
            description: &edited,
            settled: &[],
        },
        &project.dir,
    )
    .unwrap();
    assert_eq!(state(&report, ".specwright/lock.json"), State::Updated);
    update(
        Job {
            tree: &tree,
            description: &edited,
            settled: &[],
        },
        &project.dir,
    )
    .unwrap();
    assert!(
        !compare(
            Job {
                tree: &tree,
                description: &edited,
                settled: &[],
            },
            &project.dir
        )
        .unwrap()
        .has_drift()
    );
}

#[test]
fn a_stamp_holds_until_anything_changes() {
    let project = Project::new();
    let (tree, description) = (small(), description());
    let inputs = Inputs {
        description: &description,
        settings: "specwright.toml",
    };
    let untouched = || untouched(inputs, &project.dir).unwrap();
    assert_eq!(untouched(), None, "no run has left one");
    remember(inputs, &project.dir);
    let report = untouched().expect("nothing changed");
    assert!(!report.has_drift());
    assert_eq!(report, project.compare(&tree));

    project.put("src/main.rs", "fn main() { mine() }\n");
    assert!(untouched().is_some(), "a file of the user's is the user's");
    project.put("crates/stray.rs", "");
    assert_eq!(untouched(), None, "a file in the generated zone");
    fs::remove_file(project.dir.join("crates/stray.rs")).unwrap();
    assert!(untouched().is_some());
    project.put("specwright.toml", "[spec]\n");
    assert_eq!(untouched(), None, "other settings");
    fs::remove_file(project.dir.join("specwright.toml")).unwrap();
    assert!(untouched().is_some());
    project.put("crates/api/src/lib.rs", "edited\n");
    assert_eq!(untouched(), None, "a generated file was edited");
    project.update(&tree);
    let other = [("openapi.yaml".to_owned(), b"{ }".as_slice())];
    let other = Inputs {
        description: &other,
        ..inputs
    };
    assert_eq!(super::untouched(other, &project.dir).unwrap(), None);
}
