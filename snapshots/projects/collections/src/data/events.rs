//! The table `events`.

use api::models;
use api::services::operations::ListEventsParams;
use runtime::data::{Order, Page, Result, Row, Select, Session};

const ALL: &str = "
    SELECT id, what, \"where\"
    FROM events";

const ONE: &str = "
    SELECT id, what, \"where\"
    FROM events
    WHERE id = $1";

const INSERT: &str = "
    INSERT INTO events (what, \"where\")
    VALUES ($1, $2)
    RETURNING id, what, \"where\"";

const KEY: Order = Order::integer("id", "id");

/// For the test that prepares them.
pub const STATEMENTS: &[&str] = &[ALL, ONE, INSERT];

/// A page, and where it stands.
pub async fn list(
    session: &Session,
    params: &ListEventsParams,
) -> Result<(Vec<models::EventLine>, Page)> {
    let select = Select::new(ALL)
        .behind(KEY, params.starting_after.as_ref())
        .limit(params.limit);
    session.page(&select, read_listed).await
}

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

fn read_listed(row: &Row) -> Result<models::EventLine> {
    Ok(models::EventLine {
        id: row.get("id")?,
        what: row.get("what")?,
        r#where: row.json("where")?,
    })
}
