//! serde's cases (`rename_all`): which one makes the names on the wire of the names in Rust.

/// Spelling in an attribute, of fields, of variants.
pub const CASES: [&str; 8] = [
    "camelCase",
    "snake_case",
    "kebab-case",
    "lowercase",
    "UPPERCASE",
    "SCREAMING_SNAKE_CASE",
    "PascalCase",
    "SCREAMING-KEBAB-CASE",
];

/// A field's name, which is written `like_this`.
pub fn field(case: &str, name: &str) -> String {
    match case {
        "lowercase" | "snake_case" => name.to_owned(),
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => name.to_ascii_uppercase(),
        "PascalCase" => name.split('_').map(capital).collect(),
        "camelCase" => small(&field("PascalCase", name)),
        "kebab-case" => name.replace('_', "-"),
        _ => name.to_ascii_uppercase().replace('_', "-"),
    }
}

/// A variant's name, which is written `LikeThis`.
pub fn variant(case: &str, name: &str) -> String {
    match case {
        "PascalCase" => name.to_owned(),
        "lowercase" => name.to_ascii_lowercase(),
        "UPPERCASE" => name.to_ascii_uppercase(),
        "camelCase" => small(name),
        "snake_case" => snake(name),
        "SCREAMING_SNAKE_CASE" => snake(name).to_ascii_uppercase(),
        "kebab-case" => snake(name).replace('_', "-"),
        _ => snake(name).to_ascii_uppercase().replace('_', "-"),
    }
}

/// The case that makes most of the pairs (name in Rust, name on the wire) agree.
pub fn best(pairs: &[(String, String)]) -> &'static str {
    let agree = |case: &str| {
        let same = |(name, wire): &&(String, String)| field(case, name) == *wire;
        pairs.iter().filter(same).count()
    };
    let plain = agree("snake_case");
    let camel = agree("camelCase");
    if camel > plain {
        "camelCase"
    } else {
        "snake_case"
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) => std::iter::once(first.to_ascii_uppercase())
            .chain(chars)
            .collect(),
        None => String::new(),
    }
}

fn small(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) => std::iter::once(first.to_ascii_lowercase())
            .chain(chars)
            .collect(),
        None => String::new(),
    }
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for (index, c) in name.char_indices() {
        if index > 0 && c.is_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
