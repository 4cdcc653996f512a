//! What operations depend on: who a request is from, values made for it, and how that is found out.

use crate::data;
use crate::settings::Settings;
use api::deps::Providers;
use runtime::auth;
use runtime::data::Database;
use runtime::prelude as rt;

/// Its methods are called for each request that needs what they give, once. What they share goes in here: pools,
/// clients, keys.
#[derive(Debug, Clone)]
pub struct Deps {
    tokens: Tokens,
    database: Database,
}

impl Deps {
    /// As the settings say.
    pub fn new(settings: &Settings, database: &Database) -> Self {
        Self {
            tokens: settings.tokens.clone(),
            database: database.clone(),
        }
    }
}

/// Who a request is from, as services are told. A type of your own can say more.
pub type Principal = runtime::auth::Grant;

/// The request's session with the database: a transaction, from the first write on.
pub type Session = runtime::data::Session;

/// Issues tokens, and judges them.
pub use runtime::auth::Tokens;

/// The user that the request is from, as the table has them.
pub type CurrentUser = data::users::User;

impl Providers for Deps {
    type Principal = Principal;
    type Session = Session;
    type Tokens = Tokens;
    type CurrentUser = CurrentUser;

    /// `anybody`: a token in an `Authorization` of the scheme `bearer`.
    async fn anybody(&self, _cx: &rt::Context, token: &str) -> Result<Principal, rt::Error> {
        self.tokens.check(token).await
    }

    /// `program`: a token in an `Authorization` of the scheme `bearer`.
    async fn program(&self, _cx: &rt::Context, token: &str) -> Result<Principal, rt::Error> {
        self.tokens.check(token).await?.of_client()
    }

    /// The request's session with the database: a transaction, from the first write on.
    async fn session(&self, cx: &rt::Context) -> Result<Session, rt::Error> {
        Ok(self.database.session_for(cx))
    }

    /// Issues tokens, and judges them.
    async fn tokens(&self) -> Result<Tokens, rt::Error> {
        Ok(self.tokens.clone())
    }

    /// The user that the request is from, as the table has them.
    async fn current_user(
        &self,
        _cx: &rt::Context,
        principal: Principal,
        session: Session,
    ) -> Result<CurrentUser, rt::Error> {
        let user = data::users::find(&session, principal.name()?).await?;
        user.filter(|user| !user.disabled).ok_or_else(auth::nobody)
    }
}
