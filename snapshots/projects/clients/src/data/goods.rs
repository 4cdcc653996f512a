//! The table `goods`.

use api::models;
use runtime::data::{Result, Row, Select, Session};

const ALL: &str = "
    SELECT id, name, count
    FROM goods";

const ONE: &str = "
    SELECT id, name, count
    FROM goods
    WHERE id = $1";

const INSERT: &str = "
    INSERT INTO goods (name, count)
    VALUES ($1, $2)
    RETURNING id, name, count";

/// For the test that prepares them.
pub const STATEMENTS: &[&str] = &[ALL, ONE, INSERT];

pub async fn list(session: &Session) -> Result<Vec<models::Good>> {
    let select = Select::new(ALL).order("id");
    session.select(&select).all(read).await
}

pub async fn find(session: &Session, id: i64) -> Result<Option<models::Good>> {
    session.query(ONE).bind(id).optional(read).await
}

pub async fn insert(session: &Session, new: &models::NewGood) -> Result<models::Good> {
    session
        .query(INSERT)
        .bind(&new.name)
        .bind(new.count)
        .one(read)
        .await
}

fn read(row: &Row) -> Result<models::Good> {
    Ok(models::Good {
        id: row.get("id")?,
        name: row.get("name")?,
        count: row.get("count")?,
    })
}
