//! The tokenizer: a position in a text, and methods that move it over one token.
//!
//! A fault of syntax comes back as [`Broken`], whose messages and places are those of Python's `json` module, which
//! FastAPI's clients know. Nothing recurses, so nesting costs no stack.

/// The deepest nesting that can be asked for; [`Scanner::new`] cuts a greater wish down to it.
pub const MAX_DEPTH: usize = 512;

/// A fault of syntax. `at` is in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    pub message: &'static str,
    pub at: usize,
}

/// A string token, without its quotes and as it was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quoted<'a> {
    pub raw: &'a str,
    /// Whether `raw` has escapes, that is, differs from the value.
    pub escaped: bool,
}

impl<'a> Quoted<'a> {
    /// The value.
    #[must_use]
    pub fn text(self) -> std::borrow::Cow<'a, str> {
        if self.escaped {
            std::borrow::Cow::Owned(unescape(self.raw))
        } else {
            std::borrow::Cow::Borrowed(self.raw)
        }
    }

    #[must_use]
    pub fn is(self, value: &str) -> bool {
        if self.escaped {
            unescape(self.raw) == value
        } else {
            self.raw == value
        }
    }
}

/// A number token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numeral<'a> {
    pub text: &'a str,
    /// Digits alone, perhaps with a sign: neither a fraction nor an exponent was written.
    pub plain: bool,
}

/// A position in a JSON text. Copying one is how to look ahead.
#[derive(Debug, Clone, Copy)]
pub struct Scanner<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    max_depth: usize,
}

impl<'a> Scanner<'a> {
    #[must_use]
    pub fn new(text: &'a str, max_depth: usize) -> Self {
        let max_depth = max_depth.min(MAX_DEPTH);
        Self {
            text,
            at: 0,
            depth: 0,
            max_depth,
        }
    }

    /// In bytes.
    #[inline]
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The text between two positions; empty when they are none.
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Moves to the end, where every further read fails at once.
    pub fn stop(&mut self) {
        self.at = self.text.len();
    }

    /// The next byte that isn't blank, without moving over it; 0 at the end.
    #[inline]
    pub fn peek(&mut self) -> u8 {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(&byte) => return byte,
                None => return 0,
            }
        }
    }

    /// Moves over the byte that [`Self::peek`] showed.
    #[inline]
    pub fn bump(&mut self) {
        self.at += 1;
    }

    #[cold]
    #[must_use]
    pub fn broken(&self, message: &'static str) -> Broken {
        Broken {
            message,
            at: self.at,
        }
    }

    /// Goes one level down. The opening bracket is moved over.
    #[inline]
    pub fn enter(&mut self) -> Result<(), Broken> {
        if self.depth >= self.max_depth {
            return Err(self.broken("Nesting is too deep"));
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    /// Comes back from the level that [`Self::enter`] went down to.
    #[inline]
    pub fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Moves over `word`, one of the three literals.
    #[inline]
    pub fn literal(&mut self, word: &'static str) -> Result<(), Broken> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if rest.starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(())
        } else {
            Err(self.broken("Expecting value"))
        }
    }

    /// Moves over a string; the position is at its opening quote.
    #[inline]
    pub fn string(&mut self) -> Result<Quoted<'a>, Broken> {
        let start = self.at + 1;
        let end = plain_run(self.text.as_bytes(), start);
        if self.text.as_bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Quoted {
                raw: self.slice(start, end),
                escaped: false,
            });
        }
        self.string_with_escapes(end)
    }

    fn string_with_escapes(&mut self, mut end: usize) -> Result<Quoted<'a>, Broken> {
        let bytes = self.text.as_bytes();
        let open = self.at;
        loop {
            match bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => end = escape(bytes, end, open)?,
                Some(_) => {
                    return Err(Broken {
                        message: "Invalid control character at",
                        at: end,
                    });
                }
                None => return Err(unterminated(open)),
            }
            end = plain_run(bytes, end);
        }
        self.at = end + 1;
        Ok(Quoted {
            raw: self.slice(open + 1, end),
            escaped: true,
        })
    }

    /// Moves over a number; the position is at `-` or a digit. What follows the longest number is left for the caller
    /// to refuse, as in `01`.
    #[inline]
    pub fn number(&mut self) -> Result<Numeral<'a>, Broken> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut end = start + usize::from(bytes.get(start) == Some(&b'-'));
        match bytes.get(end) {
            Some(b'0') => end += 1,
            Some(b'1'..=b'9') => end = digits(bytes, end + 1),
            _ => return Err(self.broken("Expecting value")),
        }
        let mut plain = true;
        if let Some(b'.' | b'e' | b'E') = bytes.get(end) {
            let whole = end;
            end = fraction(bytes, end);
            plain = end == whole;
        }
        self.at = end;
        Ok(Numeral {
            text: self.slice(start, end),
            plain,
        })
    }

    /// Moves over one value of any kind.
    pub fn skip(&mut self) -> Result<(), Broken> {
        match self.peek() {
            b'"' => self.string().map(drop),
            b'{' | b'[' => self.skip_nested(),
            _ => self.skip_scalar(),
        }
    }

    fn skip_scalar(&mut self) -> Result<(), Broken> {
        match self.peek() {
            b'"' => self.string().map(drop),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            b'n' => self.literal("null"),
            _ => self.number().map(drop),
        }
    }

    fn skip_nested(&mut self) -> Result<(), Broken> {
        let mut open = Open::default();
        let outside = self.depth;
        loop {
            // At a value.
            match self.peek() {
                byte @ (b'{' | b'[') => {
                    self.enter()?;
                    open.push(byte == b'{');
                    match self.peek() {
                        b'}' if open.object() => self.at += 1,
                        b']' if !open.object() => self.at += 1,
                        _ => {
                            if open.object() {
                                self.key()?;
                            }
                            continue;
                        }
                    }
                    open.pop();
                    self.leave();
                }
                _ => self.skip_scalar()?,
            }
            // After a value: close what ends here, up to the next value.
            loop {
                if self.depth == outside {
                    return Ok(());
                }
                match (self.peek(), open.object()) {
                    (b',', object) => {
                        self.at += 1;
                        if object {
                            self.key()?;
                        }
                        break;
                    }
                    (b'}', true) | (b']', false) => {
                        self.at += 1;
                        open.pop();
                        self.leave();
                    }
                    _ => return Err(self.broken("Expecting ',' delimiter")),
                }
            }
        }
    }

    /// Moves over a member's name and the colon.
    #[inline]
    pub fn key(&mut self) -> Result<Quoted<'a>, Broken> {
        if self.peek() != b'"' {
            return Err(self.broken("Expecting property name enclosed in double quotes"));
        }
        let key = self.string()?;
        if self.peek() != b':' {
            return Err(self.broken("Expecting ':' delimiter"));
        }
        self.at += 1;
        Ok(key)
    }

    /// Moves to the next member of an object that was entered; `None` when it closes, which is moved over.
    #[inline]
    pub fn member(&mut self, first: bool) -> Result<Option<Quoted<'a>>, Broken> {
        match self.peek() {
            b'}' => {
                self.at += 1;
                return Ok(None);
            }
            b',' if !first => self.at += 1,
            _ if !first => return Err(self.broken("Expecting ',' delimiter")),
            _ => {}
        }
        self.key().map(Some)
    }

    /// Moves to the next item of an array that was entered; `false` when it closes, which is moved over.
    #[inline]
    pub fn item(&mut self, first: bool) -> Result<bool, Broken> {
        match self.peek() {
            b']' => {
                self.at += 1;
                return Ok(false);
            }
            b',' if !first => self.at += 1,
            _ if !first => return Err(self.broken("Expecting ',' delimiter")),
            _ => return Ok(true),
        }
        if self.peek() == b']' {
            return Err(self.broken("Expecting value"));
        }
        Ok(true)
    }
}

/// Which of the open brackets are braces, one bit for each.
#[derive(Default)]
struct Open {
    bits: [u64; MAX_DEPTH / 64],
    depth: usize,
}

impl Open {
    fn push(&mut self, object: bool) {
        if let Some(word) = self.bits.get_mut(self.depth / 64) {
            let bit = 1 << (self.depth % 64);
            *word = if object { *word | bit } else { *word & !bit };
        }
        self.depth += 1;
    }

    fn pop(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn object(&self) -> bool {
        let top = self.depth.saturating_sub(1);
        self.bits
            .get(top / 64)
            .is_some_and(|word| word >> (top % 64) & 1 == 1)
    }
}

/// The first position from `at` whose byte is a quote, a backslash or a control character. Eight bytes a step.
#[inline]
fn plain_run(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        let quote = word ^ (ONES * 0x22);
        let slash = word ^ (ONES * 0x5C);
        let found = (quote.wrapping_sub(ONES) & !quote)
            | (slash.wrapping_sub(ONES) & !slash)
            | (word.wrapping_sub(ONES * 0x20) & !word);
        let found = found & HIGHS;
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(&byte) = bytes.get(at)
        && !SPECIAL[usize::from(byte)]
    {
        at += 1;
    }
    at
}

/// A quote, a backslash, control characters.
static SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        special[byte] = true;
        byte += 1;
    }
    special[b'"' as usize] = true;
    special[b'\\' as usize] = true;
    special
};

#[inline]
fn digits(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b'0'..=b'9') = bytes.get(at) {
        at += 1;
    }
    at
}

/// The end of a fraction and an exponent that begin at `at`; a part without digits does not count.
fn fraction(bytes: &[u8], mut at: usize) -> usize {
    if bytes.get(at) == Some(&b'.') {
        let end = digits(bytes, at + 1);
        if end == at + 1 {
            return at;
        }
        at = end;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let end = digits(bytes, at + 1 + sign);
        if end > at + 1 + sign {
            at = end;
        }
    }
    at
}

/// Checks the escape at `at` and gives the position behind it. A surrogate without its partner is refused: no Rust
/// string can hold one (RFC 8259 section 8.2 leaves it open).
#[cold]
fn escape(bytes: &[u8], at: usize, open: usize) -> Result<usize, Broken> {
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') => {
            let broken = Broken {
                message: "Invalid \\uXXXX escape",
                at: at + 1,
            };
            let unit = hex(bytes, at + 2).ok_or(broken)?;
            match unit {
                0xD800..=0xDBFF => {
                    let low = bytes.get(at + 6..at + 8) == Some(b"\\u");
                    match hex(bytes, at + 8) {
                        Some(0xDC00..=0xDFFF) if low => Ok(at + 12),
                        _ => Err(broken),
                    }
                }
                0xDC00..=0xDFFF => Err(broken),
                _ => Ok(at + 6),
            }
        }
        Some(_) => Err(Broken {
            message: "Invalid \\escape",
            at,
        }),
        None => Err(unterminated(open)),
    }
}

#[cold]
fn unterminated(open: usize) -> Broken {
    Broken {
        message: "Unterminated string starting at",
        at: open,
    }
}

fn hex(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.iter().try_fold(0, |unit, byte| {
        Some(unit * 16 + char::from(*byte).to_digit(16)?)
    })
}

/// The value of a string token. `raw` was checked when it was scanned; what is wrong all the same is left out.
#[cold]
fn unescape(raw: &str) -> String {
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((plain, tail)) = rest.split_once('\\') {
        value.push_str(plain);
        let mut length = 1;
        match tail.as_bytes().first() {
            Some(b'b') => value.push('\u{8}'),
            Some(b'f') => value.push('\u{c}'),
            Some(b'n') => value.push('\n'),
            Some(b'r') => value.push('\r'),
            Some(b't') => value.push('\t'),
            Some(b'u') => {
                let high = hex(tail.as_bytes(), 1).unwrap_or_default();
                length = 5;
                let mut code = high;
                if (0xD800..0xDC00).contains(&high) {
                    let low = hex(tail.as_bytes(), 7).unwrap_or_default();
                    length = 11;
                    code = 0x10000 + ((high - 0xD800) << 10) + (low & 0x3FF);
                }
                value.extend(char::from_u32(code));
            }
            Some(byte) => value.push(char::from(*byte)),
            None => length = 0,
        }
        rest = tail.get(length..).unwrap_or_default();
    }
    value.push_str(rest);
    value
}

/// What text is appended to.
pub trait Growing {
    fn append(&mut self, text: &str);
    fn append_quoted(&mut self, text: &str);
}

impl Growing for String {
    #[inline]
    fn append(&mut self, text: &str) {
        self.push_str(text);
    }

    #[inline]
    fn append_quoted(&mut self, text: &str) {
        self.reserve(text.len() + 2);
        self.push('"');
        self.push_str(text);
        self.push('"');
    }
}

impl Growing for Vec<u8> {
    #[inline]
    fn append(&mut self, text: &str) {
        self.extend_from_slice(text.as_bytes());
    }

    #[inline]
    fn append_quoted(&mut self, text: &str) {
        self.reserve(text.len() + 2);
        self.push(b'"');
        self.extend_from_slice(text.as_bytes());
        self.push(b'"');
    }
}

/// Appends `text` as a JSON string (RFC 8259, section 7).
#[inline]
pub fn quote(text: &str, into: &mut impl Growing) {
    if plain_run(text.as_bytes(), 0) == text.len() {
        into.append_quoted(text);
    } else {
        quote_escaped(text, into);
    }
}

#[cold]
fn quote_escaped(text: &str, into: &mut impl Growing) {
    into.append("\"");
    let mut rest = text;
    loop {
        let (plain, special) = rest.split_at(plain_run(rest.as_bytes(), 0));
        into.append(plain);
        let Some(&byte) = special.as_bytes().first() else {
            break;
        };
        quote_special(byte, into);
        // What is special is a byte long.
        rest = &special[1..];
    }
    into.append("\"");
}

#[cold]
fn quote_special(byte: u8, into: &mut impl Growing) {
    match byte {
        b'"' => into.append("\\\""),
        b'\\' => into.append("\\\\"),
        b'\n' => into.append("\\n"),
        b'\r' => into.append("\\r"),
        b'\t' => into.append("\\t"),
        control => into.append(&format!("\\u{control:04x}")),
    }
}
