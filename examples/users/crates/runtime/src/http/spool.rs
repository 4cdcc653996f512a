//! Where the files of a form are kept while it is read: in memory as long as they are small, in a temporary file from
//! then on.

use super::stream::ByteStream;
use axum::body::Bytes;
use std::{
    fs,
    future::poll_fn,
    hash::{BuildHasher, RandomState},
    io,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
};
use tokio::{fs::File, io::AsyncWrite};

/// How much is written to a file at once, in bytes.
const BLOCK: usize = 256 * 1024;

/// Bytes that are kept, by whoever shares them.
#[derive(Debug, Clone)]
pub struct Held(Where);

#[derive(Debug, Clone)]
enum Where {
    Memory(Bytes),
    File(Arc<Temporary>),
}

/// A file that goes away with the last one who knows it.
#[derive(Debug)]
struct Temporary {
    path: PathBuf,
    /// In bytes.
    length: u64,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Err(fault) = fs::remove_file(&self.path) {
            tracing::warn!(%fault, path = %self.path.display(), "a temporary file stays behind");
        }
    }
}

impl Held {
    pub fn len(&self) -> u64 {
        match &self.0 {
            Where::Memory(bytes) => bytes.len() as u64,
            Where::File(file) => file.length,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes, where they are in memory.
    pub fn in_memory(&self) -> Option<&Bytes> {
        match &self.0 {
            Where::Memory(bytes) => Some(bytes),
            Where::File(_) => None,
        }
    }

    pub async fn read(&self) -> io::Result<Bytes> {
        match &self.0 {
            Where::Memory(bytes) => Ok(bytes.clone()),
            Where::File(file) => tokio::fs::read(&file.path).await.map(Bytes::from),
        }
    }

    /// The same where nothing can be waited for.
    pub fn read_now(&self) -> io::Result<Bytes> {
        match &self.0 {
            Where::Memory(bytes) => Ok(bytes.clone()),
            Where::File(file) => fs::read(&file.path).map(Bytes::from),
        }
    }

    pub async fn stream(&self) -> io::Result<ByteStream> {
        match &self.0 {
            Where::Memory(bytes) => Ok(bytes.clone().into()),
            // The stream holds the file open, so that its name may go.
            Where::File(file) => ByteStream::file(&file.path).await,
        }
    }

    pub async fn copy_to(&self, path: &Path) -> io::Result<()> {
        match &self.0 {
            Where::Memory(bytes) => tokio::fs::write(path, bytes).await,
            Where::File(file) => tokio::fs::copy(&file.path, path).await.map(drop),
        }
    }
}

impl Default for Held {
    fn default() -> Self {
        Bytes::new().into()
    }
}

impl From<Bytes> for Held {
    fn from(bytes: Bytes) -> Self {
        Self(Where::Memory(bytes))
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Where::Memory(a), Where::Memory(b)) => a == b,
            (Where::File(a), Where::File(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl Eq for Held {}

/// Takes bytes until there are no more.
#[derive(Debug, Default)]
pub struct Spool {
    held: Vec<u8>,
    file: Option<(File, Temporary)>,
}

impl Spool {
    /// Adds a piece. `room`: how many bytes memory has left for everything that is kept; they are taken from it.
    ///
    /// # Errors
    /// The temporary file can't be made or written.
    pub async fn add(&mut self, piece: &[u8], room: &mut usize) -> io::Result<()> {
        self.held.extend_from_slice(piece);
        if self.file.is_none() {
            if let Some(left) = room.checked_sub(piece.len()) {
                *room = left;
                return Ok(());
            }
            *room += self.held.len() - piece.len();
            self.file = Some(temporary().await?);
        }
        if self.held.len() >= BLOCK {
            self.write().await?;
        }
        Ok(())
    }

    /// Everything, once it is there.
    ///
    /// # Errors
    /// As [`Spool::add`].
    pub async fn finish(mut self) -> io::Result<Held> {
        if self.file.is_none() {
            return Ok(Bytes::from(self.held).into());
        }
        self.write().await?;
        let Some((mut file, temporary)) = self.file else {
            return Ok(Held::default());
        };
        poll_fn(|cx| Pin::new(&mut file).poll_flush(cx)).await?;
        Ok(Held(Where::File(Arc::new(temporary))))
    }

    async fn write(&mut self) -> io::Result<()> {
        let Some((file, temporary)) = &mut self.file else {
            return Ok(());
        };
        let mut rest = self.held.as_slice();
        while !rest.is_empty() {
            let written = poll_fn(|cx| Pin::new(&mut *file).poll_write(cx, rest)).await?;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            rest = &rest[written..];
        }
        temporary.length += self.held.len() as u64;
        self.held.clear();
        Ok(())
    }
}

/// A new file that nobody else can open by guessing its name.
async fn temporary() -> io::Result<(File, Temporary)> {
    let name = RandomState::new().hash_one(std::process::id());
    let path = std::env::temp_dir().join(format!("upload-{name:016x}"));
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    let file = options.open(&path).await?;
    Ok((file, Temporary { path, length: 0 }))
}
