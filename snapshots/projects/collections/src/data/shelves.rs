//! The table `shelves`.

use api::models;
use api::services::operations::ListShelvesParams;
use runtime::data::{Order, Page, Result, Row, Select, Session};

const ALL: &str = "
    SELECT id, room, height
    FROM shelves";

const ONE: &str = "
    SELECT id, room, height
    FROM shelves
    WHERE id = $1";

const INSERT: &str = "
    INSERT INTO shelves (id, room, height)
    VALUES ($1, $2, $3)
    RETURNING id, room, height";

const REPLACE: &str = "
    UPDATE shelves
    SET room = $2, height = $3
    WHERE id = $1
    RETURNING id, room, height";

const INSERT_AT: &str = "
    INSERT INTO shelves (id, room, height)
    VALUES ($1, $2, $3)
    RETURNING id, room, height";

const DELETE: &str = "
    DELETE FROM shelves
    WHERE id = $1";

/// What a list can be sorted by: what clients call it, and the column.
const SORTS: &[Order] = &[
    Order::text("room", "room"),
    Order::integer("height", "height").or_null(),
    Order::text("id", "id"),
];

const KEY: Order = Order::text("id", "id");

/// For the test that prepares them.
pub const STATEMENTS: &[&str] = &[ALL, ONE, INSERT, REPLACE, INSERT_AT, DELETE];

/// A page, where it stands, and how many rows there are on all pages.
pub async fn list(
    session: &Session,
    params: &ListShelvesParams,
) -> Result<(Vec<models::Shelf>, Page, i64)> {
    let select = Select::new(ALL)
        .among("id", params.ids.as_ref())
        .sort("sort_by", SORTS, params.sort_by.iter())?
        .direction("order", [&params.order])?
        .then_by(KEY)
        .page(params.page, 1, params.per_page);
    let total = session.count(&select).await?;
    let (rows, page) = session.page(&select, read).await?;
    Ok((rows, page, total))
}

pub async fn find(session: &Session, id: &str) -> Result<Option<models::Shelf>> {
    session.query(ONE).bind(id).optional(read).await
}

pub async fn insert(session: &Session, new: &models::Shelf) -> Result<models::Shelf> {
    session
        .query(INSERT)
        .bind(&new.id)
        .bind(&new.room)
        .bind(&new.height)
        .one(read)
        .await
}

pub async fn replace(
    session: &Session,
    id: &str,
    new: &models::ShelfContent,
) -> Result<Option<models::Shelf>> {
    session
        .query(REPLACE)
        .bind(id)
        .bind(&new.room)
        .bind(&new.height)
        .optional(read)
        .await
}

/// Under the key that is asked for.
pub async fn insert_at(
    session: &Session,
    id: &str,
    new: &models::ShelfContent,
) -> Result<models::Shelf> {
    session
        .query(INSERT_AT)
        .bind(id)
        .bind(&new.room)
        .bind(&new.height)
        .one(read)
        .await
}

/// Whether there was such a row.
pub async fn delete(session: &Session, id: &str) -> Result<bool> {
    let count = session.query(DELETE).bind(id).execute().await?;
    Ok(count > 0)
}

fn read(row: &Row) -> Result<models::Shelf> {
    Ok(models::Shelf {
        room: row.get("room")?,
        height: row.get("height")?,
        id: row.get("id")?,
    })
}
