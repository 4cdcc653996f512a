//! The pull decoder: generated code asks for one value after the other, and every fault on the way is collected with
//! its place. It knows JSON and the tables of [`rules`]; it knows neither models nor HTTP.
//!
//! The contract of every reader: it consumes one value whole, whatever is wrong with it. `None` means that at least
//! one fault was recorded. A fault of syntax ends everything: it is the only one reported, and from then on every
//! reader returns `None` at once.

pub mod any;
mod array;
mod bytes;
mod choice;
mod decimal;
mod empty;
mod integer;
mod lax;
mod object;
mod path;
pub mod rules;
mod scalar;
mod text;
mod union;
mod upload;
mod value;

pub(crate) use array::all_differ;
pub(crate) use choice::same_text;
pub(crate) use text::mismatch;

pub use array::Array;
pub use bytes::Base64;
pub use decimal::{Decimal, ParseDecimalError};
pub use empty::OrEmpty;
pub use integer::{Int, ParseIntError};
pub use object::Object;
pub use text::{Secret, Time};
pub use upload::Upload;

use crate::check::Schema;
use crate::fault::{self, Fault, Faults, Input, Kind, Loc, kind};
use crate::json::{Broken, Node, Scanner};
use path::{Path, Step};
use std::collections::BTreeMap;

/// A reader of one value.
pub type Read<T> = fn(&mut Decoder<'_>) -> Option<T>;

/// What counts as what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// JSON Schema's meaning: `"5"` is no integer, `1.0` is one.
    #[default]
    Strict,
    /// Every leaf is a string that came from a parameter or a form; numbers, booleans and null are read from its text.
    /// A leaf that is a JSON number is the position of an [`Upload`].
    Text,
    /// Pydantic's: much stands for a number, a string is never null. Parameters are strings here too.
    Lax,
}

#[derive(Debug, Clone)]
pub struct Options {
    pub mode: Mode,
    /// Decoding gives up after so many faults.
    pub max_faults: usize,
    /// The deepest nesting, at most [`crate::json::MAX_DEPTH`].
    pub max_depth: usize,
}

impl Options {
    pub const STRICT: Self = Self {
        mode: Mode::Strict,
        max_faults: 100,
        max_depth: 128,
    };
    pub const TEXT: Self = Self {
        mode: Mode::Text,
        ..Self::STRICT
    };
}

impl Default for Options {
    fn default() -> Self {
        Self::STRICT
    }
}

/// A position in a JSON text, and the faults so far.
#[derive(Debug)]
pub struct Decoder<'a> {
    scan: Scanner<'a>,
    mode: Mode,
    /// Stop when there are so many faults.
    limit: usize,
    /// Nothing more is to be read.
    halted: bool,
    /// … because of the syntax.
    broken: bool,
    /// Where the text as a whole stands in the request.
    root: [&'static str; 2],
    /// From the root to the value that is read; one step for each open array or object.
    path: Path<'a>,
    faults: Vec<Fault>,
    /// Parts of the text that must not be echoed.
    secrets: Vec<(usize, usize)>,
    uploads: &'a [Upload],
    /// The text is a form: the members of its object are lists of what came.
    form: bool,
    member: Option<lax::form::Member<'a>>,
    /// Which branch a union chose at a place, so that nested unions are tried once and not once per branch above.
    chosen: BTreeMap<(usize, usize, bool), union::Chosen>,
}

/// Decodes one JSON text. Anything behind the value is a fault.
pub fn decode_slice<T>(json: &[u8], options: &Options, read: Read<T>) -> Result<T, Faults> {
    let mut decoder = Decoder::new(json, options);
    let value = read(&mut decoder);
    decoder.finish()?;
    value.ok_or_else(Faults::default)
}

impl<'a> Decoder<'a> {
    /// A decoder at the start of `json`, which should be UTF-8; a byte order mark is skipped.
    #[must_use]
    pub fn new(json: &'a [u8], options: &Options) -> Self {
        let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
        match str::from_utf8(json) {
            Ok(text) => Self::of(text, options),
            Err(error) => {
                let (valid, _) = json.split_at(error.valid_up_to());
                let text = str::from_utf8(valid).unwrap_or_default();
                let mut decoder = Self::of(text, options);
                let at = text.len();
                let message = "Invalid UTF-8";
                decoder.syntax(Broken { message, at });
                decoder
            }
        }
    }

    /// A decoder at the start of `text`.
    #[must_use]
    #[inline(never)]
    pub fn of(text: &'a str, options: &Options) -> Self {
        Self {
            scan: Scanner::new(text, options.max_depth),
            mode: options.mode,
            limit: options.max_faults.max(1),
            halted: false,
            broken: false,
            root: [""; 2],
            path: Path::root(),
            faults: Vec::new(),
            secrets: Vec::new(),
            uploads: &[],
            form: false,
            member: None,
            chosen: BTreeMap::new(),
        }
    }

    /// Names the source of the text (`body`, `query`), which begins every `loc`.
    #[must_use]
    pub fn at(mut self, source: &'static str) -> Self {
        self.root[0] = source;
        // Bytes that are no text are found before it is known whose they are.
        for fault in &mut self.faults {
            fault.loc.insert(0, source.into());
        }
        self
    }

    /// Names the parameter that the text is the value of; it comes second in every `loc`.
    #[must_use]
    pub fn named(mut self, name: &'static str) -> Self {
        self.root[1] = name;
        self
    }

    /// The files of a form; a number in the text stands for the file at that position.
    #[must_use]
    pub fn with_uploads(mut self, uploads: &'a [Upload]) -> Self {
        self.uploads = uploads;
        self
    }

    /// Takes the text for a form: an object whose members are arrays of the values that came under a name.
    #[must_use]
    pub fn as_form(mut self) -> Self {
        self.form = true;
        self
    }

    /// The same for both: the source, and the name of a parameter or nothing.
    pub(crate) fn set_root(&mut self, root: [&'static str; 2]) {
        self.root = root;
    }

    /// Ends the decoding: checks that nothing follows, and hands out the faults.
    pub fn finish(mut self) -> Result<(), Faults> {
        self.ended()
    }

    /// The same where the decoder stands: it is large, and moving it costs more than what is asked of it.
    #[inline(never)]
    pub(crate) fn ended(&mut self) -> Result<(), Faults> {
        if !self.halted {
            self.scan.peek();
            if self.scan.at() != self.scan.text().len() {
                let broken = self.scan.broken("Extra data");
                self.syntax(broken);
            }
        }
        if self.faults.is_empty() {
            return Ok(());
        }
        Err(self.take_faults())
    }

    #[cold]
    fn take_faults(&mut self) -> Faults {
        let text = self.scan.text();
        self.secrets.sort_unstable();
        let echo = if self.mode == Mode::Lax {
            fault::ECHO_ALL
        } else {
            fault::ECHO
        };
        for fault in &mut self.faults {
            if let Input::Span { start, end } = fault.input {
                fault.input = Input::cut(text, start, end, &self.secrets, echo);
            }
        }
        Faults::new(std::mem::take(&mut self.faults))
    }

    pub(crate) fn mode(&self) -> Mode {
        self.mode
    }

    /// How many more faults are wanted.
    pub(crate) fn faults_left(&self) -> usize {
        self.limit.saturating_sub(self.faults.len()).max(1)
    }

    /// Whether nothing was wrong so far.
    #[must_use]
    pub fn clean(&self) -> bool {
        self.faults.is_empty()
    }

    /// Consumes the value.
    pub fn skip(&mut self) {
        if let Err(broken) = self.scan.skip() {
            self.syntax(broken);
        }
    }

    /// Consumes the value and returns `None`: what to do after a [`check`](Self::check) that failed.
    pub fn fail<T>(&mut self) -> Option<T> {
        self.skip();
        None
    }

    /// Checks the value ahead and stays before it. Faults are recorded.
    pub fn check(&mut self, schema: &'static Schema) -> bool {
        let mut ahead = self.scan;
        match Node::read(&mut ahead) {
            Ok(node) => crate::check::check(self, schema, &node),
            Err(broken) => {
                self.syntax(broken);
                false
            }
        }
    }

    /// Records a fault of the value between two bytes.
    #[cold]
    fn fault(&mut self, kind: Kind, start: usize, end: usize) {
        let loc = self.loc();
        self.record(Fault::new(kind, loc, Input::Span { start, end }));
    }

    #[cold]
    pub(crate) fn record(&mut self, fault: Fault) {
        if self.halted || self.in_blank() {
            return;
        }
        let input = match fault.input {
            Input::Span { start, end } if self.form => self.form_input(start, end),
            other => other,
        };
        self.faults.push(Fault { input, ..fault });
        if self.faults.len() >= self.limit {
            self.halted = true;
            self.scan.stop();
        }
    }

    /// Records a fault of the value ahead, consumes it and returns `None`.
    #[cold]
    fn wrong<T>(&mut self, kind: Kind) -> Option<T> {
        self.scan.peek();
        let start = self.scan.at();
        self.skip();
        let end = self.scan.at();
        self.fault(kind, start, end);
        None
    }

    /// Records a fault of syntax: it takes the place of all others, and nothing more is read.
    #[cold]
    fn syntax(&mut self, broken: Broken) {
        if self.halted {
            return;
        }
        self.faults.clear();
        let before = self.scan.slice(0, broken.at);
        let mut loc: Vec<_> = self.root().map(Loc::from).collect();
        loc.push(Loc::Index(before.chars().count()));
        let kind = kind::json_invalid(broken.message);
        self.faults.push(Fault::new(kind, loc, Input::Unread));
        self.halted = true;
        self.broken = true;
        self.scan.stop();
    }

    fn root(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.root.into_iter().filter(|step| !step.is_empty())
    }

    /// The place of the value that is read.
    #[cold]
    pub(crate) fn loc(&self) -> Vec<Loc> {
        let mut loc: Vec<_> = self.root().map(Loc::from).collect();
        loc.extend(self.path.iter().map(|step| match step {
            Step::Name(name) => Loc::from(*name),
            Step::Key(key) => Loc::from(key.text().into_owned()),
            Step::Index(index) => Loc::Index(*index),
        }));
        loc
    }

    /// Names the member or item that is read now.
    #[inline]
    fn step(&mut self, step: Step<'a>) {
        self.path.set(step);
    }
}

/// `Deserialize` by a reader: takes the value from any format that describes itself, then decodes it.
pub fn deserialize<'de, D: serde::Deserializer<'de>, T>(
    deserializer: D,
    read: Read<T>,
) -> Result<T, D::Error> {
    let value = <serde_json::Value as serde::Deserialize>::deserialize(deserializer)?;
    decode_slice(value.to_string().as_bytes(), &Options::STRICT, read)
        .map_err(serde::de::Error::custom)
}

/// A default of the description: JSON text that was held against its schema at generation time.
#[must_use]
pub fn constant<T>(json: &'static str, read: Read<T>) -> Option<T> {
    decode_slice(json.as_bytes(), &Options::STRICT, read).ok()
}
