//! Takes a `multipart/form-data` body apart (RFC 7578, RFC 2046 section 5.1), as it arrives: no more of it is held than
//! its fields that are no files, and files that are small.

use super::{
    body::{Chunks, too_large},
    error::Error,
    media,
    spool::{Held, Spool},
};
use bytes::{Buf, Bytes, BytesMut};

/// More fields, or more files, than this are refused, so that tiny parts can't cost more than the body's limit allows.
const MAX_PARTS: usize = 1000;
/// In bytes, for one field, where Starlette's rules hold.
const MAX_FIELD: usize = 1024 * 1024;
/// In bytes, for one part.
const MAX_HEADERS: usize = 16 * 1024;

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    pub file_name: Option<String>,
    pub content_type: Option<String>,
    pub content: Held,
}

/// What is made of a body that is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// What stands before the first boundary is passed over (RFC 2046, section 5.1.1), and the last one has to come.
    Standard,
    /// As `python-multipart` has it: nothing stands before the first boundary, and a part that has no end is none.
    Starlette,
}

/// The parts of a body, in order. A part that `is_file` may go to a temporary file; all others together have to fit into
/// `memory` bytes.
///
/// # Errors
/// 400, saying what is broken; 413 for what does not fit; what reading the body gives.
pub async fn read(
    chunks: Chunks,
    content_type: &str,
    manner: Manner,
    memory: usize,
    is_file: &(dyn Fn(&Part) -> bool + Sync),
) -> Result<Vec<Part>, Error> {
    let mut reader = Reader::new(chunks, content_type, manner)?;
    if manner == Manner::Starlette {
        reader.expect_boundary().await?;
    }
    let mut parts = Vec::new();
    match collect(&mut reader, &mut parts, manner, memory, is_file).await {
        Err(_) if reader.ended && manner == Manner::Starlette => Ok(parts),
        read => read.map(|()| parts),
    }
}

async fn collect(
    reader: &mut Reader,
    parts: &mut Vec<Part>,
    manner: Manner,
    memory: usize,
    is_file: &(dyn Fn(&Part) -> bool + Sync),
) -> Result<(), Error> {
    let (mut room, mut files, mut fields) = (memory, 0, 0);
    while let Some(mut part) = reader.next().await? {
        let is_named = part.file_name.is_some();
        let count = if is_named { &mut files } else { &mut fields };
        *count += 1;
        if *count > MAX_PARTS {
            let what = if is_named { "files" } else { "fields" };
            let detail = format!("Too many {what}. Maximum number of {what} is {MAX_PARTS}.");
            return Err(Error::bad_request(detail));
        }
        let to_file = is_file(&part);
        let mut spool = Spool::default();
        let mut length = 0;
        while let Some(piece) = reader.piece().await? {
            length += piece.len();
            if manner == Manner::Starlette && !is_named && length > MAX_FIELD {
                return Err(Error::bad_request("Part exceeded maximum size of 1024KB."));
            }
            if !to_file && piece.len() > room {
                return Err(too_large());
            }
            spool.add(&piece, &mut room).await?;
        }
        part.content = spool.finish().await?;
        parts.push(part);
    }
    Ok(())
}

/// Where reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before the first boundary; what stands there is to be ignored.
    Preamble,
    /// In a part, whose content begins after the line break at the front of the buffer.
    Start,
    Content,
    /// Behind a boundary.
    Boundary,
}

struct Reader {
    chunks: Chunks,
    /// What has arrived and is not yet handed on.
    buffer: BytesMut,
    /// The boundary with the line break and the dashes before it.
    delimiter: Vec<u8>,
    at: At,
    /// The body ended before the last boundary.
    ended: bool,
}

impl Reader {
    fn new(chunks: Chunks, content_type: &str, manner: Manner) -> Result<Self, Error> {
        let boundary = match media::parameter(content_type, "boundary") {
            Some(boundary) if !boundary.is_empty() => boundary,
            Some(_) if manner == Manner::Starlette => return Err(broken()),
            _ => return Err(Error::bad_request("Missing boundary in multipart.")),
        };
        Ok(Self {
            chunks,
            // The first boundary may be the first line.
            buffer: BytesMut::from(&b"\r\n"[..]),
            delimiter: format!("\r\n--{boundary}").into_bytes(),
            at: At::Preamble,
            ended: false,
        })
    }

    /// Line breaks may stand before the first boundary, nothing else.
    async fn expect_boundary(&mut self) -> Result<(), Error> {
        loop {
            let breaks = self.buffer.iter().take_while(|byte| b"\r\n".contains(byte));
            let start = breaks.count();
            let (begun, boundary) = (&self.buffer[start..], &self.delimiter[2..]);
            let length = begun.len().min(boundary.len());
            if begun[..length] != boundary[..length] {
                return Err(broken());
            }
            if length == boundary.len() {
                self.buffer.advance(start - 2);
                return Ok(());
            }
            if self.fill().await.is_err() {
                return if self.ended { Ok(()) } else { Err(broken()) };
            }
        }
    }

    /// The next part, without its content; `None` after the last.
    async fn next(&mut self) -> Result<Option<Part>, Error> {
        while self.at != At::Boundary {
            self.piece().await?;
        }
        while self.buffer.len() < 2 {
            self.fill().await?;
        }
        if self.buffer.starts_with(b"--") {
            return Ok(None);
        }
        // Blanks may follow the boundary. The line break stays: it ends the headers too when there are none.
        loop {
            match self.buffer.first() {
                Some(b' ' | b'\t') => self.buffer.advance(1),
                _ if self.buffer.len() < 2 => self.fill().await?,
                _ if self.buffer.starts_with(b"\r\n") => break,
                _ => return Err(broken()),
            }
        }
        let end = loop {
            match find(&self.buffer, b"\r\n\r\n") {
                Some(end) if end <= MAX_HEADERS => break end,
                None if self.buffer.len() <= MAX_HEADERS => self.fill().await?,
                _ => return Err(broken()),
            }
        };
        let part = part(&self.buffer[..end])?;
        self.buffer.advance(end + 2);
        self.at = At::Start;
        Ok(Some(part))
    }

    /// The next piece of the part's content; `None` at its end.
    async fn piece(&mut self) -> Result<Option<Bytes>, Error> {
        if self.at == At::Boundary {
            return Ok(None);
        }
        loop {
            let found = find(&self.buffer, &self.delimiter);
            // What could be the beginning of a boundary stays.
            let end = found.unwrap_or((self.buffer.len() + 1).saturating_sub(self.delimiter.len()));
            let skipped = if self.at == At::Start { end.min(2) } else { 0 };
            // The line break before the content goes when all of it is there.
            if found.is_none() && end <= skipped {
                self.fill().await?;
                continue;
            }
            self.buffer.advance(skipped);
            let piece = self.buffer.split_to(end - skipped).freeze();
            let preamble = self.at == At::Preamble;
            if found.is_some() {
                self.buffer.advance(self.delimiter.len());
                self.at = At::Boundary;
            } else if !preamble {
                self.at = At::Content;
            }
            if piece.is_empty() {
                return Ok(None);
            }
            return Ok(Some(piece));
        }
    }

    async fn fill(&mut self) -> Result<(), Error> {
        let Some(chunk) = self.chunks.next().await? else {
            self.ended = true;
            return Err(broken());
        };
        self.buffer.extend_from_slice(&chunk);
        Ok(())
    }
}

fn part(headers: &[u8]) -> Result<Part, Error> {
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
        content: Held::default(),
    })
}

#[cold]
fn broken() -> Error {
    Error::bad_request("Invalid multipart data.")
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(haystack, needle)
}
