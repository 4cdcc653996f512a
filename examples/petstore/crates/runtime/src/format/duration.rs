//! Durations: ISO 8601 as RFC 3339 appendix A has it. Units stand in order and without gaps.

pub(super) fn accepts(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else {
        return false;
    };
    if let Some(weeks) = rest.strip_suffix('W') {
        return !weeks.is_empty() && weeks.bytes().all(|byte| byte.is_ascii_digit());
    }
    match rest.split_once('T') {
        Some(("", time)) => run(time, "HMS"),
        Some((date, time)) => run(date, "YMD") && run(time, "HMS"),
        None => run(rest, "YMD"),
    }
}

/// Numbers with units that follow each other in `units`; at least one.
fn run(text: &str, units: &str) -> bool {
    let mut rest = text;
    let mut next: Option<usize> = None;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let unit = rest
            .get(digits..digits + 1)
            .and_then(|unit| units.find(unit));
        match (unit, next) {
            (Some(place), None) if digits > 0 => next = Some(place + 1),
            (Some(place), Some(due)) if digits > 0 && place == due => next = Some(place + 1),
            _ => return false,
        }
        rest = rest.get(digits + 1..).unwrap_or_default();
    }
    next.is_some()
}
