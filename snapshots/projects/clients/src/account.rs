//! Accounts from the command line: `cargo run -- user add NAME`.

use crate::data::users::{self, NewUser};
use runtime::auth::command::{Given, told};
use runtime::data::Database;
use std::error::Error;

const USAGE: &str = "use one of
  user add NAME [SCOPE…]    somebody who can log in, and what they may do
  user password NAME    another password; what it is, is asked for, or read from the input
  user scopes NAME [SCOPE…]    what they may do from now on
  user disable NAME    lets them in no more
  user enable NAME";

/// Does what the arguments behind `user` say.
///
/// # Errors
/// They say nothing, or there is no such user, or one already.
pub async fn command(
    database: &Database,
    mut arguments: impl Iterator<Item = String>,
) -> Result<(), Box<dyn Error>> {
    let verb = arguments.next().unwrap_or_default();
    let given = Given::read(arguments).map_err(|fault| format!("{fault}; {USAGE}"))?;
    let session = database.session();
    let done = match verb.as_str() {
        "add" => {
            let new = NewUser {
                username: given.name.clone(),
                scopes: given.words.clone(),
                password: given.password()?,
            };
            users::insert(&session, &new).await.map(|_| true)
        }
        "password" => {
            let password = given.password()?;
            users::set_password(&session, &given.name, &password).await
        }
        "scopes" => users::set_scopes(&session, &given.name, &given.words).await,
        "disable" => users::set_disabled(&session, &given.name, true).await,
        "enable" => users::set_disabled(&session, &given.name, false).await,
        _ => return Err(USAGE.into()),
    };
    if !done.map_err(|fault| told(&fault))? {
        return Err("there is no such user".into());
    }
    session.commit().await.map_err(|fault| fault.to_string())?;
    Ok(())
}
