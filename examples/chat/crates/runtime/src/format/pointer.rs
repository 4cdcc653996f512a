//! JSON pointers: RFC 6901, and the relative ones of draft-bhutton-relative-json-pointer.

pub(super) fn absolute(text: &str) -> bool {
    let escapes = text
        .split('~')
        .skip(1)
        .all(|rest| rest.starts_with(['0', '1']));
    (text.is_empty() || text.starts_with('/')) && escapes
}

pub(super) fn relative(text: &str) -> bool {
    let number = |text: &str| {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let leading_zero = digits > 1 && text.starts_with('0');
        (digits > 0 && !leading_zero).then_some(digits)
    };
    let Some(digits) = number(text) else {
        return false;
    };
    let mut rest = text.get(digits..).unwrap_or_default();
    if let Some(shift) = rest.strip_prefix(['+', '-']) {
        let Some(digits) = number(shift) else {
            return false;
        };
        rest = shift.get(digits..).unwrap_or_default();
    }
    rest == "#" || absolute(rest)
}
