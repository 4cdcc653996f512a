//! What operations depend on: who a request is from, values made for it, and how that is found out.

use crate::settings::Settings;
use api::deps::Providers;
use runtime::auth::ApiKeys;
use runtime::data::Database;
use runtime::prelude as rt;

/// Its methods are called for each request that needs what they give, once. What they share goes in here: pools,
/// clients, keys.
#[derive(Debug, Clone)]
pub struct Deps {
    api_keys: ApiKeys,
    database: Database,
}

impl Deps {
    /// As the settings say.
    pub fn new(settings: &Settings, database: &Database) -> Self {
        Self {
            api_keys: settings.api_keys.clone(),
            database: database.clone(),
        }
    }
}

/// Who a request is from, as services are told. A type of your own can say more.
pub type Principal = runtime::auth::Grant;

/// The request's session with the database: a transaction, from the first write on.
pub type Session = runtime::data::Session;

impl Providers for Deps {
    type Principal = Principal;
    type Session = Session;

    /// `apiKey`: a key in the header `X-Api-Key`.
    async fn api_key(&self, _cx: &rt::Context, key: &str) -> Result<Principal, rt::Error> {
        self.api_keys.check(key)
    }

    /// The request's session with the database: a transaction, from the first write on.
    async fn session(&self, cx: &rt::Context) -> Result<Session, rt::Error> {
        Ok(self.database.session_for(cx))
    }
}
