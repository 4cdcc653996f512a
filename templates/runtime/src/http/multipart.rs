//! Takes a `multipart/form-data` body apart (RFC 7578, RFC 2046 section 5.1). The parts are views of the body's bytes;
//! nothing is copied.

use super::{error::Error, media};
use axum::body::Bytes;

/// More parts than this are refused, so that tiny parts can't cost more than the body's limit allows.
const MAX_PARTS: usize = 1000;
/// In bytes, for one part.
const MAX_HEADERS: usize = 16 * 1024;

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    pub file_name: Option<String>,
    pub content_type: Option<String>,
    pub content: Bytes,
}

/// The parts of a body, in order.
///
/// # Errors
/// 400, saying what is broken.
pub fn parts(content_type: &str, body: &Bytes) -> Result<Vec<Part>, Error> {
    let boundary =
        media::parameter(content_type, "boundary").filter(|boundary| !boundary.is_empty());
    let boundary = boundary.ok_or_else(|| Error::bad_request("Missing boundary in multipart."))?;
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    let first = &delimiter[2..];
    // What stands before the first boundary is to be ignored.
    let mut at = if body.starts_with(first) {
        first.len()
    } else {
        find(body, &delimiter).ok_or_else(broken)? + delimiter.len()
    };
    let mut parts = Vec::new();
    loop {
        let rest = &body[at..];
        if rest.starts_with(b"--") {
            return Ok(parts);
        }
        // Blanks may follow the boundary.
        let blanks = rest
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        if !rest[blanks..].starts_with(b"\r\n") {
            return Err(broken());
        }
        if parts.len() == MAX_PARTS {
            return Err(Error::bad_request(
                "Too many fields. Maximum number of fields is 1000.",
            ));
        }
        // The line break stays: it ends the headers too when there are none.
        let start = at + blanks;
        let headers_end = find(&body[start..], b"\r\n\r\n").filter(|length| *length <= MAX_HEADERS);
        let headers_end = start + headers_end.ok_or_else(broken)?;
        let content_start = headers_end + 4;
        let content_end =
            content_start - 2 + find(&body[content_start - 2..], &delimiter).ok_or_else(broken)?;
        let content = body.slice(content_start.min(content_end)..content_end);
        parts.push(part(&body[start..headers_end], content)?);
        at = content_end + delimiter.len();
    }
}

fn part(headers: &[u8], content: Bytes) -> Result<Part, Error> {
    let headers = std::str::from_utf8(headers).map_err(|_| broken())?;
    let (mut disposition, mut content_type) = ("", None);
    for line in headers.split("\r\n") {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if name.eq_ignore_ascii_case("content-disposition") {
            disposition = value.trim();
        } else if name.eq_ignore_ascii_case("content-type") {
            content_type = Some(value.trim().to_owned());
        }
    }
    let name = media::parameter(disposition, "name").ok_or_else(|| {
        Error::bad_request("The Content-Disposition header field \"name\" must be provided.")
    })?;
    Ok(Part {
        name,
        file_name: media::parameter(disposition, "filename"),
        content_type,
        content,
    })
}

#[cold]
fn broken() -> Error {
    Error::bad_request("Invalid multipart data.")
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(haystack, needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Read = (String, Option<String>, Option<String>, String);

    fn read(body: &str) -> Result<Vec<Read>, String> {
        let parts = parts(
            "multipart/form-data; boundary=B",
            &Bytes::copy_from_slice(body.as_bytes()),
        );
        let text = |content: &Bytes| String::from_utf8_lossy(content).into_owned();
        match parts {
            Ok(parts) => Ok(parts
                .into_iter()
                .map(|p| (p.name, p.file_name, p.content_type, text(&p.content)))
                .collect()),
            Err(error) => Err(error.detail().as_str().unwrap_or_default().to_owned()),
        }
    }

    #[test]
    fn parts_are_found_between_boundaries() {
        let body = "preamble\r\n--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--B  \r\n\
            content-disposition: form-data; name=f; filename=\"x.txt\"\r\nContent-Type: text/plain\r\n\r\n\
            two\r\n-- B\r\n\r\n--B\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n\r\n--B--\r\nepilogue";
        let owned = |text: &str| Some(text.to_owned());
        assert_eq!(
            read(body).unwrap(),
            [
                ("a".into(), None, None, "one".into()),
                (
                    "f".into(),
                    owned("x.txt"),
                    owned("text/plain"),
                    "two\r\n-- B\r\n".into()
                ),
                (String::new(), None, None, String::new()),
            ]
        );
        assert_eq!(read("--B--").unwrap(), []);
    }

    #[test]
    fn what_is_broken_is_told() {
        let unnamed = "The Content-Disposition header field \"name\" must be provided.";
        for (body, message) in [
            ("", "Invalid multipart data."),
            ("--B", "Invalid multipart data."),
            ("--B\r\n", "Invalid multipart data."),
            ("--B\r\n\r\n\r\n--B--", unnamed),
            (
                "--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--",
                unnamed,
            ),
            (
                "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx",
                "Invalid multipart data.",
            ),
            ("--Bx", "Invalid multipart data."),
        ] {
            assert_eq!(read(body).unwrap_err(), message, "{body:?}");
        }
        let many = "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n".repeat(1001);
        assert!(read(&many).unwrap_err().starts_with("Too many fields"));
        let error = parts("multipart/form-data", &Bytes::new()).unwrap_err();
        assert_eq!(error.detail(), "Missing boundary in multipart.");
    }
}
