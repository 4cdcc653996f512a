//! Identifiers: the only place that makes them. In: names as descriptions have them (`+1`, `pet-id`, `gen`, `""`).
//! Out: Rust identifiers that compile in edition 2024, unique in their [`Scope`]. Only `plan` calls this.

mod scope;
mod word;

pub use scope::Scope;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// An identifier in type position: `PetStatus`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeName(String);

/// An identifier in value position (field, function, module): `pet_id`, `r#type`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ValueName(String);

/// A static or constant: `PET_ID`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConstName(String);

/// What every kind of identifier can do, so that a [`Scope`] is written once.
pub trait Name: Clone + Eq + std::hash::Hash {
    /// Makes a valid identifier of any text.
    fn make(text: &str) -> Self;
    fn as_str(&self) -> &str;
}

impl Name for TypeName {
    fn make(text: &str) -> Self {
        let camel = word::spell(text).to_upper_camel_case();
        let camel = word::lead_with_letter(&camel, "V");
        Self(if TYPE_WORDS.contains(&camel.as_str()) {
            format!("{camel}Model")
        } else {
            camel
        })
    }

    fn as_str(&self) -> &str {
        &self.0
    }
}

impl TypeName {
    /// An enum variant: like a type, but the prelude's type names are free.
    #[must_use]
    pub fn variant(text: &str) -> Self {
        let camel = word::spell(text).to_upper_camel_case();
        let camel = word::lead_with_letter(&camel, "V");
        Self(if camel == "Self" {
            "SelfValue".to_owned()
        } else {
            camel
        })
    }

    /// What tells a branch from the others of a union, without the words that the union's own name has said: of `Node`,
    /// `TextNode` is `Text`; of `Event`, `EventCreated` is `Created`. It depends on no other branch.
    #[must_use]
    pub fn branch(text: &str, union: &Self) -> String {
        let snake = word::spell(text).to_snake_case();
        let union = union.0.to_snake_case();
        let (words, said): (Vec<&str>, Vec<&str>) =
            (snake.split('_').collect(), union.split('_').collect());
        let front = if words.starts_with(&said) {
            said.len()
        } else {
            0
        };
        let pairs = words[front..].iter().rev().zip(said.iter().rev());
        let back = pairs.take_while(|(word, said)| word == said).count();
        let rest = words[front..words.len() - back].join("_");
        if front + back > 0 && rest.starts_with(|first: char| first.is_alphabetic()) {
            rest
        } else {
            text.to_owned()
        }
    }

    /// This name with more words behind it: `Pet` and `status` give `PetStatus`.
    #[must_use]
    pub fn join(&self, text: &str) -> Self {
        if text.is_empty() {
            return self.clone();
        }
        let tail = word::spell(text).to_upper_camel_case();
        Self(format!("{}{tail}", self.0))
    }

    #[must_use]
    pub fn to_const(&self) -> ConstName {
        ConstName::make(&self.0)
    }
}

impl Name for ValueName {
    fn make(text: &str) -> Self {
        let snake = word::lead_with_letter(&word::spell(text).to_snake_case(), "v");
        Self(match snake.as_str() {
            "self" | "super" | "crate" | "_" => format!("{snake}_"),
            name if KEYWORDS.contains(&name) => format!("r#{name}"),
            _ => snake,
        })
    }

    fn as_str(&self) -> &str {
        &self.0
    }
}

impl ValueName {
    /// A module or file name: like a field, but a keyword gets a tail instead of `r#`, which no file name can carry.
    #[must_use]
    pub fn module(text: &str) -> Self {
        let name = Self::make(text);
        Self(match name.0.strip_prefix("r#") {
            Some(keyword) => format!("{keyword}_"),
            // `mod.rs`, `lib.rs` and `main.rs` mean something to Cargo.
            None if matches!(name.0.as_str(), "lib" | "main" | "mod") => format!("{}_", name.0),
            None => name.0,
        })
    }

    /// Without a raw prefix: for file names and for text.
    #[must_use]
    pub fn plain(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }
}

impl Name for ConstName {
    fn make(text: &str) -> Self {
        let shouty = word::lead_with_letter(&word::spell(text).to_shouty_snake_case(), "V");
        // In a script without capitals it would be a variable's name too.
        Self(if shouty.chars().any(char::is_uppercase) {
            shouty
        } else {
            format!("V_{shouty}")
        })
    }

    fn as_str(&self) -> &str {
        &self.0
    }
}

/// A package name that Cargo and crates.io take, and that is no crate the project itself uses.
#[must_use]
pub fn package(title: &str) -> String {
    let kebab: String = title
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let name = kebab
        .split('-')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    let name: String = name.chars().take(64).collect();
    let name = name.trim_end_matches('-');
    if name.is_empty() {
        return "service".to_owned();
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("api-{name}");
    }
    let snake = name.replace('-', "_");
    if KEYWORDS.contains(&snake.as_str()) || PACKAGES.contains(&snake.as_str()) {
        return format!("{name}-service");
    }
    name.to_owned()
}

/// A version that Cargo takes (`SemVer` 2.0.0): what the description says when it is one, else the numbers in it.
#[must_use]
pub fn version(text: &str) -> String {
    let text = text.trim().trim_start_matches(['v', 'V']);
    let (core, tail) = match text.find(['-', '+']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let numbers: Vec<u64> = core
        .split('.')
        .map_while(|part| {
            part.trim_start_matches('0')
                .parse()
                .ok()
                .or((!part.is_empty() && part.chars().all(|c| c == '0')).then_some(0))
        })
        .collect();
    let at = |index: usize| numbers.get(index).copied().unwrap_or(0);
    let plain = format!("{}.{}.{}", at(0), at(1), at(2));
    let tail_is_semver = tail.len() > 1
        && tail[1..].split(['.', '+']).all(|part| {
            !part.is_empty()
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && !(part.len() > 1
                    && part.starts_with('0')
                    && part.chars().all(|c| c.is_ascii_digit()))
        })
        && tail.matches('+').count() <= 1;
    if tail_is_semver && core.split('.').count() == 3 && numbers.len() == 3 {
        format!("{plain}{tail}")
    } else {
        plain
    }
}

/// Strict and reserved keywords of edition 2024 (the Rust reference, "Keywords"), less those `make` treats apart.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Type names that generated code uses unqualified: the standard prelude.
const TYPE_WORDS: &[&str] = &[
    "Self",
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "String",
    "Vec",
    "Box",
    "Send",
    "Sync",
    "Sized",
    "Copy",
    "Clone",
    "Debug",
    "Default",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Into",
    "Iterator",
    "IntoIterator",
    "PartialEq",
    "Eq",
    "Ord",
    "PartialOrd",
    "ToString",
    "ToOwned",
    "AsRef",
    "AsMut",
    "Extend",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "TryFrom",
    "TryInto",
    "FromIterator",
    "Future",
    "IntoFuture",
    "Serialize",
    "Deserialize",
    "Formatter",
    "Arc",
];

/// Library names an emitted project refers to.
const PACKAGES: &[&str] = &[
    "api",
    "runtime",
    "std",
    "core",
    "alloc",
    "proc_macro",
    "test",
    "tests",
    "axum",
    "tokio",
    "serde",
    "serde_json",
    "tower",
    "tracing",
    "chrono",
    "uuid",
    "build",
    "deps",
    "examples",
    "incremental",
    "con",
    "nul",
    "aux",
    "prn",
    "specwright_runtime",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_do_not_repeat_their_union() {
        for (text, union, expected) in [
            ("TextNode", "Node", "text"),
            ("node", "Node", "node"),
            ("EventCreated", "Event", "created"),
            ("GuildChannelResponse", "GetChannelResponse", "guild"),
            ("ThreadResponse", "GetChannelResponse", "thread"),
            ("Event2", "Event", "Event2"),
            ("Cat", "Pet", "Cat"),
            ("+1", "Reaction", "+1"),
        ] {
            let union = TypeName::make(union);
            assert_eq!(TypeName::branch(text, &union), expected, "{text:?}");
        }
    }

    #[test]
    fn published_names_become_identifiers() {
        for (text, expected) in [
            ("+1", "Plus1"),
            ("-1", "Minus1"),
            (".", "Dot"),
            ("", "Empty"),
            ("asc", "Asc"),
            ("ASC", "Asc"),
            ("reactions-+1", "ReactionsPlus1"),
            ("reactions--1", "ReactionsMinus1"),
            ("1.0", "V1Dot0"),
            ("application/json", "ApplicationJson"),
            ("Self", "SelfValue"),
            ("日本", "日本"),
            ("<=", "LessEqual"),
            ("*", "Star"),
            ("a b", "AB"),
        ] {
            assert_eq!(TypeName::variant(text).as_str(), expected, "{text:?}");
        }
        for (text, expected) in [
            ("gen", "r#gen"),
            ("self", "self_"),
            ("petId", "pet_id"),
            ("1st", "v1st"),
            ("X-Rate-Limit", "x_rate_limit"),
            ("", "empty"),
            ("_", "underscore"),
            ("$ref", "dollar_ref"),
            ("@type", "at_type"),
        ] {
            assert_eq!(ValueName::make(text).as_str(), expected, "{text:?}");
        }
        assert_eq!(ValueName::module("mod").as_str(), "mod_");
        assert_eq!(ValueName::module("type").as_str(), "type_");
        assert_eq!(TypeName::make("Option").as_str(), "OptionModel");
    }

    #[test]
    fn packages_and_versions_satisfy_cargo() {
        for (title, expected) in [
            ("Swagger Petstore", "swagger-petstore"),
            ("api", "api-service"),
            ("3scale", "api-3scale"),
            ("日本", "service"),
            ("gen", "gen-service"),
        ] {
            assert_eq!(package(title), expected);
        }
        for (text, expected) in [
            ("1.0.0", "1.0.0"),
            ("v2", "2.0.0"),
            ("2024-05-01", "2024.0.0"),
            ("", "0.0.0"),
            ("1.2.3-beta.1", "1.2.3-beta.1"),
            ("1.2", "1.2.0"),
            ("1.02.3", "1.2.3"),
            ("latest", "0.0.0"),
            ("1.0.0-01", "1.0.0"),
            ("99999999999999999999.1", "0.0.0"),
        ] {
            assert_eq!(version(text), expected, "{text:?}");
        }
    }
}
