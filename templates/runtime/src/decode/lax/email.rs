//! E-mail addresses by the rules, and in the words, of Python's `email-validator`, DNS left aside.

/// The address inside `Name <address>` or of the whole text; else what is wrong with it.
pub fn check(text: &str) -> Result<String, String> {
    let text = text.trim();
    let address = match text
        .strip_suffix('>')
        .and_then(|rest| rest.rsplit_once('<'))
    {
        Some((name, address)) if !name.trim().is_empty() => address.trim(),
        _ => text,
    };
    let Some((local, domain)) = address.split_once('@') else {
        return Err("An email address must have an @-sign.".to_owned());
    };
    check_local(local)?;
    check_domain(domain)?;
    Ok(format!("{local}@{}", domain.to_lowercase()))
}

fn check_local(local: &str) -> Result<(), String> {
    let say = |text: &str| Err(text.to_owned());
    if local.is_empty() {
        return say("There must be something before the @-sign.");
    }
    if local.chars().count() > 64 {
        return say("The email address is too long before the @-sign.");
    }
    let allowed = |c: char| {
        c.is_alphanumeric()
            || "!#$%&'*+-/=?^_`{|}~.".contains(c)
            || !c.is_ascii() && !c.is_whitespace()
    };
    let wrong = shown(local.chars().filter(|c| !allowed(*c)));
    if !wrong.is_empty() {
        return Err(format!(
            "The email address contains invalid characters before the @-sign: {wrong}."
        ));
    }
    if local.starts_with('.') {
        return say("An email address cannot start with a period.");
    }
    if local.ends_with('.') {
        return say("An email address cannot have a period immediately before the @-sign.");
    }
    if local.contains("..") {
        return say("An email address cannot have two periods in a row.");
    }
    Ok(())
}

fn check_domain(domain: &str) -> Result<(), String> {
    let say = |text: &str| Err(text.to_owned());
    if domain.is_empty() {
        return say("There must be something after the @-sign.");
    }
    let allowed = |c: char| {
        c.is_alphanumeric() || matches!(c, '-' | '.') || !c.is_ascii() && !c.is_whitespace()
    };
    let wrong = shown(domain.chars().filter(|c| !allowed(*c)));
    if !wrong.is_empty() {
        return Err(format!(
            "The part after the @-sign contains invalid characters: {wrong}."
        ));
    }
    if domain.starts_with('.') {
        return say("An email address cannot have a period immediately after the @-sign.");
    }
    if domain.ends_with('.') {
        return say("An email address cannot end with a period.");
    }
    if domain.contains("..") {
        return say("An email address cannot have two periods in a row.");
    }
    if domain
        .split('.')
        .any(|label| label.starts_with('-') || label.ends_with('-'))
    {
        return say(
            "An email address cannot have a hyphen immediately after a period, before a period, or at the ends of the part after the @-sign.",
        );
    }
    let Some((_, top)) = domain.rsplit_once('.') else {
        return say("The part after the @-sign is not valid. It should have a period.");
    };
    if !top.ends_with(char::is_alphabetic) {
        return say(
            "The part after the @-sign is not valid. It is not within a valid top-level domain.",
        );
    }
    const RESERVED: &[&str] = &["arpa", "invalid", "local", "localhost", "onion"];
    if RESERVED.contains(&top.to_ascii_lowercase().as_str()) {
        return say(
            "The part after the @-sign is a special-use or reserved name that cannot be used with email.",
        );
    }
    Ok(())
}

/// Each character once, in order, in quotes.
fn shown(wrong: impl Iterator<Item = char>) -> String {
    let mut wrong: Vec<char> = wrong.collect();
    wrong.sort_unstable();
    wrong.dedup();
    let shown: Vec<String> = wrong
        .into_iter()
        .map(|c| {
            if c == ' ' {
                "SPACE".to_owned()
            } else {
                format!("'{c}'")
            }
        })
        .collect();
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn addresses_may_have_a_name_and_blanks_around() {
        assert_eq!(check(" A B <a@Example.COM> ").unwrap(), "a@example.com");
        assert_eq!(check("é+x@bücher.example").unwrap(), "é+x@bücher.example");
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (text, reason) in [
            ("", "An email address must have an @-sign."),
            ("a@", "There must be something after the @-sign."),
            ("@b.c", "There must be something before the @-sign."),
            (
                "a@b@example.com",
                "The part after the @-sign contains invalid characters: '@'.",
            ),
            (
                "a@example",
                "The part after the @-sign is not valid. It should have a period.",
            ),
            (
                "a..b@example.com",
                "An email address cannot have two periods in a row.",
            ),
            (
                "a b@example.com",
                "The email address contains invalid characters before the @-sign: SPACE.",
            ),
        ] {
            assert_eq!(check(text).unwrap_err(), reason, "{text}");
        }
    }
}
