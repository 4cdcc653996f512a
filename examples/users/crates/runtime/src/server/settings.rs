//! Reads settings from the environment, and from a `.env` file for what the environment does not say. Every wrong
//! setting is found before any is reported.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, error, fmt,
    num::ParseIntError,
    str::FromStr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// The variables that settings are read from, and what was wrong with them so far.
#[derive(Debug, Default)]
pub struct Variables {
    file: BTreeMap<String, String>,
    /// Without it a variable is looked up in `file` alone, as tests want it.
    environment: bool,
    problems: Vec<String>,
}

/// Every setting that can't be used, one per line.
#[derive(Debug, PartialEq, Eq)]
pub struct WrongSettings(pub Vec<String>);

impl Variables {
    /// The process' environment; a `.env` in the working folder or above fills the gaps.
    #[must_use]
    pub fn load() -> Self {
        let mut variables = Self {
            environment: true,
            ..Self::default()
        };
        match dotenvy::dotenv_iter() {
            Ok(lines) => {
                for line in lines {
                    match line {
                        Ok((name, value)) => drop(variables.file.insert(name, value)),
                        Err(fault) => variables.problems.push(format!(".env: {fault}")),
                    }
                }
            }
            Err(fault) if fault.not_found() => {}
            Err(fault) => variables.problems.push(format!(".env: {fault}")),
        }
        variables
    }

    /// These variables and no others.
    #[must_use]
    pub fn from_pairs<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> Self {
        let file = pairs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self {
            file,
            ..Self::default()
        }
    }

    /// A setting that has a default; an empty variable counts as none.
    pub fn or<T: FromStr<Err: fmt::Display>>(&mut self, name: &str, default: T) -> T {
        self.optional(name).unwrap_or(default)
    }

    /// A setting that may be left out.
    pub fn optional<T: FromStr<Err: fmt::Display>>(&mut self, name: &str) -> Option<T> {
        let text = self.text(name)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(fault) => {
                self.problems.push(format!("{name}={text}: {fault}"));
                None
            }
        }
    }

    /// A setting that has to be there; `default` stands in until [`finish`](Self::finish) refuses.
    pub fn required<T: FromStr<Err: fmt::Display>>(&mut self, name: &str, default: T) -> T {
        if self.text(name).is_none() {
            self.problems.push(format!("{name}: is not set"));
        }
        self.or(name, default)
    }

    /// A setting that has a default, and that no log may show.
    pub fn hidden<T: FromStr<Err: fmt::Display>>(&mut self, name: &str, default: T) -> T {
        match self.text(name).map(|text| text.parse()) {
            None => default,
            Some(Ok(value)) => value,
            Some(Err(fault)) => {
                self.problems.push(format!("{name}: {fault}"));
                default
            }
        }
    }

    /// Something that is wrong with the settings together.
    pub fn problem(&mut self, text: impl Into<String>) {
        self.problems.push(text.into());
    }

    /// A secret that may be left out; one that is short is as good as none. What is wrong with it does not show it.
    pub fn secret(&mut self, name: &str, least: usize) -> Option<String> {
        let text = self.text(name)?;
        let problem = if text.len() < least {
            format!("{name}: is shorter than {least} bytes; try `openssl rand -base64 48`")
        } else if is_known(&text) {
            format!("{name}: is no secret, everybody knows it; try `openssl rand -base64 48`")
        } else {
            return Some(text);
        };
        self.problems.push(problem);
        None
    }

    /// Says that a setting can't be used, for a reason that reading it does not show.
    pub fn refuse(&mut self, name: &str, why: &str) {
        self.problems.push(format!("{name}: {why}"));
    }

    /// A secret that stands in for one that is not set, in what is built for debugging; a release must not start so.
    pub fn made_up(&mut self, name: &str, make: impl Fn() -> Option<String>) -> Option<String> {
        // One that was wrong has been told already.
        if self.text(name).is_some() {
            return None;
        }
        if cfg!(debug_assertions)
            && let Some(secret) = make()
        {
            notice(format!(
                "{name} is not set: one was made up, which is worth nothing after a restart; a release would not start"
            ));
            return Some(secret);
        }
        let problem = format!("{name}: is not set; try `openssl rand -base64 48`");
        self.problems.push(problem);
        None
    }

    /// A release must not start without any of these: it would let nobody in. One that answers with examples, and what
    /// is built for debugging, may.
    pub fn one_of(&mut self, names: &[&str], mock: bool) {
        if mock || cfg!(debug_assertions) {
            return;
        }
        if names.iter().all(|name| self.text(name).is_none()) {
            let names = names.join(", ");
            self.problems.push(format!(
                "{names}: none is set, so that no credential would be good"
            ));
        }
    }

    /// The settings, if all of them can be used.
    ///
    /// # Errors
    /// What is wrong, all of it.
    pub fn finish<S>(self, settings: S) -> Result<S, WrongSettings> {
        if self.problems.is_empty() {
            Ok(settings)
        } else {
            Err(WrongSettings(self.problems))
        }
    }

    fn text(&mut self, name: &str) -> Option<String> {
        let set = if self.environment {
            env::var_os(name)
        } else {
            None
        };
        let text = match set.map(std::ffi::OsString::into_string) {
            Some(Ok(text)) => Some(text),
            Some(Err(_)) => {
                self.problems.push(format!("{name}: is not UTF-8"));
                None
            }
            None => self.file.get(name).cloned(),
        };
        text.filter(|text| !text.trim().is_empty())
    }
}

/// Secrets that stand in tutorials, and words that mean "put yours here".
fn is_known(secret: &str) -> bool {
    const TUTORIALS: [&str; 3] = [
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
        "a-string-secret-at-least-256-bits-long",
        "your-256-bit-secret",
    ];
    const PLACES: [&str; 5] = [
        "changeme",
        "replaceme",
        "yoursecret",
        "mysecret",
        "supersecret",
    ];
    let letters = secret.chars().filter(char::is_ascii_alphanumeric);
    let plain: String = letters.map(|c| c.to_ascii_lowercase()).collect();
    let distinct: BTreeSet<u8> = secret.bytes().collect();
    TUTORIALS.contains(&secret)
        || PLACES.iter().any(|place| plain.contains(place))
        || distinct.len() < 8
}

/// What is to be said once there are logs: settings are read before.
static NOTICES: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn notice(text: String) {
    let mut notices = NOTICES.lock().unwrap_or_else(PoisonError::into_inner);
    notices.push(text);
}

/// What reading the settings has to say beside what it refuses, once.
pub(super) fn notices() -> Vec<String> {
    std::mem::take(&mut *NOTICES.lock().unwrap_or_else(PoisonError::into_inner))
}

impl fmt::Display for WrongSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.len();
        write!(
            f,
            "{count} wrong setting{}",
            if count == 1 { "" } else { "s" }
        )?;
        self.0
            .iter()
            .try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl error::Error for WrongSettings {}

/// A switch: `1`, `true`, `yes`, `on` or `0`, `false`, `no`, `off`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Switch(pub bool);

impl FromStr for Switch {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "on" => Ok(Self(true)),
            "0" | "false" | "no" | "off" => Ok(Self(false)),
            _ => Err("use 1 or 0"),
        }
    }
}

/// A length of time: `30` or `30s`, `500ms`, `2m`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span(pub Duration);

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (number, unit) = number_and_unit(text);
        let number = number.map_err(|_| "use a time such as 30s, 500ms or 2m".to_owned())?;
        match unit {
            "" | "s" => Ok(Self(Duration::from_secs(number))),
            "ms" => Ok(Self(Duration::from_millis(number))),
            "m" => Ok(Self(Duration::from_secs(number.saturating_mul(60)))),
            "h" => Ok(Self(Duration::from_secs(number.saturating_mul(60 * 60)))),
            "d" => Ok(Self(Duration::from_secs(
                number.saturating_mul(24 * 60 * 60),
            ))),
            _ => Err(format!("`{unit}` is no unit of time; use ms, s, m, h or d")),
        }
    }
}

/// A number of bytes: `65536`, `64KB`, `2MB`, `1GB` (by 1024).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(pub usize);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Length(bytes) = text.parse()?;
        Ok(Self(usize::try_from(bytes).unwrap_or(usize::MAX)))
    }
}

/// The same for what does not have to fit into memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length(pub u64);

impl FromStr for Length {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (number, unit) = number_and_unit(text);
        let number = number.map_err(|_| "use a size such as 65536, 64KB or 2MB".to_owned())?;
        let factor: u64 = match unit.to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "k" | "kb" | "kib" => 1024,
            "m" | "mb" | "mib" => 1024 * 1024,
            "g" | "gb" | "gib" => 1024 * 1024 * 1024,
            _ => return Err(format!("`{unit}` is no unit of size; use KB, MB or GB")),
        };
        Ok(Self(number.saturating_mul(factor)))
    }
}

fn number_and_unit(text: &str) -> (Result<u64, ParseIntError>, &str) {
    let text = text.trim();
    let (number, unit) = text.split_at(
        text.find(|char: char| !char.is_ascii_digit())
            .unwrap_or(text.len()),
    );
    (number.parse(), unit.trim())
}
