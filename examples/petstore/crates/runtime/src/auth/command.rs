//! Accounts from the command line: `user add NAME SCOPE… FIELD=VALUE…`, and a password that nobody sees; `client add
//! NAME SCOPE…`.

use crate::{decode::Secret, http::Error};
use axum::http::StatusCode;
use std::{
    collections::BTreeMap,
    fmt,
    io::{self, BufRead, IsTerminal, Write},
    process::{Command, Stdio},
    str::FromStr,
};

/// No shorter, where the description does not say.
const SHORTEST: usize = 8;

/// What stands behind the command's verb.
#[derive(Debug, Default)]
pub struct Given {
    pub name: String,
    /// What is no field.
    pub words: Vec<String>,
    fields: BTreeMap<String, String>,
}

impl Given {
    /// Reads a name, then words and `FIELD=VALUE`.
    ///
    /// # Errors
    /// There is no name, or one that has a colon: basic credentials could not say it (RFC 7617, section 2).
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let name = arguments.next().unwrap_or_default();
        if name.trim().is_empty() || name.contains(':') {
            return Err("name somebody, without a colon in the name".to_owned());
        }
        let mut given = Self {
            name,
            ..Self::default()
        };
        for argument in arguments {
            match argument.split_once('=') {
                Some((field, value)) => {
                    drop(given.fields.insert(field.to_owned(), value.to_owned()));
                }
                None => given.words.push(argument),
            }
        }
        Ok(given)
    }

    /// A field that may be left out.
    ///
    /// # Errors
    /// It is not of its type.
    pub fn optional<T: FromStr<Err: fmt::Display>>(
        &mut self,
        field: &str,
    ) -> Result<Option<T>, String> {
        let value = self.fields.remove(field).map(|text| text.parse());
        value
            .transpose()
            .map_err(|fault| format!("{field}: {fault}"))
    }

    /// A field that has to be there.
    ///
    /// # Errors
    /// It is not, or is not of its type.
    pub fn required<T: FromStr<Err: fmt::Display>>(&mut self, field: &str) -> Result<T, String> {
        self.optional(field)?
            .ok_or_else(|| format!("say {field}=VALUE too"))
    }

    /// A password: asked for where somebody can type it, else the first line of the input.
    ///
    /// # Errors
    /// There is none, or it is short; or the arguments said more than was looked at.
    pub fn password(&self) -> Result<Secret, String> {
        self.no_fields()?;
        ask()
    }

    /// Holds that every field was looked at.
    ///
    /// # Errors
    /// One was not.
    pub fn no_fields(&self) -> Result<(), String> {
        match self.fields.keys().next() {
            Some(field) => Err(format!("there is no field {field}")),
            None => Ok(()),
        }
    }
}

/// What whoever gave the command is told of a fault.
#[must_use]
pub fn told(fault: &Error) -> String {
    if fault.status() == StatusCode::CONFLICT {
        return "there is one of this name already".to_owned();
    }
    fault.to_string()
}

fn ask() -> Result<Secret, String> {
    let terminal = io::stdin().is_terminal();
    if terminal {
        let _ = write!(io::stderr(), "Password: ");
        show_typing(false);
    }
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    if terminal {
        show_typing(true);
        let _ = writeln!(io::stderr());
    }
    read.map_err(|fault| fault.to_string())?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.chars().count() < SHORTEST {
        return Err(format!(
            "a password has at least {SHORTEST} characters; it is read from the terminal, or from the input's first line"
        ));
    }
    Ok(password.to_owned().into())
}

/// Where there is no `stty`, the password is seen while it is typed.
fn show_typing(shown: bool) {
    let _ = Command::new("stty")
        .arg(if shown { "echo" } else { "-echo" })
        .stdin(Stdio::inherit())
        .stderr(Stdio::null())
        .status();
}
