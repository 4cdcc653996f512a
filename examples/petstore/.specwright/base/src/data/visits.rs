//! The table `visits`.

use api::models;
use api::services::pets::ListVisitsParams;
use runtime::data::{Result, Row, Select, Session};

const ALL: &str = "
    SELECT id, \"on\", reason, cost
    FROM visits";

const ONE: &str = "
    SELECT id, \"on\", reason, cost
    FROM visits
    WHERE pet_id = $1 AND id = $2";

const INSERT: &str = "
    INSERT INTO visits (pet_id, \"on\", reason, cost)
    VALUES ($1, $2, $3, $4)
    RETURNING id, \"on\", reason, cost";

/// For the test that prepares them.
pub const STATEMENTS: &[&str] = &[ALL, ONE, INSERT];

pub async fn list(
    session: &Session,
    pet_id: i64,
    params: &ListVisitsParams,
) -> Result<Vec<models::Visit>> {
    let select = Select::new(ALL)
        .equal("pet_id", Some(pet_id))
        .equal("\"on\"", params.on.as_ref())
        .order("id");
    session.select(&select).all(read).await
}

pub async fn find(session: &Session, pet_id: i64, id: i64) -> Result<Option<models::Visit>> {
    session
        .query(ONE)
        .bind(pet_id)
        .bind(id)
        .optional(read)
        .await
}

pub async fn insert(
    session: &Session,
    pet_id: i64,
    new: &models::NewVisit,
) -> Result<models::Visit> {
    session
        .query(INSERT)
        .bind(pet_id)
        .bind(new.on)
        .bind(&new.reason)
        .bind(new.cost)
        .one(read)
        .await
}

fn read(row: &Row) -> Result<models::Visit> {
    Ok(models::Visit {
        on: row.get("on")?,
        reason: row.get("reason")?,
        cost: row.get("cost")?,
        id: row.get("id")?,
    })
}
