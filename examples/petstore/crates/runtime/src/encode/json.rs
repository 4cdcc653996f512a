//! Objects as JSON text (RFC 8259), written from the lists of their members with no serializer in between: most answers
//! are one.

use super::{Member, Members, Named, Objects, Record, Value};
use crate::json::quote;
use serde::ser::Error as _;
use serde_json::{Error, Result, to_writer};

/// Writes an object.
///
/// # Errors
/// A value in it does not serialise.
pub fn object(object: &dyn Members, out: &mut Vec<u8>) -> Result<()> {
    let mut result = None;
    object.members(&mut Record(&mut |listed, _| {
        result = Some(members(listed, out));
    }));
    result.unwrap_or_else(|| Err(Error::custom(super::UNLISTED)))
}

/// Writes an array of objects.
///
/// # Errors
/// A value in it does not serialise.
pub fn objects(objects: &dyn Objects, out: &mut Vec<u8>) -> Result<()> {
    out.push(b'[');
    for at in 0..objects.count() {
        if at > 0 {
            out.push(b',');
        }
        object(objects.at(at), out)?;
    }
    out.push(b']');
    Ok(())
}

fn members(members: &[Named<'_>], out: &mut Vec<u8>) -> Result<()> {
    let begin = out.len();
    for (name, member) in members {
        if let Member::Rest(rest) = member {
            let mut result = Ok(());
            rest.each(&mut |name, member| {
                if result.is_ok() {
                    result = entry(name, &member, out);
                }
            });
            result?;
        } else if let Some(member) = member.value() {
            entry(name, &member, out)?;
        }
    }
    // Each begins with a comma, the first with what stands in its place.
    match out.get_mut(begin) {
        Some(first) => *first = b'{',
        None => out.push(b'{'),
    }
    out.push(b'}');
    Ok(())
}

fn entry(name: &str, member: &Value<'_>, out: &mut Vec<u8>) -> Result<()> {
    out.push(b',');
    quote(name, out);
    out.push(b':');
    match member {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Text(text) => quote(text, out),
        Value::Int(number) => to_writer(out, number)?,
        Value::Integer(number) => to_writer(out, number)?,
        Value::Float(number) => to_writer(out, number)?,
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Object(inner) => object(*inner, out)?,
        Value::Objects(inner) => objects(*inner, out)?,
        Value::Other(value) => to_writer(out, value)?,
    }
    Ok(())
}
