//! The table `owners`.

use api::models;
use api::services::owners::ListOwnersParams;
use runtime::data::{Result, Row, Select, Session, new_id};
use runtime::prelude as rt;

const ALL: &str = "
    SELECT id, name, email
    FROM owners";

const ONE: &str = "
    SELECT id, name, email
    FROM owners
    WHERE id = $1";

const INSERT: &str = "
    INSERT INTO owners (id, name, email)
    VALUES ($1, $2, $3)
    RETURNING id, name, email";

/// For the test that prepares them.
pub const STATEMENTS: &[&str] = &[ALL, ONE, INSERT];

pub async fn list(session: &Session, params: &ListOwnersParams) -> Result<Vec<models::Owner>> {
    let select = Select::new(ALL)
        .order("id")
        .limit(params.limit)
        .offset(params.offset);
    session.select(&select).all(read).await
}

pub async fn find(session: &Session, id: rt::Uuid) -> Result<Option<models::Owner>> {
    session.query(ONE).bind(id).optional(read).await
}

pub async fn insert(session: &Session, new: &models::NewOwner) -> Result<models::Owner> {
    session
        .query(INSERT)
        .bind(new_id())
        .bind(&new.name)
        .bind(&new.email)
        .one(read)
        .await
}

fn read(row: &Row) -> Result<models::Owner> {
    Ok(models::Owner {
        id: row.get("id")?,
        name: row.get("name")?,
        email: row.get("email")?,
        pets: None,
    })
}
