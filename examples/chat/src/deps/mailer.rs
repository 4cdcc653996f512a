//! Mail, as files in a folder: a mail server picks them up, and a person can look at them.

use std::{io, path::PathBuf, sync::Arc};

/// Who sends mail.
#[derive(Debug, Clone)]
pub struct Mailer {
    folder: Arc<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
}

impl Mailer {
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder: Arc::new(folder),
        }
    }

    /// Makes the folder where there is none.
    ///
    /// # Errors
    /// Nothing can be written there.
    pub async fn open(&self) -> io::Result<()> {
        tokio::fs::create_dir_all(&*self.folder).await
    }

    /// # Errors
    /// The file can't be written.
    pub async fn send(&self, Mail { to, subject, text }: &Mail) -> io::Result<()> {
        let name = uuid::Uuid::now_v7();
        let (part, whole) = (format!("{name}.part"), format!("{name}.eml"));
        let (part, whole) = (self.folder.join(part), self.folder.join(whole));
        let text = text.replace('\n', "\r\n");
        let mail = format!(
            "To: <{to}>\r\nSubject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        );
        tokio::fs::write(&part, mail).await?;
        // Nobody sees half a mail.
        tokio::fs::rename(part, whole).await
    }
}
