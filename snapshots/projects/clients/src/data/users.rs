//! The table `users`: who can log in, and what for.

use runtime::auth::{Grant, passwords};
use runtime::data::{self, Row, Session, now};
use runtime::prelude as rt;

/// One who can log in.
#[derive(Debug, Clone)]
pub struct User {
    pub id: i64,
    pub username: String,
    /// What they may do, at most.
    pub scopes: Vec<String>,
    /// Lets nobody in, whatever they show.
    pub disabled: bool,
    pub created_at: rt::DateTime,
}

/// One to be.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub username: String,
    pub password: rt::Secret,
    pub scopes: Vec<String>,
}

impl User {
    /// What a token of theirs is good for, when it is asked for with these scopes; with none, for all that they may do.
    pub fn grant(&self, asked: &str) -> Grant {
        let all = Grant::user(&self.username, self.scopes.clone());
        all.narrowed(asked)
    }
}

const BY_NAME: &str = "
    SELECT id, username, password_hash, scopes, disabled, created_at
    FROM users
    WHERE username = $1";

const INSERT: &str = "
    INSERT INTO users (username, password_hash, scopes, disabled, created_at)
    VALUES ($1, $2, $3, $4, $5)
    RETURNING id, username, password_hash, scopes, disabled, created_at";

const SET_PASSWORD: &str = "
    UPDATE users
    SET password_hash = $2
    WHERE username = $1";

const SET_SCOPES: &str = "
    UPDATE users
    SET scopes = $2
    WHERE username = $1";

const SET_DISABLED: &str = "
    UPDATE users
    SET disabled = $2
    WHERE username = $1";

/// For the test that prepares them.
pub const STATEMENTS: &[&str] = &[BY_NAME, INSERT, SET_PASSWORD, SET_SCOPES, SET_DISABLED];

/// Who has this name and this password. It takes as long when nobody has.
pub async fn log_in(
    session: &Session,
    name: &str,
    password: &str,
) -> Result<Option<User>, rt::Error> {
    let found = session.query(BY_NAME).bind(name).optional(|row| {
        let hash: String = row.get("password_hash")?;
        Ok((read(row)?, hash))
    });
    let (user, hash) = found.await?.unzip();
    let good = passwords::verify(password.to_owned(), hash).await?;
    Ok(user.filter(|user: &User| good && !user.disabled))
}

pub async fn find(session: &Session, name: &str) -> data::Result<Option<User>> {
    session.query(BY_NAME).bind(name).optional(read).await
}

pub async fn insert(session: &Session, new: &NewUser) -> Result<User, rt::Error> {
    let hash = passwords::hash(new.password.expose().to_owned()).await?;
    let user = session
        .query(INSERT)
        .bind(&new.username)
        .bind(hash)
        .bind(new.scopes.join(" "))
        .bind(false)
        .bind(now())
        .one(read)
        .await?;
    Ok(user)
}

/// Whether there is such a user.
pub async fn set_password(
    session: &Session,
    name: &str,
    password: &rt::Secret,
) -> Result<bool, rt::Error> {
    let hash = passwords::hash(password.expose().to_owned()).await?;
    let query = session.query(SET_PASSWORD).bind(name).bind(hash);
    Ok(query.execute().await? > 0)
}

/// Whether there is such a user. Tokens that are out keep their scopes until they end.
pub async fn set_scopes(
    session: &Session,
    name: &str,
    scopes: &[String],
) -> Result<bool, rt::Error> {
    let query = session.query(SET_SCOPES).bind(name).bind(scopes.join(" "));
    Ok(query.execute().await? > 0)
}

/// Whether there is such a user.
pub async fn set_disabled(
    session: &Session,
    name: &str,
    disabled: bool,
) -> Result<bool, rt::Error> {
    let query = session.query(SET_DISABLED).bind(name).bind(disabled);
    Ok(query.execute().await? > 0)
}

fn read(row: &Row) -> data::Result<User> {
    let scopes: String = row.get("scopes")?;
    Ok(User {
        id: row.get("id")?,
        username: row.get("username")?,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        disabled: row.get("disabled")?,
        created_at: row.get("created_at")?,
    })
}
