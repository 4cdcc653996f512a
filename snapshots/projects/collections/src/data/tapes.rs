//! The table `tapes`.

use api::models;
use runtime::data::{Result, Row, Session};

const ONE: &str = "
    SELECT id, what, \"where\"
    FROM tapes
    WHERE id = $1";

const INSERT: &str = "
    INSERT INTO tapes (what, \"where\")
    VALUES ($1, $2)
    RETURNING id, what, \"where\"";

/// For the test that prepares them.
pub const STATEMENTS: &[&str] = &[ONE, INSERT];

pub async fn find(session: &Session, id: i64) -> Result<Option<models::Event>> {
    session.query(ONE).bind(id).optional(read).await
}

pub async fn insert(session: &Session, new: &models::NewEvent) -> Result<models::Event> {
    session
        .query(INSERT)
        .bind(&new.what)
        .bind_json(&new.r#where)
        .one(read)
        .await
}

fn read(row: &Row) -> Result<models::Event> {
    Ok(models::Event {
        what: row.get("what")?,
        r#where: row.json("where")?,
        id: row.get("id")?,
    })
}
