//! Reading the entry document and, on demand, every file that it refers to.

use super::reference::{Identities, find};
use super::resolve::{file_id, file_uri};
use super::shape::Shape;
use super::{
    FileId, Place, Pointer, SourceFile, Sources, SpecInput, Syntax, json, metaschema, uri, yaml,
};
use crate::diag::{Diagnostic, Diagnostics};
use indexmap::IndexSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Loads a description. What cannot be loaded is an error in `diags`; the sources that come back hold what could, so
/// that the diagnostics can show it.
pub fn load(spec: &SpecInput, diags: &mut Diagnostics) -> Sources {
    let mut loader = Loader {
        sources: Sources::default(),
        root: None,
        shown: String::new(),
        failed: IndexSet::new(),
        queue: Vec::new(),
        seen: IndexSet::new(),
        diags,
    };
    if let Some(entry) = loader.entry(spec) {
        loader.want(entry, Shape::Document);
        loader.drain();
    }
    let mut sources = loader.sources;
    sources.root = loader.root;
    sources
}

struct Loader<'d> {
    sources: Sources,
    /// The folder that references may reach into, canonical; `None` when there is none (stdin).
    root: Option<PathBuf>,
    /// The root folder as the user wrote it, with a `/` at its end unless it is empty.
    shown: String,
    /// Paths that were tried and could not be loaded.
    failed: IndexSet<String>,
    /// Values whose references are still to be followed.
    queue: Vec<(Place, Shape)>,
    seen: IndexSet<(Place, Shape)>,
    diags: &'d mut Diagnostics,
}

impl Loader<'_> {
    fn entry(&mut self, spec: &SpecInput) -> Option<Place> {
        let (path, display, bytes) = match spec {
            SpecInput::Text { name, bytes } => (name.clone(), name.clone(), bytes.clone()),
            SpecInput::Stdin => {
                let mut bytes = Vec::new();
                if let Err(error) = std::io::stdin().lock().read_to_end(&mut bytes) {
                    self.diags.push(Diagnostic::error(
                        "unreadable-file",
                        format!("stdin cannot be read: {error}"),
                    ));
                    return None;
                }
                let name = match syntax("", &bytes) {
                    Syntax::Json => "openapi.json",
                    Syntax::Yaml => "openapi.yaml",
                    Syntax::Rust => "api.rs",
                };
                (name.to_owned(), "<stdin>".to_owned(), bytes)
            }
            SpecInput::File { path, root } => self.entry_file(path, root.as_deref())?,
        };
        self.add(path, display, bytes)
    }

    fn entry_file(
        &mut self,
        path: &Path,
        root: Option<&Path>,
    ) -> Option<(String, String, Vec<u8>)> {
        let unreadable = |error: &std::io::Error| {
            Diagnostic::error(
                "unreadable-file",
                format!("`{}` cannot be read: {error}", slashes(path)),
            )
        };
        let bytes = match read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.diags.push(unreadable(&error));
                return None;
            }
        };
        let folder = root.unwrap_or_else(|| path.parent().unwrap_or(Path::new("")));
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        let found = folder
            .canonicalize()
            .and_then(|root| Ok((root, path.canonicalize()?)));
        let (root_path, full) = match found {
            Ok(found) => found,
            Err(error) => {
                self.diags.push(unreadable(&error));
                return None;
            }
        };
        // Through a symbolic link the real file may lie elsewhere: the name it was given counts.
        let relative = match full.strip_prefix(&root_path) {
            Ok(relative) => slashes(relative),
            Err(_) => path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
        };
        self.shown = match slashes(folder).as_str() {
            "." => String::new(),
            folder => format!("{}/", folder.trim_end_matches('/')),
        };
        self.root = Some(root_path);
        Some((relative, slashes(path), bytes))
    }

    /// Parses a file and adds it; the place of its root, when it could be parsed.
    fn add(&mut self, path: String, display: String, bytes: Vec<u8>) -> Option<Place> {
        let id = file_id(self.sources.files.len());
        let syntax = syntax(&path, &bytes);
        let parsed = parse(syntax, &bytes);
        let mut file = SourceFile {
            path: path.clone(),
            display,
            bytes,
            syntax,
            value: Arc::default(),
            fault: None,
            is_own: false,
            bases: Vec::new(),
            marks: OnceLock::new(),
            lines: OnceLock::new(),
        };
        let root = Place::root(id);
        let mut place = Some(root.clone());
        match parsed {
            Ok(parsed) => {
                file.value = Arc::new(parsed.value);
                for tokens in &parsed.duplicates {
                    self.diags.push(duplicate_key(id, tokens));
                }
            }
            Err(fault) => {
                file.fault = Some((fault.line, fault.column));
                self.diags
                    .push(Diagnostic::error("syntax", fault.message).at(&root));
                place = None;
            }
        }
        self.sources.files.push(file);
        self.sources.by_path.insert(path, id);
        if place.is_some() {
            self.identify(id);
        }
        place
    }

    /// Adds a text that comes with specwright, under its URI.
    fn add_own(&mut self, uri: &str, text: &str) -> bool {
        let bytes = text.as_bytes().to_vec();
        let Some(place) = self.add(format!("{uri}.json"), uri.to_owned(), bytes) else {
            return false;
        };
        if let Some(file) = self.sources.files.last_mut() {
            file.is_own = true;
        }
        self.sources.resources.insert(uri.to_owned(), place);
        true
    }

    /// Notes what a file is called (`$self`, OpenAPI 3.2 section 4.1.2), and its schemas that have a name of their own:
    /// `$id`, `$anchor`, `$dynamicAnchor`. Relative references start from where the file was found all the same: that is
    /// where its neighbours are.
    fn identify(&mut self, id: FileId) {
        let file = &mut self.sources.files[id.0 as usize];
        let own = file.value.get("$self").and_then(serde_json::Value::as_str);
        if let Some(own) = own.filter(|_| file.value.get("openapi").is_some()) {
            let own = uri::resolve(&file_uri(&file.path), uri::split(own).0);
            let resources = &mut self.sources.resources;
            resources.entry(own).or_insert_with(|| Place::root(id));
        }
        let text = std::str::from_utf8(&file.bytes).unwrap_or_default();
        if !["$id", "$anchor", "$dynamicAnchor"]
            .iter()
            .any(|key| text.contains(key))
        {
            return;
        }
        let base = file_uri(&file.path);
        let mut found = Identities::default();
        let shape = (id.0 == 0).then_some(Shape::Document);
        found.visit(&file.value, shape, &base, &mut Vec::new());
        file.bases = found.bases.clone();
        let place = |tokens: &[String]| Place {
            file: id,
            pointer: tokens.iter().map(String::as_str).collect::<Pointer>(),
        };
        for (tokens, uri) in &found.bases {
            self.sources
                .resources
                .entry(uri.clone())
                .or_insert_with(|| place(tokens));
        }
        for (name, tokens) in &found.anchors {
            self.sources
                .anchors
                .entry(name.clone())
                .or_insert_with(|| place(tokens));
        }
        for (uri, anchors) in found.dynamic_anchors {
            let known = self.sources.dynamic_anchors.entry(uri).or_default();
            known.extend(
                anchors
                    .into_iter()
                    .map(|(name, tokens)| (name, place(&tokens))),
            );
        }
    }

    fn want(&mut self, place: Place, shape: Shape) {
        if self.seen.insert((place.clone(), shape)) {
            self.queue.push((place, shape));
        }
    }

    fn drain(&mut self) {
        while let Some((place, shape)) = self.queue.pop() {
            let mut references = Vec::new();
            if let Some(value) = self.sources.value(&place) {
                let local = self.sources.files.len() == 1 && self.sources.resources.is_empty();
                find(
                    value,
                    shape,
                    &mut Vec::new(),
                    &mut |tokens, shape, reference| {
                        // Inside the entry document, which is walked as a whole, only references out of it matter.
                        if !local || place.file.0 != 0 || !reference.starts_with('#') {
                            let pointer =
                                tokens.iter().fold(place.pointer.clone(), |pointer, token| {
                                    Pointer::push(&pointer, token)
                                });
                            references.push((
                                Place {
                                    file: place.file,
                                    pointer,
                                },
                                shape,
                                reference.to_owned(),
                            ));
                        }
                    },
                );
            }
            for (from, shape, reference) in references {
                self.follow(&from, shape, &reference);
            }
        }
    }

    fn follow(&mut self, from: &Place, shape: Shape, reference: &str) {
        let (before, _) = uri::split(reference);
        if !before.is_empty() {
            let absolute = uri::resolve(&self.sources.base(from), before);
            let known = self.sources.resources.contains_key(&absolute);
            self.sources.refers_to_files |= !known && absolute.starts_with("spec:");
            if !known && !self.fetch(from, shape, before, &absolute) {
                return;
            }
        }
        // What dangles is said where it is read, by the front end.
        if let Ok(target) = self.sources.resolve(from, reference)
            && (target.place.file.0 != 0 || from.file.0 != 0)
        {
            let place = target.place;
            self.want(place, shape);
        }
    }

    /// Makes sure that the file of a reference is loaded.
    fn fetch(&mut self, from: &Place, shape: Shape, before: &str, absolute: &str) -> bool {
        let at = from.at("$ref");
        if let Some(text) = metaschema::text(absolute) {
            return self.add_own(absolute, text);
        }
        let Some(path) = absolute.strip_prefix("spec:") else {
            self.diags.push(
                Diagnostic::unsupported("remote-ref", format!("`{before}` is on another machine and is not fetched"))
                    .at(&at)
                    .help("any value is accepted there; save the file beside the description and refer to it by its path"),
            );
            return false;
        };
        let written = uri::decode(path.trim_start_matches('/'));
        let Some(path) = uri::normalise(&written) else {
            self.diags.push(outside(before, &at));
            return false;
        };
        if self.sources.by_path.contains_key(&path) {
            return true;
        }
        if !self.failed.insert(path.clone()) {
            return false;
        }
        let Some(root) = &self.root else {
            self.diags.push(
                Diagnostic::error(
                    "missing-file",
                    format!(
                        "`{before}` cannot be found: the description was not read from a folder"
                    ),
                )
                .at(&at)
                .help("pass the description as a file, not on stdin"),
            );
            return false;
        };
        let full = root.join(&path);
        match full.canonicalize() {
            Ok(real) if !real.starts_with(root) => {
                self.diags.push(outside(before, &at));
                false
            }
            Ok(real) => match read(&real) {
                Ok(bytes) => {
                    let display = format!("{}{path}", self.shown);
                    self.failed.swap_remove(&path);
                    self.add(path, display, bytes).is_some()
                }
                Err(error) => {
                    self.diags.push(
                        Diagnostic::error(
                            "unreadable-file",
                            format!("`{before}` cannot be read: {error}"),
                        )
                        .at(&at),
                    );
                    false
                }
            },
            // Plain data that looks like a reference may be just that.
            Err(_) if shape == Shape::Opaque => false,
            Err(_) => {
                self.diags.push(missing(before, &full, &at));
                false
            }
        }
    }
}

fn missing(before: &str, full: &Path, at: &Place) -> Diagnostic {
    let diagnostic = Diagnostic::error("missing-file", format!("`{before}` does not exist")).at(at);
    let siblings: Vec<String> = full
        .parent()
        .and_then(|folder| folder.read_dir().ok())
        .map(|entries| {
            entries
                .flatten()
                .map(|entry| entry.file_name().to_string_lossy().into_owned())
                .collect()
        })
        .unwrap_or_default();
    let name = full
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let mut siblings: Vec<&str> = siblings.iter().map(String::as_str).collect();
    siblings.sort_unstable();
    match crate::diag::suggest::closest(&name, siblings) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}

fn outside(before: &str, at: &Place) -> Diagnostic {
    Diagnostic::error(
        "ref-outside-folder",
        format!("`{before}` lies outside the folder of the description"),
    )
    .at(at)
    .help("move the file inside, so that the description can be copied as one folder")
}

/// Two operations under one path and method cannot both be meant; other keys that repeat take their last value, as
/// every parser does.
fn duplicate_key(file: FileId, tokens: &[String]) -> Diagnostic {
    let place = Place {
        file,
        pointer: tokens.iter().map(String::as_str).collect(),
    };
    let key = tokens.last().map_or("", String::as_str);
    let under_paths =
        tokens.first().is_some_and(|first| first == "paths") && matches!(tokens.len(), 2 | 3);
    if under_paths {
        let what = if tokens.len() == 2 {
            format!("the path `{key}` is described twice")
        } else {
            format!("`{key}` of `{}` is described twice", tokens[1])
        };
        return Diagnostic::error("duplicate-operation", what)
            .at(&place)
            .help("join the two, or give one another path");
    }
    Diagnostic::warning(
        "duplicate-key",
        format!("the key `{key}` stands twice in one object"),
    )
    .at(&place)
    .help("the last one counts")
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    if path.is_dir() {
        return Err(std::io::Error::other("it is a folder"));
    }
    std::fs::read(path)
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn looks_like_json(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    start
        .iter()
        .find(|byte| !byte.is_ascii_whitespace())
        .is_some_and(|byte| matches!(byte, b'{' | b'['))
}

/// Rust begins with a comment, an attribute or an item; in YAML a `#` that begins a comment has a blank behind it.
fn looks_like_rust(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes));
    let text = text.trim_start();
    [
        "//", "/*", "#![", "#[", "pub ", "use ", "mod ", "struct ", "enum ", "trait ", "type ",
    ]
    .iter()
    .any(|start| text.starts_with(start))
}

/// By the name; where that says nothing, by the first character. A `.yaml` file may well hold JSON, which is YAML
/// too, but a flow mapping in YAML may also hold what JSON does not allow.
fn syntax(path: &str, bytes: &[u8]) -> Syntax {
    match path
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase())
        .as_deref()
    {
        Some("json") => Syntax::Json,
        Some("yaml" | "yml") => Syntax::Yaml,
        Some("rs") => Syntax::Rust,
        _ if looks_like_json(bytes) => Syntax::Json,
        _ if looks_like_rust(bytes) => Syntax::Rust,
        _ => Syntax::Yaml,
    }
}

fn parse(syntax: Syntax, bytes: &[u8]) -> Result<json::Parsed, json::Fault> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        let start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
        json::Fault {
            message: "the file is not UTF-8 text".to_owned(),
            line,
            column,
        }
    })?;
    if text.trim().is_empty() {
        return Err(json::Fault {
            message: "the file is empty".to_owned(),
            line: 1,
            column: 1,
        });
    }
    match syntax {
        Syntax::Json => json::parse(text),
        Syntax::Yaml => yaml::parse(text),
        Syntax::Rust => Ok(json::Parsed {
            value: serde_json::Value::Null,
            duplicates: Vec::new(),
        }),
    }
}
