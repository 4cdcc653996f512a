//! Checks that tell every fault, not the first alone.

use crate::Refusal;
use axum::http::StatusCode;
use regex::Regex;
use serde_json::{Value, json};
use std::{fmt::Display, str::FromStr};

/// What is wrong so far.
#[derive(Default)]
pub struct Faults(Vec<Value>);

impl Faults {
    #[cold]
    pub fn push(&mut self, loc: &[&str], message: impl Display) {
        self.0
            .push(json!({ "loc": loc, "msg": message.to_string() }));
    }

    pub fn range<T: PartialOrd + Display>(&mut self, loc: &[&str], value: T, least: T, most: T) {
        if value < least || value > most {
            self.push(loc, format!("should be from {least} to {most}"));
        }
    }

    pub fn length(&mut self, loc: &[&str], text: &str, least: usize, most: usize) {
        let length = text.chars().count();
        if length < least || length > most {
            self.push(loc, format!("should have {least} to {most} characters"));
        }
    }

    pub fn pattern(&mut self, loc: &[&str], text: &str, pattern: &Regex) {
        if !pattern.is_match(text) {
            self.push(loc, format!("should match {pattern}"));
        }
    }

    pub fn parse<T: FromStr<Err: Display>>(&mut self, loc: &[&str], text: &str) -> Option<T> {
        match text.parse() {
            Ok(value) => Some(value),
            Err(fault) => {
                self.push(loc, fault);
                None
            }
        }
    }

    pub fn finish(self) -> Result<(), Refusal> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Refusal(
                StatusCode::UNPROCESSABLE_ENTITY,
                Value::Array(self.0),
            ))
        }
    }
}
