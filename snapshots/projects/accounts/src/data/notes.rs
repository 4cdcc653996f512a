//! The table `notes`.

use api::models;
use runtime::data::{Result, Row, Select, Session, now};

const ALL: &str = "
    SELECT id, text, created_at
    FROM notes";

const ONE: &str = "
    SELECT id, text, created_at
    FROM notes
    WHERE id = $1";

const INSERT: &str = "
    INSERT INTO notes (text, created_at)
    VALUES ($1, $2)
    RETURNING id, text, created_at";

/// For the test that prepares them.
pub const STATEMENTS: &[&str] = &[ALL, ONE, INSERT];

pub async fn list(session: &Session) -> Result<Vec<models::Note>> {
    let select = Select::new(ALL).order("id");
    session.select(&select).all(read).await
}

pub async fn find(session: &Session, id: i64) -> Result<Option<models::Note>> {
    session.query(ONE).bind(id).optional(read).await
}

pub async fn insert(session: &Session, new: &models::NewNote) -> Result<models::Note> {
    session
        .query(INSERT)
        .bind(&new.text)
        .bind(now())
        .one(read)
        .await
}

fn read(row: &Row) -> Result<models::Note> {
    Ok(models::Note {
        id: row.get("id")?,
        text: row.get("text")?,
        created_at: row.get("created_at")?,
    })
}
