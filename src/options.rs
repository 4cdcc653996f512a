//! What the user may choose: `specwright.toml` and the command line. In: the file's text. Out: [`Options`], or where
//! the text is wrong. It must not know files; the same texts come from anywhere.

use crate::diag::suggest;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The name of the file, in the project's root.
pub const FILE: &str = "specwright.toml";

/// Everything that shapes the emitted project, besides the description.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in the file"
)]
pub struct Options {
    /// The name of the emitted package and of its binary; a name that Cargo accepts.
    pub name: String,
    /// The entry file of the description: relative to the project, `/` between the parts.
    pub spec: String,
    pub types: Types,
    /// Whose rules requests are held to; `None`: the description decides.
    pub profile: Option<Profile>,
    pub errors: ErrorForm,
    /// Whether the served document is extended with the error responses that every operation can have.
    pub describe_errors: bool,
    /// Whether recognised resources get tables, and operations over them that work.
    pub data: bool,
    /// Whether the project has durable jobs; then it has a data layer, recognised resources or not.
    pub jobs: bool,
    pub optional_models: OptionalModels,
    /// The runtime can call other services, over https too, whether or not an operation depends on an `HttpClient`.
    pub client: bool,
    /// What earlier runs noted of the project's tables: no setting, and nothing in a new project.
    pub tables: Option<String>,
}

/// Which Rust types schemas become, where there is a choice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Types {
    pub integers: Integers,
    /// Format → what its values become.
    pub formats: BTreeMap<String, FormatType>,
    /// Crates that types of the user's come from: name → requirement, as Cargo.toml has it.
    pub dependencies: BTreeMap<String, String>,
}

/// The type of an integer that neither a format nor bounds limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Integers {
    /// A type that holds every integer. Parameters and headers written in place are `i64`: ids,
    /// offsets, counts.
    #[default]
    AnySize,
    /// The same for parameters and headers too.
    Everywhere,
    /// `i64`; what is beyond is refused with a fault.
    I64,
}

/// What the values of a format become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormatType {
    /// A string that is not checked.
    Off,
    /// A string that is checked.
    String,
    /// A type with `FromStr` and `Serialize`, by its path.
    Path(String),
}

/// What counts as what in a request, and what clients are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// JSON Schema's meaning: `"5"` is no integer.
    Strict,
    /// FastAPI's: pydantic's coercions, its order of work, its texts.
    FastApi,
}

/// Which optional parameters of a document of FastAPI's are taken for the fields of one optional model, and call for each
/// other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OptionalModels {
    /// Those whose titles show it; and where a FastAPI that has such models wrote the document, two and more that take
    /// no null and have no default.
    #[default]
    Auto,
    /// Those, and a single one beside others with a default.
    Always,
    Never,
}

/// The shape of every error body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ErrorForm {
    /// FastAPI's: `{"detail": …}`.
    #[default]
    Detail,
    /// RFC 9457: `application/problem+json`.
    Problem,
}

/// A fault in the text of `specwright.toml`; line and column count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionsError {
    pub line: usize,
    pub column: usize,
    pub message: String,
    pub help: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    spec: Spec,
    project: Project,
    #[serde(default)]
    types: TypesTable,
    #[serde(default)]
    generate: Generate,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct TypesTable {
    #[serde(default)]
    integers: Integers,
    #[serde(default)]
    formats: BTreeMap<String, toml::Spanned<String>>,
    #[serde(default)]
    dependencies: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spec {
    path: toml::Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Project {
    name: toml::Spanned<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
#[serde(rename_all = "kebab-case")]
struct Generate {
    #[serde(default)]
    profile: ProfileName,
    #[serde(default)]
    errors: ErrorForm,
    #[serde(default)]
    describe_errors: bool,
    #[serde(default)]
    data: DataName,
    #[serde(default)]
    jobs: Option<toml::Spanned<bool>>,
    #[serde(default)]
    optional_models: OptionalModels,
    #[serde(default)]
    client: bool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum DataName {
    #[default]
    Auto,
    None,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "lowercase")]
enum ProfileName {
    #[default]
    Auto,
    Strict,
    FastApi,
}

impl Options {
    /// Reads the text of `specwright.toml`.
    ///
    /// # Errors
    /// At the first fault, with its line and column.
    pub fn parse(text: &str) -> Result<Self, OptionsError> {
        let file: File = toml::from_str(text).map_err(|error| from_toml(text, &error))?;
        let name = file.project.name;
        if let Some(fault) = name_fault(name.get_ref()) {
            return Err(at(
                text,
                name.span().start,
                fault,
                Some(format!("for example \"{}\"", package_name(name.get_ref()))),
            ));
        }
        let path = file.spec.path;
        let inside = !path.get_ref().starts_with('/')
            && path.get_ref().split(['/', '\\']).all(|part| part != "..");
        if path.get_ref().is_empty() || !inside {
            let message = format!(
                "`{}` does not name a file inside the project",
                path.get_ref()
            );
            return Err(at(text, path.span().start, message, None));
        }
        let data = matches!(file.generate.data, DataName::Auto);
        let jobs = file.generate.jobs.as_ref();
        let jobs_at = jobs.filter(|jobs| *jobs.get_ref());
        if let (Some(jobs), false) = (jobs_at, data) {
            let message =
                "jobs are kept in the database, which `data = \"none\"` leaves out".into();
            return Err(at(text, jobs.span().start, message, None));
        }
        Ok(Self {
            name: name.into_inner(),
            spec: path.into_inner().trim_start_matches("./").to_owned(),
            types: types(text, file.types)?,
            profile: match file.generate.profile {
                ProfileName::Auto => None,
                ProfileName::Strict => Some(Profile::Strict),
                ProfileName::FastApi => Some(Profile::FastApi),
            },
            errors: file.generate.errors,
            describe_errors: file.generate.describe_errors,
            data,
            jobs: jobs_at.is_some(),
            optional_models: file.generate.optional_models,
            client: file.generate.client,
            tables: None,
        })
    }

    /// The options of a new project.
    #[must_use]
    pub fn new(name: String, spec: String) -> Self {
        Self {
            name,
            spec,
            types: Types::default(),
            profile: None,
            errors: ErrorForm::default(),
            describe_errors: false,
            data: true,
            jobs: false,
            optional_models: OptionalModels::default(),
            client: false,
            tables: None,
        }
    }

    /// The lines of `[generate]`, what is usual as comments.
    fn render_generate(&self) -> String {
        let profile = match self.profile {
            None => "# profile = \"auto\"",
            Some(Profile::Strict) => "profile = \"strict\"",
            Some(Profile::FastApi) => "profile = \"fastapi\"",
        };
        let errors = match self.errors {
            ErrorForm::Detail => "# errors = \"detail\"",
            ErrorForm::Problem => "errors = \"problem\"",
        };
        let describe = if self.describe_errors {
            "describe-errors = true"
        } else {
            "# describe-errors = false"
        };
        let data = if self.data {
            "# data = \"auto\""
        } else {
            "data = \"none\""
        };
        let jobs = if self.jobs {
            "jobs = true"
        } else {
            "# jobs = false"
        };
        let models = match self.optional_models {
            OptionalModels::Auto => "# optional-models = \"auto\"",
            OptionalModels::Always => "optional-models = \"always\"",
            OptionalModels::Never => "optional-models = \"never\"",
        };
        let client = if self.client {
            "client = true"
        } else {
            "# client = false"
        };
        let all = [profile, errors, describe, data, jobs, models, client];
        let head = if all.iter().all(|line| line.starts_with('#')) {
            "# [generate]"
        } else {
            "[generate]"
        };
        format!(
            "\n{head}\n\
             # Whose rules requests are held to: \"strict\" (JSON Schema's), \"fastapi\", or \"auto\": the description decides.\n\
             {profile}\n\
             # What the body of an error is: \"detail\" (as FastAPI's), or \"problem\" (RFC 9457, application/problem+json).\n\
             {errors}\n\
             # Whether the served document also says which of these errors each operation can answer.\n\
             {describe}\n\
             # Whether ordinary resources get tables, and operations that work: \"auto\", or \"none\".\n\
             {data}\n\
             # Whether work can be promised that is done even when its process dies: `src/jobs.rs`, and a table.\n\
             {jobs}\n\
             # Whether parameters that FastAPI may have made out of one optional model call for each other.\n\
             {models}\n\
             # Whether the runtime can call other services by https although no operation depends on an `HttpClient`.\n\
             {client}\n"
        )
    }

    /// The text that [`Options::parse`] reads back, with comments for people.
    #[must_use]
    pub fn render(&self) -> String {
        // A JSON string is a TOML basic string.
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let generate = self.render_generate();
        format!(
            "# Settings of specwright for this project. After a change, run `specwright generate`.\n\
             \n\
             [spec]\n\
             # The description this project is made from, relative to this file; its entry file if it has several.\n\
             path = {}\n\
             \n\
             [project]\n\
             # The name of the package and of its binary.\n\
             name = {}\n\
             \n\
             # [types]\n\
             # Integers that neither a format nor bounds limit: \"any-size\" (`rt::Int`), or \"i64\" (what is beyond is\n\
             # refused). Parameters and headers are `i64` either way; \"everywhere\" makes those any-size too.\n\
             # integers = \"any-size\"\n\
             \n\
             # [types.formats]\n\
             # What the values of a format become: \"off\" (a string, not checked), \"string\" (checked), or a type of\n\
             # yours with `FromStr` and `Serialize`, whose crate stands under [types.dependencies].\n\
             # email = \"off\"\n\
             # uuid = \"string\"\n\
             # date-time = \"jiff::Timestamp\"\n\
             \n\
             # [types.dependencies]\n\
             # jiff = {{ version = \"0.2\", features = [\"serde\"] }}\n\
             {generate}",
            quoted(&self.spec),
            quoted(&self.name),
        )
    }
}

/// Reads `[types]`.
fn types(text: &str, table: TypesTable) -> Result<Types, OptionsError> {
    let mut formats = BTreeMap::new();
    for (format, chosen) in table.formats {
        let known = match chosen.get_ref().as_str() {
            "off" => FormatType::Off,
            "string" => FormatType::String,
            path if is_path(path) => FormatType::Path(path.to_owned()),
            other => {
                let message =
                    format!("`{other}` is neither \"off\" nor \"string\" nor the path of a type");
                let help = Some("for example \"jiff::Timestamp\"".to_owned());
                return Err(at(text, chosen.span().start, message, help));
            }
        };
        formats.insert(format, known);
    }
    let dependencies = table
        .dependencies
        .iter()
        .map(|(name, value)| (name.clone(), value.to_string()));
    Ok(Types {
        integers: table.integers,
        formats,
        dependencies: dependencies.collect(),
    })
}

/// `a::b::C`.
fn is_path(text: &str) -> bool {
    text.contains("::")
        && text.split("::").all(|part| {
            part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
}

/// Package names that would clash: the emitted crates, what they depend on, what Cargo or Rust keeps for itself.
const TAKEN: &[&str] = &[
    "alloc",
    "api",
    "axum",
    "build",
    "core",
    "deps",
    "examples",
    "hyper",
    "incremental",
    "proc-macro",
    "runtime",
    "self",
    "serde",
    "serde-json",
    "std",
    "super",
    "test",
    "tokio",
    "tower",
    "tower-http",
    "tracing",
];

/// Why Cargo, or an emitted project, could not take `name`.
#[must_use]
pub fn name_fault(name: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() {
        return Some("the name of the project is empty".into());
    }
    if name.len() > 64 {
        return Some(format!("`{name}` is longer than 64 characters"));
    }
    if !name.chars().all(plain) || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Some(format!(
            "`{name}` is no package name: a letter, then letters, digits, `-` and `_`"
        ));
    }
    let folded = name.to_lowercase().replace('_', "-");
    if TAKEN.contains(&folded.as_str()) || KEYWORDS.contains(&name) {
        return Some(format!(
            "`{name}` is taken: the emitted project needs that name itself"
        ));
    }
    None
}

/// The keywords of edition 2024; Cargo refuses a package of such a name.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized",
    "use", "virtual", "where", "while", "yield",
];

/// A package name out of any text: a folder's name, a title.
#[must_use]
pub fn package_name(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.truncate(48);
    let name = name.trim_matches('-').to_owned();
    match name.chars().next() {
        None => "service".into(),
        Some(first) if first.is_ascii_digit() => format!("service-{name}"),
        Some(_) if name_fault(&name).is_some() => format!("{name}-service"),
        Some(_) => name,
    }
}

fn from_toml(text: &str, error: &toml::de::Error) -> OptionsError {
    let start = error.span().map_or(0, |span| span.start);
    let message = error.message().to_owned();
    // serde's text is "unknown field `x`, expected `a` or `b`": the first name is the fault, the others the choice.
    let mut quoted = message.split('`').skip(1).step_by(2);
    if message.starts_with("unknown field")
        && let Some(wrong) = quoted.next()
    {
        let known: Vec<&str> = quoted.collect();
        let help = suggest::closest(wrong, known.iter().copied()).map_or_else(
            || format!("known here: {}", known.join(", ")),
            |name| format!("did you mean `{name}`?"),
        );
        return at(text, start, format!("unknown key `{wrong}`"), Some(help));
    }
    at(text, start, message, None)
}

fn at(text: &str, offset: usize, message: String, help: Option<String>) -> OptionsError {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    OptionsError {
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        message,
        help,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        let error = Options::parse(text).unwrap_err();
        format!(
            "{}:{} {} [{}]",
            error.line,
            error.column,
            error.message,
            error.help.unwrap_or_default()
        )
    }

    #[test]
    fn what_is_rendered_reads_back() {
        let mut options = Options::new("pet-store".into(), "a.yaml".into());
        assert_eq!(Options::parse(&options.render()), Ok(options.clone()));
        options.describe_errors = true;
        options.client = true;
        assert_eq!(Options::parse(&options.render()), Ok(options));
        for profile in [None, Some(Profile::Strict), Some(Profile::FastApi)] {
            let mut options = Options::new("pet-store".into(), "spec/a \"b\".yaml".into());
            options.profile = profile;
            options.errors = ErrorForm::Problem;
            assert_eq!(Options::parse(&options.render()), Ok(options));
        }
    }

    #[test]
    fn faults_are_located() {
        assert_eq!(
            fault("[spec]\npath = \"a.yaml\"\n\n[project]\nnmae = \"x\"\n"),
            "5:1 unknown key `nmae` [did you mean `name`?]"
        );
        assert_eq!(
            fault("[spec]\npath = \"../a.yaml\"\n[project]\nname = \"x\"\n"),
            "2:8 `../a.yaml` does not name a file inside the project []"
        );
        assert_eq!(
            fault("[spec]\npath = \"a.yaml\"\n[project]\nname = \"9 lives\"\n"),
            "4:8 `9 lives` is no package name: a letter, then letters, digits, `-` and `_` [for example \"service-9-lives\"]"
        );
        assert!(fault("[spec\n").starts_with("1:6 "), "{}", fault("[spec\n"));
        assert!(fault("").contains("missing field `spec`"), "{}", fault(""));
    }

    #[test]
    fn any_text_makes_a_name_that_is_free() {
        for (text, name) in [
            ("petstore", "petstore"),
            (
                "Swagger Petstore - OpenAPI 3.0",
                "swagger-petstore-openapi-3-0",
            ),
            ("api", "api-service"),
            ("fn", "fn-service"),
            ("3scale", "service-3scale"),
            ("日本", "service"),
            ("", "service"),
            ("__", "service"),
        ] {
            assert_eq!(package_name(text), name);
            assert_eq!(name_fault(name), None);
        }
    }
}
