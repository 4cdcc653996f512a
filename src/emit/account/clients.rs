//! The table of clients, for both databases, and `src/data/clients.rs`.

use crate::emit::data::sql::{Dialect, name};
use crate::plan::account::Clients;

/// `CREATE TABLE`.
pub fn table(clients: &Clients, dialect: Dialect) -> String {
    let (boolean, moment) = match dialect {
        Dialect::Sqlite => ("INTEGER", "TEXT"),
        Dialect::Postgres => ("BOOLEAN", "TIMESTAMPTZ"),
    };
    TABLE
        .replace("<table>", &name(&clients.table))
        .replace("<boolean>", boolean)
        .replace("<moment>", moment)
}

/// `src/data/clients.rs`.
pub fn module(clients: &Clients) -> String {
    MODULE.replace("<table>", &name(&clients.table))
}

const TABLE: &str = "\
-- Programs that get tokens for themselves. Secrets are kept as their SHA-256 hashes; scopes are separated by spaces.
CREATE TABLE <table> (
    client_id TEXT NOT NULL PRIMARY KEY,
    secret_hash TEXT NOT NULL,
    scopes TEXT NOT NULL,
    disabled <boolean> NOT NULL,
    created_at <moment> NOT NULL
);
";

const MODULE: &str = "\
//! The table `<table>`: programs that get tokens for themselves, and what for.

use runtime::auth::Grant;
use runtime::auth::clients::{Credentials, new_secret};
use runtime::data::{self, Row, Session, now};
use runtime::prelude as rt;

/// A program that gets tokens for itself.
#[derive(Debug, Clone)]
pub struct Client {
    pub client_id: String,
    /// What it may do, at most.
    pub scopes: Vec<String>,
    /// Gets no tokens, whatever it shows.
    pub disabled: bool,
    pub created_at: rt::DateTime,
}

impl Client {
    /// What a token of its is good for, when it is asked for with these scopes; with none, for all that it may do.
    pub fn grant(&self, asked: &str) -> Grant {
        let all = Grant::client(&self.client_id, self.scopes.clone());
        all.narrowed(asked)
    }
}

const BY_ID: &str = \"
    SELECT client_id, secret_hash, scopes, disabled, created_at
    FROM <table>
    WHERE client_id = $1\";

const INSERT: &str = \"
    INSERT INTO <table> (client_id, secret_hash, scopes, disabled, created_at)
    VALUES ($1, $2, $3, $4, $5)\";

const SET_SECRET: &str = \"
    UPDATE <table>
    SET secret_hash = $2
    WHERE client_id = $1\";

const SET_SCOPES: &str = \"
    UPDATE <table>
    SET scopes = $2
    WHERE client_id = $1\";

const SET_DISABLED: &str = \"
    UPDATE <table>
    SET disabled = $2
    WHERE client_id = $1\";

/// For the test that prepares them.
pub const STATEMENTS: &[&str] = &[BY_ID, INSERT, SET_SECRET, SET_SCOPES, SET_DISABLED];

/// Who this is, if it has the secret.
pub async fn authenticate(
    session: &Session,
    shown: Option<Credentials>,
) -> data::Result<Option<Client>> {
    let Some(shown) = shown else { return Ok(None) };
    let found = session.query(BY_ID).bind(&shown.id).optional(|row| {
        let hash: String = row.get(\"secret_hash\")?;
        Ok((read(row)?, hash))
    });
    let (client, hash) = found.await?.unzip();
    let good = shown.is_of(hash.as_deref());
    Ok(client.filter(|client: &Client| good && !client.disabled))
}

/// Makes one. Its secret is told here, and never again.
pub async fn insert(
    session: &Session,
    id: &str,
    scopes: &[String],
) -> Result<rt::Secret, rt::Error> {
    let (secret, hash) = new_secret()?;
    session
        .query(INSERT)
        .bind(id)
        .bind(hash)
        .bind(scopes.join(\" \"))
        .bind(false)
        .bind(now())
        .execute()
        .await?;
    Ok(secret)
}

/// Gives it another secret, if there is such a client.
pub async fn rotate(session: &Session, id: &str) -> Result<Option<rt::Secret>, rt::Error> {
    let (secret, hash) = new_secret()?;
    let query = session.query(SET_SECRET).bind(id).bind(hash);
    Ok((query.execute().await? > 0).then_some(secret))
}

/// Whether there is such a client. Tokens that are out keep their scopes until they end.
pub async fn set_scopes(session: &Session, id: &str, scopes: &[String]) -> Result<bool, rt::Error> {
    let query = session.query(SET_SCOPES).bind(id).bind(scopes.join(\" \"));
    Ok(query.execute().await? > 0)
}

/// Whether there is such a client. Tokens that are out are good until they end.
pub async fn set_disabled(session: &Session, id: &str, disabled: bool) -> Result<bool, rt::Error> {
    let query = session.query(SET_DISABLED).bind(id).bind(disabled);
    Ok(query.execute().await? > 0)
}

fn read(row: &Row) -> data::Result<Client> {
    let scopes: String = row.get(\"scopes\")?;
    Ok(Client {
        client_id: row.get(\"client_id\")?,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        disabled: row.get(\"disabled\")?,
        created_at: row.get(\"created_at\")?,
    })
}
";
