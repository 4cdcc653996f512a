//! The table `pets`.

use api::models;
use api::services::pets::ListPetsParams;
use runtime::data::{Result, Row, Select, Session, now};

const ALL: &str = "
    SELECT id, name, species, status, born, weight, tags, owner_id, created_at
    FROM pets";

const ONE: &str = "
    SELECT id, name, species, status, born, weight, tags, owner_id, created_at
    FROM pets
    WHERE id = $1";

const INSERT: &str = "
    INSERT INTO pets (name, species, status, born, weight, tags, owner_id, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    RETURNING id, name, species, status, born, weight, tags, owner_id, created_at";

const REPLACE: &str = "
    UPDATE pets
    SET name = $2, species = $3, status = $4, born = $5, weight = $6, tags = $7, owner_id = $8
    WHERE id = $1
    RETURNING id, name, species, status, born, weight, tags, owner_id, created_at";

const CHANGE: &str = "
    UPDATE pets
    SET
        name = COALESCE($2, name),
        status = COALESCE($3, status),
        born = CASE WHEN $4 THEN $5 ELSE born END,
        weight = COALESCE($6, weight)
    WHERE id = $1
    RETURNING id, name, species, status, born, weight, tags, owner_id, created_at";

const DELETE: &str = "
    DELETE FROM pets
    WHERE id = $1";

/// For the test that prepares them.
pub const STATEMENTS: &[&str] = &[ALL, ONE, INSERT, REPLACE, CHANGE, DELETE];

/// A page, and how many rows there are on all pages.
pub async fn list(session: &Session, params: &ListPetsParams) -> Result<(Vec<models::Pet>, i64)> {
    let select = Select::new(ALL)
        .among("status", params.status.as_ref())
        .equal("name", params.name.as_ref())
        .order("id")
        .limit(params.limit)
        .offset(params.offset);
    let total = session.count(&select).await?;
    let rows = session.select(&select).all(read).await?;
    Ok((rows, total))
}

pub async fn find(session: &Session, id: i64) -> Result<Option<models::Pet>> {
    session.query(ONE).bind(id).optional(read).await
}

pub async fn insert(session: &Session, new: &models::NewPet) -> Result<models::Pet> {
    session
        .query(INSERT)
        .bind(&new.name)
        .bind(new.species)
        .bind(new.status)
        .bind(new.born)
        .bind(new.weight)
        .bind_json(&new.tags)
        .bind(new.owner_id)
        .bind(now())
        .one(read)
        .await
}

pub async fn replace(
    session: &Session,
    id: i64,
    new: &models::NewPet,
) -> Result<Option<models::Pet>> {
    session
        .query(REPLACE)
        .bind(id)
        .bind(&new.name)
        .bind(new.species)
        .bind(new.status)
        .bind(new.born)
        .bind(new.weight)
        .bind_json(&new.tags)
        .bind(new.owner_id)
        .optional(read)
        .await
}

/// What is absent stays as it is.
pub async fn change(
    session: &Session,
    id: i64,
    changes: &models::PetChanges,
) -> Result<Option<models::Pet>> {
    session
        .query(CHANGE)
        .bind(id)
        .bind(&changes.name)
        .bind(changes.status)
        .bind(changes.born.is_some())
        .bind(changes.born)
        .bind(changes.weight)
        .optional(read)
        .await
}

/// Whether there was such a row.
pub async fn delete(session: &Session, id: i64) -> Result<bool> {
    let count = session.query(DELETE).bind(id).execute().await?;
    Ok(count > 0)
}

fn read(row: &Row) -> Result<models::Pet> {
    Ok(models::Pet {
        name: row.get("name")?,
        species: row.get("species")?,
        status: row.get("status")?,
        born: Some(row.get("born")?),
        weight: row.get("weight")?,
        tags: row.json("tags")?,
        owner_id: row.get("owner_id")?,
        id: row.get("id")?,
        created_at: row.get("created_at")?,
    })
}
