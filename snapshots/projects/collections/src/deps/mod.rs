//! What operations depend on: values made for it, and how that is found out.

use crate::settings::Settings;
use api::deps::Providers;
use runtime::data::Database;
use runtime::prelude as rt;

/// Its methods are called for each request that needs what they give, once. What they share goes in here: pools,
/// clients, keys.
#[derive(Debug, Clone)]
pub struct Deps {
    database: Database,
}

impl Deps {
    /// As the settings say.
    pub fn new(_settings: &Settings, database: &Database) -> Self {
        Self {
            database: database.clone(),
        }
    }
}

/// The request's session with the database: a transaction, from the first write on.
pub type Session = runtime::data::Session;

impl Providers for Deps {
    type Session = Session;

    /// The request's session with the database: a transaction, from the first write on.
    async fn session(&self, cx: &rt::Context) -> Result<Session, rt::Error> {
        Ok(self.database.session_for(cx))
    }
}
