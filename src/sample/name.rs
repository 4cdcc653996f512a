//! What a value under a name usually looks like: `email`, `created_at`, `country_code`. In: a property or parameter
//! name. Out: a plausible text or number. Only looks; whether it fits is checked elsewhere.

/// The words of a name in lower case: `createdAt`, `created_at` and `Created-At` are `["created", "at"]`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            previous_lower = false;
            words.push(String::new());
            continue;
        }
        if c.is_uppercase() && previous_lower || words.is_empty() {
            words.push(String::new());
        }
        previous_lower = c.is_lowercase() || c.is_numeric();
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Last words of names, and a text each; longer phrases first.
const TEXTS: [(&str, &str); 48] = [
    ("first name", "Ada"),
    ("given name", "Ada"),
    ("last name", "Lovelace"),
    ("family name", "Lovelace"),
    ("full name", "Ada Lovelace"),
    ("user name", "ada"),
    ("file name", "notes.txt"),
    ("display name", "Ada Lovelace"),
    ("username", "ada"),
    ("login", "ada"),
    ("firstname", "Ada"),
    ("lastname", "Lovelace"),
    ("filename", "notes.txt"),
    ("name", "Example"),
    ("email", "ada@example.com"),
    ("mail", "ada@example.com"),
    ("phone", "+15550100"),
    ("url", "https://example.com/"),
    ("uri", "https://example.com/"),
    ("href", "https://example.com/"),
    ("link", "https://example.com/"),
    ("website", "https://example.com/"),
    ("host", "example.com"),
    ("hostname", "example.com"),
    ("domain", "example.com"),
    ("ip", "192.0.2.1"),
    ("title", "An example"),
    ("description", "An example."),
    ("summary", "An example."),
    ("message", "An example."),
    ("text", "An example."),
    ("comment", "An example."),
    ("country", "GB"),
    ("country code", "GB"),
    ("city", "London"),
    ("street", "1 Example Street"),
    ("address", "1 Example Street"),
    ("zip", "10001"),
    ("currency", "EUR"),
    ("language", "en"),
    ("locale", "en-GB"),
    ("timezone", "Europe/London"),
    ("version", "1.0.0"),
    ("color", "#336699"),
    ("at", "2024-01-15T09:30:00Z"),
    ("date", "2024-01-15"),
    ("path", "/example"),
    ("id", "1"),
];

/// A text that suits the name; `None` when the name says nothing.
pub(super) fn text(name: &str) -> Option<&'static str> {
    let words = words(name);
    let tail = |count: usize| {
        words
            .len()
            .checked_sub(count)
            .map(|from| words[from..].join(" "))
    };
    let phrases = [tail(2), tail(1)];
    phrases.into_iter().flatten().find_map(|phrase| {
        TEXTS
            .iter()
            .find(|(known, _)| *known == phrase)
            .map(|(_, text)| *text)
    })
}

const NUMBERS: [(&str, i64); 17] = [
    ("id", 1),
    ("page", 1),
    ("offset", 0),
    ("limit", 10),
    ("size", 10),
    ("count", 1),
    ("total", 1),
    ("quantity", 1),
    ("age", 36),
    ("year", 2024),
    ("month", 1),
    ("day", 15),
    ("port", 8080),
    ("price", 10),
    ("amount", 10),
    ("status", 200),
    ("timestamp", 1_705_311_000),
];

/// A number that suits the name.
pub(super) fn number(name: &str) -> i64 {
    let words = words(name);
    let last = words.last().map(String::as_str);
    NUMBERS
        .iter()
        .find(|(known, _)| Some(*known) == last)
        .map_or(1, |(_, number)| *number)
}
