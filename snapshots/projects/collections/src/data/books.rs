//! The table `books`.

use api::models;
use api::services::operations::ListBooksParams;
use runtime::data::{Order, Page, Result, Row, Select, Session, Versioned, new_id, now};
use runtime::prelude as rt;

const ALL: &str = "
    SELECT id, title, price, kind, pages, rating, created_at, version
    FROM books";

const ONE: &str = "
    SELECT id, title, price, kind, pages, rating, created_at, version
    FROM books
    WHERE id = $1";

const INSERT: &str = "
    INSERT INTO books (id, title, price, kind, pages, rating, note, created_at, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    RETURNING id, title, price, kind, pages, rating, created_at, version";

const REPLACE: &str = "
    UPDATE books
    SET title = $3, price = $4, kind = $5, pages = $6, rating = $7, note = $8, version = $9
    WHERE id = $1 AND (version = $2 OR $2 IS NULL)
    RETURNING id, title, price, kind, pages, rating, created_at, version";

const CHANGE: &str = "
    UPDATE books
    SET
        price = COALESCE($3, price),
        rating = CASE WHEN $4 THEN $5 ELSE rating END,
        version = $6
    WHERE id = $1 AND (version = $2 OR $2 IS NULL)
    RETURNING id, title, price, kind, pages, rating, created_at, version";

const DELETE: &str = "
    DELETE FROM books
    WHERE id = $1 AND (version = $2 OR $2 IS NULL)";

/// What a list can be sorted by: what clients call it, and the column.
const SORTS: &[Order] = &[
    Order::text("title", "title"),
    Order::number("price", "price"),
    Order::moment("created", "created_at"),
    Order::number("rating", "rating").or_null(),
];

const KEY: Order = Order::uuid("id", "id");

/// For the test that prepares them.
pub const STATEMENTS: &[&str] = &[ALL, ONE, INSERT, REPLACE, CHANGE, DELETE];

/// A page, and where it stands.
pub async fn list(
    session: &Session,
    params: &ListBooksParams,
) -> Result<(Vec<models::Book>, Page)> {
    let select = Select::new(ALL)
        .search(&["title"], params.q.as_ref())
        .compare("price", ">=", params.min_price.as_ref())
        .compare("price", "<=", params.max_price.as_ref())
        .compare("created_at", ">", params.created_after.as_ref())
        .compare(
            "pages",
            ">=",
            params.pages.as_ref().and_then(|it| it.gte.as_ref()),
        )
        .compare(
            "pages",
            "<",
            params.pages.as_ref().and_then(|it| it.lt.as_ref()),
        )
        .among("kind", params.kinds.as_ref())
        .search(&["title"], params.title_contains.as_ref())
        .sort("sort", SORTS, params.sort.iter())?
        .then_by(KEY)
        .limit(params.limit)
        .after("cursor", params.cursor.as_ref())?;
    session.page(&select, read).await
}

pub async fn find(session: &Session, id: rt::Uuid) -> Result<Option<Versioned<models::Book>>> {
    session.query(ONE).bind(id).optional(read_version).await
}

pub async fn insert(
    session: &Session,
    new: &models::NewBookInput,
) -> Result<Versioned<models::Book>> {
    session
        .query(INSERT)
        .bind(new_id())
        .bind(&new.title)
        .bind(new.price)
        .bind(new.kind)
        .bind(&new.pages)
        .bind(new.rating)
        .bind(&new.note)
        .bind(now())
        .bind(new_id())
        .one(read_version)
        .await
}

pub async fn replace(
    session: &Session,
    id: rt::Uuid,
    wanted: Option<rt::Uuid>,
    new: &models::NewBookInput,
) -> Result<Option<Versioned<models::Book>>> {
    session
        .query(REPLACE)
        .bind(id)
        .bind(wanted)
        .bind(&new.title)
        .bind(new.price)
        .bind(new.kind)
        .bind(&new.pages)
        .bind(new.rating)
        .bind(&new.note)
        .bind(new_id())
        .optional(read_version)
        .await
}

/// What is absent stays as it is.
pub async fn change(
    session: &Session,
    id: rt::Uuid,
    wanted: Option<rt::Uuid>,
    changes: &models::BookChanges,
) -> Result<Option<Versioned<models::Book>>> {
    session
        .query(CHANGE)
        .bind(id)
        .bind(wanted)
        .bind(changes.price)
        .bind(changes.rating.is_some())
        .bind(changes.rating)
        .bind(new_id())
        .optional(read_version)
        .await
}

/// Whether there was such a row.
pub async fn delete(session: &Session, id: rt::Uuid, wanted: Option<rt::Uuid>) -> Result<bool> {
    let count = session
        .query(DELETE)
        .bind(id)
        .bind(wanted)
        .execute()
        .await?;
    Ok(count > 0)
}

fn read(row: &Row) -> Result<models::Book> {
    Ok(models::Book {
        title: row.get("title")?,
        price: row.get("price")?,
        kind: row.get("kind")?,
        pages: row.get("pages")?,
        rating: Some(row.get("rating")?),
        id: row.get("id")?,
        created_at: row.get("created_at")?,
    })
}

fn read_version(row: &Row) -> Result<Versioned<models::Book>> {
    Versioned::read(row, "version", read)
}
