//! Programs that get tokens, from the command line: `cargo run -- client add NAME`.

use crate::data::clients;
use runtime::auth::command::{Given, told};
use runtime::data::Database;
use std::error::Error;

const USAGE: &str = "use one of
  client add NAME [SCOPE…]    a program that gets tokens for itself, and what it may do; prints its secret, once
  client rotate NAME    another secret, printed once; the one before is good no more
  client scopes NAME [SCOPE…]    what it may do from now on
  client disable NAME    gives it tokens no more; those that are out are good until they end
  client enable NAME";

/// Does what the arguments behind `client` say.
///
/// # Errors
/// They say nothing, or there is no such client, or one already.
pub async fn command(
    database: &Database,
    mut arguments: impl Iterator<Item = String>,
) -> Result<(), Box<dyn Error>> {
    let verb = arguments.next().unwrap_or_default();
    let given = Given::read(arguments).map_err(|fault| format!("{fault}; {USAGE}"))?;
    given.no_fields()?;
    let (name, scopes) = (given.name.as_str(), given.words.as_slice());
    let session = database.session();
    let mut secret = None;
    let done = match verb.as_str() {
        "add" => {
            let made = clients::insert(&session, name, scopes).await;
            made.map(|made| secret.replace(made).is_none())
        }
        "rotate" => {
            let made = clients::rotate(&session, name).await;
            made.map(|made| {
                secret = made;
                secret.is_some()
            })
        }
        "scopes" => clients::set_scopes(&session, name, scopes).await,
        "disable" => clients::set_disabled(&session, name, true).await,
        "enable" => clients::set_disabled(&session, name, false).await,
        _ => return Err(USAGE.into()),
    };
    if !done.map_err(|fault| told(&fault))? {
        return Err("there is no such client".into());
    }
    session.commit().await.map_err(|fault| fault.to_string())?;
    // Nobody is told of a secret that is not kept.
    if let Some(secret) = secret {
        println!("{}", secret.expose());
    }
    Ok(())
}
